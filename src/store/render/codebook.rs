//! The lines of `codebook.ron`: labels in the order of their tree.

use super::super::FileKey;
use super::super::line::{Line, list, number, string};
use super::{conflict, head, section, value};
use crate::model::*;
use std::collections::BTreeSet;
use std::sync::Arc;

pub fn codebook_file(project: &Project) -> String {
    let codebook = project.codebook();
    let mut out = head("Codebook", |line| codebook_top(line, codebook.head()));
    section(&mut out, "labels", labels_in_order(codebook), |out, label| {
        label_line(out, label)
    });
    let mut attributes: Vec<_> = codebook.attributes().collect();
    attributes.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    section(&mut out, "attributes", attributes, |out, attribute| {
        attribute_line(out, attribute)
    });
    section(&mut out, "link_kinds", codebook.link_kinds(), |out, kind| {
        link_kind_line(out, kind)
    });
    conflict::conflicts(&mut out, project, &FileKey::Codebook);
    out.push_str(")\n");
    out
}

pub fn codebook_top(line: &mut Line<'_>, top: &CodebookHead) {
    line.text("name", &top.name);
    line.text_if("guidelines", &top.guidelines);
}

/// Parents before children. A label that hangs in no tree comes last rather than being left out.
fn labels_in_order(codebook: &Codebook) -> Vec<&Arc<Label>> {
    let mut labels: Vec<_> = codebook.tree().into_iter().map(|(_, label)| label).collect();
    let known: BTreeSet<LabelId> = labels.iter().map(|label| label.id.clone()).collect();
    labels.extend(codebook.labels().filter(|label| !known.contains(&label.id)));
    labels
}

pub fn label_line(out: &mut String, label: &Label) {
    let mut line = Line::open(out, "");
    line.text("id", label.id.as_str());
    line.text("name", &label.name);
    line.some("parent", label.parent.as_ref().map(LabelId::as_str));
    if label.order != 0 {
        line.word("order", label.order);
    }
    line.text("colour", &label.colour.to_string());
    line.some("key", label.key.as_deref());
    line.text_if("description", &label.description);
    line.text_if("include", &label.include);
    line.text_if("exclude", &label.exclude);
    if label.anchoring != Anchoring::default() {
        line.word("anchoring", anchoring_word(label.anchoring));
    }
    if label.overlap != Overlap::default() {
        line.word("overlap", overlap_word(label.overlap));
    }
    line.flag("retired", label.retired);
    line.some("merged_into", label.merged_into.as_ref().map(LabelId::as_str));
    line.close();
}

fn anchoring_word(anchoring: Anchoring) -> &'static str {
    match anchoring {
        Anchoring::Characters => "Characters",
        Anchoring::Words => "Words",
        Anchoring::Sentences => "Sentences",
        Anchoring::Document => "Document",
    }
}

fn overlap_word(overlap: Overlap) -> &'static str {
    match overlap {
        Overlap::Any => "Any",
        Overlap::NotItself => "NotItself",
        Overlap::None => "None",
    }
}

pub fn attribute_line(out: &mut String, attribute: &Attribute) {
    let mut line = Line::open(out, "");
    line.text("id", attribute.id.as_str());
    line.text("name", &attribute.name);
    line.texts("labels", attribute.labels.iter().map(LabelId::as_str));
    line.with("kind", |out| kind(out, &attribute.kind));
    line.flag("required", attribute.required);
    if let Some(default) = &attribute.default {
        line.with("default", |out| value(out, default));
    }
    if let Some((other, values)) = &attribute.shown_when {
        line.with("shown_when", |out| {
            out.push('(');
            string(out, other.as_str());
            out.push_str(", ");
            list(out, values, |out, value| string(out, value));
            out.push(')');
        });
    }
    line.text_if("description", &attribute.description);
    if attribute.order != 0 {
        line.word("order", attribute.order);
    }
    line.flag("retired", attribute.retired);
    line.close();
}

fn kind(out: &mut String, kind: &AttributeKind) {
    let mut choices = |name: &str, words: &[smol_str::SmolStr]| {
        out.push_str(name);
        out.push('(');
        list(out, words, |out, word| string(out, word));
        out.push(')');
    };
    match kind {
        AttributeKind::Choice(words) => choices("Choice", words),
        AttributeKind::Choices(words) => choices("Choices", words),
        AttributeKind::Bool => out.push_str("Bool"),
        AttributeKind::Text => out.push_str("Text"),
        AttributeKind::Number { min, max } => {
            let mut line = Line::open(out, "Number");
            for (name, bound) in [("min", min), ("max", max)] {
                if let Some(bound) = bound {
                    line.with(name, |out| number(out, *bound));
                }
            }
            line.close();
        }
        AttributeKind::Entity { kinds, several } => {
            let mut line = Line::open(out, "Entity");
            line.texts("kinds", kinds);
            line.flag("several", *several);
            line.close();
        }
    }
}

pub fn link_kind_line(out: &mut String, kind: &LinkKind) {
    let mut line = Line::open(out, "");
    line.text("id", kind.id.as_str());
    line.text("name", &kind.name);
    line.texts("from", kind.from.iter().map(LabelId::as_str));
    line.texts("to", kind.to.iter().map(LabelId::as_str));
    line.some("key", kind.key.as_deref());
    line.text_if("description", &kind.description);
    if kind.order != 0 {
        line.word("order", kind.order);
    }
    line.flag("retired", kind.retired);
    line.close();
}
