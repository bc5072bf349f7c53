//! Repair and earlier states from the shell, as somebody uses them whose project is damaged.

use ascribe::cli::{Outcome, run_in};
use ascribe::model::edit::{apply, recipes};
use ascribe::model::{AnnotationId, DocumentId, LayerKey, PersonId, Timestamp};
use ascribe::session::jobs::Places;
use ascribe::session::restoring;
use ascribe::store::{self, FileKey, Saving};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const LAYER: &str = "layers/ana/talk-k3v9q2.ron";

/// A copy of the fixture project and a state folder beside it.
struct Desk {
    desk: TempDir,
    places: Places,
}

impl Desk {
    fn new() -> Self {
        let desk = tempfile::tempdir().unwrap();
        let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-1/project");
        let project = store::open(&source).unwrap().project;
        store::create(&desk.path().join("p"), &project).unwrap();
        let places = Places {
            state: Some(desk.path().join("state")),
            ..Places::default()
        };
        Self { desk, places }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.desk.path().join("p").join(file)
    }

    fn get(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn put(&self, file: &str, content: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), content).unwrap();
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let text = self.get(file);
        assert!(text.contains(from), "{from}");
        self.put(file, &text.replacen(from, to, 1));
    }

    /// Runs a command; `@` stands for the project. Its status and both streams.
    fn run(&self, line: &str) -> (u8, String, String) {
        let words = line.split_whitespace().map(|word| match word {
            "@" => self.desk.path().join("p").into_os_string(),
            word => word.replace('+', " ").into(),
        });
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = run_in(
            &self.places,
            std::iter::once("ascribe".into()).chain(words),
            &mut out,
            &mut err,
        );
        let Outcome::Done(status) = outcome else {
            panic!("{outcome:?}")
        };
        (
            status,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    }

    fn json(&self, line: &str) -> (u8, Value) {
        let (status, out, err) = self.run(&format!("{line} --json --quiet"));
        (
            status,
            serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")),
        )
    }

    /// Edits a note of Ana's and saves it, as the window does.
    fn edit(&self, note: &str) {
        let mut opened = store::open(&self.desk.path().join("p")).unwrap();
        let author = recipes::Author {
            layer: LayerKey::new(
                DocumentId::new("talk-k3v9q2").unwrap(),
                PersonId::new("ana").unwrap(),
            ),
            now: Timestamp::from_seconds(1_800_000_000),
        };
        let id = AnnotationId::new("claim0000001").unwrap();
        let edit = recipes::edit_annotation(&opened.project, &author, &id, "Note", |a| a.note = note.into())
            .unwrap();
        apply(&mut opened.project, &edit).unwrap();
        let files: BTreeSet<FileKey> = store::files_of(&edit);
        let saving = Saving {
            project: &opened.project,
            files: &files,
            damaged: &opened.damaged,
            stamps: &opened.stamps,
            witness: None,
        };
        assert_eq!(
            restoring::keep_before_save(&self.places, &opened.location, &saving),
            None
        );
        assert_eq!(
            store::save_on(&*self.places.disk, &opened.location, &saving).failed,
            vec![]
        );
    }
}

#[test]
fn an_earlier_state_is_listed_tried_and_brought_back() {
    let desk = Desk::new();
    let (status, listed) = desk.json("restore @");
    assert_eq!((status, listed), (0, json!({"files": []})));
    let first = desk.get(LAYER);
    desk.edit("changed my mind");
    let second = desk.get(LAYER);
    assert_ne!(first, second);

    let (status, listed) = desk.json("restore @");
    assert_eq!(status, 0);
    let files = listed["files"].as_array().unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["file"], LAYER);
    let state = &files[0]["generations"][0];
    assert_eq!(state["annotations"], 7);
    assert_eq!(state["bytes"], first.len());
    assert_eq!(state["damaged"], false);
    let id = state["id"].as_str().unwrap().to_owned();
    let (_, out, err) = desk.run(&format!("restore @ {LAYER}"));
    assert!(
        out.contains(&id) && out.contains(" 7 ") && err.contains("--dry-run"),
        "{out}{err}"
    );

    let (status, tried) = desk.json(&format!("restore @ {LAYER} {id} --dry-run"));
    assert_eq!(status, 0);
    assert_eq!(
        (&tried["back"], &tried["changed"], &tried["away"]),
        (&json!(0), &json!(1), &json!(0))
    );
    assert_eq!(desk.get(LAYER), second);
    // A beginning of the id is enough.
    let (status, done) = desk.json(&format!("restore @ {LAYER} {}", &id[..13]));
    assert_eq!((status, &done["dry_run"]), (0, &json!(false)));
    assert_eq!(desk.get(LAYER), first);
    // What was there is kept, so it comes back too.
    let (status, _, _) = desk.run(&format!("restore @ {LAYER} latest"));
    assert_eq!((status, desk.get(LAYER)), (0, second));
}

#[test]
fn what_is_not_kept_is_said_and_nothing_is_written() {
    let desk = Desk::new();
    desk.edit("changed my mind");
    let before = desk.get(LAYER);
    for (line, words) in [
        ("restore @ codebook.ron", ["codebook.ron", LAYER]),
        ("restore @ ../x.ron latest", ["../x.ron", "No earlier state"]),
        (&format!("restore @ {LAYER} 1999"), ["1999", "latest"]),
        ("restore nowhere", ["nowhere", ""]),
    ] {
        let (status, out, err) = desk.run(line);
        assert_eq!((status, out.as_str()), (2, ""), "{line}: {err}");
        assert!(words.iter().all(|word| err.contains(word)), "{line}: {err}");
    }
    assert_eq!(desk.get(LAYER), before);
}

#[test]
fn a_project_that_does_not_open_gets_its_file_back() {
    let desk = Desk::new();
    desk.edit("first");
    let mut opened = store::open(&desk.desk.path().join("p")).unwrap();
    let rename = recipes::rename_project(&opened.project, |head| head.name = "The tunnel".into());
    let whole = desk.get("project.ron");
    apply(&mut opened.project, &rename).unwrap();
    let files = store::files_of(&rename);
    let saving = Saving {
        project: &opened.project,
        files: &files,
        damaged: &opened.damaged,
        stamps: &opened.stamps,
        witness: None,
    };
    assert_eq!(
        restoring::keep_before_save(&desk.places, &opened.location, &saving),
        None
    );
    assert_eq!(
        store::save(&opened.location, &opened.project, &files, &opened.damaged).failed,
        vec![]
    );

    fs::remove_file(desk.path("project.ron")).unwrap();
    assert_eq!(desk.run("check @").0, 2);
    let (status, listed) = desk.json("restore @ project.ron");
    assert_eq!(
        (status, &listed["files"][0]["generations"][0]["annotations"]),
        (0, &Value::Null)
    );
    let (status, _, err) = desk.run("restore @ project.ron latest");
    assert_eq!(status, 0, "{err}");
    assert_eq!(desk.get("project.ron"), whole);

    // Half a file is kept as it was found, and is not what is offered first.
    desk.put("project.ron", &whole[..whole.len() / 2]);
    assert_eq!(desk.run("restore @ project.ron latest").0, 0);
    assert_eq!(desk.get("project.ron"), whole);
    let (_, listed) = desk.json("restore @ project.ron");
    let states = listed["files"][0]["generations"].as_array().unwrap();
    assert_eq!(states.last().unwrap()["damaged"], true);
    assert_eq!(states[0]["damaged"], false);
}

#[test]
fn a_kept_state_whose_bits_were_flipped_is_refused() {
    let desk = Desk::new();
    desk.edit("changed my mind");
    let present = desk.get(LAYER);
    let mut folder = desk.desk.path().join("state/projects");
    folder = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path()
        .join("generations")
        .join(LAYER);
    let state = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&state).unwrap();
    bytes[700] ^= 4;
    fs::write(&state, bytes).unwrap();
    let (status, out, err) = desk.run(&format!("restore @ {LAYER} latest"));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(
        err.contains("checksum") && err.contains("the one before"),
        "{err}"
    );
    assert_eq!(desk.get(LAYER), present);
}
