//! Each option on texts that people have, hits over the borders of windows, and searches through a whole project.

use super::*;
use crate::model::testing::{Board, label};
use crate::model::{CommentId, Label, Timestamp};
use crate::text::testing::{HOSTILE, hostile_string, text};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A pattern with options: `i` is the usual search, `c` case, `w` whole words, `r` regular expression.
fn pattern(words: &str, options: &str) -> Pattern {
    Pattern {
        text: words.to_owned(),
        regex: options.contains('r'),
        case: options.contains('c'),
        word: options.contains('w'),
    }
}

fn hits(words: &str, options: &str, on: &str) -> Vec<Span> {
    Searcher::new(&pattern(words, options)).unwrap().all(&text(on))
}

/// Searches the text `drawn`, where brackets stand around what is to be found.
#[track_caller]
fn finds(words: &str, options: &str, drawn: &str) {
    let on = drawn.replace(['[', ']'], "");
    let mut shown = String::new();
    let mut at = 0;
    for hit in hits(words, options, &on) {
        let range = hit.range();
        shown += &format!("{}[{}]", &on[at..range.start], &on[range.clone()]);
        at = range.end;
    }
    assert_eq!(shown + &on[at..], drawn, "{words} {options}");
}

#[test]
fn plain_words_are_found_whatever_their_capitals_unless_they_count() {
    finds("bridge", "", "The [Bridge], the [bridge]");
    finds("bridge", "c", "The Bridge, the [bridge]");
    finds("ÄRGER", "", "[Ärger], [ärger]");
    finds("ΟΔΟΣ", "", "οδός [οδοσ] [οδος]");
    // A sign is itself where no regular expression is meant.
    finds("a.b (c)", "", "axb (c) [a.b (c)]");
    finds("aa", "c", "[aa][aa]a");
    finds("", "", "nothing");
}

#[test]
fn whole_words_are_those_of_the_script() {
    finds("art", "w", "party [art], [Art]. start");
    finds("can", "w", "can't, [can], “[can]”");
    finds("3", "w", "3.14, [3], 13");
    // Chinese, Japanese and Thai write no spaces: words come from a dictionary.
    finds("咖啡", "w", "我喜欢[咖啡]。");
    finds("欢咖", "w", "我喜欢咖啡。");
    finds("ไทย", "w", "ภาษา[ไทย]");
    // Signs at an end cut no word.
    finds("(art", "w", "([(art]) (arts)");
    finds("aa", "cw", "aaa [aa]");
    // A word goes on with its marks.
    finds("cafe", "w", "cafe\u{301} [cafe]");
}

#[test]
fn whole_words_of_a_regular_expression_prefer_the_way_that_fits() {
    finds("par|party", "rw", "[party] [par]");
    finds("[a-z]+t", "rw", "[stat] static");
    finds("咖啡|欢咖", "rw", "我喜欢[咖啡]");
}

#[test]
fn letters_are_found_composed_and_decomposed() {
    finds("café", "", "[café] [cafe\u{301}] [Café]");
    finds("cafe\u{301}", "c", "[café] [cafe\u{301}]");
    finds("각하", "", "[각하] [\u{1100}\u{1161}\u{11a8}하]");
    // A hit may end inside what looks like one character; it is the tag that grows.
    finds("cafe", "c", "[cafe]\u{301}");
}

#[test]
fn regular_expressions_stay_in_their_lines_and_among_characters() {
    finds(r"(?i)\bstra(ß|ss)e\b", "r", "[Straße] [strasse] Strasser");
    finds("a.*b", "r", "a1\nb2 [a3b]");
    finds("^.+$", "r", "[one]\r\n[two]\n");
    finds(r"I\s+thought", "r", "[I\nthought], [I  thought]");
    finds("x*", "r", "a[xx]b");
    finds("[A-Z]", "r", "[a][B]");
    finds("[A-Z]", "rc", "a[B]");
    finds(".", "r", "[é][😀]");
    finds(r"\x00", "r", "nul[\0]in");
    finds("\0", "", "nul[\0]in");
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let told = |words: &str| Searcher::new(&pattern(words, "r")).unwrap_err().message;
    assert_eq!(
        told("é(a"),
        "The pattern has a mistake at character 2: this ( is never closed"
    );
    assert_eq!(
        told("a)"),
        "The pattern has a mistake at character 2: this ) was never opened"
    );
    assert_eq!(
        told("*"),
        "The pattern has a mistake at character 1: nothing stands before this sign that could be repeated"
    );
    assert_eq!(
        told("[a"),
        "The pattern has a mistake at character 1: this [ is never closed"
    );
    assert!(told("a{3,2}").ends_with("the first count is higher than the second"));
    assert!(told(r"(a)\1").contains("cannot be asked for again"));
    assert!(told("(?=a)").contains("looking ahead"));
    assert!(told(r"\p{Elvish}").contains("no such class"));
    assert!(told(r"\w{1000}{1000}").contains("too large"));
    // Nothing is a mistake in plain words.
    assert!(Searcher::new(&pattern("a)", "")).is_ok());
}

#[test]
fn hits_over_the_border_of_a_stretch_are_found_once() {
    for shift in 0..16 {
        let first = STRETCH - 4 + shift;
        let on = format!("{}bridge{}bridge", "x".repeat(first), "x".repeat(STRETCH));
        for options in ["c", "", "r"] {
            let hits = hits("bridge", options, &on);
            let starts: Vec<usize> = hits.iter().map(|hit| hit.start() as usize).collect();
            assert_eq!(starts, [first, first + 6 + STRETCH], "{options}");
        }
    }
}

#[test]
fn a_border_hides_no_earlier_match() {
    let searcher = Searcher::new(&pattern("ab{6}c|b+", "r")).unwrap();
    for shift in 0..12 {
        // A window that ends among the b sees them, but not yet that all is one match.
        let on = format!("{}abbbbbbc", " ".repeat((64 << 10) - shift));
        let lengths: Vec<u32> = searcher.all(&text(&on)).iter().map(|hit| hit.len()).collect();
        assert_eq!(lengths, [8], "{shift}");
    }
}

#[test]
fn a_match_longer_than_a_window_is_cut_and_nothing_is_lost() {
    let on = format!("{}\n{}!", "a".repeat(200_000), "b".repeat(100));
    let hits = hits(".+", "r", &on);
    let covered: u32 = hits.iter().map(|hit| hit.len()).sum();
    assert_eq!(covered, 200_101);
    assert_eq!(hits.last().map(|hit| hit.len()), Some(101));
}

/// Counts how often it is asked.
#[derive(Default)]
struct Asked(std::cell::Cell<usize>, std::cell::Cell<usize>);

impl Stop for Asked {
    fn stops(&self, byte: usize) -> bool {
        self.0.set(self.0.get() + 1);
        self.1.set(byte);
        false
    }
}

#[test]
fn one_endless_word_is_passed_over_in_few_steps() {
    for letter in ["a", "é", "ж"] {
        let on = text(&format!("- {} {letter}{letter} ", letter.repeat(300_000)));
        let searcher = Searcher::new(&pattern(&format!("{letter}+"), "rw")).unwrap();
        let (asked, mut hits) = (Asked::default(), Vec::new());
        searcher.search(&on, &asked, &mut |hit| {
            hits.push(hit.len() as usize);
            ControlFlow::Continue(())
        });
        // A word that is longer than a window is found or not; the next one is.
        assert_eq!(hits.last(), Some(&(2 * letter.len())), "{letter}");
        assert!(asked.0.get() < 2_000, "{letter}: {}", asked.0.get());
        assert!(asked.1.get() >= 300_000);
    }
}

#[test]
fn a_cancelled_search_ends_and_so_does_one_that_nobody_wants() {
    let on = text(&"A".repeat(300_000));
    for words in [".*[^A-Z]|[A-Z]", "A"] {
        let searcher = Searcher::new(&pattern(words, "rc")).unwrap();
        let cancel = AtomicBool::new(false);
        let mut hits = 0;
        searcher.search(&on, &cancel, &mut |_| {
            hits += 1;
            cancel.store(hits == 7, Ordering::Relaxed);
            ControlFlow::Continue(())
        });
        assert_eq!(hits, 7);
        hits = 0;
        searcher.search(&on, &AtomicBool::new(false), &mut |_| {
            hits += 1;
            if hits == 9 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(hits, 9);
    }
}

/// A searcher whose windows are so small that texts of tests have many.
fn narrow(pattern: &Pattern) -> Searcher {
    let mut searcher = Searcher::new(pattern).unwrap();
    if let Engine::Regex(machine) = &mut searcher.engine {
        machine.window = 48;
        machine.overlap = 16;
    }
    searcher
}

/// The hits as one search of the whole text has them.
fn naive(pattern: &Pattern, on: &Text) -> Vec<Span> {
    let mut searcher = Searcher::new(pattern).unwrap();
    if let Engine::Regex(machine) = &mut searcher.engine {
        machine.window = usize::MAX;
    }
    searcher.all(on)
}

proptest! {
    #[test]
    fn windows_change_nothing(s in hostile_string(), which in 0usize..8, word in any::<bool>()) {
        let on = text(&s.repeat(6));
        let words = ["a", r"\w+", r"\b\w{1,3}\b", "(a|ab)(c|bcd)?", "[^ ]{2,9}", "(?s). .", "^.", "n.{0,8}e|in"][which];
        let pattern = Pattern { word, ..pattern(words, "r") };
        // Only matches that are shorter than the overlap are promised.
        let expected = naive(&pattern, &on);
        prop_assume!(expected.iter().all(|hit| hit.len() <= 14));
        prop_assert_eq!(narrow(&pattern).all(&on), expected);
    }

    #[test]
    fn a_hint_changes_nothing(s in hostile_string(), which in 0usize..6, word in any::<bool>()) {
        let on = text(&s.repeat(3));
        let words = [r"\b\w+", r"\b[a-z]+e\b|\B.", r"(\b\w)+n", r"\Bn\w*", r"\w+\b.\b\w", r"\b{start}.{1,3}\b{end}"][which];
        let pattern = Pattern { word, ..pattern(words, "r") };
        let with = Searcher::new(&pattern).unwrap();
        let mut without = with.clone();
        if let Engine::Regex(machine) = &mut without.engine {
            prop_assert!(machine.hint.take().is_some());
        }
        prop_assert_eq!(with.all(&on), without.all(&on));
    }

    #[test]
    fn plain_words_are_found_as_a_walk_finds_them(s in hostile_string(), from in any::<u32>(), length in 1u32..6) {
        let on = text(&s.repeat(3));
        let start = on.floor_boundary(from % (on.len() + 1));
        let end = on.ceil_boundary(start + length);
        let words = &on.as_str()[start as usize..end as usize];
        prop_assume!(!words.is_empty());
        let hits = Searcher::new(&pattern(words, "c")).unwrap().all(&on);
        let walk: Vec<usize> = on.as_str().match_indices(words).map(|(at, _)| at).collect();
        if compile::is_written_one_way(words) {
            let starts: Vec<usize> = hits.iter().map(|hit| hit.start() as usize).collect();
            prop_assert_eq!(starts, walk);
        } else {
            prop_assert!(hits.len() >= walk.len());
        }
    }

    #[test]
    fn every_hit_lies_in_its_text(s in hostile_string(), words in hostile_string(), regex in any::<bool>(), word in any::<bool>()) {
        let on = text(&s);
        let pattern = Pattern { text: words, regex, case: false, word };
        if let Ok(searcher) = Searcher::new(&pattern) {
            let mut end = 0;
            for hit in searcher.all(&on) {
                prop_assert!(on.check(hit).is_ok() && !hit.is_empty() && hit.start() >= end);
                end = hit.end();
            }
        }
    }
}

#[test]
fn hostile_texts_find_themselves() {
    for hostile in HOSTILE {
        for options in ["", "c", "w", "cw"] {
            let hits = hits(hostile, options, hostile);
            assert_eq!(hits.len(), 1, "{hostile:?} {options}");
            assert_eq!(hits[0].len() as usize, hostile.len(), "{hostile:?} {options}");
        }
    }
}

// ---- in a project

fn found(board: &Board, words: &str, fields: &[Field]) -> Vec<Hit> {
    let search = Search {
        searcher: Searcher::new(&pattern(words, "")).unwrap(),
        fields: fields.iter().copied().collect::<BTreeSet<_>>(),
        longest: 100,
    };
    let mut hits = Vec::new();
    let flow = search.document(
        &board.project,
        &board.document,
        &AtomicBool::new(false),
        &mut |hit| {
            hits.push(hit);
            ControlFlow::Continue(())
        },
    );
    assert!(flow.is_continue());
    hits
}

fn row(hit: &Hit) -> String {
    let labels: Vec<&str> = hit.labels.iter().map(LabelId::as_str).collect();
    format!(
        "{}<{}>{} {}",
        hit.before,
        hit.matched,
        hit.after,
        labels.join("+")
    )
}

#[test]
fn hits_in_the_text_show_the_line_around_and_the_labels_on_them() {
    let board = Board::drawn(&[
        (
            "ana",
            "one\nShe [claim:said the [source:bridge] is] open. A bridge.\nend",
        ),
        ("ben", "one\nShe said the [place:bridge] is open. A bridge.\nend"),
    ]);
    let rows: Vec<String> = found(&board, "bridge", &[Field::Text]).iter().map(row).collect();
    assert_eq!(
        rows,
        [
            "She said the <bridge> is open. A bridge. claim+place+source",
            "She said the bridge is open. A <bridge>. ",
        ]
    );
}

#[test]
fn labels_are_found_by_name_and_show_their_words() {
    let mut board = Board::drawn(&[("ana", "[source:She] said [claim:no], [source:they] said yes")]);
    board.add_label(Label {
        merged_into: Some(label("source")),
        ..Label::new(label("speaker"), "Speaker")
    });
    let mut text = board.project.text("doc").unwrap().as_str().find("they").unwrap();
    text += "they said ".len();
    board.tag("ana", "x", "speaker", std::slice::from_ref(&(text..text + 3)));
    let hits = found(&board, "SOUR", &[Field::Labels]);
    let rows: Vec<String> = hits.iter().map(row).collect();
    assert_eq!(
        rows,
        [
            "<She> said no, they said yes source",
            "She said no, <they> said yes source",
            "She said no, they said <yes> source"
        ]
    );
    let (person, id) = hits[0].annotation.clone().unwrap();
    assert_eq!((person.as_str(), id.as_str()), ("ana", "ana-1"));
}

#[test]
fn notes_comments_and_attributes_lead_to_their_label() {
    let mut board = Board::drawn(&[
        ("ana", "[claim:The bridge] is open"),
        ("ben", "The bridge is open"),
    ]);
    let author = |name: &str| crate::model::edit::recipes::Author {
        layer: board.layer(name),
        now: Timestamp::default(),
    };
    let (ana, ben) = (author("ana"), author("ben"));
    let id = AnnotationId::new("ana-1").unwrap();
    use crate::model::edit::{apply, recipes};
    let note = recipes::edit_annotation(&board.project, &ana, &id, "Note", |a| {
        a.note = "Is it the old bridge, or the new bridge?".into()
    });
    apply(&mut board.project, &note.unwrap()).unwrap();
    let on = CommentId::new("c1").unwrap();
    let comment = recipes::add_comment(&board.project, &ben, on, &id, "Which bridge?").unwrap();
    apply(&mut board.project, &comment).unwrap();
    let rows = |field: Field| -> Vec<String> { found(&board, "bridge", &[field]).iter().map(row).collect() };
    assert_eq!(
        rows(Field::Notes),
        [
            "Is it the old <bridge>, or the new bridge? claim",
            "Is it the old bridge, or the new <bridge>? claim"
        ]
    );
    assert_eq!(rows(Field::Comments), ["Which <bridge>? claim"]);
    let hit = found(&board, "which", &[Field::Comments]).remove(0);
    assert_eq!(hit.at.range(), 0..10);
    assert_eq!(
        hit.annotation.map(|(person, _)| person.to_string()).as_deref(),
        Some("ana")
    );
    assert_eq!(rows(Field::Attributes), Vec::<String>::new());
}
