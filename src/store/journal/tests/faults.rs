//! A disk that fails at any call: nothing that was called safe is lost, and what was not safe is not called so.

use super::*;
use crate::store::disk::Failure;
use std::io::ErrorKind;

fn full(at: u64, lasting: Lasting) -> Fault {
    Fault {
        at,
        lasting,
        error: Failure::Kind(ErrorKind::StorageFull),
    }
}

/// A day on a disk that fails at the call `at`: the labels that were called safe, and all that were tried.
fn day(faulty: &Faulty, fault: Option<Fault>) -> (Vec<String>, Vec<String>, u64) {
    let disk: Arc<dyn Disk> = Arc::new(faulty.clone());
    let mut window = Window::open(&disk);
    faulty.set(fault);
    let (mut safe, mut tried) = (Vec::new(), Vec::new());
    for number in 0..6 {
        let id = format!("t{number}");
        window.tag(&id);
        tried.push(id);
        if window.keeper().write().is_ok() {
            assert!(window.keeper().is_written());
            safe.clone_from(&tried);
        } else {
            assert!(!window.keeper().is_written());
        }
        if number % 2 == 1 {
            let _ = window.try_save();
        }
    }
    if window.keeper().write().is_ok() {
        safe.clone_from(&tried);
    }
    let calls = faulty.calls();
    faulty.set(None);
    (safe, tried, calls)
}

#[test]
fn a_fault_at_any_call_loses_nothing_that_was_called_safe() {
    let (_, _, calls) = day(&Faulty::new(on(&ana())), None);
    assert!(calls > 60, "{calls}");
    for lasting in [Lasting::Once, Lasting::FromThenOn] {
        for at in 1..=calls {
            let model = ana();
            let faulty = Faulty::new(on(&model));
            let (safe, tried, _) = day(&faulty, Some(full(at, lasting)));
            if lasting == Lasting::Once {
                assert_eq!(safe, tried, "{at}: it goes on once there is room");
            }
            let again = Window::open(&on(&model));
            assert_eq!(again.recovery.foreign, vec![], "{at} {lasting:?}");
            assert_eq!(again.recovery.notes, vec![], "{at} {lasting:?}");
            let ids: Vec<String> = again.ids().into_iter().filter(|id| id.starts_with('t')).collect();
            assert!(ids.len() >= safe.len(), "{at} {lasting:?}: {ids:?} of {safe:?}");
            assert_eq!(ids, tried[..ids.len()], "{at} {lasting:?}");
        }
    }
}

/// A journal with everything to be done about it: a torn end, edits of another state, a second journal.
fn hard() -> Model {
    let model = ana();
    let mut window = Window::open(&on(&model));
    let mut second = Window::open(&on(&model));
    let by = r::Author {
        layer: LayerKey::new(DocumentId::new("doc").unwrap(), person("ana")),
        now: Timestamp::from_seconds(9),
    };
    window.tag("t1");
    let label = r::make_label(&window.project, Label::new(LabelId::new("new").unwrap(), "New"));
    window.edit(label);
    window.write();
    let comment = r::add_comment(
        &second.project,
        &by,
        CommentId::new("c1").unwrap(),
        &AnnotationId::new("ana-1").unwrap(),
        "sure?",
    );
    second.edit(comment.unwrap());
    second.write();
    let path = window.keeper_path();
    drop((window, second));
    let mut bytes = read(&model, &path);
    bytes.extend(b"0123abcd [Edit(ti");
    put(&model, &path, &bytes);
    // Another branch of the codebook.
    let codebook = Path::new(PROJECT).join("codebook.ron");
    let mut other = read(&model, &codebook);
    other.extend(b"\n");
    put(&model, &codebook, &other);
    model
}

impl Window {
    fn keeper_path(&self) -> PathBuf {
        self.keeper().path()
    }
}

/// What a recovery gives: the project, how many edits, what is offered.
fn given(model: &Model) -> (String, Vec<usize>) {
    let again = Window::open(&on(model));
    let foreign = again
        .recovery
        .foreign
        .iter()
        .map(|foreign| foreign.edits)
        .collect();
    (format!("{:?}", again.project), foreign)
}

#[test]
fn a_recovery_that_is_interrupted_at_any_call_is_made_up_for_by_the_next() {
    let expected = given(&hard());
    assert!(expected.0.contains("\"t1\"") && expected.0.contains("sure?"));
    assert_eq!(expected.1, [1], "the label of the other branch");
    let recovering = |model: &Model, fault: Option<Fault>| {
        let faulty = Faulty::new(on(model));
        let disk: Arc<dyn Disk> = Arc::new(faulty.clone());
        let opened = open_on(&*disk, Path::new(PROJECT), &Patient).unwrap();
        faulty.set(fault);
        let recovery = recover(&disk, Path::new(STATE), &opened, "w");
        if let Some(keeper) = &recovery.keeper {
            let _ = keeper.write();
        }
        faulty.calls()
    };
    let calls = recovering(&hard(), None);
    assert!(calls > 15, "{calls}");
    for lasting in [Lasting::Once, Lasting::FromThenOn] {
        for at in 1..=calls {
            let model = hard();
            recovering(&model, Some(full(at, lasting)));
            assert_eq!(given(&model), expected, "{at} {lasting:?}");
            // And with the power gone after any change of it.
            if lasting == Lasting::FromThenOn {
                for left in model.power_cuts(12, at) {
                    assert_eq!(given(&left), expected, "{at}");
                }
            }
        }
    }
}

#[test]
fn a_state_folder_that_nobody_may_write_stops_no_edit() {
    let model = ana();
    let faulty = Faulty::new(on(&model));
    let disk: Arc<dyn Disk> = Arc::new(faulty.clone());
    let mut window = Window::open(&disk);
    faulty.set_for(&["make_folder", "append", "lock"], full(1, Lasting::FromThenOn));
    window.tag("t1");
    let error = window.keeper().write().unwrap_err();
    assert!(
        error.message.contains("journal") || error.message.contains("/state"),
        "{error}"
    );
    assert!(!window.keeper().is_written());
    faulty.set(None);
    window.write();
    drop(window);
    assert_eq!(Window::open(&on(&model)).ids().len(), 3);
}

#[test]
fn of_two_journals_that_were_left_the_later_one_counts_and_the_other_is_offered() {
    let model = ana();
    let mut first = Window::open(&on(&model));
    let mut second = Window::open(&on(&model));
    first.edit(note(&first.project, "older"));
    first.tag("t1");
    first.write();
    second.edit(note(&second.project, "later"));
    second.write();
    drop((first, second));
    let note_of = |window: &Window| {
        let key = LayerKey::new(DocumentId::new("doc").unwrap(), person("ana"));
        window
            .project
            .layer(&key)
            .unwrap()
            .annotation("ana-1")
            .unwrap()
            .note
            .clone()
    };
    for _ in 0..2 {
        let again = Window::open(&on(&model));
        assert_eq!((note_of(&again).as_str(), again.ids().len()), ("later", 3));
        let foreign = &again.recovery.foreign;
        assert_eq!(foreign.len(), 1, "{foreign:?}");
        let brought = bring_in(&*again.disk, &foreign[0].path, &again.project).unwrap();
        assert_eq!(brought.conflicts, 1);
        again.write();
    }
}
