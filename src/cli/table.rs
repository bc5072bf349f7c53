//! Aligned tables for people. Counts columns as a terminal does, near enough: wide letters take two, marks none.

use super::shell::one_line;
use unicode_segmentation::UnicodeSegmentation;

/// Rows under a head; each column is as wide as its widest cell.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// Columns aligned to the right, by place.
    numbers: &'static [usize],
}

const GAP: &str = "  ";

impl Table {
    pub(super) fn new(head: &[&str], numbers: &'static [usize]) -> Self {
        Self {
            rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()],
            numbers,
        }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }

    /// Whether there is nothing but the head.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(width_of(cell));
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let pad = " ".repeat(width.saturating_sub(width_of(cell)));
                let (before, after) = if self.numbers.contains(&column) {
                    (pad.as_str(), "")
                } else {
                    ("", pad.as_str())
                };
                let gap = if column == 0 { "" } else { GAP };
                line.extend([gap, before, cell.as_str(), after]);
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Columns of a terminal.
fn width_of(text: &str) -> usize {
    text.graphemes(true)
        .map(|cluster| cluster.chars().map(width_of_char).max().unwrap_or(0))
        .sum()
}

fn width_of_char(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        '\u{200b}'..='\u{200f}' | '\u{feff}' => 0,
        c if unicode_normalization::char::is_combining_mark(c) => 0,
        _ => 1,
    }
}

/// The first `limit` clusters, with `…` where more follows.
pub(super) fn short(text: &str, limit: usize) -> String {
    let mut clusters = text.graphemes(true);
    let mut head: String = clusters.by_ref().take(limit).collect();
    if clusters.next().is_some() {
        head.push('…');
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_whatever_the_script() {
        let mut table = Table::new(&["NAME", "COUNT", "NOTE"], &[1]);
        assert!(table.is_empty());
        table.row(["총리".to_owned(), "7".to_owned(), "a\nb".to_owned()]);
        table.row(["Zoë👩‍👩‍👧".to_owned(), "120".to_owned(), String::new()]);
        insta::assert_snapshot!(table.to_string(), @r"
        NAME   COUNT  NOTE
        총리       7  a b
        Zoë👩‍👩‍👧    120
        ");
    }

    #[test]
    fn a_long_text_is_cut_between_clusters() {
        assert_eq!(short("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}e\u{301}…");
        assert_eq!(short("ab", 2), "ab");
    }
}
