//! Threads of comments, what is to discuss, and where the agreed result is not as one has it.

use super::*;

fn bench() -> Bench {
    let board = Board::drawn(&[
        ("ana", "[speaker:She] said [claim:it works] in [place:May]."),
        ("ben", "[speaker:She] said it [claim:works] in May."),
    ]);
    Bench::of(board.project)
}

fn rows(bench: &mut Bench, list: CommandId) -> Vec<String> {
    bench.go(Request::Command(list));
    bench.work();
    shown(bench)
}

fn shown(bench: &mut Bench) -> Vec<String> {
    bench.work();
    let view = bench.session.view.talks.as_ref().unwrap();
    let rows = view.shown.iter().map(|at| {
        let row = &view.rows[*at];
        let threads = row.threads.iter().map(|thread| {
            let comments = thread.comments.iter();
            comments
                .map(|(who, comment)| format!("{who}: {}", comment.text))
                .collect::<Vec<_>>()
                .join(" / ")
        });
        let to_me = if row.to_me { " @" } else { "" };
        let threads: Vec<String> = threads.collect();
        format!(
            "{} {} {}{to_me} [{}]",
            row.kind.title(),
            row.label,
            row.words,
            threads.join("; ")
        )
    });
    rows.collect()
}

fn annotation(id: &str) -> AnnotationId {
    AnnotationId::new(id).unwrap()
}

fn sign_in(bench: &mut Bench, name: &str) {
    bench.go(Request::SetMe(name.to_owned()));
}

#[test]
fn a_thread_goes_to_and_fro_and_each_writes_in_their_own_layer() {
    let mut bench = bench();
    let document = bench.session.view.document.clone().unwrap();
    bench.go(Request::AddComment {
        on: annotation("ben-2"),
        text: "Without “it”, @ben?".to_owned(),
    });
    let [row] = &rows(&mut bench, CommandId::ToDiscuss)[..] else {
        panic!()
    };
    assert_eq!(row, "Open claim works [ana: Without “it”, @ben?]");
    sign_in(&mut bench, "ben");
    assert_eq!(
        shown(&mut bench),
        ["Open claim works @ [ana: Without “it”, @ben?]"]
    );
    let root = bench.session.view.talks.as_ref().unwrap().rows[0].threads[0]
        .root()
        .unwrap();
    bench.go(Request::Talks(TalkAsk::Answer(
        document.clone(),
        root.clone(),
        "Yes.".to_owned(),
    )));
    sign_in(&mut bench, "ana");
    assert_eq!(
        shown(&mut bench),
        ["Open claim works @ [ana: Without “it”, @ben? / ben: Yes.]"],
        "an answer is to who asked"
    );
    bench.go(Request::Talks(TalkAsk::Resolve(
        document.clone(),
        root.clone(),
        true,
    )));
    assert!(shown(&mut bench).is_empty(), "only open ones are shown");
    bench.go(Request::Talks(TalkAsk::Filter(String::new(), TalkScope::All)));
    let all = ["Resolved claim works [ana: Without “it”, @ben? / ben: Yes. / ana: Resolved]"];
    assert_eq!(shown(&mut bench), all);
    let counts = ["ana", "ben"].map(|name| {
        let layer = LayerKey::new(document.clone(), person(name));
        bench
            .session
            .project()
            .unwrap()
            .layer(&layer)
            .unwrap()
            .comments()
            .len()
    });
    assert_eq!(counts, [2, 1]);
    bench.go(Request::Command(CommandId::Undo));
    let open = ["Open claim works @ [ana: Without “it”, @ben? / ben: Yes.]"];
    assert_eq!(shown(&mut bench), open);
    // One's own last word needs no answer to be resolved.
    bench.go(Request::Talks(TalkAsk::Answer(
        document.clone(),
        root.clone(),
        "Good.".to_owned(),
    )));
    bench.go(Request::Talks(TalkAsk::Resolve(document, root, true)));
    let resolved = ["Resolved claim works [ana: Without “it”, @ben? / ben: Yes. / ana: Good.]"];
    assert_eq!(shown(&mut bench), resolved);
}

#[test]
fn what_was_decided_otherwise_is_told_with_the_reason_and_answered() {
    use crate::model::edit::recipes::{self as r, Verdict};
    let mut bench = bench();
    let mut project = bench.session.project().unwrap().clone();
    let document = bench.session.view.document.clone().unwrap();
    let author = Author {
        layer: LayerKey::new(document.clone(), person("ben")),
        now: Timestamp::from_seconds(1_000),
    };
    let item = |name: &str, number: u32| (person(name), annotation(&format!("{name}-{number}")));
    let mut random = SplitMix(3);
    for (sources, verdict, reason) in [
        (
            vec![item("ana", 1), item("ben", 1)],
            Verdict::Take(vec![item("ben", 1)]),
            "",
        ),
        (
            vec![item("ana", 2), item("ben", 2)],
            Verdict::Take(vec![item("ben", 2)]),
            "“it” is no claim",
        ),
        (vec![item("ana", 3)], Verdict::NoneRight, ""),
    ] {
        let done = r::decide(
            &project,
            &author,
            &person("ben"),
            (&sources, &verdict, reason),
            &mut random,
        );
        crate::model::edit::apply(&mut project, &done.unwrap()).unwrap();
    }
    bench.open(project, None);
    let mine = rows(&mut bench, CommandId::MyDifferences);
    assert_eq!(
        mine,
        [
            "Other words claim it works []",
            "Not in the agreed result place May []"
        ]
    );
    let facts = &bench.session.view.talks.as_ref().unwrap().rows[0].facts;
    let facts: Vec<String> = facts
        .iter()
        .map(|(name, fact)| format!("{name}: {fact}"))
        .collect();
    assert!(facts.contains(&"Agreed: claim “works”".to_owned()), "{facts:?}");
    assert!(facts.contains(&"Why: “it” is no claim".to_owned()), "{facts:?}");
    let on = annotation("ana-3");
    bench.go(Request::Talks(TalkAsk::Begin(
        document,
        on,
        "May is a place here".to_owned(),
    )));
    assert_eq!(
        shown(&mut bench)[1],
        "Not in the agreed result place May [ana: May is a place here]"
    );
    sign_in(&mut bench, "ben");
    assert!(shown(&mut bench).is_empty(), "ben was agreed with");
}

#[test]
fn while_names_are_hidden_the_list_tells_numbers_and_still_knows_who_is_named() {
    let mut bench = bench();
    bench.go(Request::AddComment {
        on: annotation("ben-2"),
        text: "Without “it”, @ben?".to_owned(),
    });
    sign_in(&mut bench, "ben");
    bench.go(Request::Command(CommandId::Review));
    bench.work();
    bench.go(Request::Command(CommandId::HideNames));
    let ben = bench.session.name_of(&person("ben"));
    assert!(ben.starts_with("Person "), "{ben}");
    rows(&mut bench, CommandId::ToDiscuss);
    let facts = |bench: &Bench| {
        let view = bench.session.view.talks.as_ref().unwrap();
        (view.rows[0].facts[0].clone(), view.rows[0].to_me)
    };
    let label_of = |name: &str| ("Label of".to_owned(), name.to_owned());
    assert_eq!(facts(&bench), (label_of(&ben), true));
    // Shown again, the list follows at once.
    bench.go(Request::Command(CommandId::HideNames));
    bench.work();
    assert_eq!(facts(&bench), (label_of("ben"), true));
}
