//! doccano rows, both forms, both units.

use crate::formats::testing::*;
use crate::formats::{Scope, recognise};
use crate::model::PersonKind;

const SPANS: &str = r#"{"id":1,"text":"😀 Ann met Bob","label":[[3,6,"PER"],[11,14,"PER"]],"Comments":["odd"],"page":3}
{"id":2,"text":"nothing here","label":[],"Comments":[]}
{"id":3,"text":"👩‍👩‍👧 ok","label":[[0,8,"FAM"],[1,8,"CUT"],[9,11,"OK"]]}
"#;

#[test]
fn spans_count_utf16_units_and_each_row_is_a_document() {
    let mut project = empty();
    let report = import_with(
        &mut project,
        ("doccano", "people.jsonl", SPANS.as_bytes()),
        &[],
        Some("ana"),
    );
    insta::assert_snapshot!(labels(&project), @r#"
    ana 1 PER [Ann]
    ana 1 PER [Bob]
    ana 3 FAM [👩‍👩‍👧]
    ana 3 OK [ok]
    "#);
    insta::assert_snapshot!(skipped(&report), @r#"3: bad-offset: annotation “CUT” at [(1, 8)]: UTF-16 unit 1 is in the middle of a character"#);
    assert_eq!(project.person("ana").unwrap().kind, PersonKind::Person);
    assert!(project.layers().all(|(_, layer)| layer.head().annotated));
    assert_eq!(project.layers().count(), 3);
    let first = project.document("1").unwrap();
    assert_eq!(
        (first.fields.clone(), first.notes.as_str()),
        (vec![("page".into(), "3".into())], "odd")
    );
    let again = import_with(
        &mut project,
        ("doccano", "people.jsonl", SPANS.as_bytes()),
        &[],
        Some("ana"),
    );
    assert_eq!((again.new, again.equal, again.created_documents.len()), (0, 4, 0));
    let other = import_with(
        &mut project,
        ("doccano", "people.jsonl", SPANS.as_bytes()),
        &[],
        Some("ben"),
    );
    assert_eq!((other.new, project.documents().len()), (4, 3));
}

#[test]
fn without_a_named_annotator_the_file_is_one() {
    let mut project = empty();
    import(&mut project, "doccano", "Team export.jsonl", SPANS);
    import(&mut project, "doccano", "Team export.jsonl", SPANS);
    let people: Vec<_> = project
        .people()
        .map(|p| format!("{} {} {}", p.id, p.name, p.kind.word()))
        .collect();
    assert_eq!(people, ["team-export Team export imported"]);
}

#[test]
fn rows_without_ids_are_documents_of_their_own_even_with_one_text() {
    let rows = "{\"text\":\"same\",\"label\":[[0,4,\"a\"]]}\n{\"text\":\"same\",\"label\":[[0,4,\"b\"]]}\n";
    let mut project = empty();
    import(&mut project, "doccano", "rows.jsonl", rows);
    let again = import(&mut project, "doccano", "rows.jsonl", rows);
    assert_eq!((project.documents().len(), again.new, again.equal), (2, 0, 2));
    let titles: Vec<_> = project.documents().map(|d| d.title.as_str()).collect();
    assert_eq!(titles, ["rows 1", "rows 2"]);
}

#[test]
fn relations_come_in_as_links() {
    let row = r#"{"id":7,"text":"Ann works","entities":[{"id":20,"label":"PER","start_offset":0,"end_offset":3},{"id":21,"label":"ACT","start_offset":4,"end_offset":9}],"relations":[{"id":1,"from_id":20,"to_id":21,"type":"does"},{"id":2,"from_id":20,"to_id":99,"type":"does"}],"Comments":[]}"#;
    let mut project = empty();
    let report = import(&mut project, "doccano", "r.jsonl", row);
    assert_eq!(
        skipped(&report),
        "1: unknown-link-end: link “relation-2”: its end “99” is no annotation of this person here"
    );
    let (_, layer) = project.layers().next().unwrap();
    let links: Vec<_> = layer
        .links()
        .map(|l| format!("{} {} {}", l.from, l.kind, l.to))
        .collect();
    assert_eq!(links, ["20 does 21"]);
    insta::assert_snapshot!(export_with(&project, "doccano", &Scope::everything(&project), &[("form", "relations")]).0, @r#"{"id":"7","text":"Ann works","entities":[{"id":1,"label":"PER","start_offset":0,"end_offset":3},{"id":2,"label":"ACT","start_offset":4,"end_offset":9}],"relations":[{"id":1,"from_id":1,"to_id":2,"type":"does"}],"Comments":[],"title":"Ann works"}"#);
}

const PROJECT: &str = r#"{"ascribe":1,"people":["ana"]}
{"document":"d","title":"T","text":"😀 e\u0301 said\u2028x","meta":{"date":"2026","fields":{"label":"no","page":"3"}},"layers":[{"annotator":"ana","annotations":[{"id":"a1","label":"claim","at":[[0,1],[5,9]],"attributes":{"x":1},"note":"n","doubt":true},{"id":"a2","label":"cut","at":[[2,3]]},{"id":"a3","label":"whole"}],"links":[{"id":"l","kind":"by","from":"a1","to":"a2"}],"comments":[{"on":"a1","text":"?"}]}]}
"#;

#[test]
fn both_units_are_written_and_losses_are_told() {
    let (project, _) = project_from(PROJECT);
    let all = Scope::everything(&project);
    let (spans, losses) = export_with(&project, "doccano", &all, &[]);
    insta::assert_snapshot!(spans, @r#"{"id":"d","text":"😀 é said\u2028x","label":[[0,2,"claim"],[6,10,"claim"],[3,4,"cut"]],"Comments":[],"title":"T","date":"2026","page":"3"}"#);
    insta::assert_snapshot!(losses.join("\n"), @r#"
    attributes: d: a1
    comments: d: 7fs2fcsx68rd
    fields named like a part of the format: d: label
    fragments become spans of their own: d: a1
    labels of whole documents have no span: d: a3
    links have no place in the form “spans”: d: l
    marks of doubt: d: a1
    notes on labels: d: a1
    "#);
    let (clusters, _) = export_with(
        &project,
        "doccano",
        &all,
        &[("unit", "grapheme"), ("form", "relations")],
    );
    insta::assert_snapshot!(clusters, @r#"{"id":"d","text":"😀 é said\u2028x","entities":[{"id":1,"label":"claim","start_offset":0,"end_offset":1},{"id":2,"label":"claim","start_offset":4,"end_offset":8},{"id":3,"label":"cut","start_offset":2,"end_offset":3}],"relations":[{"id":1,"from_id":2,"to_id":3,"type":"by"}],"Comments":[],"title":"T","date":"2026","page":"3"}"#);
}

#[test]
fn what_was_written_comes_back() {
    let (project, _) = project_from(
        "{\"document\":\"d\",\"text\":\"😀 e\u{301} said 👩‍👩‍👧!\",\"layers\":[{\"annotator\":\"ana\",\"annotations\":[{\"label\":\"a\",\"at\":[0,1]},{\"label\":\"b\",\"at\":[2,4]},{\"label\":\"c\",\"at\":[10,15]}]}]}",
    );
    for unit in ["utf-16", "grapheme"] {
        for form in ["spans", "relations"] {
            let set = [("unit", unit), ("form", form)];
            let (rows, losses) = export_with(&project, "doccano", &Scope::everything(&project), &set);
            assert_eq!(losses, Vec::<String>::new());
            let mut fresh = empty();
            import_with(
                &mut fresh,
                ("doccano", "x.jsonl", rows.as_bytes()),
                &set,
                Some("ana"),
            );
            assert_eq!(labels(&fresh), labels(&project), "{set:?}");
        }
    }
}

#[test]
fn several_people_are_kept_apart_by_a_key() {
    let (project, _) = project_from(
        r#"{"document":"d","text":"one two","layers":[{"annotator":"ana","annotations":[{"label":"a","at":[0,3]}]},{"annotator":"ben","annotations":[{"label":"b","at":[4,7]}]}]}"#,
    );
    let rows = export(&project, "doccano");
    insta::assert_snapshot!(rows, @r#"
    {"id":"d","text":"one two","label":[[0,3,"a"]],"Comments":[],"annotator":"ana","title":"one two"}
    {"id":"d","text":"one two","label":[[4,7,"b"]],"Comments":[],"annotator":"ben","title":"one two"}
    "#);
    let mut fresh = empty();
    import(&mut fresh, "doccano", "x.jsonl", &rows);
    assert_eq!(labels(&fresh), labels(&project));
}

#[test]
fn bad_rows_and_labels_are_listed() {
    let rows = r#"{"id":1,"text":"one two","label":[[0,3,"a"],[0,99,"a"],[3,0,"a"],["0",3,"a"],[0,3],[0,3,""],[4,7,"a"]]}
{"id":1,"text":"one two","label":[[0,3,"b"]]}
{"id":2,"label":[]}
oops
"#;
    let mut project = empty();
    let report = import(&mut project, "doccano", "bad.jsonl", rows);
    insta::assert_snapshot!(skipped(&report), @r#"
    1: bad-record: row 1, label number 4: the offset "0" is not a whole number
    1: bad-record: row 1, label number 5: a label is [start, end, label], not 2 parts
    1: bad-record: row 1, label number 6: it has no label
    1: bad-offset: annotation “a” at [(0, 99)]: the span ends at UTF-16 unit 99, but the text ends at UTF-16 unit 7
    1: bad-offset: annotation “a” at [(3, 0)]: the span runs backwards: it starts at UTF-16 unit 3 and ends at UTF-16 unit 0
    2: duplicate-id: the document “1” stands in the file twice
    3: bad-record: row 3: it has no “text”
    4: bad-json: not JSON: expected value (byte 1 of the line)
    "#);
    assert_eq!(labels(&project), "bad 1 a [one]\nbad 1 a [two]");
}

#[test]
fn the_two_kinds_of_jsonl_are_told_apart() {
    let id = |head: &str| recognise("x.jsonl", head.as_bytes()).map(|(reader, _)| reader.info().id);
    assert_eq!(id(SPANS), Some("doccano"));
    assert_eq!(id(PROJECT), Some("jsonl"));
    assert_eq!(
        id(r#"{"text":"x","annotations":[{"label":"a","at":[0,1]}]}"#),
        Some("jsonl")
    );
    assert_eq!(id(r#"{"document":"d","text":"label"}"#), Some("jsonl"));
    assert_eq!(id("hello"), None);
}
