//! Finding in the document and everywhere.

use super::*;
use crate::analysis::search::{Field, Pattern};
use std::cell::RefCell;
use std::sync::atomic::Ordering;

pub(super) fn words(text: &str) -> Pattern {
    Pattern {
        text: text.to_owned(),
        ..Pattern::default()
    }
}

/// Starts of the hits that the window sees, and which is the current.
fn hits(bench: &Bench) -> (Vec<u32>, Option<usize>) {
    let find = &bench.session.view.find;
    (find.hits.iter().map(|hit| hit.start()).collect(), find.current)
}

#[test]
fn the_bar_takes_the_selected_words_and_steps_go_round() {
    let mut bench = bench("a bridge, the <Bridge>, bridges");
    bench.keys("Ctrl+F");
    assert_eq!(bench.focus, Some(Focus::Find));
    assert_eq!(bench.session.view.find.pattern, words("Bridge"));
    assert!(bench.session.view.find.running);
    bench.work();
    // The first hit at or after the caret is shown; nothing is selected by typing.
    assert_eq!(hits(&bench), (vec![2, 14, 22], Some(1)));
    assert_eq!((bench.reveals, bench.selected_words().as_str()), (1, "Bridge"));
    assert!(!bench.session.view.find.running);
    bench.go(Request::FindStep { forward: true });
    assert_eq!(
        (hits(&bench).1, bench.session.view.selection.start()),
        (Some(2), 22)
    );
    bench.go(Request::FindStep { forward: true });
    assert_eq!(
        (hits(&bench).1, bench.session.view.selection.start()),
        (Some(0), 2)
    );
    bench.go(Request::FindStep { forward: false });
    assert_eq!(hits(&bench).1, Some(2));
    assert_eq!(bench.reveals, 4);
}

#[test]
fn leaving_the_bar_selects_the_hit_so_that_a_key_tags_it() {
    let mut bench = bench("a bridge, |the bridge");
    bench.go(Request::Find(words("bri")));
    bench.go(Request::Find(words("bridge")));
    bench.work();
    assert_eq!(hits(&bench), (vec![2, 14], Some(1)));
    bench.go(Request::CloseFind);
    assert_eq!(
        (bench.selected_words().as_str(), bench.focus),
        ("bridge", Some(Focus::Text))
    );
    assert_eq!(hits(&bench), (vec![], None));
    bench.keys("c");
    assert_eq!(bench.shown("ana"), "a bridge, the [claim*:bridge]");
    // The bar is closed and F3 goes on, from where the caret is.
    bench.keys("F3");
    bench.work();
    assert_eq!(
        (bench.session.view.selection.start(), bench.session.view.find.open),
        (2, false)
    );
    bench.keys("Shift+F3");
    assert_eq!(bench.session.view.selection.start(), 14);
}

#[test]
fn opening_the_bar_on_a_hit_keeps_the_pattern() {
    let mut bench = bench("|walking and talking");
    let pattern = Pattern {
        regex: true,
        ..words(r"\w+ing")
    };
    bench.go(Request::Find(pattern.clone()));
    bench.work();
    bench.keys("F3");
    assert_eq!(bench.selected_words(), "talking");
    bench.keys("Ctrl+F");
    assert_eq!(bench.session.view.find.pattern, pattern);
    bench.select("and");
    bench.keys("Ctrl+F");
    assert_eq!(bench.session.view.find.pattern, words("and"));
}

#[test]
fn steps_start_where_the_caret_was_put() {
    let mut bench = bench("|on and on and on");
    bench.go(Request::Find(words("on")));
    bench.work();
    bench.go(Request::Select { anchor: 9, head: 9 });
    bench.keys("F3");
    assert_eq!(hits(&bench).1, Some(2));
    bench.go(Request::Select { anchor: 9, head: 9 });
    bench.keys("Shift+F3");
    assert_eq!(hits(&bench).1, Some(1));
}

#[test]
fn a_new_pattern_cancels_the_search_before_and_its_hits_come_too_late() {
    let mut bench = bench("|one two one");
    bench.go(Request::Find(words("one")));
    let old = bench.jobs.remove(0);
    let Job::Find(job) = &old else { panic!("{old:?}") };
    let cancel = job.cancel.clone();
    assert!(!cancel.load(Ordering::Relaxed));
    let finished = jobs::run(old.clone(), &bench.places);
    bench.go(Request::Find(words("two")));
    assert!(cancel.load(Ordering::Relaxed));
    bench.go(Request::Done(finished));
    assert_eq!(hits(&bench), (vec![], None));
    bench.work();
    assert_eq!(hits(&bench), (vec![4], Some(0)));
    // So does closing the bar, and opening another project.
    bench.go(Request::Find(words("t")));
    let Some(Job::Find(job)) = bench.jobs.pop() else {
        panic!()
    };
    bench.go(Request::CloseFind);
    assert!(job.cancel.load(Ordering::Relaxed));
}

/// Two documents, the first one searched to the end.
fn two_documents() -> Bench {
    let mut board = board(&[("ana", "one two one")]);
    board.add_document("next", "Next", "three, four, one");
    let mut bench = Bench::of(board.project);
    bench.go(Request::Find(words("one")));
    bench
}

#[test]
fn a_step_that_waits_is_forgotten_in_another_document() {
    for open in [true, false] {
        let mut bench = two_documents();
        if !open {
            bench.work();
            bench.go(Request::CloseFind);
            bench.go(Request::SelectDocument(DocumentId::new("next").unwrap()));
        }
        bench.keys("F3");
        assert!(!bench.jobs.is_empty());
        bench.keys(if open { "Ctrl+PageDown" } else { "Ctrl+PageUp" });
        let before = (bench.session.view.selection, bench.reveals);
        bench.work();
        assert_eq!((bench.session.view.selection, bench.reveals), before, "{open}");
    }
}

#[test]
fn a_step_that_waits_is_forgotten_in_another_project() {
    let mut bench = two_documents();
    bench.go(Request::CloseFind);
    bench.keys("F3");
    let job = bench.jobs.pop().unwrap();
    let other = board(&[("ana", "one two one")]).project;
    bench.open(other, None);
    let found = jobs::run(job, &bench.places);
    bench.go(Request::Done(found));
    assert_eq!((bench.selected_words(), bench.reveals), (String::new(), 0));
    // And nothing of the closed project is kept.
    bench.go(Request::Close);
    assert!(!bench.session.finding.holds_text());
}

#[test]
fn closing_the_bar_keeps_what_was_selected_since() {
    let mut bench = bench("|one two one three");
    bench.go(Request::Find(words("one")));
    bench.work();
    bench.select("three");
    bench.go(Request::CloseFind);
    assert_eq!(bench.selected_words(), "three");
    // A label that was made of the hit stays selected.
    bench.go(Request::Find(words("two")));
    bench.work();
    bench.keys("F3 c");
    let made = bench.session.view.selected.clone();
    assert!(made.is_some());
    bench.go(Request::CloseFind);
    assert_eq!(bench.session.view.selected, made);
}

#[test]
fn hits_have_a_version_for_those_who_only_look() {
    let mut bench = two_documents();
    let version = |bench: &Bench| bench.session.view.find.version;
    let searching = version(&bench);
    bench.work();
    let found = version(&bench);
    assert_ne!(searching, found);
    bench.keys("F3");
    assert_eq!(version(&bench), found);
    bench.keys("Ctrl+PageDown");
    let elsewhere = version(&bench);
    assert_ne!(elsewhere, found);
    bench.go(Request::CloseFind);
    assert_ne!(version(&bench), elsewhere);
}

#[test]
fn a_mistake_stands_at_the_bar_and_is_gone_with_the_next_pattern() {
    let mut bench = bench("|(one)");
    let regex = |text: &str| Pattern {
        regex: true,
        ..words(text)
    };
    bench.go(Request::Find(regex("(one")));
    bench.work();
    let error = bench.session.view.find.error.clone().unwrap();
    assert_eq!(
        error,
        "The pattern has a mistake at character 1: this ( is never closed"
    );
    bench.go(Request::Find(regex("(one)")));
    bench.work();
    assert_eq!(
        (bench.session.view.find.error.as_ref(), hits(&bench).0),
        (None, vec![1])
    );
    bench.go(Request::Find(words("")));
    bench.work();
    assert_eq!(hits(&bench), (vec![], None));
    assert!(
        bench
            .refused(Request::FindStep { forward: true })
            .message
            .contains("Nothing")
    );
    bench.go(Request::Find(words("three")));
    bench.work();
    bench.keys("F3");
    assert_eq!(bench.notices.last().map(|n| n.text.as_str()), Some("No hits"));
}

#[test]
fn another_document_is_searched_when_it_is_opened() {
    let mut board = board(&[("ana", "one two one")]);
    board.add_document("next", "Next", "two, one");
    let mut bench = Bench::of(board.project);
    bench.go(Request::Find(words("one")));
    bench.work();
    assert_eq!(hits(&bench), (vec![0, 8], Some(0)));
    let reveals = bench.reveals;
    bench.keys("Ctrl+PageDown");
    // Nothing of the other document is marked meanwhile.
    assert_eq!(hits(&bench), (vec![], None));
    bench.work();
    assert_eq!((hits(&bench), bench.reveals), ((vec![5], None), reveals));
    bench.keys("F3");
    assert_eq!(hits(&bench).1, Some(0));
    // An edit leaves the hits as they are.
    bench.keys("c Ctrl+Z");
    assert!(bench.jobs.is_empty() && hits(&bench).0 == [5]);
}

#[test]
fn hits_come_in_portions_the_first_one_at_once() {
    let mut bench = Bench::of(board(&[("ana", &"on ".repeat(1_000))]).project);
    bench.go(Request::Find(words("on")));
    let told = RefCell::new(Vec::new());
    let report = |outcome: Outcome| told.borrow_mut().push(outcome);
    let last = jobs::run_reporting(bench.jobs.remove(0), &bench.places, Some(&report));
    let mut sizes = Vec::new();
    for outcome in told.into_inner().into_iter().chain([last]) {
        bench.go(Request::Done(outcome));
        sizes.push(hits(&bench).0.len());
    }
    assert_eq!(sizes, [1, 65, 193, 449, 961, 1000]);
    assert_eq!(hits(&bench).1, Some(0));
}

// ---- everywhere

fn everywhere(text: &str, fields: &[Field]) -> Request {
    Request::SearchAll {
        pattern: words(text),
        fields: fields.iter().copied().collect(),
    }
}

#[test]
fn a_search_everywhere_goes_by_title_and_a_hit_opens_its_document() {
    let mut board = board(&[("ana", "the bridge"), ("ben", "the [claim:bridge]")]);
    board.add_document("z", "A first title", "one bridge\nmore bridges");
    let mut bench = Bench::of(board.project);
    bench.go(everywhere("bridge", &[Field::Text, Field::Labels]));
    bench.work();
    let search = bench.session.view.search.clone().unwrap();
    let at: Vec<(&str, u32)> = search
        .hits
        .iter()
        .map(|hit| (hit.document.as_str(), hit.at.start()))
        .collect();
    assert_eq!(at, [("z", 4), ("z", 16), ("doc", 4)]);
    assert_eq!(
        (search.done_documents, search.all_documents, search.running),
        (2, 2, false)
    );
    bench.go(Request::GoToHit(1));
    assert_eq!(
        bench.session.view.document.as_ref().map(DocumentId::as_str),
        Some("z")
    );
    assert_eq!(
        (
            bench.selected_words().as_str(),
            bench.session.view.selection.start()
        ),
        ("bridge", 16)
    );
    // A label's hit selects the label, a teammate's is shown for it.
    bench.go(everywhere("claim", &[Field::Labels]));
    bench.work();
    bench.go(Request::GoToHit(0));
    assert_eq!(
        bench.session.view.document.as_ref().map(DocumentId::as_str),
        Some("doc")
    );
    let (person, _) = bench.session.selected().unwrap();
    assert_eq!(person.as_str(), "ben");
    assert!(bench.session.view.shown.contains("ben"));
    assert!(bench.refused(Request::GoToHit(7)).message.contains("no longer"));
}

#[test]
fn a_search_everywhere_can_be_stopped_and_keeps_what_it_found() {
    let mut bench = Bench::of(board(&[("ana", &"on ".repeat(100))]).project);
    bench.go(everywhere("on", &[Field::Text]));
    let Some(Job::SearchAll(job)) = bench.jobs.pop() else {
        panic!()
    };
    let cancel = job.cancel.clone();
    let told = RefCell::new(Vec::new());
    let report = |outcome: Outcome| told.borrow_mut().push(outcome);
    let last = jobs::run_reporting(Job::SearchAll(job), &bench.places, Some(&report));
    bench.go(Request::Done(told.into_inner().remove(0)));
    bench.go(Request::CancelSearch);
    assert!(cancel.load(Ordering::Relaxed));
    bench.go(Request::Done(last));
    let search = bench.session.view.search.clone().unwrap();
    assert_eq!((search.hits.len(), search.running), (1, false));
    // Stopped before anything was found, what the search before had found is not shown as if it were of this one.
    bench.go(everywhere("n", &[Field::Text]));
    bench.go(Request::CancelSearch);
    bench.jobs.clear();
    let search = bench.session.view.search.clone().unwrap();
    assert_eq!((search.hits.len(), search.stopped), (0, true));
    // Closing cancels too.
    bench.go(everywhere("o", &[Field::Text]));
    let Some(Job::SearchAll(job)) = bench.jobs.pop() else {
        panic!()
    };
    bench.go(Request::CloseSearch);
    assert!(job.cancel.load(Ordering::Relaxed));
}

#[test]
fn more_hits_than_are_kept_is_said() {
    let mut bench = Bench::of(board(&[("ana", &"on ".repeat(20_001))]).project);
    bench.go(everywhere("on", &[Field::Text]));
    bench.work();
    let search = bench.session.view.search.clone().unwrap();
    assert_eq!((search.hits.len(), search.capped), (20_000, true));
    bench.go(everywhere("on on on on", &[Field::Text]));
    bench.work();
    let search = bench.session.view.search.clone().unwrap();
    assert_eq!((search.hits.len(), search.capped), (5_000, false));
}

#[test]
fn the_current_hit_is_one_of_this_search() {
    let mut bench = Bench::of(board(&[("ana", "on [claim:on] off")]).project);
    let current = |bench: &Bench| {
        let search = bench.session.view.search.as_ref().unwrap();
        bench.session.view.results.current(search)
    };
    bench.go(everywhere("o", &[Field::Text]));
    bench.work();
    bench.go(Request::OpenHit(2));
    assert_eq!(current(&bench), Some(2));
    // The same words in other places: another search. Its hits are still those of the one before.
    bench.go(everywhere("o", &[Field::Text, Field::Labels]));
    assert_eq!(current(&bench), Some(2));
    bench.work();
    assert_eq!(current(&bench), None);
    bench.go(Request::StepHit { forward: true });
    assert_eq!(current(&bench), Some(0));
}

#[test]
fn the_filter_follows_hits_names_and_itself() {
    let mut board = board(&[("ana", "One on [claim:one], none")]);
    board.add_document("z", "A Title", "one\nelse");
    let mut bench = Bench::of(board.project);
    let passing = |bench: &Bench| bench.session.view.results.passing().map(<[usize]>::to_vec);
    bench.go(everywhere("one", &[Field::Text]));
    bench.go(Request::FilterHits(" TITLE".into()));
    assert_eq!(passing(&bench), Some(vec![]));
    bench.work();
    assert_eq!(passing(&bench), Some(vec![0]));
    bench.go(Request::FilterHits("claim".into()));
    assert_eq!(passing(&bench), Some(vec![2]));
    bench.go(Request::FilterHits(String::new()));
    assert_eq!(passing(&bench), None);
    bench.go(Request::FilterHits("none".into()));
    assert_eq!(passing(&bench), Some(vec![1, 2, 3]));
    let version = bench.session.view.results.version();
    let codebook = bench.project().codebook();
    let renamed = Label {
        name: "Argument".into(),
        ..Label::clone(codebook.label("claim").unwrap())
    };
    bench.go(Request::FilterHits("argu".into()));
    assert_eq!(passing(&bench), Some(vec![]));
    bench.go(Request::Codebook(CodebookEdit::SetLabel(Box::new(renamed))));
    assert_eq!(passing(&bench), Some(vec![2]));
    assert_ne!(bench.session.view.results.version(), version);
    bench.go(Request::CloseSearch);
    assert_eq!(passing(&bench), None);
}
