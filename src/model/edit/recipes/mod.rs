//! Intents as transactions: what a person wants to do, written as changes. Each recipe reads a project and returns a
//! transaction; nothing is applied here.

mod annotations;
mod assigning;
mod codebook;
mod conflicts;
mod decisions;
mod documents;
mod entities;
mod links;
mod people;
mod tag_many;
mod texts;

pub use annotations::{
    delete_annotations, edit_annotation, ensure_layer, relabel, set_attribute, set_fragments, set_progress,
    tag,
};
pub use assigning::{assign_people, balance, set_locks};
pub use codebook::{
    delete_or_retire_label, edit_attribute, edit_codebook_head, edit_label, edit_link_kind, make_attribute,
    make_label, make_link_kind, merge_labels, move_label, retire_attribute, retire_link_kind, use_codebook,
};
pub use conflicts::{Choice, decide_conflict, decide_conflicts};
pub use decisions::{
    Extent, LinkRuling, Ruling, Source, Verdict, decide, decide_all, decide_link, explain, reopen, reopen_all,
};
pub use documents::{add_document, delete_document, edit_document};
pub use entities::{delete_entity, edit_entity, make_entity, merge_entities};
pub use links::{
    add_comment, delete_comment, delete_link, edit_comment, link, reply, resolve_thread, write_comment,
};
pub use people::{add_person, assign, edit_person, rename_project, set_lock};
pub use tag_many::{tag_many, tag_refusals, tagged_already};
pub use texts::{Fates, Replacement, accept_text, drop_adrift, place_adrift, replace_text};

use super::*;

/// Who edits, and when. Every recipe that writes a layer takes it.
#[derive(Clone, Debug)]
pub struct Author {
    pub layer: LayerKey,
    pub now: Timestamp,
}

/// Where an edit is refused because the layer is locked.
fn unlocked(project: &Project, layer: &LayerKey) -> Result<(), EditError> {
    if project.locks.contains(layer) {
        return Err(EditError::Rule(format!(
            "“{}” is locked for {}",
            layer.document,
            project.person_name(&layer.annotator)
        )));
    }
    Ok(())
}

fn missing(key: &Key) -> EditError {
    EditError::Missing(swap::name(key))
}
