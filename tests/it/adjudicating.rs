//! `ascribe adjudicate`: rules that decide, two reviewers on two machines, a teammate who changes labels afterwards.

use crate::cli::Desk;
use serde_json::{Value, json};

const TEXT: &str = "The bridge will reopen in May, the minister said.\n";

type Row = (&'static str, &'static str, u32, u32, &'static str);

fn layer(annotator: &str, rows: &[Row]) -> String {
    let rows = rows.iter().map(|(id, label, start, end, words)| {
        format!("  (id: \"{id}\", label: \"{label}\", at: [({start}, {end}, \"{words}\")], made: \"2026-11-20T10:00:00Z\"),\n")
    });
    format!(
        "Layer(format: 1, document: \"talk\", annotator: \"{annotator}\", annotated: true, progress: Finished,\nannotations: [\n{}],\n)\n",
        rows.collect::<String>()
    )
}

const ANA: [Row; 4] = [
    ("a1", "claim", 4, 10, "bridge"),
    ("a2", "claim", 16, 22, "reopen"),
    ("a3", "claim", 26, 29, "May"),
    ("a4", "quote", 44, 48, "said"),
];
const BEN: [Row; 3] = [
    ("b1", "claim", 4, 10, "bridge"),
    ("b2", "claim", 16, 22, "reopen"),
    ("b3", "quote", 26, 29, "May"),
];
const CEM: [Row; 3] = [
    ("c1", "claim", 4, 10, "bridge"),
    ("c2", "claim", 11, 22, "will reopen"),
    ("c3", "claim", 23, 29, "in May"),
];

/// Three people's labels on one text, in each of these projects.
fn desk(projects: &[&str]) -> Desk {
    let desk = Desk::new();
    for project in projects {
        let people = ["ana", "ben", "cem"]
            .map(|id| format!("  (id: \"{id}\", name: \"{id}\", colour: \"#112233\"),\n"));
        desk.write(
            &format!("{project}/project.ron"),
            format!(
                "Project(format: 1, id: \"p1\", name: \"Talks\",\npeople: [\n{}],\n)\n",
                people.concat()
            ),
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
        desk.write(&format!("{project}/layers/ana/talk.ron"), layer("ana", &ANA));
        desk.write(&format!("{project}/layers/ben/talk.ron"), layer("ben", &BEN));
        desk.write(&format!("{project}/layers/cem/talk.ron"), layer("cem", &CEM));
    }
    desk
}

fn counts(done: &Value) -> [u64; 4] {
    ["new", "equal", "changed", "undecided"].map(|name| done[name].as_u64().unwrap())
}

/// `claim 4-10`, for each place that was decided.
fn decided(done: &Value) -> Vec<String> {
    let all = done["decided"].as_array().unwrap();
    all.iter()
        .map(|one| {
            format!(
                "{} {}-{}",
                one["label"].as_str().unwrap(),
                one["at"][0][0],
                one["at"][0][1]
            )
        })
        .collect()
}

#[test]
fn a_rule_lists_what_it_would_decide_then_decides_it_once() {
    let desk = desk(&["p"]);
    let line = "adjudicate @p --as Rita --rule majority --json";
    let dry = desk.run(&format!("{line} --dry-run")).ok().json();
    assert_eq!(dry["dry_run"], true);
    assert_eq!(decided(&dry), ["claim 4-10", "claim 16-22"]);
    assert!(
        !desk.path("p/layers/adjudicated").exists(),
        "a dry run writes nothing"
    );
    let done = desk.run(line).ok().json();
    assert_eq!(decided(&done), decided(&dry));
    assert_eq!(counts(&done), [2, 0, 0, 2]);
    assert_eq!(done["decided"][0]["class"], "agreed");
    assert_eq!(done["decided"][1]["why"], "2 of 3");
    assert_eq!(
        (&done["conflicts"], &done["skipped"], &done["gone"]),
        (&json!([]), &json!([]), &json!(0))
    );
    // Again: nothing new, also by another rule.
    assert_eq!(counts(&desk.run(line).ok().json()), [0, 2, 0, 2]);
    let all = desk
        .run("adjudicate @p --as Rita --rule all-agree --json")
        .ok()
        .json();
    assert_eq!(counts(&all), [0, 2, 0, 2]);
    let redo = desk
        .run("adjudicate @p --as Rita --rule majority --redo --json --annotator ana --annotator cem")
        .ok()
        .json();
    assert_eq!(decided(&redo), [""; 0], "the same result is no other decision");
    let listed = desk.run("list @p --json").ok().json();
    let people: Vec<&str> = listed["annotators"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(people.contains(&"Rita"), "{people:?}");
    let out = desk
        .run("export @p --format jsonl --annotator adjudicated --out -")
        .ok()
        .out;
    assert!(
        out.contains("\"rule\":\"majority\"") && out.contains("\"by\":\"rita\""),
        "{out}"
    );
    assert_eq!(desk.run("check @p --json").ok().json()["problems"], json!([]));
    let table = desk
        .run("adjudicate @p --as Rita --rule score --confidence 0.3 --dry-run")
        .ok()
        .out;
    assert!(table.contains("Dry run") && table.contains("said"), "{table}");
}

#[test]
fn what_a_rule_cannot_mean_is_refused() {
    let desk = desk(&["p"]);
    desk.run("adjudicate @p --as Rita --rule all-agree --min-votes 2")
        .refused(&["--min-votes", "majority"]);
    desk.run("adjudicate @p --as Rita --rule majority --confidence 0.5")
        .refused(&["--confidence", "score"]);
    desk.run("adjudicate @p --as Rita --rule score --confidence 1.5")
        .refused(&["1.5", "0 to 1"]);
    desk.run("adjudicate @p --rule score").refused(&["--as"]);
    desk.run("adjudicate @p --as Rita --rule dice")
        .refused(&["majority"]);
    let one = desk
        .run("adjudicate @p --as Rita --rule all-agree --annotator ana --json")
        .ok()
        .json();
    assert_eq!(one["skipped"].as_array().unwrap().len(), 1, "{one}");
    assert_eq!(one["skipped"][0]["file"], "layers/adjudicated/talk.ron");
}

#[test]
fn two_reviewers_results_merge_and_lose_no_decision() {
    let desk = desk(&["p", "q"]);
    // Dua says what Cem says. Both accept the bridge; about “reopen” Rita follows Ana and Ben, Sam follows Cem and Dua.
    let dua = CEM.map(|(id, label, start, end, words)| {
        (
            ["d1", "d2", "d3"][id[1..].parse::<usize>().unwrap() - 1],
            label,
            start,
            end,
            words,
        )
    });
    for project in ["p", "q"] {
        desk.write(&format!("{project}/layers/dua/talk.ron"), layer("dua", &dua));
    }
    let majority = "--rule majority --json --annotator ana --annotator cem --annotator";
    let rita = desk
        .run(&format!("adjudicate @p --as Rita {majority} ben"))
        .ok()
        .json();
    let sam = desk
        .run(&format!("adjudicate @q --as Sam {majority} dua"))
        .ok()
        .json();
    assert_eq!(decided(&rita), ["claim 4-10", "claim 16-22"]);
    assert_eq!(decided(&sam), ["claim 4-10", "claim 11-22", "claim 23-29"]);
    let rows = |project: &str| {
        let out = desk
            .run(&format!(
                "export @{project} --format jsonl --annotator adjudicated --out -"
            ))
            .ok()
            .out;
        let document: Value = serde_json::from_str(out.lines().nth(1).unwrap()).unwrap();
        let layers = document["layers"].as_array().unwrap().clone();
        let agreed = layers
            .into_iter()
            .find(|layer| layer["annotator"] == "adjudicated")
            .unwrap();
        let ids = |name: &str| -> Vec<String> {
            let rows = agreed[name].as_array().unwrap();
            rows.iter()
                .map(|row| row["id"].as_str().unwrap().to_owned())
                .collect()
        };
        (ids("decisions"), ids("annotations"))
    };
    let (ours, theirs) = (rows("p"), rows("q"));
    desk.run("merge @p @q").ok();
    let (decisions, results) = rows("p");
    for id in ours.0.iter().chain(&theirs.0) {
        assert!(decisions.contains(id), "{id} is lost");
    }
    assert_eq!(decisions.len(), ours.0.len() + theirs.0.len());
    // The equal result stands once.
    assert_eq!(results.len(), ours.1.len() + theirs.1.len() - 1, "{results:?}");
    assert_eq!(desk.run("check @p --json").ok().json()["problems"], json!([]));
    let again = desk
        .run("adjudicate @p --as Rita --rule majority --json")
        .ok()
        .json();
    let [rivals] = again["conflicts"].as_array().unwrap().as_slice() else {
        panic!("{again}")
    };
    assert_eq!(rivals["decisions"].as_array().unwrap().len(), 2, "{rivals}");
    desk.run("merge @p @q").ok();
    assert_eq!(
        rows("p").0.len(),
        decisions.len(),
        "merging twice brings nothing new"
    );
}

#[test]
fn a_teammate_who_changes_labels_afterwards_makes_decisions_outdated_and_removes_none() {
    let desk = desk(&["p"]);
    desk.run("adjudicate @p --as Rita --rule majority").ok();
    let states = |desk: &Desk| -> Vec<String> {
        let compared = desk.run("compare @p --json").ok().json();
        let places = compared["documents"][0]["places"].as_array().unwrap().clone();
        let decided = places.iter().filter(|place| !place["decided"].is_null());
        decided
            .map(|place| place["state"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(states(&desk), ["decided", "decided"]);
    let mut ben = BEN;
    ben[1] = ("b2", "quote", 16, 22, "reopen");
    desk.write("p/layers/ben/talk.ron", layer("ben", &ben));
    assert_eq!(states(&desk), ["decided", "outdated"]);
    let again = desk
        .run("adjudicate @p --as Rita --rule majority --json")
        .ok()
        .json();
    assert_eq!(
        counts(&again)[..3],
        [0, 2, 0],
        "what is outdated is left to a reviewer"
    );
    let dry = desk
        .run("adjudicate @p --as Rita --rule score --confidence 0.3 --redo --dry-run --json")
        .ok()
        .json();
    assert_eq!(dry["dry_run"], true);
    assert_eq!(states(&desk), ["decided", "outdated"]);
}
