//! The command line as scripts use it: in-process, in folders of their own.

use ascribe::cli::{Outcome, run_with};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub struct Ran {
    pub status: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {:?}", self.out))
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self
    }

    /// Not done, with nothing on standard output, and a message that holds these words.
    #[track_caller]
    pub fn refused(self, words: &[&str]) {
        assert_eq!(self.status, 2, "{}{}", self.out, self.err);
        assert_eq!(self.out, "");
        for word in words {
            assert!(self.err.contains(word), "“{word}” is missing in: {}", self.err);
        }
    }
}

/// A folder to work in; `run` resolves the paths that begin with `@` in it.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        put(&path, content.as_ref());
    }

    fn outcome(&self, line: &str) -> (Outcome, String, String) {
        let words = line.split_whitespace().map(|word| match word.strip_prefix('@') {
            Some(name) => self.path(name).into_os_string(),
            None => OsString::from(word.replace('+', " ")),
        });
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = run_with(std::iter::once("ascribe".into()).chain(words), &mut out, &mut err);
        (
            outcome,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    }

    /// Runs a line; `@name` is a path on the desk, `+` stands for a space within a word.
    #[track_caller]
    pub fn run(&self, line: &str) -> Ran {
        match self.outcome(line) {
            (Outcome::Done(status), out, err) => Ran { status, out, err },
            (other, ..) => panic!("{other:?}"),
        }
    }
}

fn put(path: &Path, content: &[u8]) {
    fs::write(path, content).unwrap();
}

/// Every file below, with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

/// Scalars: Minister 0–8, the emoji 9, "the bridge" 17–27, "it will reopen" 29–43.
const TEXT: &str = "Minister 😀 says: the bridge, it will reopen soon.\n총리 said no.\n";

/// One line of the span form of doccano, whose offsets are UTF-16: one more than scalars behind the emoji.
/// It has neither id nor title, so the text alone tells which document it means.
fn doccano(labels: Value) -> String {
    format!("{}\n", json!({"text": TEXT, "label": labels}))
}

/// A project with one text and two people's labels on it.
pub fn labelled() -> Desk {
    let desk = Desk::new();
    desk.write("in/Interview.txt", TEXT);
    desk.write(
        "ana.jsonl",
        doccano(json!([[0, 8, "speaker"], [18, 28, "topic"], [30, 44, "claim"]])),
    );
    desk.write(
        "ben.jsonl",
        doccano(json!([[0, 8, "speaker"], [18, 44, "topic"]])),
    );
    desk.run("new @p --name Bridges").ok();
    desk.run("import @p @in/Interview.txt").ok();
    desk.run("import @p @ana.jsonl --format doccano --annotator Ana")
        .ok();
    desk.run("import @p @ben.jsonl --format doccano --annotator Ben")
        .ok();
    desk
}

fn only_document(desk: &Desk) -> String {
    let list = desk.run("list @p --json").ok().json();
    list["documents"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn labels_of_two_people_come_in_are_counted_and_compared() {
    let desk = labelled();
    let list = desk.run("list @p --json").ok().json();
    assert_eq!(list["name"], "Bridges");
    let people = json!([
        {"id": "ana", "name": "Ana", "kind": "person"},
        {"id": "ben", "name": "Ben", "kind": "person"},
    ]);
    assert_eq!(list["annotators"], people);
    let [document] = list["documents"].as_array().unwrap().as_slice() else {
        panic!("{list}")
    };
    assert_eq!(document["characters"], TEXT.chars().count());
    assert_eq!(document["annotations"], json!({"ana": 3, "ben": 2}));
    assert_eq!(document["links"], json!({"ana": 0, "ben": 0}));
    assert_eq!(document["annotated"], json!({"ana": true, "ben": true}));
    assert_eq!(document["assigned"], json!([]));
    assert_eq!(document["decided"], 0);

    let compared = desk.run("compare @p --json").ok().json();
    assert_eq!(compared["documents"][0]["document"], document["id"]);
    let places = compared["documents"][0]["places"].as_array().unwrap();
    assert_eq!(document["places"], places.len());
    let agreed = &places[0];
    assert_eq!(agreed["kinds"], json!(["agree"]));
    assert_eq!(agreed["label"], "speaker");
    assert_eq!(agreed["decided"], Value::Null);
    let items: usize = places
        .iter()
        .map(|place| place["items"].as_array().unwrap().len())
        .sum();
    assert_eq!(items, 5);
    let topic = places
        .iter()
        .find(|place| place["items"][0]["label"] == "topic")
        .unwrap();
    assert_eq!(topic["items"][0]["at"], json!([[17, 27]]));
    assert_eq!(topic["items"][1]["at"], json!([[17, 43]]));
    assert_eq!(topic["items"][0]["attributes"], json!({}));

    let table = desk.run("compare @p").ok().out;
    assert!(table.contains("the bridge"), "{table}");
    let one = desk
        .run("compare @p --json --exclude topic --exclude claim")
        .ok()
        .json();
    assert_eq!(one["documents"][0]["places"].as_array().unwrap().len(), 1);
}

#[test]
fn an_export_comes_back_into_a_fresh_project_with_the_same_bytes() {
    let desk = labelled();
    desk.run("export @p --format jsonl --out @first.jsonl --strict")
        .ok();
    desk.run("new @q").ok();
    let ran = desk.run("import @q @first.jsonl --json").ok();
    assert!(ran.err.contains("jsonl"), "the format is named: {}", ran.err);
    let report = ran.json();
    assert_eq!((&report["new"], &report["equal"]), (&json!(5), &json!(0)));
    assert_eq!(report["documents"].as_array().unwrap().len(), 1);
    desk.run("export @q --format jsonl --out @second.jsonl").ok();
    let (first, second) = (
        fs::read_to_string(desk.path("first.jsonl")),
        fs::read_to_string(desk.path("second.jsonl")),
    );
    assert_eq!(first.unwrap(), second.unwrap());
    desk.run("check @q").ok();
    // A second time everything is there already, and no file changes.
    let before = tree(&desk.path("q"));
    let again = desk.run("import @q @first.jsonl --json").ok().json();
    assert_eq!((&again["new"], &again["equal"]), (&json!(0), &json!(5)));
    assert_eq!(tree(&desk.path("q")), before);
}

#[test]
fn an_export_takes_the_people_and_labels_named() {
    let desk = labelled();
    desk.run("export @p --format jsonl --out @ben.out --annotator BEN --label topic")
        .ok();
    let text = fs::read_to_string(desk.path("ben.out")).unwrap();
    let line: Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
    let [layer] = line["layers"].as_array().unwrap().as_slice() else {
        panic!("{line}")
    };
    assert_eq!(layer["annotator"], "ben");
    assert_eq!(layer["annotations"][0]["at"], json!([[17, 43]]));
    assert_eq!(layer["annotations"].as_array().unwrap().len(), 1);
    let whole = desk.run("export @p --format jsonl --out -").ok();
    assert_eq!(whole.out.lines().count(), 2);
    desk.run("export @p --format jsonl --out - --json")
        .refused(&["--out"]);
    desk.run("export @p --format jsonl --out @x --annotator Eva")
        .refused(&["person “Eva”", "ana (Ana)", "ben (Ben)"]);
    desk.run("export @p --format jsonl --out @x --annotator adjudicated")
        .refused(&["adjudicated"]);
    desk.run("export @p --format jsonl --out @x --document nothing")
        .refused(&["minister-says"]);
    desk.run("compare @p --exclude nothing").refused(&["speaker"]);
    assert!(!desk.path("x").exists());
}

#[test]
fn nothing_is_overwritten_without_force_and_the_project_never() {
    let desk = labelled();
    desk.write("out.csv", "mine");
    desk.run("export @p --format csv --out @out.csv")
        .refused(&["out.csv exists already", "--force"]);
    assert_eq!(fs::read(desk.path("out.csv")).unwrap(), b"mine");
    desk.run("export @p --format csv --out @out.csv --force").ok();
    assert_ne!(fs::read(desk.path("out.csv")).unwrap(), b"mine");
    let before = tree(&desk.path("p"));
    for own in [
        "project.ron".to_owned(),
        format!("documents/{}.txt", only_document(&desk)),
    ] {
        desk.run(&format!("export @p --format csv --out @p/{own} --force"))
            .refused(&["project itself"]);
    }
    desk.run("export @p --format csv --out @in --force")
        .refused(&["folder"]);
    desk.run("export @p --format csv --out @nowhere/out.csv")
        .refused(&["nowhere"]);
    assert_eq!(tree(&desk.path("p")), before);
    desk.run("new @p").refused(&["p"]);
    assert_eq!(tree(&desk.path("p")), before);
}

#[test]
fn an_export_goes_neither_among_the_projects_files_nor_over_a_device() {
    let desk = labelled();
    let before = tree(&desk.path("p"));
    for place in ["layers/ana/out.csv", "layers/out.csv", "documents/out.csv"] {
        desk.run(&format!("export @p --format csv --out @p/{place}"))
            .refused(&["among the files of the project"]);
    }
    assert_eq!(tree(&desk.path("p")), before);
    // Beside them it disturbs nothing.
    desk.run("export @p --format csv --out @p/out.csv").ok();
    desk.run("check @p").ok();
    #[cfg(unix)]
    {
        // A socket stands for all that is neither file nor folder; a device could be lost by this test.
        let socket = desk.path("socket");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        desk.run("export @p --format csv --out @socket --force")
            .refused(&["device or a pipe", "--out -"]);
        assert!(!fs::metadata(&socket).unwrap().is_file());
    }
}

#[test]
fn imports_at_the_same_time_lose_nothing_of_each_other() {
    let desk = Desk::new();
    desk.run("new @p").ok();
    for person in 0..6 {
        let row =
            json!({"text": format!("Words of text {person}."), "label": [[0, 5, format!("label-{person}")]]});
        desk.write(&format!("{person}.jsonl"), format!("{row}\n"));
    }
    std::thread::scope(|scope| {
        for person in 0..6 {
            let desk = &desk;
            scope.spawn(move || {
                desk.run(&format!("import @p @{person}.jsonl --annotator person-{person}"))
                    .ok()
            });
        }
    });
    desk.run("check @p").ok();
    let list = desk.run("list @p --json").ok().json();
    for what in ["annotators", "documents"] {
        assert_eq!(list[what].as_array().unwrap().len(), 6, "{what}");
    }
}

#[test]
fn another_project_in_a_folder_is_named_and_its_texts_do_not_come_in_bare() {
    let desk = labelled();
    desk.run("new @q").ok();
    let error = desk.run("import @q @p");
    assert!(error.err.contains("a project of its own"), "{}", error.err);
    error.refused(&["--format ron"]);
    desk.write("mixed/note.txt", "A note.\n");
    desk.run("new @mixed/inner").ok();
    let ran = desk.run("import @q @mixed --json");
    assert_eq!(ran.status, 1, "{}", ran.err);
    let report = ran.json();
    assert_eq!(report["read"], 1);
    let inner = desk.path("mixed/inner").display().to_string();
    assert_eq!(report["skipped"][0]["file"], inner);
    // Written as one file, it comes in with its labels.
    desk.run("export @p --format ron --out @p.ron").ok();
    let new = desk.run("import @q @p.ron --json").ok().json()["new"].clone();
    assert_eq!(new, 5);
}

#[test]
fn a_long_import_tells_the_first_names_and_all_of_them_as_json() {
    let desk = labelled();
    for number in 0..30 {
        desk.write(&format!("many/t{number:02}.txt"), format!("Text {number}.\n"));
    }
    let all = desk.run("import @p @many --dry-run --json").ok();
    assert_eq!(all.json()["documents"].as_array().unwrap().len(), 30);
    assert_eq!(all.json()["files"].as_array().unwrap().len(), 30);
    let ran = desk.run("import @p @many").ok();
    let new = ran
        .out
        .lines()
        .find(|line| line.starts_with("new documents"))
        .unwrap();
    assert_eq!(new.split(", ").count(), 21, "{new}");
    assert!(new.ends_with(", … and 10 more"), "{new}");
    assert_eq!(ran.err.lines().count(), 21, "{}", ran.err);
    assert!(
        ran.err.contains("… and 10 more; --json lists them all"),
        "{}",
        ran.err
    );
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let desk = labelled();
    desk.write("eva.jsonl", doccano(json!([[0, 8, "person"]])));
    let before = tree(&desk.path("p"));
    let report = desk
        .run("import @p @eva.jsonl --format doccano --annotator Eva --dry-run --json")
        .ok()
        .json();
    assert_eq!(
        (&report["new"], &report["people"], &report["labels"]),
        (&json!(1), &json!(["eva"]), &json!(["person"]))
    );
    assert_eq!(tree(&desk.path("p")), before);
    let real = desk
        .run("import @p @eva.jsonl --format doccano --annotator Eva --json")
        .ok()
        .json();
    assert_eq!(real["new"], 1);
    let people = &desk.run("list @p --json").ok().json()["annotators"];
    assert_eq!(people[2], json!({"id": "eva", "name": "Eva", "kind": "person"}));
}

#[test]
fn bad_records_are_named_by_line_and_the_rest_comes_in() {
    let desk = labelled();
    let lines = [
        doccano(json!([[0, 8, "speaker"]])),
        "not json\n".into(),
        doccano(json!([[5, 900, "topic"]])),
    ];
    desk.write("cy.jsonl", lines.concat());
    let ran = desk.run("import @p @cy.jsonl --format doccano --annotator Cy --json");
    assert_eq!(ran.status, 1, "{}", ran.err);
    let report = ran.json();
    assert_eq!(report["new"], 1);
    let skipped = report["skipped"].as_array().unwrap();
    let lines: Vec<_> = skipped.iter().map(|one| one["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [2, 3]);
    assert!(
        skipped
            .iter()
            .all(|one| one["file"] == desk.path("cy.jsonl").display().to_string())
    );
    assert!(ran.err.contains("cy.jsonl:2"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_is_refused_by_name_and_reason() {
    let desk = labelled();
    desk.write("empty.txt", "");
    desk.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let before = tree(&desk.path("p"));
    desk.run("import @p @missing.txt").refused(&["missing.txt"]);
    desk.run("import @p @empty.txt")
        .refused(&["empty.txt: the file is empty"]);
    desk.write("white.txt", " \n");
    desk.run("import @p @white.txt")
        .refused(&["white.txt: it is empty"]);
    desk.run("new @nameless --name +").refused(&["--name is empty"]);
    desk.run("import @p @picture.png")
        .refused(&["picture.png", "--format"]);
    desk.run("import @p @picture.png --format text")
        .refused(&["picture.png"]);
    desk.run("import @p @in/Interview.txt --format brat-like")
        .refused(&["brat-like", "jsonl"]);
    desk.run("import @p @in/Interview.txt --encoding klingon")
        .refused(&["klingon"]);
    desk.run("import @p @in/Interview.txt --set colour=red")
        .refused(&["colour"]);
    desk.run("import @p @p/project.ron").refused(&["project itself"]);
    desk.run("import @p @p").refused(&["no file to read"]);
    desk.run("import @p @in/Interview.txt --annotator +")
        .refused(&["--annotator"]);
    desk.run("list @missing").refused(&["missing"]);
    desk.run("check @in").refused(&["in"]);
    desk.run("export @p --format nothing --out @x")
        .refused(&["nothing", "jsonl", "csv"]);
    desk.run("export @p --format csv --out @x --set nothing=1")
        .refused(&["nothing"]);
    assert_eq!(tree(&desk.path("p")), before);
}

#[test]
fn a_folder_is_read_with_all_below_it() {
    let desk = Desk::new();
    desk.write("texts/b/two.txt", "Second text.\n");
    desk.write("texts/a.txt", "First text.\n");
    desk.write("texts/.hidden.txt", "Not for us.\n");
    desk.write("texts/.git/config.txt", "Not for us.\n");
    desk.write("texts/picture.png", b"\x89PNG\r\n\x1a\n\0");
    desk.run("new @p").ok();
    let ran = desk.run("import @p @texts --json");
    assert_eq!(ran.status, 1, "the picture is named: {}", ran.err);
    let report = ran.json();
    assert_eq!(report["documents"].as_array().unwrap().len(), 2);
    assert_eq!(
        report["skipped"][0]["file"],
        desk.path("texts/picture.png").display().to_string()
    );
    assert_eq!(
        report["files"][0]["file"],
        desk.path("texts/a.txt").display().to_string()
    );
    // The same again changes nothing; only what is new is added.
    desk.write("texts/c.txt", "Third text.\n");
    desk.run("import @p @texts");
    assert_eq!(
        desk.run("list @p --json").ok().json()["documents"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    // A project that lies in the folder is not read into itself.
    desk.run("new @texts/q").ok();
    let inner = desk.run("import @texts/q @texts --json").json();
    assert_eq!(inner["documents"].as_array().unwrap().len(), 3);
}

#[test]
fn texts_come_in_whatever_their_encoding_and_line_ends() {
    let desk = Desk::new();
    desk.write("old.txt", b"Caf\xe9 \x96 na\xefve\r\nLine two\r\n");
    desk.write("bom.txt", b"\xef\xbb\xbfPlain\rlines\r");
    desk.run("new @p").ok();
    desk.run("import @p @old.txt --encoding windows-1252").ok();
    let ran = desk.run("import @p @bom.txt").ok();
    assert!(
        ran.err.contains("byte order mark") || ran.err.to_lowercase().contains("bom"),
        "{}",
        ran.err
    );
    let list = desk.run("list @p --json").ok().json();
    let characters: Vec<_> = list["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["characters"].clone())
        .collect();
    assert!(
        characters.contains(&json!("Café – naïve\nLine two\n".chars().count())),
        "{characters:?}"
    );
    assert!(
        characters.contains(&json!("Plain\nlines\n".chars().count())),
        "{characters:?}"
    );
    let quiet = desk.run("import @p @bom.txt --quiet").ok();
    assert_eq!(quiet.err, "");
}

#[test]
fn check_is_silent_on_a_good_project_and_names_what_is_wrong() {
    let desk = labelled();
    assert_eq!(desk.run("check @p --json").ok().json(), json!({"problems": []}));
    assert_eq!(desk.run("check @p").ok().out, "");
    let document = only_document(&desk);
    let layer = desk.path(&format!("p/layers/ana/{document}.ron"));
    let content = fs::read_to_string(&layer).unwrap();
    let damaged = content.replacen("(id:", "(oops", 1);
    assert_ne!(damaged, content);
    put(&layer, damaged.as_bytes());
    let ran = desk.run("check @p --json");
    assert_eq!(ran.status, 1, "{}", ran.err);
    let problem = &ran.json()["problems"][0];
    assert_eq!(problem["file"], format!("layers/ana/{document}.ron"));
    assert!(
        problem["line"].as_u64().is_some_and(|line| line >= 1),
        "{problem}"
    );
    let fields: Vec<_> = problem.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["column", "file", "kind", "line", "message", "repair"]);
    // The rest still opens, with the problem told on the other stream, and the damaged file stays as it is.
    let list = desk.run("list @p --json").ok();
    assert!(
        list.err.contains(&format!("layers/ana/{document}.ron")),
        "{}",
        list.err
    );
    assert_eq!(list.json()["documents"][0]["annotations"]["ben"], 2);
    desk.run("import @p @ana.jsonl --format doccano --annotator Ana --quiet");
    assert_eq!(fs::read(&layer).unwrap(), damaged.as_bytes());
    assert_eq!(desk.run("export @p --format jsonl --out @x --strict").status, 1);
}

#[test]
fn hostile_names_stay_in_the_project_and_off_the_terminal() {
    let desk = Desk::new();
    desk.run("new @p").ok();
    let text = "\u{1b}[31mred\u{7} title\u{202e}\nbody\n";
    let line = json!({"document": "../../escape", "title": "\u{1b}]0;evil\u{7}..\\con", "text": text, "layers": [
        {"annotator": "../../evil", "annotated": true, "annotations": [{"id": "a/b", "label": "../x", "at": [[0, 3]]}]},
    ]});
    desk.write("bad.jsonl", format!("{}\n{line}\n", json!({"ascribe": 1})));
    let ran = desk.run("import @p @bad.jsonl --format jsonl");
    assert_ne!(ran.status, 2, "{}", ran.err);
    desk.run("import @p @bad.jsonl --format doccano --annotator ../../evil+twin");
    for line in [
        "list @p",
        "compare @p",
        "check @p",
        "import @p @bad.jsonl --format jsonl --dry-run",
    ] {
        let ran = desk.run(line);
        assert!(
            !ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{:?}",
            ran.out
        );
        assert!(
            !ran.err.contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{:?}",
            ran.err
        );
    }
    let root = desk.0.path();
    let stray: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(stray.len(), 2, "{stray:?}");
    assert!(!root.parent().unwrap().join("escape.ron").exists());
    let list = desk.run("list @p --json").ok().json();
    let people = list["documents"][0]["annotations"].as_object().unwrap();
    assert_eq!(people.len(), 2, "{list}");
    let plain = |id: &String| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    assert!(people.keys().all(plain), "{list}");
}

#[test]
fn one_name_for_two_documents_asks_for_the_id() {
    let desk = Desk::new();
    desk.write(
        "a/note.jsonl",
        [
            json!({"ascribe": 1}),
            json!({"document": "n1", "title": "Note", "text": "one"}),
        ]
        .map(|l| format!("{l}\n"))
        .concat(),
    );
    desk.write(
        "b/note.jsonl",
        [
            json!({"ascribe": 1}),
            json!({"document": "n2", "title": "Note", "text": "two"}),
        ]
        .map(|l| format!("{l}\n"))
        .concat(),
    );
    desk.run("new @p").ok();
    desk.run("import @p @a @b").ok();
    desk.run("export @p --format jsonl --out @x --document Note")
        .refused(&["n1", "n2"]);
    desk.run("export @p --format jsonl --out @x --document n2").ok();
}

#[test]
fn a_new_project_begins_with_the_codebook_asked_for() {
    let desk = labelled();
    let labels = |line: &str| desk.run(line).ok().json()["labels"].as_u64().unwrap();
    assert_eq!(labels("new @empty --json"), 0);
    assert_eq!(labels("new @same --codebook @p --json"), 3);
    assert_eq!(labels("new @file --codebook @p/codebook.ron --json"), 3);
    assert!(labels("new @news --codebook news-interview --json") > 5);
    let made = desk.run("new @named --name My+project --json").ok().json();
    assert_eq!(made["name"], "My project");
    assert_ne!(made["id"], desk.run("list @empty --json").ok().json()["id"]);
    assert_eq!(desk.run("list @empty --json").ok().json()["name"], "empty");
    for project in ["empty", "same", "file", "news", "named"] {
        desk.run(&format!("check @{project}")).ok();
    }
    let (from, to) = (
        fs::read(desk.path("p/codebook.ron")),
        fs::read(desk.path("same/codebook.ron")),
    );
    assert_eq!(from.unwrap(), to.unwrap());
    desk.run("new @bad --codebook @missing.ron")
        .refused(&["missing.ron", "news-interview"]);
    desk.run("new @in").refused(&["in"]);
    assert!(!desk.path("bad").exists());
}

#[test]
fn a_single_file_is_a_project_too() {
    let desk = labelled();
    desk.run("export @p --format ron --out @one.ron").ok();
    let list = desk.run("list @one.ron --json").ok().json();
    assert_eq!(list["documents"][0]["annotations"], json!({"ana": 3, "ben": 2}));
    desk.run("check @one.ron").ok();
    desk.write("eva.jsonl", doccano(json!([[0, 8, "speaker"]])));
    desk.run("import @one.ron @eva.jsonl --format doccano --annotator Eva")
        .ok();
    let list = desk.run("list @one.ron --json").ok().json();
    assert_eq!(
        list["documents"][0]["annotations"],
        json!({"ana": 3, "ben": 2, "eva": 1})
    );
}

#[test]
fn formats_tell_what_they_read_write_and_lose() {
    let desk = Desk::new();
    let formats = desk.run("formats --json").ok().json();
    let formats = formats["formats"].as_array().unwrap();
    let of = |id: &str| {
        formats
            .iter()
            .find(|format| format["id"] == id)
            .unwrap_or_else(|| panic!("{id}"))
    };
    for id in ["jsonl", "ron"] {
        assert_eq!(
            (&of(id)["reads"], &of(id)["writes"]),
            (&json!(true), &json!(true)),
            "{id}"
        );
    }
    assert_eq!(of("csv")["writes"], true);
    assert_eq!(of("doccano")["reads"], true);
    assert_eq!(
        (&of("text")["reads"], &of("text")["writes"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(of("jsonl")["extensions"][0], "jsonl");
    let ids: Vec<_> = formats.iter().map(|format| &format["id"]).collect();
    assert!(
        ids.iter().enumerate().all(|(n, id)| !ids[..n].contains(id)),
        "{ids:?}"
    );
    for option in formats
        .iter()
        .flat_map(|format| format["options"].as_array().unwrap())
    {
        assert!(
            option["values"].as_array().unwrap().contains(&option["default"]),
            "{option}"
        );
    }
    let table = desk.run("formats").ok().out;
    assert!(table.lines().any(|line| line.starts_with("jsonl")), "{table}");
}

#[test]
fn losses_are_told_and_matter_under_strict() {
    let desk = labelled();
    let document = only_document(&desk);
    let layer = json!({"annotator": "ana", "annotations": [
        {"id": "t1", "label": "claim", "at": [[0, 3]]}, {"id": "t2", "label": "claim", "at": [[4, 7]]},
    ], "links": [{"id": "l1", "kind": "supports", "from": "t1", "to": "t2"}]});
    let line = json!({"document": document, "title": "Interview", "layers": [layer]});
    desk.write("more.jsonl", format!("{}\n{line}\n", json!({"ascribe": 1})));
    desk.run("import @p @more.jsonl").ok();
    let ran = desk.run("export @p --format doccano --out @out.jsonl --json");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let losses = ran.json();
    assert!(!losses["losses"].as_array().unwrap().is_empty(), "{losses}");
    assert!(losses["losses"][0]["count"].as_u64().unwrap() > 0);
    assert!(
        ran.err.contains(losses["losses"][0]["reason"].as_str().unwrap()),
        "{}",
        ran.err
    );
    assert_eq!(
        desk.run("export @p --format doccano --out @strict.jsonl --strict")
            .status,
        1
    );
    assert!(desk.path("strict.jsonl").exists());
    desk.run("export @p --format jsonl --out @whole.jsonl --strict")
        .ok();
}

#[test]
fn usage_help_and_the_window() {
    let desk = labelled();
    assert_eq!(desk.run("list").status, 2);
    assert_eq!(desk.run("list @p --nonsense").status, 2);
    assert_eq!(desk.run("export @p").status, 2);
    assert_eq!(desk.run("import @p @in --set colour").status, 2);
    desk.run("exprot").refused(&["exprot", "--help"]);
    let help = desk.run("--help").ok();
    for command in [
        "new",
        "list",
        "import",
        "export",
        "formats",
        "check",
        "compare",
        "adjudicate",
        "search",
        "merge",
        "merge-driver",
        "git-setup",
        "completions",
    ] {
        assert!(help.out.contains(&format!("  {command} ")), "{}", help.out);
        assert!(
            desk.run(&format!("{command} --help")).ok().out.contains("--json"),
            "{command}"
        );
    }
    for later in ["agree ", "--repair"] {
        assert!(!help.out.contains(later), "{later}");
    }
    assert!(desk.run("--version").ok().out.contains(env!("CARGO_PKG_VERSION")));
    let window = |project: Option<PathBuf>, person: Option<&str>| {
        (
            Outcome::OpenWindow {
                project,
                person: person.map(str::to_owned),
            },
            String::new(),
            String::new(),
        )
    };
    assert_eq!(desk.outcome(""), window(None, None));
    assert_eq!(
        desk.outcome("@p --as Ana"),
        window(Some(desk.path("p")), Some("Ana"))
    );
    // A folder named like a command.
    desk.write("list/x", "");
    assert_eq!(desk.outcome("@list"), window(Some(desk.path("list")), None));
}

#[test]
fn completions_are_scripts_of_the_shell() {
    let desk = Desk::new();
    for (shell, word) in [
        ("bash", "complete"),
        ("zsh", "#compdef ascribe"),
        ("fish", "complete -c ascribe"),
    ] {
        let script = desk.run(&format!("completions {shell}")).ok().out;
        assert!(script.contains(word) && script.contains("import"), "{shell}");
        assert_eq!(
            desk.run(&format!("completions {shell} --json")).ok().json()["script"],
            script
        );
    }
    assert_eq!(desk.run("completions nosuchshell").status, 2);
}

/// A reader that goes away after the first bytes.
struct Leaves;
impl std::io::Write for Leaves {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_broken_pipe_ends_quietly() {
    let desk = labelled();
    let project = desk.path("p").into_os_string();
    for words in [
        vec!["list".into(), project.clone()],
        vec!["compare".into(), project, "--json".into()],
        vec!["--help".into()],
    ] {
        let mut err = Vec::new();
        let outcome = run_with(
            std::iter::once("ascribe".into()).chain(words),
            &mut Leaves,
            &mut err,
        );
        assert_eq!(outcome, Outcome::Done(0));
        assert_eq!(String::from_utf8(err).unwrap(), "");
    }
}
