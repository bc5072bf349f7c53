//! Tests that need another process: the test program itself, told to run one of its tests as somebody else's program.

use super::*;
use std::process::{Command, Output, Stdio};

/// What the child is told, in its environment.
const TASK: &str = "ASCRIBE_TEST_TASK";

/// The words of the task; None where this is no child.
pub fn task() -> Option<Vec<String>> {
    let task = std::env::var(TASK).ok()?;
    Some(task.split('\n').map(str::to_owned).collect())
}

/// A command that runs one test of this program with a task. `shell` may limit it first, and ends with `exec "$@"`.
pub fn child(test: &str, task: &[&str], shell: Option<&str>) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = match shell {
        Some(shell) => {
            let mut command = Command::new("sh");
            command.args(["-c", shell, "sh"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(TASK, task.join("\n"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub fn assert_done(output: &Output) {
    let told = String::from_utf8_lossy(&output.stdout);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}\n{words}"
    );
}

/// A folder for tests that save thousands of times: in memory where the system has one.
pub fn fast_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    match tempfile::tempdir_in(memory) {
        Ok(folder) if memory.is_dir() => folder,
        _ => tempfile::tempdir().unwrap(),
    }
}
