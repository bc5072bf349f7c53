//! The names of the fields in which two versions of an item differ, for lists that people read.

use crate::model::edit::Item;
use crate::model::*;
use std::collections::BTreeSet;

/// Names the fields of two values that are not the same, in the order given.
macro_rules! names {
    ($a:expr, $b:expr; $($field:ident $name:literal),* $(,)?) => {{
        let mut names: Vec<String> = Vec::new();
        $(if $a.$field != $b.$field {
            names.push($name.to_owned());
        })*
        names
    }};
}

/// Plain lower-case words; an attribute by its id. Times are left out: nobody decides by them.
pub fn differing(a: &Item, b: &Item) -> Vec<String> {
    match (a, b) {
        (Item::Head(a), Item::Head(b)) => names!(a, b; id "id", name "name", notes "notes"),
        (Item::CodebookHead(a), Item::CodebookHead(b)) => names!(a, b; name "name", guidelines "guidelines"),
        (Item::Person(a), Item::Person(b)) => names!(a, b; name "name", colour "colour", kind "kind"),
        (Item::Label(a), Item::Label(b)) => names!(a, b;
            name "name", parent "parent", colour "colour", key "key", description "description",
            include "include", exclude "exclude", anchoring "anchoring", overlap "overlap", retired "retired",
            merged_into "merged into", order "order"),
        (Item::Attribute(a), Item::Attribute(b)) => names!(a, b;
            name "name", kind "values", labels "labels", required "required", default "default",
            shown_when "shown when", description "description", retired "retired", order "order"),
        (Item::LinkKind(a), Item::LinkKind(b)) => names!(a, b;
            name "name", from "from", to "to", key "key", description "description", retired "retired",
            order "order"),
        (Item::Entity(a), Item::Entity(b)) => names!(a, b;
            name "name", kind "kind", aliases "other names", parent "parent", fields "fields", note "note"),
        (Item::Document(a), Item::Document(b)) => names!(a, b;
            title "title", date "date", source "source", author "author", fields "fields", notes "notes",
            hash "text", origin "origin"),
        (Item::Link(a), Item::Link(b)) => names!(a, b; kind "kind", from "from", to "to", note "note"),
        (Item::Comment(a), Item::Comment(b)) => names!(a, b;
            text "text", resolved "resolved", on "on", reply_to "reply to"),
        (Item::Decision(a), Item::Decision(b)) => names!(a, b;
            class "decision", at "place", sources "sources", results "results", reason "reason", rule "rule", by "by"),
        (Item::Text(_), Item::Text(_)) => vec!["text".to_owned()],
        (Item::Redirect(_), Item::Redirect(_)) => vec!["target".to_owned()],
        (a, b) => labelled(a, b),
    }
}

fn labelled(a: &Item, b: &Item) -> Vec<String> {
    let facts = |item: &Item| match item {
        Item::Annotation(annotation) => Some((Annotation::clone(annotation), None)),
        Item::Adrift(adrift) => Some((adrift.annotation.clone(), Some(adrift.at.clone()))),
        _ => None,
    };
    let (Some((a, old_a)), Some((b, old_b))) = (facts(a), facts(b)) else {
        return Vec::new();
    };
    let mut names = names!(a, b; label "label");
    if a.fragments != b.fragments || old_a != old_b {
        names.push("place".to_owned());
    }
    let ids: BTreeSet<&AttributeId> = (a.attributes.iter().chain(b.attributes.iter()))
        .map(|(id, _)| id)
        .filter(|id| a.attributes.get(id.as_str()) != b.attributes.get(id.as_str()))
        .collect();
    names.extend(ids.into_iter().map(ToString::to_string));
    names.extend(names!(a, b; note "note", doubt "doubt"));
    names
}
