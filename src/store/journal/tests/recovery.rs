//! What comes back, how often, and into what.

use super::*;

#[test]
fn edits_that_were_not_saved_come_back_and_are_to_be_saved() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    assert!(!window.told());
    window.tag("t1");
    window.tag("t2");
    window.write();
    window.save();
    window.tag("t3");
    window.edit(deleting(&window.project, "ana", "t1"));
    window.write();
    // Nobody was told that this one is safe.
    window.tag("t4");
    let expected = vec!["ana-1", "ana-2", "t2", "t3"];
    drop(window);

    let mut again = Window::open(&on(&model));
    assert_eq!(again.recovery.edits, 2);
    assert_eq!(again.ids(), expected);
    assert_eq!(
        again.dirty.iter().map(FileKey::path).collect::<Vec<_>>(),
        ["layers/ana/doc.ron"]
    );
    assert!(!again.told());
    assert!(again.undo(), "the history is there too");
    assert_eq!(again.ids(), ["ana-1", "ana-2", "t1", "t2", "t3"]);
    assert!(again.redo());
    again.save();
    drop(again);

    let last = Window::open(&on(&model));
    assert_eq!((last.recovery.edits, last.dirty.len()), (0, 0));
    assert_eq!(last.ids(), expected);
    assert_eq!(last.history.undo_title(), Some("Delete claim"));
}

#[test]
fn recovering_twice_is_recovering_once() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.write();
    drop(window);
    let first = Window::open(&on(&model));
    let bytes = read(&model, &journal(&model));
    let (project, history) = (first.project.clone(), shown(&first.history));
    drop(first);
    let second = Window::open(&on(&model));
    assert_eq!((second.recovery.edits, &second.project), (1, &project));
    assert_eq!(shown(&second.history), history);
    assert_eq!(read(&model, &journal(&model)), bytes, "recovering writes nothing");
}

#[test]
fn looking_at_a_project_leaves_no_journal() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.write();
    window.save();
    drop(window);
    assert_eq!(all_journals(&model), Vec::<PathBuf>::new());
}

/// A save that ended, or did not, before it could be written down that it has.
#[test]
fn a_file_that_was_replaced_just_before_the_end_is_known_by_its_content() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.write();
    model.record();
    window.save();
    let after_all = model.changes();
    for changes in 1..=after_all {
        let left = model.after(changes).unwrap();
        let again = Window::open(&on(&left));
        assert_eq!(again.ids(), ["ana-1", "ana-2", "t1"], "{changes}");
        assert!(
            again.recovery.foreign.is_empty() && again.recovery.notes.is_empty(),
            "{changes}"
        );
        let lacked = usize::from(again.opened.project != again.project);
        assert_eq!(again.recovery.edits, lacked, "{changes}");
    }
}

#[test]
fn a_journal_that_is_taken_away_or_changed_is_written_anew_with_all_that_is_not_saved() {
    for change in 0..4 {
        let model = ana();
        let mut window = Window::open(&on(&model));
        window.tag("t1");
        window.write();
        window.save();
        window.tag("t2");
        window.write();
        let path = journal(&model);
        let bytes = read(&model, &path);
        match change {
            0 => model.remove(&path).unwrap(),
            1 => put(&model, &path, b""),
            2 => put(&model, &path, &bytes[..bytes.len() / 2]),
            _ => put(&model, &path, &[bytes, b"cleaned\n".to_vec()].concat()),
        }
        window.tag("t3");
        window.write();
        window.tag("t4");
        window.write();
        drop(window);
        let mut again = Window::open(&on(&model));
        let expected = ["ana-1", "ana-2", "t1", "t2", "t3", "t4"];
        assert_eq!(
            (again.ids(), again.recovery.edits),
            (expected.map(String::from).to_vec(), 3),
            "{change}"
        );
        let left = again
            .recovery
            .foreign
            .iter()
            .filter(|left| left.is_damaged)
            .count();
        assert_eq!(left, usize::from(change > 0), "what was left of it is kept");
        assert!(again.undo());
        again.save();
        drop(again);
        assert_eq!(Window::open(&on(&model)).ids(), expected[..5], "{change}");
    }
}

#[test]
fn a_journal_that_makes_no_sense_stays_and_another_is_begun() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.write();
    drop(window);
    let path = journal(&model);
    let bytes = read(&model, &path);
    let later = super::super::lines::scan(&bytes).lines.into_iter().map(|words| {
        // As a later version might name an item.
        super::super::lines::line(&words.replace("of: \"", "of: \"later/"))
    });
    let later: String = later.collect();
    put(&model, &path, later.as_bytes());
    let mut again = Window::open(&on(&model));
    assert_eq!(
        (again.ids().len(), again.recovery.notes.len()),
        (2, 1),
        "{:?}",
        again.recovery
    );
    let kept = again.recovery.foreign.clone();
    assert!(kept.len() == 1 && kept[0].is_damaged);
    again.tag("t2");
    again.write();
    again.save();
    again.tag("t3");
    again.write();
    drop(again);
    let last = Window::open(&on(&model));
    assert_eq!(
        (last.ids(), &last.recovery.foreign),
        (
            vec!["ana-1".into(), "ana-2".into(), "t2".into(), "t3".into()],
            &kept
        )
    );
    assert_eq!(read(&model, &kept[0].path), later.as_bytes());
}

#[test]
fn a_copied_folder_and_a_second_clone_get_nothing() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    for name in [
        "project.ron",
        "codebook.ron",
        "documents/doc.ron",
        "documents/doc.txt",
        "layers/ana/doc.ron",
    ] {
        let to = Path::new("/desk/copy").join(name);
        model.make_folder(to.parent().unwrap()).unwrap();
        put(&model, &to, &read(&model, &Path::new(PROJECT).join(name)));
    }
    window.tag("t1");
    window.write();
    drop(window);
    let copy = Window::open_at(&on(&model), "/desk/copy");
    assert_eq!((copy.ids().len(), copy.told()), (2, false));
    assert_eq!(copy.history.undo_title(), None);
    drop(copy);
    assert_eq!(Window::open(&on(&model)).ids().len(), 3);
}

/// The layer's file on the disk, as it was at some time.
fn layer_file() -> PathBuf {
    Path::new(PROJECT).join("layers/ana/doc.ron")
}

#[test]
fn an_older_state_that_somebody_brought_back_stays_as_it_is() {
    let model = ana();
    let old = read(&model, &layer_file());
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.save();
    drop(window);
    put(&model, &layer_file(), &old);
    let again = Window::open(&on(&model));
    assert_eq!((again.ids().len(), again.recovery.edits), (2, 0));
    assert!(!again.told(), "it was saved once: nothing is missing");
    assert_eq!(again.history.undo_title(), None, "its state is another one");
}

#[test]
fn edits_of_another_state_are_laid_aside_and_offered() {
    let model = ana();
    let old = read(&model, &layer_file());
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.save();
    window.tag("t2");
    window.edit(deleting(&window.project, "ana", "ana-2"));
    window.write();
    drop(window);
    // Another branch.
    put(&model, &layer_file(), &old);
    let mut again = Window::open(&on(&model));
    assert_eq!((again.ids().len(), again.recovery.edits), (2, 0));
    let foreign = again.recovery.foreign.clone();
    assert_eq!(foreign.len(), 1, "{:?}", again.recovery);
    assert_eq!((foreign[0].edits, foreign[0].is_damaged), (2, false));
    assert_eq!(foreign[0].titles.len(), 2);
    assert_eq!(
        foreign[0].files.iter().map(FileKey::path).collect::<Vec<_>>(),
        ["layers/ana/doc.ron"]
    );
    // Work goes on, and what was laid aside stays.
    again.tag("t3");
    again.write();
    again.save();
    drop(again);
    let mut third = Window::open(&on(&model));
    assert_eq!(third.recovery.foreign, foreign);
    assert_eq!(
        (third.ids(), third.recovery.edits),
        (vec!["ana-1".into(), "ana-2".into(), "t3".into()], 0)
    );

    let brought = bring_in(&*third.disk, &foreign[0].path, &third.project).unwrap();
    assert_eq!((brought.conflicts, brought.left.len()), (0, 0));
    third.edit(brought.transaction);
    assert_eq!(third.ids(), ["ana-1", "t2", "t3"]);
    assert!(third.undo());
    assert_eq!(third.ids(), ["ana-1", "ana-2", "t3"]);
    assert!(third.redo());
    third.save();
    discard(&*third.disk, &foreign[0].path).unwrap();
    drop(third);
    let last = Window::open(&on(&model));
    assert_eq!(
        (last.ids(), last.told()),
        (vec!["ana-1".into(), "t2".into(), "t3".into()], false)
    );
}

#[test]
fn an_edit_that_finds_no_place_takes_none_of_the_others_with_it() {
    let mut board = Board::drawn(&[("ana", "[claim:It works], said")]);
    let codebook = crate::store::render(&board.project, &FileKey::Codebook).unwrap();
    board.add_label(Label::new(label("extra"), "Extra"));
    let model = desk_of(&board.project);
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.edit(tagging_as(&window.project, "ana", "t2", &label("extra")));
    window.write();
    drop(window);
    // A teammate takes the label away.
    put(&model, &Path::new(PROJECT).join("codebook.ron"), &codebook);
    let mut expected = vec!["ana-1", "t1"];
    // Killed again and again before anything can be saved.
    for id in ["t3", "t4", "t5"] {
        let mut again = Window::open(&on(&model));
        assert_eq!(again.ids(), expected, "before {id}");
        assert_eq!(again.recovery.foreign.len(), 1, "before {id}");
        again.write();
        again.tag(id);
        again.write();
        expected.push(id);
    }
    let mut last = Window::open(&on(&model));
    assert_eq!(
        (last.ids(), last.dirty.len()),
        (expected.iter().map(|id| (*id).to_owned()).collect(), 1)
    );
    last.save();
    drop(last);
    let last = Window::open(&on(&model));
    assert_eq!(
        (last.ids().len(), last.recovery.edits, last.dirty.len()),
        (5, 0, 0)
    );
}

#[test]
fn what_both_have_changed_keeps_both_versions() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    let mut other = window.project.clone();
    window.edit(note(&window.project, "mine"));
    window.write();
    drop(window);
    let theirs = note(&other, "theirs");
    edit::apply(&mut other, &theirs).unwrap();
    put(
        &model,
        &layer_file(),
        &crate::store::render(&other, &FileKey::from_path("layers/ana/doc.ron").unwrap()).unwrap(),
    );
    let again = Window::open(&on(&model));
    let foreign = again.recovery.foreign.clone();
    let brought = bring_in(&*again.disk, &foreign[0].path, &again.project).unwrap();
    assert_eq!(brought.conflicts, 1);
    let mut project = again.project.clone();
    edit::apply(&mut project, &brought.transaction).unwrap();
    let (_, conflict) = project.conflicts().next().unwrap();
    assert!(format!("{conflict:?}").contains("mine"));
    let twice = bring_in(&*again.disk, &foreign[0].path, &project).unwrap();
    assert_eq!(
        twice.transaction.changes,
        vec![],
        "bringing it in again changes nothing"
    );
}

#[test]
fn a_window_that_is_open_keeps_its_journal() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.write();
    let second = Window::open(&on(&model));
    assert!(second.recovery.live);
    assert_eq!((second.ids().len(), second.recovery.edits), (2, 0));
    let told = pending(&model, Path::new(STATE), &Location::Folder(PROJECT.into()), "p");
    assert_eq!(told, Some(Pending { edits: 1, live: true }));
    drop((window, second));
    let told = pending(&model, Path::new(STATE), &Location::Folder(PROJECT.into()), "p");
    assert_eq!(
        told,
        Some(Pending {
            edits: 1,
            live: false
        })
    );
    let mut again = Window::open(&on(&model));
    again.save();
    let told = pending(&model, Path::new(STATE), &Location::Folder(PROJECT.into()), "p");
    assert_eq!(told, None);
}

#[test]
fn two_journals_that_were_left_give_all_they_hold_and_become_one() {
    let model = ana();
    let mut first = Window::open(&on(&model));
    let mut second = Window::open(&on(&model));
    first.tag("t1");
    first.write();
    second.tag("t2");
    second.write();
    drop((first, second));
    assert_eq!(all_journals(&model).len(), 2);
    let again = Window::open(&on(&model));
    assert_eq!(
        (again.ids(), again.recovery.edits),
        (vec!["ana-1".into(), "ana-2".into(), "t1".into(), "t2".into()], 2)
    );
    again.write();
    assert_eq!(all_journals(&model).len(), 1);
    drop(again);
    let mut last = Window::open(&on(&model));
    assert_eq!(last.ids().len(), 4);
    last.save();
    drop(last);
    let last = Window::open(&on(&model));
    assert_eq!(
        (last.ids().len(), last.recovery.edits, last.told()),
        (4, 0, false)
    );
}

/// What the disk had when others wrote it goes on from there, and comes back after the end.
#[test]
fn what_was_merged_from_the_disk_is_in_the_journal() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    window.write();
    // The same person on another machine.
    let theirs = tagging(&window.opened.project, "ana", "t2");
    let mut other = window.opened.project.clone();
    edit::apply(&mut other, &theirs).unwrap();
    let file = FileKey::from_path("layers/ana/doc.ron").unwrap();
    let bytes = crate::store::render(&other, &file).unwrap();
    put(&model, &layer_file(), &bytes);
    // As the session does it: the file is read again, and what came is applied outside the history.
    let merged = tagging(&window.project, "ana", "t2");
    edit::apply(&mut window.project, &merged).unwrap();
    let hash = crate::store::hash_of(&bytes);
    window.keeper().add(Entry::Merge(Box::new(Merge {
        transaction: merged,
        project: window.project.clone(),
        found: vec![(file.clone(), Some(hash))],
        unsaved: BTreeSet::from([file]),
        kept: BTreeSet::new(),
    })));
    window.tag("t3");
    window.write();
    let expected = window.ids();
    drop(window);
    let mut again = Window::open(&on(&model));
    assert_eq!((again.ids(), again.told()), (expected.clone(), false));
    assert!(again.undo());
    again.save();
    drop(again);
    let last = Window::open(&on(&model));
    assert_eq!(
        (last.ids(), last.recovery.edits),
        (vec!["ana-1".into(), "ana-2".into(), "t1".into(), "t2".into()], 0)
    );
}

#[test]
fn a_project_in_one_file_has_a_journal_too() {
    let model = Model::default();
    let project = Board::drawn(&[("ana", "[claim:It works], [speaker:총리] said")]).project;
    model.make_folder(Path::new("/desk")).unwrap();
    put(
        &model,
        Path::new("/desk/one.ron"),
        &crate::store::single_file(&project, ""),
    );
    let mut window = Window::open_at(&on(&model), "/desk/one.ron");
    window.tag("t1");
    window.save();
    window.tag("t2");
    window.write();
    drop(window);
    let mut again = Window::open_at(&on(&model), "/desk/one.ron");
    assert_eq!((again.ids().len(), again.recovery.edits), (4, 1));
    again.save();
    drop(again);
    let last = Window::open_at(&on(&model), "/desk/one.ron");
    assert_eq!((last.ids().len(), last.recovery.edits), (4, 0));
}
