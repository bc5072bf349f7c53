//! Which window writes a project: a lock in the project's state folder, and beside it who holds it. It keeps two windows of one
//! person out of each other's way. Nothing depends on it: files are compared before they are replaced, and merged by id, so where
//! no lock can be had the work goes on without one.

use super::atomic::{make_folder, write_atomic_on};
use super::disk::{Disk, DiskLock};
use super::line::Line;
use super::{Location, dto};
use crate::model::{Project, Timestamp, UserError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const LOCK: &str = "window.lock";
const HOLDER: &str = "window.ron";
const REQUEST: &str = "take-over.ron";
const ABOUT: &str = "about.ron";

/// More than any of these files has, in bytes.
const MOST: u64 = 64 << 10;

/// How often, and how long at once, it is looked whether the other window has let go.
const TRIES: u32 = 32;
const WAIT: Duration = Duration::from_millis(250);

/// A window that has a project open.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Holder {
    /// Tells windows apart.
    pub token: String,
    /// Its process, 0 where that is not known.
    pub pid: u32,
    /// Who works there; empty where that is not known.
    pub person: String,
    pub since: Timestamp,
}

/// The lock of this window. It ends when it is dropped, or with the process.
#[derive(Debug)]
pub struct WindowLock {
    folder: PathBuf,
    _lock: Box<dyn DiskLock>,
}

/// What came of asking for the lock.
#[derive(Clone, Debug)]
pub enum Claim {
    Held(Arc<WindowLock>),
    /// Another window has it: which one, where that can be read. With the token of the asking window it is its own.
    Busy(Option<Holder>),
    /// No lock can be had here, and why.
    Without(UserError),
}

impl WindowLock {
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Tells other windows who holds it. What cannot be written is not told: nothing depends on it.
    pub fn tell(&self, disk: &dyn Disk, holder: &Holder) {
        let path = self.folder.join(HOLDER);
        let text = text_from_holder(holder);
        if disk.read(&path, MOST).ok().as_deref() != Some(text.as_bytes()) {
            let _ = write_atomic_on(disk, &path, text.as_bytes());
        }
    }
}

/// Asks for the lock of a project when it is opened. `folder` is the project's state folder, which is made where it is missing.
pub fn claim(disk: &dyn Disk, folder: &Path, holder: &Holder) -> Claim {
    let claim = locked(disk, folder);
    if let Claim::Held(lock) = &claim {
        // Of a window that ended before it could take over.
        let _ = disk.remove(&folder.join(REQUEST));
        lock.tell(disk, holder);
    }
    claim
}

fn locked(disk: &dyn Disk, folder: &Path) -> Claim {
    if let Err(error) = make_folder(disk, folder) {
        return Claim::Without(error);
    }
    match disk.lock(&folder.join(LOCK)) {
        Ok(Some(lock)) => Claim::Held(Arc::new(WindowLock {
            folder: folder.to_owned(),
            _lock: lock,
        })),
        Ok(None) => Claim::Busy(holder(disk, folder)),
        Err(error) => Claim::Without(UserError::new(format!(
            "Whether another window has the project open cannot be known: {error}"
        ))),
    }
}

/// Who holds the lock, as far as it was told.
pub fn holder(disk: &dyn Disk, folder: &Path) -> Option<Holder> {
    let bytes = disk.read(&folder.join(HOLDER), MOST).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let file: dto::WindowFile<'_> = ron::from_str(text).ok()?;
    Some(Holder {
        since: file.since.as_str().parse().unwrap_or_default(),
        token: file.token.into_string(),
        pid: file.pid,
        person: file.person.into_string(),
    })
}

/// Asks the other window to let go, and waits some seconds for it, or until `stop`. `Busy`: it did not.
pub fn take_over(disk: &dyn Disk, folder: &Path, holder: &Holder, stop: &dyn Fn() -> bool) -> Claim {
    let path = folder.join(REQUEST);
    let mut text = String::new();
    let mut line = Line::open(&mut text, "TakeOver");
    line.text("token", &holder.token);
    line.close();
    text.push('\n');
    if let Err(error) = make_folder(disk, folder).and_then(|()| write_atomic_on(disk, &path, text.as_bytes()))
    {
        return Claim::Without(error);
    }
    let mut claim = locked(disk, folder);
    for _ in 0..TRIES {
        if !matches!(claim, Claim::Busy(_)) || stop() {
            break;
        }
        disk.pause(WAIT);
        claim = locked(disk, folder);
    }
    // A request of a third window is left for this one to see.
    if requested_by(disk, folder).as_deref() == Some(holder.token.as_str()) {
        let _ = disk.remove(&path);
    }
    if let Claim::Held(lock) = &claim {
        lock.tell(disk, holder);
    }
    claim
}

/// Whether another window asks for the project that this one, with its token, has open. Reads one small file, if it is there.
pub fn taken_over(disk: &dyn Disk, folder: &Path, token: &str) -> bool {
    requested_by(disk, folder).is_some_and(|by| by != token)
}

fn requested_by(disk: &dyn Disk, folder: &Path) -> Option<String> {
    let bytes = disk.read(&folder.join(REQUEST), MOST).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let file: dto::TakeOverFile<'_> = ron::from_str(text).ok()?;
    Some(file.token.into_string())
}

fn text_from_holder(holder: &Holder) -> String {
    let mut text = String::new();
    let mut line = Line::open(&mut text, "Window");
    line.text("token", &holder.token);
    line.word("pid", holder.pid);
    line.text("person", &holder.person);
    line.text("since", &holder.since.to_string());
    line.close();
    text.push('\n');
    text
}

/// Writes into a state folder of which project it is, for people who look into it.
pub fn tell_about(disk: &dyn Disk, folder: &Path, location: &Location, project: &Project) {
    let mut text = String::new();
    let mut line = Line::open(&mut text, "About");
    line.text("path", &location.path().display().to_string());
    line.text("project", &project.head().id);
    line.text("name", &project.head().name);
    line.close();
    text.push('\n');
    let path = folder.join(ABOUT);
    if disk.read(&path, MOST).ok().as_deref() != Some(text.as_bytes()) {
        let _ = write_atomic_on(disk, &path, text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::super::disk::Real;
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn window(token: &str, person: &str) -> Holder {
        Holder {
            token: token.into(),
            pid: 7,
            person: person.into(),
            since: "2026-11-22T10:04:00Z".parse().unwrap(),
        }
    }

    fn held(claim: Claim) -> Arc<WindowLock> {
        match claim {
            Claim::Held(lock) => lock,
            other => panic!("{other:?}"),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "tests put files in place")]
    fn put(path: &Path, content: &str) {
        std::fs::write(path, content).unwrap();
    }

    #[test]
    fn the_second_window_is_told_who_has_the_project_and_gets_it_when_the_first_ends() {
        let desk = tempfile::tempdir().unwrap();
        let folder = desk.path().join("projects/0123456789abcdef");
        let first = held(claim(&Real, &folder, &window("a", "Ana “A” Pyo")));
        match claim(&Real, &folder, &window("b", "Ben")) {
            Claim::Busy(Some(holder)) => assert_eq!(holder, window("a", "Ana “A” Pyo")),
            other => panic!("{other:?}"),
        }
        drop(first);
        held(claim(&Real, &folder, &window("b", "Ben")));
        assert_eq!(holder(&Real, &folder).unwrap().person, "Ben");
    }

    #[test]
    fn a_window_that_is_asked_lets_go_and_the_other_takes_over() {
        let desk = tempfile::tempdir().unwrap();
        let first = held(claim(&Real, desk.path(), &window("a", "Ana")));
        assert!(!taken_over(&Real, desk.path(), "a"));
        std::thread::scope(|scope| {
            let second = scope.spawn(|| held(take_over(&Real, desk.path(), &window("b", "Ben"), &|| false)));
            while !taken_over(&Real, desk.path(), "a") {
                std::thread::yield_now();
            }
            drop(first);
            let second = second.join().unwrap();
            assert_eq!(holder(&Real, desk.path()), Some(window("b", "Ben")));
            assert!(!taken_over(&Real, desk.path(), "b"), "the request is done with");
            drop(second);
        });
        // What a third one asked for while the second took over is not lost.
        let first = held(claim(&Real, desk.path(), &window("a", "Ana")));
        put(&desk.path().join(REQUEST), "TakeOver(token: \"c\")");
        assert!(taken_over(&Real, desk.path(), "a"));
        drop(first);
        // It ended before it could: who opens the project anew is not asked to let go.
        held(claim(&Real, desk.path(), &window("d", "Dan")));
        assert!(!taken_over(&Real, desk.path(), "d"));
    }

    #[test]
    fn who_does_not_let_go_is_not_waited_for_when_one_has_enough() {
        let desk = tempfile::tempdir().unwrap();
        let _first = held(claim(&Real, desk.path(), &window("a", "Ana")));
        let asked = AtomicU32::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) > 0;
        let second = take_over(&Real, desk.path(), &window("b", "Ben"), &stop);
        assert!(matches!(second, Claim::Busy(Some(_))), "{second:?}");
        assert!(!taken_over(&Real, desk.path(), "a"), "it asks no more");
    }

    #[test]
    fn damaged_and_foreign_files_stop_nobody() {
        let desk = tempfile::tempdir().unwrap();
        let damaged = ["", "\0\0\0\0", "Window(", "Window(token: 3)", "[[[[", "\u{feff}"];
        for content in damaged {
            for name in [LOCK, HOLDER, REQUEST] {
                put(&desk.path().join(name), content);
            }
            let lock = held(claim(&Real, desk.path(), &window("a", "Ana")));
            for name in [HOLDER, REQUEST] {
                put(&desk.path().join(name), content);
            }
            assert!(!taken_over(&Real, desk.path(), "a"), "{content:?}");
            let second = claim(&Real, desk.path(), &window("b", "Ben"));
            assert!(matches!(second, Claim::Busy(None)), "{content:?}: {second:?}");
            drop(lock);
        }
        // A newer program tells more, perhaps.
        put(
            &desk.path().join(HOLDER),
            "Window(format: 9, token: \"z\", mood: Fine)",
        );
        assert_eq!(holder(&Real, desk.path()).unwrap().token, "z");
        let folder = desk.path().join("no lock");
        std::fs::create_dir_all(folder.join(LOCK)).unwrap();
        let without = claim(&Real, &folder, &window("a", "Ana"));
        assert!(matches!(without, Claim::Without(_)), "{without:?}");
        put(&desk.path().join("file"), "");
        let without = claim(&Real, &desk.path().join("file/below"), &window("a", "Ana"));
        assert!(matches!(without, Claim::Without(_)), "{without:?}");
    }

    #[test]
    fn a_state_folder_tells_of_which_project_it_is() {
        let desk = tempfile::tempdir().unwrap();
        let project = Project::new("p1", "Talks");
        tell_about(
            &Real,
            desk.path(),
            &Location::Folder("/work/talks".into()),
            &project,
        );
        let text = std::fs::read_to_string(desk.path().join(ABOUT)).unwrap();
        assert_eq!(
            text,
            "About(path: \"/work/talks\", project: \"p1\", name: \"Talks\")\n"
        );
    }
}
