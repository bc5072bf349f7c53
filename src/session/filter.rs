//! Which labels stand out on the text. Knows what is wanted; `looks` tells it for each label.

use super::looks::{Meaning, words_of};
use crate::model::*;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// What labels stand out on the text. Each part narrows further; an empty part lets all through.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Filter {
    /// These and what stands below them in the codebook.
    pub labels: BTreeSet<LabelId>,
    pub people: BTreeSet<PersonId>,
    /// Labels that name one of them.
    pub entities: BTreeSet<EntityId>,
    /// Labels with one of these values; yes/no reads as `true`, `false`.
    pub values: BTreeSet<(AttributeId, SmolStr)>,
    /// Only what its annotator is not sure about.
    pub doubts: bool,
}

impl Filter {
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// Only what has one meaning. None for what cannot be asked for.
    pub fn only(meaning: &Meaning) -> Option<Self> {
        let mut filter = Self::default();
        filter.insert(meaning);
        filter.is_on().then_some(filter)
    }

    /// Whether labels of this meaning get through, as far as this part of the filter goes.
    pub fn lets(&self, book: &Codebook, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Label(id) => {
                self.labels.is_empty() || book.ancestors(id).any(|id| self.labels.contains(id))
            }
            Meaning::Person(id) => self.people.is_empty() || self.people.contains(id),
            Meaning::Entity(id) => self.entities.is_empty() || self.entities.contains(id),
            Meaning::Value(id, word) => {
                self.values.is_empty() || self.values.contains(&(id.clone(), word.clone()))
            }
            Meaning::Nothing => self.values.is_empty() && self.entities.is_empty(),
        }
    }

    /// With a label and everything below it let through or not. As a label stands for what is below it, a label of which
    /// something is left out is left out itself. When none is left, all are let through again.
    pub fn with_label(mut self, book: &Codebook, id: &LabelId, on: bool) -> Self {
        let tree = book.tree();
        let through: BTreeSet<&LabelId> = tree
            .iter()
            .map(|(_, label)| &label.id)
            .filter(|other| {
                if book.is_within(other, id) {
                    on
                } else {
                    self.lets(book, &Meaning::Label((*other).clone()))
                }
            })
            .collect();
        let broken: BTreeSet<&LabelId> = tree
            .iter()
            .map(|(_, label)| &label.id)
            .filter(|id| !through.contains(id))
            .flat_map(|id| book.ancestors(id))
            .collect();
        let whole = |id: &LabelId| !broken.contains(id);
        let labels = tree
            .iter()
            .filter(|(_, label)| whole(&label.id) && !label.parent.as_ref().is_some_and(whole))
            .map(|(_, label)| label.id.clone())
            .collect();
        self.labels = if broken.is_empty() {
            BTreeSet::new()
        } else {
            labels
        };
        self
    }

    /// With one of `all` meanings of its kind (people, entities or values) let through or not. All again when none is left.
    pub fn with(mut self, book: &Codebook, all: &[Meaning], one: &Meaning, on: bool) -> Self {
        let through: Vec<&Meaning> = all
            .iter()
            .filter(|other| if *other == one { on } else { self.lets(book, other) })
            .collect();
        let whole = through.len() == all.len();
        match one {
            Meaning::Label(id) => return self.with_label(book, id, on),
            Meaning::Person(_) => self.people.clear(),
            Meaning::Entity(_) => self.entities.clear(),
            Meaning::Value(..) => self.values.clear(),
            Meaning::Nothing => return self,
        }
        for meaning in through.into_iter().filter(|_| !whole) {
            self.insert(meaning);
        }
        self
    }

    fn insert(&mut self, meaning: &Meaning) {
        match meaning.clone() {
            Meaning::Label(id) => _ = self.labels.insert(id),
            Meaning::Person(id) => _ = self.people.insert(id),
            Meaning::Entity(id) => _ = self.entities.insert(id),
            Meaning::Value(id, word) => _ = self.values.insert((id, word)),
            Meaning::Nothing => {}
        }
    }

    /// In words, as `Only claim, doubts`, or `All but claim` where that says it shorter; the first `most` names, then how many more.
    pub fn words(&self, project: &Project, most: usize) -> String {
        match self.left_out(project.codebook()) {
            Some(names) => format!("All but {}", enumerated(names, most)),
            None => format!("Only {}", self.kept_words(project, most)),
        }
    }

    /// The labels without the rest, where nothing else is filtered and they are fewer: a label stands for those below it.
    fn left_out<'a>(&self, book: &'a Codebook) -> Option<Vec<&'a str>> {
        let alone = self.people.is_empty() && self.entities.is_empty() && self.values.is_empty();
        if self.labels.is_empty() || self.doubts || !alone {
            return None;
        }
        let rows: Vec<(usize, &Label, bool)> = book
            .tree()
            .into_iter()
            .map(|(depth, label)| {
                (
                    depth,
                    &**label,
                    self.lets(book, &Meaning::Label(label.id.clone())),
                )
            })
            .collect();
        let mut names = Vec::new();
        // What lies below a label that is left out is left out with it.
        let mut below = None;
        for (at, (depth, label, passes)) in rows.iter().enumerate() {
            if below.is_some_and(|top| *depth > top) {
                continue;
            }
            below = None;
            if !passes {
                let inside = rows.iter().skip(at + 1).take_while(|(inner, ..)| inner > depth);
                if inside.into_iter().any(|(_, _, passes)| *passes) {
                    return None;
                }
                names.push(label.name.as_str());
                below = Some(*depth);
            }
        }
        (names.len() < self.labels.len()).then_some(names)
    }

    fn kept_words(&self, project: &Project, most: usize) -> String {
        let book = project.codebook();
        let labels = self
            .labels
            .iter()
            .map(|id| book.label(id.as_str()).map_or(id.as_str(), |l| l.name.as_str()));
        let people = self.people.iter().map(|id| project.person_name(id));
        let entities = self.entities.iter().map(|id| project.entity_name(id));
        let values = self.values.iter().map(|(id, word)| match word.as_str() {
            "true" => book.attribute(id.as_str()).map_or("yes", |a| a.name.as_str()),
            word => word,
        });
        let mut words = enumerated(labels.chain(people).chain(entities).chain(values).collect(), most);
        if self.doubts {
            words.push_str(if words.is_empty() { "doubts" } else { ", doubts" });
        }
        words
    }

    /// Lets go of what the project no longer has and of people out of view, so that it never dims everything in the name of
    /// something gone. What was merged becomes its target.
    pub(super) fn repair(&mut self, project: &Project, in_view: impl Fn(&PersonId) -> bool) {
        let book = project.codebook();
        self.labels.retain(|id| book.label(id.as_str()).is_some());
        self.people.retain(in_view);
        self.values.retain(|(id, word)| {
            let attribute = book.attribute(id.as_str());
            attribute.is_some_and(|attribute| words_of(&attribute.kind).contains(word))
        });
        if self.entities.is_empty() {
            return;
        }
        let wanted = std::mem::take(&mut self.entities);
        let targets = wanted.iter().filter_map(|id| project.resolve_entity(id));
        let there = |id: &&EntityId| project.entity_entries().any(|((_, entry), _)| entry == *id);
        self.entities = targets.filter(there).cloned().collect();
    }
}

/// The first `most` names, then how many more.
fn enumerated(mut names: Vec<&str>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    names.truncate(most);
    let mut words = names.join(", ");
    if more > 0 {
        words.push_str(&format!(" and {more} more"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{Board, label};

    /// zone (with byline and caption below), claim.
    fn board() -> Board {
        let mut board = Board::drawn(&[("ana", "[zone:a] [byline:b] [caption:c] [claim:d]")]);
        for name in ["byline", "caption"] {
            board.add_label(Label {
                parent: Some(label("zone")),
                ..Label::new(label(name), name)
            });
        }
        board
    }

    fn through(board: &Board, filter: &Filter) -> Vec<String> {
        let book = board.project.codebook();
        book.tree()
            .into_iter()
            .filter(|(_, l)| filter.lets(book, &Meaning::Label(l.id.clone())))
            .map(|(_, l)| l.id.to_string())
            .collect()
    }

    #[test]
    fn ticks_of_the_label_tree_go_both_ways() {
        let board = board();
        let book = board.project.codebook();
        let all = through(&board, &Filter::default());
        assert_eq!(all.len(), 4);
        let filter = Filter::default().with_label(book, &label("caption"), false);
        assert_eq!(through(&board, &filter), ["claim", "byline"]);
        let filter = filter.with_label(book, &label("byline"), false);
        assert_eq!(through(&board, &filter), ["claim"]);
        let filter = filter.with_label(book, &label("zone"), true);
        assert!(!filter.is_on(), "all are ticked again: {filter:?}");
        let filter = filter.with_label(book, &label("zone"), false);
        assert_eq!(through(&board, &filter), ["claim"]);
        let filter = filter.with_label(book, &label("claim"), false);
        assert!(!filter.is_on(), "nothing left is no filter");
    }

    #[test]
    fn people_are_ticked_among_those_in_view() {
        let board = board();
        let book = board.project.codebook();
        let [ana, ben] = ["ana", "ben"].map(|name| Meaning::Person(PersonId::new(name).unwrap()));
        let all = [ana.clone(), ben.clone()];
        let filter = Filter::default().with(book, &all, &ana, false);
        assert!(!filter.lets(book, &ana) && filter.lets(book, &ben));
        assert!(!filter.clone().with(book, &all, &ana, true).is_on());
        assert!(!filter.with(book, &all, &ben, false).is_on());
    }

    #[test]
    fn a_filter_in_words() {
        let mut board = board();
        let mut filter = Filter::only(&Meaning::Label(label("byline"))).unwrap();
        assert_eq!(filter.words(&board.project, 3), "Only byline");
        let book = board.project.codebook();
        let all_but = Filter::default().with_label(book, &label("zone"), false);
        assert_eq!(all_but.words(&board.project, 3), "Only claim");
        for name in ["cue", "speaker"] {
            board.add_label(Label::new(label(name), name));
        }
        let book = board.project.codebook();
        let without = |name: &str| {
            let filter = Filter::default().with_label(book, &label(name), false);
            filter.words(&board.project, 3)
        };
        assert_eq!(without("zone"), "All but zone");
        assert_eq!(without("claim"), "All but claim");
        assert_eq!(without("byline"), "Only caption, claim, cue and 1 more");
        filter.doubts = true;
        filter.labels.insert(label("claim"));
        assert_eq!(filter.words(&board.project, 1), "Only byline and 1 more, doubts");
        assert_eq!(
            Filter {
                doubts: true,
                ..Filter::default()
            }
            .words(&board.project, 3),
            "Only doubts"
        );
    }
}
