//! What the files look like.

use super::*;
use insta::assert_snapshot;

fn text_of(project: &Project, path: &str) -> String {
    String::from_utf8(render(project, &FileKey::from_path(path).unwrap()).unwrap()).unwrap()
}

#[test]
fn the_small_project_is_written_as_it_was_read() {
    let files = small_files();
    let (project, problems) = embedded::project_from_files(&files).unwrap();
    assert_eq!(problems, vec![]);
    for (path, bytes) in files {
        assert_eq!(
            text_of(&project, &path),
            String::from_utf8(bytes).unwrap(),
            "{path}"
        );
    }
}

#[test]
fn every_item_of_a_rich_project_stands_on_a_line_of_its_own() {
    let project = super::super::testing::rich_project();
    for (key, layer) in project.layers() {
        let text = text_of(&project, &FileKey::Layer(key.clone()).path());
        let items = text.lines().filter(|line| line.starts_with("  (id: ")).count();
        assert_eq!(
            items,
            layer.len()
                + layer.all_adrift().len()
                + layer.links().len()
                + layer.comments().len()
                + layer.decisions().len()
        );
        assert!(text.starts_with("Layer(format: 1, document: "));
    }
}

#[test]
fn long_quotes_keep_their_ends() {
    let words = |scalars: usize| {
        let text = "é".repeat(scalars);
        super::super::render::quote_parts(&text).concat()
    };
    assert_eq!(words(80), "é".repeat(80));
    assert_eq!(words(81), format!("{} … {}", "é".repeat(40), "é".repeat(40)));
}

#[test]
fn an_annotation_with_everything() {
    let mut files = small_files();
    let line = r#"  (id: "a1", label: "claim", at: [(0, 3, "The"), (11, 22, "will reopen")], attributes: [("share", Number(0.5)), ("stance", Choice("it’s \"so\""))], note: "a\nb", doubt: true, made: "2026-11-22T10:04:07Z", changed: "2026-11-22T11:00:00Z"),"#;
    let layer = files
        .iter_mut()
        .find(|(path, _)| path.starts_with("layers"))
        .unwrap();
    let head = r#"Layer(format: 1, document: "bridge-1", annotator: "ana", annotated: false, progress: New,"#;
    layer.1 = format!("{head}\nannotations: [\n{line}\n],\ngone: [\n  \"x7\",\n],\n)\n").into_bytes();
    let (project, problems) = embedded::project_from_files(&files).unwrap();
    assert_eq!(problems, vec![]);
    assert_snapshot!(text_of(&project, "layers/ana/bridge-1.ron"), @r##"
Layer(format: 1, document: "bridge-1", annotator: "ana", annotated: false, progress: New,
annotations: [
  (id: "a1", label: "claim", at: [(0, 3, "The"), (11, 22, "will reopen")], attributes: [("share", Number(0.5)), ("stance", Choice("it’s \"so\""))], note: "a\nb", doubt: true, made: "2026-11-22T10:04:07Z", changed: "2026-11-22T11:00:00Z"),
],
gone: [
  "x7",
],
)
"##);
}

#[test]
fn the_small_project_as_one_file() {
    let (project, _) = embedded::project_from_files(&small_files()).unwrap();
    assert_snapshot!(String::from_utf8(single_file(&project, "Copy of Bridge")).unwrap(), @r##"
Ascribe(format: 1, origin: "Copy of Bridge",
project: Project(format: 1, id: "p1", name: "Bridge",
people: [
  (id: "ana", name: "Ana", colour: "#3366cc"),
],
),
codebook: Codebook(format: 1, name: "News",
labels: [
  (id: "claim", name: "Claim", colour: "#3366cc", key: "c"),
  (id: "speaker", name: "Speaker", colour: "#cc3333"),
],
link_kinds: [
  (id: "said-by", name: "said by"),
],
),
documents: [
Document(format: 1, id: "bridge-1", title: "Bridge", hash: "ce0b9b43bdf090246f2e2ad342fb00d5217d8ae393956297465bcb9d813cf643", added: "2026-11-22T10:00:00Z",
),
],
texts: [
  Text(document: "bridge-1", text: "The bridge will reopen in May, the mayor said.\n"),
],
layers: [
Layer(format: 1, document: "bridge-1", annotator: "ana", annotated: true, progress: InProgress,
annotations: [
  (id: "a1", label: "claim", at: [(0, 22, "The bridge will reopen")], made: "2026-11-22T10:04:07Z"),
  (id: "a2", label: "claim", at: [(11, 22, "will reopen")], doubt: true, made: "2026-11-22T10:05:00Z"),
  (id: "a3", label: "speaker", at: [(31, 40, "the mayor")], made: "2026-11-22T10:06:00Z"),
],
links: [
  (id: "l1", kind: "said-by", from: "a1", to: "a3", made: "2026-11-22T10:07:00Z"),
],
),
],
)
"##);
}
