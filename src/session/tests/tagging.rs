//! Tagging by key: what a selection, a caret and a selected label become.

use super::*;

#[test]
fn a_key_tags_the_selection() {
    check("She said <it works>", "c", "She said [claim*:it works]");
    check(
        "[speaker:She] said <it works>",
        "c",
        "[speaker:She] said [claim*:it works]",
    );
    check("<총리>는 말했다", "x", "[letter*:총리]는 말했다");
}

#[test]
fn labels_nest_and_cross() {
    check("[claim:She <said>] it", "s", "[claim:She [speaker*:said]] it");
    let mut bench = bench("[claim:one two] three");
    bench.select("two three");
    bench.keys("s");
    let spans: Vec<_> = bench.layer("ana").annotations().map(|a| place_of(a)).collect();
    assert_eq!((spans[0].0, spans[0].1), (0, 7));
    assert_eq!((spans[1].0, spans[1].1), (4, 13));
}

#[test]
fn selections_grow_to_what_the_label_is_anchored_to() {
    check("She sa<id it wo>rks", "c", "She [claim*:said it works]");
    check("She sa<id it wo>rks", "x", "She sa[letter*:id it wo]rks");
    check("She said< it >now", "x", "She said [letter*:it] now");
    check(
        "One is here. Two <was> there. Three.",
        "t",
        "One is here. [topic*:Two was there.] Three.",
    );
}

#[test]
fn without_a_selection_the_word_under_the_caret_is_tagged() {
    check("She sa|id it", "c", "She [claim*:said] it");
    check("She said| it", "c", "She [claim*:said] it");
    check("One. Tw|o is. Three.", "t", "One. [topic*:Two is.] Three.");
}

#[test]
fn the_selected_label_gets_another_name_and_stays_where_it_is() {
    check("[claim*:She] said", "s", "[speaker*:She] said");
    // New words are a new label, whatever was selected before.
    check("[claim*:She] <said>", "s", "[claim:She] [speaker*:said]");
}

#[test]
fn nothing_to_tag_is_said_and_leaves_no_label() {
    let mut bench = bench("She said.< >It");
    let error = bench.refused(Request::Tag(label("claim")));
    assert_eq!(error.message, "There is nothing to tag here");
    assert!(error.hint.is_some());
    assert_eq!(bench.shown("ana"), "She said. It");
}

#[test]
fn a_key_on_a_blank_line_or_at_a_full_stop_tags_nothing() {
    for drawing in ["She said.\n|\nIt works.", "She said.| It", "|"] {
        let mut bench = bench(drawing);
        let error = bench.refused(Request::Tag(label("claim")));
        assert_eq!(error.message, "There is nothing to tag here", "{drawing:?}");
    }
    check("She said|. It", "c", "She [claim*:said]. It");
}

#[test]
fn a_label_of_the_whole_document_needs_no_words() {
    let mut bench = bench("She said |it");
    bench.keys("d");
    let layer = bench.layer("ana");
    assert_eq!(layer.count("about"), 1);
    assert!(layer.annotations().all(|a| a.fragments.is_document()));
}

#[test]
fn a_point_repeats_the_last_label() {
    let mut bench = bench("<She> said it");
    bench.keys("s");
    bench.select("it");
    bench.keys(".");
    assert_eq!(bench.shown("ana"), "[speaker:She] said [speaker*:it]");
}

#[test]
fn a_kept_label_tags_each_new_selection_until_it_is_let_go() {
    let mut bench = bench("<one> two three four");
    bench.keys("c Ctrl+L");
    for words in ["two", "three"] {
        bench.select(words);
        bench.go(Request::SelectionDone);
    }
    bench.keys("Ctrl+L");
    bench.select("four");
    bench.go(Request::SelectionDone);
    assert_eq!(bench.shown("ana"), "[claim:one] [claim:two] [claim:three] four");
    bench.go(Request::KeepTagging(Some(label("speaker"))));
    bench.go(Request::SelectionDone);
    assert_eq!(
        bench.shown("ana"),
        "[claim:one] [claim:two] [claim:three] [speaker*:four]"
    );
}

#[test]
fn more_words_become_another_part_of_the_label() {
    check(
        "[claim*:it] really <works>",
        "+",
        "[claim*#1:it] really [claim*#1:works]",
    );
    let mut bench = bench("[claim*:it] really <works>");
    bench.keys("+");
    let id = bench.session.selected_own().unwrap().id.clone();
    bench.go(Request::RemoveFragment {
        id: id.clone(),
        fragment: 0,
    });
    assert_eq!(bench.shown("ana"), "it really [claim*:works]");
    let last = bench.refused(Request::RemoveFragment { id, fragment: 0 });
    assert!(last.message.contains("at least one part"), "{last}");
}

#[test]
fn ends_move_by_words_or_by_characters_as_the_label_is_anchored() {
    check("a [claim*:b] c d", "Alt+Right Alt+Right", "a [claim*:b c d]");
    check("a [claim*:b c] d", "Alt+Left", "a [claim*:b] c d");
    check("a [claim*:b] c", "Alt+Shift+Left", "[claim*:a b] c");
    check("[claim*:a b] c", "Alt+Shift+Right", "a [claim*:b] c");
    check("[letter*:총]리는", "Alt+Right", "[letter*:총리]는");
    // A label never vanishes by moving its end, and stops at the end of the text.
    check("a [claim*:b] c", "Alt+Left Alt+Left", "a [claim*:b] c");
    check("a [claim*:b]", "Alt+Right", "a [claim*:b]");
}

#[test]
fn brackets_step_through_the_labels_in_reading_order() {
    let mut bench = bench("|[claim:one [speaker:two]] [topic:three]");
    for wanted in ["claim", "speaker", "topic"] {
        bench.keys("]");
        assert_eq!(bench.session.selected_own().unwrap().label.as_str(), wanted);
    }
    assert_eq!(bench.reveals, 3);
    bench.keys("]");
    assert_eq!(bench.notices.pop().unwrap().text, "No label further on");
    bench.keys("[ [");
    assert_eq!(bench.session.selected_own().unwrap().label.as_str(), "claim");
    bench.keys("[");
    assert_eq!(bench.notices.pop().unwrap().text, "No label before");
    bench.go(Request::Deselect);
    bench.go(Request::Select { anchor: 8, head: 8 });
    bench.keys("[");
    assert_eq!(bench.session.selected_own().unwrap().label.as_str(), "speaker");
}

#[test]
fn escape_lets_go_of_one_thing_at_a_time() {
    let mut bench = bench("[claim*:one] [speaker:two]");
    bench.keys("l Escape");
    assert!(bench.session.view.linking.is_none() && bench.session.view.selected.is_some());
    bench.keys("Escape");
    assert!(bench.session.view.selected.is_none());
}

#[test]
fn a_link_is_drawn_with_two_keys_from_either_end() {
    let ends = |bench: &Bench| {
        let layer = bench.layer("ana");
        let word = |id: &AnnotationId| layer.annotation(id.as_str()).unwrap().label.to_string();
        let links = layer.links().map(|l| (word(&l.from), word(&l.to)));
        links.collect::<Vec<_>>()
    };
    let forth = ("claim".to_owned(), "speaker".to_owned());
    let drawing = "[speaker:She] said [claim*:it works], [speaker:he] said";
    let mut bench = self::bench(drawing);
    bench.keys("l");
    let linking = bench.session.view.linking.clone().unwrap();
    // Nearest first: she stands 9 bytes before the claim, he 10 after its start.
    let order: Vec<_> = linking.targets.iter().map(|(id, c)| (id.as_str(), *c)).collect();
    assert_eq!(order, [("ana-1", 'a'), ("ana-3", 'b')]);
    bench.keys("b");
    assert_eq!(ends(&bench), std::slice::from_ref(&forth));
    assert_eq!(bench.layer("ana").links().next().unwrap().to.as_str(), "ana-3");
    assert!(bench.session.view.linking.is_none());
    let mut bench = self::bench("[speaker*:She] said [claim:it works]");
    bench.keys("l a");
    assert_eq!(ends(&bench), [forth]);
    let id = bench.layer("ana").links().next().unwrap().id.clone();
    bench.go(Request::DeleteLink(id));
    assert_eq!(ends(&bench), []);
    // By click: the label that is selected next is the other end.
    bench.keys("l");
    bench.select_label("ana", "ana-2");
    assert_eq!(ends(&bench).len(), 1);
}

#[test]
fn a_link_without_another_end_is_refused_with_the_reason() {
    let mut bench = bench("[claim*:it works] [claim:too]");
    let error = bench.refused(Request::StartLink(LinkKindId::new("said-by").unwrap()));
    assert_eq!(error.message, "No label here can be the other end of “Said by”");
    assert!(
        bench.session.key_request("q").is_none(),
        "a key that means nothing"
    );
}

#[test]
fn deleting_a_label_takes_its_links_and_undo_brings_both_back() {
    let mut bench = bench("[speaker:She] said [claim*:it works]");
    bench.keys("l a Delete");
    assert_eq!(bench.shown("ana"), "[speaker:She] said it works");
    assert_eq!(bench.layer("ana").links().len(), 0);
    bench.keys("Ctrl+Z");
    assert_eq!(bench.shown("ana"), "[speaker:She] said [claim*:it works]");
    assert_eq!(bench.layer("ana").links().len(), 1);
}
