//! One attribute's control: values to choose from, numbers, words.

use super::Inspector;
use super::attributes::Row;
use super::chips::{self, Ask, Chips};
use super::draft::{Field, Pending, number_from_text};
use super::pick::{self, PickRow};
use crate::model::{AttributeKind, AttributeValue};
use crate::ui::cx::Cx;
use crate::ui::{icons, theme};
use egui::{Button, Key, Modifiers, Popup, Response, RichText, Sense, TextEdit, Ui, Vec2};
use smol_str::SmolStr;

pub fn bool_names() -> Vec<String> {
    ["yes", "no", "not set"].map(str::to_owned).to_vec()
}

pub fn bool_from_place(place: usize) -> Option<AttributeValue> {
    match place {
        0 => Some(AttributeValue::Bool(true)),
        1 => Some(AttributeValue::Bool(false)),
        _ => None,
    }
}

/// The whole numbers of a range of at most seven, which are quicker chosen than typed.
pub fn small_range(min: Option<f64>, max: Option<f64>) -> Option<Vec<String>> {
    let (min, max) = (min?, max?);
    let whole = min.fract() == 0.0 && max.fract() == 0.0 && max > min && max - min <= 6.0;
    whole.then(|| {
        (0..=(max - min) as i64)
            .map(|step| (min + step as f64).to_string())
            .collect()
    })
}

/// The place of the present value among the names.
fn place_of(row: &Row, names: &[String]) -> Option<usize> {
    match (&row.attribute.kind, row.value) {
        (AttributeKind::Bool, None) => Some(2),
        (AttributeKind::Bool, Some(AttributeValue::Bool(value))) => Some(usize::from(!value)),
        (_, value) => {
            let value = value?.to_string();
            names.iter().position(|name| *name == value)
        }
    }
}

fn value_at(row: &Row, names: &[String], place: usize) -> Option<AttributeValue> {
    match &row.attribute.kind {
        AttributeKind::Bool => bool_from_place(place),
        AttributeKind::Number { .. } => names.get(place)?.parse().ok().map(AttributeValue::Number),
        _ => names
            .get(place)
            .map(|name| AttributeValue::Choice(SmolStr::new(name))),
    }
}

/// What a group of one value does with its keys; true when it wants its list opened.
fn answer(
    cx: &mut Cx,
    state: &mut Inspector,
    ui: &Ui,
    (row, names): (&Row, &[String]),
    ask: Option<Ask>,
) -> bool {
    let id = &row.annotation.id;
    match ask {
        Some(Ask::Move(at)) => state.set_draft(cx, ui, (id, row.field()), Pending::At(at)),
        Some(Ask::Choose(place)) => {
            state.draft = None;
            row.set(cx, value_at(row, names, place));
        }
        Some(Ask::Keep) => {
            state.commit_field(cx, id, &row.field());
            state.go_on = Some(row.attribute.id.clone());
        }
        Some(Ask::Clear) => {
            state.draft = None;
            row.set(cx, None);
        }
        Some(Ask::Open) => return true,
        None => {}
    }
    false
}

fn end_of_focus(cx: &mut Cx, state: &mut Inspector, row: &Row, response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.lost_focus() {
        state.commit_field(cx, &row.annotation.id, &row.field());
    }
}

/// One of a few values. A second click takes it away again.
pub fn choice_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row, names: &[String]) {
    let now = place_of(row, names);
    let at = state.place_of(&row.annotation.id, &row.field()).or(now);
    let ask = chips::keys(ui, row.id, names, at);
    answer(cx, state, ui, (row, names), ask);
    let at = state.place_of(&row.annotation.id, &row.field()).or(now);
    let chosen: Vec<bool> = (0..names.len()).map(|place| Some(place) == at).collect();
    let group = Chips {
        id: row.id,
        name: &row.attribute.name,
        values: names,
        chosen: &chosen,
        several: false,
        at,
    };
    let (clicked, response) = group.ui(ui, cx.theme);
    if let Some(place) = clicked {
        state.draft = None;
        let value = value_at(row, names, place).filter(|_| now != Some(place));
        row.set(cx, value);
    }
    end_of_focus(cx, state, row, &response);
}

/// Any of several values.
pub fn choices_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row, names: &[String]) {
    let set: Vec<SmolStr> = match row.value {
        Some(AttributeValue::Choices(values)) => values.clone(),
        _ => Vec::new(),
    };
    let on = |name: &String| set.iter().any(|value| value.as_str() == name);
    let chosen: Vec<bool> = names.iter().map(on).collect();
    let at = state.place_of(&row.annotation.id, &row.field());
    let mut switched = None;
    match chips::keys(ui, row.id, names, at) {
        Some(Ask::Move(at)) => {
            state.set_draft(cx, ui, (&row.annotation.id, row.field()), Pending::At(at));
        }
        Some(Ask::Choose(place)) => switched = Some(place),
        Some(Ask::Keep) => state.go_on = Some(row.attribute.id.clone()),
        Some(Ask::Clear) => row.set(cx, None),
        Some(Ask::Open) | None => {}
    }
    let group = Chips {
        id: row.id,
        name: &row.attribute.name,
        values: names,
        chosen: &chosen,
        several: true,
        at: state.place_of(&row.annotation.id, &row.field()),
    };
    let (clicked, response) = group.ui(ui, cx.theme);
    if let Some(place) = switched.or(clicked) {
        // In the codebook's order, whatever order they were chosen in.
        let flip =
            |(index, name): (usize, &String)| (on(name) != (index == place)).then(|| SmolStr::new(name));
        let values: Vec<SmolStr> = names.iter().enumerate().filter_map(flip).collect();
        row.set(
            cx,
            (!values.is_empty()).then_some(AttributeValue::Choices(values)),
        );
    }
    end_of_focus(cx, state, row, &response);
}

/// One of many values: a button with a list.
pub fn long_choice_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row, names: &[String]) {
    let now = place_of(row, names);
    let at = state.place_of(&row.annotation.id, &row.field()).or(now);
    let ask = chips::keys(ui, row.id, names, at);
    let space = ask.is_some() && ui.input(|i| i.key_pressed(Key::Space));
    let open = if space {
        true
    } else {
        answer(cx, state, ui, (row, names), ask)
    };
    let at = state.place_of(&row.annotation.id, &row.field()).or(now);
    let shown = at.and_then(|at| names.get(at)).map(|name| name.replace('_', " "));
    let words = match &shown {
        Some(name) => RichText::new(name),
        None => RichText::new("Choose…").color(cx.theme.ink_weak),
    };
    let sign = RichText::new(icons::CHEVRON_DOWN).font(theme::icon_font(12.0));
    let width = ui.available_width();
    let button = Button::new(words).right_text(sign.color(cx.theme.ink_weak));
    let button = ui.add(
        button
            .truncate()
            .sense(Sense::CLICK)
            .min_size(Vec2::new(width, 26.0)),
    );
    let field = ui.interact(button.rect, row.id, Sense::focusable_noninteractive());
    let value = shown.unwrap_or_default();
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &row.attribute.name);
        info.current_text_value = Some(value.clone());
        info
    });
    chips::ring_ui(ui, cx.theme, row.id, button.rect);
    if button.clicked() {
        // The list opens with the keyboard here: arrows, digits, and Esc for the list alone.
        ui.memory_mut(|memory| memory.request_focus(row.id));
    }
    if matches!(ask, Some(Ask::Keep | Ask::Choose(_) | Ask::Clear)) && !space {
        Popup::close_id(ui.ctx(), Popup::default_response_id(&button));
    }
    if let Some(place) = list_ui(cx, &button, (at, names), open) {
        state.draft = None;
        let value = value_at(row, names, place).filter(|_| now != Some(place));
        row.set(cx, value);
        ui.memory_mut(|memory| memory.request_focus(row.id));
    }
    end_of_focus(cx, state, row, &field);
}

fn list_ui(cx: &Cx, button: &Response, names: (Option<usize>, &[String]), open: bool) -> Option<usize> {
    let (at, names) = names;
    let popup = Popup::menu(button).width(button.rect.width());
    if open {
        Popup::open_id(&button.ctx, popup.get_id());
    }
    let shown = popup.show(|ui| {
        let mut clicked = None;
        egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            for (place, name) in names.iter().enumerate() {
                let note = if place < 9 {
                    (place + 1).to_string()
                } else {
                    String::new()
                };
                let row = PickRow {
                    name: name.replace('_', " "),
                    note,
                    chosen: at == Some(place),
                    ..PickRow::default()
                };
                if pick::row_ui(ui, cx.theme, &row, (at == Some(place), true)).clicked() {
                    clicked = Some(place);
                }
            }
        });
        clicked
    });
    shown?.inner
}

/// Words or a number, kept when the field is left.
pub fn words_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row) {
    let field = row.field();
    let typed = state.words_of(&row.annotation.id, &field);
    let mut words = typed.unwrap_or_else(|| row.value.map(ToString::to_string).unwrap_or_default());
    let range = match &row.attribute.kind {
        AttributeKind::Number { min, max } => Some((*min, *max)),
        _ => None,
    };
    let focused = chips::has_focus(ui, row.id);
    let enter = focused && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
    let stepped = focused && range.is_some_and(|range| step(ui, &mut words, range));
    let edit = match range {
        Some(_) => TextEdit::singleline(&mut words).desired_width(96.0),
        // Grows with what is typed; Enter keeps.
        None => TextEdit::multiline(&mut words)
            .desired_rows(1)
            .desired_width(f32::INFINITY),
    };
    let edit = edit.id(row.id).hint_text(hint(range));
    let response = ui.add(edit).accessible_name(row.attribute.name.as_str());
    if response.changed() || stepped {
        let words = words.replace('\n', " ");
        state.set_draft(cx, ui, (&row.annotation.id, field.clone()), Pending::Words(words));
    }
    let wrong = range.filter(|_| !words.trim().is_empty());
    let wrong = wrong.and_then(|(min, max)| number_from_text(&words, min, max).err());
    if let Some(wrong) = &wrong {
        ui.label(RichText::new(wrong).size(theme::SMALL).color(cx.theme.error));
    }
    if enter && wrong.is_none() {
        state.commit_field(
            cx,
            &row.annotation.id,
            &Field::Attribute(row.attribute.id.clone()),
        );
        state.go_on = Some(row.attribute.id.clone());
    }
    end_of_focus(cx, state, row, &response);
}

fn hint(range: Option<(Option<f64>, Option<f64>)>) -> String {
    match range {
        Some((Some(min), Some(max))) => format!("{min} to {max}"),
        Some((Some(min), None)) => format!("{min} or more"),
        Some((None, Some(max))) => format!("{max} or less"),
        Some((None, None)) => "Number".to_owned(),
        None => String::new(),
    }
}

/// Up and down count by one within the range.
fn step(ui: &mut Ui, words: &mut String, range: (Option<f64>, Option<f64>)) -> bool {
    let (up, down) = ui.input_mut(|i| {
        (
            i.consume_key(Modifiers::NONE, Key::ArrowUp),
            i.consume_key(Modifiers::NONE, Key::ArrowDown),
        )
    });
    if !up && !down {
        return false;
    }
    let by = if up { 1.0 } else { -1.0 };
    let old = number_from_text(words, None, None).ok();
    let new = old.map_or(range.0.unwrap_or(0.0), |old| old + by);
    let new = new
        .max(range.0.unwrap_or(f64::MIN))
        .min(range.1.unwrap_or(f64::MAX));
    *words = new.to_string();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_ranges_of_whole_numbers_become_chips() {
        assert_eq!(small_range(Some(1.0), Some(3.0)).unwrap(), ["1", "2", "3"]);
        assert_eq!(small_range(Some(-1.0), Some(1.0)).unwrap(), ["-1", "0", "1"]);
        assert_eq!(small_range(Some(0.0), Some(10.0)), None);
        assert_eq!(small_range(Some(0.5), Some(2.5)), None);
        assert_eq!(small_range(None, Some(2.0)), None);
        assert_eq!(small_range(Some(2.0), Some(2.0)), None);
    }
}
