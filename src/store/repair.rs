//! What can be done about problems: each repair is one step, planned here and done by whoever holds the project. Reads damaged
//! files once more to see what of them can be kept; writes nothing.

mod salvage;

use super::disk::Disk;
use super::generations::{Generation, name_of};
use super::{FileKey, Location};
use crate::model::edit::{self, Change, Item, Key, Transaction};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One step that mends something.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The file that it writes.
    pub file: FileKey,
    /// What it does, as one sentence without a full stop.
    pub title: String,
    pub way: Way,
    /// Whose file it is, where that is somebody else: the repair is theirs to do.
    pub left_to: Option<PersonId>,
    /// The problems that are gone then.
    pub problems: Problems,
}

#[derive(Clone, Debug)]
pub enum Way {
    /// An edit like any other.
    Edit(Arc<Transaction>),
    /// The file is written anew as the project holds it, after this edit, which may be empty. What it was is kept first.
    Anew(Arc<Transaction>),
    /// A kept state is put in its place.
    BringBack(Generation),
}

/// What is asked about.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub project: &'a Project,
    pub location: &'a Location,
    pub problems: &'a Problems,
    pub damaged: &'a BTreeSet<FileKey>,
    /// Nothing may be written at all.
    pub read_only: bool,
    /// Whose layers may be written.
    pub me: Option<&'a PersonId>,
    pub now: Timestamp,
    /// Earlier states of the files, by path.
    pub kept: &'a BTreeMap<String, Vec<Generation>>,
    /// How many labels the newest good one holds more than the project, by path.
    pub more: &'a BTreeMap<String, usize>,
}

#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Those that were asked about, each with what its repair would do or what a person can do.
    pub problems: Problems,
    pub repairs: Vec<Repair>,
    /// Of which of their files a good earlier state is kept.
    pub kept: BTreeSet<String>,
}

/// Problems of whole files: of what they say nothing was read.
const WHOLE: [&str; 8] = [
    "empty-file",
    "wrong-kind",
    "wrong-place",
    "too-large",
    "no-access",
    "not-a-file",
    "orphan-layer",
    "missing-text",
];

/// Files that say nothing: what the project holds of them was read before they were spoilt.
const NOTHING: [&str; 3] = ["empty-file", "wrong-kind", "wrong-place"];

/// What no program may decide, and what to do instead.
const BY_HAND: [(&str, &str); 9] = [
    ("newer-format", "Install the newer version of Ascribe"),
    ("outside-link", super::write::NO_LINKS),
    (
        "conflict-copy",
        "Bring its labels in (“Bring in…”, or `ascribe merge`), then delete it",
    ),
    (
        "stray-file",
        "Move it to the top of the project folder, or out of it",
    ),
    (
        "adrift",
        "Place it again in the window, or drop it; until then it is kept as it is",
    ),
    ("no-access", "Look at the rights of the file"),
    ("not-a-file", "Put the file itself in its place"),
    ("too-large", "Split the project, or take the file from a backup"),
    (
        "orphan-layer",
        "Bring the document and its text back from a backup or the version control",
    ),
];

/// Plans a repair for each problem that has one.
pub fn plan(disk: &dyn Disk, asked: &Asked<'_>) -> Plan {
    let mut planner = Planner {
        disk,
        asked,
        repairs: Vec::new(),
        by_file: BTreeMap::new(),
    };
    let planned: Vec<Option<usize>> = asked
        .problems
        .iter()
        .map(|problem| planner.repair_of(problem))
        .collect();
    let mut repairs = planner.repairs;
    let mut problems = Problems::new();
    for (problem, repair) in asked.problems.iter().zip(planned) {
        let repair = repair.and_then(|place| repairs.get_mut(place));
        let words = match &repair {
            Some(Repair {
                left_to: Some(person),
                title,
                ..
            }) => {
                let name = asked.project.person_name(person);
                Some(format!(
                    "Left to {name}, whose file it is: {}",
                    lower_first(title)
                ))
            }
            Some(repair) => Some(repair.title.clone()),
            None => by_hand(problem),
        };
        let told = Problem {
            repair: words.or_else(|| problem.repair.clone()),
            ..problem.clone()
        };
        if let Some(repair) = repair {
            repair.problems.push(problem.clone());
        }
        problems.push(told);
    }
    let good = |states: &Vec<Generation>| states.iter().any(|one| !one.damaged);
    let kept = asked.kept.iter().filter(|(_, states)| good(states));
    Plan {
        kept: kept.map(|(file, _)| file.clone()).collect(),
        problems,
        repairs,
    }
}

fn by_hand(problem: &Problem) -> Option<String> {
    let known = BY_HAND.iter().find(|(kind, _)| *kind == problem.kind);
    known.map(|(_, what)| (*what).to_owned())
}

fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

struct Planner<'a> {
    disk: &'a dyn Disk,
    asked: &'a Asked<'a>,
    repairs: Vec<Repair>,
    /// Of a file that is mended as a whole: its repair, if there is one.
    by_file: BTreeMap<FileKey, Option<usize>>,
}

impl Planner<'_> {
    /// The place of the repair that mends a problem.
    fn repair_of(&mut self, problem: &Problem) -> Option<usize> {
        if self.asked.read_only || problem.kind.starts_with("rule-") || problem.kind == "newer-format" {
            return None;
        }
        let file = self.file_of(&problem.file)?;
        match problem.kind {
            "unknown-label" | "unknown-link-kind" | "unknown-person" => {
                let (title, change) = self.take_in(problem.about.as_ref()?)?;
                Some(self.edit(&title, change))
            }
            "text-changed" | "wrong-hash" => {
                let FileKey::Text(id) = &file else { return None };
                let hash = content_hash(self.asked.project.text(id.as_str())?.as_str());
                let title = format!("Accept the text of {} as it is now", problem.file);
                let change = self.document_change(id, |document| document.hash = hash)?;
                Some(self.edit(&title, change))
            }
            "missing-record" if !self.is_damaged(&file) => {
                let FileKey::Document(id) = &file else { return None };
                let now = self.asked.now;
                let change = self.document_change(id, |document| document.added = now)?;
                Some(self.edit(
                    &format!("Write {} with the title that is shown", problem.file),
                    change,
                ))
            }
            "changed-line-ends" | "placed-again" | "missing-codebook" | "missing-file" => {
                self.once(file, Self::anew)
            }
            _ if self.is_damaged(&file) => self.once(file, Self::mended),
            _ => None,
        }
    }

    /// The file that a problem names; a single file is one.
    fn file_of(&self, shown: &str) -> Option<FileKey> {
        match self.asked.location {
            Location::Folder(_) => FileKey::from_path(shown),
            Location::File(_) => Some(FileKey::Project),
        }
    }

    /// A single file is damaged as one.
    fn is_damaged(&self, file: &FileKey) -> bool {
        match self.asked.location {
            Location::Folder(_) => self.asked.damaged.contains(file),
            Location::File(_) => !self.asked.damaged.is_empty(),
        }
    }

    fn once(&mut self, file: FileKey, make: fn(&Self, &FileKey) -> Option<Repair>) -> Option<usize> {
        if let Some(known) = self.by_file.get(&file) {
            return *known;
        }
        let repair = make(self, &file);
        let place = repair.map(|repair| self.add(repair));
        self.by_file.insert(file, place);
        place
    }

    fn add(&mut self, repair: Repair) -> usize {
        self.repairs.push(repair);
        self.repairs.len() - 1
    }

    fn edit(&mut self, title: &str, change: Change) -> usize {
        let file = super::file_of(&change.key);
        let repair = self.repair(
            file,
            title,
            Way::Edit(Arc::new(Transaction::new(title, vec![change]))),
        );
        self.add(repair)
    }

    fn repair(&self, file: FileKey, title: &str, way: Way) -> Repair {
        Repair {
            left_to: self.owner(&file),
            file,
            title: title.to_owned(),
            way,
            problems: Problems::new(),
        }
    }

    /// Whose file it is, if it is a teammate's.
    fn owner(&self, file: &FileKey) -> Option<PersonId> {
        let person = match file {
            FileKey::Layer(key) => &key.annotator,
            FileKey::Entities(person) => person,
            _ => return None,
        };
        let is_mine = self.asked.project.may_write(self.asked.me, person);
        (!is_mine).then(|| person.clone())
    }

    /// What stands in for something that nobody has becomes the real thing.
    fn take_in(&self, key: &Key) -> Option<(String, Change)> {
        let before = edit::item(self.asked.project, key)?;
        let (title, after) = match &before {
            Item::Label(label) => (
                format!("Take the label “{}” into the codebook", label.name),
                Item::Label(Arc::new(Label {
                    retired: false,
                    colour: nth_colour(LABEL_COLOURS, self.asked.project.codebook().labels().count()),
                    ..(**label).clone()
                })),
            ),
            Item::LinkKind(kind) => (
                format!("Take the link kind “{}” into the codebook", kind.name),
                Item::LinkKind(Arc::new(LinkKind {
                    retired: false,
                    ..(**kind).clone()
                })),
            ),
            Item::Person(person) => (
                format!("Put “{}” among the people of the project", person.name),
                Item::Person(Arc::new(Person {
                    colour: nth_colour(PERSON_COLOURS, self.asked.project.people().len()),
                    ..(**person).clone()
                })),
            ),
            _ => return None,
        };
        Some((title, Change::replace(key.clone(), before, after)))
    }

    fn document_change(&self, id: &DocumentId, change: impl FnOnce(&mut Document)) -> Option<Change> {
        let before = self.asked.project.document(id.as_str())?;
        let mut after = Document::clone(before);
        change(&mut after);
        let key = Key::Document(id.clone());
        Some(Change::replace(
            key,
            Item::Document(before.clone()),
            Item::Document(Arc::new(after)),
        ))
    }

    /// A file that is not damaged, but not on the disk as the project holds it.
    fn anew(&self, file: &FileKey) -> Option<Repair> {
        if self.is_damaged(file) {
            return self.mended(file);
        }
        // Of one that is gone nothing was read: what is kept of it says more.
        if *file == FileKey::Codebook
            && let Some(back) = self.brought_back(file)
        {
            return Some(back);
        }
        let title = match file {
            FileKey::Text(_) => format!("Write {} with the line ends that it had", file.path()),
            FileKey::Layer(_) => format!("Write {} with the places where its words are now", file.path()),
            _ => format!("Write {} anew", file.path()),
        };
        let nothing = Arc::new(Transaction::new(title.clone(), Vec::new()));
        Some(self.repair(file.clone(), &title, Way::Anew(nothing)))
    }

    /// A damaged file: what could be read of it, or an earlier state where that is nothing.
    fn mended(&self, file: &FileKey) -> Option<Repair> {
        let name = name_of(self.asked.location, file);
        let told = self.asked.problems.iter().filter(|problem| problem.file == name);
        let whole =
            (told.clone()).any(|problem| WHOLE.contains(&problem.kind) || problem.kind == "outside-link");
        if told.clone().any(|problem| NOTHING.contains(&problem.kind))
            && let Some(items) = salvage::items_here(self.asked.project, file)
        {
            let title = format!("Write {name} anew as it is open here, with {items} items");
            let nothing = Arc::new(Transaction::new(title.clone(), Vec::new()));
            return Some(self.repair(file.clone(), &title, Way::Anew(nothing)));
        }
        if !whole && let Some(salvage) = salvage::salvage(self.disk, self.asked, file) {
            let title = salvage.title(&name) + &self.more(&name, ". The state kept until");
            let edit = Transaction::new(title.clone(), salvage.changes);
            return Some(self.repair(file.clone(), &title, Way::Anew(Arc::new(edit))));
        }
        self.brought_back(file)
    }

    fn good(&self, name: &str) -> Option<&Generation> {
        self.asked.kept.get(name)?.iter().find(|one| !one.damaged)
    }

    fn brought_back(&self, file: &FileKey) -> Option<Repair> {
        let name = name_of(self.asked.location, file);
        let good = self.good(&name)?;
        let title = match self.more(&name, "as it was until") {
            more if more.is_empty() => format!("Bring {name} back as it was until {}", good.time),
            more => format!("Bring {name} back {more}"),
        };
        Some(self.repair(file.clone(), &title, Way::BringBack(good.clone())))
    }

    /// How much more a kept state holds than what is open; nothing where it holds no more.
    fn more(&self, name: &str, words: &str) -> String {
        let more = self.asked.more.get(name).zip(self.good(name));
        more.map_or_else(String::new, |(more, good)| {
            let labels = if *more == 1 { "label" } else { "labels" };
            format!("{words} {}, with {more} {labels} more than now", good.time)
        })
    }
}

#[cfg(test)]
mod tests;
