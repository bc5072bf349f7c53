//! Decisions when a document gets another text: what they looked at is the same as long as its words are.

use super::*;

/// Where labels that a decision looked at went along with their words, the decision goes on knowing them.
pub fn follow_words(
    project: &Project,
    document: &DocumentId,
    (old, new): (&Text, &Text),
    changes: &mut Vec<Change>,
) {
    let layer = LayerKey::adjudicated(document.clone());
    let Some(adjudicated) = project.layer(&layer) else {
        return;
    };
    let known = hashes(changes, (old, new));
    if known.is_empty() {
        return;
    }
    let moved = changes
        .iter()
        .enumerate()
        .filter_map(|(index, change)| match &change.key {
            Key::Decision(_, id) => Some((id.clone(), index)),
            _ => None,
        });
    let moved: BTreeMap<DecisionId, usize> = moved.collect();
    for decision in adjudicated.decisions.values() {
        let change = moved.get(&decision.id).and_then(|index| changes.get_mut(*index));
        let present = match &change {
            Some(Change {
                after: Some(Item::Decision(after)),
                ..
            }) => after,
            _ => decision,
        };
        let mut after = Decision::clone(present);
        for source in &mut after.sources {
            let now = known.get(&(source.annotator.clone(), source.annotation.clone()));
            if let Some((_, hash)) = now.filter(|(before, _)| *before == source.hash) {
                source.hash = hash.clone();
            }
        }
        if after == **present {
            continue;
        }
        let after = Item::Decision(Arc::new(after));
        match change {
            Some(change) => change.after = Some(after),
            None => {
                let key = Key::Decision(layer.clone(), decision.id.clone());
                changes.push(Change::replace(key, Item::Decision(decision.clone()), after));
            }
        }
    }
}

type Hash = smol_str::SmolStr;

/// The hash of each label that moved with all its words: as it was, and as it is.
fn hashes(changes: &[Change], (old, new): (&Text, &Text)) -> BTreeMap<Source, (Hash, Hash)> {
    let followed = changes.iter().filter_map(|change| match change {
        Change {
            key: Key::Annotation(layer, id),
            before: Some(Item::Annotation(before)),
            after: Some(Item::Annotation(after)),
        } if before.fragments.quote(old) == after.fragments.quote(new) => Some((
            (layer.annotator.clone(), id.clone()),
            (before.content_hash(), after.content_hash()),
        )),
        _ => None,
    });
    followed.collect()
}
