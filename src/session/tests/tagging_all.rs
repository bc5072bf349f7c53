//! Tagging all that was found: the list, what may not be ticked, and one edit.

use super::finding::words;
use super::*;
use crate::analysis::search::Pattern;

fn existing(existing: &Existing) -> String {
    let whose = existing.person.as_ref();
    format!(
        "{}{}",
        existing.label,
        whose.map(|person| format!("/{person}")).unwrap_or_default()
    )
}

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
        let labels: Vec<String> = row.existing.iter().map(existing).collect();
        let why = row.why_not.clone().unwrap_or_default();
        let tick = if row.ticked { "x" } else { "-" };
        format!("{tick} {} {} {why}", row.matched, labels.join("+"))
    };
    plan.rows.iter().map(row).collect()
}

#[test]
fn all_that_is_ticked_is_tagged_at_once_and_undone_at_once() {
    let mut board = board(&[("ana", "a [topic:bridge], [claim:the] bridges, Bridge. A bridge!")]);
    board.add_document("z", "Z", "one bridge");
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
    bench.go(Request::TickTagAll(1..2, false));
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
    board.add_label(Label {
        overlap: Overlap::None,
        ..Label::new(label("strict"), "Strict")
    });
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
    bench.go(Request::TickTagAll(0..1, true));
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
    board.add_document("z", "Z", "on");
    board.add_document("y", "Y", "off");
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
    // The list says why there is none: the dialog asks for it with each letter.
    stranger.go(Request::PlanTagAll {
        label: label("claim"),
        pattern: words("on"),
        everywhere: true,
    });
    let plan = stranger.session.view.tag_all.clone().unwrap();
    assert_eq!(
        (plan.error.as_deref(), plan.running),
        (Some("It is not known who you are"), false)
    );
    assert!(stranger.jobs.is_empty() && stranger.notices.is_empty());
    let why = |bench: &Bench| bench.session.can(CommandId::TagAll).unwrap_err();
    assert_eq!(why(&stranger), "It is not known who you are");
    let mut reader = Bench::empty();
    reader.session.settings.set_identity("p", "ana");
    reader.open(bench.project().clone(), Some("It is locked"));
    assert_eq!(why(&reader), "The project is open to look at only");
    let bare = Bench::of(Board::drawn(&[("ana", "on")]).project);
    assert_eq!(why(&bare), "The codebook has no label for words yet");
    assert_eq!(bench.session.can(CommandId::TagAll), Ok(()));
}

#[test]
fn labels_of_teammates_that_are_shown_are_named() {
    let drawings = [
        ("ana", "[claim:one] two"),
        ("ben", "[speaker:one two]"),
        ("cy", "[claim:one] two"),
    ];
    let mut bench = Bench::of(board(&drawings).project);
    bench.go(Request::ShowPerson(person("ben"), true));
    assert_eq!(
        plan(&mut bench, "letter", words("o")),
        ["x o claim+speaker/ben ", "x o speaker/ben "]
    );
}

#[test]
fn what_was_tagged_since_the_list_was_made_is_not_tagged_twice() {
    let mut bench = bench("one |two one");
    assert_eq!(plan(&mut bench, "claim", words("one")).len(), 2);
    bench.go(Request::Select { anchor: 0, head: 3 });
    bench.keys("c");
    bench.go(Request::ConfirmTagAll);
    assert_eq!(bench.layer("ana").len(), 2);
    assert_eq!(
        bench.notices.last().map(|n| n.text.as_str()),
        Some("Tagged 1 passage")
    );
    // Nor is it tagged for somebody else.
    plan(&mut bench, "speaker", words("two"));
    bench.go(Request::SetMe("Ben".into()));
    assert!(
        bench
            .refused(Request::ConfirmTagAll)
            .message
            .contains("another person")
    );
}

#[test]
fn many_rows_are_ticked_at_once() {
    let mut bench = bench("|on on on on");
    plan(&mut bench, "claim", words("on"));
    bench.go(Request::TickTagAll(1..3, false));
    let plan = bench.session.view.tag_all.clone().unwrap();
    let ticked: Vec<bool> = plan.rows.iter().map(|row| row.ticked).collect();
    assert_eq!(ticked, [true, false, false, true]);
}
