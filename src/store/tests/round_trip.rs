//! What is saved comes back, and saving it again changes no byte.

use super::super::testing::{any_project, rich_project};
use super::*;
use crate::model::edit::{Change, Item, Key, Transaction, apply};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn rendered(project: &Project) -> Vec<(String, Vec<u8>)> {
    all_files(project)
        .iter()
        .map(|file| (file.path(), render(project, file).unwrap()))
        .collect()
}

#[test]
fn a_rich_project_comes_back_from_its_folder() {
    let (folder, project) = rich_folder();
    let opened = open(folder.path()).unwrap();
    assert_eq!(opened.problems, vec![]);
    assert_eq!(opened.damaged, BTreeSet::new());
    assert_eq!(opened.read_only, None);
    assert_eq!(opened.project, project);

    let before = snapshot(folder.path());
    let report = save(
        &opened.location,
        &opened.project,
        &all_files(&opened.project),
        &opened.damaged,
    );
    assert_eq!(report.failed, vec![]);
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn a_rich_project_comes_back_from_one_file() {
    let project = rich_project();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.ron");
    write_atomic(&path, &single_file(&project, "Saved by \"Ana\" — 2026")).unwrap();
    let opened = open(&path).unwrap();
    assert_eq!(opened.problems, vec![]);
    assert_eq!(opened.project, project);
    assert_eq!(opened.location, Location::File(path.clone()));

    let before = fs::read(&path).unwrap();
    let edit = Transaction::new(
        "Rename",
        vec![Change::replace(
            Key::Head,
            Item::Head(Arc::new(project.head().clone())),
            Item::Head(Arc::new(ProjectHead {
                name: "New".to_owned(),
                ..project.head().clone()
            })),
        )],
    );
    let mut renamed = opened.project.clone();
    apply(&mut renamed, &edit).unwrap();
    assert_eq!(
        save(&opened.location, &renamed, &files_of(&edit), &opened.damaged).failed,
        vec![]
    );
    assert_eq!(open(&path).unwrap().project, renamed);
    apply(&mut renamed, &edit.inverse()).unwrap();
    assert_eq!(
        save(&opened.location, &renamed, &files_of(&edit), &opened.damaged).failed,
        vec![]
    );
    assert_eq!(fs::read(&path).unwrap(), before, "the note of its origin stays");
}

#[test]
fn one_file_is_one_ron_value_and_may_be_laid_out_anew() {
    let project = rich_project();
    let text = String::from_utf8(single_file(&project, "x")).unwrap();
    ron::from_str::<super::super::dto::Anything>(&text).unwrap();
    let on_one_line = text.replace('\n', " ");
    let (read, problems) = project_from_single(on_one_line.as_bytes(), "copy.ron").unwrap();
    assert_eq!(problems, vec![]);
    assert_eq!(read, project);
}

#[test]
fn each_file_is_one_ron_value() {
    for (path, bytes) in rendered(&rich_project()) {
        if path.ends_with(".ron") {
            let text = String::from_utf8(bytes).unwrap();
            ron::from_str::<super::super::dto::Anything>(&text)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(!text.contains('\r'));
        }
    }
}

#[test]
fn a_checkout_with_other_line_ends_or_a_byte_order_mark_reads_the_same() {
    let (folder, project) = rich_folder();
    for file in all_files(&project).iter().filter(|file| file.is_ron()) {
        let text = get(folder.path(), &file.path());
        put(
            folder.path(),
            &file.path(),
            format!("\u{feff}{}", text.replace('\n', "\r\n")),
        );
    }
    let opened = open(folder.path()).unwrap();
    assert_eq!(opened.problems, vec![]);
    assert_eq!(opened.project, project);
}

#[test]
fn a_file_laid_out_by_another_program_reads_the_same() {
    let (folder, project) = rich_folder();
    for file in all_files(&project).iter().filter(|file| file.is_ron()) {
        let text = get(folder.path(), &file.path());
        put(folder.path(), &file.path(), text.replace('\n', " "));
    }
    let opened = open(folder.path()).unwrap();
    assert_eq!(opened.problems, vec![]);
    assert_eq!(opened.project, project);
}

#[test]
fn a_codebook_deeper_than_ron_nests_comes_back() {
    let mut project = Project::new("p", "Deep");
    let mut parent = None;
    let mut changes = Vec::new();
    for depth in 0..300 {
        let id = LabelId::new(format!("l{depth}")).unwrap();
        let label = Label {
            parent: parent.replace(id.clone()),
            ..Label::new(id.clone(), "x")
        };
        changes.push(Change::create(Key::Label(id), Item::Label(Arc::new(label))));
    }
    apply(&mut project, &Transaction::new("Make", changes)).unwrap();
    let (read, problems) = embedded::project_from_files(&rendered(&project)).unwrap();
    assert_eq!(problems, vec![]);
    assert_eq!(read, project);
}

#[test]
fn not_a_number_is_saved_too() {
    let mut project = open(small_folder().path()).unwrap().project;
    let key = LayerKey::new(
        DocumentId::new("bridge-1").unwrap(),
        PersonId::new("ana").unwrap(),
    );
    let old = project.layer(&key).unwrap().annotation("a1").unwrap().clone();
    let mut new = Annotation::clone(&old);
    new.attributes.set(
        &AttributeId::new("share").unwrap(),
        Some(AttributeValue::Number(f64::NAN)),
    );
    let place = Key::Annotation(key, old.id.clone());
    let edit = Transaction::new(
        "Set",
        vec![Change::replace(
            place,
            Item::Annotation(old),
            Item::Annotation(Arc::new(new)),
        )],
    );
    apply(&mut project, &edit).unwrap();
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), &project).unwrap();
    let read = open(folder.path()).unwrap();
    assert_eq!(read.problems, vec![]);
    assert_eq!(format!("{:?}", read.project), format!("{project:?}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_project_comes_back_from_its_files(project in any_project()) {
        let files = rendered(&project);
        let (read, problems) = embedded::project_from_files(&files).unwrap();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(&read, &project);
        prop_assert_eq!(rendered(&read), files);
    }

    #[test]
    fn any_project_comes_back_from_one_file(project in any_project(), origin in any::<String>()) {
        let bytes = single_file(&project, &origin);
        let (read, problems) = project_from_single(&bytes, "copy.ron").unwrap();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(&read, &project);
        prop_assert_eq!(single_file(&read, &origin), bytes);
    }
}

#[test]
fn opening_tells_the_files_read_and_stops_when_told() {
    use std::sync::Mutex;
    /// What was told; stops when so many files are read.
    struct Until(usize, Mutex<Vec<(usize, usize)>>);
    impl OpenProgress for Until {
        fn tell(&self, read: usize, files: usize) {
            self.1.lock().unwrap().push((read, files));
        }

        fn should_stop(&self) -> bool {
            self.1.lock().unwrap().iter().any(|(read, _)| *read >= self.0)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project");
    create(&path, &rich_project()).unwrap();
    let files = all_files(&rich_project());
    let count = files
        .iter()
        .filter(|file| **file != FileKey::GitAttributes)
        .count();
    let all = Until(usize::MAX, Mutex::default());
    assert_eq!(
        open_on(&disk::Real, &path, &all).unwrap().project,
        open(&path).unwrap().project
    );
    let mut told = all.1.into_inner().unwrap();
    told.sort();
    let expected: Vec<_> = (0..=count).map(|read| (read, count)).collect();
    assert_eq!(told, expected);

    let some = Until(2, Mutex::default());
    let stopped = open_on(&disk::Real, &path, &some).unwrap_err();
    assert!(stopped.message.contains("cancelled"), "{stopped}");
    assert!(some.1.into_inner().unwrap().len() < count);
}
