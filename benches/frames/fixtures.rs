//! Texts and projects made by a seeded generator: the same bytes on every machine. Knows no window.

use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{
    Anchoring, Annotation, AnnotationId, Attribute, AttributeId, AttributeKind, AttributeValue, Document,
    DocumentId, Fragments, LABEL_COLOURS, Label, LabelId, LayerHead, LayerKey, Link, LinkId, LinkKind,
    LinkKindId, PERSON_COLOURS, Person, PersonId, PersonKind, Progress, Project, Randomness, SplitMix,
    Timestamp, nth_colour,
};
use ascribe::text::{Span, Text};
use std::sync::Arc;

/// The two annotators; the first is the user.
pub const PEOPLE: [&str; 2] = ["ana", "ben"];
/// Keys of the labels, in their order.
pub const KEYS: [&str; 12] = ["q", "w", "e", "r", "t", "a", "s", "d", "f", "g", "z", "x"];

const LABELS: [&str; 12] = [
    "claim", "source", "place", "person", "event", "reason", "doubtful", "number", "quote", "emotion",
    "promise", "other",
];

/// A project and what a report says of it.
pub struct Fixture {
    pub project: Project,
    pub bytes: usize,
    pub spans: usize,
}

pub struct Rng(SplitMix);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(SplitMix(seed))
    }

    /// 0 to `below` - 1.
    pub fn below(&mut self, below: usize) -> usize {
        (self.0.next_u64() % below.max(1) as u64) as usize
    }

    /// `from` to `to` - 1.
    fn within(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from)
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
}

// ---- texts

const WORDS: &str = "the the the of of and and a a to to in in is it that was he for on are with as they at be this from have or by \
    one had not but what all were when we there can an your which their said if will each about how up out them then she many \
    some so these would other into has more her two like him see time could no make than first been its who now people my made \
    over did down only way find use may water long little very after words called just where most know river bridge council \
    report meeting yesterday evening morning hospital engineer teacher minister café naïve résumé façade Zürich José Müller \
    Søren première déjà coöperate interview question answer neighbour traffic budget promise decision repeatedly nevertheless \
    responsibility infrastructure understanding communication";

/// Sentences and paragraphs of English-like prose with some accents.
pub fn prose(bytes: usize, seed: u64) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut rng = Rng::new(seed);
    let mut text = String::with_capacity(bytes + 400);
    while text.len() < bytes {
        // Mostly a few sentences, now and then one alone or a page without a break.
        let sentences = match rng.below(20) {
            0..4 => 1,
            19 => rng.within(15, 40),
            _ => rng.within(2, 9),
        };
        for _ in 0..sentences {
            sentence(&mut text, &words, &mut rng);
        }
        text.pop();
        text.push('\n');
        if rng.one_in(5) {
            text.push('\n');
        }
    }
    text.truncate(text.floor_char_boundary(bytes));
    text
}

fn sentence(text: &mut String, words: &[&str], rng: &mut Rng) {
    let count = rng.within(4, 24);
    for at in 0..count {
        let word = words[rng.below(words.len())];
        if at == 0 {
            let mut letters = word.chars();
            text.extend(letters.next().map(|c| c.to_uppercase().to_string()));
            text.push_str(letters.as_str());
        } else {
            text.push_str(word);
        }
        match rng.below(14) {
            _ if at + 1 == count => text.push_str(if rng.one_in(9) { "? " } else { ". " }),
            0 => text.push_str(", "),
            _ => text.push(' '),
        }
    }
}

/// Prose without a line break.
pub fn one_line(bytes: usize) -> String {
    prose(bytes, 3).replace('\n', " ")
}

pub fn nul(bytes: usize) -> String {
    "\0".repeat(bytes)
}

pub fn blank_lines(count: usize) -> String {
    "\n".repeat(count)
}

/// One letter with very many accents on it.
pub fn grapheme(marks: usize) -> String {
    format!("a{}", "\u{301}".repeat(marks))
}

/// Chinese: common characters, no spaces, paragraphs of some sentences.
pub fn chinese(bytes: usize) -> String {
    let signs: Vec<char> = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许稜先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢"
        .chars()
        .collect();
    let mut rng = Rng::new(11);
    let mut text = String::with_capacity(bytes + 400);
    while text.len() < bytes {
        for _ in 0..rng.within(1, 9) {
            for _ in 0..rng.within(6, 40) {
                text.push(signs[rng.below(signs.len())]);
            }
            text.push(if rng.one_in(3) { ',' } else { '。' });
        }
        text.push('\n');
    }
    text.truncate(text.floor_char_boundary(bytes));
    text
}

/// Hebrew and Arabic words, some Latin ones and numbers among them.
pub fn right_to_left(bytes: usize) -> String {
    let hebrew =
        "שלום עולם ספר ילד בית גדול קטן הלך אמר ראש הממשלה היום אתמול מחר שאלה תשובה נהר גשר עיר מורה";
    let arabic =
        "السلام العالم كتاب ولد بيت كبير صغير ذهب قال رئيس الوزراء اليوم أمس غدا سؤال جواب نهر جسر مدينة معلم";
    let mut rng = Rng::new(12);
    let mut text = String::with_capacity(bytes + 400);
    while text.len() < bytes {
        let words: Vec<&str> = if rng.one_in(2) { hebrew } else { arabic }.split(' ').collect();
        for _ in 0..rng.within(8, 120) {
            match rng.below(12) {
                0 => text.push_str("Zürich (2026)"),
                1 => text.push_str("1,250"),
                _ => text.push_str(words[rng.below(words.len())]),
            }
            text.push_str(if rng.one_in(9) { ". " } else { " " });
        }
        text.push('\n');
    }
    text.truncate(text.floor_char_boundary(bytes));
    text
}

// ---- projects

/// One document with labels of both people.
pub fn document(words: String, spans: usize) -> Fixture {
    // One's own labels are the greater part.
    shared(words, spans, spans * 7 / 10)
}

/// A text whose labels are all one's own.
pub fn one_layer(words: String, spans: usize) -> Fixture {
    shared(words, spans, spans)
}

fn shared(words: String, spans: usize, own: usize) -> Fixture {
    let bytes = words.len();
    let mut project = start();
    let id = DocumentId::new("text").expect("an id");
    add_document(&mut project, &id, "The text", words);
    for (person, count, seed) in [(PEOPLE[0], own, 21), (PEOPLE[1], spans - own, 22)] {
        add_layer(&mut project, &id, person, count, seed);
    }
    Fixture {
        project,
        bytes,
        spans,
    }
}

/// Many small documents, each with labels.
pub fn documents(count: usize) -> Fixture {
    let mut project = start();
    let mut bytes = 0;
    for number in 0..count {
        let id = DocumentId::new(format!("doc-{number:05}")).expect("an id");
        let words = prose(5_500, 1_000 + number as u64);
        bytes += words.len();
        add_document(&mut project, &id, &format!("Interview {number:05}"), words);
        add_layer(&mut project, &id, PEOPLE[0], 10, number as u64);
    }
    Fixture {
        project,
        bytes,
        spans: count * 10,
    }
}

fn edit(project: &mut Project, changes: Vec<Change>) {
    apply(project, &Transaction::new("fixture", changes)).expect("a fixture keeps the rules");
}

/// People and codebook.
fn start() -> Project {
    let mut project = Project::new("bench", "Bench");
    let mut changes = Vec::new();
    for (nth, (id, name)) in [(PEOPLE[0], "Ana"), (PEOPLE[1], "Ben")].into_iter().enumerate() {
        let id = PersonId::new(id).expect("an id");
        let person = Person {
            id: id.clone(),
            name: name.to_owned(),
            colour: nth_colour(PERSON_COLOURS, nth),
            kind: PersonKind::Person,
        };
        changes.push(Change::create(Key::Person(id), Item::Person(Arc::new(person))));
    }
    for (nth, name) in LABELS.into_iter().enumerate() {
        let id = LabelId::new(name).expect("an id");
        let mut label = Label::new(id.clone(), name);
        label.colour = nth_colour(LABEL_COLOURS, nth);
        label.key = Some(KEYS[nth].into());
        label.order = nth as i32;
        label.anchoring = Anchoring::Words;
        changes.push(Change::create(Key::Label(id), Item::Label(Arc::new(label))));
    }
    let tone = Attribute {
        id: AttributeId::new("tone").expect("an id"),
        name: "Tone".to_owned(),
        labels: vec![LabelId::new("claim").expect("an id")],
        kind: AttributeKind::Choice(vec!["calm".into(), "angry".into(), "mixed".into()]),
        required: false,
        default: None,
        shown_when: None,
        description: String::new(),
        order: 0,
        retired: false,
    };
    changes.push(Change::create(
        Key::Attribute(tone.id.clone()),
        Item::Attribute(Arc::new(tone)),
    ));
    let kind = LinkKind {
        id: LinkKindId::new("said-by").expect("an id"),
        name: "said by".to_owned(),
        from: Vec::new(),
        to: Vec::new(),
        key: Some("y".into()),
        description: String::new(),
        order: 0,
        retired: false,
    };
    changes.push(Change::create(
        Key::LinkKind(kind.id.clone()),
        Item::LinkKind(Arc::new(kind)),
    ));
    edit(&mut project, changes);
    project
}

fn add_document(project: &mut Project, id: &DocumentId, title: &str, words: String) {
    let text = Text::new(words).expect("a text of less than 4 GiB");
    let facts = Document::new(id.clone(), title, &text, now());
    edit(
        project,
        vec![
            Change::create(Key::Document(id.clone()), Item::Document(Arc::new(facts))),
            Change::create(Key::Text(id.clone()), Item::Text(text)),
        ],
    );
}

fn now() -> Timestamp {
    Timestamp::from_seconds(1_795_000_000)
}

fn add_layer(project: &mut Project, id: &DocumentId, person: &str, count: usize, seed: u64) {
    if count == 0 {
        return;
    }
    let text = project.text(id.as_str()).expect("the text").clone();
    let key = LayerKey::new(id.clone(), PersonId::new(person).expect("an id"));
    let head = LayerHead {
        progress: Progress::InProgress,
        ..LayerHead::default()
    };
    let layer = Change::create(Key::Layer(key.clone()), Item::Layer(Arc::new(head)));
    edit(project, vec![layer]);
    let mut rng = Rng::new(seed);
    let mut changes = Vec::with_capacity(count);
    let mut links = Vec::new();
    let mut before: Option<AnnotationId> = None;
    for nth in 0..count {
        let annotation = annotation(&text, &mut rng, (nth, count));
        let id = annotation.id.clone();
        if let Some(before) = before.filter(|_| rng.one_in(100)) {
            links.push(link(&key, (&id, &before), &mut rng));
        }
        before = Some(id.clone());
        changes.push(Change::create(
            Key::Annotation(key.clone(), id),
            Item::Annotation(Arc::new(annotation)),
        ));
    }
    edit(project, changes);
    edit(project, links);
}

fn annotation(text: &Text, rng: &mut Rng, of: (usize, usize)) -> Annotation {
    let (nth, count) = of;
    let label = rng.below(LABELS.len());
    let id = AnnotationId::random(&mut rng.0);
    let fragments = Fragments::one(span(text, rng, (nth, count)));
    let label_id = LabelId::new(LABELS[label]).expect("an id");
    let mut annotation = Annotation::new(id, label_id, fragments, now());
    if label == 0 && rng.one_in(3) {
        let tone = ["calm", "angry", "mixed"][rng.below(3)];
        let attribute = AttributeId::new("tone").expect("an id");
        let value = AttributeValue::Choice(tone.into());
        annotation.attributes.set(&attribute, Some(value));
    }
    annotation.doubt = rng.one_in(50);
    if rng.one_in(100) {
        annotation.note = "Ask again".to_owned();
    }
    annotation
}

/// Mostly 5 to 80 bytes; 1 % up to 2 kB, 0.05 % up to 100 kB, 10 a person over the whole document where there are very many.
fn span(text: &Text, rng: &mut Rng, of: (usize, usize)) -> Span {
    let (nth, count) = of;
    let length = text.len() as usize;
    if count >= 10_000 && nth < 10 {
        return text.span(0..length).expect("the whole text");
    }
    let wanted = match rng.below(2_000) {
        0 => rng.within(2_000, 100_000),
        1..21 => rng.within(80, 2_000),
        _ => rng.within(5, 80),
    };
    let start = word_start(text, rng.below(length));
    let end = word_end(text, (start + wanted).min(length));
    text.span(start..end.max(start)).expect("on characters")
}

/// How far a word's edge is looked for, in bytes: scripts without spaces have none.
const REACH: usize = 24;

fn word_start(text: &Text, near: usize) -> usize {
    let at = text.floor_boundary(near as u32) as usize;
    let rest = &text.as_str().as_bytes()[at..(at + REACH).min(text.len() as usize)];
    let edge = rest.iter().position(|byte| *byte == b' ' || *byte == b'\n');
    match edge {
        Some(edge) if at + edge + 1 < text.len() as usize => at + edge + 1,
        _ => at,
    }
}

fn word_end(text: &Text, near: usize) -> usize {
    let at = text.ceil_boundary(near as u32) as usize;
    let rest = &text.as_str().as_bytes()[at..(at + REACH).min(text.len() as usize)];
    let edge = rest.iter().position(|byte| *byte == b' ' || *byte == b'\n');
    edge.map_or(at, |edge| at + edge)
}

fn link(key: &LayerKey, ends: (&AnnotationId, &AnnotationId), rng: &mut Rng) -> Change {
    let link = Link {
        id: LinkId::random(&mut rng.0),
        kind: LinkKindId::new("said-by").expect("an id"),
        from: ends.0.clone(),
        to: ends.1.clone(),
        note: String::new(),
        made: now(),
        changed: now(),
    };
    Change::create(
        Key::Link(key.clone(), link.id.clone()),
        Item::Link(Arc::new(link)),
    )
}
