//! What can happen next.

use super::world::{LABELS, World};
use super::*;
use crate::model::edit::recipes::Choice;

#[derive(Clone, Debug)]
pub enum Act {
    Tag(u8, u8),
    Relabel(u8, u8),
    Delete(u8),
    Attribute(u8),
    Note(u8),
    /// Other words for a label.
    Words(u8, u8),
    Link(u8, u8),
    Comment(u8),
    /// Of a label of the codebook.
    Describe(u8),
    Document(bool),
    Undo,
    Redo,
    Save,
    Tick(bool),
    Look,
    Run(u8),
    Hear(u8),
    Work,
    Decide(u8, u8),
    /// What comes next opens it again.
    Close,
    Crash,
    /// Everybody's programs end at a moment of the last step: the power is cut, or they are killed.
    Cut(u16, u64, bool),
}

pub fn any_act() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    prop_oneof![
        8 => (n(), n()).prop_map(|(a, b)| Act::Tag(a, b)),
        4 => (n(), n()).prop_map(|(a, b)| Act::Relabel(a, b)),
        3 => n().prop_map(Act::Delete),
        2 => n().prop_map(Act::Attribute),
        8 => n().prop_map(|n| Act::Note(n % 4)),
        1 => (n(), n()).prop_map(|(a, b)| Act::Words(a, b)),
        2 => (n(), n()).prop_map(|(a, b)| Act::Link(a, b)),
        1 => n().prop_map(Act::Comment),
        3 => n().prop_map(Act::Describe),
        1 => any::<bool>().prop_map(Act::Document),
        4 => Just(Act::Undo),
        2 => Just(Act::Redo),
        4 => Just(Act::Save),
        6 => any::<bool>().prop_map(Act::Tick),
        4 => Just(Act::Look),
        6 => n().prop_map(Act::Run),
        4 => n().prop_map(Act::Hear),
        10 => Just(Act::Work),
        4 => (n(), n()).prop_map(|(a, b)| Act::Decide(a, b)),
        1 => Just(Act::Close),
        3 => Just(Act::Crash),
        2 => (any::<u16>(), any::<u64>(), any::<bool>()).prop_map(|(a, b, c)| Act::Cut(a, b, c)),
    ]
}

/// The n-th, counted round.
fn pick<T: Clone>(all: &[T], n: u8) -> Option<T> {
    all.get(usize::from(n) % all.len().max(1)).cloned()
}

impl World {
    pub fn act(&mut self, seat: usize, act: &Act) {
        if let Act::Cut(moment, way, power) = act {
            self.cut(usize::from(*moment), *way, *power);
            for seat in 0..self.seats.len() {
                self.open(seat);
            }
            self.begin_step();
            return;
        }
        self.begin_step();
        if self.is_open(seat) {
            self.do_act(seat, act);
        } else if !matches!(act, Act::Run(_) | Act::Hear(_)) {
            self.open(seat);
        }
        self.end_step(seat);
    }

    pub fn do_act(&mut self, seat: usize, act: &Act) {
        match act {
            Act::Undo => drop(self.ask(seat, Request::Command(CommandId::Undo))),
            Act::Redo => drop(self.ask(seat, Request::Command(CommandId::Redo))),
            Act::Save => drop(self.ask(seat, Request::Save)),
            Act::Look => drop(self.ask(seat, Request::LookAgain)),
            Act::Tick(long) => self.tick(seat, if *long { 1.5 } else { 0.1 }),
            Act::Run(which) => drop(self.run(seat, usize::from(*which))),
            Act::Hear(which) => drop(self.deliver(seat, usize::from(*which))),
            Act::Work => self.work(seat),
            Act::Close => self.close(seat),
            Act::Crash => self.crash(seat),
            edit => self.edit_by(seat, edit),
        }
    }

    fn own(&self, seat: usize) -> Vec<AnnotationId> {
        let bench = self.seats[seat].bench.as_ref().unwrap();
        let key = bench.session.own_key().unwrap();
        let layer = bench.project().layer(&key);
        let is_here = |a: &&Arc<Annotation>| {
            let word = a.fragments.first().map_or(0, |span| span.start() as usize / 7);
            !self.apart || word % self.seats.len() == seat
        };
        layer.map_or_else(Vec::new, |layer| {
            let all = layer.annotations_by_id().filter(is_here);
            all.map(|a| a.id.clone()).collect()
        })
    }

    fn edit_by(&mut self, seat: usize, act: &Act) {
        let own = self.own(seat);
        let new = self.next();
        let person = person(self.seats[seat].person);
        let select = |id| Request::SelectAnnotation {
            annotator: person.clone(),
            id,
        };
        match act {
            Act::Document(first) => {
                let id = DocumentId::new(if *first { "doc" } else { "two" }).unwrap();
                self.ask(seat, Request::SelectDocument(id));
            }
            Act::Tag(word, name) => {
                let word = self.word(seat, *word);
                self.edit(seat, |bench| {
                    bench.select(&format!("word{word:02}"));
                    bench
                        .try_go(Request::Tag(label(LABELS[usize::from(*name) % 4])))
                        .is_ok()
                });
            }
            Act::Relabel(nth, name) => {
                let Some(id) = pick(&own, *nth) else { return };
                self.ask(seat, select(id));
                self.ask(seat, Request::Relabel(label(LABELS[usize::from(*name) % 4])));
            }
            Act::Delete(nth) => {
                let Some(id) = pick(&own, *nth) else { return };
                self.ask(seat, select(id));
                self.ask(seat, Request::Command(CommandId::Delete));
            }
            Act::Attribute(nth) => {
                let Some(id) = pick(&own, *nth) else { return };
                let value = Some(AttributeValue::Text(format!("tone {new}")));
                let attribute = AttributeId::new("tone").unwrap();
                self.ask(seat, Request::SetAttribute { id, attribute, value });
            }
            Act::Note(nth) => {
                let Some(id) = pick(&own, *nth) else { return };
                self.ask(seat, Request::SetNote(id, format!("note {new}")));
            }
            Act::Words(nth, word) => {
                let Some(id) = pick(&own, *nth) else { return };
                let start = self.word(seat, *word) * 7;
                let (_, text) = self.seats[seat]
                    .bench
                    .as_ref()
                    .unwrap()
                    .session
                    .document()
                    .unwrap();
                // Of no word all, so that it is nowhere else.
                let span = text.span(start..start + 2 + usize::from(*word / 64)).unwrap();
                self.ask(seat, Request::SetFragments(id, Fragments::one(span)));
            }
            Act::Link(from, nth) => {
                let Some(id) = pick(&own, *from) else { return };
                self.ask(seat, select(id));
                self.edit(seat, |bench| {
                    let kind = LinkKindId::new("said-by").unwrap();
                    if bench.try_go(Request::StartLink(kind)).is_err() {
                        return false;
                    }
                    let linking = bench.session.view.linking.as_ref().unwrap();
                    let ends: Vec<AnnotationId> = linking.targets.iter().map(|(id, _)| id.clone()).collect();
                    pick(&ends, *nth).is_some_and(|id| bench.try_go(Request::LinkTo(id)).is_ok())
                });
            }
            Act::Comment(nth) => self.comment(seat, *nth, new),
            Act::Describe(nth) => {
                let nth = if self.apart { seat } else { usize::from(*nth) };
                let id = label(LABELS[nth % 4]);
                let known = self.project(seat).codebook().label(id.as_str()).unwrap();
                let changed = Label {
                    description: format!("description {new}"),
                    ..Label::clone(known)
                };
                self.ask(seat, Request::Codebook(CodebookEdit::SetLabel(Box::new(changed))));
            }
            Act::Decide(nth, way) => self.decide(seat, *nth, *way),
            _ => {}
        }
    }

    /// On anybody's label.
    fn comment(&mut self, seat: usize, nth: u8, new: u64) {
        let document = self.seats[seat]
            .bench
            .as_ref()
            .unwrap()
            .session
            .view
            .document
            .clone()
            .unwrap();
        let layers = self.project(seat).layers_of(&document);
        let all: Vec<AnnotationId> = layers
            .flat_map(|(_, layer)| layer.annotations_by_id().map(|a| a.id.clone()))
            .collect();
        if let Some(on) = pick(&all, nth) {
            let text = format!("comment {new}");
            self.ask(seat, Request::AddComment { on, text });
        }
    }

    fn decide(&mut self, seat: usize, nth: u8, way: u8) {
        let conflicts: Vec<(Key, usize)> = (self.project(seat).conflicts())
            .map(|(of, conflict)| (of.clone(), conflict.others.len()))
            .collect();
        let Some((of, others)) = pick(&conflicts, nth) else {
            return;
        };
        let choice = match usize::from(way) % (others + 1) {
            0 => Choice::Stands,
            n => Choice::Other(n - 1),
        };
        let decided = self.ask(seat, Request::Conflicts(Conflicts::Decide(of, choice)));
        self.seen.decided += usize::from(decided);
    }
}
