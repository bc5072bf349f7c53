//! The tab of the codebook's name and guidelines.

use crate::model::CodebookHead;
use crate::session::{CodebookEdit, Request};
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::fields;
use egui::{ScrollArea, Ui};

#[derive(Default)]
pub struct Guidelines {
    draft: Draft<CodebookHead>,
}

pub fn guidelines_ui(cx: &mut Cx, state: &mut Guidelines, ui: &mut Ui) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let head = state.draft.follow(project.codebook().head());
    let theme = cx.theme;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width((ui.available_width() - 10.0).min(760.0));
        fields::line_ui(ui, theme, "Name of the codebook", &mut head.name);
        ui.add_space(4.0);
        let line = ui.text_style_height(&egui::TextStyle::Body);
        let rows = ((ui.clip_rect().height() - 110.0) / line).max(6.0);
        fields::lines_ui(
            ui,
            theme,
            "Guidelines for everyone who labels",
            &mut head.guidelines,
            rows as usize,
        );
    });
    if let Some(done) = state.draft.done(ui.ctx()) {
        cx.send(Request::Codebook(CodebookEdit::SetHead(done)));
    }
}
