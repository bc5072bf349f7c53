//! The whole way without a window: keys and requests on drawn text, with the jobs done inline.

mod anchoring;
mod board;
mod bringing;
mod deciding;
mod disasters;
mod editing;
mod finding;
mod journaling;
mod leaving;
mod machine;
mod mending;
mod reading;
mod reviewing;
mod saving;
mod selecting;
mod tagging;
mod tagging_all;
mod talking;
mod watching;
mod windows;

use super::*;
use crate::command::{self, Chord};
use crate::model::edit::{Change, Item, Key};
use crate::model::testing::{Board, label, person, redrawn};
use std::path::Path;

/// A session with what it asked for so far.
struct Bench {
    session: Session,
    notices: Vec<Notice>,
    reveals: usize,
    focus: Option<Focus>,
    shows: Vec<Show>,
    /// Jobs that wait for `work`.
    jobs: Vec<Job>,
    places: jobs::Places,
}

impl Bench {
    /// Nothing open. The clock stands, ids come from a seed.
    fn empty() -> Self {
        let clock = Box::new(|| Timestamp::from_seconds(1_000));
        Self {
            session: Session::new(Settings::default(), clock, Box::new(SplitMix(5))),
            notices: Vec::new(),
            reveals: 0,
            focus: None,
            shows: Vec::new(),
            jobs: Vec::new(),
            places: jobs::Places::default(),
        }
    }

    /// A project that is open for ana.
    fn of(project: Project) -> Self {
        let mut bench = Self::empty();
        bench.session.settings.set_identity("p", "ana");
        bench.open(project, None);
        bench
    }

    fn open(&mut self, project: Project, read_only: Option<&str>) {
        let opened = Opened {
            project,
            problems: Vec::new(),
            location: Location::Folder("/nowhere".into()),
            read_only: read_only.map(str::to_owned),
            damaged: BTreeSet::new(),
            stamps: store::Stamps::new(),
        };
        self.go(Request::Done(Outcome::Opened(Ok(Arc::new(opened.into())))));
        self.jobs.clear();
    }

    /// A project of ana's on disk, opened from there.
    fn on_disk(folder: &Path, project: &Project) -> Self {
        store::create(folder, project).unwrap();
        let mut bench = Self::empty();
        bench.session.settings.set_identity("p", "ana");
        bench.go(Request::Open(folder.to_owned()));
        bench.work();
        bench
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Work(Job::SaveSettings(_)) => {}
                Effect::Work(job) => self.jobs.push(job),
                Effect::Notify(notice) => self.notices.push(notice),
                Effect::Reveal(_) => self.reveals += 1,
                Effect::Focus(focus) => self.focus = Some(focus),
                Effect::Show(show) => self.shows.push(show),
                Effect::Copy(_) | Effect::Quit => {}
            }
        }
    }

    fn try_go(&mut self, request: Request) -> Result<(), UserError> {
        let effects = self.session.handle(request)?;
        self.take(effects);
        Ok(())
    }

    fn go(&mut self, request: Request) {
        self.try_go(request).unwrap();
    }

    /// What a request was refused with; the session is as before.
    fn refused(&mut self, request: Request) -> UserError {
        let before = (
            format!("{:?}", self.session.view),
            self.session.project().cloned(),
        );
        let error = self.try_go(request).unwrap_err();
        let after = (
            format!("{:?}", self.session.view),
            self.session.project().cloned(),
        );
        assert_eq!(before, after);
        error
    }

    /// Does all jobs that wait, and those that come of them.
    fn work(&mut self) {
        while !self.jobs.is_empty() {
            let job = self.jobs.remove(0);
            let outcome = jobs::run(job, &self.places);
            self.go(Request::Done(outcome));
        }
    }

    /// Keys as they are typed on the text: chords of the table, else letters of labels, links and targets.
    fn try_keys(&mut self, keys: &str) -> Result<(), UserError> {
        for key in keys.split_whitespace() {
            let review = self.session.view.review.is_some();
            let chord: Chord = key.parse().unwrap();
            let reach = if review {
                command::Scope::Review
            } else {
                command::Scope::Text
            };
            let request = match self.session.command_for(&chord, reach) {
                Some(command) => Request::Command(command.id),
                None => self.session.key_request(key).unwrap(),
            };
            self.try_go(request)?;
        }
        Ok(())
    }

    fn keys(&mut self, keys: &str) {
        self.try_keys(keys).unwrap();
    }

    /// Selects the first such words in the open document.
    fn select(&mut self, words: &str) {
        let (_, text) = self.session.document().unwrap();
        let start = text.as_str().find(words).unwrap() as u32;
        let head = start + words.len() as u32;
        self.go(Request::Select { anchor: start, head });
    }

    fn selected_words(&self) -> String {
        let (_, text) = self.session.document().unwrap();
        let span = self.session.view.selection.span(text);
        span.map_or_else(String::new, |span| text.slice(span).to_owned())
    }

    /// The words of the selected label.
    fn quoted(&self) -> String {
        let (_, text) = self.session.document().unwrap();
        self.session.selected().unwrap().1.fragments.quote(text)
    }

    fn select_label(&mut self, name: &str, id: &str) {
        self.go(Request::SelectAnnotation {
            annotator: person(name),
            id: AnnotationId::new(id).unwrap(),
        });
    }

    fn project(&self) -> &Project {
        self.session.project().unwrap()
    }

    fn layer(&self, name: &str) -> &Layer {
        let document = self.session.view.document.clone().unwrap();
        let key = LayerKey::new(document, person(name));
        self.project().layer(&key).unwrap()
    }

    /// A person's labels on the open document; the selected one has a `*`.
    fn shown(&self, name: &str) -> String {
        let (_, text) = self.session.document().unwrap();
        let selected = self.session.view.selected.as_ref().map(|(_, id)| id);
        redrawn(text, self.layer(name), |a| {
            let star = if selected == Some(&a.id) { "*" } else { "" };
            format!("{}{star}", a.label)
        })
    }
}

/// People's drawings of one text, and labels with keys: claim c, speaker s, topic t on sentences, letter x on characters, about d
/// on the document; link l from claim to speaker.
fn board(people: &[(&str, &str)]) -> Board {
    let mut board = Board::drawn(people);
    let rows = [
        ("claim", "c", Anchoring::Words),
        ("speaker", "s", Anchoring::Words),
        ("topic", "t", Anchoring::Sentences),
        ("letter", "x", Anchoring::Characters),
        ("about", "d", Anchoring::Document),
    ];
    for (id, key, anchoring) in rows {
        board.add_label(Label {
            key: Some(key.into()),
            anchoring,
            ..Label::new(label(id), id)
        });
    }
    board.add_link_kind(LinkKind {
        from: vec![label("claim")],
        to: vec![label("speaker")],
        key: Some("l".into()),
        ..LinkKind::new(LinkKindId::new("said-by").unwrap(), "Said by")
    });
    board
}

/// Ana's labels in the usual notation, with `<words>` selected or the caret at `|`, and a `*` after the label that is selected.
/// Gives the text without marks, the selection in bytes, and the number of the selected label in its order of opening.
fn marked(drawing: &str) -> (String, Option<(u32, u32)>, Option<usize>) {
    let mut clean = String::new();
    let mut marks = Vec::new();
    let (mut at, mut opened, mut starred, mut in_name) = (0, 0, None, false);
    for c in drawing.chars() {
        match c {
            '<' | '>' | '|' => {
                marks.push(at);
                continue;
            }
            '[' => (in_name, opened) = (true, opened + 1),
            ']' => {}
            ':' if in_name => in_name = false,
            '*' if in_name => {
                starred = Some(opened);
                continue;
            }
            c if !in_name => at += c.len_utf8() as u32,
            _ => {}
        }
        clean.push(c);
    }
    let selection = marks
        .first()
        .map(|first| (*first, marks.last().copied().unwrap_or(*first)));
    (clean, selection, starred)
}

/// A bench with ana's labels, selection and selected label as drawn.
fn bench(before: &str) -> Bench {
    let (drawing, selection, starred) = marked(before);
    let mut bench = Bench::of(board(&[("ana", &drawing)]).project);
    if let Some(number) = starred {
        bench.select_label("ana", &format!("ana-{number}"));
    }
    if let Some((anchor, head)) = selection {
        bench.go(Request::Select { anchor, head });
    }
    bench
}

/// Types keys on the drawing `before` and compares ana's labels with the drawing `after`.
fn check(before: &str, keys: &str, after: &str) {
    let mut bench = bench(before);
    bench.keys(keys);
    assert_eq!(bench.shown("ana"), after, "{before} {keys}");
}
