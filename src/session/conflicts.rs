//! Items that were changed in two places in ways that do not go together: a list of them, and decisions about them. Each decision is
//! one edit that can be undone.

pub(super) mod facts;

pub use facts::{Fact, Version};

use super::*;
use crate::model::edit::recipes::{self as r, Choice};
use crate::model::edit::{Item, Key};
use crate::text::Span;
use smol_str::SmolStr;

/// What is asked about conflicts.
#[derive(Clone, Debug)]
pub enum Conflicts {
    /// To a row of the list, by the item.
    GoTo(Key),
    Decide(Key, Choice),
    /// The same for all of one file that the user may decide.
    DecideAll(FileKey, Choice),
    Filter(String),
    Close,
}

/// The list of conflicts, while it is shown.
#[derive(Clone, Debug, Default)]
pub struct Deciding {
    /// In the order of files and places.
    pub rows: Arc<Vec<Disputed>>,
    /// Those that the filter lets through, as indexes into `rows`.
    pub shown: Vec<usize>,
    pub filter: String,
    /// Index into `rows`.
    pub current: usize,
    computed: Option<(SmolStr, u64)>,
}

/// One item in conflict, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Disputed {
    pub of: Key,
    pub file: FileKey,
    /// Where that is, for people: a document's title, “Codebook” …
    pub place: String,
    /// What it is: a label's name, “Label Claim”, “Comment” …
    pub title: String,
    pub label: Option<LabelId>,
    /// The words that it is about; what it says, where it is about none.
    pub quote: String,
    /// The fields in which the versions differ; “deleted” where one side deleted it.
    pub differ: Vec<String>,
    /// As it stands, then what stands aside.
    pub versions: Vec<Version>,
    /// The two places can be joined.
    pub joinable: bool,
    /// Whose decision it is, where it is not the user's.
    pub owner: Option<String>,
    /// Bytes of the document's text.
    pub at: Option<Span>,
}

impl Deciding {
    pub fn row(&self) -> Option<&Disputed> {
        self.shown
            .contains(&self.current)
            .then(|| self.rows.get(self.current))?
    }

    /// Where the current row is among those shown.
    pub fn shown_at(&self) -> Option<usize> {
        self.shown.iter().position(|row| *row == self.current)
    }

    fn follow_filter(&mut self) {
        let wanted = self.filter.trim().to_lowercase();
        let fits = |row: &Disputed| {
            let words = [&row.place, &row.title, &row.quote];
            let values = row.versions.iter().flat_map(|version| &version.facts);
            wanted.is_empty()
                || words.iter().any(|words| words.to_lowercase().contains(&wanted))
                || row.differ.iter().any(|name| name.contains(&wanted))
                || values
                    .into_iter()
                    .any(|fact| fact.value.to_lowercase().contains(&wanted))
        };
        self.shown = (self.rows.iter().enumerate())
            .filter(|(_, row)| fits(row))
            .map(|(at, _)| at)
            .collect();
        if !self.shown.contains(&self.current) {
            let next = self.shown.iter().find(|row| **row >= self.current);
            self.current = next.or(self.shown.last()).copied().unwrap_or_default();
        }
    }
}

impl Session {
    /// How many items wait for a decision.
    pub fn conflict_count(&self) -> usize {
        self.project().map_or(0, |project| project.conflicts().len())
    }

    pub(super) fn dispatch_conflicts(&mut self, request: Conflicts) -> Effects {
        match request {
            Conflicts::GoTo(of) => Ok(self.go_to_conflict(&of)),
            Conflicts::Decide(of, choice) => self.decide_one(&of, choice),
            Conflicts::DecideAll(file, choice) => self.decide_file(&file, choice),
            Conflicts::Filter(filter) => {
                if let Some(deciding) = &mut self.view.conflicts {
                    deciding.filter = filter;
                    deciding.follow_filter();
                }
                Ok(Vec::new())
            }
            Conflicts::Close => {
                self.view.conflicts = None;
                Ok(vec![Effect::Focus(Focus::Text)])
            }
        }
    }

    /// Opens the list and shows its first place, or goes to the list where it is open.
    pub(super) fn open_conflicts(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.view.conflicts.is_none() {
            self.view.conflicts = Some(Deciding::default());
            self.refresh_conflicts();
            let first = self.view.conflicts.as_ref().and_then(Deciding::row);
            if let Some(of) = first.map(|row| row.of.clone()) {
                effects = self.go_to_conflict(&of);
            }
        }
        effects.push(Effect::Focus(Focus::Conflicts));
        effects
    }

    /// After each request: the rows as the project has them now. The current row stays, or the one that took its place.
    pub(super) fn refresh_conflicts(&mut self) {
        let Some(deciding) = &mut self.view.conflicts else {
            return;
        };
        let Some(open) = &self.open else {
            self.view.conflicts = None;
            return;
        };
        let now = (open.project.head().id.clone(), open.revision);
        if deciding.computed.as_ref() == Some(&now) {
            return;
        }
        let here = deciding.rows.get(deciding.current).map(|row| row.of.clone());
        let rows = rows(open);
        let same = here.and_then(|of| rows.iter().position(|row| row.of == of));
        deciding.current = same.unwrap_or(deciding.current).min(rows.len().saturating_sub(1));
        deciding.rows = Arc::new(rows);
        deciding.computed = Some(now);
        deciding.follow_filter();
    }

    fn go_to_conflict(&mut self, of: &Key) -> Vec<Effect> {
        let Some(deciding) = &mut self.view.conflicts else {
            return Vec::new();
        };
        let Some(index) = deciding.rows.iter().position(|row| row.of == *of) else {
            return Vec::new();
        };
        deciding.current = index;
        let Some(row) = deciding.rows.get(index).cloned() else {
            return Vec::new();
        };
        let Some(document) = of.document().filter(|id| {
            self.project()
                .is_some_and(|project| project.text(id.as_str()).is_some())
        }) else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        if self.view.document.as_ref() != Some(document) {
            effects = self.select_document(document.clone());
            effects.retain(|effect| !matches!(effect, Effect::Focus(_)));
        }
        self.view.linking = None;
        self.view.selected = match of {
            Key::Annotation(layer, id) => Some((layer.annotator.clone(), id.clone())),
            _ => None,
        };
        if let Some(Key::Annotation(layer, _)) = Some(of)
            && self
                .open
                .as_ref()
                .is_some_and(|open| open.me.as_ref() != Some(&layer.annotator))
        {
            self.view.shown.insert(layer.annotator.clone());
        }
        if let Some(at) = row.at {
            self.view.selection = Selection::caret(at.start());
            effects.push(Effect::Reveal(at));
        }
        effects
    }

    fn decide_one(&mut self, of: &Key, choice: Choice) -> Effects {
        let open = self.need_open()?;
        if let Some(owner) = owner(open, of) {
            return Err(not_yours(&owner));
        }
        if matches!(of, Key::Text(_)) {
            return self.decide_slowly(vec![of.clone()], choice);
        }
        let now = self.now();
        self.edit(|p, _| r::decide_conflict(p, of, choice, now))?;
        Ok(self.after_deciding(0))
    }

    fn decide_file(&mut self, file: &FileKey, choice: Choice) -> Effects {
        let open = self.need_open()?;
        let all: Vec<Key> = (open.project.conflicts())
            .map(|(of, _)| of)
            .filter(|of| store::file_of(&(*of).clone().conflict()) == *file && owner(open, of).is_none())
            .cloned()
            .collect();
        if all.iter().any(|of| matches!(of, Key::Text(_))) {
            return self.decide_slowly(all, choice);
        }
        let now = self.now();
        let mut left = 0;
        self.edit(|p, _| {
            let (transaction, refused) = r::decide_conflicts(p, &all, choice, now);
            left = refused;
            Ok(transaction)
        })?;
        Ok(self.after_deciding(left))
    }

    /// The place of what waits next.
    pub(super) fn after_deciding(&mut self, left: usize) -> Vec<Effect> {
        self.refresh_conflicts();
        let mut effects = self.show_current_conflict();
        if left > 0 {
            let words = format!("{left} could not be decided this way; they are still in the list");
            effects.push(Effect::Notify(Notice::info(words)));
        }
        effects
    }

    fn show_current_conflict(&mut self) -> Vec<Effect> {
        let next = self.view.conflicts.as_ref().and_then(Deciding::row);
        match next.map(|row| row.of.clone()) {
            Some(of) => self.go_to_conflict(&of),
            None => Vec::new(),
        }
    }
}

fn not_yours(owner: &str) -> UserError {
    UserError::with_hint(
        format!("{owner} decides about these labels"),
        "They are in a layer that only its owner writes",
    )
}

/// Who alone may decide, where it is not the user.
fn owner(open: &Open, of: &Key) -> Option<String> {
    let layer = of.layer().filter(|layer| !open.may_write(layer))?;
    Some(open.project.person_name(&layer.annotator).to_owned())
}

fn rows(open: &Open) -> Vec<Disputed> {
    let mut rows: Vec<Disputed> = (open.project.conflicts())
        .map(|(of, conflict)| row(open, of, conflict))
        .collect();
    rows.sort_by(|a, b| {
        let place = |row: &Disputed| (row.file.clone(), row.at, row.of.clone());
        place(a).cmp(&place(b))
    });
    rows
}

fn row(open: &Open, of: &Key, conflict: &Conflict) -> Disputed {
    let project = &open.project;
    let stands = edit::item(project, of).or_else(|| match of {
        Key::Annotation(layer, id) => edit::item(project, &Key::Adrift(layer.clone(), id.clone())),
        _ => None,
    });
    let all: Vec<Option<&Item>> = std::iter::once(stands.as_ref())
        .chain(conflict.others.iter().map(Option::as_ref))
        .collect();
    let known = all.iter().flatten().next().copied();
    let file = store::file_of(&of.clone().conflict());
    let versions = facts::versions(project, of, &all);
    let spans = |item: &&Item| match item {
        Item::Annotation(annotation) => annotation.fragments.hull(),
        Item::Decision(decision) => decision.at.hull(),
        _ => None,
    };
    let (title, quote) = facts::title(project, of, known);
    Disputed {
        place: facts::place(project, &file),
        differ: facts::differ(&all),
        joinable: matches!(
            (all.first(), all.get(1)),
            (Some(Some(Item::Annotation(a))), Some(Some(Item::Annotation(b))))
                if a.fragments != b.fragments && !a.fragments.is_empty() && !b.fragments.is_empty()
        ),
        label: known.and_then(facts::label_of),
        owner: owner(open, of),
        at: all
            .iter()
            .flatten()
            .copied()
            .find_map(|item| spans(&item))
            .or_else(|| facts::about(project, of, known)),
        of: of.clone(),
        file,
        title,
        quote,
        versions,
    }
}
