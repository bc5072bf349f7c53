//! Sizes, headers, panics, colours, and what is not finished.

use super::tokens::{Kind, Source, Token, behind_group};

const FILE_LINES: usize = 500;
const CORE_LINES: usize = 60;
const DRAWING_LINES: usize = 80;

pub fn sizes(source: &Source, tell: &mut impl FnMut(usize, String)) {
    let lines = source.text.lines().count();
    if lines > FILE_LINES {
        tell(1, format!("{lines} lines, at most {FILE_LINES}"));
    }
    if source.is_test {
        return;
    }
    let most = if source.floor() == "ui" {
        DRAWING_LINES
    } else {
        CORE_LINES
    };
    for (at, token) in source.code.iter().enumerate().filter(|(_, token)| token.is("fn")) {
        let name = source.code.get(at + 1).and_then(Token::word);
        if let (Some(name), Some(end)) = (name, end_of_function(&source.code, at)) {
            let lines = end.line - token.line + 1;
            if lines > most {
                tell(token.line, format!("`{name}` has {lines} lines, at most {most}"));
            }
        }
    }
}

/// The closing brace; None for a function without a body.
fn end_of_function(code: &[Token], from: usize) -> Option<&Token> {
    let mut at = from;
    loop {
        match code.get(at)?.kind {
            Kind::Sign(';') => return None,
            Kind::Sign('{') => return code.get(behind_group(code, at) - 1),
            Kind::Sign('(' | '[') => at = behind_group(code, at),
            _ => at += 1,
        }
    }
}

pub fn header(source: &Source, tell: &mut impl FnMut(usize, String)) {
    let first = source.text.lines().find(|line| !line.trim().is_empty());
    if !first.is_some_and(|line| line.starts_with("//!") || line.starts_with("#![doc")) {
        tell(1, "no `//!` that says what the module is".into());
    }
}

pub fn panics(source: &Source, tell: &mut impl FnMut(usize, String)) {
    for word in ["unwrap", "expect"] {
        for token in source.find(&[".", word, "("]) {
            tell(token.line, format!("`{word}` outside tests"));
        }
    }
}

pub fn colours(source: &Source, tell: &mut impl FnMut(usize, String)) {
    if source.is_within("ui/theme") {
        return;
    }
    for window in source.code.windows(4) {
        if let [class, a, b, name] = window
            && class.is("Color32")
            && a.is(":")
            && b.is(":")
            && let Some(name) = name.word()
            && is_colour(name)
        {
            tell(
                class.line,
                format!("the colour Color32::{name} outside the theme"),
            );
        }
    }
    for token in &source.code {
        if let Kind::Text(text) = &token.kind
            && let Some(digits) = text.strip_prefix('#')
            && [6, 8].contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
        {
            tell(token.line, format!("the colour {text} outside the theme"));
        }
    }
}

fn is_colour(name: &str) -> bool {
    let constant = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let free = ["TRANSPARENT", "PLACEHOLDER"].contains(&name);
    name.starts_with("from_") || (constant && !free)
}

pub fn unfinished(source: &Source, tell: &mut impl FnMut(usize, String)) {
    for (number, line) in source.text.lines().enumerate() {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = words.find(|word| ["TODO", "FIXME"].contains(word)) {
            tell(number + 1, format!("{word} is left"));
        }
    }
    for word in ["todo", "dbg", "unimplemented"] {
        for token in source.find(&[word, "!"]) {
            tell(token.line, format!("{word}! is left"));
        }
    }
}
