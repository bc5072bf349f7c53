//! The attribute whose values are names of the registry: chosen ones as chips, a field that completes, and new names.

use super::Inspector;
use super::attributes::Row;
use super::chips;
use super::entity_card::{self, Card};
use super::pick::{self, PickRow};
use crate::command::fuzzy;
use crate::model::{AttributeKind, AttributeValue, Entity, EntityId, Project};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{
    Button, Id, Key, Modifiers, Popup, PopupCloseBehavior, Response, RichText, Sense, TextEdit, Ui, Vec2,
};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Most names offered at once.
const MOST: usize = 8;
/// As much of a passage (characters) is searched for names.
const SEARCHED: usize = 4_000;
/// Longer passages are no names.
const LONGEST_NAME: usize = 60;

#[derive(Default)]
pub struct Entities {
    /// The registry with the project that it was made of: it is asked for in each frame and made of everybody's entries.
    known: Option<(Project, BTreeMap<EntityId, Entity>)>,
    /// The field that has the keyboard, what is typed in it, and the row that Enter takes.
    field: Option<Id>,
    typed: String,
    at: Option<usize>,
    pub card: Option<Card>,
}

impl Entities {
    fn refresh(&mut self, project: &Project) {
        if !self
            .known
            .as_ref()
            .is_some_and(|(of, _)| of.shares_nouns(project))
        {
            self.known = Some((project.clone(), project.registry()));
        }
    }

    pub fn known(&self) -> impl Iterator<Item = &Entity> {
        self.known.iter().flat_map(|(_, registry)| registry.values())
    }

    pub fn get(&self, id: &EntityId) -> Option<&Entity> {
        self.known.as_ref()?.1.get(id)
    }
}

/// A row of the list below the field.
#[derive(Clone, Debug, PartialEq)]
enum Offer {
    Known(EntityId),
    New { name: String, kind: SmolStr },
}

/// Names of the wanted kinds that fit what is typed: those that begin with it, then those that hold its letters in order.
/// With nothing typed, those that the passage names.
fn offers(entities: &Entities, typed: &str, quote: &str, kinds: &[SmolStr]) -> Vec<Offer> {
    let fits = |entity: &&Entity| kinds.is_empty() || entity.kind.is_empty() || kinds.contains(&entity.kind);
    let pool: Vec<&Entity> = entities.known().filter(fits).collect();
    let wanted = typed.trim();
    let name = if wanted.is_empty() { quote.trim() } else { wanted };
    let mut ids = if wanted.is_empty() {
        named_in(&pool, quote)
    } else {
        ranked(&pool, wanted)
    };
    ids.truncate(MOST);
    let mut found: Vec<Offer> = ids.into_iter().map(Offer::Known).collect();
    let exact = pool
        .iter()
        .any(|entity| entity.names().any(|n| n.to_lowercase() == name.to_lowercase()));
    if !exact && !name.is_empty() && name.chars().count() <= LONGEST_NAME {
        let none = [SmolStr::default()];
        let kinds = if kinds.is_empty() { &none[..] } else { kinds };
        found.extend(kinds.iter().map(|kind| Offer::New {
            name: name.to_owned(),
            kind: kind.clone(),
        }));
    }
    found
}

fn ranked(pool: &[&Entity], wanted: &str) -> Vec<EntityId> {
    let names: Vec<(&str, &EntityId)> = pool
        .iter()
        .flat_map(|e| e.names().map(|name| (name, &e.id)))
        .collect();
    let mut order = fuzzy::rank(wanted, names.iter().map(|(name, _)| *name));
    let wanted = wanted.to_lowercase();
    let begins = |index: &usize| {
        names
            .get(*index)
            .is_some_and(|(name, _)| name.to_lowercase().starts_with(&wanted))
    };
    order.sort_by_key(|index| !begins(index));
    let mut ids: Vec<EntityId> = Vec::new();
    for (_, id) in order.into_iter().filter_map(|index| names.get(index)) {
        if !ids.contains(id) {
            ids.push((*id).clone());
        }
    }
    ids
}

/// The entities one of whose names stands in the passage, or holds it; the longest such name first.
fn named_in(pool: &[&Entity], quote: &str) -> Vec<EntityId> {
    let quote = quote.trim().to_lowercase();
    let mut found: Vec<(usize, &EntityId)> = Vec::new();
    for entity in pool {
        let fits = entity.names().map(str::to_lowercase).filter(|name| {
            let short = name.chars().count() < 2 || quote.chars().count() < 2;
            !short && (quote.contains(name.as_str()) || name.contains(&quote))
        });
        if let Some(length) = fits.map(|name| name.len()).max() {
            found.push((length, &entity.id));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().map(|(_, id)| id.clone()).collect()
}

pub fn entity_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row) {
    let Some(open) = &cx.session.open else { return };
    state.entities.refresh(&open.project);
    let AttributeKind::Entity { kinds, several } = &row.attribute.kind else {
        return;
    };
    let ids: Vec<EntityId> = row
        .value
        .map(|value| value.entities().to_vec())
        .unwrap_or_default();
    if !ids.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            for id in &ids {
                ui.push_id(id.as_str(), |ui| chip_ui(cx, state, ui, row, id));
            }
        });
    }
    let hint = match (ids.is_empty(), *several) {
        (true, _) => "Name, or part of it",
        (false, true) => "Another name",
        (false, false) => "Another instead",
    };
    field_ui(cx, state, ui, row, (kinds, hint));
}

/// The chosen entity: a click opens its card, the cross takes it out.
fn chip_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row, id: &EntityId) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let known = project
        .resolve_entity(id)
        .and_then(|id| state.entities.get(id))
        .cloned();
    let name = known.as_ref().map_or(id.as_str(), |e| e.name.as_str()).to_owned();
    let theme = cx.theme;
    let frame = egui::Frame::new().fill(theme.accent_soft).corner_radius(5.0);
    let frame = frame.stroke(egui::Stroke::new(1.0, theme.line));
    let most = (ui.available_width() - 34.0).max(80.0);
    let (open, remove) = frame
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.set_max_width(most);
            ui.horizontal(|ui| {
                let sign = RichText::new(sign_of(known.as_ref())).font(theme::icon_font(13.0));
                let words = RichText::new(widgets::shorten(&name, (most / 7.5) as usize));
                let button = Button::new((sign.color(theme.ink_weak), words)).sense(Sense::CLICK);
                let open = ui.add(button.frame_when_inactive(false));
                let cross = RichText::new(icons::X)
                    .font(theme::icon_font(12.0))
                    .color(theme.ink_weak);
                let remove = ui.add(Button::new(cross).sense(Sense::CLICK).frame_when_inactive(false));
                (open, remove)
            })
            .inner
        })
        .inner;
    let says = format!("Remove {name}");
    remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &says));
    if remove.on_hover_text(&says).clicked() {
        set_without(cx, row, id);
    }
    let open = open.on_hover_text(known.as_ref().map_or_else(String::new, tip));
    if let Some(entity) = known {
        entity_card::card_ui(cx, state, &open, (&entity, row.annotation));
    }
}

fn sign_of(entity: Option<&Entity>) -> &'static str {
    match entity.map(|e| e.kind.as_str()) {
        Some("person") => icons::USER,
        Some("organisation") => icons::BUILDING_2,
        Some("concept") => icons::LIGHTBULB,
        None => icons::CIRCLE_QUESTION_MARK,
        Some(_) => icons::TAG,
    }
}

fn tip(entity: &Entity) -> String {
    let mut lines = vec![entity.name.clone()];
    if !entity.aliases.is_empty() {
        lines.push(format!("Also {}", entity.aliases.join(", ")));
    }
    if !entity.note.is_empty() {
        lines.push(entity.note.clone());
    }
    lines.push("Click to edit".to_owned());
    lines.join("\n")
}

fn set_without(cx: &mut Cx, row: &Row, id: &EntityId) {
    let left: Vec<EntityId> = row
        .value
        .map(|value| value.entities().iter().filter(|e| *e != id).cloned().collect())
        .unwrap_or_default();
    row.set(cx, (!left.is_empty()).then_some(AttributeValue::Entities(left)));
}

fn set_with(cx: &mut Cx, row: &Row, id: EntityId) {
    let several = matches!(row.attribute.kind, AttributeKind::Entity { several: true, .. });
    if !several {
        row.set(cx, Some(AttributeValue::Entity(id)));
        return;
    }
    let mut ids: Vec<EntityId> = row
        .value
        .map(|value| value.entities().to_vec())
        .unwrap_or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
    row.set(cx, Some(AttributeValue::Entities(ids)));
}

fn field_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row, about: (&[SmolStr], &str)) {
    let (kinds, hint) = about;
    let focused = chips::has_focus(ui, row.id);
    if focused && state.entities.field != Some(row.id) {
        state.entities.field = Some(row.id);
        state.entities.typed.clear();
        state.entities.at = None;
    }
    let active = state.entities.field == Some(row.id);
    let mut typed = if active {
        state.entities.typed.clone()
    } else {
        String::new()
    };
    let mut found = Vec::new();
    if active {
        let quote = cx
            .session
            .document()
            .map(|(_, text)| row.annotation.fragments.quote_start(text, SEARCHED));
        let quote = quote.unwrap_or_default();
        let taken = row.value.map(|value| value.entities()).unwrap_or_default();
        found = offers(&state.entities, &typed, &quote, kinds);
        found.retain(|offer| !matches!(offer, Offer::Known(id) if taken.contains(id)));
    }
    let mut chosen = None;
    if focused {
        chosen = field_keys(cx, state, ui, row, (&found, typed.is_empty()));
    }
    let edit = TextEdit::singleline(&mut typed)
        .id(row.id)
        .hint_text(hint.to_owned());
    let response = ui
        .add(edit.desired_width(f32::INFINITY))
        .accessible_name(row.attribute.name.as_str());
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.changed() {
        state.entities.at = (!typed.trim().is_empty()).then_some(0);
        state.entities.typed = typed;
    }
    // A filled attribute covers what comes below it only when asked to.
    let wanted = row.value.is_none() || !state.entities.typed.is_empty() || state.entities.at.is_some();
    let (clicked, over) = offers_ui(cx, state, &response, &found, active && wanted);
    if let Some(offer) = chosen.or(clicked) {
        take(cx, row, offer);
        state.entities.typed.clear();
        state.entities.at = None;
        ui.memory_mut(|memory| memory.request_focus(row.id));
    } else if active && !response.has_focus() && !focused && !over {
        state.entities.field = None;
    }
}

/// Arrows go through the list, Enter takes a row or goes on, Backspace in the empty field takes the last one out.
fn field_keys(
    cx: &mut Cx,
    state: &mut Inspector,
    ui: &mut Ui,
    row: &Row,
    list: (&[Offer], bool),
) -> Option<Offer> {
    let (found, empty) = list;
    let key = |ui: &mut Ui, key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let last = found.len().saturating_sub(1);
    let at = state.entities.at;
    if key(ui, Key::ArrowDown) && !found.is_empty() {
        state.entities.at = Some(at.map_or(0, |at| if at >= last { 0 } else { at + 1 }));
    }
    if key(ui, Key::ArrowUp) && !found.is_empty() {
        state.entities.at = Some(at.map_or(last, |at| at.checked_sub(1).unwrap_or(last)));
    }
    if empty
        && key(ui, Key::Backspace)
        && let Some(id) = row.value.and_then(|value| value.entities().last())
    {
        set_without(cx, row, id);
    }
    if key(ui, Key::Enter) {
        let offer = state.entities.at.and_then(|at| found.get(at.min(last))).cloned();
        if offer.is_none() && empty {
            state.go_on = Some(row.attribute.id.clone());
        }
        return offer;
    }
    None
}

fn take(cx: &mut Cx, row: &Row, offer: Offer) {
    match offer {
        Offer::Known(id) => set_with(cx, row, id),
        Offer::New { name, kind } => cx.send(Request::MakeEntity {
            name,
            kind: kind.to_string(),
            into: Some((row.annotation.id.clone(), row.attribute.id.clone())),
        }),
    }
}

/// The list below the field. Gives what was clicked, and whether the mouse is over it.
fn offers_ui(
    cx: &Cx,
    state: &Inspector,
    field: &Response,
    found: &[Offer],
    open: bool,
) -> (Option<Offer>, bool) {
    let popup = Popup::from_response(field)
        .id(field.id.with("names"))
        .open(open && !found.is_empty())
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .width(field.rect.width())
        .gap(2.0);
    let shown = popup.show(|ui| {
        let mut clicked = None;
        for (place, offer) in found.iter().enumerate() {
            let row = offer_row(&state.entities, offer);
            if pick::row_ui(ui, cx.theme, &row, (state.entities.at == Some(place), true)).clicked() {
                clicked = Some(offer.clone());
            }
        }
        clicked
    });
    match shown {
        Some(shown) => (shown.inner, shown.response.contains_pointer()),
        None => (None, false),
    }
}

/// The alias that was meant, where the main name does not hold what is typed.
fn other_name(entity: &Entity, typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    let holds = |name: &str| name.to_lowercase().contains(&typed);
    if typed.is_empty() || holds(&entity.name) {
        return None;
    }
    entity
        .aliases
        .iter()
        .find(|alias| holds(alias))
        .map(|alias| widgets::shorten(alias, 18))
}

fn offer_row(entities: &Entities, offer: &Offer) -> PickRow {
    match offer {
        Offer::Known(id) => {
            let entity = entities.get(id);
            let kind = entity.map_or_else(String::new, |e| e.kind.to_string());
            PickRow {
                name: entity.map_or_else(|| id.to_string(), |e| e.name.clone()),
                note: entity
                    .and_then(|e| other_name(e, &entities.typed))
                    .unwrap_or(kind),
                ..PickRow::default()
            }
        }
        Offer::New { name, kind } => PickRow {
            name: format!("Create “{name}”"),
            note: kind.to_string(),
            ..PickRow::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    fn entity(id: &str, name: &str, kind: &str, aliases: &[&str]) -> Entity {
        Entity {
            id: EntityId::new(id).unwrap(),
            name: name.to_owned(),
            kind: kind.into(),
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            parent: None,
            fields: Vec::new(),
            note: String::new(),
            changed: Timestamp::default(),
        }
    }

    fn registry() -> Entities {
        let all = [
            entity(
                "lindqvist",
                "Maja Lindqvist",
                "person",
                &["Lindkvist", "the minister"],
            ),
            entity("harbour", "Harbour Authority", "organisation", &[]),
            entity("linden", "Per Linden", "person", &[]),
        ];
        Entities {
            known: Some((
                Project::default(),
                all.into_iter().map(|e| (e.id.clone(), e)).collect(),
            )),
            ..Entities::default()
        }
    }

    fn ids(found: &[Offer]) -> Vec<String> {
        let word = |offer: &Offer| match offer {
            Offer::Known(id) => id.to_string(),
            Offer::New { name, kind } => format!("new {name} {kind}"),
        };
        found.iter().map(word).collect()
    }

    #[test]
    fn a_second_spelling_finds_the_same_person_and_prefixes_come_first() {
        let registry = registry();
        let person = ["person".into()];
        let found = offers(&registry, "lindk", "", &person);
        assert_eq!(ids(&found), ["lindqvist", "new lindk person"]);
        let found = offers(&registry, "lin", "", &person);
        assert_eq!(ids(&found).first().map(String::as_str), Some("lindqvist"));
        assert!(ids(&found).contains(&"linden".to_owned()));
        let found = offers(&registry, "harbour", "", &person);
        assert_eq!(ids(&found), ["new harbour person"]);
    }

    #[test]
    fn with_nothing_typed_the_passage_itself_is_looked_up() {
        let registry = registry();
        let found = offers(&registry, "", "Minister Maja Lindqvist", &[]);
        assert_eq!(ids(&found), ["lindqvist", "new Minister Maja Lindqvist "]);
        let found = offers(&registry, "", "The minister", &[]);
        assert_eq!(ids(&found), ["lindqvist"]);
        let long = "word ".repeat(40);
        assert!(offers(&registry, "", &long, &[]).is_empty());
    }
}
