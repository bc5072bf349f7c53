//! What everybody writes: codebook, people, documents, entities.

use super::*;

fn claim(p: &Project) -> Arc<Label> {
    p.codebook().label("claim").unwrap().clone()
}

fn rename(name: &str) -> impl Fn(&Project) -> Result<Transaction, edit::EditError> + '_ {
    move |p| r::edit_label(p, &label("claim"), |l| l.name = name.to_owned())
}

#[test]
fn two_branches_of_a_codebook_go_together_field_by_field() {
    let done = Case::new("[claim:x]")
        .ours(&rename("Assertion"))
        .theirs(&|p| r::edit_label(p, &label("claim"), |l| l.description = "what is held true".into()))
        .theirs(&|p| Ok(r::make_label(p, Label::new(label("irony"), "Irony"))))
        .done();
    let merged = claim(&done.project);
    assert_eq!(
        (merged.name.as_str(), merged.description.as_str()),
        ("Assertion", "what is held true")
    );
    assert!(done.project.codebook().label("irony").is_some());
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
fn one_name_changed_twice_waits_for_a_decision_in_the_codebook() {
    let done = Case::new("[claim:x]")
        .ours(&rename("Assertion"))
        .theirs(&rename("Statement"))
        .done();
    assert_eq!(claim(&done.project).name, "Assertion");
    let of = Key::Label(label("claim"));
    let report = &done.merge.report.conflicts[0];
    assert_eq!((&report.of, &report.file), (&of, &FileKey::Codebook));
    let [Some(Item::Label(aside))] = &done.others(&of)[..] else {
        panic!()
    };
    assert_eq!(aside.name, "Statement");
}

#[test]
fn a_label_deleted_there_and_used_here_stays_for_a_decision() {
    let delete = |p: &Project| {
        let item = Item::Label(p.codebook().label("other").unwrap().clone());
        Ok(Transaction::new(
            "",
            vec![Change::delete(Key::Label(label("other")), item)],
        ))
    };
    let done = Case::new("[claim:x] and y")
        .ours(&tag("new", "other", 2, 5))
        .theirs(&delete)
        .done();
    assert_eq!(done.drawn(), ["claim x", "other and"]);
    assert_eq!(done.others(&Key::Label(label("other"))), [None]);
}

#[test]
fn labels_hung_below_each_other_make_no_circle() {
    let below = |child: &'static str, parent: &'static str| {
        move |p: &Project| r::move_label(p, &label(child), Some(&label(parent)), 0)
    };
    let done = Case::new("[claim:x]")
        .ours(&below("claim", "other"))
        .theirs(&below("other", "claim"))
        .done();
    assert_eq!(claim(&done.project).parent, Some(label("other")));
    assert_eq!(done.merge.conflicts, vec![Key::Label(label("other"))]);
    assert_eq!(edit::verify(&done.project), vec![]);
}

#[test]
fn choices_added_on_both_sides_are_all_there() {
    let id = AttributeId::new("stance").unwrap();
    let with = |words: &'static [&'static str]| {
        let id = id.clone();
        move |p: &Project| {
            r::edit_attribute(p, &id, |a| {
                a.kind = AttributeKind::Choice(words.iter().map(|word| (*word).into()).collect());
            })
        }
    };
    let mut case = Case::new("[claim:x]");
    for project in [&mut case.base, &mut case.ours, &mut case.theirs] {
        let kind = AttributeKind::Choice(vec!["for".into(), "against".into()]);
        *project = edited(project, &|p| {
            Ok(r::make_attribute(
                p,
                Attribute::new(id.clone(), "Stance", kind.clone()),
            ))
        });
    }
    let done = case
        .ours(&with(&["for", "against", "unclear"]))
        .theirs(&with(&["for", "both"]))
        .done();
    let kind = &done.project.codebook().attribute("stance").unwrap().kind;
    let words = ["for", "both", "unclear"].map(Into::into).to_vec();
    assert_eq!(*kind, AttributeKind::Choice(words), "“against” was taken out");
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
#[allow(clippy::single_range_in_vec_init, reason = "a label of one part")]
fn a_teammates_new_layer_comes_in_with_what_it_needs() {
    let mut board = Board::drawn(&[("ana", "[claim:x] and y")]);
    let base = board.project.clone();
    board.add_person("ben");
    board.tag("ben", "ben-1", "irony", &[2..5]);
    let layer = board.layer("ben");
    let files = BTreeSet::from([FileKey::Layer(layer.clone())]);
    let merge = merge(&|_| base.clone(), &base, &board.project, &files);
    let mut merged = base.clone();
    apply(&mut merged, &merge.transaction).unwrap();
    assert_eq!(merged.layer(&layer), board.project.layer(&layer));
    assert_eq!(
        merged.codebook().label("irony"),
        board.project.codebook().label("irony")
    );
    assert_eq!(merged.person("ben"), board.project.person("ben"));
    let written = files_of(&merge.transaction);
    assert!(written.contains(&FileKey::Layer(layer)));
}

#[test]
fn a_label_that_nobody_knows_gives_way_once_somebody_does() {
    let stand_in = super::super::stand_ins::label(&label("irony"));
    let mut case = Case::new("[claim:x]");
    let add = |item: Item| {
        move |_: &Project| {
            Ok(Transaction::new(
                "",
                vec![Change::create(Key::Label(label("irony")), item.clone())],
            ))
        }
    };
    case = case.ours(&add(stand_in));
    let known = Item::Label(Arc::new(Label {
        description: "says the opposite".into(),
        ..Label::new(label("irony"), "Irony")
    }));
    let done = case.theirs(&add(known.clone())).done();
    assert_eq!(
        edit::item(&done.project, &Key::Label(label("irony"))),
        Some(known)
    );
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
fn a_document_deleted_there_and_labelled_here_stays_for_a_decision() {
    let document = DocumentId::new("doc").unwrap();
    let done = Case::new("[claim:x] and y")
        .ours(&tag("new", "other", 2, 5))
        .theirs(&|p| r::delete_document(p, &document))
        .done();
    assert_eq!(done.drawn(), ["other and"], "what only they deleted is deleted");
    assert_eq!(done.others(&Key::Document(document.clone())), [None]);
    assert!(done.project.text("doc").is_some());
    let gone = Case::new("[claim:x]")
        .theirs(&|p| r::delete_document(p, &document))
        .done();
    assert_eq!(gone.project.documents().len(), 0);
    assert_eq!(gone.merge.conflicts, vec![]);
}

#[test]
fn two_people_who_describe_one_document_are_both_heard() {
    let document = DocumentId::new("doc").unwrap();
    let describe = |edit: fn(&mut Document)| {
        let document = document.clone();
        move |p: &Project| r::edit_document(p, &document, edit)
    };
    let done = Case::new("[claim:x]")
        .ours(&describe(|d| d.author = "Kim".into()))
        .theirs(&describe(|d| d.date = "2026".into()))
        .done();
    let record = done.project.document("doc").unwrap();
    assert_eq!((record.author.as_str(), record.date.as_str()), ("Kim", "2026"));
}
