//! What must hold whatever bytes come in: no panic, and what was read is written and read again as the same. Shared by the fuzz
//! targets and by `cargo test`, which replays the corpus.
//!
//! Several files come in one input, each after a line `=== PATH`.

use ascribe::formats::{IMPORTERS, ImportContext, Input, Options};
use ascribe::model::Project;
use ascribe::store::disk::{Disk, Model};
use ascribe::store::{self, FileKey, Location, Patient, Versions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub type Oracle = fn(&[u8]);

/// Every oracle, by the name of its target.
pub const ALL: &[(&str, Oracle)] = &[
    ("project", project),
    ("single", single),
    ("layer", layer),
    ("journal", journal),
    ("merge", merge),
    ("path", path),
    ("import", import),
];

/// Longer inputs only cost time.
const MOST: usize = 64 << 10;

fn parts(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(b"=== ") {
            let name = String::from_utf8_lossy(name).trim_end().to_owned();
            parts.push((name, Vec::new()));
        } else if let Some((_, bytes)) = parts.last_mut() {
            bytes.extend_from_slice(line);
        }
    }
    parts
}

/// A project that could be read is written and read again as the same, with nothing to complain about but what was there before.
fn returns(project: &Project) {
    let files: Vec<(String, Vec<u8>)> = store::all_files(project)
        .iter()
        .filter_map(|file| Some((file.path(), store::render(project, file)?)))
        .collect();
    let (again, problems) =
        store::embedded::project_from_files(&files).expect("what was written is a project");
    assert!(
        again == *project || format!("{again:?}") == format!("{project:?}"),
        "{problems:?}\n{project:#?}\n{again:#?}"
    );
    let name = "copy.ron";
    let whole = store::single_file(project, "");
    let (again, problems) = store::project_from_single(&whole, name).expect("what was written is a project");
    assert!(
        again == *project || format!("{again:?}") == format!("{project:?}"),
        "single: {problems:?}"
    );
}

/// The files of a project folder.
pub fn project(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    if let Ok((project, _)) = store::embedded::project_from_files(&parts(data)) {
        returns(&project);
    }
}

/// A project in one file.
pub fn single(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    if let Ok((project, _)) = store::project_from_single(data, "fuzz.ron") {
        returns(&project);
    }
}

const TEXT: &str = "The bridge will reopen in May, said the mayor.\nশুভ সকাল 👍🏽 — e\u{301}\n";

/// One layer on a known text: the whole input is the file.
pub fn layer(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let files: [(&str, &[u8]); 5] = [
        (
            "project.ron",
            b"Project(format: 1, id: \"p\", name: \"P\",\npeople: [\n  (id: \"ana\", name: \"Ana\", colour: \"#336699\"),\n],\n)\n",
        ),
        (
            "codebook.ron",
            b"Codebook(format: 1, name: \"C\",\nlabels: [\n  (id: \"claim\", name: \"Claim\", colour: \"#336699\"),\n],\nlink_kinds: [\n  (id: \"said-by\", name: \"said by\"),\n],\n)\n",
        ),
        ("documents/d.txt", TEXT.as_bytes()),
        ("layers/ana/d.ron", data),
        ("documents/d.ron", b""),
    ];
    // The last one, the record, is left out: it is made from the text.
    let files = files.split_last().map_or(&files[..], |(_, rest)| rest);
    if let Ok((project, _)) = store::embedded::project_from_files(files) {
        returns(&project);
    }
}

fn folder(parts: &[(String, Vec<u8>)]) -> Option<Arc<dyn Disk>> {
    let disk: Arc<dyn Disk> = Arc::new(Model::default());
    for (name, bytes) in parts {
        let path = Path::new("/").join(name);
        if name
            .split('/')
            .any(|part| part.is_empty() || part == "." || part == "..")
        {
            return None;
        }
        disk.make_folder(path.parent()?).ok()?;
        let mut file = disk.append(&path).ok()?;
        file.write(bytes).ok()?;
    }
    Some(disk)
}

/// A journal beside a project: `=== p/…` are the project's files, `=== journal` is the journal.
pub fn journal(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let parts = parts(data);
    let (journals, files): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(name, _)| name == "journal");
    let files: Vec<_> = files
        .into_iter()
        .map(|(name, bytes)| (format!("p/{name}"), bytes))
        .collect();
    let Some(disk) = folder(&files) else { return };
    let Ok(opened) = store::open_on(&*disk, Path::new("/p"), &Patient) else {
        return;
    };
    let state = PathBuf::from("/state");
    let place = store::state_folder(
        &*disk,
        &state,
        &Location::Folder("/p".into()),
        &opened.project.head().id,
    );
    if disk.make_folder(&place).is_err() {
        return;
    }
    for (number, (_, bytes)) in journals.iter().enumerate() {
        let Ok(mut file) = disk.append(&place.join(format!("{number}.journal"))) else {
            return;
        };
        if file.write(bytes).is_err() {
            return;
        }
    }
    let first = store::journal::recover(&disk, &state, &opened, "fuzz");
    let once = first.project.clone();
    drop(first);
    if let Some(project) = &once {
        returns(project);
    }
    // Again: the same.
    let second = store::journal::recover(&disk, &state, &opened, "fuzz");
    assert_eq!(once, second.project, "recovering twice is recovering once");
}

/// Three versions of one file: `=== PATH`, then `=== base`, `=== ours`, `=== theirs`, and any files beside them.
pub fn merge(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let parts = parts(data);
    let of = |name: &str| {
        parts
            .iter()
            .find(|(part, _)| part == name)
            .map_or(&[][..], |(_, bytes)| bytes.as_slice())
    };
    let Some((path, _)) = parts.first() else { return };
    let versions = Versions {
        path,
        base: of("base"),
        ours: of("ours"),
        theirs: of("theirs"),
    };
    let text = |name: &str| {
        let found = parts.iter().find(|(part, _)| part == name);
        found.map(|(_, bytes)| bytes.clone())
    };
    let Ok(merged) = store::merge_files(&versions, &text) else {
        return;
    };
    // Merging theirs again changes nothing.
    let again = Versions {
        ours: &merged.bytes,
        base: versions.theirs,
        ..versions
    };
    let again = store::merge_files(&again, &text).expect("what was merged can be merged");
    assert_eq!(
        String::from_utf8_lossy(&merged.bytes),
        String::from_utf8_lossy(&again.bytes)
    );
}

/// A path within a project.
pub fn path(data: &[u8]) {
    let Ok(path) = std::str::from_utf8(data) else {
        return;
    };
    let Some(file) = FileKey::from_path(path) else {
        return;
    };
    assert_eq!(file.path(), path, "a file has one path");
    let odd = |part: &str| {
        part.is_empty() || part == "." || part == ".." || part.ends_with('.') || part.ends_with(' ')
    };
    assert!(!path.split('/').any(odd), "{path}");
    let bad = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    assert!(!path.chars().any(bad) && path.len() < 255, "{path}");
}

/// Every reader of an exchange format: the first line is the file's name.
pub fn import(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (name, bytes) = data.split_at(end);
    let name = String::from_utf8_lossy(name);
    let input = Input {
        name: &name,
        bytes: bytes.get(1..).unwrap_or_default(),
    };
    for importer in IMPORTERS {
        let _ = importer.recognises(&name, input.bytes);
        let Ok(options) = Options::new(importer.info(), std::iter::empty()) else {
            continue;
        };
        let _ = importer.read(&input, &options, &ImportContext::default());
    }
}
