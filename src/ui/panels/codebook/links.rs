//! The link kinds below the labels: a click begins a link at the selected label.

use super::name_of;
use crate::model::LinkKind;
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::panels::rows;
use crate::ui::{icons, widgets};
use egui::{Pos2, ScrollArea, Ui};
use std::sync::Arc;

/// Height of a link kind, in points.
pub const ROW: f32 = 23.0;

/// Draws the link kinds; says whether they are to be folded or unfolded.
pub fn links_ui(cx: &mut Cx, list: (&[Arc<LinkKind>], bool), ui: &mut Ui, most: f32) -> bool {
    let (kinds, folded) = list;
    let shown: Vec<&Arc<LinkKind>> = kinds.iter().filter(|kind| !kind.retired).collect();
    if shown.is_empty() {
        return false;
    }
    let mut switched = false;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        widgets::heading_ui(ui, "Links");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (sign, name) = if folded {
                (icons::CHEVRON_RIGHT, "Show the links")
            } else {
                (icons::CHEVRON_DOWN, "Fold the links away")
            };
            switched = widgets::icon_button(ui, sign, name).clicked();
        });
    });
    if folded {
        return switched;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = (shown.len() as f32 * ROW).min(most);
    ScrollArea::vertical()
        .id_salt("links")
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            for kind in shown {
                ui.push_id(&kind.id, |ui| link_ui(cx, ui, kind));
            }
        });
    switched
}

/// Why a link of this kind cannot start now.
fn link_refused(session: &Session, kind: &LinkKind) -> Option<String> {
    let Some(selected) = session.selected_own() else {
        return Some("Select one of your labels first: the link starts there".to_owned());
    };
    let book = session.project()?.codebook();
    let from = book.resolve(&selected.label);
    let fits = kind.from.is_empty() || kind.from.iter().any(|label| book.is_within(from, label));
    if fits {
        return None;
    }
    let names: Vec<&str> = kind.from.iter().map(|id| name_of(session, id)).collect();
    Some(format!("This link starts only at {}", names.join(", ")))
}

fn link_ui(cx: &mut Cx, ui: &mut Ui, kind: &LinkKind) {
    let refused = link_refused(cx.session, kind);
    let waiting = cx
        .session
        .view
        .linking
        .as_ref()
        .is_some_and(|linking| linking.kind == kind.id);
    ui.add_enabled_ui(refused.is_none(), |ui| {
        // The ink says that it is off; faded once more it could not be read.
        ui.set_opacity(1.0);
        let (rect, response) = rows::row_ui(ui, cx.theme, ROW, waiting, &kind.name);
        let middle = rect.center().y;
        let theme = cx.theme;
        let ink = if refused.is_none() {
            theme.ink
        } else {
            theme.ink_weak
        };
        rows::icon(
            ui,
            icons::LINK,
            14.0,
            Pos2::new(rect.left() + 26.0, middle),
            theme.ink_weak,
        );
        let right = rect.right() - 30.0;
        if let Some(key) = &kind.key {
            rows::key_cap(ui, theme, key, right, middle);
        }
        let left = rect.left() + 38.0;
        let room = right - 24.0 - left;
        rows::name(ui, &kind.name, ink, Pos2::new(left, middle), room);
        let response = response.on_hover_ui(|ui| {
            if !kind.description.is_empty() {
                ui.label(&kind.description);
            }
            ui.label("Starts a link at the selected label, then choose the other end");
        });
        let response = match &refused {
            Some(reason) => response.on_disabled_hover_text(reason),
            None => response,
        };
        if response.clicked() {
            cx.send(Request::StartLink(kind.id.clone()));
        }
    });
}
