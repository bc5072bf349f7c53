//! One's labels of the open document in reading order, as far as the filters let them through. Follows the project edit by edit;
//! a new filter looks at some thousands of labels a frame, and the old rows stay until it is through.

use crate::model::{Annotation, LabelId, Layer, LayerKey, Place, Project, place_of};
use crate::text::Text;
use crate::ui::widgets;

/// Labels that a new filter looks at in a frame.
const STEP: usize = 4_000;
/// Labels taken in a frame where none is looked at.
const TAKEN: usize = 20_000;
/// More changes than this are not followed one by one.
const MANY: usize = 2_000;
/// As much of a label's words (characters) is searched.
const SEARCHED: usize = 2_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub layer: LayerKey,
    /// In lower case; empty for everything.
    pub words: String,
    pub label: Option<LabelId>,
    pub doubtful: bool,
}

impl Wanted {
    pub fn is_narrowed(&self) -> bool {
        self.doubtful || self.label.is_some() || !self.words.is_empty()
    }

    fn fits(&self, of: (&Project, &Text), annotation: &Annotation) -> bool {
        self.label.as_ref().is_none_or(|label| *label == annotation.label)
            && (!self.doubtful || annotation.doubt)
            && (self.words.is_empty() || self.is_found_in(of, annotation))
    }

    fn is_found_in(&self, (project, text): (&Project, &Text), annotation: &Annotation) -> bool {
        let found = |words: &str| words.to_lowercase().contains(&self.words);
        let label = project.codebook().label(annotation.label.as_str());
        found(&annotation.fragments.quote_start(text, SEARCHED))
            || label.is_some_and(|label| found(&label.name))
            || annotation
                .attributes
                .iter()
                .any(|(_, value)| found(&widgets::value_text(project, value)))
            || found(&annotation.note)
    }
}

#[derive(Default)]
pub struct List {
    wanted: Option<Wanted>,
    /// What the rows were made from.
    project: Project,
    layer: Layer,
    rows: Vec<Place>,
    /// A filter under way: the last label it has looked at, in reading order, and what it found.
    filling: Option<(Option<Place>, Vec<Place>)>,
}

impl List {
    pub fn rows(&self) -> &[Place] {
        &self.rows
    }

    /// What the list shows or is going to show.
    pub fn wanted(&self) -> Option<&Wanted> {
        self.wanted.as_ref()
    }

    /// Brings the rows to what is wanted now; says whether more of them come in the next frame.
    pub fn update(&mut self, wanted: Wanted, (project, text): (&Project, &Text), layer: &Layer) -> bool {
        let same = self.wanted.as_ref() == Some(&wanted);
        // Only words are looked for in the names of labels and entities.
        let names = wanted.words.is_empty() || self.project.shares_nouns(project);
        let followed = same && names && self.filling.is_none() && self.follow((project, text), layer);
        let under_way = same && names && self.filling.is_some() && layer.shares_annotations(&self.layer);
        if !followed && !under_way {
            if self.wanted.as_ref().is_none_or(|old| old.layer != wanted.layer) {
                self.rows.clear();
            }
            self.layer = layer.clone();
            self.filling = Some((None, Vec::new()));
        }
        self.project = project.clone();
        let wanted = self.wanted.insert(wanted);
        let Some((seen, found)) = &mut self.filling else {
            return false;
        };
        let narrowed = wanted.is_narrowed();
        let step = if narrowed { STEP } else { TAKEN };
        let part: Vec<&Place> = layer.places_behind(seen.as_ref()).take(step).collect();
        let (count, last) = (part.len(), part.last().map(|place| (*place).clone()));
        let fits = |(_, _, id): &Place| {
            let annotation = layer.annotation(id.as_str());
            annotation.is_some_and(|annotation| wanted.fits((project, text), annotation))
        };
        found.extend(part.into_iter().filter(|place| !narrowed || fits(place)).cloned());
        if count == step {
            *seen = last;
            return true;
        }
        self.rows = std::mem::take(found);
        self.filling = None;
        false
    }

    /// Brings the rows from the state of the layer that they were made from to this one; false where that is not worth it.
    fn follow(&mut self, of: (&Project, &Text), layer: &Layer) -> bool {
        if layer.shares_annotations(&self.layer) {
            return true;
        }
        let Some(wanted) = &self.wanted else { return false };
        let old = std::mem::replace(&mut self.layer, layer.clone());
        for (count, change) in layer.changes_from(&old).enumerate() {
            if count == MANY {
                return false;
            }
            if let Some(Ok(at)) = change.before.map(|a| self.rows.binary_search(&place_of(a))) {
                self.rows.remove(at);
            }
            let after = change.after.filter(|a| wanted.fits(of, a)).map(|a| place_of(a));
            if let Some(place) = after
                && let Err(at) = self.rows.binary_search(&place)
            {
                self.rows.insert(at, place);
            }
        }
        true
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a label with one fragment")]
mod tests {
    use super::*;
    use crate::model::testing::{Board, label};

    fn wanted(board: &Board, words: &str, name: Option<&str>) -> Wanted {
        Wanted {
            layer: board.layer("ana"),
            words: words.to_owned(),
            label: name.map(label),
            doubtful: false,
        }
    }

    fn ids(list: &List) -> Vec<&str> {
        list.rows().iter().map(|(_, _, id)| id.as_str()).collect()
    }

    /// Updates until nothing more comes; how many frames that took.
    fn update(list: &mut List, board: &Board, wanted: &Wanted) -> usize {
        let layer = board.project.layer(&board.layer("ana")).unwrap();
        let text = board.project.text("doc").unwrap();
        let more = |_: &usize| list.update(wanted.clone(), (&board.project, text), layer);
        1 + (0..).take_while(more).count()
    }

    #[test]
    fn rows_follow_edits_and_filters() {
        let mut board = Board::drawn(&[(
            "ana",
            "[speaker:She] said [claim:it works] well, [speaker:he] not",
        )]);
        let mut list = List::default();
        let all = wanted(&board, "", None);
        update(&mut list, &board, &all);
        assert_eq!(ids(&list), ["ana-1", "ana-2", "ana-3"]);
        board.tag("ana", "new", "claim", &[4..8]);
        update(&mut list, &board, &all);
        assert_eq!(ids(&list), ["ana-1", "new", "ana-2", "ana-3"]);

        let claims = wanted(&board, "", Some("claim"));
        update(&mut list, &board, &claims);
        assert_eq!(ids(&list), ["new", "ana-2"]);
        board.tag("ana", "other", "speaker", &[0..3]);
        board.tag("ana", "late", "claim", &[24..26]);
        update(&mut list, &board, &claims);
        assert_eq!(ids(&list), ["new", "ana-2", "late"]);

        // Words of the passage, and names of labels.
        let words = wanted(&board, "works", None);
        update(&mut list, &board, &words);
        assert_eq!(ids(&list), ["ana-2"]);
        let named = wanted(&board, "speaker", None);
        update(&mut list, &board, &named);
        assert_eq!(ids(&list), ["ana-1", "other", "ana-3"]);
    }

    #[test]
    fn a_filter_over_many_labels_takes_several_frames_and_finds_all() {
        let mut board = Board::drawn(&[("ana", "[speaker:She] said [claim:it works] well")]);
        for number in 0..STEP {
            board.tag("ana", &format!("more-{number}"), "claim", &[4..8]);
        }
        let mut list = List::default();
        let all = wanted(&board, "", None);
        assert_eq!(update(&mut list, &board, &all), 1);
        let said = wanted(&board, "said", None);
        assert_eq!(update(&mut list, &board, &said), 2);
        assert_eq!(list.rows().len(), STEP);
        assert!(list.rows().is_sorted());
        // Edits while a filter is under way are in the list too.
        let layer = board.layer("ana");
        let text = board.project.text("doc").unwrap().clone();
        let now = board.project.layer(&layer).unwrap();
        assert!(list.update(wanted(&board, "works", None), (&board.project, &text), now));
        board.tag("ana", "late", "claim", &[12..17]);
        assert_eq!(update(&mut list, &board, &wanted(&board, "works", None)), 2);
        assert_eq!(ids(&list), ["ana-2", "late"]);
    }
}
