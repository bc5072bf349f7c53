//! The parts of the main window, one file each. Each reads the context and sends requests; its own state lies here.

mod codebook;
mod conflicts;
mod documents;
mod find;
mod header;
mod inspector;
mod placing;
mod review;
pub mod rows;
mod saved;
mod search;
mod status;
mod themes;
mod top_bar;
mod view_options;
pub mod welcome;

use super::cx::Cx;
use super::text_view::TextView;
use crate::session::{FilterCounts, Focus, Request, Session};
use egui::{Frame, Margin, Panel, Ui};

#[derive(Default)]
pub struct Panels {
    documents: documents::Documents,
    codebook: codebook::Codebook,
    inspector: inspector::Inspector,
    review: review::ReviewList,
    find: find::FindBar,
    search: search::Search,
    placing: placing::Placing,
    conflicts: conflicts::Conflicts,
    view: view_options::ViewOptions,
    status: status::Status,
    counts: FilterCounts,
}

/// Below this width (points) the side panels shrink.
const NARROW: f32 = 1080.0;

impl Panels {
    /// Whether a dialog of a panel is open and wants the keys.
    pub fn has_dialog(&self) -> bool {
        self.documents.has_dialog()
    }

    /// Puts the keyboard into a part when it is drawn next.
    pub fn focus(&mut self, focus: Focus, ctx: &egui::Context) {
        match focus {
            Focus::Find => self.find.focus(ctx),
            Focus::Search => self.search.focus(ctx),
            Focus::View => self.view.show(),
            Focus::Placing => self.placing.focus(),
            Focus::Conflicts => self.conflicts.focus(),
            Focus::Reason | Focus::Remark => self.review.focus(focus),
            other => self.inspector.focus(other),
        }
    }

    /// The whole window of an open project.
    pub fn ui(&mut self, cx: &mut Cx, ui: &mut Ui, text: &mut TextView) {
        let settings = &cx.session.settings;
        let passing = self.passing(cx.session);
        self.view.passing = passing;
        let width = ui.available_width();
        let most = if width < NARROW { width * 0.24 } else { 480.0 };
        let side = |ui: &Ui| Frame::side_top_panel(ui.style()).inner_margin(Margin::symmetric(10, 8));
        Panel::top("top bar")
            .show_separator_line(true)
            .show(ui, |ui| top_bar::top_bar_ui(cx, &mut self.view, ui));
        Panel::bottom("status").show(ui, |ui| status::status_ui(cx, &mut self.status, ui));
        let mut widths = (settings.left_width, settings.right_width);
        if settings.left_panel {
            let panel = Panel::left("left")
                .default_size(settings.left_width)
                .size_range(170.0..=most.max(180.0));
            let shown = panel.frame(side(ui)).show(ui, |ui| self.left_ui(cx, ui));
            widths.0 = shown.response.rect.width();
        }
        if settings.right_panel {
            let panel = Panel::right("right")
                .default_size(settings.right_width)
                .size_range(190.0..=most.max(220.0));
            let shown = panel.frame(side(ui)).show(ui, |ui| self.right_ui(cx, ui));
            widths.1 = shown.response.rect.width();
        }
        let released = ui.input(|i| i.pointer.primary_released());
        if released && width >= NARROW && widths != (settings.left_width, settings.right_width) {
            cx.send(Request::SetPanels {
                left: widths.0,
                right: widths.1,
            });
        }
        self.bottom_ui(cx, ui);
        let page = Frame::new().fill(cx.theme.page);
        egui::CentralPanel::default().frame(page).show(ui, |ui| {
            header::header_ui(cx, passing, ui);
            find::find_ui(cx, &mut self.find, ui);
            if cx.session.document().is_some() {
                text.ui(cx, ui);
            } else {
                documents::nothing_open_ui(cx, ui);
            }
        });
    }

    /// How many labels the filter lets through, of how many; None without a filter.
    fn passing(&mut self, session: &Session) -> Option<(usize, usize)> {
        if session.view.filter.is_on() {
            return Some(self.counts.update(session));
        }
        self.counts = FilterCounts::default();
        None
    }

    /// Under the text: labels that wait to be placed, else conflicts, else the search in all documents.
    fn bottom_ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let view = &cx.session.view;
        let id = if view.placing.is_some() {
            "placing"
        } else if view.conflicts.is_some() {
            "conflicts"
        } else if view.search.is_some() {
            "search"
        } else {
            return;
        };
        let height = ui.available_height();
        let margin = Margin {
            left: 10,
            right: 10,
            top: 6,
            bottom: 2,
        };
        let frame = Frame::side_top_panel(ui.style()).inner_margin(margin);
        Panel::bottom(id)
            .resizable(true)
            .default_size((height * 0.36).max(150.0))
            .size_range(110.0..=(height * 0.7).max(120.0))
            .frame(frame)
            .show(ui, |ui| match id {
                "placing" => placing::placing_ui(cx, &mut self.placing, ui),
                "conflicts" => conflicts::conflicts_ui(cx, &mut self.conflicts, ui),
                _ => search::search_ui(cx, &mut self.search, ui),
            });
    }

    /// Documents above, codebook below.
    fn left_ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let height = ui.available_height();
        let count = cx.session.project().map_or(0, |p| p.documents().len());
        let head = if count > documents::FEW { 80.0 } else { 48.0 };
        let wanted = (count as f32 * documents::ROW + head).clamp(132.0, height * 0.45);
        // A few documents more or less ask for another height; only a long list keeps the one that was dragged.
        let documents = Panel::top(("documents", count.min(documents::FEW + 1)))
            .resizable(true)
            .default_size(wanted)
            .frame(Frame::new());
        documents.show(ui, |ui| documents::documents_ui(cx, &mut self.documents, ui));
        egui::CentralPanel::no_frame().show(ui, |ui| codebook::codebook_ui(cx, &mut self.codebook, ui));
    }

    /// The list of differences while reviewing, above the inspector.
    fn right_ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        if cx.session.view.review.is_some() {
            // With nothing selected the inspector has nothing to show: the places get its room.
            let alone = cx.session.selected().is_none();
            let (id, share) = if alone {
                ("differences alone", 0.95)
            } else {
                ("differences", 0.55)
            };
            let list = Panel::top(id)
                .resizable(!alone)
                .show_separator_line(!alone)
                .default_size(ui.available_height() * share)
                .frame(Frame::new());
            let list = if alone {
                list.exact_size(ui.available_height() - 28.0)
            } else {
                list
            };
            list.show(ui, |ui| review::review_ui(cx, &mut self.review, ui));
        }
        egui::CentralPanel::no_frame().show(ui, |ui| inspector::inspector_ui(cx, &mut self.inspector, ui));
    }
}
