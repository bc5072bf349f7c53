//! Finding in the document and everywhere, and tagging all that was found.

use super::*;
use crate::analysis::search::{Field, Pattern};
use crate::text::Text;
use std::cell::RefCell;
use std::sync::atomic::Ordering;

fn words(text: &str) -> Pattern {
    Pattern {
        text: text.to_owned(),
        ..Pattern::default()
    }
}

/// The selected words.
fn selected(bench: &Bench) -> String {
    let (_, text) = bench.session.document().unwrap();
    let span = bench.session.view.selection.span(text);
    span.map_or_else(String::new, |span| text.slice(span).to_owned())
}

/// Starts of the hits that the window sees, and which is the current.
fn hits(bench: &Bench) -> (Vec<u32>, Option<usize>) {
    let find = &bench.session.view.find;
    (find.hits.iter().map(|hit| hit.start()).collect(), find.current)
}

fn with_document(board: &mut Board, id: &str, title: &str, words: &str) {
    let id = DocumentId::new(id).unwrap();
    let text = Text::new(words).unwrap();
    let facts = Document::new(id.clone(), title, &text, Timestamp::default());
    board.edit(vec![
        Change::create(Key::Document(id.clone()), Item::Document(Arc::new(facts))),
        Change::create(Key::Text(id), Item::Text(text)),
    ]);
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
    assert_eq!((bench.reveals, selected(&bench).as_str()), (1, "Bridge"));
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
        (selected(&bench).as_str(), bench.focus),
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
    assert_eq!(selected(&bench), "talking");
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
    with_document(&mut board, "next", "Next", "two, one");
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
    with_document(&mut board, "z", "A first title", "one bridge\nmore bridges");
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
        (selected(&bench).as_str(), bench.session.view.selection.start()),
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

// ---- tagging all

fn plan(bench: &mut Bench, name: &str, pattern: Pattern) -> Vec<String> {
    bench.go(Request::PlanTagAll {
        label: label(name),
        pattern,
        everywhere: true,
    });
    bench.work();
    let plan = bench.session.view.tag_all.clone().unwrap();
    assert_eq!((plan.error, plan.running), (None, false));
    let row = |row: &TagAllRow| {
        let labels: Vec<&str> = row.existing.iter().map(LabelId::as_str).collect();
        let why = row.why_not.clone().unwrap_or_default();
        let tick = if row.ticked { "x" } else { "-" };
        format!("{tick} {} {} {why}", row.matched, labels.join("+"))
    };
    plan.rows.iter().map(row).collect()
}

#[test]
fn all_that_is_ticked_is_tagged_at_once_and_undone_at_once() {
    let mut board = board(&[("ana", "a [topic:bridge], [claim:the] bridges, Bridge. A bridge!")]);
    with_document(&mut board, "z", "Z", "one bridge");
    let mut bench = Bench::of(board.project);
    let rows = plan(&mut bench, "claim", words("bridge"));
    // Grown to words, as the label wants it.
    assert_eq!(
        rows,
        [
            "x bridge topic ",
            "x bridges  ",
            "x Bridge  ",
            "x bridge  ",
            "x bridge  "
        ]
    );
    bench.go(Request::TickTagAll(1, false));
    bench.go(Request::ConfirmTagAll);
    assert_eq!(
        bench.shown("ana"),
        "a [claim:[topic:bridge]], [claim:the] bridges, [claim:Bridge]. A [claim:bridge]!"
    );
    assert_eq!(
        bench.notices.last().map(|n| n.text.as_str()),
        Some("Tagged 4 passages")
    );
    assert!(bench.session.view.tag_all.is_none());
    let open = bench.session.open.as_ref().unwrap();
    assert_eq!(open.history.undo_title(), Some("Tag 4 passages claim"));
    let z = LayerKey::new(DocumentId::new("z").unwrap(), person("ana"));
    let layer = bench.project().layer(&z).unwrap();
    assert_eq!((layer.len(), layer.head().annotated), (1, true));
    bench.keys("Ctrl+Z");
    assert!(bench.project().layer(&z).is_none());
    bench.go(Request::SelectDocument(DocumentId::new("doc").unwrap()));
    assert_eq!(
        bench.shown("ana"),
        "a [topic:bridge], [claim:the] bridges, Bridge. A bridge!"
    );
    bench.keys("Ctrl+Y");
    assert_eq!(bench.project().layer(&z).map(Layer::len), Some(1));
}

#[test]
fn what_is_there_or_may_not_be_there_says_why() {
    let mut board = board(&[("ana", "[strict:Ann and Bob]. Bob and [claim:Bob]. Bobby Bob.")]);
    let strict = Label {
        overlap: Overlap::None,
        ..Label::new(label("strict"), "Strict")
    };
    let key = Key::Label(label("strict"));
    let before = edit::item(&board.project, &key).unwrap();
    board.edit(vec![Change::replace(key, before, Item::Label(Arc::new(strict)))]);
    let mut bench = Bench::of(board.project);
    let forbidden = "“Strict” cannot overlap any other label";
    assert_eq!(
        plan(&mut bench, "claim", words("bob")),
        [
            &format!("- Bob strict {forbidden}"),
            "x Bob  ",
            "- Bob claim Tagged already",
            "x Bobby  ",
            "x Bob  ",
        ]
    );
    // Ticking all leaves those out.
    bench.go(Request::TickAllTagAll(false));
    assert!(
        bench
            .refused(Request::ConfirmTagAll)
            .message
            .contains("No passage")
    );
    bench.go(Request::TickAllTagAll(true));
    bench.go(Request::TickTagAll(0, true));
    assert_eq!(bench.session.view.tag_all.as_ref().map(TagAll::ticked), Some(3));
    assert_eq!(
        plan(&mut bench, "strict", words("bob"))[..3],
        [
            &format!("- Bob strict {forbidden}"),
            "x Bob  ",
            &format!("- Bob claim {forbidden}"),
        ]
    );
    bench.go(Request::CancelTagAll);
    assert!(bench.session.view.tag_all.is_none());
}

#[test]
fn passages_that_are_tagged_together_do_not_overlap_where_that_is_forbidden() {
    let mut board = board(&[("ana", "one two three four")]);
    board.add_label(Label {
        overlap: Overlap::NotItself,
        ..Label::new(label("apart"), "Apart")
    });
    let mut bench = Bench::of(board.project);
    // Grown to words, each hit takes a word of the one before.
    let pattern = Pattern {
        regex: true,
        ..words(r"\w+ \w")
    };
    let forbidden = "“Apart” cannot overlap another “Apart”";
    assert_eq!(
        plan(&mut bench, "apart", pattern.clone()),
        [
            "x one two  ",
            &format!("- two three  {forbidden}"),
            "x three four  "
        ]
    );
    bench.go(Request::ConfirmTagAll);
    assert_eq!(bench.shown("ana"), "[apart:one two] [apart:three four]");
    assert_eq!(plan(&mut bench, "claim", pattern).len(), 3);
}

#[test]
fn the_rules_are_those_of_a_single_tag() {
    for (drawing, name, pattern) in [
        ("one two. One three. Four", "topic", "one"),
        ("xe\u{301}y e", "letter", "e"),
        ("我喜欢咖啡和咖啡馆", "claim", "咖啡"),
        ("a\r\nb a", "letter", "a"),
    ] {
        let mut many = Bench::of(board(&[("ana", drawing)]).project);
        let rows = plan(&mut many, name, words(pattern)).len();
        many.go(Request::ConfirmTagAll);
        let mut single = Bench::of(board(&[("ana", drawing)]).project);
        single.go(Request::Find(words(pattern)));
        single.work();
        let starts = single.session.view.find.hits.clone();
        for hit in starts.iter() {
            single.go(Request::Select {
                anchor: hit.start(),
                head: hit.end(),
            });
            single.go(Request::Tag(label(name)));
            single.go(Request::Deselect);
        }
        assert_eq!(many.shown("ana"), single.shown("ana"), "{drawing}");
        assert!(rows > 0 && rows <= starts.len());
    }
}

#[test]
fn a_label_of_the_document_is_set_once_for_each() {
    let mut board = board(&[("ana", "on and on")]);
    with_document(&mut board, "z", "Z", "on");
    with_document(&mut board, "y", "Y", "off");
    let mut bench = Bench::of(board.project);
    assert_eq!(plan(&mut bench, "about", words("on")).len(), 2);
    bench.go(Request::ConfirmTagAll);
    let layers: Vec<(String, usize)> = bench
        .project()
        .layers()
        .map(|(key, layer)| (key.document.to_string(), layer.len()))
        .collect();
    assert_eq!(layers, [("doc".to_owned(), 1), ("z".to_owned(), 1)]);
    assert_eq!(
        plan(&mut bench, "about", words("on")),
        ["- on  Tagged already", "- on  Tagged already"]
    );
}

#[test]
fn locked_documents_and_strangers_tag_nothing() {
    let mut board = board(&[("ana", "on and on")]);
    let lock = Change::create(Key::Lock(board.layer("ana")), Item::Mark);
    board.edit(vec![lock]);
    let mut bench = Bench::of(board.project.clone());
    let rows = plan(&mut bench, "claim", words("on"));
    assert_eq!(
        rows,
        [
            "- on  The document is locked for you",
            "- on  The document is locked for you"
        ]
    );
    let mut stranger = Bench::empty();
    stranger.open(board.project, None);
    let refused = stranger.refused(Request::PlanTagAll {
        label: label("claim"),
        pattern: words("on"),
        everywhere: true,
    });
    assert!(refused.message.contains("who you are"), "{refused}");
}
