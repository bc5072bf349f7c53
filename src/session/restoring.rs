//! Earlier states of files: kept before a save, listed and brought back. What touches the disk here runs in jobs.

use super::jobs::Places;
use super::system;
use crate::model::UserError;
use crate::store::generations::{self, Generations};
use crate::store::{self, Location, Saving};
use std::path::PathBuf;

/// The folder in which the states of a project are kept; None where this user has no place for them.
pub fn folder_of(places: &Places, location: &Location, project_id: &str) -> Option<PathBuf> {
    let state = places.state.as_deref()?;
    Some(store::state_folder(&*places.disk, state, location, project_id))
}

/// Keeps the last good state of the files that a save is about to replace. Returns why that failed; it stops no save.
pub(super) fn keep_before_save(
    places: &Places,
    location: &Location,
    saving: &Saving<'_>,
) -> Option<UserError> {
    let folder = folder_of(places, location, &saving.project.head().id)?;
    let generations = Generations::new(&*places.disk, &folder);
    generations::keep_before_save(&generations, location, saving, system::now())
}
