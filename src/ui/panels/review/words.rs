//! The words of one version, with those marked that not everybody has. Knows no session.

use crate::model::Fragments;
use crate::text::{Span, Text};
use crate::ui::theme::{self, Theme};
use egui::Stroke;
use egui::text::{LayoutJob, TextFormat};
use std::collections::BTreeSet;

/// A stretch of one version's words: in everybody's version, or not.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    words: String,
    common: bool,
}

/// Long stretches lose their middle: what differs stands at the ends. In characters.
const EDGE: usize = 44;

fn short(words: &str) -> String {
    // Only the ends are looked at: the words may be a whole document.
    if words.chars().nth(2 * EDGE + 20).is_none() {
        return words.replace('\n', " ");
    }
    let head: String = words.chars().take(EDGE).collect();
    let tail = words.char_indices().rev().take(EDGE).last();
    let tail = tail.map_or("", |(at, _)| words.get(at..).unwrap_or_default());
    // At the spaces, where there are some: no word is cut.
    let head = head.rsplit_once(' ').map_or(head.as_str(), |(head, _)| head);
    let tail = tail.split_once(' ').map_or(tail, |(_, tail)| tail);
    format!("{head} … {tail}").replace('\n', " ")
}

/// One version cut where another one begins or ends.
fn pieces(text: &Text, at: &Fragments, all: &[&Fragments]) -> Vec<Piece> {
    let mut cuts: BTreeSet<u32> = BTreeSet::new();
    for span in all.iter().flat_map(|other| other.iter()) {
        cuts.extend([span.start(), span.end()]);
    }
    let mut found = Vec::new();
    for (place, span) in at.iter().enumerate() {
        if place > 0 {
            found.push(Piece {
                words: " … ".to_owned(),
                common: true,
            });
        }
        let inner = cuts
            .iter()
            .copied()
            .filter(|at| *at > span.start() && *at < span.end());
        let stops: Vec<u32> = std::iter::once(span.start())
            .chain(inner)
            .chain([span.end()])
            .collect();
        for pair in stops.windows(2) {
            let [from, to] = pair else { continue };
            let Ok(part) = text.span(*from as usize..*to as usize) else {
                continue;
            };
            let covered = |other: &&Fragments| other.iter().any(|s: Span| s.encloses(part));
            found.push(Piece {
                words: short(text.slice(part)),
                common: all.iter().all(covered),
            });
        }
    }
    found
}

/// What only some have stands on a tint and is underlined.
pub fn words_job(theme: &Theme, text: &Text, at: &Fragments, all: &[&Fragments]) -> LayoutJob {
    let plain = TextFormat::simple(theme::reading(14.0), theme.ink);
    let marked = TextFormat {
        background: theme.selection,
        underline: Stroke::new(1.5, theme.warning),
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    for piece in pieces(text, at, all) {
        let format = if piece.common {
            plain.clone()
        } else {
            marked.clone()
        };
        job.append(&piece.words, 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Annotation, AnnotationId, LabelId, Timestamp};

    fn item(text: &Text, words: &str) -> Annotation {
        let start = text.as_str().find(words).unwrap();
        let span = text.span(start..start + words.len()).unwrap();
        let id = AnnotationId::new(format!("a{start}-{}", words.len())).unwrap();
        let label = LabelId::new("claim").unwrap();
        Annotation::new(id, label, Fragments::one(span), Timestamp::default())
    }

    #[test]
    fn only_the_words_that_one_has_alone_are_marked() {
        let text = Text::new("The minister said that prices will fall.").unwrap();
        let (long, brief) = (
            item(&text, "that prices will fall"),
            item(&text, "prices will fall"),
        );
        let shown = pieces(&text, &long.fragments, &[&long.fragments, &brief.fragments]);
        let shown: Vec<_> = shown.iter().map(|p| (p.words.as_str(), p.common)).collect();
        assert_eq!(shown, [("that ", false), ("prices will fall", true)]);
        let shown = pieces(&text, &brief.fragments, &[&long.fragments, &brief.fragments]);
        assert_eq!(
            shown,
            [Piece {
                words: "prices will fall".into(),
                common: true
            }]
        );
    }

    #[test]
    fn versions_without_common_words_are_marked_whole() {
        let text = Text::new("one two three").unwrap();
        let (a, b) = (item(&text, "one"), item(&text, "three"));
        assert_eq!(
            pieces(&text, &a.fragments, &[&a.fragments, &b.fragments]),
            [Piece {
                words: "one".into(),
                common: false
            }]
        );
    }

    #[test]
    fn a_long_stretch_keeps_both_ends() {
        let words = format!("First {} last.", "word ".repeat(40).trim_end());
        let cut = short(&words);
        assert!(cut.chars().count() <= 2 * EDGE + 3, "{cut}");
        assert!(
            cut.starts_with("First word ") && cut.ends_with(" word last."),
            "{cut}"
        );
        assert!(cut.contains("word … word"), "{cut}");
        let unbroken = short(&"한".repeat(400));
        assert_eq!(unbroken.chars().count(), 2 * EDGE + 3);
    }
}
