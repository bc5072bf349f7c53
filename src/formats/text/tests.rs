//! Plain texts in the encodings and line ends that people have.

use encoding_rs::{EUC_KR, SHIFT_JIS, WINDOWS_1252};

use crate::formats::testing::*;
use crate::formats::{ImportContext, Imported, Importer, Input, Options, plan_imports, recognise};
use crate::model::UserError;

fn read_as(name: &str, bytes: &[u8], encoding: Option<&str>) -> Result<Imported, UserError> {
    super::PlainText.read(
        &Input { name, bytes },
        &Options::default(),
        &ImportContext { encoding },
    )
}

/// Text, encoding, line ends, mark.
fn check(bytes: &[u8], encoding: Option<&str>, expected: (&str, &str, &str, bool)) {
    let imported = read_as("a.txt", bytes, encoding).unwrap();
    let document = &imported.documents[0];
    let origin = document.origin.as_ref().unwrap();
    let found = (
        document.text.as_deref().unwrap(),
        origin.encoding.as_str(),
        origin.newline.as_str(),
        origin.bom,
    );
    assert_eq!(found, expected);
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn unicode_with_and_without_a_mark() {
    check("né 😀\n".as_bytes(), None, ("né 😀\n", "UTF-8", "lf", false));
    check("\u{feff}né".as_bytes(), None, ("né", "UTF-8", "lf", true));
    check(
        &utf16("\u{feff}né 총리\r\n", false),
        None,
        ("né 총리\n", "UTF-16LE", "crlf", true),
    );
    check(
        &utf16("\u{feff}né 총리", true),
        None,
        ("né 총리", "UTF-16BE", "lf", true),
    );
    check(
        &utf16("Only Latin é", false),
        None,
        ("Only Latin é", "UTF-16LE", "lf", false),
    );
    check(
        &utf16("Only Latin é", true),
        None,
        ("Only Latin é", "UTF-16BE", "lf", false),
    );
}

#[test]
fn ascii_in_utf16_is_told_from_a_text_with_a_nul() {
    check(
        &utf16("Plain words.\n", false),
        None,
        ("Plain words.\n", "UTF-16LE", "lf", false),
    );
    check(
        &utf16("Plain words.\n", true),
        None,
        ("Plain words.\n", "UTF-16BE", "lf", false),
    );
    for binary in [&b"ab\0d"[..], b"abc\0de", b"\0\0\0\0", b"a\0\0b"] {
        let error = read_as("a.txt", binary, None).unwrap_err();
        assert!(error.message.contains("NUL"), "{error}");
    }
}

#[test]
fn older_encodings_are_detected() {
    let japanese = "首相は記者団に対し、橋は来月再開すると述べた。\n「問題はない」と彼は言った。";
    check(
        &SHIFT_JIS.encode(japanese).0,
        None,
        (japanese, "Shift_JIS", "lf", false),
    );
    let korean = "총리는 기자들에게 다리가 다음 달에 다시 열린다고 말했다.\n\"문제 없다\"고 그는 말했다.";
    check(&EUC_KR.encode(korean).0, None, (korean, "EUC-KR", "lf", false));
    let french = "« Le pont rouvrira en été », a déclaré le ministre à l’agence. Coût : 3 €.";
    check(
        &WINDOWS_1252.encode(french).0,
        None,
        (french, "windows-1252", "lf", false),
    );
}

#[test]
fn a_named_encoding_wins_and_an_unknown_one_is_refused() {
    check(b"caf\xe9", Some("latin1"), ("café", "windows-1252", "lf", false));
    check(
        b"\xcf\xf0\xe8",
        Some("windows-1251"),
        ("При", "windows-1251", "lf", false),
    );
    let error = read_as("a.txt", b"x", Some("klingon")).unwrap_err();
    assert_eq!(error.message, "“klingon” is not an encoding");
    let broken = read_as("a.txt", b"ok \xff\xff", Some("utf-8")).unwrap();
    insta::assert_snapshot!(broken.notices.join("\n"), @r#"a.txt: 2 places could not be read as UTF-8 and show as “�”"#);
}

#[test]
fn line_ends_become_lf_and_are_remembered() {
    check(b"a\r\nb\r\n", None, ("a\nb\n", "UTF-8", "crlf", false));
    check(b"a\rb\r", None, ("a\nb\n", "UTF-8", "cr", false));
    check(b"a\r\nb\rc\n\r\n", None, ("a\nb\nc\n\n", "UTF-8", "mixed", false));
    check(
        "a\u{85}b\u{2028}c".as_bytes(),
        None,
        ("a\u{85}b\u{2028}c", "UTF-8", "lf", false),
    );
    let told = read_as("a.txt", b"\xef\xbb\xbfa\r\nb", None)
        .unwrap()
        .notices
        .join("\n");
    insta::assert_snapshot!(told, @r#"
    a.txt: the byte order mark at its start was dropped
    a.txt: line ends were crlf and are LF now
    "#);
}

#[test]
fn what_is_no_text_is_refused_by_name_and_reason() {
    let mut told = Vec::new();
    let noise: Vec<u8> = (0..=255).collect();
    let cases: [(&str, &[u8]); 7] = [
        ("empty.txt", b""),
        ("blank.txt", b" \r\n\t\n"),
        ("paper.txt", b"%PDF-1.7\n..."),
        ("talk.txt", b"PK\x03\x04rest"),
        ("nul.txt", b"ab\0cd"),
        ("noise.txt", &noise),
        ("controls.txt", b"a\x01\x02\x03\x04b"),
    ];
    for (name, bytes) in cases {
        told.push(read_as(name, bytes, None).unwrap_err().message);
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    empty.txt is empty
    blank.txt is empty: it holds only white space
    paper.txt is not a text file: it is a PDF file
    talk.txt is not a text file: it is a ZIP file or an office document
    nul.txt is not a text file: it holds NUL bytes, as binary files do
    noise.txt is not a text file: it holds NUL bytes, as binary files do
    controls.txt is not a text file: 4 of its 6 characters are control characters
    "#);
}

#[test]
fn a_text_becomes_a_document_once() {
    let text = "Bridge to open\n\nPORT ELLIN, October 29 (Norda Press) - It opens.";
    let mut project = empty();
    let report = import(&mut project, "text", "talk_2026-10-29.txt", text);
    assert_eq!(report.created_documents.len(), 1);
    let document = project.documents().next().unwrap();
    assert!(document.id.as_str().starts_with("bridge-to-open-"));
    assert_eq!(
        (document.date.as_str(), document.source.as_str()),
        ("2026-10-29", "Norda Press")
    );
    assert_eq!(project.text(document.id.as_str()).unwrap().as_str(), text);

    let again = import(&mut project, "text", "talk_2026-10-29.txt", text);
    assert_eq!((again.created_documents.len(), again.conflicts.len()), (0, 0));
    let changed = import(
        &mut project,
        "text",
        "talk_2026-10-29.txt",
        &format!("{text} Soon."),
    );
    assert_eq!((changed.created_documents.len(), changed.conflicts.len()), (0, 1));
    let other = import(
        &mut project,
        "text",
        "other.txt",
        "Bridge to open\n\nAnother text with the same title",
    );
    assert_eq!((other.created_documents.len(), project.documents().len()), (1, 2));
}

#[test]
fn text_files_are_known_by_their_names() {
    let id = |name: &str| {
        recognise(name, b"# Hello").map(|(reader, why)| format!("{} because {why}", reader.info().id))
    };
    assert_eq!(id("a.MD").as_deref(), Some("text because the name ends in .md"));
    assert_eq!(id("a.docx"), None);
}

#[test]
fn files_of_one_name_and_title_from_two_folders_both_come_in() {
    let read = |text: &str| read_as("talk.txt", text.as_bytes(), None).unwrap();
    let project = empty();
    let files = vec![read("Talk\none"), read("Talk\ntwo"), read("Talk\ntwo")];
    let (transaction, reports) = plan_imports(&project, files, &options(None), &mut Seeded(3)).unwrap();
    let mut after = project.clone();
    crate::model::edit::apply(&mut after, &transaction).unwrap();
    let created: Vec<_> = reports.iter().map(|(_, r)| r.created_documents.len()).collect();
    assert_eq!((created, after.documents().len()), (vec![1, 1, 0], 2));
}
