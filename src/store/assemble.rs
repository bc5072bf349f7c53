//! The pieces of all files to one project. What a file refers to and nobody has is put in as a retired stand-in, so that
//! nothing that refers to it is lost. Knows no path but the names in messages.

use super::findings::Findings;
use super::piece::{Piece, Texts};
use super::{FileKey, items};
use crate::model::edit::{self, Change, Item, Key, Transaction};
use crate::model::*;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A project as far as its files could be read.
pub struct Assembled {
    pub project: Project,
    pub problems: Problems,
    pub damaged: BTreeSet<FileKey>,
    /// Why nothing may be written.
    pub read_only: Option<String>,
}

/// Brings texts and document records together: a text whose line ends were changed on the way is put right,
/// a text without a record gets one. Returns the texts by document.
pub fn settle_documents(pieces: &mut Vec<Piece>) -> Texts {
    let mut records: BTreeMap<DocumentId, Arc<Document>> = BTreeMap::new();
    for change in pieces.iter().flat_map(|piece| &piece.changes) {
        if let (Key::Document(id), Some(Item::Document(document))) = (&change.key, &change.after) {
            records.insert(id.clone(), document.clone());
        }
    }
    let mut texts = Texts::new();
    let mut new_records = Vec::new();
    for piece in pieces.iter_mut() {
        let FileKey::Text(id) = &piece.file else { continue };
        let Some(change) = piece.changes.first_mut() else {
            continue;
        };
        let Some(Item::Text(text)) = &mut change.after else {
            continue;
        };
        let record = records.get(id);
        if text.is_empty() && record.is_some_and(|record| record.hash != content_hash("")) {
            piece.changes.clear();
            let message = "the file is empty; the text that was labelled is gone from it";
            piece.findings.lose("empty-file", 0, message);
            continue;
        }
        match record {
            Some(record) => settle_text(text, record, &mut piece.findings),
            None => new_records.push((id.clone(), text.clone())),
        }
        texts.insert(id.clone(), text.clone());
    }
    for (id, text) in new_records {
        pieces.push(stand_in_record(&id, &text));
    }
    for id in records.keys().filter(|id| !texts.contains_key(*id)) {
        let mut piece = Piece::empty(FileKey::Text(id.clone()), &FileKey::Text(id.clone()).path());
        if !pieces.iter().any(|other| other.file == piece.file) {
            let message = "the text is missing; the labels on it are not shown";
            piece.findings.lose("missing-text", 0, message);
            pieces.push(piece);
        }
    }
    texts
}

fn settle_text(text: &mut Text, record: &Document, findings: &mut Findings) {
    if content_hash(text.as_str()) == record.hash {
        return;
    }
    let plain = text.as_str().strip_prefix('\u{feff}').unwrap_or(text.as_str());
    let original = [plain.to_owned(), plain.replace("\r\n", "\n")]
        .into_iter()
        .find(|candidate| content_hash(candidate) == record.hash)
        .and_then(|candidate| Text::new(candidate).ok());
    match original {
        Some(original) => {
            *text = original;
            let message = "another program changed the line ends of this text; it is read as it was, and the file is left as it is";
            findings.tell("changed-line-ends", 0, message);
        }
        None => {
            let message = "the text is not the one that was labelled: somebody changed it outside of this program; labels stand where their words are now";
            findings.tell_with(
                "text-changed",
                message,
                "Accept the text as it is now, or bring the old one back",
            );
        }
    }
}

fn stand_in_record(id: &DocumentId, text: &Text) -> Piece {
    let file = FileKey::Document(id.clone());
    let mut piece = Piece::empty(file.clone(), &file.path());
    let document = Document::new(id.clone(), id.as_str(), text, Timestamp::default());
    piece.changes.push(Change::create(
        Key::Document(id.clone()),
        Item::Document(Arc::new(document)),
    ));
    let message = "title, date and source of this text could not be read; it goes by its file name";
    piece.findings.tell("missing-record", 0, message);
    piece
}

/// Builds the project. `name` is what it is called where its own file does not say.
pub fn assemble(pieces: Vec<Piece>, name: &str) -> Assembled {
    let mut project = Project::new("", name);
    let mut stand_ins = StandIns::default();
    let mut problems = Problems::new();
    let mut damaged = BTreeSet::new();
    let mut read_only = None;
    let mut pieces = pieces;
    pieces.sort_by(|a, b| a.file.cmp(&b.file));
    for mut piece in pieces {
        read_only = read_only.or_else(|| newer_message(&piece));
        stand_ins.add_missing(&mut project, &mut piece);
        put(&mut project, &mut piece);
        if piece.findings.damaged {
            damaged.insert(piece.file);
        }
        problems.extend(piece.findings.into_problems());
    }
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    problems.dedup();
    Assembled {
        project,
        problems,
        damaged,
        read_only,
    }
}

fn newer_message(piece: &Piece) -> Option<String> {
    let format = piece.newer?;
    Some(format!(
        "{} was written by a newer version of Ascribe (format {format}), so the project is open for reading only. Install the newer version to edit it",
        piece.file.path()
    ))
}

/// Applies a file's items: together, or one by one where the whole is refused, so that one bad item costs one item.
fn put(project: &mut Project, piece: &mut Piece) {
    for change in &mut piece.changes {
        // A head is always there; a new project's is replaced.
        if matches!(change.key, Key::Head | Key::CodebookHead) {
            change.before = edit::item(project, &change.key);
        }
    }
    let changes = std::mem::take(&mut piece.changes);
    if changes.is_empty() {
        return;
    }
    let whole = Transaction::new("Open", changes);
    if edit::apply(project, &whole).is_ok() {
        return;
    }
    put_singly(project, whole.changes, &mut piece.findings);
}

/// An item may wait for one that comes later: as long as some get in, the others are tried again.
fn put_singly(project: &mut Project, changes: Vec<Change>, findings: &mut Findings) {
    const MAX_ROUNDS: u32 = 64;
    let mut waiting = changes;
    parents_first(&mut waiting);
    for round in 1.. {
        let tried = waiting.len();
        let mut refused = Vec::new();
        for change in waiting {
            let single = Transaction::new("Open", vec![change]);
            if let Err(error) = edit::apply(project, &single) {
                refused.extend(single.changes.into_iter().map(|change| (change, error.clone())));
            }
        }
        if refused.len() == tried || round == MAX_ROUNDS {
            for (change, error) in refused {
                findings.lose(kind_of_refusal(&change.key), 0, error.to_string());
            }
            return;
        }
        waiting = refused.into_iter().map(|(change, _)| change).collect();
    }
}

/// A label that comes before its parent would wait a round for each level above it.
fn parents_first(changes: &mut [Change]) {
    let parents: BTreeMap<LabelId, LabelId> = changes
        .iter()
        .filter_map(|change| match &change.after {
            Some(Item::Label(label)) => Some((label.id.clone(), label.parent.clone()?)),
            _ => None,
        })
        .collect();
    changes.sort_by_cached_key(|change| match &change.key {
        Key::Label(id) => {
            let above = std::iter::successors(Some(id), |id| parents.get(*id));
            above.take(limits::DEEPEST + 2).count()
        }
        _ => 0,
    });
}

fn kind_of_refusal(key: &Key) -> &'static str {
    match key {
        Key::Label(_) => "bad-label",
        Key::Link(..) => "dangling-link",
        Key::Document(_) | Key::Text(_) => "bad-document",
        _ => "bad-item",
    }
}

/// Retired stand-ins for what is referred to but was not read.
#[derive(Default)]
struct StandIns {
    told: BTreeSet<String>,
    /// What is read together with what needs it, and not put in yet.
    coming: BTreeSet<Key>,
}

impl StandIns {
    fn add_missing(&mut self, project: &mut Project, piece: &mut Piece) {
        let mut missing: Vec<Change> = Vec::new();
        if let FileKey::Layer(LayerKey { annotator, .. }) | FileKey::Entities(annotator) = &piece.file
            && !piece.changes.is_empty()
        {
            missing.extend(self.person(project, annotator, &mut piece.findings));
        }
        let own: BTreeSet<&LabelId> = piece
            .changes
            .iter()
            .filter_map(|change| match &change.key {
                Key::Label(id) => Some(id),
                _ => None,
            })
            .collect();
        for change in &piece.changes {
            match &change.after {
                Some(Item::Label(label)) => {
                    for id in label
                        .parent
                        .iter()
                        .chain(&label.merged_into)
                        .filter(|id| !own.contains(id))
                    {
                        missing.extend(self.label(project, id, &mut piece.findings));
                    }
                }
                Some(Item::Annotation(annotation)) => {
                    missing.extend(self.label(project, &annotation.label, &mut piece.findings));
                }
                Some(Item::Adrift(adrift)) => {
                    missing.extend(self.label(project, &adrift.annotation.label, &mut piece.findings));
                }
                Some(Item::Link(link)) => {
                    missing.extend(self.link_kind(project, &link.kind, &mut piece.findings));
                }
                _ => {}
            }
        }
        if !missing.is_empty()
            && let Err(error) = edit::apply(project, &Transaction::new("Open", missing))
        {
            piece.findings.tell("bad-item", 0, error.to_string());
        }
    }

    /// True the first time that a name is met, unless what it names is coming.
    fn first(&mut self, key: &Key, kind: &str, id: &str) -> bool {
        !self.coming.contains(key) && self.told.insert(format!("{kind} {id}"))
    }

    fn person(&mut self, project: &Project, id: &PersonId, findings: &mut Findings) -> Option<Change> {
        if project.person(id.as_str()).is_some()
            || !self.first(&Key::Person(id.clone()), "person", id.as_str())
        {
            return None;
        }
        findings.tell_about(
            "unknown-person",
            Key::Person(id.clone()),
            format!("project.ron does not know “{id}”, whose file this is"),
        );
        let adjudicated = id.as_str() == PersonId::ADJUDICATED;
        let person = Person {
            id: id.clone(),
            name: if adjudicated {
                "Adjudicated".to_owned()
            } else {
                id.to_string()
            },
            colour: Colour::default(),
            kind: if adjudicated {
                PersonKind::Adjudicated
            } else {
                PersonKind::Person
            },
        };
        Some(Change::create(
            Key::Person(id.clone()),
            Item::Person(Arc::new(person)),
        ))
    }

    fn label(&mut self, project: &Project, id: &LabelId, findings: &mut Findings) -> Option<Change> {
        if project.codebook().label(id.as_str()).is_some()
            || !self.first(&Key::Label(id.clone()), "label", id.as_str())
        {
            return None;
        }
        findings.tell_about(
            "unknown-label",
            Key::Label(id.clone()),
            format!("the codebook has no label “{id}”; it is kept as a retired one"),
        );
        let label = Label {
            retired: true,
            ..Label::new(id.clone(), id.as_str())
        };
        Some(Change::create(
            Key::Label(id.clone()),
            Item::Label(Arc::new(label)),
        ))
    }

    fn link_kind(&mut self, project: &Project, id: &LinkKindId, findings: &mut Findings) -> Option<Change> {
        if project.codebook().link_kind(id.as_str()).is_some()
            || !self.first(&Key::LinkKind(id.clone()), "link kind", id.as_str())
        {
            return None;
        }
        findings.tell_about(
            "unknown-link-kind",
            Key::LinkKind(id.clone()),
            format!("the codebook has no link kind “{id}”; it is kept as a retired one"),
        );
        let kind = LinkKind {
            id: id.clone(),
            name: id.to_string(),
            from: Vec::new(),
            to: Vec::new(),
            key: None,
            description: String::new(),
            order: 0,
            retired: true,
        };
        Some(Change::create(
            Key::LinkKind(id.clone()),
            Item::LinkKind(Arc::new(kind)),
        ))
    }
}

/// Puts files as they were read anew in the place of what the project holds of them; `gone` are those that are there no more.
/// A damaged one is not taken: what it does not say any more was deleted by nobody.
pub fn replace(ours: &Project, pieces: Vec<Piece>, gone: &BTreeSet<FileKey>) -> Assembled {
    let mut project = ours.clone();
    let mut problems = Problems::new();
    let mut damaged = BTreeSet::new();
    let mut read_only = None;
    let whole = pieces.iter().filter(|piece| !piece.findings.damaged);
    let keys = whole.flat_map(|piece| &piece.changes).map(|change| &change.key);
    let named = keys.filter(|key| matches!(key, Key::Person(_) | Key::Label(_) | Key::LinkKind(_)));
    let mut stand_ins = StandIns {
        coming: named.cloned().collect(),
        ..StandIns::default()
    };
    let (mut deleted, mut replaced) = (Vec::new(), Vec::new());
    for file in gone {
        deleted.extend(
            items(&project, file)
                .into_iter()
                .map(|(key, item)| Change::delete(key, item)),
        );
    }
    for mut piece in pieces {
        read_only = read_only.or_else(|| newer_message(&piece));
        if piece.findings.damaged {
            damaged.insert(piece.file);
        } else {
            stand_ins.add_missing(&mut project, &mut piece);
            let changes = std::mem::take(&mut piece.changes);
            differing(&project, &piece.file, changes, &mut deleted, &mut replaced);
        }
        problems.extend(piece.findings.into_problems());
    }
    // What is in a layer goes before the layer and comes after it; so do texts and their documents.
    deleted.retain(|change| change.before.is_some() && !matches!(change.key, Key::Head | Key::CodebookHead));
    deleted.sort_by(|a, b| b.key.cmp(&a.key));
    replaced.sort_by(|a, b| a.key.cmp(&b.key));
    deleted.append(&mut replaced);
    let whole = Transaction::new("Read again", deleted);
    if edit::apply(&mut project, &whole).is_err() {
        // Something here still needs what is gone there: that stays, the rest is taken.
        let mut findings = Findings::new(FileKey::Project.path());
        put_singly(&mut project, whole.changes, &mut findings);
        problems.extend(findings.into_problems().into_iter().map(|problem| Problem {
            kind: "still-used",
            repair: None,
            ..problem
        }));
    }
    Assembled {
        project,
        problems,
        damaged,
        read_only,
    }
}

/// What a file says otherwise than the project: items that it no longer has, and items that are new or different.
fn differing(
    project: &Project,
    file: &FileKey,
    read: Vec<Change>,
    deleted: &mut Vec<Change>,
    replaced: &mut Vec<Change>,
) {
    let mut left: BTreeMap<Key, Item> = items(project, file).into_iter().collect();
    for change in read {
        let before = left.remove(&change.key);
        if before != change.after {
            replaced.push(Change { before, ..change });
        }
    }
    deleted.extend(left.into_iter().map(|(key, item)| Change::delete(key, item)));
}
