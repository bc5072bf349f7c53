//! Links between annotations, and comments on them.

use super::annotations::add_gone;
use super::*;

/// A link of a kind the codebook allows between two annotations of the author's layer.
pub fn link(
    project: &Project,
    author: &Author,
    id: LinkId,
    kind: &LinkKindId,
    ends: (&AnnotationId, &AnnotationId),
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let codebook = &project.codebook;
    let known = codebook
        .link_kind(kind.as_str())
        .ok_or_else(|| missing(&Key::LinkKind(kind.clone())))?;
    let layer = project
        .layer(&author.layer)
        .ok_or_else(|| missing(&Key::Layer(author.layer.clone())))?;
    let end = |id: &AnnotationId| {
        layer
            .annotation(id.as_str())
            .ok_or_else(|| EditError::Rule("both ends of a link must be labels of your own".into()))
    };
    let (from, to) = (end(ends.0)?, end(ends.1)?);
    if ends.0 == ends.1 {
        return Err(EditError::Rule("a label cannot be linked to itself".into()));
    }
    if !codebook.allows_link(known, &from.label, &to.label) {
        let name = |id: &LabelId| {
            codebook
                .label(id.as_str())
                .map_or_else(|| id.to_string(), |l| l.name.clone())
        };
        return Err(EditError::Rule(format!(
            "“{}” does not go from “{}” to “{}”",
            known.name,
            name(&from.label),
            name(&to.label)
        )));
    }
    if layer
        .links_of(ends.0)
        .any(|l| l.kind == *kind && l.from == *ends.0 && l.to == *ends.1)
    {
        return Err(EditError::Rule("this link exists already".into()));
    }
    let link = Link {
        id: id.clone(),
        kind: kind.clone(),
        from: ends.0.clone(),
        to: ends.1.clone(),
        note: String::new(),
        made: author.now,
        changed: author.now,
    };
    let change = Change::create(Key::Link(author.layer.clone(), id), Item::Link(Arc::new(link)));
    Ok(Transaction::new(
        format!("Link {}", known.name.to_lowercase()),
        vec![change],
    ))
}

pub fn delete_link(project: &Project, author: &Author, id: &LinkId) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let key = Key::Link(author.layer.clone(), id.clone());
    let link = project.layer(&author.layer).and_then(|layer| layer.links.get(id));
    let link = link.ok_or_else(|| missing(&key))?.clone();
    let mut changes = vec![Change::delete(key, Item::Link(link))];
    add_gone(project, &author.layer, &mut changes, std::iter::once(id.as_str()));
    Ok(Transaction::new("Delete link", changes))
}

/// A comment on anybody's annotation; it goes into the author's own layer.
pub fn add_comment(
    project: &Project,
    author: &Author,
    id: CommentId,
    on: &AnnotationId,
    text: &str,
) -> Result<Transaction, EditError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(EditError::invalid("the comment is empty"));
    }
    if project.find_annotation(&author.layer.document, on).is_none() {
        return Err(missing(&Key::Annotation(author.layer.clone(), on.clone())));
    }
    let comment = Comment {
        id: id.clone(),
        on: on.clone(),
        reply_to: None,
        text: text.to_owned(),
        resolved: false,
        made: author.now,
        changed: author.now,
    };
    let mut changes = ensure_layer(project, &author.layer);
    changes.push(Change::create(
        Key::Comment(author.layer.clone(), id),
        Item::Comment(Arc::new(comment)),
    ));
    Ok(Transaction::new("Comment", changes))
}

/// Answers a thread, and says with it whether the thread is resolved. An answer is never older than what it answers, whatever the clocks
/// of two machines say.
pub fn reply(
    project: &Project,
    author: &Author,
    id: CommentId,
    thread: &Thread,
    (text, resolved): (&str, bool),
) -> Result<Transaction, EditError> {
    let Some((_, last)) = thread.last() else {
        return Err(EditError::invalid("there is nothing to answer"));
    };
    let mut transaction = add_comment(project, author, id, &last.on, text)?;
    let after = Timestamp::from_seconds(last.made.seconds().saturating_add(1));
    for change in &mut transaction.changes {
        if let Some(Item::Comment(comment)) = &mut change.after {
            let comment = Arc::make_mut(comment);
            comment.reply_to = thread.root();
            comment.resolved = resolved;
            comment.made = comment.made.max(after);
            comment.changed = comment.made;
        }
    }
    transaction.title = if resolved { "Resolve" } else { "Answer" }.to_owned();
    Ok(transaction)
}

/// Resolves a thread or opens it again: by the author's own last comment, else by an answer that says so.
pub fn resolve_thread(
    project: &Project,
    author: &Author,
    id: CommentId,
    thread: &Thread,
    resolved: bool,
) -> Result<Transaction, EditError> {
    match thread.last() {
        Some((who, last)) if *who == author.layer.annotator => {
            edit_comment(project, author, &last.id, |comment| comment.resolved = resolved)
        }
        _ => {
            let text = if resolved { "Resolved" } else { "Open again" };
            reply(project, author, id, thread, (text, resolved))
        }
    }
}

/// Makes, changes or deletes the comment with this id, so that it says this.
pub fn write_comment(
    project: &Project,
    author: &Author,
    id: CommentId,
    on: &AnnotationId,
    text: &str,
) -> Result<Transaction, EditError> {
    let layer = project.layer(&author.layer);
    let is_there = layer.is_some_and(|layer| layer.comments.contains_key(&id));
    match (is_there, text.trim()) {
        (true, "") => delete_comment(project, author, &id),
        (true, text) => edit_comment(project, author, &id, |comment| comment.text = text.to_owned()),
        (false, "") => Ok(Transaction::new("Comment", Vec::new())),
        (false, text) => add_comment(project, author, id, on, text),
    }
}

pub fn edit_comment(
    project: &Project,
    author: &Author,
    id: &CommentId,
    edit: impl FnOnce(&mut Comment),
) -> Result<Transaction, EditError> {
    let key = Key::Comment(author.layer.clone(), id.clone());
    let old = project
        .layer(&author.layer)
        .and_then(|layer| layer.comments.get(id));
    let old = old.ok_or_else(|| missing(&key))?.clone();
    let mut new = Comment::clone(&old);
    edit(&mut new);
    new.changed = author.now;
    let change = Change::replace(key, Item::Comment(old), Item::Comment(Arc::new(new)));
    Ok(Transaction::new("Edit comment", vec![change]))
}

pub fn delete_comment(project: &Project, author: &Author, id: &CommentId) -> Result<Transaction, EditError> {
    let key = Key::Comment(author.layer.clone(), id.clone());
    let old = project
        .layer(&author.layer)
        .and_then(|layer| layer.comments.get(id));
    let old = old.ok_or_else(|| missing(&key))?.clone();
    let mut changes = vec![Change::delete(key, Item::Comment(old))];
    add_gone(project, &author.layer, &mut changes, std::iter::once(id.as_str()));
    Ok(Transaction::new("Delete comment", changes))
}
