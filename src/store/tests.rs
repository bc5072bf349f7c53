//! Tests of the whole floor: folders written, read, damaged, and written again.

mod anchoring;
mod child;
mod crowd;
mod damage;
mod faults;
mod form;
mod hostile;
mod locks;
mod power;
mod refusals;
mod round_trip;
mod saving;
mod sizes;
mod story;

use super::testing::rich_project;
use super::*;
use crate::model::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A small project whose files are short enough to read in a test.
pub(super) fn small_files() -> Vec<(String, Vec<u8>)> {
    let text = "The bridge will reopen in May, the mayor said.\n";
    let hash = content_hash(text);
    let files = [
        (
            "project.ron",
            r##"Project(format: 1, id: "p1", name: "Bridge",
people: [
  (id: "ana", name: "Ana", colour: "#3366cc"),
],
)
"##,
        ),
        (
            "codebook.ron",
            r##"Codebook(format: 1, name: "News",
labels: [
  (id: "claim", name: "Claim", colour: "#3366cc", key: "c"),
  (id: "speaker", name: "Speaker", colour: "#cc3333"),
],
link_kinds: [
  (id: "said-by", name: "said by"),
],
)
"##,
        ),
        (
            "layers/ana/bridge-1.ron",
            r#"Layer(format: 1, document: "bridge-1", annotator: "ana", annotated: true, progress: InProgress,
annotations: [
  (id: "a1", label: "claim", at: [(0, 22, "The bridge will reopen")], made: "2026-11-22T10:04:07Z"),
  (id: "a2", label: "claim", at: [(11, 22, "will reopen")], doubt: true, made: "2026-11-22T10:05:00Z"),
  (id: "a3", label: "speaker", at: [(31, 40, "the mayor")], made: "2026-11-22T10:06:00Z"),
],
links: [
  (id: "l1", kind: "said-by", from: "a1", to: "a3", made: "2026-11-22T10:07:00Z"),
],
)
"#,
        ),
    ];
    let mut files: Vec<(String, Vec<u8>)> = files
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .collect();
    let record = format!(
        "Document(format: 1, id: \"bridge-1\", title: \"Bridge\", hash: \"{hash}\", added: \"2026-11-22T10:00:00Z\",\n)\n"
    );
    files.push(("documents/bridge-1.ron".to_owned(), record.into_bytes()));
    files.push(("documents/bridge-1.txt".to_owned(), text.as_bytes().to_vec()));
    files
}

pub(super) fn folder_from(files: &[(String, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        put(folder.path(), path, bytes);
    }
    folder
}

pub(super) fn small_folder() -> TempDir {
    folder_from(&small_files())
}

pub(super) fn rich_folder() -> (TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let project = rich_project();
    create(folder.path(), &project).unwrap();
    (folder, project)
}

#[expect(clippy::disallowed_methods, reason = "tests put damaged files in place")]
pub(super) fn put(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

pub(super) fn get(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

/// Replaces one occurrence in a file.
pub(super) fn swap(folder: &Path, path: &str, from: &str, to: &str) {
    let text = get(folder, path);
    assert_eq!(text.matches(from).count(), 1, "{from:?} in {path}");
    put(folder, path, text.replace(from, to));
}

/// Every file below a folder with its bytes.
pub(super) fn snapshot(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    files
}

/// `file:line:column kind` of each problem.
pub(super) fn places(problems: &[Problem]) -> Vec<String> {
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| format!(":{n}"));
    problems
        .iter()
        .map(|p| format!("{}{}{} {}", p.file, number(p.line), number(p.column), p.kind))
        .collect()
}
