//! Journals that were cut, spoilt, or left by a machine that lost its power.

use super::*;

/// A journal of several lines with all that it can hold, its disk, and the projects after each of its lines.
fn written() -> (Model, Vec<Project>) {
    let model = ana();
    let mut window = Window::open(&on(&model));
    let mut projects = vec![window.project.clone()];
    let mut line = |window: &mut Window| {
        window.write();
        projects.push(window.project.clone());
    };
    window.tag("t1");
    line(&mut window);
    window.edit(deleting(&window.project, "ana", "ana-2"));
    window.tag("t2");
    line(&mut window);
    assert!(window.undo());
    line(&mut window);
    let entity = Entity::new(
        EntityId::new("총리").unwrap(),
        "총리",
        "person",
        Timestamp::default(),
    );
    window.edit(r::make_entity(&person("ana"), entity));
    line(&mut window);
    (model, projects)
}

#[test]
fn a_journal_cut_at_any_byte_gives_a_state_that_was() {
    let (model, projects) = written();
    let path = journal(&model);
    let bytes = read(&model, &path);
    let mut most = 0;
    for at in 0..=bytes.len() {
        put(&model, &path, &bytes[..at]);
        let again = Window::open(&on(&model));
        let lines = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(again.project, projects[lines], "{at}");
        assert_eq!(again.recovery.torn, at > 0 && bytes[at - 1] != b'\n', "{at}");
        most = most.max(again.recovery.edits);
        // Work goes on behind the cut.
        if at % 37 == 0 {
            let mut again = again;
            again.tag("more");
            again.write();
            let project = again.project.clone();
            drop(again);
            let next = Window::open(&on(&model));
            assert_eq!((next.project.clone(), next.told()), (project, false), "{at}");
        }
    }
    assert_eq!(
        most, 3,
        "two labels and an entity: what was taken back is nothing"
    );
}

#[test]
fn a_flipped_byte_is_told_and_costs_no_more_than_what_follows() {
    let (model, projects) = written();
    let path = journal(&model);
    let bytes = read(&model, &path);
    for at in 0..bytes.len() {
        let left = ana();
        let mut spoilt = bytes.clone();
        spoilt[at] ^= 1 << (at % 8);
        left.make_folder(path.parent().unwrap()).unwrap();
        put(&left, &path, &spoilt);
        let again = Window::open(&on(&left));
        let lines = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(again.project, projects[lines], "{at}");
        assert!(again.told(), "{at}");
        if at % 61 > 0 {
            continue;
        }
        // All of it is kept, and told until somebody has looked at it.
        let damaged: Vec<PathBuf> = again
            .recovery
            .foreign
            .iter()
            .filter(|foreign| foreign.is_damaged)
            .map(|foreign| foreign.path.clone())
            .collect();
        let project = again.project.clone();
        drop(again);
        if let Some(kept) = damaged.first() {
            assert_eq!(read(&left, kept), spoilt);
            let mut next = Window::open(&on(&left));
            assert_eq!(
                (&next.project, next.recovery.foreign.len()),
                (&project, 1),
                "{at}"
            );
            next.save();
            drop(next);
            discard(&left, kept).unwrap();
            assert!(!Window::open(&on(&left)).told());
        }
    }
}

/// The power goes at any time while edits are made and saved.
#[test]
fn whatever_the_power_leaves_holds_every_edit_that_was_called_safe() {
    let model = ana();
    let mut window = Window::open(&on(&model));
    model.record();
    // After how many changes of the disk how many labels were safe.
    let mut safe = Vec::new();
    for number in 0..5 {
        window.tag(&format!("t{number}"));
        window.write();
        safe.push(model.changes());
        if number % 2 == 0 {
            window.save();
        }
    }
    window.edit(deleting(&window.project, "ana", "ana-1"));
    window.write();
    safe.push(model.changes());
    drop(window);
    let mut states = 0;
    for changes in 1..=model.changes() {
        let wanted = safe.iter().filter(|at| **at <= changes).count();
        for left in model.after(changes).unwrap().power_cuts(24, changes as u64) {
            let again = Window::open(&on(&left));
            assert_eq!(again.recovery.foreign, vec![], "{changes}");
            assert_eq!(again.recovery.notes, vec![], "{changes}");
            let tagged = again.ids().iter().filter(|id| id.starts_with('t')).count();
            let steps = tagged + usize::from(!again.ids().contains(&"ana-1".to_owned()));
            assert!(steps >= wanted, "{changes}: {steps} of {wanted}");
            states += 1;
        }
    }
    assert!(states > 150, "{states}");
}
