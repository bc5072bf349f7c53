//! `ascribe search` as scripts use it.

use crate::cli::{Desk, labelled};
use serde_json::{Value, json};

/// What was found, as `start-end before<match>after labels`.
fn hits(found: &Value) -> Vec<String> {
    let words = |value: &Value| value.as_str().unwrap().to_owned();
    let row = |hit: &Value| {
        let labels: Vec<String> = hit["labels"].as_array().unwrap().iter().map(words).collect();
        format!(
            "{}-{} {}<{}>{} {}",
            hit["at"][0],
            hit["at"][1],
            words(&hit["before"]),
            words(&hit["match"]),
            words(&hit["after"]),
            labels.join("+")
        )
    };
    found["hits"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn hits_have_scalar_offsets_their_line_and_the_labels_on_them() {
    let desk = labelled();
    let found = desk.run("search @p the+bridge --json").ok().json();
    assert_eq!(
        hits(&found),
        ["17-27 Minister 😀 says: <the bridge>, it will reopen soon. topic"]
    );
    let keys: Vec<&String> = found["hits"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    assert_eq!(
        hits(&desk.run("search @p 총리 --json").ok().json()),
        ["50-52 <총리> said no. "]
    );
}

#[test]
fn options_say_how_words_are_meant() {
    let desk = labelled();
    let count = |line: &str| {
        let found = desk.run(&format!("search @p {line} --json")).ok().json();
        found["hits"].as_array().unwrap().len()
    };
    assert_eq!(count("MINISTER"), 1);
    assert_eq!(count("MINISTER --case"), 0);
    assert_eq!(count("minist"), 1);
    assert_eq!(count("minist --word"), 0);
    assert_eq!(count("s[ao] --regex"), 3);
    assert_eq!(count("s[ao]"), 0);
    assert_eq!(count("s.* --regex"), 2);
}

#[test]
fn labels_notes_and_comments_are_searched_where_that_is_asked() {
    let desk = labelled();
    let found = |line: &str| hits(&desk.run(&format!("search @p {line} --json")).ok().json());
    assert_eq!(found("speak --in labels").len(), 2);
    assert_eq!(
        found("claim --in labels")[0].split_once('<').unwrap().1,
        "it will reopen> soon. claim"
    );
    assert_eq!(found("speak --in notes"), Vec::<String>::new());
    assert_eq!(
        found("i --in notes,comments --in attributes"),
        Vec::<String>::new()
    );
    assert_eq!(found("topic --in text,labels").len(), 2);
    desk.run("search @p x --in titles")
        .refused(&["titles", "comments"]);
}

#[test]
fn people_get_a_table_and_nothing_found_is_no_failure() {
    let desk = labelled();
    let ran = desk.run("search @p no|reopen --regex").ok();
    insta::assert_snapshot!(without_id(&ran.out), @r"
    Minister 😀 says: the bridge, it will reopen soon.
       AT                                 BEFORE  MATCH   AFTER  LABELS
    37-43  Minister 😀 says: the bridge, it will  reopen  soon.  claim, topic
    58-60                              총리 said  no      .

    2 hits
    ");
    let none = desk.run("search @p nowhere").ok();
    assert_eq!((none.out.as_str(), none.err.as_str()), ("No hits\n", ""));
    assert_eq!(
        desk.run("search @p nowhere --json").ok().json(),
        json!({"hits": []})
    );
}

/// The table without the random end of the document's id.
fn without_id(table: &str) -> String {
    let (head, rest) = table.split_once('\n').unwrap();
    format!("{}\n{rest}", head.split(" (").next().unwrap())
}

#[test]
fn what_cannot_be_searched_for_is_refused() {
    let desk = labelled();
    desk.run("search @p (a --regex")
        .refused(&["character 1", "never closed"]);
    desk.run("search @nowhere a").refused(&["nowhere"]);
    desk.run("search @p").refused(&["PATTERN"]);
}

#[test]
fn the_shell_knows_no_cap() {
    let desk = Desk::new();
    desk.write("long.txt", "on ".repeat(30_000));
    desk.run("new @p").ok();
    desk.run("import @p @long.txt").ok();
    let found = desk.run("search @p on --json").ok().json();
    assert_eq!(found["hits"].as_array().unwrap().len(), 30_000);
    assert_eq!(found["hits"][29_999]["at"], json!([89_997, 89_999]));
}

#[test]
fn completions_know_the_fields() {
    let desk = Desk::new();
    let script = desk.run("completions bash").ok().out;
    assert!(
        script.contains("text labels notes comments"),
        "no fields in the script"
    );
}
