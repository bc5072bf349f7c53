//! Versions of files merged as git asks for it.

use super::*;
use crate::store::testing::{any_project, rich_project};
use proptest::prelude::*;

const CODEBOOK: &str = r##"Codebook(format: 1, name: "Claims",
labels: [
  (id: "claim", name: "Claim", colour: "#d62728"),
  (id: "quote", name: "Quote", colour: "#1f77b4"),
],
)
"##;

fn layer(rows: &str) -> String {
    format!(
        "Layer(format: 1, document: \"talk-k3v9q2\", annotator: \"ana\", annotated: false, progress: InProgress,\nannotations: [\n{rows}],\n)\n"
    )
}

fn row(id: &str, label: &str, at: (u32, u32, &str)) -> String {
    format!(
        "  (id: \"{id}\", label: \"{label}\", at: [({}, {}, \"{}\")], made: \"2026-11-22T10:04:07Z\"),\n",
        at.0, at.1, at.2
    )
}

const LAYER: &str = "layers/ana/talk-k3v9q2.ron";

fn versions<'a>(path: &'a str, [base, ours, theirs]: [&'a str; 3]) -> Versions<'a> {
    Versions {
        path,
        base: base.as_bytes(),
        ours: ours.as_bytes(),
        theirs: theirs.as_bytes(),
    }
}

fn no_text(_: &str) -> Option<Vec<u8>> {
    None
}

/// The merged file, and how many items wait for a decision.
#[track_caller]
fn done(path: &str, files: [&str; 3]) -> (String, usize) {
    let merged = merge_files(&versions(path, files), &no_text).unwrap();
    (String::from_utf8(merged.bytes).unwrap(), merged.conflicts.len())
}

#[track_caller]
fn refused(path: &str, files: [&str; 3], words: &[&str]) {
    let error = merge_files(&versions(path, files), &no_text).unwrap_err();
    let told = format!("{} {}", error.message, error.hint.clone().unwrap_or_default());
    for word in words.iter().chain(&["It was left as it is"]) {
        assert!(told.contains(word), "“{word}” is missing in: {told}");
    }
}

#[test]
fn labels_of_both_sides_are_there_afterwards_with_and_without_the_text() {
    let [one, two, three] = [
        row("aaaaaaaaaaaa", "claim", (0, 4, "The ")),
        row("bbbbbbbbbbbb", "claim", (4, 10, "bridge")),
        row("cccccccccccc", "quote", (11, 15, "will")),
    ];
    let files = [
        layer(&one),
        layer(&format!("{one}{two}")),
        layer(&format!("{}{three}", one.replace("claim", "quote"))),
    ];
    let wanted = layer(&format!("{}{two}{three}", one.replace("claim", "quote")));
    let files: [&str; 3] = std::array::from_fn(|at| files[at].as_str());
    assert_eq!(done(LAYER, files), (wanted.clone(), 0));
    // In a folder of the repository, with its text.
    let path = format!("study/{LAYER}");
    let merged = merge_files(&versions(&path, files), &|path| {
        (path == "study/documents/talk-k3v9q2.txt").then(|| b"The bridge will reopen.".to_vec())
    });
    assert_eq!(String::from_utf8(merged.unwrap().bytes).unwrap(), wanted);
}

#[test]
fn a_label_that_both_sides_changed_is_kept_with_both_versions() {
    let at = (4, 10, "bridge");
    let files = ["claim", "quote", "doubt"].map(|label| layer(&row("aaaaaaaaaaaa", label, at)));
    let (merged, conflicts) = done(LAYER, std::array::from_fn(|n| files[n].as_str()));
    assert_eq!(conflicts, 1);
    assert!(merged.contains("label: \"quote\", at"), "{merged}");
    assert!(
        merged.contains(
            "(of: \"annotations/aaaaaaaaaaaa\", others: [Annotation((id: \"aaaaaaaaaaaa\", label: \"doubt\""
        ),
        "{merged}"
    );
    assert!(!merged.contains("<<<<"));
    // Merging the same again asks nothing more.
    assert_eq!(done(LAYER, [&files[2], &merged, &files[2]]), (merged.clone(), 0));
}

#[test]
fn labels_on_different_texts_meet_only_where_a_text_tells_their_places() {
    let files = [(4, 10, "bridge"), (4, 10, "bridge"), (5, 11, "bridge")];
    let files = files.map(|at| layer(&row("aaaaaaaaaaaa", "claim", at)));
    let other = layer(&row("bbbbbbbbbbbb", "claim", (5, 11, "xridge")));
    let contradicting = [files[0].as_str(), &files[1], &other];
    let error = merge_files(&versions(LAYER, contradicting), &no_text).unwrap_err();
    assert!(
        error.message.contains("documents/talk-k3v9q2.txt is not there"),
        "{error}"
    );
}

#[test]
fn a_codebook_that_both_sides_made_or_changed_is_merged() {
    let ours = CODEBOOK.replace("Quote", "Quotation");
    let theirs = CODEBOOK.replace("#d62728", "#000000");
    let both = ours.replace("#d62728", "#000000");
    assert_eq!(done("codebook.ron", [CODEBOOK, &ours, &theirs]), (both, 0));
    assert_eq!(
        done("codebook.ron", ["", CODEBOOK, CODEBOOK]),
        (CODEBOOK.to_owned(), 0)
    );
    assert_eq!(done("codebook.ron", ["", &ours, &theirs]).1, 2);
}

#[test]
fn entities_of_which_each_side_deleted_half_leave_an_empty_file() {
    let file = |rows: &str| format!("Entities(format: 1, person: \"ana\",\nentities: [\n{rows}],\n)\n");
    let row = |id: &str| format!("  (id: \"{id}\", name: \"X\", changed: \"2026-11-22T10:04:07Z\"),\n");
    let files = [file(&(row("a") + &row("b"))), file(&row("a")), file(&row("b"))];
    let (merged, conflicts) = done("entities/ana.ron", std::array::from_fn(|n| files[n].as_str()));
    assert_eq!(
        (merged.as_str(), conflicts),
        ("Entities(format: 1, person: \"ana\",\n)\n", 0)
    );
    assert_eq!(done("entities/ana.ron", [&merged, &merged, &merged]).0, merged);
}

#[test]
fn what_cannot_be_merged_is_refused_with_the_file_and_the_reason() {
    let other = CODEBOOK.replace("Claim", "Statement");
    let newer = other.replace("format: 1", "format: 2");
    refused(
        "codebook.ron",
        [CODEBOOK, CODEBOOK, &newer],
        &["their version", "format 2", "newer"],
    );
    let marked = format!("<<<<<<< HEAD\n{other}=======\n{CODEBOOK}>>>>>>> theirs\n");
    refused(
        "codebook.ron",
        [CODEBOOK, &marked, &other],
        &["our version):1", "conflict markers"],
    );
    let cut = &other[..other.len() - 20];
    refused("codebook.ron", [CODEBOOK, &other, cut], &["their version):4"]);
    refused(
        "codebook.ron",
        [CODEBOOK, &other, ""],
        &["their version", "empty"],
    );
    refused(
        "codebook.ron",
        [CODEBOOK, &other, "hello\n"],
        &["no file of Ascribe"],
    );
    let project = "Project(format: 1, id: \"p\", name: \"P\",\n)\n";
    refused(
        "codebook.ron",
        [CODEBOOK, &other, project],
        &["“Codebook” and “Project”"],
    );
    refused(
        "labels.ron",
        [CODEBOOK, CODEBOOK, &other],
        &["labels.ron", "no such name"],
    );
    let theirs = layer("").replace("\"ana\"", "\"ben\"");
    refused(LAYER, [&layer(""), &layer(""), &theirs], &["the layer of “ben”"]);
    let bad = layer(&row("Not an id", "claim", (4, 5, "x")));
    refused(LAYER, [&layer(""), &bad, &layer("")], &["our version):3"]);
}

#[test]
fn hostile_offsets_are_refused_in_no_time() {
    let far = layer(&row("aaaaaaaaaaaa", "claim", (0, u32::MAX, "x")));
    assert!(merge_files(&versions(LAYER, [&far, &far, &far]), &no_text).is_err());
}

#[test]
fn a_path_may_be_named_like_a_part_of_a_project() {
    let found = |path: &str, kind: &str| place(path, kind).unwrap();
    let (root, file) = found("layers/ana/x/documents/talk.ron", "Document");
    assert_eq!(
        (root.as_str(), file.path().as_str()),
        ("layers/ana/x/", "documents/talk.ron")
    );
    let (root, file) = found("documents/codebook.ron", "Codebook");
    assert_eq!((root.as_str(), file), ("documents/", FileKey::Codebook));
}

/// Without versions that say the same as the item: merging drops those.
fn plain(project: &Project) -> Project {
    let mut plain = project.clone();
    let conflicts = project.conflicts();
    let changes = conflicts
        .map(|(of, conflict)| Change::delete(of.clone().conflict(), Item::Conflict(conflict.clone())));
    apply(&mut plain, &Transaction::new("", changes.collect())).unwrap();
    plain
}

/// In any order: without the text, rows that wait for their place have none among the others.
fn rows(bytes: &[u8]) -> Vec<&str> {
    let mut rows: Vec<&str> = std::str::from_utf8(bytes).unwrap().lines().collect();
    rows.sort_unstable();
    rows
}

/// Each file of a project merged with itself stays as it is.
fn stays(project: &Project, text: &dyn Fn(&str) -> Option<Vec<u8>>) {
    for file in all_files(project).iter().filter(|file| file.is_ron()) {
        let Some(bytes) = render(project, file) else {
            continue;
        };
        let path = file.path();
        for base in [bytes.as_slice(), b""] {
            let versions = Versions {
                path: &path,
                base,
                ours: &bytes,
                theirs: &bytes,
            };
            let merged = merge_files(&versions, text).unwrap();
            assert_eq!(rows(&merged.bytes), rows(&bytes), "{path}");
            assert!(merged.conflicts.is_empty());
        }
    }
}

#[test]
fn a_single_file_is_merged_as_a_whole() {
    let project = plain(&rich_project());
    let bytes = single_file(&project, "a copy for Ben");
    for base in [bytes.as_slice(), b""] {
        let versions = Versions {
            path: "mail/study.ron",
            base,
            ours: &bytes,
            theirs: &bytes,
        };
        assert!(merge_files(&versions, &no_text).unwrap().bytes == bytes);
    }
}

#[test]
fn files_of_a_rich_project_merged_with_themselves_stay() {
    let project = plain(&rich_project());
    stays(&project, &no_text);
    stays(&project, &|path| render(&project, &FileKey::from_path(path)?));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_file_merged_with_itself_stays(project in any_project()) {
        stays(&plain(&project), &no_text);
    }
}
