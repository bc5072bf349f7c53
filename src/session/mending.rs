//! Looking a project through and planning repairs, for the window and for the shell. Runs in jobs: it reads the disk.

use super::jobs::Places;
use super::{restoring, system};
use crate::model::{PersonId, Problems, UserError};
use crate::store::generations::{Generations, Present, keep_present, name_of};
use crate::store::repair::{self, Asked, Plan};
use crate::store::{self, FileKey, Opened};

/// Everything that is wrong with a project, and what can be done about it.
pub fn look(places: &Places, opened: &Opened, me: Option<&PersonId>) -> Plan {
    let problems = store::check(opened);
    plan(places, opened, &problems, me)
}

fn plan(places: &Places, opened: &Opened, problems: &Problems, me: Option<&PersonId>) -> Plan {
    // Nobody looks through earlier states where nothing is damaged.
    let kept = if opened.damaged.is_empty() {
        restoring::Kept::default()
    } else {
        restoring::kept(places, &opened.location, Some(opened))
    };
    let asked = Asked {
        project: &opened.project,
        location: &opened.location,
        problems,
        damaged: &opened.damaged,
        read_only: opened.read_only.is_some(),
        me,
        now: system::now(),
        kept: &kept.files,
    };
    repair::plan(&*places.disk, &asked)
}

/// Keeps a file as it is before a repair writes it anew; an error where it cannot be kept, and then it must not be written.
pub fn keep_first(places: &Places, opened: &Opened, file: &FileKey) -> Result<(), UserError> {
    let location = &opened.location;
    let is_damaged = match location {
        store::Location::Folder(_) => opened.damaged.contains(file),
        store::Location::File(_) => !opened.damaged.is_empty(),
    };
    let Some(folder) = restoring::folder_of(places, location, &opened.project.head().id) else {
        // What was read whole is in memory, and a save may always replace it.
        if !is_damaged {
            return Ok(());
        }
        return Err(UserError::with_hint(
            "There is no folder to keep the damaged file in, so it is left as it is",
            "Look whether your home folder can be written",
        ));
    };
    let generations = Generations::new(&*places.disk, &folder);
    let present = if is_damaged {
        Present::Damaged
    } else {
        Present::Good
    };
    keep_present(
        &generations,
        location,
        &name_of(location, file),
        system::now(),
        present,
    )
}
