//! A remark on an annotation, one's own or a teammate's. It lives in the layer of the person who writes it.

use super::{AnnotationId, CommentId, Person, PersonId, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    /// An annotation of any layer on the same document.
    pub on: AnnotationId,
    pub reply_to: Option<CommentId>,
    pub text: String,
    pub resolved: bool,
    pub made: Timestamp,
    pub changed: Timestamp,
}

impl Comment {
    /// The first comment of its thread, which may have been deleted since.
    pub fn thread(&self) -> CommentId {
        self.reply_to.clone().unwrap_or_else(|| self.id.clone())
    }
}

/// A comment with its answers, oldest first. It is open or resolved as its last comment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// With who wrote them; never empty.
    pub comments: Vec<(PersonId, Arc<Comment>)>,
}

impl Thread {
    pub fn first(&self) -> Option<&(PersonId, Arc<Comment>)> {
        self.comments.first()
    }

    pub fn last(&self) -> Option<&(PersonId, Arc<Comment>)> {
        self.comments.last()
    }

    pub fn is_open(&self) -> bool {
        self.last().is_some_and(|(_, comment)| !comment.resolved)
    }

    /// What an answer answers: the thread's first comment, or what that one answered before it was deleted.
    pub fn root(&self) -> Option<CommentId> {
        let (_, first) = self.first()?;
        Some(first.thread())
    }

    pub fn has(&self, person: &PersonId) -> bool {
        self.comments.iter().any(|(author, _)| author == person)
    }

    /// Whether somebody names this person in it.
    pub fn mentions(&self, person: &PersonId, people: &[&Person]) -> bool {
        let named = |comment: &Comment| mentions(&comment.text, people).contains(person);
        self.comments.iter().any(|(_, comment)| named(comment))
    }
}

/// Comments on one item as threads, the one that began first at the front.
pub fn threads<'a>(comments: impl IntoIterator<Item = (&'a PersonId, &'a Arc<Comment>)>) -> Vec<Thread> {
    let mut of: BTreeMap<CommentId, Vec<(PersonId, Arc<Comment>)>> = BTreeMap::new();
    for (author, comment) in comments {
        let row = (author.clone(), comment.clone());
        of.entry(comment.thread()).or_default().push(row);
    }
    let mut threads: Vec<Thread> = of.into_values().map(|comments| Thread { comments }).collect();
    let place = |comment: &Comment| (comment.made, comment.reply_to.is_some(), comment.id.clone());
    for thread in &mut threads {
        thread.comments.sort_by_cached_key(|(_, comment)| place(comment));
    }
    threads.sort_by_cached_key(|thread| thread.first().map(|(_, comment)| place(comment)));
    threads
}

/// Who is named in a text by `@name` or `@id`, in the order in which they first are. The longest name that fits counts.
pub fn mentions(text: &str, people: &[&Person]) -> Vec<PersonId> {
    let mut found: Vec<PersonId> = Vec::new();
    let lower = text.to_lowercase();
    let mut before: Option<char> = None;
    for (at, c) in lower.char_indices() {
        let starts = c == '@' && before.is_none_or(|b| !b.is_alphanumeric());
        before = Some(c);
        let Some(rest) = lower.get(at + c.len_utf8()..).filter(|_| starts) else {
            continue;
        };
        let fits = |name: &str| {
            let tail = rest.strip_prefix(name.to_lowercase().as_str());
            tail.is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
        };
        let named = people.iter().flat_map(|person| {
            let names = [person.name.as_str(), person.id.as_str()];
            names.into_iter().map(move |name| (name, &person.id))
        });
        let best = named
            .filter(|(name, _)| !name.is_empty() && fits(name))
            .max_by_key(|(name, _)| name.len());
        if let Some((_, id)) = best
            && !found.contains(id)
        {
            found.push(id.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Colour, PersonKind};

    fn person(id: &str, name: &str) -> Person {
        Person {
            id: PersonId::new(id).unwrap(),
            name: name.to_owned(),
            colour: Colour::default(),
            kind: PersonKind::Person,
        }
    }

    fn comment(id: &str, reply_to: Option<&str>, made: i64, resolved: bool) -> (PersonId, Arc<Comment>) {
        let made = Timestamp::from_seconds(made);
        let comment = Comment {
            id: CommentId::new(id).unwrap(),
            on: AnnotationId::new("a").unwrap(),
            reply_to: reply_to.map(|id| CommentId::new(id).unwrap()),
            text: id.to_owned(),
            resolved,
            made,
            changed: made,
        };
        (PersonId::new("ana").unwrap(), Arc::new(comment))
    }

    #[test]
    fn people_are_named_by_name_or_id() {
        let people = [
            person("ana", "Ana"),
            person("ana-2", "Ana Kim"),
            person("p9", "총리"),
        ];
        let named = |text: &str| {
            let found = mentions(text, &people.iter().collect::<Vec<_>>());
            found.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(named("@ana kim: and @Ana, @총리?"), ["ana-2", "ana", "p9"]);
        assert_eq!(named("(@p9)"), ["p9"]);
        assert!(named("mail ana@ana.org, @anabel, @ ana, @").is_empty());
    }

    #[test]
    fn answers_stand_with_what_they_answer_also_when_it_is_gone() {
        let rows = [
            comment("c3", Some("gone"), 9, false),
            comment("c1", None, 5, true),
            comment("c2", Some("c1"), 6, false),
            comment("c4", Some("gone"), 10, true),
        ];
        let threads = threads(rows.iter().map(|(author, comment)| (author, comment)));
        let shown: Vec<_> = threads
            .iter()
            .map(|thread| {
                let ids = thread.comments.iter().map(|(_, comment)| comment.id.as_str());
                (
                    ids.collect::<Vec<_>>().join(" "),
                    thread.is_open(),
                    thread.root().unwrap().to_string(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("c1 c2".to_owned(), true, "c1".to_owned()),
                ("c3 c4".to_owned(), false, "gone".to_owned())
            ]
        );
    }
}
