//! The house rules that no compiler checks, read from the sources: which floor imports which, sizes, and what must not appear
//! where. Each rule is shown to fail on a small bad example.

mod floors;
mod rules;
mod tokens;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tokens::Source;

/// All Rust files below `folder`, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The path below `src`, with forward slashes.
fn name(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap().components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// What breaks a rule in one file, as `src/file.rs:line: what`.
fn findings(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let mut tell = |line: usize, what: String| found.push(format!("src/{}:{line}: {what}", source.path));
    rules::sizes(source, &mut tell);
    rules::header(source, &mut tell);
    rules::unfinished(source, &mut tell);
    if !source.is_test {
        floors::imports(source, &mut tell);
        floors::window(source, &mut tell);
        floors::serde(source, &mut tell);
        floors::outside(source, &mut tell);
        floors::disk(source, &mut tell);
        floors::writers(source, &mut tell);
        rules::colours(source, &mut tell);
        rules::panics(source, &mut tell);
    }
    found
}

#[test]
fn the_house_rules_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources: Vec<Source> = files_below(&root)
        .iter()
        .map(|path| Source::read(&name(&root, path), &std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(sources.len() > 50, "the sources were found");
    let tests: BTreeSet<String> = sources.iter().flat_map(Source::test_modules).collect();
    for source in &mut sources {
        source.is_test = tests.iter().any(|module| source.is_within(module));
    }
    let found: Vec<String> = sources.iter().flat_map(findings).collect();
    assert!(
        found.is_empty(),
        "{} places break a house rule:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// What the rules say about a file of these lines.
fn told(path: &str, code: &str) -> Vec<String> {
    findings(&Source::read(path, &format!("//! A file.\n{code}")))
}

fn assert_told(path: &str, code: &str, what: &str) {
    let found = told(path, code);
    assert_eq!(found.len(), 1, "{code}: {found:?}");
    assert!(found[0].contains(what), "{found:?}");
    assert!(found[0].starts_with(&format!("src/{path}:")), "{found:?}");
}

fn assert_fine(path: &str, code: &str) {
    assert_eq!(told(path, code), Vec::<String>::new(), "{code}");
}

#[test]
fn imports_upwards_and_sideways_are_found() {
    assert_told("text/span.rs", "use crate::model::Project;", "text imports model");
    assert_told("model/id.rs", "use crate::session;", "model imports session");
    assert_told(
        "store/read.rs",
        "fn f() { crate::formats::x() }",
        "store imports formats",
    );
    assert_told(
        "analysis/lanes.rs",
        "use crate::{text, store::{a, ui}};",
        "analysis imports store",
    );
    assert_told(
        "model/edit/check.rs",
        "use super::super::super::ui::App;",
        "model imports ui",
    );
    assert_told("cli/mod.rs", "use crate::ui;", "cli imports ui");
    assert_told(
        "command/table.rs",
        "use crate::session;",
        "command imports session",
    );
    assert_told("formats/csv.rs", "use crate::store;", "formats imports store");
    assert_told(
        "review/mod.rs",
        "use crate::analysis::lanes;",
        "review imports analysis",
    );
    assert_fine("review/mod.rs", "use crate::analysis::compare::Place;");
    assert_fine("formats/ron.rs", "use crate::store;");
    assert_fine("session/mod.rs", "use crate::{command, store, model};");
    assert_fine("cli/mod.rs", "use crate::session;");
    assert_fine(
        "model/edit/check.rs",
        "use super::super::text; pub(crate) fn f() {}",
    );
    // Words in comments, strings and tests import nothing.
    assert_fine(
        "text/span.rs",
        "// use crate::ui;\nconst A: &str = \"crate::ui\";",
    );
    assert_fine("text/span.rs", "#[cfg(test)]\nmod tests { use crate::ui; }");
}

#[test]
fn the_window_stays_in_its_floor() {
    assert_told("session/mod.rs", "use egui::Pos2;", "egui outside src/ui");
    assert_told("cli/mod.rs", "fn f() { rfd::x() }", "rfd outside src/ui");
    assert_fine("ui/app.rs", "use eframe::egui;");
}

#[test]
fn serialisation_stays_at_the_edges() {
    assert_told("model/id.rs", "use serde::Serialize;", "Serialize");
    assert_told("ui/app.rs", "#[derive(Deserialize)] struct A;", "Deserialize");
    for path in [
        "store/dto.rs",
        "formats/json.rs",
        "session/settings.rs",
        "ui/theme.rs",
        "cli/output.rs",
    ] {
        assert_fine(path, "use serde::Serialize;");
    }
}

#[test]
fn clock_and_environment_stay_in_their_rooms() {
    assert_told(
        "model/time.rs",
        "fn f() { std::time::SystemTime::now(); }",
        "SystemTime",
    );
    assert_told("analysis/mod.rs", "use std::time::Instant;", "Instant");
    assert_told(
        "session/mod.rs",
        "fn f() { std::env::var(\"HOME\"); }",
        "environment",
    );
    assert_fine("session/system.rs", "use std::time::SystemTime;");
    assert_fine("model/mod.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\");");
}

#[test]
fn the_disk_is_reached_in_one_way() {
    assert_told("store/read.rs", "fn f() { std::fs::read(path); }", "std::fs");
    assert_told("session/jobs.rs", "use std::fs;", "std::fs");
    assert_told("cli/new.rs", "use std::{fs, io};", "std::fs");
    assert_told("store/read.rs", "fn f() { path.is_dir(); }", "is_dir");
    assert_told("session/exporting.rs", "fn f() { path.exists() }", "exists");
    assert_told("ui/app.rs", "fn f() { path.is_file() }", "is_file");
    assert_told("ui/app.rs", "fn f() { std::fs::read(path) }", "std::fs");
    assert_told("ui/app.rs", "fn f() { path.read_dir() }", "read_dir");
    assert_told("ui/app.rs", "fn f(disk: &dyn Disk) {}", "the thread that draws");
    assert_fine("ui/dialogs/chooser.rs", "fn f() { Real.is_there(path) }");
    assert_fine(
        "store/disk/real.rs",
        "use std::fs; fn f() { path.canonicalize() }",
    );
    assert_fine(
        "store/read.rs",
        "fn f() { disk.facts(path); disk.canonical(path) }",
    );
    assert_fine("store/read.rs", "#[cfg(test)]\nmod tests { use std::fs; }");
}

#[test]
fn only_edits_write_the_model() {
    assert_told(
        "model/project.rs",
        "impl Project { fn f(&mut self) {} }",
        "writes the model",
    );
    assert_told("model/layer.rs", "fn f(layer: &mut Layer) {}", "writes the model");
    assert_fine("model/edit/swap.rs", "fn f(project: &mut Project) {}");
    assert_fine("model/annotation.rs", "impl Attributes { fn set(&mut self) {} }");
}

#[test]
fn colours_stay_in_the_theme() {
    assert_told("ui/app.rs", "fn f() { Color32::from_rgb(1, 2, 3); }", "colour");
    assert_told("ui/app.rs", "const C: Color32 = egui::Color32::RED;", "colour");
    assert_told("ui/app.rs", "const C: &str = \"#12aBef\";", "colour");
    assert_fine(
        "ui/app.rs",
        "fn f() { Color32::TRANSPARENT; Color32::PLACEHOLDER; }",
    );
    assert_fine("ui/theme.rs", "fn f() { Color32::from_rgb(1, 2, 3); }");
}

#[test]
fn panics_on_missing_values_are_found() {
    assert_told("text/mod.rs", "fn f() { a.unwrap(); }", "unwrap");
    assert_told("ui/app.rs", "fn f() { a\n.expect(\"there\"); }", "expect");
    assert_fine("text/mod.rs", "fn f() { a.unwrap_or(0); b.expected(); }");
    assert_fine(
        "text/mod.rs",
        "#[cfg(test)]\nmod tests { fn f() { a.unwrap(); } }",
    );
}

#[test]
fn long_functions_and_files_are_found() {
    let body = |lines: usize| format!("fn long() {{\n{}}}\n", "    a();\n".repeat(lines - 2));
    assert_told("text/mod.rs", &body(61), "`long` has 61 lines");
    assert_fine("text/mod.rs", &body(60));
    assert_fine("ui/app.rs", &body(80));
    assert_told("ui/app.rs", &body(81), "`long` has 81 lines");
    assert_fine(
        "text/mod.rs",
        &format!("static A: &[u8] = &[\n{}];", "    1,\n".repeat(90)),
    );
    assert_fine(
        "text/mod.rs",
        &format!("#[cfg(test)]\nmod tests {{ {} }}", body(90)),
    );
    assert_told("text/mod.rs", &"const A: u8 = 1;\n".repeat(500), "501 lines");
    assert_fine("text/mod.rs", &"const A: u8 = 1;\n".repeat(499));
}

#[test]
fn what_is_unfinished_is_found() {
    assert_told("text/mod.rs", "// TODO: later", "TODO");
    assert_told("text/mod.rs", "/* FIXME */", "FIXME");
    assert_told("text/mod.rs", "fn f() { todo!() }", "todo!");
    assert_told("text/mod.rs", "fn f() { dbg!(1); }", "dbg!");
    assert_fine("text/mod.rs", "fn dbg() {} const METODO: u8 = 1;");
}

#[test]
fn a_module_says_what_it_is() {
    let bare = findings(&Source::read("text/mod.rs", "use std::fmt;\n"));
    assert_eq!(bare, ["src/text/mod.rs:1: no `//!` that says what the module is"]);
    let included = findings(&Source::read("lib.rs", "#![doc = include_str!(\"A.md\")]\n"));
    assert_eq!(included, Vec::<String>::new());
}

#[test]
fn modules_of_tests_are_known_by_their_declaration() {
    let source = Source::read(
        "model/edit/mod.rs",
        "#[cfg(test)]\npub(crate) mod tests;\nmod other;",
    );
    let modules: Vec<String> = source.test_modules().collect();
    assert_eq!(modules, ["model/edit/tests"]);
    assert!(Source::read("model/edit/tests.rs", "").is_within("model/edit/tests"));
    assert!(Source::read("model/edit/tests/rules.rs", "").is_within("model/edit/tests"));
    assert!(!Source::read("model/edit/tests_of.rs", "").is_within("model/edit/tests"));
}
