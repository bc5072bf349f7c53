//! Words in the notation `a [bc] d`: brackets mark a span and are not part of the text.

use super::*;
use crate::text::testing::{marked, show, text};

/// A place is drawn as `|`.
fn at(drawn: &str) -> (Text, u32) {
    let byte = drawn.find('|').unwrap();
    (text(&drawn.replace('|', "")), byte as u32)
}

fn check_word_at(drawn: &str, expected: &str) {
    let (text, byte) = at(drawn);
    assert_eq!(show(&text, word_at(&text, byte)), expected);
}

fn check_snap(before: &str, after: &str) {
    let (text, span) = marked(before);
    assert_eq!(show(&text, snap_to_words(&text, span)), after);
}

fn all_words(s: &str) -> Vec<String> {
    let text = text(s);
    let all = text.span(0..s.len()).unwrap();
    let found = words(&text, all);
    found.into_iter().map(|w| text.slice(w).to_owned()).collect()
}

#[test]
fn the_word_under_a_place() {
    check_word_at("She |said so", "She [said] so");
    check_word_at("She sai|d so", "She [said] so");
    check_word_at("She said| so", "She said[ ]so");
    check_word_at("a |  b", "a[   ]b");
    check_word_at("no|?!\" he", "no[?!\"] he");
    check_word_at("don|'t", "[don't]");
    check_word_at("one two|", "one [two]");
    check_word_at("one two|\nthree", "one [two]\nthree");
    check_word_at("one\n|\ntwo", "one\n[]\ntwo");
    check_word_at("hi |👩‍👩‍👧👍🏽!", "hi [👩‍👩‍👧]👍🏽!");
    check_word_at("قال |مرحبا، ثم", "قال [مرحبا]، ثم");
    check_word_at("그는 |말했다.", "그는 [말했다].");
    check_word_at("nul|\0x", "nul[\0]x");
}

#[test]
fn scripts_without_spaces_are_cut_into_words() {
    assert_eq!(all_words("我喜欢喝咖啡。"), ["我", "喜欢", "喝", "咖啡"]);
    assert_eq!(all_words("東京都に住む"), ["東京", "都", "に", "住む"]);
    assert_eq!(all_words("ภาษาไทย"), ["ภาษา", "ไทย"]);
    assert_eq!(all_words("기자가 말했다"), ["기자가", "말했다"]);
}

#[test]
fn words_leave_out_everything_else() {
    assert_eq!(
        all_words("“Yes,” she said: 3.5 % of cafe\u{301}s 😀\n\n— ok"),
        ["Yes", "she", "said", "3.5", "of", "cafe\u{301}s", "ok"]
    );
    let (text, span) = marked("o[ne two thr]ee");
    let found = words(&text, span);
    assert_eq!(found.len(), 1);
    assert_eq!(text.slice(found[0]), "two");
}

#[test]
fn snapping_grows_to_words_and_drops_white_space() {
    check_snap("The mini[ster sa]id so", "The [minister said] so");
    check_snap("The[ minister ]said", "The [minister] said");
    check_snap("The [minister] said", "The [minister] said");
    check_snap("\"[It work]s\", he", "\"[It works]\", he");
    check_snap("he sa[id.]\" Then", "he [said.]\" Then");
    check_snap("a[  ]b", "a[  ]b");
    check_snap("wo[]rd", "wo[]rd");
    check_snap("end o[ne\n\ntw]o", "end [one\n\ntwo]");
    check_snap("我喜[欢喝]咖啡", "我[喜欢喝]咖啡");
    check_snap("cafe[\u{301} no]ir", "[cafe\u{301} noir]");
}

#[test]
fn steps_to_the_right_stop_at_word_ends() {
    let text = text("Oh, no - \"well\"\n\n  ok 👍🏽.");
    let mut at = 0;
    let mut seen = Vec::new();
    while at < text.len() {
        let next = next_word_end(&text, at);
        seen.push(text.as_str()[at as usize..next as usize].to_owned());
        at = next;
    }
    assert_eq!(seen, ["Oh", ", no", " - \"well", "\"\n\n  ok", " 👍🏽", "."]);
}

#[test]
fn steps_to_the_left_stop_at_word_starts() {
    let text = text("\"Oh, no\" \n\nwell. ");
    let mut at = text.len();
    let mut seen = Vec::new();
    while at > 0 {
        let next = prev_word_start(&text, at);
        seen.push(text.as_str()[next as usize..at as usize].to_owned());
        at = next;
    }
    assert_eq!(seen, ["well. ", "no\" \n\n", "Oh, ", "\""]);
    assert_eq!(prev_word_start(&text, 3), 1);
}

#[test]
fn a_line_longer_than_the_window_gives_the_same_words() {
    let line = "He said it works, twice. ".repeat(2000);
    let text = text(&line);
    let all = text.span(0..line.len()).unwrap();
    let found = words(&text, all);
    assert_eq!(found.len(), 2000 * 5);
    for word in found.iter().step_by(97) {
        assert_eq!(word_at(&text, word.start() + 1), *word);
        assert_eq!(next_word_end(&text, word.start()), word.end());
        assert_eq!(prev_word_start(&text, word.end()), word.start());
    }
}

#[test]
fn a_word_longer_than_the_window_ends_somewhere() {
    let text = text(&"x".repeat(100_000));
    let word = word_at(&text, 50_000);
    assert!(word.contains(50_000) && word.len() <= 2 * WINDOW);
    let all = text.span(0..100_000).unwrap();
    assert!(words(&text, all).iter().map(|w| w.len()).sum::<u32>() == 100_000);
}

#[test]
fn cells_break_as_the_whole_line_does() {
    let line = "Dr. O'Neill's 3 000,50 €  \u{3000} (state-of-the-art) 我喜欢 咖啡 ภาษาไทย e\u{301}  \u{301}x 🇰🇷🇯🇵 end";
    let text = text(line);
    let whole = pieces_of(&text, text.span(0..line.len()).unwrap());
    for piece in whole {
        for byte in piece.span.start()..piece.span.end() {
            let found = piece_at(&text, text.floor_boundary(byte)).unwrap();
            assert_eq!(found.span, piece.span, "{:?}", text.slice(piece.span));
        }
    }
}

/// Every place lies in the word that a walk over the whole text finds, and steps go from one to the next both ways.
fn check_long_line(line: &str) {
    let text = text(line);
    let all = text.span(0..line.len()).unwrap();
    let whole: Vec<Span> = pieces_of(&text, all).iter().map(|piece| piece.span).collect();
    for piece in whole.iter().step_by(17) {
        for byte in [piece.start(), text.floor_boundary(piece.end() - 1)] {
            assert_eq!(piece_at(&text, byte).map(|p| p.span), Some(*piece));
        }
    }
    let stops: Vec<Span> = pieces_of(&text, all)
        .iter()
        .filter(|piece| piece.is_stop())
        .map(|piece| piece.span)
        .collect();
    let (mut forth, mut back) = (0, text.len());
    for (ahead, behind) in stops.iter().zip(stops.iter().rev()).take(100) {
        forth = next_word_end(&text, forth);
        back = prev_word_start(&text, back);
        assert_eq!((forth, back), (ahead.end(), behind.start()));
    }
    let kinds: Vec<Span> = pieces_of(&text, all)
        .iter()
        .filter(|piece| piece.kind == Kind::Word)
        .map(|piece| piece.span)
        .collect();
    assert_eq!(words(&text, all), kinds);
}

#[test]
fn long_lines_without_spaces_break_as_they_do_as_a_whole() {
    for once in [
        "kuca+di/f-ghij;12.5,",
        "他来了我走了今天天气很好我们一起去公园散步吧。",
        "東京都に住む人は多い、",
        "ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอน",
        "👩‍👩‍👧👍🏽🇰🇷🇯🇵x",
        "그는말했다,",
    ] {
        check_long_line(&once.repeat(2_600 / once.len()));
    }
    let mixed = [
        "He said ",
        "他来了我走了今天天气很好",
        " and ",
        "x".repeat(700).as_str(),
        "   ",
    ]
    .concat();
    check_long_line(&mixed.repeat(4));
}

#[test]
fn a_letter_with_marks_without_end_is_one_word() {
    let line = format!("so a{} it", "\u{301}".repeat(9000));
    let text = text(&line);
    for byte in [3, 9000, 18_002] {
        let word = word_at(&text, text.floor_boundary(byte));
        assert_eq!((word.start(), word.end()), (3, 18_004));
    }
}

#[test]
fn a_word_without_end_is_cut_at_the_same_places_from_wherever_it_is_asked() {
    let text = text(&"x".repeat(20_000));
    let mut at = 0;
    while at < text.len() {
        let word = word_at(&text, at);
        assert_eq!(word.start(), at);
        for byte in [at, at + word.len() / 2, word.end() - 1] {
            assert_eq!(word_at(&text, byte), word);
        }
        assert_eq!(next_word_end(&text, at), word.end());
        at = word.end();
    }
}
