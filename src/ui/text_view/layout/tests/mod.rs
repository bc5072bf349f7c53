//! Lines, carets and rectangles of many scripts, with the small fonts for tests in place of those of a system.

mod columns;

use super::*;
use crate::text::testing::hostile_string;
use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontFamily};
use proptest::prelude::*;

const WIDTH: f32 = 300.0;

fn context() -> egui::Context {
    let ctx = egui::Context::default();
    ctx.set_fonts(egui::FontDefinitions::default());
    crate::ui::Theme::install(&ctx);
    macro_rules! add {
        ($name:literal) => {
            ctx.add_font(FontInsert::new(
                $name,
                FontData::from_static(include_bytes!(concat!(
                    "../../../../../assets/test-fonts/",
                    $name
                ))),
                vec![InsertFontFamily {
                    family: FontFamily::Name("reading".into()),
                    priority: FontPriority::Lowest,
                }],
            ));
        };
    }
    add!("NotoSansHebrew-subset.ttf");
    add!("NotoSansArabic-subset.ttf");
    add!("NotoSansDevanagari-subset.ttf");
    add!("NotoSansThai-subset.ttf");
    add!("NotoSansCJKsc-subset.otf");
    add!("NotoSansCJKkr-subset.otf");
    add!("NotoSans-subset.ttf");
    ctx
}

fn metrics(width: f32) -> Metrics {
    Metrics {
        family: TextFamily::Serif,
        width,
        size: 17.0,
        line: 30.0,
        pixels_per_point: 1.0,
    }
}

/// Runs `look` in a frame with the layout of a text.
fn with_layout<R>(content: &str, width: f32, mut look: impl FnMut(&mut Layout, &Pen) -> R) -> R {
    let text = Text::new(content).unwrap();
    let ctx = context();
    let mut layout = Layout::new(&text, metrics(width));
    let mut found = None;
    for _ in 0..2 {
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            layout.follow_fonts(ui.ctx());
            let pen = Pen {
                ctx: ui.ctx(),
                ink: Color32::WHITE,
                faint: Color32::GRAY,
            };
            found = Some(look(&mut layout, &pen));
        });
        output.textures_delta.clear();
    }
    found.unwrap()
}

fn plain(_: Span) -> Spacing {
    Spacing {
        line: 30.0,
        shift: 0.0,
    }
}

fn chunks(content: &str, width: f32) -> Vec<ChunkLayout> {
    with_layout(content, width, |layout, pen| {
        let count = layout.chunk_count();
        (0..count).map(|index| set_chunk(layout, pen, index)).collect()
    })
}

/// A chunk with all its words.
fn set_chunk(layout: &mut Layout, pen: &Pen, index: usize) -> ChunkLayout {
    layout.chunk(index, pen, plain).unwrap();
    layout.set_words(index, Rangef::EVERYTHING, pen.ctx);
    layout.ready(index).unwrap().clone()
}

/// The lines of a text of one paragraph.
fn lines(content: &str) -> Vec<Line> {
    chunks(content, WIDTH).remove(0).lines
}

/// The bytes of a line's graphemes as seen from the left.
fn seen(line: &Line) -> Vec<u32> {
    let mut cells: Vec<(f32, u32)> = Vec::new();
    for run in &line.runs {
        for pair in run.stops.windows(2) {
            cells.push((pair[0].1.min(pair[1].1), pair[0].0));
        }
    }
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    cells.into_iter().map(|(_, byte)| byte).collect()
}

/// What a reader sees from the left, mirrored characters apart.
fn seen_words(content: &str, line: &Line) -> String {
    seen(line)
        .into_iter()
        .map(|byte| content[byte as usize..].chars().next().unwrap())
        .collect()
}

fn span(content: &str, part: &str) -> Span {
    let at = content.find(part).unwrap();
    Text::new(content).unwrap().span(at..at + part.len()).unwrap()
}

#[test]
fn words_of_both_directions_stand_as_they_are_read() {
    let content = "She said שלום עולם twice";
    assert_eq!(
        seen_words(content, &lines(content)[0]),
        "She said םלוע םולש twice"
    );
    let content = "היא אמרה hello world פעמיים";
    assert_eq!(
        seen_words(content, &lines(content)[0]),
        "םיימעפ hello world הרמא איה"
    );
    let content = "מספר 123-45 (abc) כאן";
    let line = &lines(content)[0];
    assert_eq!(seen_words(content, line), "ןאכ )abc( 123-45 רפסמ");
    assert!(
        (line.right() - WIDTH).abs() < 1.0,
        "at the right of the column: {}",
        line.right()
    );
}

#[test]
fn embeddings_overrides_and_isolates_are_obeyed() {
    let strip = |s: String| s.replace(forms::is_direction_control, "");
    for (content, expected) in [
        ("abc \u{202e}def\u{202c} ghi", "abc fed ghi"),
        ("abc \u{2067}דה 1\u{2069} 2", "abc 1 הד 2"),
        ("שלום \u{2066}a (ב) c\u{2069}!", "!a (ב) c םולש"),
        ("קול! a", "a !לוק"),
        ("קול\u{200f}! a", "a !לוק"),
        ("a קול!\u{200f}", "a !לוק"),
        ("a קול\u{200f}!", "a לוק!"),
        ("a \u{202d}אב\u{202c} c", "a אב c"),
    ] {
        let line = &lines(content)[0];
        let words = strip(seen_words(content, line));
        assert_eq!(words, expected, "{content:?}");
    }
}

#[test]
fn the_order_is_that_of_the_algorithm() {
    for content in [
        "She said שלום עולם, twice (שלום)!",
        "«مرحبا» 12.5% — C++ و٣٤ ثم end.",
        "א\tב 1\tc",
        "a\u{2067}ב c\u{2069}\u{202b}d ה\u{202c} 7",
    ] {
        let line = &chunks(content, 4000.0).remove(0).lines[0];
        let info = unicode_bidi::BidiInfo::new(content, None);
        let (levels, runs) = info.visual_runs(&info.paragraphs[0], 0..content.len());
        let mut expected = Vec::new();
        for run in runs {
            let mut cells: Vec<u32> = forms::graphemes(&content[run.clone()])
                .map(|(at, _)| (run.start + at) as u32)
                .collect();
            if levels[run.start].is_rtl() {
                cells.reverse();
            }
            expected.extend(cells);
        }
        assert_eq!(seen(line), expected, "{content:?}");
    }
}

#[test]
fn the_caret_goes_by_the_text_and_jumps_at_the_border_of_a_run() {
    let content = "ab גד ef";
    let line = &lines(content)[0];
    let xs: Vec<f32> = [0, 1, 2, 3, 5, 7, 8, 9]
        .iter()
        .map(|byte| line.x(*byte))
        .collect();
    assert!(xs[0] < xs[1] && xs[1] < xs[2] && xs[2] < xs[4], "{xs:?}");
    assert!(xs[3] > xs[4], "inside the word it goes to the left: {xs:?}");
    assert!(
        xs[4] < xs[5] && (xs[5] - xs[3]).abs() < 0.1,
        "and behind it jumps over it: {xs:?}"
    );
    assert!(xs[5] < xs[6] && xs[6] < xs[7]);
}

#[test]
fn a_label_over_a_border_has_a_rectangle_in_each_part() {
    let content = "one שתיים שלוש four";
    let line = &lines(content)[0];
    let both = line.extents(span(content, "one שתיים"));
    assert_eq!(both.len(), 2, "{both:?}");
    let (one, two) = (
        line.extents(span(content, "one ")),
        line.extents(span(content, "שתיים")),
    );
    assert_eq!((one.len(), two.len()), (1, 1));
    assert_eq!(both[0], one[0]);
    assert_eq!(both[1], two[0]);
    assert!(
        line.extents(span(content, "שלוש"))[0].0 < two[0].0,
        "the second word stands left of the first"
    );
    assert_eq!(line.extents(span(content, "שתיים שלוש")).len(), 1);
    assert_eq!(line.extents(span(content, content)).len(), 1);
}

/// Texts in the scripts people work with.
const SCRIPTS: &[&str] = &[
    "The quick brown fox, naïve café – “quoted”.",
    "office affine fjord ffi",
    "Привет, мир! Ωμέγα.",
    "שָׁלוֹם עולם (אחד), 12 „שתיים“ three!",
    "قالت: «مرحبا بالعالم» ٣٤ مرات، لا إله ok (نعم)؟",
    "می‌خواهم کتاب‌ها را",
    "नमस्ते दुनिया। क्षत्रिय स्त्री हिन्दी",
    "ภาษาไทยเขียนติดกันไม่เว้นวรรค กำลังน้ำ",
    "我喜欢喝咖啡，「真的」吗？12月3日。",
    "한국어 문장입니다. \u{1112}\u{1161}\u{11ab}글",
    "👩‍👩‍👧 family 👍🏽 🇰🇷🇯🇵 ❤️ 😀",
    "cafe\u{301} nai\u{308}ve Z\u{351}\u{32b}\u{343}",
    "name\tvalue\tmore\nx\ty\tz",
    "zero\u{200b}width \u{feff}bom \u{ad}soft nul\0 cr\r lrm\u{200e} end",
];

fn whole_lines(content: &str, width: f32) -> Vec<Line> {
    chunks(content, width)
        .into_iter()
        .flat_map(|chunk| chunk.lines)
        .collect()
}

/// What must be true of every line.
fn check_line(content: &str, line: &Line) {
    let words = &content[line.start as usize..line.end as usize];
    let borders: Vec<u32> = forms::graphemes(words)
        .map(|(at, _)| line.start + at as u32)
        .chain([line.end])
        .collect();
    let mut stops: Vec<u32> = line
        .runs
        .iter()
        .flat_map(|run| run.stops.iter().map(|stop| stop.0))
        .collect();
    stops.sort_unstable();
    stops.dedup();
    assert_eq!(stops, borders, "a stop at every grapheme of {words:?}");
    let all: Vec<f32> = line
        .runs
        .iter()
        .flat_map(|run| run.stops.iter().map(|stop| stop.1))
        .collect();
    assert!(all.iter().all(|x| x.is_finite()));
    assert!(line.last >= line.start && line.last <= line.end);
}

#[test]
fn every_character_of_every_script_can_be_clicked() {
    for content in SCRIPTS {
        for width in [4000.0, WIDTH, 90.0] {
            for line in whole_lines(content, width) {
                check_line(content, &line);
                for run in &line.runs {
                    for pair in run.stops.windows(2) {
                        let ((byte, from), (_, to)) = (pair[0], pair[1]);
                        assert!((to - from).abs() > 0.9, "{content:?} at {byte}: {from} to {to}");
                        let middle = (from + to) / 2.0;
                        assert_eq!(line.under(middle), Some(byte), "{content:?}");
                        let near = line.nearest(from + (to - from) * 0.1);
                        assert_eq!(near, byte.min(line.last), "{content:?}");
                    }
                }
            }
        }
    }
}

/// Where egui's letters end must be where the stops say: its clusters and faces are the same.
#[test]
fn stops_stand_where_the_letters_are_drawn() {
    for content in SCRIPTS {
        for chunk in chunks(content, 4000.0) {
            let drawn = chunk.pieces.iter().flat_map(|piece| {
                let rows = piece.galley.rows.iter();
                rows.flat_map(move |row| {
                    row.glyphs
                        .iter()
                        .map(move |glyph| piece.at.x + row.pos.x + glyph.max_x())
                })
            });
            let drawn = drawn.fold(0.0, f32::max);
            let stops = chunk.lines.iter().map(Line::right).fold(0.0, f32::max);
            assert!(
                (drawn - stops).abs() < 2.5,
                "{content:?}: drawn to {drawn}, stops to {stops}"
            );
        }
    }
}

fn controls() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => hostile_string(),
        2 => prop::sample::select(vec![
            "\u{202a}", "\u{202b}", "\u{202c}", "\u{202d}", "\u{202e}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
            "\u{200e}", "\u{200f}", "\u{61c}", "\0", "\u{301}", "\t", " ", "א", "ب", "لا", "1", "(", ")", "\u{200d}",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn any_text_is_laid_out(content in controls(), width in 20.0f32..400.0) {
        let made = chunks(&content, width);
        let mut at = 0;
        for chunk in &made {
            prop_assert!(chunk.height.is_finite() && chunk.height > 0.0);
            for line in &chunk.lines {
                prop_assert!(line.start >= at && line.end >= line.start);
                at = line.end;
                check_line(&content, line);
                for byte in line.start..=line.end {
                    prop_assert!(line.x(byte).is_finite());
                }
            }
        }
        prop_assert_eq!(at as usize, content.strip_suffix('\n').map_or(content.len(), |_| content.len()));
    }
}
