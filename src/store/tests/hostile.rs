//! Files made to harm: they are refused or read in part, in little memory, and the rest of the project opens.

use super::child::{assert_done, child, task};
use super::*;

const LAYER: &str = "layers/ana/bridge-1.ron";

fn layer() -> String {
    let (_, bytes) = small_files().into_iter().find(|(path, _)| path == LAYER).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn fill(path: &Path, piece: &str, bytes: usize) {
    put(
        path.parent().unwrap(),
        path.file_name().unwrap().to_str().unwrap(),
        piece.repeat(bytes / piece.len()),
    );
}

type Attack = Box<dyn Fn(&Path)>;

/// What each does to the layer, or beside it.
fn attacks() -> Vec<(&'static str, Attack)> {
    const LARGE: usize = 3 << 20;
    let with = |find: &'static str, by: fn() -> String| -> Attack {
        Box::new(move |root| put(root, LAYER, layer().replacen(find, &by(), 1)))
    };
    vec![
        (
            "brackets nested in a value",
            with("doubt: true", || format!("doubt: {}", "(".repeat(LARGE))),
        ),
        (
            "lists nested in a value",
            with("[(0, 22", || format!("{}(0, 22", "[".repeat(LARGE))),
        ),
        (
            "options nested in a value",
            with("doubt: true", || format!("doubt: {}", "Some(".repeat(LARGE / 5))),
        ),
        (
            "comments nested in a value",
            with("doubt: true", || "/*".repeat(LARGE / 2)),
        ),
        (
            "an endless string",
            with("\"claim\"", || format!("\"{}\"", "x".repeat(LARGE))),
        ),
        (
            "a string that does not end",
            with("\"claim\"", || format!("\"{}", "x".repeat(LARGE))),
        ),
        (
            "an endless number",
            with("(0, 22", || format!("({}, 22", "9".repeat(LARGE))),
        ),
        (
            "endless escapes",
            with("\"claim\"", || format!("\"{}\"", "\\u{41}".repeat(LARGE / 6))),
        ),
        (
            "nothing but brackets",
            Box::new(|root| fill(&root.join(LAYER), "(", LARGE)),
        ),
        (
            "nothing but lines",
            Box::new(|root| fill(&root.join(LAYER), "x\n", LARGE)),
        ),
        (
            "nothing but list heads",
            Box::new(|root| fill(&root.join(LAYER), "annotations: [\n", LARGE)),
        ),
        (
            "nothing but items",
            Box::new(|root| fill(&root.join(LAYER), "  (id: \"a\"),\n", LARGE)),
        ),
        (
            "nothing but zeros",
            Box::new(|root| fill(&root.join(LAYER), "\0", LARGE)),
        ),
        (
            "heads in a row",
            Box::new(|root| fill(&root.join(LAYER), "Layer(format: 1, ", LARGE)),
        ),
        (
            "fragments without end",
            with("[(0, 22, \"The bridge will reopen\")", || {
                format!(
                    "[{}(0, 22, \"The bridge will reopen\")",
                    "(0, 1, \"T\"), ".repeat(LARGE / 13)
                )
            }),
        ),
        (
            "a file larger than any that is read",
            Box::new(|root| {
                // It holds nothing, and takes no room on the disk.
                let file = fs::File::options().write(true).open(root.join(LAYER)).unwrap();
                file.set_len(8 << 30).unwrap();
            }),
        ),
    ]
}

#[test]
fn opens_hostile_projects_in_little_memory() {
    if task().is_none() {
        return;
    }
    for (name, attack) in attacks() {
        let folder = small_folder();
        attack(folder.path());
        let opened = open(folder.path()).unwrap();
        assert!(!opened.problems.is_empty(), "{name} is told");
        assert!(
            opened.problems.iter().all(|problem| problem.file == LAYER),
            "{name}: {:?}",
            opened.problems
        );
        assert!(
            opened.damaged.contains(&FileKey::from_path(LAYER).unwrap()),
            "{name}: it is never written over"
        );
        assert_eq!(opened.project.documents().len(), 1, "{name}: the rest opens");
    }
}

/// 400 MB of addresses, of which the program and its threads take a part: an abort would end the child.
#[cfg(target_os = "linux")]
#[test]
fn hostile_files_take_little_memory_and_leave_the_rest_of_the_project() {
    let test = "store::tests::hostile::opens_hostile_projects_in_little_memory";
    let output = child(test, &["open"], Some("ulimit -v 400000; exec \"$@\""))
        .output()
        .unwrap();
    assert_done(&output);
}

/// The same attacks in one file, and on its frame.
#[test]
fn a_hostile_single_file_is_refused_or_read_in_part() {
    let (project, _) = embedded::project_from_files(&small_files()).unwrap();
    let whole = String::from_utf8(single_file(&project, "")).unwrap();
    let nested = "(".repeat(1 << 20);
    for (find, by) in [
        ("doubt: true", format!("doubt: {nested}")),
        ("texts: [", format!("texts: [{nested}")),
        ("Text(document: ", format!("Text(document: {nested}")),
        (
            "layers: [",
            format!("layers: [\n{}", "Layer(\n),\n".repeat(50_000)),
        ),
    ] {
        let bad = whole.replacen(find, &by, 1);
        assert_ne!(bad, whole);
        if let Ok((_, problems)) = project_from_single(bad.as_bytes(), "copy.ron") {
            assert!(!problems.is_empty(), "{find}");
            assert!(problems.len() < 2_000, "{}", problems.len());
        }
    }
    assert!(project_from_single(format!("Ascribe(format: 1, {nested}").as_bytes(), "copy.ron").is_err());
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let folder = small_folder();
    let pipe = folder.path().join("documents/pipe.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let opened = open(folder.path()).unwrap();
    assert_eq!(places(&opened.problems), ["documents/pipe.txt not-a-file"]);
    assert!(open(&pipe).is_err());
}
