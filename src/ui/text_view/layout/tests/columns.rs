//! Lines in the column: where they break, how far apart they stand, and how high it all is.

use super::*;

#[test]
fn lines_are_no_wider_than_the_column() {
    for content in SCRIPTS {
        let content = format!("{} ", content.replace('\n', " ")).repeat(12);
        for line in whole_lines(&content, WIDTH) {
            let text = Text::new(content.as_str()).unwrap();
            let words = text.span(line.start as usize..line.last as usize).unwrap();
            let right = line.extents(words).iter().map(|part| part.1).fold(0.0, f32::max);
            assert!(right <= WIDTH + 1.0, "{right}: {:?}", text.slice(words));
            let left = line
                .extents(words)
                .iter()
                .map(|part| part.0)
                .fold(WIDTH, f32::min);
            assert!(left >= -1.0, "{left}: {:?}", text.slice(words));
        }
    }
}

#[test]
fn lines_break_between_words() {
    let thai = "ภาษาไทยเขียนติดกันไม่เว้นวรรค".repeat(6);
    let breaks: Vec<usize> = chunks::segmenter().segment_str(&thai).collect();
    for line in lines(&thai) {
        assert!(breaks.contains(&(line.start as usize)), "not inside a word");
    }
    let hebrew = "שלום עולם ".repeat(20);
    for line in lines(&hebrew).iter().skip(1) {
        assert!(hebrew[..line.start as usize].ends_with(' '));
    }
    let korean = "한국어 \u{1112}\u{1161}\u{11ab}글 문장입니다 ".repeat(12);
    for line in lines(&korean).iter().skip(1) {
        assert!(korean[..line.start as usize].ends_with(' '));
    }
    let long = "שלוםעולם".repeat(30);
    assert!(lines(&long).len() > 3, "a word wider than the column is cut");
    let marked = "e\u{301}".repeat(200);
    for line in lines(&marked) {
        assert!(marked[line.start as usize..].starts_with('e') || line.start == line.end);
    }
}

#[test]
fn tabs_go_to_the_next_stop() {
    let content = "a\tb\nab\td\nlonger than\te";
    let xs: Vec<f32> = chunks(content, WIDTH)
        .iter()
        .map(|chunk| {
            let line = &chunk.lines[0];
            line.x(line.end - 1)
        })
        .collect();
    assert!((xs[0] - xs[1]).abs() < 0.1, "{xs:?}");
    let steps = xs[2] / xs[0];
    assert!(steps > 1.5 && (steps - steps.round()).abs() < 0.01, "{xs:?}");
}

#[test]
fn parts_of_a_long_paragraph_run_as_its_first_word() {
    let content = format!("שלום {}", "plain words ".repeat(1200));
    let made = chunks(&content, WIDTH);
    assert!(made.len() > 2);
    for chunk in &made {
        for line in &chunk.lines {
            let text = Text::new(content.as_str()).unwrap();
            let words = text.span(line.start as usize..line.last as usize).unwrap();
            let right = line.extents(words).iter().map(|part| part.1).fold(0.0, f32::max);
            assert!((right - WIDTH).abs() < 1.0);
        }
    }
    let last = made[0].lines.last().unwrap();
    assert!(
        last.last < last.end,
        "the paragraph goes on: its last space hangs"
    );
}

#[test]
fn controls_and_signs_are_faint_and_letters_are_not() {
    let made = chunks("a\0b\u{200b}c", WIDTH).remove(0);
    let colours: Vec<Color32> = made.pieces[0]
        .galley
        .job
        .sections
        .iter()
        .map(|s| s.format.color)
        .collect();
    let (ink, faint) = (Color32::WHITE, Color32::GRAY);
    assert_eq!(colours, [ink, faint, ink, faint, ink]);
    let quick = chunks("a\0\0b", WIDTH).remove(0);
    assert_eq!(quick.pieces[0].galley.job.text, "a␀␀b");
}

#[test]
fn a_line_with_labels_gets_room_and_the_others_stay() {
    for content in [
        "plain words that go on and on ".repeat(6),
        "מילים שנמשכות עוד ועוד ".repeat(8),
    ] {
        with_layout(&content, WIDTH, |layout, pen| {
            let second = layout.chunk(0, pen, plain).unwrap().lines[1].start;
            let before = set_chunk(layout, pen, 0);
            layout.frame += 1;
            let after = layout
                .chunk(0, pen, |line| Spacing {
                    line: if line.start() == second { 50.0 } else { 30.0 },
                    shift: if line.start() == second { -6.0 } else { 0.0 },
                })
                .unwrap();
            assert_eq!(after.height, before.height + 20.0);
            assert_eq!(
                (after.lines[1].top, after.lines[1].height, after.lines[2].top),
                (30.0, 50.0, 80.0)
            );
            let tops = |chunk: &ChunkLayout| -> Vec<f32> {
                let pieces = chunk.pieces.iter();
                pieces
                    .flat_map(|p| p.galley.rows.iter().map(move |row| p.at.y + row.pos.y))
                    .collect()
            };
            let moved: Vec<f32> = tops(after)
                .iter()
                .zip(tops(&before))
                .map(|(a, b)| a - b)
                .collect();
            assert_eq!(moved.get(..4), Some([0.0, 4.0, 20.0, 20.0].as_slice()));
            assert_eq!(layout.total(), f64::from(before.height) + 20.0);
        });
    }
}

#[test]
fn words_are_set_when_their_lines_come_into_view() {
    let content = "מילים שנמשכות עוד ועוד ".repeat(40);
    let whole = chunks(&content, WIDTH).remove(0);
    with_layout(&content, WIDTH, |layout, pen| {
        let set = |layout: &Layout| -> Vec<usize> {
            let pieces = &layout.ready(0).unwrap().pieces;
            pieces.iter().map(|piece| piece.first_line).collect()
        };
        layout.cache.clear();
        layout.chunk(0, pen, plain);
        assert!(set(layout).is_empty(), "measuring alone sets no words");
        layout.set_words(0, Rangef::new(151.0, 179.0), pen.ctx);
        assert_eq!(set(layout), [4, 5, 6], "the line in view and its neighbours");
        layout.set_words(0, Rangef::new(151.0, 209.0), pen.ctx);
        assert_eq!(set(layout), [4, 5, 6, 7], "each once");
        layout.set_words(0, Rangef::EVERYTHING, pen.ctx);
        let chunk = layout.ready(0).unwrap();
        assert_eq!(chunk.pieces.len(), whole.lines.len());
        for piece in &chunk.pieces {
            let other = &whole.pieces[piece.first_line];
            assert_eq!(
                (piece.at, &piece.galley.job.text),
                (other.at, &other.galley.job.text)
            );
        }
    });
}

#[test]
fn marks_that_the_reading_face_lacks_are_drawn_in_another() {
    let families = |content: &str| -> Vec<(String, FontFamily)> {
        let made = chunks(content, WIDTH).remove(0);
        let job = made.pieces[0].galley.job.clone();
        let section = |s: &egui::text::LayoutSection| {
            let range = s.byte_range.start.0..s.byte_range.end.0;
            (job.text[range].to_owned(), s.format.font_id.family.clone())
        };
        job.sections.iter().map(section).collect()
    };
    let sans = theme::reading_in(TextFamily::Sans, 1.0).family;
    let found = families("at\u{361}ʃe\u{301}");
    assert!(found.contains(&("t\u{361}".to_owned(), sans)), "{found:?}");
    let found = families("a❤\u{fe0f}\u{200d}🔥 ☎");
    let heart = found.iter().find(|(words, _)| words.starts_with('❤')).unwrap();
    assert_eq!(
        heart,
        &("❤\u{fe0f}\u{200d}🔥".to_owned(), theme::emoji(1.0).family)
    );
    // In no face: a sign instead of nothing.
    let found = families("e\u{1ac5}\u{1ac6}x");
    assert!(found.iter().any(|(words, _)| words == "e¦"), "{found:?}");
}

#[test]
fn signs_are_not_mirrored() {
    let made = chunks("קול\u{200f} (א)", WIDTH).remove(0);
    let words = &made.pieces[0].galley.job.text;
    assert_eq!(words, "(א)‹קול", "brackets are");
}

#[test]
fn a_pile_of_marks_is_cut_into_lines_of_ordinary_height() {
    let content = format!("Z{}", "\u{301}".repeat(100_000));
    let made = chunks(&content, WIDTH);
    assert!(made.len() > 20 && made.iter().all(|chunk| chunk.height <= 60.0));
    let drawn = made.iter().flat_map(|chunk| &chunk.pieces);
    assert!(drawn.map(|piece| piece.galley.job.text.len()).max().unwrap() < 40);
}

#[test]
fn estimates_come_near_what_is_laid_out() {
    let english = "The bridge opens on Monday, they say, and nobody believes it. ".repeat(30);
    let chinese = "三上下不世两中丹了五，交付以位余信元全八，公关其分前。".repeat(25);
    let thai = "ภาษาไทยเขียนติดกันไม่เว้นวรรค ".repeat(40);
    for (name, paragraph) in [("english", english), ("chinese", chinese), ("thai", thai)] {
        let content = format!("{paragraph}\n\n").repeat(70);
        with_layout(&content, WIDTH * 2.0, |layout, pen| {
            while !layout.refined {
                layout.refine();
            }
            let estimated = layout.total();
            let exact: f64 = (0..layout.chunk_count())
                .map(|index| f64::from(layout.chunk(index, pen, plain).unwrap().height))
                .sum();
            let share = estimated / exact;
            assert!(
                (0.93..1.07).contains(&share) || estimated == exact,
                "{name}: {share}"
            );
            assert!((layout.total() - exact).abs() < 1.0, "all are exact now");
        });
    }
}

#[test]
fn galleys_are_made_anew_when_the_letters_are_drawn_anew() {
    let ctx = context();
    let text = Text::new("The bridge opens on Monday.").unwrap();
    let mut layout = Layout::new(&text, metrics(WIDTH));
    let mut frame = |theme: egui::Theme| {
        ctx.set_theme(theme);
        let mut kept = false;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            layout.follow_fonts(ui.ctx());
            kept = layout.ready(0).is_some();
            let pen = Pen {
                ctx: ui.ctx(),
                ink: Color32::WHITE,
                faint: Color32::GRAY,
            };
            layout.chunk(0, &pen, plain);
        });
        output.textures_delta.clear();
        kept
    };
    assert!(!frame(egui::Theme::Dark));
    frame(egui::Theme::Dark);
    assert!(frame(egui::Theme::Dark), "nothing changed");
    let after = [frame(egui::Theme::Light), frame(egui::Theme::Light)];
    assert!(
        after.contains(&false),
        "the other theme draws the letters otherwise"
    );
}
