//! The complete form: everything comes back byte for byte, and other people's lines are read with patience.

use crate::formats::testing::*;
use crate::formats::{ImportContext, Importer, Input};
use crate::formats::{Options, Scope, plan_imports};
use crate::model::{AttributeValue, DocumentId, LabelId, LayerKey, PersonId, PersonKind, Progress};

const EVERYTHING: &str = r##"{"ascribe":1,"project":{"name":"Bridge talks","notes":"two\nlines","assignments":[{"document":"talk-1","annotator":"ben"}],"locks":[{"document":"talk-1","annotator":"ana"}],"redirects":[{"entity":"norda","merged_into":"ellin"},{"entity":"old","merged_into":null}]},"codebook":{"name":"News","guidelines":"One claim, one cue.","labels":[{"id":"claim","name":"Claim","parent":null,"order":1,"colour":"#3366cc","key":"c","description":"What is said","include":"that","exclude":"names","anchoring":"words","overlap":"not-itself","retired":false,"merged_into":null},{"id":"said","name":"Said","parent":"claim","order":0,"colour":"#aa0000","key":null,"description":"","include":"","exclude":"","anchoring":"characters","overlap":"any","retired":true,"merged_into":"claim"},{"id":"speaker","name":"말하는 이","parent":null,"order":2,"colour":"#00aa00","key":"s","description":"","include":"","exclude":"","anchoring":"document","overlap":"none","retired":false,"merged_into":null}],"attributes":[{"id":"certainty","name":"Certainty","type":"number","min":1,"max":3.5,"labels":["claim"],"required":false,"default":2,"shown_when":null,"description":"","order":1,"retired":false},{"id":"direct","name":"Direct","type":"bool","labels":["claim"],"required":false,"default":null,"shown_when":null,"description":"","order":4,"retired":false},{"id":"entity","name":"Entity","type":"entity","kinds":["person"],"several":true,"labels":["speaker"],"required":false,"default":null,"shown_when":null,"description":"","order":5,"retired":false},{"id":"remark","name":"Remark","type":"text","labels":["claim"],"required":false,"default":null,"shown_when":null,"description":"","order":3,"retired":true},{"id":"stance","name":"Stance","type":"choice","values":["support","oppose"],"labels":["claim"],"required":true,"default":"support","shown_when":null,"description":"Towards it","order":0,"retired":false},{"id":"topics","name":"Topics","type":"choices","values":["bridge","tax"],"labels":["claim"],"required":false,"default":null,"shown_when":{"attribute":"stance","values":["oppose"]},"description":"","order":2,"retired":false}],"link_kinds":[{"id":"said-by","name":"said by","from":["claim"],"to":["speaker"],"key":"l","description":"Who said it","order":0,"retired":false}]},"people":[{"id":"adjudicated","name":"Agreed","colour":"#111111","kind":"adjudicated"},{"id":"ana","name":"Ana","colour":"#cc3366","kind":"person"},{"id":"ben","name":"Ben","colour":"#3366cc","kind":"imported"}],"entities":[{"person":"ana","id":"ellin","name":"Mara Ellin","kind":"person","aliases":["M. Ellin","엘린"],"parent":"norda","fields":{"z":"1","a":"2"},"note":"mayor","changed":"2026-11-20T08:00:00Z"}]}
{"document":"talk-1","title":"The bridge 😀","text":"She said 😀 “it works”.\r\nTwice\u0000.\u2028End","meta":{"date":"2026-10-29","source":"NP","author":"J. Roe","fields":{"page":"3","issue":"12"},"notes":"long","added":"2026-11-19T08:00:00Z","origin":{"file":"talk.txt","encoding":"windows-1252","newline":"crlf","bom":true}},"layers":[{"annotator":"adjudicated","annotated":false,"progress":"in-progress","annotations":[{"id":"r1","label":"claim","at":[[11,21]],"attributes":{"stance":"support"},"note":"","doubt":false,"made":"2026-11-21T08:00:00Z","changed":"2026-11-21T08:00:00Z"}],"links":[],"comments":[],"decisions":[{"id":"d1","class":"took","by":"ana","made":"2026-11-21T08:00:00Z","at":[[11,21]],"sources":[{"annotator":"ana","annotation":"a2","hash":"0123456789abcdef"}],"results":["r1"],"reason":"clearer"}],"gone":["zzz"]},{"annotator":"ana","annotated":true,"progress":"finished","annotations":[{"id":"a9","label":"speaker","at":[],"attributes":{},"note":"","doubt":false,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"},{"id":"a1","label":"speaker","at":[[0,3]],"attributes":{"entity":["ellin","norda"]},"note":"","doubt":false,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"},{"id":"a3","label":"said","at":[[4,8]],"attributes":{"certainty":"very","stance":{"number":3}},"note":"","doubt":false,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"},{"id":"a2","label":"claim","at":[[11,21],[24,29]],"attributes":{"certainty":0.1,"direct":true,"remark":"=SUM(1)","stance":"support","topics":["bridge","tax"]},"note":"über\n“x”","doubt":true,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T09:00:00Z"}],"links":[{"id":"l1","kind":"said-by","from":"a2","to":"a1","note":"n","made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"}],"comments":[{"id":"c1","on":"b1","reply_to":null,"text":"Why?","resolved":false,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"},{"id":"c2","on":"b1","reply_to":"c1","text":"So.","resolved":true,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"}],"decisions":[],"gone":["x1","x2"]},{"annotator":"ben","annotated":false,"progress":"new","annotations":[{"id":"b1","label":"claim","at":[[9,10]],"attributes":{"entity":"ellin"},"note":"","doubt":false,"made":"2026-11-20T08:00:00Z","changed":"2026-11-20T08:00:00Z"}],"links":[],"comments":[],"decisions":[],"gone":[]}]}
{"document":"talk-2","title":"Empty layers","text":"","meta":{"date":"","source":"","author":"","fields":{},"notes":"","added":"2026-11-19T08:00:00Z","origin":null},"layers":[]}
"##;

/// Byte for byte; a failure shows where they part.
fn same_lines(found: &str, expected: &str) {
    let same = found
        .bytes()
        .zip(expected.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let around = |s: &str| {
        String::from_utf8_lossy(
            s.as_bytes()
                .get(same.saturating_sub(60)..s.len().min(same + 60))
                .unwrap_or_default(),
        )
        .into_owned()
    };
    assert!(
        found == expected,
        "parting at byte {same}:\nfound    {}\nexpected {}",
        around(found),
        around(expected)
    );
}

#[test]
fn everything_comes_back_byte_for_byte() {
    let (project, report) = project_from(EVERYTHING);
    assert_eq!(skipped(&report), "");
    assert_eq!(report.conflicts, []);
    same_lines(&export(&project, "jsonl"), EVERYTHING);
    let a3 = project
        .find_annotation(&DocumentId::new("talk-1").unwrap(), &"a3".parse_id())
        .unwrap()
        .1;
    assert_eq!(a3.attributes.get("stance"), Some(&AttributeValue::Number(3.0)));
}

trait ParseId {
    fn parse_id(&self) -> crate::model::AnnotationId;
}
impl ParseId for str {
    fn parse_id(&self) -> crate::model::AnnotationId {
        crate::model::AnnotationId::new(self).unwrap()
    }
}

#[test]
fn the_single_file_carries_the_same() {
    let (project, _) = project_from(EVERYTHING);
    let ron = export(&project, "ron");
    let mut again = empty();
    let report = import(&mut again, "ron", "copy.ron", &ron);
    assert_eq!(skipped(&report), "");
    same_lines(&export(&again, "jsonl"), EVERYTHING);
}

#[test]
fn importing_again_adds_nothing() {
    let (mut project, first) = project_from(EVERYTHING);
    let before = project.clone();
    assert_eq!((first.new, first.equal), (10, 0));
    let locked = import(&mut project, "jsonl", "in.jsonl", EVERYTHING);
    assert_eq!(
        skipped(&locked),
        "2: locked: the labels of “ana” on “talk-1” are locked: nothing was added"
    );
    let open = EVERYTHING.replace(
        r#""locks":[{"document":"talk-1","annotator":"ana"}]"#,
        r#""locks":[]"#,
    );
    let (mut project, _) = project_from(&open);
    let again = import(&mut project, "jsonl", "in.jsonl", &open);
    assert_eq!((again.new, again.equal, again.changed), (0, 10, 0));
    assert_eq!((again.created_documents, again.created_labels), (vec![], vec![]));
    assert_eq!(again.conflicts, []);
    assert_eq!(project.layers().count(), before.layers().count());
}

#[test]
fn lines_of_other_peoples_scripts_are_read() {
    let (project, report) = project_from(
        r#"{"text":"Ann says hello to Bob","layers":[{"annotator":"Ann Lee","annotations":[{"label":"who","at":[0,3],"attributes":{"sure":true,"n":3,"kind":"x","tags":["a","b"]}},{"label":"who","start":18,"end":21},{"label":"greeting"}]}]}
{"document":"My doc 1","text":"plain","annotations":[{"label":"who","at":[[0,5]]}]}

{"document":"third","text":"no layers here"}
"#,
    );
    assert_eq!(skipped(&report), "");
    assert_eq!(report.new, 4);
    let who: Vec<_> = report.created_people.iter().map(|id| id.as_str()).collect();
    assert_eq!(who, ["ann-lee", "in"]);
    assert_eq!(project.person("ann-lee").unwrap().name, "Ann Lee");
    assert_eq!(project.person("in").unwrap().kind, PersonKind::Imported);
    assert_eq!(
        report.created_labels,
        [LabelId::new("greeting").unwrap(), LabelId::new("who").unwrap()]
    );
    insta::assert_snapshot!(report.notices.join("\n"), @r#"
    The label “who” was created
    The attribute “kind” was created (choice)
    The attribute “n” was created (number)
    The attribute “sure” was created (yes or no)
    The attribute “tags” was created (several choices)
    The person “Ann Lee” gets the id “ann-lee”
    The label “greeting” was created
    The document “My doc 1” gets the id “my-doc-1-m48x31”, which can be a file name
    "#);
    insta::assert_snapshot!(labels(&project), @r#"
    ann-lee ann-says-hello-to-bob-t0s6ex greeting []
    ann-lee ann-says-hello-to-bob-t0s6ex who [Ann]
    ann-lee ann-says-hello-to-bob-t0s6ex who [Bob]
    in my-doc-1-m48x31 who [plain]
    "#);
    let kinds: Vec<_> = project
        .codebook()
        .attributes()
        .map(|a| format!("{} {}", a.id, a.kind.title()))
        .collect();
    assert_eq!(
        kinds,
        [
            "kind Choice",
            "n Number",
            "sure Yes or no",
            "tags Several choices"
        ]
    );
}

#[test]
fn bad_records_are_listed_by_line_and_the_others_come_in() {
    let (project, report) = project_from(
        r##"{"ascribe":1,"people":[{"id":"ana"}],"codebook":{"labels":["claim",{"colour":"#nope","id":"x"}]}}
{"document":"d","title":"D","text":"né 😀!","layers":[{"annotator":"ana","annotations":[{"id":"1","label":"claim","at":[[0,2]]},{"id":"2","label":"claim","at":[[4,99]]},{"id":"3","label":"claim","at":[[2,0]]},{"id":"4","label":"claim","at":[["a",2]]},{"id":"5","label":"claim","at":[[-1,2]]},{"id":"6","label":"claim","at":[[1,1]]},{"id":"1","label":"claim","at":[[1,2]]},{"id":"8","at":[[1,2]]},{"id":"9","label":"claim","at":[[0,2],[1,3]]},{"id":"10","label":"claim","at":[[3,4]],"made":"today"},{"id":"11","label":"claim","at":[[3,4]]}],"links":[{"id":"l","kind":"to","from":"1","to":"11"},{"id":"m","kind":"to","from":"1","to":"2"}]}]}
not json
{"document":"d","title":"D","text":"another"}
{"title":"nowhere","layers":[]}
[1]
{"document":"e","text":"fine"}
"##,
    );
    insta::assert_snapshot!(skipped(&report), @r#"
    1: bad-record: labels, number 2: “#nope” is not a colour like #3366cc
    2: bad-record: annotation “4”: the offset "a" is not a whole number
    2: bad-record: annotation “8”: “label” is missing
    2: bad-record: annotation “10”: “made”: “today” is not a time like 2026-11-22T10:04:07Z: failed to parse four digit integer as year: invalid digit, expected 0-9 but got t
    2: bad-offset: annotation “2”: the span ends at character 99, but the text ends at character 5
    2: bad-offset: annotation “3”: the span runs backwards: it starts at character 2 and ends at character 0
    2: bad-offset: annotation “5”: the offset -1 is outside the text
    2: bad-offset: annotation “6”: it covers nothing (1 to 1)
    2: duplicate-id: annotation “1”: its id stands in the file twice
    2: bad-offset: annotation “9”: its fragments overlap
    2: unknown-link-end: link “m”: its end “2” is no annotation of this person here
    3: bad-json: not JSON: expected ident (byte 2 of the line)
    4: duplicate-id: the document “d” stands in the file twice
    5: unknown-document: the project has no document “nowhere”, and the file no text for it
    6: bad-record: a document should be an object, not a list
    "#);
    insta::assert_snapshot!(labels(&project), @r#"
    ana d claim [né]
    ana d claim [😀]
    "#);
    assert_eq!((report.new, project.documents().len()), (3, 2));
}

#[test]
fn a_text_that_differs_is_a_conflict_and_gets_no_labels() {
    let line = |text: &str| {
        format!(
            r#"{{"document":"d","title":"D","text":"{text}","layers":[{{"annotator":"ana","annotations":[{{"id":"1","label":"x","at":[0,2]}}]}}]}}"#
        )
    };
    let (mut project, _) = project_from(&line("one two"));
    let before = project.clone();
    let report = import(&mut project, "jsonl", "b.jsonl", &line("other"));
    assert_eq!(
        (report.new, report.conflicts.len(), report.skipped.len()),
        (0, 1, 1)
    );
    assert_eq!(project, before);
}

#[test]
fn deleted_labels_do_not_come_back_and_changed_ones_are_listed() {
    let with = |gone: &str, at: &str| {
        format!(
            r#"{{"document":"d","text":"one two three","layers":[{{"annotator":"ana","gone":[{gone}],"annotations":[{{"id":"k","label":"x","at":[{at}]}}]}}]}}"#
        )
    };
    let (mut project, _) = project_from(&with("\"dead\"", "0,3"));
    let line = with("\"k\"", "4,7").replace(
        "{\"id\":\"k\"",
        "{\"id\":\"dead\",\"label\":\"x\",\"at\":[0,3]},{\"id\":\"k\"",
    );
    let report = import(&mut project, "jsonl", "b.jsonl", &line);
    assert_eq!((report.new, report.gone, report.changed), (0, 1, 2));
    let told: Vec<_> = report
        .conflicts
        .iter()
        .map(|c| format!("{}: {}", c.item, c.reason))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    annotation “k”: the file has another version; the project's stays
    k: the file says it was deleted; it stays here
    "#);
    insta::assert_snapshot!(labels(&project), @r#"ana d x [one]"#);
}

#[test]
fn labels_without_ids_get_the_same_ids_each_time() {
    let line = r#"{"document":"d","text":"one one","annotations":[{"label":"x","at":[0,3]},{"label":"x","at":[0,3]},{"label":"x","at":[4,7]}]}"#;
    let (mut project, report) = project_from(line);
    assert_eq!(report.new, 3);
    let more = line.replace("[{\"label\"", "[{\"label\":\"y\",\"at\":[1,2]},{\"label\"");
    let again = import(&mut project, "jsonl", "in.jsonl", &more);
    assert_eq!((again.new, again.equal), (1, 3));
}

#[test]
fn rows_with_the_same_text_stay_apart() {
    let line = r#"{"text":"same","annotations":[{"label":"x","at":[0,4]}]}"#;
    let (mut project, _) = project_from(&format!("{line}\n{line}\n"));
    assert_eq!(project.documents().len(), 2);
    let again = import(
        &mut project,
        "jsonl",
        "in.jsonl",
        &format!("{line}\n{line}\n{line}"),
    );
    assert_eq!((again.new, again.equal, project.documents().len()), (1, 2, 3));
}

#[test]
fn two_lines_of_one_document_bring_two_people() {
    let line = |who: &str| {
        format!(
            r#"{{"document":"d","text":"same","layers":[{{"annotator":"{who}","annotations":[{{"label":"x","at":[0,4]}}]}}]}}"#
        )
    };
    let (project, report) = project_from(&[line("ana"), line("ben"), line("ana")].join("\n"));
    assert_eq!(
        skipped(&report),
        "3: duplicate-id: the document “d” stands in the file twice"
    );
    assert_eq!(labels(&project), "ana d x [same]\nben d x [same]");
}

#[test]
fn an_annotated_document_without_labels_is_recorded() {
    let (project, _) = project_from(
        r#"{"document":"d","text":"x","layers":[{"annotator":"ana"},{"annotator":"ben","annotated":false}]}"#,
    );
    let head = |who: &str| {
        let key = LayerKey::new(DocumentId::new("d").unwrap(), PersonId::new(who).unwrap());
        let head = project.layer(&key).unwrap().head();
        (head.annotated, head.progress)
    };
    assert_eq!(
        (head("ana"), head("ben")),
        ((true, Progress::New), (false, Progress::New))
    );
}

#[test]
fn circles_and_orphans_in_the_codebook_are_mended() {
    let header = r#"{"ascribe":1,"codebook":{"labels":[{"id":"a","parent":"b"},{"id":"b","parent":"a"},{"id":"c","parent":"none","merged_into":"c"},{"id":"d","parent":"c"}]}}"#;
    let (project, report) = project_from(header);
    let tree: Vec<_> = project
        .codebook()
        .tree()
        .iter()
        .map(|(depth, l)| format!("{depth}{}", l.id))
        .collect();
    assert_eq!(tree, ["0a", "1b", "0c", "1d"]);
    assert_eq!(report.notices.len(), 3);
}

#[test]
fn ids_that_cannot_be_file_names_are_made_portable_and_stay_apart() {
    let lines = r#"{"document":"a b","text":"1"}
{"document":"a-b","text":"2"}
{"document":"A-B","text":"3"}
{"document":"con","text":"4"}
{"document":"총리","text":"5"}"#;
    let (mut project, report) = project_from(lines);
    assert_eq!(project.documents().len(), 5);
    assert_eq!(report.notices.len(), 4);
    assert!(project.document("a-b").is_some_and(|d| d.title == "2"));
    let again = import(&mut project, "jsonl", "in.jsonl", lines);
    assert_eq!((again.created_documents.len(), again.skipped.len()), (0, 0));
}

#[test]
fn a_scope_takes_people_documents_and_labels() {
    let (project, _) = project_from(EVERYTHING);
    let scope = Scope {
        annotators: vec![PersonId::new("ana").unwrap()],
        documents: vec![DocumentId::new("talk-1").unwrap()],
        labels: vec![LabelId::new("claim").unwrap()],
    };
    let (text, losses) = export_with(&project, "jsonl", &scope, &[]);
    let (part, report) = project_from(&text);
    assert_eq!(skipped(&report), "");
    insta::assert_snapshot!(labels(&part), @r#"
    ana talk-1 said [said]
    ana talk-1 claim [“it works” … Twice]
    "#);
    insta::assert_snapshot!(losses.join("\n"), @r#"the other end of the link is not exported: talk-1: l1"#);
    assert_eq!(part.people().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["ana"]);
    let (all, _) = export_with(&project, "jsonl", &Scope::default_for(&project), &[]);
    assert!(!all.contains("adjudicated") && all.contains("\"ben\""));
}

#[test]
fn files_of_other_versions_and_of_no_lines_are_refused() {
    let read = |text: &str| {
        let input = Input {
            name: "x.jsonl",
            bytes: text.as_bytes(),
        };
        super::Jsonl
            .read(&input, &Options::default(), &ImportContext::default())
            .unwrap_err()
            .message
    };
    insta::assert_snapshot!(read("{\"ascribe\":2}"), @r#"x.jsonl has the format version 2; this program reads version 1"#);
    insta::assert_snapshot!(read("hello\n"), @r#"No line of x.jsonl could be read; not JSON: expected value (byte 1 of the line)"#);
}

#[test]
fn several_files_make_one_transaction() {
    let read = |name: &str, text: &str| {
        let input = Input {
            name,
            bytes: text.as_bytes(),
        };
        super::Jsonl
            .read(&input, &Options::default(), &ImportContext::default())
            .unwrap()
    };
    let one = read(
        "1.jsonl",
        r#"{"document":"d","text":"abc","annotations":[{"label":"x","at":[0,1]}]}"#,
    );
    let two = read(
        "2.jsonl",
        r#"{"document":"d","text":"abc","annotations":[{"label":"x","at":[1,2]}]}"#,
    );
    let project = empty();
    let (transaction, reports) =
        plan_imports(&project, vec![one, two], &options(Some("ana")), &mut Seeded(1)).unwrap();
    let mut after = project.clone();
    crate::model::edit::apply(&mut after, &transaction).unwrap();
    assert_eq!(labels(&after), "ana d x [a]\nana d x [b]");
    assert_eq!(reports.iter().map(|(_, r)| r.new).sum::<usize>(), 2);
    crate::model::edit::apply(&mut after, &transaction.inverse()).unwrap();
    assert_eq!(after, project);
}

#[test]
fn labels_of_another_form_are_not_left_out_in_silence() {
    let rows = r#"{"document":"a","text":"one","labels":[[0,3,"x"]]}
{"document":"b","text":"two","label":[]}
{"document":"c","text":"six","layers":[{"annotator":"ana","annotations":[{"label":"x","at":[0,3]}]}],"labels":["old"]}
"#;
    let (project, report) = project_from(rows);
    insta::assert_snapshot!(skipped(&report), @"1: foreign-labels: its labels stand under “labels”, which is not read here; try the format doccano");
    assert_eq!(
        (labels(&project).as_str(), project.documents().len()),
        ("ana c x [six]", 3)
    );
}
