//! The rows of the table for the labels of one layer.

use super::*;

const TEXT: &str = "[claim:The bridge reopens] in [claim:May], she said.";

#[test]
fn x_x_x_nothing_changed_gives_the_same() {
    let done = Case::new(TEXT).done();
    assert_eq!(done.merge.transaction.changes, vec![]);
    // Two labels in the layer; the person, two labels of the codebook, the document and its text.
    assert_eq!(done.counts(), [0, 7, 0, 0, 0]);
}

#[test]
fn what_one_side_changed_is_taken() {
    let theirs = Case::new(TEXT).theirs(&relabel("ana-1", "other")).done();
    assert_eq!(theirs.drawn(), ["other The bridge reopens", "claim May"]);
    assert_eq!(theirs.counts(), [0, 6, 1, 0, 0]);
    let ours = Case::new(TEXT).ours(&relabel("ana-1", "other")).done();
    assert_eq!(ours.drawn(), theirs.drawn());
    assert_eq!(ours.merge.transaction.changes, vec![]);
}

#[test]
fn the_same_change_on_both_sides_is_one() {
    let edit = relabel("ana-1", "other");
    let done = Case::new(TEXT).ours(&edit).theirs(&edit).done();
    assert_eq!(done.drawn(), ["other The bridge reopens", "claim May"]);
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
fn different_fields_of_one_label_go_together() {
    let done = Case::new(TEXT)
        .ours(&relabel("ana-1", "other"))
        .theirs(&note("ana-1", "sure?"))
        .done();
    let merged = done.annotation("ana-1").unwrap();
    assert_eq!((merged.label.as_str(), merged.note.as_str()), ("other", "sure?"));
    assert_eq!(done.merge.conflicts, vec![]);
    assert_eq!(merged.changed, Timestamp::from_seconds(7), "the later of both");
}

#[test]
fn each_attribute_is_a_field() {
    let set = |name: &'static str, value: f64| {
        move |p: &Project| {
            let id = AttributeId::new(name).unwrap();
            r::set_attribute(
                p,
                &by("ana", 1),
                &ann("ana-1"),
                &id,
                Some(AttributeValue::Number(value)),
            )
        }
    };
    let mut case = Case::new(TEXT);
    for project in [&mut case.base, &mut case.ours, &mut case.theirs] {
        for name in ["share", "year"] {
            let kind = AttributeKind::Number { min: None, max: None };
            let attribute = Attribute::new(AttributeId::new(name).unwrap(), name, kind);
            *project = edited(project, &|p| Ok(r::make_attribute(p, attribute.clone())));
        }
    }
    let done = case.ours(&set("share", 0.5)).theirs(&set("year", 2026.0)).done();
    let merged = done.annotation("ana-1").unwrap();
    assert_eq!(merged.attributes.get("share"), Some(&AttributeValue::Number(0.5)));
    assert_eq!(
        merged.attributes.get("year"),
        Some(&AttributeValue::Number(2026.0))
    );
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
fn one_field_changed_twice_is_a_conflict_about_that_field_alone() {
    let done = Case::new(TEXT)
        .ours(&relabel("ana-1", "other"))
        .ours(&note("ana-1", "sure?"))
        .theirs(&|p| Ok(r::make_label(p, Label::new(label("third"), "Third"))))
        .theirs(&relabel("ana-1", "third"))
        .done();
    let stands = done.annotation("ana-1").unwrap();
    assert_eq!(
        stands.label.as_str(),
        "other",
        "ours stands until somebody decides"
    );
    let [Some(Item::Annotation(aside))] = &done.others(&key("ana-1"))[..] else {
        panic!("one version stands aside")
    };
    assert_eq!(aside.label.as_str(), "third");
    assert_eq!(aside.note, "sure?", "what is not in conflict is in both versions");
    assert_eq!(done.merge.conflicts, vec![key("ana-1")]);
    assert_eq!(done.merge.report.conflicts[0].fields, ["label"]);
}

#[test]
fn deleted_on_one_side_is_deleted_and_stays_remembered() {
    for done in [
        Case::new(TEXT).ours(&delete("ana-1")).done(),
        Case::new(TEXT).theirs(&delete("ana-1")).done(),
        Case::new(TEXT)
            .ours(&delete("ana-1"))
            .theirs(&delete("ana-1"))
            .done(),
    ] {
        assert_eq!(done.drawn(), ["claim May"]);
        assert_eq!(done.gone(), ["ana-1"]);
        assert_eq!(done.merge.conflicts, vec![]);
    }
}

#[test]
fn deleted_here_and_changed_there_keeps_the_work() {
    let done = Case::new(TEXT)
        .ours(&delete("ana-1"))
        .theirs(&note("ana-1", "sure?"))
        .done();
    assert_eq!(done.annotation("ana-1").unwrap().note, "sure?");
    assert_eq!(
        done.others(&key("ana-1")),
        [None],
        "the other version is that it is gone"
    );
    assert_eq!(done.gone(), Vec::<String>::new());
    let mirrored = Case::new(TEXT)
        .ours(&note("ana-1", "sure?"))
        .theirs(&delete("ana-1"))
        .done();
    assert_eq!(mirrored.annotation("ana-1"), done.annotation("ana-1"));
    assert_eq!(mirrored.others(&key("ana-1")), [None]);
}

#[test]
fn what_either_side_added_is_there() {
    let done = Case::new(TEXT)
        .ours(&tag("here", "claim", 0, 3))
        .theirs(&tag("there", "claim", 27, 30))
        .done();
    assert_eq!(
        done.drawn(),
        ["claim The", "claim The bridge reopens", "claim May", "claim she"]
    );
    assert_eq!(done.counts(), [1, 7, 0, 0, 0]);
}

#[test]
fn the_same_label_put_twice_is_one_and_what_speaks_of_the_other_speaks_of_it() {
    let link = |p: &Project| {
        let kind = LinkKind::new(LinkKindId::new("said-by").unwrap(), "said by");
        let mut all = r::make_link_kind(p, kind.clone()).changes;
        let mut next = p.clone();
        apply(&mut next, &Transaction::new("", all.clone())).unwrap();
        let id = LinkId::new("link").unwrap();
        all.extend(
            r::link(
                &next,
                &by("ana", 3),
                id,
                &kind.id,
                (&ann("b-theirs"), &ann("ana-1")),
            )?
            .changes,
        );
        Ok(Transaction::new("Link", all))
    };
    let done = Case::new(TEXT)
        .ours(&tag("a-ours", "claim", 27, 30))
        .theirs(&tag("b-theirs", "claim", 27, 30))
        .theirs(&note("b-theirs", "who?"))
        .theirs(&link)
        .done();
    assert_eq!(
        done.drawn(),
        ["claim The bridge reopens", "claim May", "claim she"]
    );
    assert_eq!(done.annotation("a-ours").unwrap().note, "who?");
    assert_eq!(done.gone(), ["b-theirs"], "an old copy cannot bring it back");
    let layer = done.project.layer(&by("ana", 0).layer).unwrap();
    assert_eq!(layer.link("link").unwrap().from, ann("a-ours"));
    assert_eq!(done.notes(), ["same-twice"]);
}

#[test]
fn equal_places_with_other_labels_or_notes_are_two_labels() {
    let done = Case::new(TEXT)
        .ours(&tag("a", "claim", 27, 30))
        .theirs(&tag("b", "other", 27, 30))
        .done();
    assert_eq!(done.drawn()[2..], ["claim she", "other she"]);
    let done = Case::new(TEXT)
        .ours(&tag("a", "claim", 27, 30))
        .ours(&note("a", "one"))
        .theirs(&tag("b", "claim", 27, 30))
        .theirs(&note("b", "two"))
        .done();
    assert_eq!(done.drawn()[2..], ["claim she", "claim she"], "no note is lost");
}

#[test]
fn labels_that_may_not_overlap_both_stay_and_it_is_told() {
    let mut case = Case::new(TEXT);
    for project in [&mut case.base, &mut case.ours, &mut case.theirs] {
        *project = edited(project, &|p| {
            r::edit_label(p, &label("other"), |l| l.overlap = Overlap::NotItself)
        });
    }
    let done = case
        .ours(&tag("a", "other", 27, 30))
        .theirs(&tag("b", "other", 27, 35))
        .done();
    assert_eq!(done.drawn()[2..], ["other she", "other she said"]);
    assert_eq!(done.notes(), ["rule-overlap"]);
}

#[test]
fn one_id_with_two_contents_is_a_conflict_and_nothing_is_written_over() {
    let mut case = Case::new(TEXT)
        .ours(&relabel("ana-1", "other"))
        .theirs(&place("ana-1", 0, 10));
    case.base = Project::new("p", "P");
    let done = case.done();
    assert_eq!(done.annotation("ana-1").unwrap().label.as_str(), "other");
    assert_eq!(done.merge.conflicts, vec![key("ana-1")]);
    assert_eq!(done.merge.report.conflicts[0].fields, ["label", "place"]);
}

#[test]
fn a_start_moved_here_and_an_end_moved_there_is_a_place_nobody_has_seen() {
    let done = Case::new(TEXT)
        .ours(&place("ana-1", 4, 18))
        .theirs(&place("ana-1", 0, 10))
        .done();
    assert_eq!(done.drawn()[0], "claim bridge reopens");
    let [Some(Item::Annotation(aside))] = &done.others(&key("ana-1"))[..] else {
        panic!("theirs stands aside")
    };
    assert_eq!(
        aside.fragments.quote(done.project.text("doc").unwrap()),
        "The bridge"
    );
    assert_eq!(done.merge.report.conflicts[0].fields, ["place"]);
}

#[test]
fn an_old_copy_brings_back_nothing_that_was_deleted() {
    let mut case = Case::new(TEXT).ours(&delete("ana-1"));
    case.base = Project::new("p", "P");
    assert_eq!(case.done().drawn(), ["claim May"]);
}

#[test]
fn a_link_to_a_label_that_the_other_side_deleted_brings_it_back_for_a_decision() {
    let kind = LinkKindId::new("said-by").unwrap();
    let mut case = Case::new(TEXT);
    for project in [&mut case.base, &mut case.ours, &mut case.theirs] {
        *project = edited(project, &|p| {
            Ok(r::make_link_kind(p, LinkKind::new(kind.clone(), "said by")))
        });
    }
    let done = case
        .ours(&delete("ana-1"))
        .theirs(&|p| {
            let id = LinkId::new("link").unwrap();
            r::link(p, &by("ana", 3), id, &kind, (&ann("ana-1"), &ann("ana-2")))
        })
        .done();
    assert_eq!(done.drawn(), ["claim The bridge reopens", "claim May"]);
    assert_eq!(done.others(&key("ana-1")), [None]);
    assert_eq!(done.gone(), Vec::<String>::new());
}

#[test]
fn a_comment_on_a_label_that_the_other_side_deleted_brings_it_back_too() {
    let comment = |p: &Project| {
        r::add_comment(
            p,
            &by("ana", 3),
            CommentId::new("why").unwrap(),
            &ann("ana-1"),
            "why?",
        )
    };
    for case in [
        Case::new(TEXT).ours(&delete("ana-1")).theirs(&comment),
        Case::new(TEXT).ours(&comment).theirs(&delete("ana-1")),
    ] {
        let done = case.done();
        assert_eq!(done.drawn(), ["claim The bridge reopens", "claim May"]);
        assert_eq!(done.others(&key("ana-1")), [None]);
    }
}

#[test]
fn progress_goes_on_and_who_has_gone_through_has() {
    let set = |progress| move |p: &Project| r::set_progress(p, &by("ana", 1), progress);
    let done = Case::new(TEXT)
        .ours(&set(Progress::InProgress))
        .theirs(&set(Progress::Finished))
        .done();
    let head = done.project.layer(&by("ana", 0).layer).unwrap().head();
    assert_eq!((head.progress, head.annotated), (Progress::Finished, true));
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
fn a_decision_takes_the_conflict_away_on_the_other_side_too() {
    let case = Case::new(TEXT)
        .ours(&place("ana-1", 4, 18))
        .theirs(&place("ana-1", 0, 10));
    let merged = case.done().project;
    let decided = edited(&merged, &|p| {
        let conflict = Item::Conflict(p.conflict(&key("ana-1")).unwrap().clone());
        Ok(Transaction::new(
            "Take ours",
            vec![Change::delete(key("ana-1").conflict(), conflict)],
        ))
    });
    let next = Case {
        base: merged.clone(),
        ours: merged,
        theirs: decided,
    };
    let done = next.done();
    assert_eq!(done.project.conflicts().len(), 0);
    assert_eq!(done.drawn()[0], "claim bridge reopens");
}
