//! Three people, one of them on two machines, work at the same time and bring their work together by real git: what each was told is
//! saved arrives at everybody, and nobody is asked anything.

use super::repo::{ascribe, git};
use ascribe::model::edit::recipes::{
    Author, add_document, add_person, delete_annotations, edit_annotation, make_entity, make_label, tag,
};
use ascribe::model::edit::{Transaction, apply};
use ascribe::model::id::{Randomness, SplitMix};
use ascribe::model::*;
use ascribe::store::{self, Opened};
use ascribe::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const EDITS: u32 = 1_000;
const WORDS: usize = 60;

/// Seeded, so that a failure can be run again.
struct Dice(SplitMix);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() >> 11) as usize % bound
    }
}

/// A label as it is told to be saved; None: deleted.
type Told = BTreeMap<(LayerKey, AnnotationId), Option<(LabelId, String)>>;

struct Machine {
    person: &'static str,
    name: &'static str,
    folder: PathBuf,
    opened: Opened,
    files: BTreeSet<store::FileKey>,
    /// The labels made here: nobody else changes them.
    own: Vec<(LayerKey, AnnotationId)>,
    /// Not yet saved.
    pending: Told,
    made: u32,
}

impl Machine {
    fn open(folder: &Path) -> Opened {
        let opened = store::open(folder).unwrap();
        assert_eq!(opened.problems, [], "{}", folder.display());
        opened
    }

    fn new(person: &'static str, name: &'static str, desk: &Path) -> Self {
        let home = desk.join("home");
        git(&["clone", "-q", "origin.git", name], desk, &home).ok();
        let folder = desk.join(name);
        ascribe(&["git-setup", "."], &folder, &home).ok();
        Self {
            person,
            name,
            opened: Self::open(&folder),
            folder,
            files: BTreeSet::new(),
            own: Vec::new(),
            pending: Told::new(),
            made: 0,
        }
    }

    fn apply(&mut self, transaction: Transaction) {
        self.files.extend(store::files_of(&transaction));
        apply(&mut self.opened.project, &transaction).unwrap();
    }

    /// One edit: mostly new labels, some changed or deleted, now and then something that all share.
    fn edit(&mut self, dice: &mut Dice, second: i64) {
        let project = &self.opened.project;
        let now = Timestamp::from_seconds(1_800_000_000 + second);
        self.made += 1;
        let id = format!("{}{:05}", self.name, self.made);
        let roll = dice.below(100);
        if roll < 4 {
            let label = LabelId::new(&id).unwrap();
            return self.apply(make_label(project, Label::new(label, &id)));
        }
        if roll < 8 {
            let entity = Entity::new(EntityId::new(&id).unwrap(), &id, "person", now);
            return self.apply(make_entity(&PersonId::new(self.person).unwrap(), entity));
        }
        if roll < 60 || self.own.is_empty() {
            let documents: Vec<DocumentId> =
                project.documents().map(|document| document.id.clone()).collect();
            let document = documents[dice.below(documents.len())].clone();
            let layer = LayerKey::new(document, PersonId::new(self.person).unwrap());
            let text = project.text(layer.document.as_str()).unwrap();
            // The two machines of one person never label the same word: that would be one label.
            let odd = u32::from(self.name == "laptop");
            let at = (dice.below(WORDS / 2) as u32 * 2 + odd) * 6;
            let span = text.span_from_scalars(at..at + 5).unwrap();
            let label = LabelId::new(if dice.below(2) == 0 { "claim" } else { "quote" }).unwrap();
            let id = AnnotationId::new(&id).unwrap();
            let author = Author {
                layer: layer.clone(),
                now,
            };
            let edit = tag(project, &author, id.clone(), &label, Fragments::one(span)).unwrap();
            self.pending
                .insert((layer.clone(), id.clone()), Some((label, String::new())));
            self.own.push((layer, id));
            return self.apply(edit);
        }
        let nth = dice.below(self.own.len());
        let (layer, id) = self.own[nth].clone();
        let author = Author {
            layer: layer.clone(),
            now,
        };
        if roll < 90 {
            let note = format!("note {second}");
            let edit = edit_annotation(project, &author, &id, "Note", |label| {
                label.note.clone_from(&note)
            })
            .unwrap();
            let label = project
                .layer(&layer)
                .unwrap()
                .annotation(id.as_str())
                .unwrap()
                .label
                .clone();
            self.pending.insert((layer, id), Some((label, note)));
            self.apply(edit);
        } else {
            let edit = delete_annotations(project, &author, std::slice::from_ref(&id)).unwrap();
            self.own.swap_remove(nth);
            self.pending.insert((layer, id), None);
            self.apply(edit);
        }
    }

    /// Saves: from here on the edits are told to be safe.
    fn save(&mut self, told: &mut Told) {
        let Opened {
            project,
            location,
            damaged,
            ..
        } = &self.opened;
        let report = store::save(location, project, &self.files, damaged);
        assert!(
            report.failed.is_empty() && report.changed.is_empty(),
            "{report:?}"
        );
        self.files.clear();
        told.append(&mut self.pending);
    }

    fn sync(&mut self, desk: &Path, told: &mut Told) {
        self.save(told);
        let git = |words: &[&str]| git(words, &self.folder, &desk.join("home"));
        git(&["add", "-A"]).ok();
        git(&["commit", "-q", "--allow-empty", "-m", self.name]).ok();
        // Whatever others have brought in meanwhile comes by itself.
        git(&["pull", "-q", "--no-rebase", "--no-edit", "origin", "main"]).ok();
        git(&["push", "-q", "origin", "HEAD:main"]).ok();
        self.opened = Self::open(&self.folder);
    }
}

fn begin(desk: &Path) {
    let mut project = Project::new("k3v9q2m7x4tb", "Talks");
    for id in ["ana", "ben", "cleo"] {
        let person = Person {
            id: PersonId::new(id).unwrap(),
            name: id.to_owned(),
            colour: Colour::default(),
            kind: PersonKind::Person,
        };
        apply(&mut project, &add_person(person)).unwrap();
    }
    for id in ["claim", "quote"] {
        let transaction = make_label(&project, Label::new(LabelId::new(id).unwrap(), id));
        apply(&mut project, &transaction).unwrap();
    }
    for nth in 0..3 {
        let words: Vec<String> = (0..WORDS).map(|word| format!("w{nth}{word:03}")).collect();
        let text = Text::new(words.join(" ")).unwrap();
        let id = DocumentId::new(format!("talk{nth}-k3v9q2")).unwrap();
        let document = Document::new(id, format!("Talk {nth}"), &text, Timestamp::default());
        let transaction = add_document(&project, document, text).unwrap();
        apply(&mut project, &transaction).unwrap();
    }
    let home = desk.join("home");
    std::fs::create_dir_all(&home).unwrap();
    store::create(&desk.join("first"), &project).unwrap();
    let git = |words: &[&str], folder: &Path| git(words, folder, &home).ok();
    let first = desk.join("first");
    git(&["init", "-q"], &first);
    git(&["add", "-A"], &first);
    git(&["commit", "-q", "-m", "Begin"], &first);
    git(&["clone", "-q", "--bare", "first", "origin.git"], desk);
}

#[test]
fn a_thousand_edits_of_three_teammates_arrive_by_git_without_a_question() {
    let desk = tempfile::tempdir().unwrap();
    let desk = desk.path();
    begin(desk);
    let mut dice = Dice(SplitMix(20_261_122));
    let mut told = Told::new();
    let mut machines = [
        ("ana", "desk"),
        ("ana", "laptop"),
        ("ben", "ben"),
        ("cleo", "cleo"),
    ]
    .map(|(person, name)| Machine::new(person, name, desk));
    let mut edits = 0;
    while edits < EDITS {
        let at = dice.below(machines.len());
        for _ in 0..=dice.below(80) {
            machines[at].edit(&mut dice, i64::from(edits));
            edits += 1;
        }
        machines[at].save(&mut told);
        if dice.below(2) == 0 {
            machines[at].sync(desk, &mut told);
        }
    }
    for _ in 0..2 {
        for machine in &mut machines {
            machine.sync(desk, &mut told);
        }
    }
    let [first, others @ ..] = &machines;
    for machine in others {
        assert_eq!(machine.opened.project, first.opened.project, "{}", machine.name);
    }
    let project = &first.opened.project;
    assert_eq!(project.conflicts().len(), 0);
    for ((layer, id), wanted) in &told {
        let found = project
            .layer(layer)
            .and_then(|layer| layer.annotation(id.as_str()));
        let found = found.map(|label| (label.label.clone(), label.note.clone()));
        assert_eq!(found, *wanted, "{layer:?} {id}");
    }
    let there: usize = project.layers().map(|(_, layer)| layer.len()).sum();
    assert_eq!(there, told.values().flatten().count());
    let made: u32 = machines.iter().map(|machine| machine.made).sum();
    assert!(made >= EDITS && there > 300, "{made} edits, {there} labels");
}
