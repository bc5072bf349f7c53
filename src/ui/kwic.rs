//! A hit as keyword in context: what was matched begins at one column, what stands before ends there.
//! Paints and measures; knows no search and sends nothing.

use super::bidi_text;
use super::theme::{self, Theme};
use crate::analysis::search::CONTEXT;
use egui::{Color32, FontId, Galley, Pos2, Rect, Ui, Vec2};
use std::sync::Arc;

/// Of a cut word not more than this is dropped, in characters.
const PART: usize = 14;
/// More of a hit is not shown in a row, in characters.
const MOST: usize = 240;

pub struct Kwic<'a> {
    pub before: &'a str,
    pub matched: &'a str,
    pub after: &'a str,
    /// Cannot be used: all in the weak ink.
    pub weak: bool,
}

/// Where the column of the matches begins in a row of this width, from its left, in points.
fn column(width: f32) -> f32 {
    (width * 0.42).clamp(60.0, 340.0)
}

/// Paints a hit into `rect`: in rows of one width all matches begin at one column.
pub fn paint(ui: &Ui, theme: &Theme, rect: Rect, hit: &Kwic) {
    let column = rect.left() + column(rect.width());
    let (ink, context) = if hit.weak {
        (theme.ink_faint, theme.ink_faint)
    } else {
        (theme.ink, theme.ink_weak)
    };
    let font = FontId::proportional(theme::BODY);
    let before = tail(ui, &before(hit.before), &font, context, column - rect.left());
    let at = Pos2::new(column - before.size().x, middle(rect, &before));
    ui.painter().galley(at, before, context);
    let matched = cut(
        ui,
        hit.matched,
        theme::strong(theme::BODY),
        ink,
        rect.right() - column,
    );
    let at = Pos2::new(column, middle(rect, &matched));
    let ground = Rect::from_min_size(
        Pos2::new(column - 1.0, rect.center().y - 9.0),
        Vec2::new(matched.size().x + 2.0, 18.0),
    );
    if !hit.weak {
        ui.painter().rect_filled(ground, 3.0, theme.selection);
    }
    let end = at.x + matched.size().x;
    ui.painter().galley(at, matched, ink);
    if rect.right() - end > 12.0 {
        let after = cut(ui, &after(hit.after), font, context, rect.right() - end);
        let at = Pos2::new(end, middle(rect, &after));
        ui.painter().galley(at, after, context);
    }
}

/// The hit as a sentence for tooltips and screen readers.
pub fn spoken(hit: &Kwic) -> String {
    format!(
        "{}{}{}",
        one_line(hit.before),
        one_line(hit.matched),
        one_line(hit.after)
    )
}

/// Context that was cut, to whole words.
fn before(words: &str) -> String {
    let line = one_line(words);
    if line.chars().count() < CONTEXT {
        return line;
    }
    match line.char_indices().take(PART).find(|(_, c)| c.is_whitespace()) {
        Some((at, _)) => format!("…{}", line.get(at..).unwrap_or_default()),
        None => format!("…{line}"),
    }
}

fn after(words: &str) -> String {
    let line = one_line(words);
    if line.chars().count() < CONTEXT {
        return line;
    }
    let mut signs = line.char_indices().rev().take(PART);
    let space = signs.find(|(_, c)| c.is_whitespace());
    let end = space.map_or(line.len(), |(at, _)| at);
    format!("{} …", line.get(..end).unwrap_or_default())
}

fn middle(rect: Rect, galley: &Galley) -> f32 {
    rect.center().y - galley.size().y * 0.5
}

/// Line ends, tabs and other controls as spaces, and not more than a row can show.
fn one_line(words: &str) -> String {
    let signs = words.chars().take(MOST);
    signs.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// One line that ends in an ellipsis where it is cut.
fn cut(ui: &Ui, words: &str, font: FontId, ink: Color32, width: f32) -> Arc<Galley> {
    let mut job =
        egui::text::LayoutJob::simple_singleline(bidi_text::shown(&one_line(words)).into_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    job.keep_trailing_whitespace = true;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// One line of which only the end is shown, behind an ellipsis where it is cut.
fn tail(ui: &Ui, words: &str, font: &FontId, ink: Color32, width: f32) -> Arc<Galley> {
    let words = &*bidi_text::shown(words);
    let whole = whole(ui, words.to_owned(), font, ink);
    if whole.size().x <= width {
        return whole;
    }
    let over = whole.size().x - width + theme::BODY;
    let glyphs = whole.rows.first().map(|row| row.row.glyphs.as_slice());
    let skip = glyphs
        .unwrap_or_default()
        .iter()
        .position(|glyph| glyph.pos.x >= over)
        .unwrap_or(words.chars().count());
    // To the next whole word, where one begins soon.
    let part = words.chars().skip(skip).take(PART).position(char::is_whitespace);
    let rest: String = words.chars().skip(skip + part.unwrap_or(0)).collect();
    self::whole(ui, format!("…{}", rest.trim_start()), font, ink)
}

fn whole(ui: &Ui, words: String, font: &FontId, ink: Color32) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(words, font.clone(), ink);
    job.keep_trailing_whitespace = true;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}
