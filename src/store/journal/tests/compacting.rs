//! A journal does not grow for ever, and what it lets go is only history.

use super::*;

/// Steps in the journal's file, and its bytes.
fn size(disk: &dyn Disk) -> (usize, usize) {
    let bytes = read(disk, &journal(disk));
    let scan = super::super::lines::scan(&bytes);
    (super::super::trail::trail(&scan).0.steps.len(), bytes.len())
}

#[test]
fn a_long_day_keeps_the_journal_small_and_the_latest_history() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    for round in 0..30 {
        for number in 0..50 {
            window.tag(&format!("t{round}-{number}"));
        }
        window.edit(deleting(&window.project, "ana", &format!("t{round}-7")));
        window.save();
        assert!(size(&model).0 <= 1_001 + 51, "{:?}", size(&model));
    }
    let (steps, bytes) = size(&model);
    assert!(
        (400..=1_100).contains(&steps) && bytes < 4 << 20,
        "{steps} {bytes}"
    );
    window.tag("last");
    window.write();
    let expected = window.ids();
    drop(window);
    let mut again = Window::open(&on(&model));
    assert_eq!((again.ids(), again.recovery.edits), (expected, 1));
    let (undo, _) = again.history.stacks();
    assert!(undo.len() >= 400, "{}", undo.len());
    let mut undone = 0;
    while again.undo() {
        undone += 1;
    }
    assert_eq!(undone, steps + 1);
    again.write();
    let (project, history) = (again.project.clone(), shown(&again.history));
    drop(again);
    let last = Window::open(&on(&model));
    assert_eq!(last.project, project);
    assert_eq!(shown(&last.history), history);
}

#[test]
fn what_is_undone_beyond_the_history_of_the_journal_comes_back_too() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    for number in 0..1_100 {
        window.tag(&format!("t{number}"));
    }
    window.save();
    assert!(size(&model).0 <= 500);
    for _ in 0..800 {
        assert!(window.undo());
    }
    window.write();
    for _ in 0..100 {
        assert!(window.redo());
    }
    window.write();
    let project = window.project.clone();
    drop(window);
    let mut again = Window::open(&on(&model));
    assert_eq!((again.recovery.edits, &again.project), (700, &project));
    assert!(again.redo());
    assert_eq!(again.ids().len(), 2 + 401);
    again.save();
    let (_, redo) = again.history.stacks();
    assert_eq!(redo.len(), 699);
    drop(again);
    let mut last = Window::open(&on(&model));
    assert_eq!((last.recovery.edits, last.ids().len()), (0, 403));
    assert!(last.redo() && last.undo() && last.undo());
    assert_eq!(last.ids().len(), 402);
}

#[test]
fn an_import_larger_than_the_journal_is_let_go_once_it_is_saved() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    window.tag("t1");
    let text = crate::text::Text::new("words and words\n".repeat(400_000)).unwrap();
    let id = DocumentId::new("book-1").unwrap();
    let facts = Document::new(id, "Book", &text, Timestamp::default());
    window.edit(r::add_document(&window.project, facts, text).unwrap());
    window.tag("t2");
    window.write();
    assert!(size(&model).1 > 6_000_000);
    window.save();
    assert!(size(&model).1 < 10_000, "{:?}", size(&model));
    drop(window);
    let again = Window::open(&on(&model));
    assert_eq!(
        (again.recovery.edits, again.history.stacks().0.len()),
        (0, 1),
        "what came after it"
    );
}

/// A layer that cannot be saved for long keeps its edits in the journal, whatever else is saved.
#[test]
fn what_cannot_be_saved_stays_in_the_journal() {
    let model = desk();
    let mut window = Window::open(&on(&model));
    window
        .opened
        .damaged
        .insert(FileKey::from_path("layers/ben/doc.ron").unwrap());
    let edit = tagging(&window.project, "ben", "b1");
    window.edit(edit);
    for number in 0..1_300 {
        window.tag(&format!("t{number}"));
        if number % 100 == 99 {
            assert_eq!(window.try_save().failed.len(), 1);
        }
    }
    let project = window.project.clone();
    drop(window);
    let mut again = Window::open(&on(&model));
    assert_eq!((&again.project, again.recovery.edits), (&project, 1));
    again.save();
    again.tag("x");
    again.save();
    assert!(size(&model).0 <= 510, "{:?}", size(&model));
}
