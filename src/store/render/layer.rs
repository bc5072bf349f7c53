//! The lines of a layer's file, each part in reading order.

use super::super::FileKey;
use super::super::line::{Line, list, string};
use super::{conflict, head, place, section, value};
use crate::model::*;
use crate::text::Text;
use std::fmt::Write;

pub fn layer_file(project: &Project, key: &LayerKey, layer: &Layer) -> String {
    let text = project.text(key.document.as_str());
    let top = layer.head();
    let mut out = head("Layer", |line| {
        line.text("document", key.document.as_str());
        line.text("annotator", key.annotator.as_str());
        layer_top(line, top);
    });
    out.reserve(layer.len() * 160);
    section(
        &mut out,
        "annotations",
        labels(layer, text),
        |out, label| match label {
            Label::Placed(annotation) => annotation_line(out, annotation, text),
            Label::Adrift(adrift) => adrift_line(out, adrift),
        },
    );
    let place_of_end = |id: &AnnotationId| layer.annotation(id.as_str()).map(|a| place_of(a));

    let mut links: Vec<_> = layer.links().collect();
    links.sort_by_cached_key(|link| (place_of_end(&link.from), place_of_end(&link.to), link.id.clone()));
    section(&mut out, "links", links, |out, link| link_line(out, link));

    // Comments on somebody else's annotation have no place here that would stay: they come first, by id.
    let mut comments: Vec<_> = layer.comments().collect();
    comments.sort_by_cached_key(|comment| (place_of_end(&comment.on), comment.id.clone()));
    section(&mut out, "comments", comments, |out, comment| {
        comment_line(out, comment)
    });

    let mut decisions: Vec<_> = layer.decisions().collect();
    decisions.sort_by_cached_key(|decision| (decision.at.hull(), decision.id.clone()));
    section(&mut out, "decisions", decisions, |out, decision| {
        decision_line(out, decision, text)
    });

    section(&mut out, "gone", &top.gone, |out, id| string(out, id));
    conflict::conflicts(&mut out, project, &FileKey::Layer(key.clone()));
    out.push_str(")\n");
    out
}

enum Label<'a> {
    Placed(&'a Annotation),
    Adrift(&'a Adrift),
}

/// Both kinds in reading order; those that wait, where they were looked for last.
fn labels<'a>(layer: &'a Layer, text: Option<&Text>) -> impl Iterator<Item = Label<'a>> {
    let byte = |scalar: u32| {
        text.and_then(|text| text.byte_from_scalar(scalar))
            .unwrap_or(u32::MAX)
    };
    let mut waiting: Vec<(u32, &Adrift)> = layer
        .all_adrift()
        .map(|adrift| (adrift.at.first().map_or(u32::MAX, |at| byte(at.0)), &**adrift))
        .collect();
    waiting.sort_by_key(|(byte, adrift)| (*byte, &adrift.annotation.id));
    let mut waiting = waiting.into_iter().peekable();
    let mut placed = layer.annotations().peekable();
    std::iter::from_fn(move || {
        let next = placed.peek().map(|annotation| place_of(annotation).0);
        let first = waiting.next_if(|(byte, _)| next.is_none_or(|next| *byte < next));
        match first {
            Some((_, adrift)) => Some(Label::Adrift(adrift)),
            None => placed.next().map(|annotation| Label::Placed(annotation)),
        }
    })
}

/// What the head says, without what is gone.
pub fn layer_top(line: &mut Line<'_>, top: &LayerHead) {
    line.word("annotated", top.annotated);
    line.word("progress", progress_word(top.progress));
}

fn progress_word(progress: Progress) -> &'static str {
    match progress {
        Progress::New => "New",
        Progress::InProgress => "InProgress",
        Progress::Finished => "Finished",
        Progress::Locked => "Locked",
    }
}

fn places(line: &mut Line<'_>, fragments: &Fragments, text: Option<&Text>) {
    if !fragments.is_empty() {
        line.with("at", |out| {
            list(out, fragments.iter(), |out, span| place(out, text, span))
        });
    }
}

/// `changed` is left out where it equals `made`.
fn times(line: &mut Line<'_>, made: Timestamp, changed: Timestamp) {
    line.text("made", &made.to_string());
    if changed != made {
        line.text("changed", &changed.to_string());
    }
}

pub fn annotation_line(out: &mut String, annotation: &Annotation, text: Option<&Text>) {
    labelled_line(out, annotation, |line| places(line, &annotation.fragments, text));
}

/// The same row as one that has its place, with the words that are looked for.
pub fn adrift_line(out: &mut String, adrift: &Adrift) {
    labelled_line(out, &adrift.annotation, |line| old_places(line, &adrift.at));
}

fn old_places(line: &mut Line<'_>, at: &[OldPlace]) {
    line.with("at", |out| list(out, at, old_place));
    line.flag("adrift", true);
}

fn old_place(out: &mut String, (start, end, words): &OldPlace) {
    // Writing to a string cannot fail.
    let _ = write!(out, "({start}, {end}, ");
    string(out, words);
    out.push(')');
}

fn labelled_line(out: &mut String, annotation: &Annotation, at: impl FnOnce(&mut Line<'_>)) {
    let mut line = Line::open(out, "");
    line.text("id", annotation.id.as_str());
    line.text("label", annotation.label.as_str());
    at(&mut line);
    if !annotation.attributes.is_empty() {
        line.with("attributes", |out| {
            list(out, annotation.attributes.iter(), |out, (id, set)| {
                out.push('(');
                string(out, id.as_str());
                out.push_str(", ");
                value(out, set);
                out.push(')');
            });
        });
    }
    line.text_if("note", &annotation.note);
    line.flag("doubt", annotation.doubt);
    times(&mut line, annotation.made, annotation.changed);
    line.close();
}

pub fn link_line(out: &mut String, link: &Link) {
    let mut line = Line::open(out, "");
    line.text("id", link.id.as_str());
    line.text("kind", link.kind.as_str());
    line.text("from", link.from.as_str());
    line.text("to", link.to.as_str());
    line.text_if("note", &link.note);
    times(&mut line, link.made, link.changed);
    line.close();
}

pub fn comment_line(out: &mut String, comment: &Comment) {
    let mut line = Line::open(out, "");
    line.text("id", comment.id.as_str());
    line.text("on", comment.on.as_str());
    line.some("reply_to", comment.reply_to.as_ref().map(CommentId::as_str));
    line.text_if("text", &comment.text);
    line.flag("resolved", comment.resolved);
    times(&mut line, comment.made, comment.changed);
    line.close();
}

fn class_word(class: DecisionClass) -> &'static str {
    match class {
        DecisionClass::Agreed => "Agreed",
        DecisionClass::Took => "Took",
        DecisionClass::KeptSeveral => "KeptSeveral",
        DecisionClass::Edited => "Edited",
        DecisionClass::NoneRight => "NoneRight",
        DecisionClass::Discuss => "Discuss",
    }
}

pub fn decision_line(out: &mut String, decision: &Decision, text: Option<&Text>) {
    let mut line = Line::open(out, "");
    line.text("id", decision.id.as_str());
    line.word("class", class_word(decision.class));
    line.text("by", decision.by.as_str());
    if decision.adrift.is_empty() {
        places(&mut line, &decision.at, text);
    } else {
        old_places(&mut line, &decision.adrift);
    }
    if !decision.sources.is_empty() {
        line.with("sources", |out| {
            list(out, &decision.sources, |out, source| {
                out.push('(');
                string(out, source.annotator.as_str());
                out.push_str(", ");
                string(out, source.annotation.as_str());
                out.push_str(", ");
                string(out, &source.hash);
                out.push(')');
            });
        });
    }
    line.texts("results", decision.results.iter().map(AnnotationId::as_str));
    line.text_if("reason", &decision.reason);
    line.text_if("rule", &decision.rule);
    line.text("made", &decision.made.to_string());
    line.close();
}
