//! What follows one another without end: labels below labels, merges into merges. Knows the limits of their length.

use super::*;

/// What a moved label or a merge makes deeper for others.
pub fn check(project: &Project, transaction: &Transaction) -> Result<(), EditError> {
    let touched = |is: fn(&Key) -> bool| {
        let mut changes = transaction.changes.iter();
        changes.any(|change| change.before.is_some() && change.after.is_some() && is(&change.key))
    };
    let codebook = &project.codebook;
    if codebook.labels.len() > limits::DEEPEST && touched(|key| matches!(key, Key::Label(_))) {
        for label in codebook.labels() {
            label_ends(codebook, &label.id, label)?;
        }
    }
    if project.redirects.len() > limits::MERGES {
        let merged = |change: &Change| matches!(change.key, Key::Redirect(_));
        // What reads a whole file looks at each of its merges anyway.
        if transaction.changes.len() <= limits::MERGES && transaction.changes.iter().any(merged) {
            for (id, target) in &project.redirects {
                target
                    .iter()
                    .try_for_each(|target| redirect_ends(project, id, target))?;
            }
        }
    }
    Ok(())
}

/// Neither its parents nor its merges lead back to a label, nor on without end.
pub fn label_ends(codebook: &Codebook, id: &LabelId, label: &Label) -> Result<(), EditError> {
    let parent = |id: &&LabelId| codebook.label(id.as_str())?.parent.as_ref();
    let above = std::iter::successors(label.parent.as_ref(), parent);
    match chain(above, id, limits::DEEPEST) {
        Chain::Ends => {}
        Chain::Returns => {
            let message = format!("“{}” cannot stand below itself", label.name);
            return Err(EditError::Invalid(message));
        }
        Chain::TooLong => {
            let message = format!(
                "“{}” stands below more than {} others",
                label.name,
                limits::DEEPEST
            );
            return Err(EditError::Invalid(message));
        }
    }
    let next = |id: &&LabelId| codebook.label(id.as_str())?.merged_into.as_ref();
    let targets = std::iter::successors(label.merged_into.as_ref(), next);
    match chain(targets, id, limits::MERGES) {
        Chain::Ends => Ok(()),
        Chain::Returns => Err(EditError::Invalid(format!(
            "“{}” cannot be merged into itself",
            label.name
        ))),
        Chain::TooLong => Err(EditError::Invalid(too_many_merges())),
    }
}

/// A chain of merged entities comes to an end.
pub fn redirect_ends(project: &Project, id: &EntityId, target: &EntityId) -> Result<(), EditError> {
    let next = |id: &&EntityId| project.redirects.get(*id)?.as_ref();
    match chain(std::iter::successors(Some(target), next), id, limits::MERGES) {
        Chain::Ends => Ok(()),
        Chain::Returns => Err(EditError::invalid("an entity cannot be merged into itself")),
        Chain::TooLong => Err(EditError::Invalid(too_many_merges())),
    }
}

/// How a chain of ids goes on.
enum Chain {
    Ends,
    /// To where it began.
    Returns,
    TooLong,
}

fn chain<'a, T: PartialEq + 'a>(steps: impl Iterator<Item = &'a T>, start: &T, most: usize) -> Chain {
    for (count, step) in steps.enumerate() {
        if step == start {
            return Chain::Returns;
        }
        if count >= most {
            return Chain::TooLong;
        }
    }
    Chain::Ends
}

fn too_many_merges() -> String {
    format!("more than {} merges follow one another", limits::MERGES)
}
