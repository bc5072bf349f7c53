//! Arbitrary edits of a small project: every recipe with arbitrary arguments, and raw transactions that need not be valid.

use super::super::recipes as r;
use super::*;
use crate::text::testing::HOSTILE;
use proptest::prelude::*;
use smol_str::SmolStr;

/// Numbers that choose what an edit does; the same numbers choose the same edit.
#[derive(Clone, Debug)]
pub(crate) struct Step(Vec<u16>);

pub(crate) fn any_step() -> impl Strategy<Value = Step> {
    prop::collection::vec(any::<u16>(), 14).prop_map(Step)
}

pub(crate) struct Dice<'a> {
    numbers: std::iter::Cycle<std::slice::Iter<'a, u16>>,
    pub ids: SplitMix,
}

impl<'a> Dice<'a> {
    /// `seed` keeps the ids of different steps apart.
    pub fn new(step: &'a Step, seed: u64) -> Self {
        Self {
            numbers: step.0.iter().cycle(),
            ids: SplitMix(seed),
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.numbers.next().map_or(0, |n| usize::from(*n)) % bound.max(1)
    }

    fn pick<T>(&mut self, items: impl IntoIterator<Item = T>) -> Option<T> {
        let items: Vec<T> = items.into_iter().collect();
        let at = self.below(items.len());
        items.into_iter().nth(at)
    }

    fn words(&mut self) -> String {
        self.pick(HOSTILE.iter().copied().chain(["", "총리", "A claim"]))
            .unwrap_or_default()
            .to_owned()
    }

    fn spans(&mut self, text: &Text) -> Fragments {
        let count = self.below(3);
        let mut bound = || text.floor_boundary(self.below(text.len() as usize + 1) as u32) as usize;
        let spans: Vec<_> = (0..count)
            .map(|_| {
                let (a, b) = (bound(), bound());
                text.span(a.min(b)..a.max(b)).unwrap()
            })
            .collect();
        Fragments::union(spans)
    }
}

fn required(id: &str, labels: &[&str], kind: AttributeKind) -> Attribute {
    Attribute {
        required: true,
        ..attribute(id, labels, kind)
    }
}

fn elder(id: &str, name: &str) -> Entity {
    Entity {
        aliases: vec![format!("{name} the elder")],
        ..entity(id, name)
    }
}

type Recipe<'a> = dyn FnMut(&Project) -> Result<Transaction, EditError> + 'a;

/// Two people with labels on two documents of difficult characters.
pub(crate) fn small_project() -> Project {
    let words: String = HOSTILE.concat();
    let half = words.char_indices().nth(words.chars().count() / 2).unwrap().0;
    let (head, tail) = words.split_at(half);
    let first = format!("[topic:[claim:{head}] [speaker:x]]");
    let second = format!("[claim:{head}] [speaker:x]");
    let mut board = Board::drawn(&[("ana", &first), ("ben", &second)]);
    board.add_label(Label {
        parent: Some(label("topic")),
        key: Some("e".into()),
        ..Label::new(label("economy"), "Economy")
    });
    board.add_label(Label {
        overlap: Overlap::NotItself,
        ..Label::new(label("place"), "Place")
    });
    board.set("ana", "ana-2", "stance", AttributeValue::Choice("for".into()));
    board.link("ana", "said-by", ("ana-2", "ana-3"));
    let mut project = board.project;
    let mut ids = SplitMix(7);
    let text = Text::new(tail).unwrap();
    let second = Document::new(DocumentId::new("second").unwrap(), "Second", &text, later());
    let choice = AttributeKind::Choice(vec!["for".into(), "against".into()]);
    let who = AttributeKind::Entity {
        kinds: Vec::new(),
        several: true,
    };
    let by = author("doc", "ben");
    let on = AnnotationId::new("ana-2").unwrap();
    let both = [
        (person("ana"), on.clone()),
        (person("ben"), AnnotationId::new("ben-1").unwrap()),
    ];
    let make: [&mut Recipe<'_>; 8] = [
        &mut |p| r::add_document(p, second.clone(), text.clone()),
        &mut |p| {
            Ok(r::make_attribute(
                p,
                required("stance", &["claim"], choice.clone()),
            ))
        },
        &mut |p| Ok(r::make_attribute(p, required("who", &["speaker"], who.clone()))),
        &mut |_| Ok(r::make_entity(&person("ana"), elder("kim", "Kim"))),
        &mut |_| Ok(r::make_entity(&person("ben"), elder("lee", "Lee"))),
        &mut |p| r::add_comment(p, &by, CommentId::new("remark").unwrap(), &on, "sure?"),
        &mut |p| {
            Ok(r::set_lock(
                p,
                LayerKey::new(second.id.clone(), person("ben")),
                true,
            ))
        },
        &mut |p| {
            r::decide(
                p,
                &by,
                &person("ben"),
                (&both, &r::Verdict::Discuss, "later"),
                &mut ids,
            )
        },
    ];
    for step in make {
        let transaction = step(&project).unwrap();
        apply(&mut project, &transaction).unwrap();
    }
    project
}

/// The edit that a step makes of a project; recipes may refuse.
pub(crate) fn edit_of(p: &Project, dice: &mut Dice<'_>) -> Result<Transaction, EditError> {
    match dice.below(4) {
        0 => Ok(raw(p, dice)),
        1 => shared_edit(p, dice).unwrap_or_else(|| Ok(Transaction::new("none", Vec::new()))),
        _ => own_edit(p, dice).unwrap_or_else(|| Ok(Transaction::new("none", Vec::new()))),
    }
}

/// What a person does with labels. None where the project has nothing to do it with.
fn own_edit(p: &Project, dice: &mut Dice<'_>) -> Option<Result<Transaction, EditError>> {
    let document = dice.pick(p.documents.keys().cloned())?;
    let annotator = dice.pick(p.people.keys().cloned())?;
    let by = r::Author {
        layer: LayerKey::new(document.clone(), annotator.clone()),
        now: later(),
    };
    let text = p.text(document.as_str())?;
    let word = dice.pick(p.codebook.labels.keys().cloned())?;
    let spans = dice.spans(text);
    let empty = Layer::default();
    let layer = p.layer(&by.layer).unwrap_or(&empty);
    let choice = dice.below(14);
    if choice < 3 {
        return Some(r::tag(p, &by, AnnotationId::random(&mut dice.ids), &word, spans));
    }
    if choice == 3 {
        let progress = dice.pick(Progress::ALL)?;
        return Some(r::set_progress(p, &by, progress));
    }
    if choice == 4 {
        let comment = dice.pick(layer.comments.keys().cloned())?;
        return Some(if dice.below(2) == 0 {
            r::delete_comment(p, &by, &comment)
        } else {
            r::edit_comment(p, &by, &comment, |c| c.resolved = !c.resolved)
        });
    }
    if choice == 5 {
        return decision(p, &by, dice);
    }
    let id = dice.pick(layer.annotations.keys().cloned())?;
    Some(match choice {
        6 => r::relabel(p, &by, &id, &word),
        7 => r::set_fragments(p, &by, &id, spans),
        8 => {
            let attribute = dice.pick(p.codebook.attributes.keys().cloned())?;
            let value = value(p, dice);
            r::set_attribute(p, &by, &id, &attribute, value)
        }
        9 => {
            let other = dice.pick(layer.annotations.keys().cloned())?;
            let kind = dice.pick(p.codebook.link_kinds.keys().cloned())?;
            r::link(p, &by, LinkId::random(&mut dice.ids), &kind, (&id, &other))
        }
        10 => {
            let words = dice.words();
            r::add_comment(p, &by, CommentId::random(&mut dice.ids), &id, &words)
        }
        11 => {
            let words = dice.words();
            r::edit_annotation(p, &by, &id, "Note", |a| a.note = words)
        }
        12 => r::delete_link(p, &by, &dice.pick(layer.links.keys().cloned())?),
        _ => {
            let all: Vec<_> = layer.annotations.keys().cloned().collect();
            let some = dice.below(all.len()) + 1;
            r::delete_annotations(p, &by, all.get(..some)?)
        }
    })
}

fn value(p: &Project, dice: &mut Dice<'_>) -> Option<AttributeValue> {
    let entities: Vec<EntityId> = p.entities.keys().map(|(_, id)| id.clone()).collect();
    let first = entities.first().cloned();
    let values = [
        Some(AttributeValue::Choice("for".into())),
        Some(AttributeValue::Choice("nonsense".into())),
        Some(AttributeValue::Number(1.5)),
        Some(AttributeValue::Text(String::new())),
        Some(AttributeValue::Entities(entities)),
        first.map(AttributeValue::Entity),
        None,
    ];
    dice.pick(values)?
}

fn decision(p: &Project, by: &r::Author, dice: &mut Dice<'_>) -> Option<Result<Transaction, EditError>> {
    let document = &by.layer.document;
    if dice.below(3) == 0 {
        let layer = p.layer(&LayerKey::adjudicated(document.clone()))?;
        let id = dice.pick(layer.decisions.keys().cloned())?;
        return Some(r::reopen(p, document, &id));
    }
    let items: Vec<_> = p
        .layers_of(document)
        .filter(|(key, _)| key.annotator.as_str() != PersonId::ADJUDICATED)
        .flat_map(|(key, layer)| {
            let ids = layer.annotations.keys();
            ids.map(|id| (key.annotator.clone(), id.clone()))
        })
        .collect();
    let from = dice.below(items.len());
    let sources = items.get(from..items.len().min(from + 2))?;
    let verdict = match dice.below(3) {
        0 => r::Verdict::NoneRight,
        1 => r::Verdict::Discuss,
        _ => r::Verdict::Take(sources.to_vec()),
    };
    let words = dice.words();
    let place = (sources, &verdict, words.as_str());
    Some(r::decide(p, by, &by.layer.annotator, place, &mut dice.ids))
}

/// What concerns everybody: codebook, entities, people, documents.
fn shared_edit(p: &Project, dice: &mut Dice<'_>) -> Option<Result<Transaction, EditError>> {
    let one = dice.pick(p.codebook.labels.keys().cloned());
    let other = dice.pick(p.codebook.labels.keys().cloned());
    let words = dice.words();
    Some(match dice.below(16) {
        0 => Ok(r::make_label(
            p,
            Label {
                parent: one,
                ..Label::new(LabelId::new(id::random_text(&mut dice.ids, 6)).ok()?, words)
            },
        )),
        1 => r::edit_label(p, &one?, |l| {
            l.name = words;
            l.key = Some("e".into());
        }),
        2 => {
            let overlap = dice.pick(Overlap::ALL)?;
            r::edit_label(p, &one?, |l| {
                l.overlap = overlap;
                l.merged_into = other;
            })
        }
        3 => r::move_label(p, &one?, other.as_ref(), dice.below(4)),
        4 => r::merge_labels(p, &one?, &other?),
        5 => r::delete_or_retire_label(p, &one?),
        6 => {
            let id = dice.pick(p.codebook.attributes.keys().cloned())?;
            r::edit_attribute(p, &id, |a| a.labels.extend(one))
        }
        7 => {
            let id = dice.pick(p.codebook.link_kinds.keys().cloned())?;
            r::edit_link_kind(p, &id, |k| k.from.extend(one))
        }
        8 => {
            let (person, id) = dice.pick(p.entities.keys().cloned())?;
            r::edit_entity(p, &person, &id, later(), |e| e.name = words)
        }
        9 => {
            let (_, from) = dice.pick(p.entities.keys().cloned())?;
            let (_, into) = dice.pick(p.entities.keys().cloned())?;
            r::merge_entities(p, &from, &into)
        }
        10 => Ok(r::delete_entity(p, &dice.pick(p.entities.keys().cloned())?.1)),
        11 => {
            let id = dice.pick(p.documents.keys().cloned())?;
            if dice.below(3) == 0 {
                r::delete_document(p, &id)
            } else {
                r::edit_document(p, &id, |d| d.notes = words)
            }
        }
        12 => {
            let key = LayerKey::new(
                dice.pick(p.documents.keys().cloned())?,
                dice.pick(p.people.keys().cloned())?,
            );
            let wanted = dice.below(2) == 0;
            Ok(if dice.below(2) == 0 {
                r::set_lock(p, key, wanted)
            } else {
                r::assign(p, key, wanted)
            })
        }
        13 => {
            let kind = dice.pick(PersonKind::ALL)?;
            let id = dice.pick(p.people.keys().cloned())?;
            r::edit_person(p, &id, |person| person.kind = kind)
        }
        14 => Ok(r::rename_project(p, |head| head.name = words)),
        _ => Ok(r::edit_codebook_head(p, |head| head.guidelines = words)),
    })
}

fn keys(p: &Project) -> Vec<Key> {
    let mut keys = vec![Key::Head, Key::CodebookHead];
    keys.extend(p.people.keys().cloned().map(Key::Person));
    keys.extend(p.codebook.labels.keys().cloned().map(Key::Label));
    keys.extend(p.codebook.attributes.keys().cloned().map(Key::Attribute));
    keys.extend(p.codebook.link_kinds.keys().cloned().map(Key::LinkKind));
    keys.extend(
        p.entities
            .keys()
            .map(|(who, id)| Key::Entity(who.clone(), id.clone())),
    );
    keys.extend(p.entities.keys().map(|(_, id)| Key::Redirect(id.clone())));
    keys.extend(p.documents.keys().cloned().map(Key::Document));
    keys.extend(p.texts.keys().cloned().map(Key::Text));
    for (key, layer) in &p.layers {
        keys.extend([Key::Layer(key.clone()), Key::Lock(key.clone())]);
        let ids = layer.annotations.keys();
        keys.extend(ids.map(|id| Key::Annotation(key.clone(), id.clone())));
        keys.extend(layer.links.keys().map(|id| Key::Link(key.clone(), id.clone())));
        let ids = layer.comments.keys();
        keys.extend(ids.map(|id| Key::Comment(key.clone(), id.clone())));
        let ids = layer.decisions.keys();
        keys.extend(ids.map(|id| Key::Decision(key.clone(), id.clone())));
    }
    keys
}

/// One to four changes of anything, right or wrong: deletions of what is in use, values of another item or kind, stale ones,
/// several of one item.
fn raw(p: &Project, dice: &mut Dice<'_>) -> Transaction {
    let keys = keys(p);
    let mut next = p.clone();
    let mut changes = Vec::new();
    for _ in 0..=dice.below(4) {
        let (Some(key), Some(other)) = (dice.pick(keys.iter()), dice.pick(keys.iter())) else {
            break;
        };
        let now = item(&next, key);
        let after = match dice.below(6) {
            0 => None,
            1 => item(p, other),
            2 => item(p, key),
            _ => now.as_ref().and_then(|now| altered(p, now, dice)),
        };
        let before = if dice.below(8) == 0 { item(p, other) } else { now };
        let change = Change {
            key: key.clone(),
            before,
            after,
        };
        // Later changes of the same item build on this one where it can be made.
        let _ = swap::swap(&mut next, &change);
        changes.push(change);
    }
    Transaction::new("raw", changes)
}

fn altered(p: &Project, item: &Item, dice: &mut Dice<'_>) -> Option<Item> {
    let words = dice.words();
    let one = dice.pick(p.codebook.labels.keys().cloned());
    Some(match item {
        Item::Annotation(a) => {
            let text = dice.pick(p.texts.values())?;
            let mut new = Annotation::clone(a);
            new.fragments = dice.spans(text);
            new.label = one?;
            Item::Annotation(Arc::new(new))
        }
        Item::Label(l) => {
            let mut new = Label::clone(l);
            new.parent.clone_from(&one);
            new.merged_into = dice.pick(p.codebook.labels.keys().cloned());
            Item::Label(Arc::new(new))
        }
        Item::Link(l) => {
            let mut new = Link::clone(l);
            let all = p.layers.values().flat_map(|layer| layer.annotations.keys());
            new.to = dice.pick(all.cloned())?;
            Item::Link(Arc::new(new))
        }
        Item::Layer(head) => {
            let mut new = LayerHead::clone(head);
            new.gone.insert(SmolStr::new(words));
            Item::Layer(Arc::new(new))
        }
        Item::Redirect(_) => Item::Redirect(dice.pick(p.entities.keys().map(|(_, id)| id.clone()))),
        Item::Text(_) => Item::Text(Text::new(words).ok()?),
        other => other.clone(),
    })
}
