//! Disks that are full, folders that may not be written: the old files stay whole, and the error says what to do.

use super::child::{assert_done, child, task};
use super::story::story;
use super::*;
use crate::model::edit::apply;
use crate::model::edit::recipes;
use std::collections::BTreeSet;
use std::process::Command;

/// The project in a folder with an edit that makes its codebook larger than the room that there is. What became of saving it.
fn save_much(folder: &Path) -> (SaveReport, Opened) {
    let mut opened = open(folder).unwrap();
    let label = LabelId::new("claim").unwrap();
    let edit = recipes::edit_label(&opened.project, &label, |label| {
        label.description = "words ".repeat(100_000);
    });
    let edit = edit.unwrap();
    apply(&mut opened.project, &edit).unwrap();
    let saving = Saving {
        project: &opened.project,
        files: &files_of(&edit),
        damaged: &opened.damaged,
        stamps: &opened.stamps,
        witness: None,
    };
    (save_on(&disk::Real, &opened.location, &saving), opened)
}

fn assert_refused(folder: &Path, hint: &str) {
    let before = snapshot(folder);
    let (report, _) = save_much(folder);
    let [(FileKey::Codebook, error)] = report.failed.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (&report.saved, &report.changed),
        (&BTreeSet::new(), &BTreeSet::new())
    );
    assert!(error.message.contains("codebook.ron"), "{error}");
    assert!(error.hint.as_ref().unwrap().contains(hint), "{error:?}");
    assert_eq!(snapshot(folder), before, "the old files, and no unfinished one");
}

fn folder_of_a_story() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    create(&folder.path().join("bridge"), &story(0, 1)[0].project).unwrap();
    folder
}

#[test]
fn saves_where_files_may_not_grow() {
    let Some(task) = task() else { return };
    assert_refused(Path::new(&task[0]), "Make room on the disk");
}

/// The limit stands for a full disk; the system then sends a signal too, which no program may die of.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_stays_as_it_was() {
    let folder = folder_of_a_story();
    let project = folder.path().join("bridge");
    let test = "store::tests::refusals::saves_where_files_may_not_grow";
    let shell = "trap '' XFSZ; ulimit -f 100; exec \"$@\"";
    let output = child(test, &[project.to_str().unwrap()], Some(shell))
        .output()
        .unwrap();
    assert_done(&output);
    // With room again the same edit is saved.
    let (report, opened) = save_much(&project);
    assert_eq!(report.failed, vec![]);
    assert_eq!(open(&project).unwrap().project, opened.project);
}

#[test]
fn saves_on_a_small_disk() {
    let Some(task) = task() else { return };
    let project = Path::new(&task[0]).join("bridge");
    create(&project, &story(0, 1)[0].project).unwrap();
    assert_refused(&project, "Make room on the disk");
    let (report, _) = save_much(&project);
    assert_eq!(report.saved, BTreeSet::new());
    // A small edit still fits.
    let mut opened = open(&project).unwrap();
    let edit = recipes::edit_codebook_head(&opened.project, |head| head.name = "Small".to_owned());
    apply(&mut opened.project, &edit).unwrap();
    let report = save(
        &opened.location,
        &opened.project,
        &files_of(&edit),
        &opened.damaged,
    );
    assert_eq!(report.failed, vec![]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_the_old_files() {
    let spaces = || Command::new("unshare").args(["-Urm", "true"]).output();
    if !spaces().is_ok_and(|output| output.status.success()) {
        eprintln!("not tried: this system lets no user mount a disk of his own");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let test = "store::tests::refusals::saves_on_a_small_disk";
    let mount = format!(
        "exec unshare -Urm sh -c 'mount -t tmpfs -o size=256k tmpfs {} && exec \"$@\"' sh \"$@\"",
        folder.path().display()
    );
    let output = child(test, &[folder.path().to_str().unwrap()], Some(&mount))
        .output()
        .unwrap();
    assert_done(&output);
}

#[test]
fn saves_where_it_may_only_read() {
    let Some(task) = task() else { return };
    let folder = Path::new(&task[0]);
    assert!(
        fs::create_dir(folder.join("x")).is_err(),
        "this user may not write here"
    );
    assert_refused(folder, "save a copy elsewhere");
    // Looking is allowed, and so is saving what did not change.
    let opened = open(folder).unwrap();
    let report = save(
        &opened.location,
        &opened.project,
        &all_files(&opened.project),
        &opened.damaged,
    );
    assert_eq!(report.failed, vec![]);
    let error = create(&folder.join("new"), &opened.project).unwrap_err();
    assert!(error.hint.unwrap().contains("save a copy elsewhere"));
}

/// The superuser may write everywhere, so that the program then runs as nobody.
#[cfg(unix)]
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the program is copied to where nobody can reach it"
)]
fn a_folder_that_may_only_be_read_stays_as_it_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let folder = folder_of_a_story();
    let project = folder.path().join("bridge");
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    allow(folder.path(), 0o755);
    let folders = ["", "documents", "layers", "layers/ana"].map(|below| project.join(below));
    folders.iter().for_each(|folder| allow(folder, 0o555));
    let test = "store::tests::refusals::saves_where_it_may_only_read";
    let mut command = child(test, &[project.to_str().unwrap()], None);
    let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
    if is_root {
        // The program may lie where nobody can reach it.
        let program = folder.path().join("program");
        fs::copy(command.get_program(), &program).unwrap();
        allow(&program, 0o755);
        let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let environment: Vec<_> = command
            .get_envs()
            .map(|(k, v)| (k.to_owned(), v.unwrap().to_owned()))
            .collect();
        command = Command::new(program);
        command.args(arguments).envs(environment);
        command.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
    let output = command.output().unwrap();
    folders.iter().for_each(|folder| allow(folder, 0o755));
    assert_done(&output);
}
