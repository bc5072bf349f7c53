//! How many labels of the open document the filter lets through: counted once, then followed edit by edit.

use super::Session;
use crate::model::{Layer, LayerKey};

/// More changes than this are not followed one by one.
const MANY: usize = 2_000;

#[derive(Debug, Default)]
pub struct FilterCounts {
    /// What was counted: the looks' revision, and each layer with how many of its labels pass.
    looks: u64,
    layers: Vec<(LayerKey, Layer, usize)>,
}

impl FilterCounts {
    /// How many pass, of how many shown.
    pub fn update(&mut self, session: &Session) -> (usize, usize) {
        let (Some(project), Some(document)) = (session.project(), &session.view.document) else {
            self.layers.clear();
            return (0, 0);
        };
        let looks = session.looks();
        if self.looks != looks.revision() {
            self.looks = looks.revision();
            self.layers.clear();
        }
        let people = session.people_in_view();
        let keys = people
            .into_iter()
            .map(|person| LayerKey::new(document.clone(), person));
        let mut old = std::mem::take(&mut self.layers);
        for key in keys {
            let Some(layer) = project.layer(&key) else {
                continue;
            };
            let known = old.iter().position(|(of, _, _)| *of == key);
            let known = known.map(|at| old.swap_remove(at));
            let count = known.and_then(|(_, before, count)| followed(session, &key, (&before, count), layer));
            let count = count.unwrap_or_else(|| {
                let labels = layer.annotations_by_id();
                labels.filter(|a| looks.passes(&key.annotator, a)).count()
            });
            self.layers.push((key, layer.clone(), count));
        }
        let passing = self.layers.iter().map(|(_, _, count)| count).sum();
        (passing, self.layers.iter().map(|(_, layer, _)| layer.len()).sum())
    }
}

/// The count brought from an earlier state of a layer to this one; None where that is not worth it.
fn followed(session: &Session, key: &LayerKey, old: (&Layer, usize), layer: &Layer) -> Option<usize> {
    let (before, mut count) = old;
    if layer.shares_annotations(before) {
        return Some(count);
    }
    let looks = session.looks();
    for (nth, change) in layer.changes_from(before).enumerate() {
        if nth == MANY {
            return None;
        }
        let passes = |annotation: &&std::sync::Arc<_>| looks.passes(&key.annotator, annotation);
        count += usize::from(change.after.as_ref().is_some_and(passes));
        count = count.checked_sub(usize::from(change.before.as_ref().is_some_and(passes)))?;
    }
    Some(count)
}
