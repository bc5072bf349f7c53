//! One command after another writes to a project: two at once would each save a codebook without what the other added.
//! Knows nothing of what is in the project.

use crate::model::UserError;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a command waits for another that writes to the same project.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until no other command writes to the project; the turn lasts as long as the file is held. None where the system
/// locks no folders.
pub(super) fn take(project: &Path) -> Result<Option<File>, UserError> {
    take_within(project, PATIENCE)
}

fn take_within(project: &Path, patience: Duration) -> Result<Option<File>, UserError> {
    // The folder, since files are replaced by others when they are saved.
    let folder = match project.canonicalize() {
        Ok(path) if path.is_dir() => path,
        Ok(path) => path.parent().map_or(path.clone(), Path::to_owned),
        // Opening the project tells better why.
        Err(_) => return Ok(None),
    };
    let Ok(file) = File::open(folder) else {
        return Ok(None);
    };
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                return Err(UserError::with_hint(
                    format!("Another command is writing to {}", project.display()),
                    "Nothing was written. Try again when it has ended",
                ));
            }
            Err(TryLockError::WouldBlock) => std::thread::park_timeout(PAUSE),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_second_command_waits_for_its_turn_and_gives_up_in_the_end() {
        let desk = tempfile::tempdir().unwrap();
        let single = desk.path().join("one.ron");
        crate::store::write_atomic(&single, b"x").unwrap();
        let first = take(desk.path()).unwrap();
        assert!(first.is_some());
        for project in [desk.path(), &single] {
            let refused = take_within(project, Duration::from_millis(50)).unwrap_err();
            assert!(
                refused.message.contains("Another command is writing"),
                "{refused}"
            );
        }
        drop(first);
        assert!(take(&single).unwrap().is_some());
        assert!(take(&desk.path().join("nowhere")).unwrap().is_none());
    }
}
