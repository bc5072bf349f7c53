//! `ascribe merge`: a copy that goes out by mail and comes back, as people and scripts use it.

use crate::cli::Desk;
use serde_json::json;

const TEXT: &str = "The bridge will reopen in May, the minister said.\n";

fn layer(annotator: &str, rows: &[(&str, &str, u32, u32, &str, &str)]) -> String {
    let rows = rows.iter().map(|(id, label, start, end, words, times)| {
        format!("  (id: \"{id}\", label: \"{label}\", at: [({start}, {end}, \"{words}\")], {times}),\n")
    });
    format!(
        "Layer(format: 1, document: \"talk\", annotator: \"{annotator}\", annotated: true, progress: InProgress,\nannotations: [\n{}],\n)\n",
        rows.collect::<String>()
    )
}

const MADE: &str = "made: \"2026-11-20T10:00:00Z\"";
const LATER: &str = "made: \"2026-11-20T10:00:00Z\", changed: \"2026-11-22T10:00:00Z\"";

/// A project with Ana's and Ben's labels, and a copy that Ben has sent back.
fn desk() -> Desk {
    let desk = Desk::new();
    for project in ["p", "ben"] {
        desk.write(
            &format!("{project}/project.ron"),
            "Project(format: 1, id: \"p1\", name: \"Talks\",\npeople: [\n  (id: \"ana\", name: \"Ana\", colour: \"#112233\"),\n  (id: \"ben\", name: \"Ben\", colour: \"#332211\"),\n],\n)\n",
        );
        desk.write(
            &format!("{project}/codebook.ron"),
            "Codebook(format: 1, name: \"C\",\nlabels: [\n  (id: \"claim\", name: \"Claim\", colour: \"#112233\"),\n  (id: \"quote\", name: \"Quote\", colour: \"#332211\"),\n],\n)\n",
        );
        desk.write(&format!("{project}/documents/talk.txt"), TEXT);
        let hash = ascribe::model::content_hash(TEXT);
        desk.write(
            &format!("{project}/documents/talk.ron"),
            format!("Document(format: 1, id: \"talk\", title: \"Talk\", hash: \"{hash}\", added: \"2026-11-20T09:00:00Z\",\n)\n"),
        );
        desk.write(
            &format!("{project}/layers/ana/talk.ron"),
            layer("ana", &[("a1", "claim", 4, 10, "bridge", MADE)]),
        );
    }
    desk.write(
        "p/layers/ben/talk.ron",
        layer("ben", &[("b1", "claim", 16, 22, "reopen", MADE)]),
    );
    desk.write(
        "ben/layers/ben/talk.ron",
        layer(
            "ben",
            &[
                ("b1", "quote", 16, 22, "reopen", LATER),
                ("b2", "claim", 26, 29, "May", LATER),
            ],
        ),
    );
    desk
}

#[test]
fn a_returned_copy_brings_its_owners_labels_once() {
    let desk = desk();
    desk.run("export @ben --format ron --out @back.ron").ok();
    let dry = desk.run("merge @p @back.ron --dry-run --json").ok().json();
    assert_eq!(dry["dry_run"], true);
    let done = desk.run("merge @p @back.ron --json").ok().json();
    for (name, count) in [
        ("new", 1),
        ("equal", 1),
        ("changed", 1),
        ("gone", 0),
        ("older", 0),
    ] {
        assert_eq!(done[name], count, "{name} in {done}");
        assert_eq!(dry[name], count, "{name} in {dry}");
    }
    assert_eq!((&done["conflicts"], &done["skipped"]), (&json!([]), &json!([])));
    let listed = desk.run("list @p --json").ok().json();
    assert_eq!(listed["documents"][0]["annotations"], json!({"ana": 1, "ben": 2}));
    let again = desk.run("merge @p @back.ron --json").ok().json();
    assert_eq!(
        (&again["new"], &again["changed"], &again["equal"]),
        (&json!(0), &json!(0), &json!(3))
    );
    assert_eq!(desk.run("check @p --json").ok().json(), json!({"problems": []}));
}

#[test]
fn what_needs_a_decision_or_cannot_come_in_ends_with_one() {
    let desk = desk();
    desk.write(
        "ben/codebook.ron",
        "Codebook(format: 1, name: \"C\",\nlabels: [\n  (id: \"claim\", name: \"Statement\", colour: \"#112233\"),\n  (id: \"quote\", name: \"Quote\", colour: \"#332211\"),\n],\n)\n",
    );
    desk.write(
        "ben/layers/ana/talk.ron",
        layer("ana", &[("a1", "quote", 4, 10, "bridge", LATER)]),
    );
    let ran = desk.run("merge @p @ben --as Ana --json");
    assert_eq!(ran.status, 1, "{}", ran.err);
    let done = ran.json();
    let items: Vec<_> = done["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["item"])
        .collect();
    assert_eq!(items, ["labels/claim", "annotations/a1"]);
    assert_eq!(done["conflicts"][1]["fields"], json!(["label"]));
    // Both versions are in the project, which has no other problems.
    let ran = desk.run("check @p --json");
    assert_eq!(ran.status, 1);
    let found = ran.json();
    let told: Vec<_> = (found["problems"].as_array().unwrap().iter())
        .map(|one| [&one["kind"], &one["file"], &one["message"]].map(|word| word.as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            [
                "conflict",
                "codebook.ron",
                "1 conflict waits for a decision: labels/claim"
            ],
            [
                "conflict",
                "layers/ana/talk.ron",
                "1 conflict waits for a decision: annotations/a1"
            ],
        ]
    );
    assert!(found["problems"][1]["line"].as_u64().unwrap() > 2, "{found}");
    // What to do is the same for both, and said once.
    let ran = desk.run("check @p").out;
    assert_eq!(ran.matches("choose “Conflicts…”").count(), 1, "{ran}");
    let again = desk.run("merge @p @ben --as Ana --json").ok().json();
    assert_eq!(again["conflicts"], json!([]));

    desk.write(
        "stray.ron",
        layer("ben", &[]).replace("\"talk\"", "\"elsewhere\""),
    );
    desk.run("merge @p @stray.ron")
        .refused(&["stray.ron", "no document “elsewhere”"]);
    desk.run("merge @p @p").refused(&["the project itself"]);
    desk.run("merge @p @ben --as Cleo").refused(&["Cleo"]);
    desk.run("merge @p @nowhere.ron").refused(&["nowhere.ron"]);
}

#[test]
fn layers_alone_come_in_too() {
    let desk = desk();
    let done = desk.run("merge @p @ben/layers/ben/talk.ron --json").ok().json();
    assert_eq!((&done["new"], &done["changed"]), (&json!(1), &json!(1)));
    let table = desk.run("merge @p @ben/layers").ok();
    assert!(table.out.contains("new 0, equal 3"), "{}", table.out);
}
