//! How much of one file is read.

use super::*;

const SMALL: FileLimits = FileLimits {
    line: 200,
    items: 3,
    faults: 2,
    whole: 600,
};

fn layer(items: &[String]) -> String {
    let items: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!(
        "Layer(format: 1, document: \"d\", annotator: \"a\", annotated: true, progress: InProgress,\nannotations: [\n{items}],\n)\n"
    )
}

fn items(count: usize) -> Vec<String> {
    (0..count)
        .map(|n| format!("(id: \"a{n}\", label: \"l\", at: [(0, 1, \"x\")], made: \"2026-11-22T10:04:07Z\")"))
        .collect()
}

/// How many items are read, and the kinds and lines of what is told.
fn read(text: &str) -> (usize, Vec<(&'static str, u32)>) {
    let (file, faults) = file_within::<LayerFile<'_>>(text, FORMAT, 1, SMALL);
    let told = faults.iter().map(|fault| (fault.kind, fault.line)).collect();
    (file.annotations.len(), told)
}

#[test]
fn more_items_than_are_read_are_told_at_the_first_of_them() {
    assert_eq!(read(&layer(&items(3))), (3, vec![]));
    assert_eq!(read(&layer(&items(5))), (3, vec![("too-many", 6)]));
}

#[test]
fn a_line_of_endless_words_costs_one_item() {
    let mut items = items(3);
    items[1] = items[1].replace("\"l\"", &format!("\"{}\"", "l".repeat(400)));
    assert_eq!(read(&layer(&items)), (2, vec![("too-large", 4)]));
}

#[test]
fn a_flood_of_bad_lines_ends_the_reading() {
    let mut bad = vec!["nonsense".to_owned(); 100];
    bad.extend(items(1));
    let told = vec![("unreadable", 3), ("unreadable", 4), ("too-many", 4)];
    assert_eq!(read(&layer(&bad)), (0, told));
}

#[test]
fn another_layout_is_read_in_one_go_when_it_is_small() {
    let in_one = |count| layer(&items(count)).replace('\n', " ");
    assert_eq!(read(&in_one(3)), (3, vec![]));
    assert_eq!(read(&in_one(10)), (0, vec![("too-large", 1)]));
}
