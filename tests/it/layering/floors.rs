//! Who may know whom: the floors, the window, files' forms, the world outside, and who writes the model.

use super::tokens::{Kind, Source, Token, behind_group};

/// The floors, each with its level. A floor imports from lower levels only.
const FLOORS: &[(&str, u8)] = &[
    ("text", 0),
    ("model", 1),
    ("analysis", 2),
    ("review", 2),
    ("suggest", 2),
    ("formats", 2),
    ("store", 2),
    ("command", 3),
    ("session", 3),
    ("cli", 3),
    ("ui", 4),
];

fn level(floor: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == floor)
        .map(|(_, level)| *level)
}

/// Imports between siblings that the architecture writes down.
fn is_exception(source: &Source, floor: &str, below: Option<&str>) -> bool {
    match (source.floor(), floor) {
        ("review", "analysis") => below == Some("compare"),
        ("formats", "store") => source.is_within("formats/ron"),
        ("session", "command") | ("cli", "session") => true,
        _ => false,
    }
}

/// The first names of the paths that go out from the crate's root, each with the name after it.
fn paths(source: &Source) -> Vec<(&Token, Option<&str>)> {
    let code = &source.code;
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let supers = (0..).take_while(|n| is_step(code, at + 3 * n, "super")).count();
        let start = match supers {
            0 if is_step(code, at, "crate") => at + 3,
            0 => {
                at += 1;
                continue;
            }
            supers if supers >= source.depth() => at + 3 * supers,
            supers => {
                at += 3 * supers;
                continue;
            }
        };
        firsts(code, start, &mut found);
        at = start;
    }
    found
}

/// `word ::`
fn is_step(code: &[Token], at: usize, word: &str) -> bool {
    let next = |n: usize, text: &str| code.get(at + n).is_some_and(|t| t.is(text));
    next(0, word) && next(1, ":") && next(2, ":")
}

fn firsts<'a>(code: &'a [Token], start: usize, found: &mut Vec<(&'a Token, Option<&'a str>)>) {
    let after = |at: usize| code.get(at + 3).and_then(Token::word);
    match code.get(start) {
        Some(token) if token.word().is_some() => found.push((token, after(start))),
        Some(token) if token.is("{") => {
            let end = behind_group(code, start);
            let mut at = start + 1;
            let mut first = true;
            while at + 1 < end {
                match &code[at].kind {
                    Kind::Sign('{') => {
                        at = behind_group(code, at);
                        continue;
                    }
                    Kind::Sign(',') => first = true,
                    Kind::Word(_) if first => {
                        found.push((&code[at], after(at)));
                        first = false;
                    }
                    _ => {}
                }
                at += 1;
            }
        }
        _ => {}
    }
}

pub fn imports(source: &Source, tell: &mut impl FnMut(usize, String)) {
    let own = source.floor();
    let Some(own_level) = level(own) else { return };
    for (token, below) in paths(source) {
        let Some(floor) = token.word().filter(|word| *word != own) else {
            continue;
        };
        let lower = level(floor).is_none_or(|level| level < own_level);
        if !lower && !is_exception(source, floor, below) {
            tell(token.line, format!("{own} imports {floor}"));
        }
    }
}

pub fn window(source: &Source, tell: &mut impl FnMut(usize, String)) {
    if source.floor() == "ui" {
        return;
    }
    for token in &source.code {
        let known = ["egui", "eframe", "rfd", "accesskit"];
        if let Some(word) = token.word().filter(|word| known.contains(word)) {
            tell(token.line, format!("{word} outside src/ui"));
        }
    }
}

pub fn serde(source: &Source, tell: &mut impl FnMut(usize, String)) {
    let allowed = ["formats", "cli", "session/settings", "ui/theme"];
    if allowed.iter().any(|module| source.is_within(module)) || source.path.starts_with("store/dto") {
        return;
    }
    for token in &source.code {
        if let Some(word) = token
            .word()
            .filter(|word| ["Serialize", "Deserialize"].contains(word))
        {
            tell(token.line, format!("{word} outside the files' forms"));
        }
    }
}

/// Files are read and written through the disk that a function is given, so that tests can give it another.
pub fn disk(source: &Source, tell: &mut impl FnMut(usize, String)) {
    let allowed = ["store/disk/real", "cli/turn"];
    if allowed.iter().any(|module| source.is_within(module)) {
        return;
    }
    for token in source.find(&["std", ":", ":", "fs"]) {
        tell(token.line, "std::fs outside store::disk".into());
    }
    for token in source.find(&["use", "std", ":", ":", "{", "fs"]) {
        tell(token.line, "std::fs outside store::disk".into());
    }
    if !["store", "session", "ui"].contains(&source.floor()) {
        return;
    }
    // The thread that draws asks no disk: what it wants to know is a job's answer. These have threads of their own, or run
    // before the window is there.
    let own_threads = ["ui/dialogs/chooser", "ui/watcher", "ui/jobs", "ui/run"];
    if source.floor() == "ui" && !own_threads.iter().any(|module| source.is_within(module)) {
        for token in &source.code {
            if let Some(word) = token.word().filter(|word| ["Disk", "Real"].contains(word)) {
                tell(token.line, format!("`{word}` on the thread that draws"));
            }
        }
    }
    let asking = [
        "exists",
        "is_file",
        "is_dir",
        "is_symlink",
        "metadata",
        "symlink_metadata",
        "canonicalize",
        "read_dir",
        "read_link",
    ];
    for name in asking {
        for token in source.find(&[".", name, "(", ")"]) {
            tell(token.line, format!("`{name}` asks the system past store::disk"));
        }
    }
}

pub fn outside(source: &Source, tell: &mut impl FnMut(usize, String)) {
    let allowed = ["session/system", "store", "ui", "cli", "main"];
    if allowed.iter().any(|module| source.is_within(module)) {
        return;
    }
    for token in &source.code {
        if let Some(word) = token
            .word()
            .filter(|word| ["SystemTime", "Instant"].contains(word))
        {
            tell(
                token.line,
                format!("{word} outside the rooms that may know the clock"),
            );
        }
    }
    for token in source.find(&["env", ":", ":"]) {
        tell(
            token.line,
            "the environment outside the rooms that may know it".into(),
        );
    }
}

/// Within `model`, privacy alone cannot keep the nouns from writing themselves.
pub fn writers(source: &Source, tell: &mut impl FnMut(usize, String)) {
    if source.floor() != "model" || source.is_within("model/edit") {
        return;
    }
    let container = ["model/project", "model/layer", "model/codebook"];
    let mut names = vec!["Project", "Layer", "Codebook"];
    if container.iter().any(|module| source.is_within(module)) {
        names.push("self");
    }
    for name in names {
        for token in source.find(&["&", "mut", name]) {
            tell(
                token.line,
                format!("`&mut {name}` writes the model outside model::edit"),
            );
        }
    }
}
