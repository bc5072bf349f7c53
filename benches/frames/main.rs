//! What frames of the whole window cost on large texts, in CPU time of the UI thread, without a display.
//! `cargo bench --bench frames` prints one line a scenario and writes `target/frames.json`; names choose scenarios
//! (`-- scroll tag`). `-- --write FOLDER` writes the text of 10 MB with its 100,000 labels as a project folder.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "a bench stops where its fixture is missing, and prints"
)]

mod fixtures;
mod memory;
mod report;
mod scenarios;
mod window;

use report::Row;

fn main() {
    // Cargo adds `--bench`.
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--write", folder] => window::write(&scenarios::large(), folder.as_ref()),
        ["--figure", what] => memory::child(what),
        names => run(names),
    }
}

fn run(names: &[&str]) {
    let wanted = |name: &str| names.is_empty() || names.contains(&name);
    let mut rows: Vec<Row> = Vec::new();
    let mut done = |row: Row| {
        row.print();
        rows.push(row);
    };
    if scenarios::LARGE.iter().any(|name| wanted(name)) {
        scenarios::on_large(&wanted, &mut done);
    }
    if wanted("tag while saving") {
        scenarios::tag_while_saving(&mut done);
    }
    for kind in scenarios::KINDS.iter().filter(|kind| wanted(kind.0)) {
        scenarios::kind(kind, &mut done);
    }
    if wanted("open") {
        scenarios::open(&mut done);
    }
    if wanted("documents") {
        scenarios::documents(&mut done);
    }
    if wanted("memory") {
        memory::labels();
    }
    if wanted("TextEdit") {
        memory::text_edit().into_iter().for_each(done);
    }
    report::write(&rows);
}
