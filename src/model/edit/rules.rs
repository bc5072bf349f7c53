//! The rules of the codebook: told, and kept by recipes, but never enforced by deleting.

use super::*;

/// Where the labels of one layer break rules of the codebook: required attributes, values, overlap, link ends.
pub fn rule_problems(project: &Project, key: &LayerKey) -> Problems {
    let Some(layer) = project.layers.get(key) else {
        return Problems::new();
    };
    let file = format!("layers/{}/{}.ron", key.annotator, key.document);
    let mut problems = Problems::new();
    for annotation in layer.annotations() {
        for (kind, message) in annotation_rules(project, annotation) {
            let message = format!("annotation “{}”: {message}", annotation.id);
            let about = Key::Annotation(key.clone(), annotation.id.clone());
            problems.push(Problem::new(kind, &file, message).about(about));
        }
    }
    overlap_rules(project, key, layer, &mut problems);
    for link in layer.links() {
        let ends = (layer.annotations.get(&link.from), layer.annotations.get(&link.to));
        if let (Some(kind), (Some(from), Some(to))) = (project.codebook.link_kinds.get(&link.kind), ends)
            && !project.codebook.allows_link(kind, &from.label, &to.label)
        {
            let message = format!(
                "link “{}”: “{}” does not go from “{}” to “{}”",
                link.id, kind.name, from.label, to.label
            );
            let about = Key::Link(key.clone(), link.id.clone());
            problems.push(Problem::new("rule-link", &file, message).about(about));
        }
    }
    problems
}

/// The codebook's rules that concern one annotation alone, as (kind, message).
pub fn annotation_rules(project: &Project, annotation: &Annotation) -> Vec<(&'static str, String)> {
    let label = project.codebook.resolve(&annotation.label);
    let mut found = Vec::new();
    for attribute in project.codebook.attributes_of(label) {
        let shown = attribute.shown_when.as_ref().is_none_or(|(other, values)| {
            annotation
                .attributes
                .get(other.as_str())
                .is_some_and(|v| v.has_any(values))
        });
        match annotation.attributes.get(attribute.id.as_str()) {
            None if attribute.required && shown => {
                found.push(("rule-required", format!("“{}” is required", attribute.name)));
            }
            Some(value) if !fits(&attribute.kind, value) => {
                found.push((
                    "rule-value",
                    format!("“{value}” is not a value of “{}”", attribute.name),
                ));
            }
            _ => {}
        }
    }
    found
}

/// Whether a value belongs to an attribute's type.
pub fn fits(kind: &AttributeKind, value: &AttributeValue) -> bool {
    match (kind, value) {
        (AttributeKind::Choice(words), AttributeValue::Choice(word)) => words.contains(word),
        (AttributeKind::Choices(words), AttributeValue::Choices(chosen)) => {
            chosen.iter().all(|word| words.contains(word))
        }
        (AttributeKind::Number { min, max }, AttributeValue::Number(number)) => {
            number.is_finite() && min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
        }
        (AttributeKind::Bool, AttributeValue::Bool(_)) | (AttributeKind::Text, AttributeValue::Text(_)) => {
            true
        }
        (AttributeKind::Entity { .. }, AttributeValue::Entity(_)) => true,
        (AttributeKind::Entity { several: true, .. }, AttributeValue::Entities(_)) => true,
        _ => false,
    }
}

fn overlap_rules(project: &Project, key: &LayerKey, layer: &Layer, problems: &mut Problems) {
    let file = format!("layers/{}/{}.ron", key.annotator, key.document);
    let mut open: Vec<(u32, &Arc<Annotation>)> = Vec::new();
    for annotation in layer.annotations() {
        let Some(hull) = annotation.fragments.hull() else {
            continue;
        };
        open.retain(|(end, _)| *end > hull.start());
        let mut overlapped = open
            .iter()
            .filter(|(_, other)| annotation.fragments.overlap(&other.fragments) > 0);
        if let Some(message) =
            overlapped.find_map(|(_, other)| forbidden(&project.codebook, annotation, other))
        {
            let message = format!("annotation “{}”: {message}", annotation.id);
            let about = Key::Annotation(key.clone(), annotation.id.clone());
            problems.push(Problem::new("rule-overlap", &file, message).about(about));
        }
        open.push((hull.end(), annotation));
    }
}

/// Why two annotations that overlap may not, if so. A merged label counts as its target.
pub(super) fn forbidden(codebook: &Codebook, a: &Annotation, b: &Annotation) -> Option<String> {
    let [a, b] = [a, b].map(|annotation| codebook.label(codebook.resolve(&annotation.label).as_str()));
    let strict = |label: &&Arc<Label>| label.overlap == Overlap::None;
    if let Some(label) = a.filter(strict).or(b.filter(strict)) {
        return Some(format!("“{}” cannot overlap any other label", label.name));
    }
    let label = a.filter(|label| label.overlap == Overlap::NotItself)?;
    (label.id == b?.id).then(|| format!("“{0}” cannot overlap another “{0}”", label.name))
}

/// Whether an annotation may stand in a layer by the overlap rules; the message says why not. Looks only at the labels that stand
/// where it stands, and at none where the layer has no label that could forbid it.
pub fn may_overlap(project: &Project, layer: &Layer, annotation: &Annotation) -> Result<(), EditError> {
    let codebook = &project.codebook;
    let Some(hull) = annotation.fragments.hull() else {
        return Ok(());
    };
    let own = codebook.resolve(&annotation.label);
    let overlap = codebook
        .label(own.as_str())
        .map_or(Overlap::Any, |label| label.overlap);
    let forbids = |id: &LabelId| {
        let id = codebook.resolve(id);
        let strict = || {
            codebook
                .label(id.as_str())
                .is_some_and(|l| l.overlap == Overlap::None)
        };
        overlap == Overlap::None || (overlap == Overlap::NotItself && id == own) || strict()
    };
    if !layer.counts.keys().any(forbids) {
        return Ok(());
    }
    for other in layer.annotations_at(hull.start(), hull.end()) {
        if other.id != annotation.id
            && annotation.fragments.overlap(&other.fragments) > 0
            && let Some(message) = forbidden(codebook, annotation, other)
        {
            return Err(EditError::Rule(message));
        }
    }
    Ok(())
}
