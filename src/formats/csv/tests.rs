//! CSV: what a spreadsheet gets to see, and that rows come back exactly.

use super::cells::Cells;
use crate::formats::testing::*;
use crate::formats::{ImportContext, Importer, Input, Options, Scope};

const PROJECT: &str = r#"{"ascribe":1,"codebook":{"labels":["claim","speaker"],"attributes":[{"id":"who","type":"entity"},{"id":"stance","type":"choice","values":["support"]}],"link_kinds":["by"]},"people":[{"id":"ana","name":"Ana, Lee"}],"entities":[{"person":"ana","id":"e1","name":"Mara \"M\" Ellin"}]}
{"document":"d","title":"=1+1;x","text":"né 😀 said, \"it\nworks\"","meta":{"date":"-2","source":"@NP"},"layers":[{"annotator":"ana","annotations":[{"id":"a1","label":"claim","at":[[10,20],[0,2]],"attributes":{"stance":"support"},"note":"+note\r\nline","doubt":true,"made":"2026-11-20T08:00:00Z"},{"id":"a2","label":"speaker","at":[[3,4]],"attributes":{"who":"e1"},"made":"2026-11-20T08:00:00Z"},{"id":"a3","label":"claim","made":"2026-11-20T08:00:00Z"}],"links":[{"id":"l","kind":"by","from":"a1","to":"a2"}]}]}
{"document":"bare","text":"x"}
"#;

#[test]
fn one_row_an_annotation() {
    let (project, _) = project_from(PROJECT);
    let (rows, losses) = export_with(&project, "csv", &Scope::everything(&project), &[]);
    insta::assert_snapshot!(rows.replace("\r\n", "⏎\n"), @r#"
    document,title,date,source,annotator,id,label,entity,start,end,fragments,text,attributes,note,author,made,changed,doubt⏎
    d,'=1+1;x,'-2,'@NP,ana,a3,claim,,,,,,,,"Ana, Lee",2026-11-20T08:00:00Z,2026-11-20T08:00:00Z,false⏎
    d,'=1+1;x,'-2,'@NP,ana,a1,claim,,0,20,0-2;10-20,"né …  ""it
    works","{""stance"":""support""}","'+note⏎
    line","Ana, Lee",2026-11-20T08:00:00Z,2026-11-20T08:00:00Z,true⏎
    d,'=1+1;x,'-2,'@NP,ana,a2,speaker,"Mara ""M"" Ellin",3,4,3-4,😀,"{""who"":""e1""}",,"Ana, Lee",2026-11-20T08:00:00Z,2026-11-20T08:00:00Z,false⏎
    "#);
    insta::assert_snapshot!(losses.join("\n"), @r#"
    documents without labels have no row: bare
    links have no row: d of ana: l
    "#);
}

#[test]
fn delimiter_byte_order_mark_and_exact_cells_can_be_chosen() {
    let (project, _) = project_from(PROJECT);
    let set = [("delimiter", "semicolon"), ("bom", "yes"), ("cells", "exact")];
    let (rows, _) = export_with(&project, "csv", &Scope::everything(&project), &set);
    assert!(rows.starts_with("\u{feff}document;title;"));
    assert!(rows.contains("\r\nd;\"=1+1;x\";-2;@NP;ana;a3;"));
    let wrong = Options::new(&super::INFO, [("delimiter", "dot")]).unwrap_err();
    assert_eq!(wrong.hint.as_deref(), Some("Choose one of comma, semicolon, tab"));
}

#[test]
fn rows_come_back_exactly_into_the_same_documents() {
    let (project, _) = project_from(PROJECT);
    for set in [
        vec![],
        vec![("delimiter", "semicolon"), ("bom", "yes")],
        vec![("delimiter", "tab")],
    ] {
        let (rows, _) = export_with(&project, "csv", &Scope::everything(&project), &set);
        let mut same = project.clone();
        let again = import(&mut same, "csv", "labels.csv", &rows);
        assert_eq!(
            (again.new, again.equal, skipped(&again).as_str()),
            (0, 3, ""),
            "{set:?}"
        );
        let documents = PROJECT.replace("\"layers\"", "\"unused\"");
        let (mut fresh, _) = project_from(&documents);
        assert_eq!(labels(&fresh), "");
        let report = import(&mut fresh, "csv", "labels.csv", &rows);
        assert_eq!((report.new, skipped(&report).as_str()), (3, ""));
        assert_eq!(
            export_with(&fresh, "csv", &Scope::everything(&fresh), &set).0,
            rows
        );
    }
}

#[test]
fn formulas_are_defused_and_come_back() {
    let cells = Cells::new(false);
    for payload in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=cmd|' /C calc'!A0",
        "＝1",
        "'=1",
        "''+x",
        "=HYPERLINK(\"http://x\";\"y\")",
    ] {
        let written = cells.written(payload);
        assert!(written.starts_with('\''), "{payload:?}");
        assert_eq!(cells.read(&written), payload);
    }
    for plain in ["1-1", "'quoted'", "'", "", "a=b", " =x"] {
        assert_eq!(cells.written(plain), plain);
        assert_eq!(cells.read(plain), plain);
    }
}

#[test]
fn a_spreadsheet_of_somebody_else_comes_in_and_bad_rows_are_listed() {
    let (mut project, _) = project_from("{\"document\":\"d\",\"title\":\"Talk\",\"text\":\"one two three\"}");
    let rows = "Label,Document,Start,End,Text,Attributes\n\
        num,d,0,3,one,\n\
        num,Talk,4,7,two,\"{\"\"n\"\":2}\"\n\
        num,d,4,7,too,\n\
        num,d,4,x,,\n\
        num,d,4,,,\n\
        ,d,4,7,,\n\
        num,nowhere,4,7,,\n\
        num,d,8,99,,\n\
        num,d,8,13,,{oops\n\
        whole,d,,,,\n";
    let report = import_with(
        &mut project,
        ("csv", "labels.csv", rows.as_bytes()),
        &[],
        Some("ben"),
    );
    insta::assert_snapshot!(skipped(&report), @r#"
    4: bad-offset: annotation “num” at [(4, 7)]: the text there is “two”, not “too”
    5: bad-record: the offset “x” is not a whole number
    6: bad-record: the cells “start” and “end” belong together
    7: bad-record: the cell “label” is empty
    8: unknown-document: the project has no document “nowhere”, and the file no text for it
    9: bad-offset: annotation “num” at [(8, 99)]: the span ends at character 99, but the text ends at character 13
    10: bad-record: the cell “attributes” is not JSON: key must be a string (byte 2 of the line)
    "#);
    insta::assert_snapshot!(labels(&project), @r#"
    ben d whole []
    ben d num [one]
    ben d num [two]
    "#);
}

#[test]
fn a_fragment_that_a_spreadsheet_took_for_a_date_is_read_by_start_and_end() {
    let (mut project, _) = project_from("{\"document\":\"d\",\"text\":\"one two three\"}");
    let rows = "document,label,start,end,fragments\nd,a,9,12,9-Dec\nd,b,4,13,4-7;12-Sep\nd,c,0,1,Sep 12\n";
    let report = import(&mut project, "csv", "x.csv", rows);
    assert_eq!(
        skipped(&report),
        "3: bad-record: the offset “Sep” is not a whole number"
    );
    assert_eq!(labels(&project), "x d c [o]\nx d a [hre]");
}

#[test]
fn a_table_without_the_needed_columns_is_refused() {
    let input = Input {
        name: "x.csv",
        bytes: b"a,b\n1,2\n",
    };
    let error = super::Csv
        .read(&input, &Options::default(), &ImportContext::default())
        .unwrap_err();
    assert_eq!(error.message, "x.csv has no column “document”");
}
