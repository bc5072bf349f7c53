//! Every version of the files that was ever given out opens, says what it always said, and is not touched by being opened.
//! `tests/data/format-N` is written by hand; nothing in it changes again. Until the first release, rows that use new optional
//! fields may be added to the newest.

use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{Annotation, Document, Entity, Fragments, Label, Layer, Project, ProjectHead};
use ascribe::session::{Request, Session, Settings};
use ascribe::store::{self, FileKey};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-1")
}

/// All files below a folder, by their path with `/`.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(here) = waiting.pop() {
        for entry in fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let parts = path.strip_prefix(folder).unwrap().iter();
            let name = parts.map(|p| p.to_str().unwrap()).collect::<Vec<_>>().join("/");
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn texts(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    files
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

fn project() -> Project {
    let opened = store::open(&root().join("project")).unwrap();
    assert_eq!(opened.problems, []);
    assert_eq!(opened.read_only, None);
    assert!(opened.damaged.is_empty());
    opened.project
}

#[test]
fn the_folder_opens_without_problems_and_is_written_the_same() {
    let project = project();
    let written: BTreeMap<String, Vec<u8>> = store::all_files(&project)
        .into_iter()
        // What git is told is no part of the form.
        .filter(|file| *file != FileKey::GitAttributes)
        .map(|file| (file.path(), store::render(&project, &file).unwrap()))
        .collect();
    let mut there = files_in(&root().join("project"));
    there.remove(".gitattributes");
    assert_eq!(texts(written), texts(there));
}

#[test]
fn the_single_file_holds_the_same_and_is_written_the_same() {
    let path = root().join("single.ron");
    let opened = store::open(&path).unwrap();
    assert_eq!((opened.problems, opened.read_only), (vec![], None));
    assert_eq!(opened.project, project());
    let bytes = fs::read(&path).unwrap();
    let origin = store::origin(&bytes).unwrap();
    assert_eq!(origin, "Sent by Ana, 22 November");
    assert_eq!(store::single_file(&opened.project, &origin), bytes);
}

/// What a person could read off the screen, a line a fact.
struct Facts<'a> {
    project: &'a Project,
    lines: Vec<String>,
}

impl Facts<'_> {
    fn tell(&mut self, what: String, facts: &[(&str, String)]) {
        let facts = facts
            .iter()
            .filter(|(_, value)| !value.is_empty() && value != "None" && value != "[]" && value != "{}");
        for (name, value) in facts {
            self.lines
                .push(format!("{what}, {name}: {value}").replace('\n', "⏎"));
        }
    }

    fn all(mut self) -> Vec<String> {
        let project = self.project;
        let ProjectHead { id, name, notes } = project.head();
        self.tell(
            "project".into(),
            &[
                ("id", id.to_string()),
                ("name", name.clone()),
                ("notes", notes.clone()),
            ],
        );
        for person in project.people() {
            let (kind, colour) = (format!("{:?}", person.kind), person.colour.to_string());
            let facts = [("name", person.name.clone()), ("kind", kind), ("colour", colour)];
            self.tell(format!("person {}", person.id), &facts);
        }
        for key in project.assignments() {
            self.tell(
                format!("assigned {}", key.document),
                &[("to", key.annotator.to_string())],
            );
        }
        for key in project.locks() {
            self.tell(
                format!("locked {}", key.document),
                &[("for", key.annotator.to_string())],
            );
        }
        for (entity, to) in project.redirects() {
            let to = to.map_or("nothing", |to| to.as_str());
            self.tell(format!("entity {entity}"), &[("stands for", to.to_owned())]);
        }
        self.codebook();
        for ((person, _), entity) in project.entity_entries() {
            self.entity(person.as_str(), entity);
        }
        for document in project.documents() {
            self.document(document);
        }
        for (key, layer) in project.layers() {
            self.layer(
                &format!("{} on {}", key.annotator, key.document),
                layer,
                key.document.as_str(),
            );
        }
        for (of, conflict) in project.conflicts() {
            let others = conflict.others.iter().map(|other| match other {
                // Where a field that came later is empty, the row says what it said before.
                Some(item) => format!("{item:?}").replace(", rule: \"\"", ""),
                None => "deleted".to_owned(),
            });
            let others: Vec<String> = others.collect();
            self.tell(
                format!("conflict about {of:?}"),
                &[("stands aside", others.join(" | "))],
            );
        }
        self.lines
    }

    fn codebook(&mut self) {
        let codebook = self.project.codebook();
        let head = codebook.head();
        let facts = [
            ("name", head.name.clone()),
            ("guidelines", head.guidelines.clone()),
        ];
        self.tell("codebook".into(), &facts);
        for (depth, label) in codebook.tree() {
            self.label(depth, label);
        }
        for a in codebook.attributes() {
            let facts = [
                ("name", a.name.clone()),
                (
                    "labels",
                    format!("{:?}", a.labels.iter().map(|l| l.as_str()).collect::<Vec<_>>()),
                ),
                ("kind", format!("{:?}", a.kind)),
                ("required", a.required.to_string()),
                ("default", format!("{:?}", a.default)),
                (
                    "shown when",
                    format!("{:?}", a.shown_when.as_ref().map(|(id, v)| (id.as_str(), v))),
                ),
                ("description", a.description.clone()),
                ("order", a.order.to_string()),
                ("retired", a.retired.to_string()),
            ];
            self.tell(format!("attribute {}", a.id), &facts);
        }
        for k in codebook.link_kinds() {
            let facts = [
                ("name", k.name.clone()),
                (
                    "from",
                    format!("{:?}", k.from.iter().map(|l| l.as_str()).collect::<Vec<_>>()),
                ),
                (
                    "to",
                    format!("{:?}", k.to.iter().map(|l| l.as_str()).collect::<Vec<_>>()),
                ),
                ("key", format!("{:?}", k.key)),
                ("description", k.description.clone()),
                ("order", k.order.to_string()),
                ("retired", k.retired.to_string()),
            ];
            self.tell(format!("link kind {}", k.id), &facts);
        }
    }

    fn label(&mut self, depth: usize, label: &Label) {
        let facts = [
            ("depth", depth.to_string()),
            ("name", label.name.clone()),
            ("order", label.order.to_string()),
            ("colour", label.colour.to_string()),
            ("key", format!("{:?}", label.key)),
            ("description", label.description.clone()),
            ("include", label.include.clone()),
            ("exclude", label.exclude.clone()),
            ("anchoring", label.anchoring.word().to_owned()),
            ("overlap", label.overlap.word().to_owned()),
            ("retired", label.retired.to_string()),
            (
                "merged into",
                label
                    .merged_into
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
        ];
        self.tell(format!("label {}", label.id), &facts);
    }

    fn entity(&mut self, person: &str, entity: &Entity) {
        let facts = [
            ("name", entity.name.clone()),
            ("kind", entity.kind.to_string()),
            ("aliases", format!("{:?}", entity.aliases)),
            (
                "parent",
                entity
                    .parent
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            ("fields", format!("{:?}", entity.fields)),
            ("note", entity.note.clone()),
            ("changed", entity.changed.to_string()),
        ];
        self.tell(format!("{person}'s entity {}", entity.id), &facts);
    }

    fn document(&mut self, document: &Document) {
        let origin = document.origin.as_ref();
        let text = self.project.text(document.id.as_str()).unwrap();
        let facts = [
            ("title", document.title.clone()),
            ("date", document.date.clone()),
            ("source", document.source.clone()),
            ("author", document.author.clone()),
            ("fields", format!("{:?}", document.fields)),
            ("notes", document.notes.clone()),
            ("hash", document.hash.to_string()),
            ("added", document.added.to_string()),
            (
                "origin",
                origin
                    .map(|o| format!("{} {} {} {}", o.file, o.encoding, o.newline, o.bom))
                    .unwrap_or_default(),
            ),
            ("characters", text.scalar_len().to_string()),
        ];
        self.tell(format!("document {}", document.id), &facts);
    }

    fn place(&self, fragments: &Fragments, document: &str) -> String {
        let text = self.project.text(document).unwrap();
        let scalars = fragments
            .iter()
            .map(|span| format!("{:?}", text.scalars_from_span(span)));
        let scalars: Vec<String> = scalars.collect();
        format!("{} “{}”", scalars.join(" "), fragments.quote(text))
    }

    fn annotation(&mut self, whose: &str, a: &Annotation, document: &str) {
        let set = a.attributes.iter().map(|(id, value)| format!("{id} = {value:?}"));
        let facts = [
            ("label", a.label.to_string()),
            ("at", self.place(&a.fragments, document)),
            ("attributes", format!("{:?}", set.collect::<Vec<_>>())),
            ("note", a.note.clone()),
            ("doubt", a.doubt.to_string()),
            ("made", a.made.to_string()),
            ("changed", a.changed.to_string()),
        ];
        self.tell(format!("{whose}, annotation {}", a.id), &facts);
    }

    fn layer(&mut self, whose: &str, layer: &Layer, document: &str) {
        let head = layer.head();
        let facts = [
            ("annotated", head.annotated.to_string()),
            ("progress", head.progress.word().to_owned()),
            ("gone", format!("{:?}", head.gone)),
        ];
        self.tell(whose.to_owned(), &facts);
        for annotation in layer.annotations() {
            self.annotation(whose, annotation, document);
        }
        for adrift in layer.all_adrift() {
            self.tell(
                format!("{whose}, annotation {}", adrift.annotation.id),
                &[("waits at", format!("{:?}", adrift.at))],
            );
            self.annotation(whose, &adrift.annotation, document);
        }
        for link in layer.links() {
            let facts = [
                ("kind", link.kind.to_string()),
                ("ends", format!("{} to {}", link.from, link.to)),
                ("note", link.note.clone()),
                ("times", format!("{}, {}", link.made, link.changed)),
            ];
            self.tell(format!("{whose}, link {}", link.id), &facts);
        }
        for comment in layer.comments() {
            let facts = [
                ("on", comment.on.to_string()),
                (
                    "reply to",
                    comment
                        .reply_to
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                ),
                ("text", comment.text.clone()),
                ("resolved", comment.resolved.to_string()),
                ("times", format!("{}, {}", comment.made, comment.changed)),
            ];
            self.tell(format!("{whose}, comment {}", comment.id), &facts);
        }
        for d in layer.decisions() {
            let sources = d
                .sources
                .iter()
                .map(|s| format!("{} {} {}", s.annotator, s.annotation, s.hash));
            let facts = [
                ("class", format!("{:?}", d.class)),
                ("by", d.by.to_string()),
                ("at", self.place(&d.at, document)),
                ("waits at", format!("{:?}", d.adrift)),
                ("sources", format!("{:?}", sources.collect::<Vec<_>>())),
                (
                    "results",
                    format!("{:?}", d.results.iter().map(|id| id.as_str()).collect::<Vec<_>>()),
                ),
                ("reason", d.reason.clone()),
                ("rule", d.rule.to_string()),
                ("made", d.made.to_string()),
            ];
            self.tell(format!("{whose}, decision {}", d.id), &facts);
        }
    }
}

#[test]
fn it_says_what_it_always_said() {
    let project = project();
    let facts = Facts {
        project: &project,
        lines: Vec::new(),
    };
    let facts = facts.all().join("\n") + "\n";
    let known = fs::read_to_string(root().join("facts.txt")).unwrap();
    let missing: Vec<&str> = known
        .lines()
        .filter(|line| !facts.lines().any(|l| l == *line))
        .collect();
    assert!(missing.is_empty(), "not read as before: {missing:#?}");
    assert_eq!(facts, known);
}

/// Of the form's sources: the fields, and the words of its choices but those that stand for nothing written.
fn words_of_the_form() -> (BTreeSet<String>, BTreeSet<String>) {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/dto");
    let (mut fields, mut words) = (BTreeSet::new(), BTreeSet::new());
    for (name, source) in files_in(&sources) {
        // The rest belongs to other files than a project's, and to older versions.
        if !["codebook.rs", "conflict.rs", "layer.rs", "project.rs"].contains(&name.as_str()) {
            continue;
        }
        let (mut is_enum, mut is_default) = (false, false);
        for line in String::from_utf8(source).unwrap().lines() {
            let word: String = line.trim().chars().take_while(|c| c.is_alphanumeric()).collect();
            if let Some(field) = line.strip_prefix("    pub ") {
                fields.extend(field.split_once(':').map(|(name, _)| name.to_owned()));
            } else if line.starts_with("pub enum") || line == "}" {
                is_enum = line != "}";
            } else if is_enum
                && line.starts_with("    ")
                && !line.starts_with("     ")
                && !word.is_empty()
                && !is_default
            {
                words.insert(word);
            }
            is_default = line.trim() == "#[default]";
        }
    }
    (fields, words)
}

#[test]
fn the_fixture_uses_every_field_and_every_word_of_the_form() {
    let files = files_in(&root().join("project"));
    let ron = files.iter().filter(|(path, _)| path.ends_with(".ron"));
    let all: String = ron
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    let (fields, words) = words_of_the_form();
    assert!(fields.len() > 50 && words.len() > 20, "{fields:?} {words:?}");
    let used = |word: &str, before: &[char], after: &[char]| {
        all.match_indices(word)
            .any(|(at, _)| all[..at].ends_with(before) && all[at + word.len()..].starts_with(after))
    };
    for field in fields {
        assert!(
            used(&field, &[' ', '(', '\n'], &[':']),
            "no file has a field “{field}”"
        );
    }
    for word in words {
        assert!(
            used(&word, &[' ', '(', '['], &['(', ',', ')']),
            "no file has “{word}”"
        );
    }
}

fn copy_of_the_project() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    for (path, bytes) in files_in(&root().join("project")) {
        let path = desk.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    desk
}

#[test]
fn a_newer_version_is_shown_and_not_written() {
    let desk = copy_of_the_project();
    let path = desk.path().join("codebook.ron");
    let newer = fs::read_to_string(&path).unwrap();
    let newer = newer.replacen("format: 1", "format: 2", 1).replacen(
        "(id: \"speech\", name: \"Speech\"",
        "(id: \"speech\", mood: \"calm\", name: \"Speech\"",
        1,
    );
    fs::write(&path, newer).unwrap();
    let before = files_in(desk.path());
    let opened = store::open(desk.path()).unwrap();
    let reason = opened.read_only.clone().unwrap();
    assert!(
        reason.contains("codebook.ron") && reason.contains("format 2") && reason.contains("newer version"),
        "{reason}"
    );
    // One cause is told once, whatever of the file could not be read.
    let told: Vec<String> = opened
        .problems
        .iter()
        .filter(|p| p.file == "codebook.ron")
        .map(|p| p.kind.to_owned())
        .collect();
    assert!(told.contains(&"newer-format".to_owned()), "{:?}", opened.problems);
    assert!(!told.contains(&"unreadable".to_owned()), "{:?}", opened.problems);
    assert_eq!(opened.project.text("post-m7x4tb").unwrap().len(), 52);

    let mut session = Session::new(
        Settings::default(),
        Box::new(|| "2026-11-22T12:00:00Z".parse().unwrap()),
        Box::new(ascribe::model::id::SplitMix(7)),
    );
    let shown = Request::Done(ascribe::session::Outcome::Opened(Ok(Arc::new(
        opened.clone().into(),
    ))));
    session.handle(shown).unwrap();
    let error = session.handle(Request::SetMe("Zoe".into())).unwrap_err();
    assert_eq!(error.hint, Some(reason));
    let (_, effects) = (session.handle(Request::Save).unwrap(), session.tick(1e9));
    assert!(
        effects
            .iter()
            .all(|effect| !format!("{effect:?}").contains("Save {")),
        "{effects:?}"
    );

    // Even somebody who does not ask writes nothing over it.
    let mut project = opened.project.clone();
    let head = Item::CodebookHead(Arc::new(project.codebook().head().clone()));
    let change = Change::replace(Key::CodebookHead, head, Item::CodebookHead(Arc::default()));
    apply(&mut project, &Transaction::new("Edit", vec![change])).unwrap();
    let files = BTreeSet::from([FileKey::Codebook]);
    let report = store::save(&opened.location, &project, &files, &opened.damaged);
    assert_eq!(report.failed.len(), 1);
    assert_eq!(files_in(desk.path()), before);
}
