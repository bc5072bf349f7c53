//! Reading comfort: what stands out, and what colours and lines stand for.

use super::*;
use crate::model::testing::label;

fn id(name: &str) -> AttributeId {
    AttributeId::new(name).unwrap()
}

fn entity(name: &str) -> EntityId {
    EntityId::new(name).unwrap()
}

fn attribute(name: &str, kind: AttributeKind, order: i32) -> Attribute {
    Attribute {
        labels: vec![label("claim"), label("speaker")],
        order,
        ..Attribute::new(id(name), name, kind)
    }
}

/// Ana has a claim with a stance, a doubtful claim, a speaker who is an entity; Ben has a topic below `claim`.
fn reading() -> Bench {
    let mut board = board(&[
        ("ana", "[claim:it works] and [claim:it helps], said [speaker:she]"),
        ("ben", "[sure:it works] and it helps, said she"),
    ]);
    board.add_label(Label {
        parent: Some(label("claim")),
        colour: Colour([9, 9, 9]),
        ..Label::new(label("sure"), "Sure")
    });
    let words = ["for", "against"].map(Into::into).to_vec();
    let who = AttributeKind::Entity {
        kinds: Vec::new(),
        several: true,
    };
    board.add_attribute(attribute("stance", AttributeKind::Choice(words), 0));
    board.add_attribute(attribute("remark", AttributeKind::Text, 1));
    board.add_attribute(attribute("who", who, 2));
    for name in ["adams", "bae"] {
        let facts = Entity::new(entity(name), name, "person", Timestamp::from_seconds(1));
        let key = Key::Entity(person("ana"), entity(name));
        board.edit(vec![Change::create(key, Item::Entity(Arc::new(facts)))]);
    }
    board.set("ana", "ana-1", "stance", AttributeValue::Choice("against".into()));
    board.set(
        "ana",
        "ana-3",
        "who",
        AttributeValue::Entities(vec![entity("bae")]),
    );
    let mut bench = Bench::of(board.project);
    bench.go(Request::ShowPerson(person("ben"), true));
    bench.select_label("ana", "ana-2");
    bench.keys("?");
    bench
}

/// The words of the labels that stand out, with who made them.
fn passing(bench: &Bench) -> Vec<String> {
    let looks = bench.session.looks();
    let (_, text) = bench.session.document().unwrap();
    let mut found = Vec::new();
    for name in ["ana", "ben"] {
        for annotation in bench.layer(name).annotations() {
            if looks.passes(&person(name), annotation) {
                found.push(format!("{name}: {}", annotation.fragments.quote(text)));
            }
        }
    }
    found
}

/// How many labels stand out, of how many.
fn counted(bench: &Bench) -> (usize, usize) {
    let all = bench.layer("ana").len() + bench.layer("ben").len();
    (passing(bench).len(), all)
}

fn colours(bench: &Bench, name: &str) -> Vec<Colour> {
    let looks = bench.session.looks();
    let layer = bench.layer(name);
    let all = layer.annotations();
    all.map(|annotation| looks.colour(&person(name), annotation))
        .collect()
}

/// Whether the settings are written after a request and some rest.
fn is_saved(bench: &mut Bench, request: Request) -> bool {
    let write = |bench: &mut Bench| {
        let effects = bench.session.tick(bench.session.seconds + 1.0);
        let written = |effect: &&Effect| matches!(effect, Effect::Work(Job::SaveSettings(_)));
        let count = effects.iter().filter(written).count();
        bench.go(Request::Done(Outcome::SettingsSaved(Ok(()))));
        count
    };
    write(bench);
    bench.go(request);
    write(bench) == 1
}

#[test]
fn counts_of_a_filter_follow_edits() {
    let mut bench = reading();
    let mut counts = FilterCounts::default();
    let claims = Filter::only(&Meaning::Label(label("claim"))).unwrap();
    bench.go(Request::SetFilter(claims));
    let mut steps = vec![counts.update(&bench.session)];
    assert_eq!(steps, [counted(&bench)]);
    let edits: [&dyn Fn(&mut Bench); 5] = [
        &|bench| {
            bench.select("works");
            bench.go(Request::Tag(label("claim")));
        },
        &|bench| {
            bench.select("said");
            bench.go(Request::Tag(label("speaker")));
        },
        &|bench| bench.keys("Ctrl+Z"),
        &|bench| bench.keys("Ctrl+Z"),
        &|bench| {
            bench.go(Request::SetFilter(Filter::default()));
        },
    ];
    for edit in edits {
        edit(&mut bench);
        steps.push(counts.update(&bench.session));
        assert_eq!(steps.last(), Some(&counted(&bench)));
    }
    assert_eq!(steps, [(3, 4), (4, 5), (4, 6), (4, 5), (3, 4), (4, 4)]);
}

#[test]
fn a_filter_dims_the_rest_until_it_is_taken_off() {
    let mut bench = reading();
    assert_eq!(passing(&bench).len(), 4);
    assert_eq!(counted(&bench), (4, 4));
    bench.keys("Ctrl+Shift+D");
    assert_eq!(passing(&bench), ["ana: it helps"]);
    bench.keys("Ctrl+Shift+E");
    assert_eq!(passing(&bench).len(), 4);
    bench.keys("Ctrl+Shift+O");
    let claims = ["ana: it works", "ana: it helps", "ben: it works"];
    assert_eq!(passing(&bench), claims, "a label stands for those below it");
    assert_eq!(counted(&bench), (3, 4));
    bench.keys("Ctrl+Shift+O");
    assert!(!bench.session.view.filter.is_on());
    for (meaning, wanted) in [
        (Meaning::Person(person("ben")), "ben: it works"),
        (Meaning::Entity(entity("bae")), "ana: she"),
        (Meaning::Value(id("stance"), "against".into()), "ana: it works"),
    ] {
        bench.go(Request::SetFilter(Filter::only(&meaning).unwrap()));
        assert_eq!(passing(&bench), [wanted], "{meaning:?}");
    }
    let filter = Filter {
        doubts: true,
        ..Filter::default()
    };
    assert!(!is_saved(&mut bench, Request::SetFilter(filter)), "for now only");
}

#[test]
fn colours_stand_for_labels_people_entities_or_values() {
    let mut bench = reading();
    assert_eq!(colours(&bench, "ben"), [Colour([9, 9, 9])]);
    bench.keys("Ctrl+2");
    let ana = bench.project().person("ana").unwrap().colour;
    assert_eq!(colours(&bench, "ana"), [ana; 3]);
    bench.keys("Ctrl+3");
    let second = nth_colour(LABEL_COLOURS, 1);
    assert_eq!(colours(&bench, "ana"), [NO_VALUE, NO_VALUE, second]);
    bench.keys("Ctrl+4");
    assert_eq!(
        bench.session.settings.colour_by,
        ColourBy::Attribute("stance".into())
    );
    assert_eq!(colours(&bench, "ana"), [second, NO_VALUE, NO_VALUE]);
    let legend = bench.session.legend();
    let names: Vec<&str> = legend.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["for", "against", "Without"]);
    bench.keys("Ctrl+4");
    assert_eq!(
        bench.session.settings.colour_by,
        ColourBy::Attribute("who".into()),
        "free text has no colours"
    );
    assert_eq!(colours(&bench, "ana"), [NO_VALUE, NO_VALUE, second]);
    bench.keys("Ctrl+4");
    assert_eq!(bench.session.settings.colour_by, ColourBy::Label);
}

#[test]
fn lines_tell_families_and_doubt() {
    let bench = reading();
    let looks = bench.session.looks();
    let styles: Vec<LineStyle> = bench
        .layer("ana")
        .annotations()
        .map(|annotation| looks.style(annotation))
        .collect();
    assert_eq!(styles[1], LineStyle::Dashed);
    assert_ne!(styles[0], styles[2], "claim and speaker are two families");
    let below = bench.layer("ben").annotations().next().unwrap();
    assert_eq!(
        looks.style(below),
        styles[0],
        "a label below another is of its family"
    );
}

#[test]
fn the_revision_changes_with_the_looks_and_not_with_edits() {
    let mut bench = reading();
    let revision = |bench: &Bench| bench.session.looks().revision();
    let before = revision(&bench);
    bench.keys("?");
    assert_eq!(revision(&bench), before, "an edit of labels is none of colours");
    let mut last = before;
    for keys in ["Ctrl+Shift+D", "Ctrl+2"] {
        bench.keys(keys);
        assert!(revision(&bench) > last, "{keys}");
        last = revision(&bench);
    }
    bench.go(Request::ShowPerson(person("ben"), false));
    assert!(revision(&bench) > last);
}

#[test]
fn the_text_is_set_by_keys_within_bounds_and_remembered() {
    let mut bench = reading();
    bench.keys("Ctrl+Alt+= Alt+= Ctrl+Shift+T Ctrl+Shift+M Ctrl+Shift+L");
    let settings = &bench.session.settings;
    assert_eq!(settings.measure, 76.0);
    assert!((settings.line_height - 1.9).abs() < 0.001);
    assert_eq!(settings.text_family, TextFamily::Sans);
    assert!(settings.paragraph_numbers);
    assert_eq!(settings.label_names, LabelNames::Inline);
    assert!(is_saved(&mut bench, Request::SetMeasure(90.0)));
    assert!(
        !is_saved(&mut bench, Request::SetMeasure(90.0)),
        "nothing changed"
    );
    bench.go(Request::SetMeasure(1000.0));
    bench.go(Request::SetLineHeight(0.0));
    assert_eq!(bench.session.settings.measure, 140.0);
    assert_eq!(bench.session.settings.line_height, 1.3);
    bench.go(Request::Command(CommandId::ResetView));
    assert_eq!(bench.session.settings.measure, 72.0);
    assert_eq!(bench.session.settings.identity("p"), Some("ana"));
}

#[test]
fn settings_are_written_after_a_rest_and_one_at_a_time() {
    let mut bench = reading();
    let sizes = |effects: Vec<Effect>| -> Vec<f32> {
        let written = effects.into_iter().filter_map(|effect| match effect {
            Effect::Work(Job::SaveSettings(text)) => Some(Settings::from_text(&text).text_size),
            _ => None,
        });
        written.collect()
    };
    assert_eq!(sizes(bench.session.tick(100.0)), [17.0], "what opening changed");
    bench.go(Request::Done(Outcome::SettingsSaved(Ok(()))));
    assert_eq!(bench.session.settings_due_in(), None);
    bench.keys("Ctrl+= Ctrl+= Ctrl+=");
    assert!(
        sizes(bench.session.tick(100.4)).is_empty(),
        "the key may be held down"
    );
    bench.keys("Ctrl+=");
    assert!(sizes(bench.session.tick(100.8)).is_empty());
    assert_eq!(sizes(bench.session.tick(101.0)), [21.0]);
    // The next ones wait until these are written.
    bench.keys("Ctrl+=");
    assert!(sizes(bench.session.tick(200.0)).is_empty());
    bench.go(Request::Done(Outcome::SettingsSaved(Ok(()))));
    assert_eq!(sizes(bench.session.tick(200.0)), [22.0]);
    bench.keys("Ctrl+-");
    let last = bench.session.take_settings().map(Effect::Work);
    assert_eq!(
        sizes(last.into_iter().collect()),
        [21.0],
        "at the end of the program"
    );
}

#[test]
fn a_filter_lets_go_of_what_is_gone() {
    let mut bench = reading();
    let only = |bench: &mut Bench, meaning: Meaning| {
        bench.go(Request::SetFilter(Filter::only(&meaning).unwrap()));
        passing(bench)
    };
    assert_eq!(only(&mut bench, Meaning::Entity(entity("bae"))), ["ana: she"]);
    bench.go(Request::MergeEntities {
        from: entity("bae"),
        into: entity("adams"),
    });
    assert_eq!(
        passing(&bench),
        ["ana: she"],
        "the target stands for the merged one"
    );
    let filter = &bench.session.view.filter;
    assert_eq!(filter.words(bench.project(), 3), "Only adams");
    bench.go(Request::DeleteEntity(entity("adams")));
    assert!(!bench.session.view.filter.is_on());

    let against = Meaning::Value(id("stance"), "against".into());
    assert_eq!(only(&mut bench, against), ["ana: it works"]);
    let mut stance = Attribute::clone(bench.project().codebook().attribute("stance").unwrap());
    stance.kind = AttributeKind::Choice(vec!["for".into()]);
    bench.go(Request::Codebook(CodebookEdit::SetAttribute(Box::new(stance))));
    assert!(
        !bench.session.view.filter.is_on(),
        "no value of that name is left"
    );

    assert_eq!(
        only(&mut bench, Meaning::Person(person("ben"))),
        ["ben: it works"]
    );
    bench.go(Request::ShowPerson(person("ben"), false));
    assert!(!bench.session.view.filter.is_on(), "ben is out of view");
}

#[test]
fn a_closed_project_is_let_go() {
    let mut bench = reading();
    bench.go(Request::Save);
    bench.jobs.clear();
    if let Some(open) = &mut bench.session.open {
        open.told = true;
    }
    let revision = bench.session.looks().revision();
    bench.go(Request::Close);
    assert!(bench.session.open.is_none());
    assert!(bench.session.looks().revision() > revision);
    assert!(bench.session.looks.is_empty());
}
