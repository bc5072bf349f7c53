//! Which places are listed: by kind, state, label and person. The list is made anew only when the places or the filter change.

use super::ReviewList;
use crate::analysis::compare::{ComparedPlace, DifferenceKind, PlaceState, Places};
use crate::model::{LabelId, PersonId};
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Button, RichText, Ui, Vec2};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Wanted {
    #[default]
    All,
    Open,
    Decided,
    Outdated,
    Discuss,
    Rivals,
}

impl Wanted {
    const ALL: [(Self, &'static str); 6] = [
        (Self::All, "All states"),
        (Self::Open, "Undecided"),
        (Self::Decided, "Decided"),
        (Self::Outdated, "Outdated"),
        (Self::Discuss, "To discuss"),
        (Self::Rivals, "Decided in two ways"),
    ];

    fn passes(self, place: &ComparedPlace) -> bool {
        match self {
            Self::All => true,
            Self::Open => place.state == PlaceState::Open,
            Self::Decided => matches!(place.state, PlaceState::Decided(_)),
            Self::Outdated => matches!(place.state, PlaceState::Outdated(_)),
            Self::Discuss => matches!(place.state, PlaceState::Discuss(_)),
            Self::Rivals => matches!(place.state, PlaceState::Rivals(_)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct PlaceFilter {
    /// Empty shows all that are differences, and what needs another look.
    kinds: BTreeSet<DifferenceKind>,
    wanted: Wanted,
    /// Some item has it.
    label: Option<LabelId>,
    /// Has something there.
    person: Option<PersonId>,
}

impl PlaceFilter {
    fn passes(&self, place: &ComparedPlace) -> bool {
        let kind = match self.kinds.is_empty() {
            true => {
                !place.is_agreed() || matches!(place.state, PlaceState::Outdated(_) | PlaceState::Rivals(_))
            }
            false => place.kinds.iter().any(|kind| self.kinds.contains(kind)),
        };
        let label = |label: &LabelId| place.items.iter().any(|item| item.annotation.label == *label);
        let person = |person: &PersonId| place.items.iter().any(|item| item.annotator == *person);
        kind && self.wanted.passes(place)
            && self.label.as_ref().is_none_or(label)
            && self.person.as_ref().is_none_or(person)
    }
}

/// The places that pass, with the current one among them in any case.
#[derive(Default)]
pub struct Rows {
    of: Option<(PlaceFilter, Places)>,
    passing: Vec<usize>,
    /// Where the current place stands that does not pass.
    extra: Option<(usize, usize)>,
    kinds: BTreeMap<DifferenceKind, usize>,
    labels: BTreeMap<LabelId, usize>,
}

impl Rows {
    pub fn follow(&mut self, filter: &PlaceFilter, places: &Places, current: usize) {
        let same = self
            .of
            .as_ref()
            .is_some_and(|(seen, of)| seen == filter && Arc::ptr_eq(of, places));
        if !same {
            self.of = Some((filter.clone(), places.clone()));
            self.count(filter, places);
        }
        let at = self.passing.partition_point(|index| *index < current);
        let there = self.passing.get(at) == Some(&current) || current >= places.len();
        self.extra = (!there).then_some((at, current));
    }

    fn count(&mut self, filter: &PlaceFilter, places: &[Arc<ComparedPlace>]) {
        self.passing.clear();
        self.kinds.clear();
        self.labels.clear();
        for (index, place) in places.iter().enumerate() {
            if filter.passes(place) {
                self.passing.push(index);
            }
            for kind in &place.kinds {
                *self.kinds.entry(*kind).or_default() += 1;
            }
            let labels: BTreeSet<&LabelId> = place.items.iter().map(|item| &item.annotation.label).collect();
            for label in labels {
                *self.labels.entry(label.clone()).or_default() += 1;
            }
        }
    }

    pub fn len(&self) -> usize {
        self.passing.len() + usize::from(self.extra.is_some())
    }

    /// The place of a row.
    pub fn get(&self, row: usize) -> Option<usize> {
        match self.extra {
            Some((at, current)) if row == at => Some(current),
            Some((at, _)) if row > at => self.passing.get(row - 1).copied(),
            _ => self.passing.get(row).copied(),
        }
    }

    pub fn row_of(&self, place: usize) -> usize {
        self.passing.partition_point(|index| *index < place)
    }

    pub fn passing(&self) -> usize {
        self.passing.len()
    }
}

pub fn filters_ui(cx: &Cx, state: &mut ReviewList, ui: &mut Ui) {
    let ReviewList { filter, rows, .. } = state;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding = Vec2::new(6.0, 2.0);
        let third = ((ui.available_width() - 8.0) / 3.0).floor();
        let kinds = match (filter.kinds.len(), filter.kinds.first()) {
            (0, _) => "Kinds".to_owned(),
            (1, Some(kind)) => kind.title().to_owned(),
            (count, _) => format!("{count} kinds"),
        };
        let state = Wanted::ALL.iter().find(|(wanted, _)| *wanted == filter.wanted);
        let whose = match (&filter.label, &filter.person) {
            (None, None) => "Labels".to_owned(),
            (Some(label), None) => label_name(cx, label),
            (None, Some(person)) => cx.session.name_of(person),
            (Some(label), Some(person)) => {
                format!("{}, {}", label_name(cx, label), cx.session.name_of(person))
            }
        };
        let sized = |ui: &mut Ui, words: &str| {
            let sign = RichText::new(icons::CHEVRON_DOWN).font(theme::icon_font(11.0));
            let words = RichText::new(words).size(theme::SMALL);
            let button = Button::new(words)
                .right_text(sign.color(cx.theme.ink_weak))
                .truncate()
                .min_size(Vec2::new(third, 24.0));
            ui.scope(|ui| {
                ui.set_max_width(third);
                ui.add(button)
            })
            .inner
        };
        let keep_open = egui::PopupCloseBehavior::CloseOnClickOutside;
        let response = sized(ui, &kinds).on_hover_text("Which kinds of difference are listed");
        egui::Popup::menu(&response)
            .close_behavior(keep_open)
            .show(|ui| kinds_ui(cx, filter, rows, ui));
        let words = match state {
            Some((wanted, words)) if *wanted != Wanted::All => *words,
            _ => "States",
        };
        let response = sized(ui, words).on_hover_text("Decided places, or those that wait");
        egui::Popup::menu(&response).show(|ui| {
            for (wanted, words) in Wanted::ALL {
                ui.radio_value(&mut filter.wanted, wanted, words);
            }
        });
        let response =
            sized(ui, &whose).on_hover_text("Places of one label, or where one person has something");
        egui::Popup::menu(&response)
            .close_behavior(keep_open)
            .show(|ui| whose_ui(cx, filter, rows, ui));
    });
}

fn label_name(cx: &Cx, id: &LabelId) -> String {
    let book = cx.session.project().map(|project| project.codebook());
    let label = book.and_then(|book| book.label(id.as_str()));
    label.map_or(id.as_str(), |label| label.name.as_str()).to_owned()
}

fn kinds_ui(cx: &Cx, filter: &mut PlaceFilter, rows: &Rows, ui: &mut Ui) {
    for kind in DifferenceKind::ALL {
        let count = rows.kinds.get(&kind).copied().unwrap_or_default();
        let mut on = filter.kinds.contains(&kind);
        let words = format!("{} · {count}", kind.title());
        if ui
            .add_enabled(count > 0 || on, egui::Checkbox::new(&mut on, words))
            .changed()
        {
            if on {
                filter.kinds.insert(kind);
            } else {
                filter.kinds.remove(&kind);
            }
        }
    }
    if !filter.kinds.is_empty() && ui.button("All kinds").clicked() {
        filter.kinds.clear();
    }
    widgets::hint_ui(ui, cx.theme, "None ticked: everything but “All agree”");
}

fn whose_ui(cx: &Cx, filter: &mut PlaceFilter, rows: &Rows, ui: &mut Ui) {
    widgets::heading_ui(ui, "Person");
    ui.radio_value(&mut filter.person, None, "Everybody");
    for person in cx.session.review_order() {
        let name = cx.session.name_of(&person);
        ui.radio_value(&mut filter.person, Some(person), name);
    }
    widgets::heading_ui(ui, "Label");
    egui::ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
        ui.radio_value(&mut filter.label, None, "All labels");
        for (label, count) in &rows.labels {
            let words = format!("{} · {count}", label_name(cx, label));
            ui.radio_value(&mut filter.label, Some(label.clone()), words);
        }
    });
}
