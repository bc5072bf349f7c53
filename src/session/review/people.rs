//! Who is compared, in which order, and what they are called: while names are hidden, by numbers in an order that tells nothing.

use super::super::*;
use crate::analysis::compare;

impl Session {
    /// Others who have labels on the open document, in order of id.
    pub fn teammates(&self) -> Vec<PersonId> {
        let (Some(project), Some(document)) = (self.project(), &self.view.document) else {
            return Vec::new();
        };
        let me = self.open.as_ref().and_then(|open| open.me.as_ref());
        compare::people_to_compare(project, document)
            .into_iter()
            .filter(|person| Some(person) != me)
            .collect()
    }

    /// Whom the review compares: the user and the teammates shown; all teammates where none is shown.
    pub fn compared_people(&self) -> Vec<PersonId> {
        let teammates = self.teammates();
        let shown: Vec<PersonId> = teammates
            .iter()
            .filter(|p| self.view.shown.contains(*p))
            .cloned()
            .collect();
        let me = self.open.as_ref().and_then(|open| open.me.clone());
        me.into_iter()
            .chain(if shown.is_empty() { teammates } else { shown })
            .collect()
    }

    /// Those who are compared, in the order of their keys.
    pub fn review_order(&self) -> Vec<PersonId> {
        let people = self.compared_people();
        if !self.hides_names() {
            return people;
        }
        let order = self.shuffled();
        let place = |person: &PersonId| order.iter().position(|other| other == person);
        let mut people: Vec<_> = people
            .into_iter()
            .map(|person| (place(&person), person))
            .collect();
        people.sort();
        people.into_iter().map(|(_, person)| person).collect()
    }

    /// Whether nobody's name is to be seen: only while reviewing.
    pub fn hides_names(&self) -> bool {
        self.settings.hide_names && self.view.review.is_some()
    }

    /// What a person is called in the window.
    pub fn name_of(&self, person: &PersonId) -> String {
        let Some(project) = self.project() else {
            return String::new();
        };
        if !self.hides_names() || project.kind_of(person) == PersonKind::Adjudicated {
            return project.person_name(person).to_owned();
        }
        let place = self.shuffled().iter().position(|other| other == person);
        place.map_or_else(String::new, |place| format!("Person {}", place + 1))
    }

    /// Everybody in an order that only the project's id decides.
    fn shuffled(&self) -> Vec<PersonId> {
        let Some(project) = self.project() else {
            return Vec::new();
        };
        let mut people: Vec<PersonId> = project
            .people()
            .filter(|person| person.kind.is_annotator())
            .map(|person| person.id.clone())
            .collect();
        people.sort();
        let id = project.head().id.to_string();
        let seed = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |seed, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut random = SplitMix(seed);
        for last in (1..people.len()).rev() {
            let other = random.next_u64() % (last as u64 + 1);
            people.swap(last, other as usize);
        }
        people
    }

    pub(in crate::session) fn toggle_names(&mut self) -> Vec<Effect> {
        let mut effects = self.change_settings(|settings| settings.hide_names = !settings.hide_names);
        let words = match (self.settings.hide_names, self.view.review.is_some()) {
            (true, true) => "Names are hidden; files and exports keep them",
            (true, false) => "Names will be hidden while reviewing; files and exports keep them",
            (false, _) => "Names are shown",
        };
        effects.push(Effect::Notify(Notice::info(words)));
        effects
    }
}
