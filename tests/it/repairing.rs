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
    assert_eq!(state["annotations"], 8);
    assert_eq!(state["bytes"], first.len());
    assert_eq!(state["damaged"], false);
    let id = state["id"].as_str().unwrap().to_owned();
    let (_, out, err) = desk.run(&format!("restore @ {LAYER}"));
    assert!(
        out.contains(&id) && out.contains(" 8 ") && err.contains("--dry-run"),
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

const CLAIM: &str = "  (id: \"claim0000002\",";

/// Damage of every sort: Ana's layer, the codebook after a merge by hand, a teammate's layer, a text sent through another program.
fn damaged() -> Desk {
    let desk = Desk::new();
    let row = |id: &str, label: &str, note: &str| {
        format!(
            "  (id: \"{id}\", label: \"{label}\", at: [(62, 66, \"Dana\")], note: \"{note}\", made: \"2026-11-22T10:02:00Z\"),\n"
        )
    };
    let more = [
        row("mood00000001", "mood", ""),
        row("speaker00001", "speaker", "another version"),
        "  (id: \"torn00000001\", label: \"claim\", at: [(0,\n".to_owned(),
    ];
    desk.change(LAYER, CLAIM, &(more.concat() + CLAIM));
    desk.change(
        LAYER,
        "],\ncomments:",
        "  (id: \"link00000003\", kind: \"said-by\", from: \"claim0000001\", to: \"nobody000001\", made: \"2026-11-22T10:06:30Z\"),\n],\ncomments:",
    );
    desk.change(
        "codebook.ron",
        "  (id: \"speaker\", name: \"Speaker\"",
        "<<<<<<< HEAD\n  (id: \"speaker\", name: \"Speaker\"",
    );
    desk.change(
        "codebook.ron",
        "  (id: \"tone\",",
        "=======\n  (id: \"speaker\", name: \"Source\", order: 4, colour: \"#59a14f\"),\n>>>>>>> theirs\n  (id: \"tone\",",
    );
    desk.change(
        "layers/ben/talk-k3v9q2.ron",
        "comments: [\n",
        "comments: [\n  (half\n",
    );
    let text = desk.get("documents/post-m7x4tb.txt").replace('\n', "\r\n");
    desk.put("documents/post-m7x4tb.txt", &text);
    desk.put("layers/ana/readme.txt", "mine");
    desk.put("layers/zoe/post-m7x4tb.ron", "Layer(format: 1, document: \"post-m7x4tb\", annotator: \"zoe\", annotated: true, progress: New,\n)\n");
    desk
}

fn kinds(json: &Value) -> Vec<&str> {
    let problems = json["problems"].as_array().unwrap().iter();
    problems
        .map(|problem| problem["kind"].as_str().unwrap())
        .collect()
}

/// What no program may decide: rules of the codebook, and a label that waits for its place.
fn only_for_people(json: &Value) -> bool {
    kinds(json)
        .iter()
        .all(|kind| kind.starts_with("rule-") || ["adrift", "conflict"].contains(kind))
}

#[test]
fn every_problem_says_what_can_be_done_and_checking_writes_nothing() {
    let desk = damaged();
    let before: Vec<String> = [LAYER, "codebook.ron", "documents/post-m7x4tb.txt"]
        .map(|file| desk.get(file))
        .into();
    let (status, found) = desk.json("check @");
    assert_eq!(status, 1);
    let found_kinds = kinds(&found);
    for kind in [
        "unknown-label",
        "duplicate-id",
        "unreadable",
        "dangling-link",
        "conflict-marker",
        "changed-line-ends",
        "stray-file",
        "unknown-person",
    ] {
        assert!(found_kinds.contains(&kind), "{kind}: {found_kinds:?}");
    }
    for problem in found["problems"].as_array().unwrap() {
        let is_rule = problem["kind"].as_str().unwrap().starts_with("rule-");
        assert!(is_rule || problem["repair"].is_string(), "{problem}");
    }
    let (status, listed) = desk.json("check @ --repair --as Ana+Ruiz");
    assert_eq!((status, kinds(&listed)), (1, found_kinds));
    let repairs = listed["repairs"].as_array().unwrap();
    assert!(repairs.iter().all(|repair| repair["done"] == false));
    let of_ben = repairs
        .iter()
        .find(|repair| repair["file"] == "layers/ben/talk-k3v9q2.ron")
        .unwrap();
    assert_eq!(of_ben["left_to"], "ben");
    let after: Vec<String> = [LAYER, "codebook.ron", "documents/post-m7x4tb.txt"]
        .map(|file| desk.get(file))
        .into();
    assert_eq!(before, after);
    // Neither does --yes alone.
    assert_eq!(desk.run("check @ --yes").0, 2);
}

#[test]
fn repairs_are_done_with_yes_and_what_was_damaged_is_kept() {
    let desk = damaged();
    let torn = desk.get(LAYER);
    let theirs = desk.get("layers/ben/talk-k3v9q2.ron");
    let (status, done) = desk.json("check @ --repair --yes --as ana");
    assert_eq!(status, 1);
    for repair in done["repairs"].as_array().unwrap() {
        assert_eq!(repair["done"], repair["left_to"].is_null(), "{repair}");
    }
    // Left are a teammate's file, what no program may move, the rules of the codebook, and what people decide.
    let left: Vec<&str> = kinds(&done)
        .into_iter()
        .filter(|kind| !kind.starts_with("rule-") && *kind != "conflict")
        .collect();
    assert_eq!(
        left,
        ["stray-file", "adrift", "unreadable"],
        "{}",
        done["problems"]
    );
    assert_eq!(desk.get("layers/ben/talk-k3v9q2.ron"), theirs);
    assert_eq!(desk.get("layers/ana/readme.txt"), "mine");

    let opened = store::open(&desk.desk.path().join("p")).unwrap();
    let project = &opened.project;
    let key = LayerKey::new(
        DocumentId::new("talk-k3v9q2").unwrap(),
        PersonId::new("ana").unwrap(),
    );
    let layer = project.layer(&key).unwrap();
    assert_eq!((layer.len(), layer.links().len()), (8, 2));
    assert!(!project.codebook().label("mood").unwrap().retired);
    assert!(project.person("zoe").is_some());
    // Of what stood there twice both versions wait for a decision.
    let conflicts: Vec<String> = project
        .conflicts()
        .map(|(of, conflict)| format!("{of:?} {}", conflict.others.len()))
        .collect();
    for of in ["Label(\"speaker\") 1", "\"speaker00001\") 1"] {
        assert!(
            conflicts.iter().any(|told| told.ends_with(of)),
            "{of}: {conflicts:?}"
        );
    }
    assert_eq!(project.codebook().label("speaker").unwrap().name, "Speaker");
    assert_eq!(desk.get("documents/post-m7x4tb.txt").matches("\r\n").count(), 0);

    // The damaged file itself can come back.
    let (_, kept) = desk.json(&format!("restore @ {LAYER}"));
    let states = kept["files"][0]["generations"].as_array().unwrap();
    assert!(states.iter().all(|state| state["damaged"] == true), "{kept}");
    let id = states.iter().find(|state| state["damaged"] == true).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(desk.run(&format!("restore @ {LAYER} {id}")).0, 0);
    assert_eq!(desk.get(LAYER), torn);
}

#[test]
fn without_a_name_shared_files_alone_are_repaired() {
    let desk = damaged();
    let (mine, theirs) = (desk.get(LAYER), desk.get("layers/ben/talk-k3v9q2.ron"));
    let (status, out, err) = desk.run("check @ --repair --yes");
    assert_eq!(status, 1);
    assert!(
        out.contains("Done: Take the label “mood” into the codebook"),
        "{out}"
    );
    assert!(
        out.contains("Left to Ana Ruiz") && err.contains("repairs done"),
        "{out}{err}"
    );
    assert_eq!(
        (desk.get(LAYER), desk.get("layers/ben/talk-k3v9q2.ron")),
        (mine, theirs)
    );
    assert!(!desk.get("codebook.ron").contains("<<<<"));
}

#[test]
fn a_file_of_which_nothing_was_read_comes_back_as_it_was_kept() {
    let desk = Desk::new();
    desk.edit("changed my mind");
    let (status, _) = desk.json("check @ --repair --yes --as ana");
    assert_eq!(status, 1, "rules are broken in the fixture");
    desk.put(LAYER, "");
    let (_, found) = desk.json("check @ --repair --as ana");
    let repair = &found["repairs"][0];
    assert!(
        repair["what"]
            .as_str()
            .unwrap()
            .starts_with("Bring layers/ana/talk-k3v9q2.ron back"),
        "{repair}"
    );
    let (_, done) = desk.json("check @ --repair --yes --as ana");
    assert_eq!(done["repairs"][0]["done"], true, "{done}");
    assert!(desk.get(LAYER).contains("Ask Ben"));
    assert!(only_for_people(&done), "{done}");
}

#[test]
fn a_damaged_file_that_cannot_be_kept_is_not_written_over() {
    let mut desk = damaged();
    desk.places.state = None;
    let before = desk.get(LAYER);
    let (status, done) = desk.json("check @ --repair --yes --as ana");
    assert_eq!(status, 1);
    let repairs = done["repairs"].as_array().unwrap().iter();
    let refused = repairs.filter(|repair| {
        repair["error"]
            .as_str()
            .is_some_and(|error| error.contains("no folder to keep"))
    });
    assert!(refused.count() >= 2, "{done}");
    assert_eq!(desk.get(LAYER), before);
}

#[test]
fn a_damaged_single_file_is_repaired_as_one() {
    let desk = Desk::new();
    let project = store::open(&desk.desk.path().join("p")).unwrap().project;
    let bytes = store::single_file(&project, "");
    let text = String::from_utf8(bytes)
        .unwrap()
        .replacen(CLAIM, &format!("  (torn\n{CLAIM}"), 1);
    let path = desk.desk.path().join("one.ron");
    fs::write(&path, &text).unwrap();
    let line = format!("check {} --repair --yes", path.display());
    let (_, done) = desk.json(&line);
    assert_eq!(done["repairs"][0]["done"], true, "{done}");
    assert!(only_for_people(&done), "{done}");
    assert_eq!(store::open(&path).unwrap().problems, []);
    let (_, kept) = desk.json(&format!("restore {}", path.display()));
    assert_eq!(kept["files"][0]["generations"][0]["damaged"], true);
}
