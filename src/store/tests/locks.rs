//! The lock of a project between two processes.

use super::child::{child, task};
use crate::model::Timestamp;
use crate::store::disk::Real;
use crate::store::window_lock::{Claim, Holder, claim, take_over, taken_over};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

const TEST: &str = "store::tests::locks::a_killed_window_holds_nobody_up";

fn window(token: &str, person: &str) -> Holder {
    Holder {
        token: token.into(),
        pid: std::process::id(),
        person: person.into(),
        since: Timestamp::from_seconds(1_000),
    }
}

/// The other process: holds the lock until it is killed, or asked for it.
fn hold(folder: &Path) {
    let claim = claim(&Real, folder, &window("other", "Ben"));
    assert!(matches!(claim, Claim::Held(_)));
    println!("\nheld");
    while !taken_over(&Real, folder, "other") {
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn start(folder: &Path) -> Child {
    let folder = folder.display().to_string();
    let mut other = child(TEST, &[&folder], None).spawn().unwrap();
    let mut lines = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "held"));
    other
}

#[test]
fn a_killed_window_holds_nobody_up() {
    if let Some(task) = task() {
        return hold(Path::new(&task[0]));
    }
    let desk = tempfile::tempdir().unwrap();
    let mut other = start(desk.path());
    match claim(&Real, desk.path(), &window("own", "Ana")) {
        Claim::Busy(Some(holder)) => {
            assert_eq!((holder.person.as_str(), holder.pid), ("Ben", other.id()));
        }
        claim => panic!("{claim:?}"),
    }
    other.kill().unwrap();
    other.wait().unwrap();
    let own = claim(&Real, desk.path(), &window("own", "Ana"));
    assert!(matches!(own, Claim::Held(_)), "{own:?}");
    drop(own);
    // One that lives lets go when it is asked.
    let mut other = start(desk.path());
    let own = take_over(&Real, desk.path(), &window("own", "Ana"), &|| false);
    assert!(matches!(own, Claim::Held(_)), "{own:?}");
    other.wait().unwrap();
}
