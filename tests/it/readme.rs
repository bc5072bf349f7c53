//! The README tells what the program says of itself.

use ascribe::formats;
use std::fmt::Write;

const README: &str = include_str!("../../README.md");

/// The part between two marks.
fn part(name: &str) -> &'static str {
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    README.split_once(&begin).unwrap().1.split_once(&end).unwrap().0
}

#[test]
fn the_table_of_formats_is_the_registry() {
    let mut table =
        String::from("| id | format | in | out | what it cannot carry |\n|---|---|---|---|---|\n");
    for (info, reads, writes) in formats::all() {
        let word = |there: bool| if there { "yes" } else { "–" };
        let loses = if info.loses.is_empty() {
            "nothing"
        } else {
            info.loses
        };
        writeln!(
            table,
            "| `{}` | {} | {} | {} | {loses} |",
            info.id,
            info.name,
            word(reads),
            word(writes)
        )
        .unwrap();
    }
    assert_eq!(
        part("formats"),
        table,
        "write this table into the README:\n{table}"
    );
}
