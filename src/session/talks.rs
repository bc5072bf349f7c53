//! Two lists of things to talk about: open discussions in the whole project, and where the agreed result differs from one's own labels.
//! Both are made on a worker; both are answered by comments in one's own layer.

mod differing;
mod discussing;

use super::*;
use crate::model::edit::{self, recipes as r};
use std::collections::BTreeMap;

/// Which of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TalkList {
    /// Threads, and places put aside to talk about.
    ToDiscuss,
    /// Where the agreed result is not as the user has it.
    MyDifferences,
}

impl TalkList {
    pub fn title(self) -> &'static str {
        match self {
            Self::ToDiscuss => "To discuss",
            Self::MyDifferences => "My differences",
        }
    }
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TalkKind {
    /// A thread that is open, or not any more.
    Open,
    Resolved,
    /// A place that a reviewer put aside.
    Discuss,
    Label,
    Boundary,
    Attribute,
    /// The agreed result has nothing where the user has a label.
    NotAgreed,
    /// The agreed result has a label where the user has none.
    NotMine,
}

impl TalkKind {
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Resolved => "Resolved",
            Self::Discuss => "Put aside to discuss",
            Self::Label => "Other label",
            Self::Boundary => "Other words",
            Self::Attribute => "Other attributes",
            Self::NotAgreed => "Not in the agreed result",
            Self::NotMine => "You did not mark it",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct TalkRow {
    pub kind: TalkKind,
    pub document: DocumentId,
    pub title: String,
    /// The label that it is about, and whose: comments go on it.
    pub on: (PersonId, AnnotationId),
    /// The label's words, shortened.
    pub words: String,
    pub label: String,
    /// What there is to know, by name.
    pub facts: Vec<(String, String)>,
    pub threads: Vec<Thread>,
    /// Somebody names the user in it, or it answers them.
    pub to_me: bool,
}

impl TalkRow {
    /// Whether somebody waits for a word.
    pub fn is_open(&self) -> bool {
        self.kind != TalkKind::Resolved
    }

    fn holds(&self, wanted: &str) -> bool {
        let texts = self.threads.iter().flat_map(|thread| &thread.comments);
        let texts = texts.map(|(_, comment)| comment.text.as_str());
        let facts = self.facts.iter().map(|(_, fact)| fact.as_str());
        [&*self.title, &*self.words, &*self.label, self.kind.title()]
            .into_iter()
            .chain(facts)
            .chain(texts)
            .any(|text| text.to_lowercase().contains(wanted))
    }
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TalkScope {
    #[default]
    Open,
    /// Where somebody names the user, or answers them.
    ToMe,
    All,
}

/// A revision, for whom, and what people are called where their names are hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalksOf {
    revision: u64,
    me: Option<PersonId>,
    called: Option<BTreeMap<PersonId, String>>,
}

/// A list while it is shown.
#[derive(Clone, Debug)]
pub struct TalkView {
    pub list: TalkList,
    pub rows: Arc<Vec<TalkRow>>,
    /// Those that pass, as indexes into `rows`.
    pub shown: Vec<usize>,
    pub filter: String,
    pub scope: TalkScope,
    /// What it is of; None before the first is there.
    pub computed: Option<TalksOf>,
    asked: Option<TalksOf>,
}

impl TalkView {
    fn follow_filter(&mut self) {
        let wanted = self.filter.trim().to_lowercase();
        let passes = |row: &TalkRow| match self.scope {
            TalkScope::Open => row.is_open(),
            TalkScope::ToMe => row.to_me,
            TalkScope::All => true,
        };
        let fits = |row: &TalkRow| passes(row) && (wanted.is_empty() || row.holds(&wanted));
        let rows = self.rows.iter().enumerate().filter(|(_, row)| fits(row));
        self.shown = rows.map(|(at, _)| at).collect();
    }
}

#[derive(Clone, Debug)]
pub enum TalkAsk {
    Filter(String, TalkScope),
    /// To the label of a row: an index into `rows`.
    GoTo(usize),
    /// Answers a thread of a document, by its first comment.
    Answer(DocumentId, CommentId, String),
    /// A new comment on a label of a document.
    Begin(DocumentId, AnnotationId, String),
    /// Resolves a thread or opens it again.
    Resolve(DocumentId, CommentId, bool),
    Close,
}

/// What a worker makes a list from.
#[derive(Clone, Debug)]
pub struct TalkJob {
    project: Project,
    list: TalkList,
    of: TalksOf,
}

#[derive(Clone, Debug)]
pub struct TalkDone {
    rows: Arc<Vec<TalkRow>>,
    list: TalkList,
    of: TalksOf,
}

pub(super) fn work(job: TalkJob) -> TalkDone {
    let TalkJob { project, list, of } = job;
    let mut rows = rows(&project, list, of.me.as_ref());
    if let Some(called) = &of.called {
        // Who is named in a comment is known by the real names; facts are told with those that may be seen.
        let told = renamed(project, called).map(|project| self::rows(&project, list, of.me.as_ref()));
        let mut told = told.unwrap_or_default().into_iter();
        for row in &mut rows {
            row.facts = told.next().map_or_else(Vec::new, |told| told.facts);
        }
    }
    let rows = Arc::new(rows);
    TalkDone { rows, list, of }
}

fn rows(project: &Project, list: TalkList, me: Option<&PersonId>) -> Vec<TalkRow> {
    match list {
        TalkList::ToDiscuss => discussing::rows(project, me),
        TalkList::MyDifferences => me.map_or_else(Vec::new, |me| differing::rows(project, me)),
    }
}

/// The project with people called otherwise.
fn renamed(mut project: Project, called: &BTreeMap<PersonId, String>) -> Result<Project, EditError> {
    for (id, name) in called {
        let edit = r::edit_person(&project, id, |person| person.name.clone_from(name))?;
        edit::apply(&mut project, &edit)?;
    }
    Ok(project)
}

/// A label in words: its name, and what it covers, shortened.
fn told(project: &Project, document: &DocumentId, annotation: &Annotation) -> (String, String) {
    let codebook = project.codebook();
    let id = codebook.resolve(&annotation.label);
    let label = codebook.label(id.as_str());
    let label = label.map_or_else(|| id.to_string(), |label| label.name.clone());
    let text = project.text(document.as_str());
    let words = match text {
        Some(text) if !annotation.fragments.is_empty() => {
            shortened(&annotation.fragments.quote_start(text, 120))
        }
        _ => "the whole document".to_owned(),
    };
    (label, words.replace('\n', " "))
}

/// At most 90 characters, cut behind a word where there is one.
fn shortened(words: &str) -> String {
    let Some((end, _)) = words.char_indices().nth(90) else {
        return words.to_owned();
    };
    let head = words.get(..end).unwrap_or(words);
    let whole = head
        .rsplit_once(char::is_whitespace)
        .map_or(head, |(head, _)| head);
    format!("{} …", whole.trim_end())
}

/// Who decided, when and how, and why.
fn decided_facts(project: &Project, decision: &Decision) -> Vec<(String, String)> {
    let when = decision.made.to_string();
    let when = when.get(..16).unwrap_or(&when).replace('T', " ");
    let how = if decision.rule.is_empty() {
        decision.class.title().to_owned()
    } else {
        format!("{} (rule {})", decision.class.title(), decision.rule)
    };
    let by = project.person_name(&decision.by);
    let mut facts = vec![("Decided".to_owned(), format!("{how}, by {by}, {when} UTC"))];
    if !decision.reason.is_empty() {
        facts.push(("Why".to_owned(), decision.reason.clone()));
    }
    facts
}

impl Session {
    pub(super) fn open_talks(&mut self, list: TalkList) -> Vec<Effect> {
        self.view.talks = Some(TalkView {
            list,
            rows: Arc::default(),
            shown: Vec::new(),
            filter: String::new(),
            scope: TalkScope::default(),
            computed: None,
            asked: None,
        });
        vec![Effect::Show(Show::Talks)]
    }

    /// Asks for the rows again where the project changed or names are hidden, one at a time.
    pub(super) fn refresh_talks(&mut self) -> Vec<Effect> {
        let (Some(open), Some(view)) = (&self.open, &self.view.talks) else {
            return Vec::new();
        };
        if view.asked.is_some() {
            return Vec::new();
        }
        let called = self.hides_names().then(|| {
            let people = open.project.people().map(|person| &person.id);
            people.map(|id| (id.clone(), self.name_of(id))).collect()
        });
        let of = TalksOf {
            revision: open.revision,
            me: open.me.clone(),
            called,
        };
        if view.computed.as_ref() == Some(&of) {
            return Vec::new();
        }
        let job = TalkJob {
            project: open.project.clone(),
            list: view.list,
            of: of.clone(),
        };
        if let Some(view) = &mut self.view.talks {
            view.asked = Some(of);
        }
        vec![Effect::Work(Job::Talks(Box::new(job)))]
    }

    pub(super) fn talks_done(&mut self, done: TalkDone) -> Vec<Effect> {
        if let Some(view) = &mut self.view.talks
            && view.list == done.list
            && view.asked.as_ref() == Some(&done.of)
        {
            view.rows = done.rows;
            view.computed = view.asked.take();
            view.follow_filter();
        }
        Vec::new()
    }

    pub(super) fn dispatch_talks(&mut self, ask: TalkAsk) -> Effects {
        match ask {
            TalkAsk::Filter(filter, scope) => {
                if let Some(view) = &mut self.view.talks {
                    view.filter = filter;
                    view.scope = scope;
                    view.follow_filter();
                }
                Ok(Vec::new())
            }
            TalkAsk::GoTo(row) => {
                let row = self
                    .view
                    .talks
                    .as_ref()
                    .and_then(|view| view.rows.get(row))
                    .cloned();
                self.view.talks = None;
                let Some(row) = row else { return Ok(Vec::new()) };
                let layer = LayerKey::new(row.document, row.on.0);
                let mut effects = self.show_label(&layer, &row.on.1);
                effects.push(Effect::Focus(Focus::Text));
                Ok(effects)
            }
            TalkAsk::Answer(document, root, text) => {
                self.with_thread(document, &root, |p, author, id, thread| {
                    r::reply(p, author, id, thread, (&text, false))
                })
            }
            TalkAsk::Resolve(document, root, resolved) => {
                self.with_thread(document, &root, |p, author, id, thread| {
                    r::resolve_thread(p, author, id, thread, resolved)
                })
            }
            TalkAsk::Begin(document, on, text) => {
                let author = self.author_on(document)?;
                self.simple_edit(|p, random| {
                    r::add_comment(p, &author, CommentId::random(random), &on, &text)
                })
            }
            TalkAsk::Close => {
                self.view.talks = None;
                Ok(vec![Effect::Focus(Focus::Text)])
            }
        }
    }

    fn author_on(&self, document: DocumentId) -> Result<Author, UserError> {
        Ok(Author {
            layer: LayerKey::new(document, self.me()?),
            now: self.now(),
        })
    }

    fn with_thread(
        &mut self,
        document: DocumentId,
        root: &CommentId,
        make: impl FnOnce(&Project, &Author, CommentId, &Thread) -> Result<Transaction, EditError>,
    ) -> Effects {
        let author = self.author_on(document)?;
        self.simple_edit(|p, random| {
            let thread = p.thread(&author.layer.document, root);
            let thread = thread.ok_or_else(|| EditError::invalid("the comment is gone"))?;
            make(p, &author, CommentId::random(random), &thread)
        })
    }
}
