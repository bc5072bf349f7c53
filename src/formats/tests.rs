//! What holds for every format: the registry is sound, and no input makes a reader panic or a plan that cannot be applied.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::testing::*;
use super::*;
use crate::model::edit::{apply, verify};

#[test]
fn the_registry_is_sound() {
    let ids: Vec<_> = all()
        .iter()
        .map(|(info, reads, writes)| (info.id, *reads, *writes))
        .collect();
    let expected = [
        ("jsonl", true, true),
        ("ron", true, true),
        ("csv", true, true),
        ("doccano", true, true),
        ("text", true, false),
    ];
    assert_eq!(ids, expected);
    for (info, _, _) in all() {
        let keys: BTreeSet<_> = info.options.iter().map(|o| o.key).collect();
        assert_eq!(keys.len(), info.options.len());
        assert!(info.options.iter().all(|o| o.values.contains(&o.default)));
    }
    let error = Options::new(all()[0].0, [("x", "y")]).unwrap_err();
    assert_eq!(error.message, "JSON lines, complete has no option “x”");
}

#[test]
fn one_file_formats_go_into_a_folder_too() {
    let (project, _) = project_from("{\"document\":\"d\",\"text\":\"x\"}");
    for writer in EXPORTERS {
        let mut files = MemorySink::default();
        let options = Options::new(writer.info(), []).unwrap();
        writer
            .export_files(&project, &Scope::everything(&project), &options, &mut files)
            .unwrap();
        assert_eq!(files.0.len(), 1, "{}", writer.info().id);
    }
}

#[test]
fn a_format_is_recognised_behind_a_long_text_and_in_utf16() {
    let id = |bytes: &[u8]| recognise("x.jsonl", head_of(bytes)).map(|(reader, _)| reader.info().id);
    for length in [100, 5_000, 3_000_000] {
        let text = "x".repeat(length);
        let row = format!("{{\"text\":\"{text}\",\"label\":[[0,1,\"a\"]]}}\n");
        assert_eq!(id(row.as_bytes()), Some("doccano"), "{length}");
        let row = format!("{{\"text\":\"{text}\",\"annotations\":[]}}");
        assert_eq!(id(row.as_bytes()), Some("jsonl"), "{length}");
    }
    let row = "\u{feff}{\"text\":\"총리\",\"label\":[]}\n";
    let utf16: Vec<u8> = row.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(id(&utf16), Some("doccano"));
    assert_eq!(id(b""), None);
}

/// Lines of the complete form and of doccano with something wrong in them.
fn hostile_line() -> impl Strategy<Value = String> {
    let offset = prop_oneof![-2i64..12, Just(i64::MAX), Just(i64::MIN)];
    let word = prop_oneof![
        Just("a"),
        Just("b"),
        Just(""),
        Just("a b"),
        Just("adjudicated"),
        Just("Ana"),
        Just("총리"),
        Just("../x"),
        Just("con")
    ];
    let text = prop_oneof![
        Just("one 😀 two"),
        Just(""),
        Just("e\\u0301\\u0000\\u2028x"),
        Just("\\ud83d x")
    ];
    (word.clone(), word.clone(), word.clone(), text, offset.clone(), offset, 0..5u8).prop_map(
        |(document, label, person, text, start, end, form)| match form {
            0 => format!(r#"{{"document":"{document}","text":"{text}","layers":[{{"annotator":"{person}","annotations":[{{"id":"{label}","label":"{label}","at":[[{start},{end}],[{end},{start}]],"attributes":{{"{label}":"{person}","{person}":{end}}}}},{{"label":"{label}","at":[{start},{end}]}}],"links":[{{"kind":"{label}","from":"{label}","to":"{document}"}}],"comments":[{{"on":"{label}"}}],"decisions":[{{"class":"took","by":"{person}","at":[]}}],"gone":["{label}","{person}"]}}]}}"#),
            1 => format!(r#"{{"id":"{document}","text":"{text}","label":[[{start},{end},"{label}"]],"annotations":[{{"label":"{label}"}}],"entities":[{{"id":"{person}","label":"{label}","start_offset":{start},"end_offset":{end}}}]}}"#),
            2 => format!(r#"{{"ascribe":1,"project":{{"name":"{label}","assignments":[{{"document":"{document}","annotator":"{person}"}}],"redirects":[{{"entity":"{label}","merged_into":"{person}"}}]}},"codebook":{{"labels":[{{"id":"{label}","parent":"{person}","merged_into":"{document}"}},"{person}"],"attributes":[{{"id":"{label}","type":"entity"}}],"link_kinds":["{person}"]}},"people":[{{"id":"{person}","kind":"adjudicated"}},"{label}"],"entities":[{{"name":"{label}","person":"{person}"}}]}}"#),
            3 => format!(r#"{{"document":"{document}","layers":[{{"annotator":"{person}","annotations":[{{"label":"{label}","at":[{start},{end}]}}]}}]}}"#),
            _ => format!("{document},{label},{start},{end}"),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_read_can_be_applied_and_is_sound(lines in prop::collection::vec(hostile_line(), 1..6), format in 0..3usize) {
        let format = ["jsonl", "doccano", "csv"][format];
        let mut bytes = lines.join("\n");
        if format == "csv" {
            bytes.insert_str(0, "document,label,start,end\n");
        }
        let reader = importer(format).unwrap();
        let mut project = project_from("{\"document\":\"a\",\"text\":\"one 😀 two\"}").0;
        for round in 0..2 {
            let input = Input { name: "x", bytes: bytes.as_bytes() };
            let options = Options::new(reader.info(), []).unwrap();
            let Ok(imported) = reader.read(&input, &options, &ImportContext::default()) else { continue };
            let planned = plan_import(&project, imported, &super::testing::options(None), &mut Seeded(round));
            let (transaction, report) = planned.unwrap();
            let before = project.clone();
            apply(&mut project, &transaction).unwrap();
            prop_assert_eq!(verify(&project), vec![]);
            if round == 1 {
                prop_assert_eq!(report.new, 0, "the same file again is no news: {}", bytes);
            }
            let mut undone = project.clone();
            apply(&mut undone, &transaction.inverse()).unwrap();
            prop_assert_eq!(undone, before);
        }
        let out = export(&project, "jsonl");
        let (again, _) = project_from(&out);
        prop_assert_eq!(export(&again, "jsonl"), out);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for reader in IMPORTERS {
            let options = Options::new(reader.info(), []).unwrap();
            let _ = reader.recognises("x.jsonl", &bytes);
            let _ = reader.read(&Input { name: "x.txt", bytes: &bytes }, &options, &ImportContext::default());
        }
    }
}
