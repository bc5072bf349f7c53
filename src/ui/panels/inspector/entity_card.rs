//! A small card to edit an entity of the registry: names, kind, note, and merging it into another.

use super::Inspector;
use super::pick::{Pick, PickRow};
use crate::model::{Annotation, Entity, EntityId};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::widgets;
use egui::{Popup, PopupCloseBehavior, Response, TextEdit, Ui};

pub struct Card {
    entity: Entity,
    /// One name a line.
    aliases: String,
    merging: bool,
    pick: Pick,
    /// Drawn before: the keyboard is in it, so that Esc closes the card and nothing else.
    shown: bool,
}

impl Card {
    fn of(entity: &Entity) -> Self {
        Self {
            entity: entity.clone(),
            aliases: entity.aliases.join("\n"),
            merging: false,
            pick: Pick::default(),
            shown: false,
        }
    }

    /// The entity as the card has it now.
    fn edited(&self) -> Entity {
        let mut entity = self.entity.clone();
        entity.name = entity.name.trim().to_owned();
        entity.aliases = lines(&self.aliases, &entity.name);
        entity
    }
}

/// The lines as names: trimmed, none twice, none the main name.
fn lines(text: &str, main: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if !line.is_empty() && line != main && !names.iter().any(|name| name == line) {
            names.push(line.to_owned());
        }
    }
    names
}

enum Done {
    Save,
    Cancel,
    MergeInto(EntityId),
}

/// The card of an entity, opened by a click on `button`.
pub fn card_ui(cx: &mut Cx, state: &mut Inspector, button: &Response, about: (&Entity, &Annotation)) {
    let (entity, annotation) = about;
    let popup = Popup::menu(button)
        .id(button.id.with("card"))
        .style(egui::style::StyleModifier::default())
        .close_behavior(PopupCloseBehavior::IgnoreClicks);
    let id = popup.get_id();
    let was_open = Popup::is_id_open(&button.ctx, id);
    if !was_open && !button.clicked() {
        return;
    }
    if !was_open {
        state.entities.card = None;
    }
    if state
        .entities
        .card
        .as_ref()
        .is_none_or(|card| card.entity.id != entity.id)
    {
        state.entities.card = Some(Card::of(entity));
    }
    let Some(mut card) = state.entities.card.take() else {
        return;
    };
    let done = popup.show(|ui| {
        ui.set_width(240.0);
        fields_ui(cx, state, ui, &mut card, annotation)
    });
    match done.and_then(|shown| shown.inner) {
        Some(Done::Save) => cx.send(Request::SetEntity(Box::new(card.edited()))),
        Some(Done::MergeInto(into)) => cx.send(Request::MergeEntities {
            from: entity.id.clone(),
            into,
        }),
        Some(Done::Cancel) => {}
        None => {
            if Popup::is_id_open(&button.ctx, id) {
                state.entities.card = Some(card);
            }
            return;
        }
    }
    Popup::close_id(&button.ctx, id);
}

fn fields_ui(
    cx: &Cx,
    state: &Inspector,
    ui: &mut Ui,
    card: &mut Card,
    annotation: &Annotation,
) -> Option<Done> {
    if card.merging {
        return merge_ui(cx, state, ui, card);
    }
    let theme = cx.theme;
    let wide = f32::INFINITY;
    widgets::hint_ui(ui, theme, "Name");
    let name = TextEdit::singleline(&mut card.entity.name).desired_width(wide);
    let name = ui.add(name).accessible_name("Name");
    if !std::mem::replace(&mut card.shown, true) {
        name.request_focus();
    }
    widgets::hint_ui(ui, theme, "Other names, one a line");
    let aliases = TextEdit::multiline(&mut card.aliases)
        .desired_rows(2)
        .desired_width(wide);
    ui.add(aliases).accessible_name("Other names");
    alias_ui(cx, ui, card, annotation);
    widgets::hint_ui(ui, theme, "Kind");
    let mut kind = card.entity.kind.to_string();
    ui.horizontal_wrapped(|ui| {
        for known in ["person", "organisation", "concept", "place"] {
            ui.selectable_value(&mut kind, known.to_owned(), known);
        }
    });
    let field = TextEdit::singleline(&mut kind)
        .desired_width(wide)
        .hint_text("Or a word of your own");
    ui.add(field).accessible_name("Kind");
    if kind != card.entity.kind.as_str() {
        card.entity.kind = kind.trim().into();
    }
    widgets::hint_ui(ui, theme, "Note");
    let note = TextEdit::multiline(&mut card.entity.note)
        .desired_rows(2)
        .desired_width(wide);
    ui.add(note).accessible_name("Note");
    ui.add_space(6.0);
    buttons_ui(ui, card)
}

fn buttons_ui(ui: &mut Ui, card: &mut Card) -> Option<Done> {
    let named = !card.entity.name.trim().is_empty();
    let keys = ui.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, egui::Key::Enter));
    ui.horizontal(|ui| {
        let save = ui.add_enabled(named, egui::Button::new("Save"));
        let save = save
            .on_hover_text("Ctrl+Enter")
            .on_disabled_hover_text("An entity needs a name");
        let cancel = ui.button("Cancel").on_hover_text("Esc");
        if ui.button("Merge into…").clicked() {
            card.merging = true;
        }
        if save.clicked() || keys && named {
            Some(Done::Save)
        } else {
            cancel.clicked().then_some(Done::Cancel)
        }
    })
    .inner
}

/// The words of the passage as another name, where they are none yet.
fn alias_ui(cx: &Cx, ui: &mut Ui, card: &mut Card, annotation: &Annotation) {
    let Some((_, text)) = cx.session.document() else {
        return;
    };
    let quote = annotation.fragments.quote_start(text, 200).trim().to_owned();
    let known = quote == card.entity.name || card.aliases.lines().any(|line| line.trim() == quote);
    if known || quote.is_empty() || quote.chars().count() > 60 {
        return;
    }
    let words = format!("Add “{}”", widgets::shorten(&quote, 24));
    if ui
        .button(words)
        .on_hover_text(format!("“{quote}” means this entity too"))
        .clicked()
    {
        if !card.aliases.is_empty() && !card.aliases.ends_with('\n') {
            card.aliases.push('\n');
        }
        card.aliases.push_str(&quote);
    }
}

fn merge_ui(cx: &Cx, state: &Inspector, ui: &mut Ui, card: &mut Card) -> Option<Done> {
    widgets::heading_ui(
        ui,
        &format!("“{}” is the same as", widgets::shorten(&card.entity.name, 24)),
    );
    let others: Vec<&Entity> = state
        .entities
        .known()
        .filter(|e| e.id != card.entity.id)
        .collect();
    let rows: Vec<PickRow> = others
        .iter()
        .map(|entity| PickRow {
            name: entity.name.clone(),
            note: entity.kind.to_string(),
            ..PickRow::default()
        })
        .collect();
    let chosen = card.pick.ui(ui, cx.theme, "Find a name", &rows);
    widgets::hint_ui(
        ui,
        cx.theme,
        "Every label that names one then names the other; undo takes it back",
    );
    if ui.button("Back").clicked() {
        card.merging = false;
    }
    let chosen = chosen.and_then(|index| others.get(index));
    chosen.map(|entity| Done::MergeInto(entity.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn other_names_are_trimmed_and_told_once() {
        assert_eq!(lines(" Kim \n\nKim\nMr Kim\nKim Il", "Kim Il"), ["Kim", "Mr Kim"]);
    }
}
