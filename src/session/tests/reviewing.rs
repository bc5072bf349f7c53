//! Reviewing: places come from a job, decisions move on, and teammates' layers stay as they are.

use super::*;

/// Ana and Ben agree on the speaker and differ twice.
fn review() -> Bench {
    let people = [
        ("ana", "[speaker:She] said [claim:it works] and [claim:helps]"),
        ("ben", "[speaker:She] said it [claim:works] and [speaker:helps]"),
    ];
    let mut bench = Bench::of(board(&people).project);
    bench.keys("Ctrl+R");
    bench.work();
    bench
}

fn place(bench: &Bench) -> String {
    let (_, text) = bench.session.document().unwrap();
    let review = bench.session.view.review.as_ref().unwrap();
    review.place().unwrap().at.quote(text)
}

fn undecided(bench: &Bench) -> usize {
    bench.session.view.review.as_ref().unwrap().undecided()
}

#[test]
fn review_shows_the_teammates_and_goes_to_the_first_difference() {
    let bench = review();
    assert!(bench.session.view.shown.contains(&person("ben")));
    assert_eq!((place(&bench).as_str(), undecided(&bench)), ("it works", 2));
    assert_eq!(bench.reveals, 1);
}

#[test]
fn a_decision_by_one_key_moves_on_and_is_undone_like_any_edit() {
    let mut bench = review();
    let layers = [bench.layer("ana").clone(), bench.layer("ben").clone()];
    bench.keys("2");
    assert_eq!(
        (place(&bench).as_str(), undecided(&bench)),
        ("helps", 1),
        "before the job is done"
    );
    bench.work();
    assert_eq!((place(&bench).as_str(), undecided(&bench)), ("helps", 1));
    assert_eq!(
        bench.shown(PersonId::ADJUDICATED),
        "She said it [claim:works] and helps"
    );
    bench.keys("3");
    bench.work();
    assert_eq!(undecided(&bench), 0);
    assert_eq!(
        bench.notices.pop().unwrap().text,
        "No undecided difference is left here"
    );
    let layer = bench.layer(PersonId::ADJUDICATED);
    assert_eq!((layer.len(), layer.decisions().len()), (3, 2));
    let who: BTreeSet<_> = layer.decisions().map(|d| (d.by.to_string(), d.made)).collect();
    assert_eq!(
        who,
        BTreeSet::from([("ana".to_owned(), Timestamp::from_seconds(1_000))])
    );
    assert_eq!(layers, [bench.layer("ana").clone(), bench.layer("ben").clone()]);
    bench.keys("Ctrl+Z");
    bench.work();
    assert_eq!(undecided(&bench), 1);
    assert_eq!(bench.layer(PersonId::ADJUDICATED).decisions().len(), 1);
}

#[test]
fn taking_mine_none_and_putting_aside() {
    for (key, class, kept) in [
        ("1", DecisionClass::Took, "She said [claim:it works] and helps"),
        ("0", DecisionClass::NoneRight, "She said it works and helps"),
        ("4", DecisionClass::Discuss, "She said it works and helps"),
    ] {
        let mut bench = review();
        bench.keys(key);
        let layer = bench.layer(PersonId::ADJUDICATED);
        assert_eq!(layer.decisions().next().unwrap().class, class);
        assert_eq!(bench.shown(PersonId::ADJUDICATED), kept);
    }
}

#[test]
fn a_decision_is_reopened() {
    let mut bench = review();
    let error = bench.try_keys("9").unwrap_err();
    assert_eq!(error.message, "There is no decision about this place yet");
    bench.keys("1");
    bench.work();
    let index = bench.session.view.review.as_ref().unwrap().places.iter();
    let decided = index.clone().position(|place| place.decided().is_some()).unwrap();
    bench.go(Request::GoToPlace(decided));
    bench.keys("9");
    bench.work();
    assert_eq!((place(&bench).as_str(), undecided(&bench)), ("it works", 2));
    assert_eq!(bench.shown(PersonId::ADJUDICATED), "She said it works and helps");
}

#[test]
fn what_one_side_lacks_cannot_be_taken_from_it() {
    let people = [("ana", "She [claim:said] it"), ("ben", "She said [speaker:it]")];
    let mut bench = Bench::of(board(&people).project);
    bench.keys("Ctrl+R");
    bench.work();
    assert_eq!(place(&bench), "said");
    let error = bench.refused(Request::Command(CommandId::Take2));
    assert_eq!(error.message, "ben has no label here");
    bench.keys("F8");
    assert_eq!(place(&bench), "it");
    assert_eq!(bench.try_keys("1").unwrap_err().message, "You have no label here");
    // Around the end.
    bench.keys("F8");
    assert_eq!(place(&bench), "said");
    bench.keys("Shift+F8");
    assert_eq!(place(&bench), "it");
}

#[test]
fn places_are_asked_for_again_after_an_edit_and_old_answers_are_dropped() {
    let mut bench = review();
    bench.select("and");
    assert!(bench.jobs.is_empty(), "looking asks for nothing");
    bench.go(Request::Tag(LabelId::new("claim").unwrap()));
    assert_eq!(bench.jobs.len(), 1);
    let old = jobs::run(bench.jobs.pop().unwrap(), &bench.places);
    bench.keys("?");
    assert_eq!(bench.jobs.len(), 1);
    let before = bench.session.view.review.as_ref().unwrap().places.clone();
    bench.go(Request::Done(old));
    let after = bench.session.view.review.as_ref().unwrap().places.clone();
    assert!(Arc::ptr_eq(&before, &after));
    bench.work();
    assert_eq!(undecided(&bench), 3, "the new label stands alone");
    bench.go(Request::ShowPerson(person("ben"), false));
    bench.work();
    bench.keys("Ctrl+R");
    assert!(bench.session.view.review.is_none());
}

#[test]
fn nobody_to_compare_with_is_said() {
    let mut bench = bench("She [claim:said] it");
    let error = bench.try_keys("Ctrl+R").unwrap_err();
    assert_eq!(error.message, "No teammate has labels on this document");
}
