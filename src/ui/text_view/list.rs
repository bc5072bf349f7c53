//! The list of labels that lie on one spot, to choose from.

use super::TextView;
use crate::model::{AnnotationId, PersonId};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::widgets;
use egui::{Id, Key, Modifiers, Popup, PopupCloseBehavior, Pos2, Ui};

const WIDTH: f32 = 320.0;
const HEIGHT: f32 = 280.0;

pub(super) struct List {
    /// Where it opens, on screen.
    at: Pos2,
    labels: Vec<(PersonId, AnnotationId)>,
    /// The row that the keyboard is at.
    here: usize,
    /// It was moved out of view, maybe.
    reveal: bool,
}

fn list_id() -> Id {
    super::text_id().with("stacked")
}

impl TextView {
    /// The list of stacked labels at the mouse.
    pub(super) fn list_ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let Some(mut list) = self.pointer.list.take() else {
            return;
        };
        let popup = Popup::new(list_id(), ui.ctx().clone(), list.at, ui.layer_id())
            .open_memory(None)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .width(WIDTH);
        let shown = popup.show(|ui| {
            let row = ui.spacing().interact_size.y;
            let mut area = egui::ScrollArea::vertical().max_height(HEIGHT);
            if std::mem::take(&mut list.reveal) {
                let top = list.here as f32 * (row + ui.spacing().item_spacing.y);
                area = area.vertical_scroll_offset((top - HEIGHT / 2.0).max(0.0));
            }
            let rows = |ui: &mut Ui, range: std::ops::Range<usize>| {
                let mut chosen = false;
                for (nth, item) in list.labels.iter().enumerate().take(range.end).skip(range.start) {
                    let clicked = self.list_row(cx, ui, item, nth == list.here);
                    if clicked {
                        choose(cx, item);
                    }
                    chosen |= clicked;
                }
                chosen
            };
            area.show_rows(ui, row, list.labels.len(), rows).inner
        });
        match shown {
            Some(shown) if !shown.inner => self.pointer.list = Some(list),
            Some(_) => Popup::close_id(ui.ctx(), list_id()),
            // Closed by Esc or a click beside it.
            None => {}
        }
    }

    /// The arrows walk through the list while it is open, Enter chooses. False where none is open.
    pub(super) fn list_keys(&mut self, cx: &mut Cx, ui: &Ui) -> bool {
        let Some(list) = &mut self.pointer.list else {
            return false;
        };
        let take = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let before = list.here;
        let last = list.labels.len().saturating_sub(1);
        list.here = (list.here + take(Key::ArrowDown)).min(last);
        list.here = list.here.saturating_sub(take(Key::ArrowUp));
        list.reveal |= list.here != before;
        if take(Key::Enter) > 0 {
            if let Some(item) = list.labels.get(list.here) {
                choose(cx, item);
            }
            Popup::close_id(ui.ctx(), list_id());
            self.pointer.list = None;
        }
        true
    }

    /// Lets people choose among labels at a place on screen.
    pub(super) fn open_list(&mut self, ui: &Ui, at: Pos2, found: Vec<(PersonId, AnnotationId)>) {
        self.pointer.list = Some(List {
            at,
            labels: found,
            here: 0,
            reveal: false,
        });
        Popup::open_id(ui.ctx(), list_id());
    }

    fn list_row(&self, cx: &Cx, ui: &mut Ui, item: &(PersonId, AnnotationId), here: bool) -> bool {
        let Some(mark) = self.marks.find(&item.0, &item.1) else {
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
            format!("{}: ", cx.session.name_of(&item.0))
        };
        let colour = cx.session.looks().colour(mark.annotator, mark.annotation);
        let name = format!("{who}{}  {}", mark.name(project), widgets::shorten(&words, 48));
        let row = ui.push_id((item.0.as_str(), item.1.as_str()), |ui| {
            ui.horizontal(|ui| {
                widgets::swatch_ui(ui, cx.theme, colour);
                let label = egui::Button::selectable(self.is_selected(&mark), name).truncate();
                ui.add(label)
            })
        });
        let button = row.inner.inner;
        if here {
            let stroke = egui::Stroke::new(1.5, cx.theme.accent);
            ui.painter()
                .rect_stroke(button.rect, 4.0, stroke, egui::StrokeKind::Inside);
        }
        button.clicked()
    }
}

fn choose(cx: &mut Cx, item: &(PersonId, AnnotationId)) {
    let (annotator, id) = item.clone();
    cx.send(Request::SelectAnnotation { annotator, id });
}
