//! Short messages at the lower edge. What went wrong with files stays until it is clicked away; the rest goes by itself.

use super::{icons, theme, theme::Theme, widgets};
use crate::session::Notice;
use egui::{Align2, RichText, Vec2};

/// Seconds that a message stays.
const STAY: f64 = 5.0;
const MOST: usize = 4;

#[derive(Default)]
pub struct Toasts(Vec<(Notice, f64)>);

impl Toasts {
    /// A message that goes by itself. Of those that only tell what was done, the last is enough.
    pub fn add(&mut self, notice: Notice, now: f64) {
        if !notice.error {
            self.0.retain(|(other, until)| other.error || !until.is_finite());
        }
        self.put(notice, now + STAY);
    }

    /// A message that waits to be clicked away.
    pub fn add_lasting(&mut self, notice: Notice) {
        self.put(notice, f64::INFINITY);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn put(&mut self, notice: Notice, until: f64) {
        self.0.retain(|(other, _)| *other != notice);
        self.0.push((notice, until));
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
    }

    pub fn ui(&mut self, theme: &Theme, ctx: &egui::Context) {
        let now = ctx.input(|i| i.time);
        self.0.retain(|(_, until)| *until > now);
        if self.0.is_empty() {
            return;
        }
        let mut closed = None;
        egui::Area::new(egui::Id::unique("messages"))
            .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -40.0))
            .order(egui::Order::Foreground)
            .show(ctx, |ui| {
                for (index, (notice, _)) in self.0.iter().enumerate() {
                    if toast_ui(ui, theme, notice) {
                        closed = Some(index);
                    }
                }
            });
        if let Some(index) = closed {
            self.0.remove(index);
        }
        if let Some(next) = self
            .0
            .iter()
            .map(|(_, until)| *until - now)
            .filter(|left| left.is_finite())
            .reduce(f64::min)
        {
            ctx.request_repaint_after_secs(next.max(0.0) as f32);
        }
    }
}

/// Draws one message; says whether it was closed.
fn toast_ui(ui: &mut egui::Ui, theme: &Theme, notice: &Notice) -> bool {
    let (icon, colour) = if notice.error {
        (icons::TRIANGLE_ALERT, theme.error)
    } else {
        (icons::INFO, theme.accent)
    };
    let mut closed = false;
    egui::Frame::popup(ui.style())
        .inner_margin(egui::Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_max_width(520.0);
            ui.horizontal(|ui| {
                ui.label(
                    RichText::new(icon)
                        .font(theme::icon_font(theme::ICON))
                        .color(colour),
                );
                ui.vertical(|ui| {
                    ui.set_max_width(420.0);
                    ui.label(&notice.text);
                    if let Some(hint) = &notice.hint {
                        widgets::hint_ui(ui, theme, hint);
                    }
                });
                closed = widgets::icon_button(ui, icons::X, "Close message").clicked();
            });
        });
    closed
}
