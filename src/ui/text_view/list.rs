//! The list of labels that lie on one spot, to choose from.

use super::TextView;
use crate::model::{AnnotationId, PersonId};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::widgets;
use egui::{Id, Popup, PopupCloseBehavior, Pos2, Ui};

const WIDTH: f32 = 320.0;
const HEIGHT: f32 = 280.0;

fn list_id() -> Id {
    super::text_id().with("stacked")
}

impl TextView {
    /// The list of stacked labels at the mouse.
    pub(super) fn list_ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let Some((at, found)) = self.pointer.list.clone() else {
            return;
        };
        let popup = Popup::new(list_id(), ui.ctx().clone(), at, ui.layer_id())
            .open_memory(None)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .width(WIDTH);
        let shown = popup.show(|ui| {
            let rows = ui.spacing().interact_size.y;
            egui::ScrollArea::vertical()
                .max_height(HEIGHT)
                .show_rows(ui, rows, found.len(), |ui, range| {
                    let mut chosen = false;
                    for (person, id) in found.get(range).unwrap_or_default() {
                        chosen |= self.list_row(cx, ui, (person, id));
                    }
                    chosen
                })
                .inner
        });
        match shown {
            Some(shown) if !shown.inner => {}
            Some(_) => {
                Popup::close_id(ui.ctx(), list_id());
                self.pointer.list = None;
            }
            // Closed by Esc or a click beside it.
            None => self.pointer.list = None,
        }
    }

    /// Lets people choose among labels at a place on screen.
    pub(super) fn open_list(&mut self, ui: &Ui, at: Pos2, found: Vec<(PersonId, AnnotationId)>) {
        self.pointer.list = Some((at, found));
        Popup::open_id(ui.ctx(), list_id());
    }

    fn list_row(&self, cx: &mut Cx, ui: &mut Ui, item: (&PersonId, &AnnotationId)) -> bool {
        let Some(mark) = self.marks.find(item.0, item.1) else {
            return false;
        };
        let (Some((_, text)), Some(project)) = (cx.session.document(), cx.session.project()) else {
            return false;
        };
        let first = mark.annotation.fragments.first();
        let words = first.map(|span| text.slice(span)).unwrap_or_default();
        let words: String = words.chars().take(60).collect();
        let who = if mark.own {
            String::new()
        } else {
            format!("{}: ", project.person_name(item.0))
        };
        let colour = cx.session.looks().colour(mark.annotator, mark.annotation);
        let name = format!("{who}{}  {}", mark.name(project), widgets::shorten(&words, 48));
        let row = ui.horizontal(|ui| {
            widgets::swatch_ui(ui, cx.theme, colour);
            let label = egui::Button::selectable(self.is_selected(&mark), name).truncate();
            ui.add(label).clicked()
        });
        if row.inner {
            let (annotator, id) = (item.0.clone(), item.1.clone());
            cx.send(Request::SelectAnnotation { annotator, id });
        }
        row.inner
    }
}
