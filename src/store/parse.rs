//! Text of a file to its shape, line by line, so that a damaged line costs one item and is named. A file in another layout
//! (written by hand or by another program) is read as one value instead. Knows no model and no path.

use super::dto::*;
use super::limits::{self, FileLimits};
use super::migrate::{FORMAT, value_from_text};
use super::quick;
use super::reason::reason;
use ron::error::{SpannedError, SpannedResult};

/// Something that could not be read. Lines and columns count from 1, columns in scalars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: &'static str,
    pub line: u32,
    pub column: Option<u32>,
    pub message: String,
}

/// A file of a known kind: a head and lists of items.
pub trait Form<'a>: Readable<'a> + Default {
    const KIND: &'static str;
    const SECTIONS: &'static [&'static str];

    /// Reads the head, a value without its lists.
    fn set_head(&mut self, text: &str, format: u32) -> SpannedResult<()>;

    /// Reads one item of a section; None where there is no such section.
    fn add(&mut self, section: &str, line: u32, text: &'a str, format: u32) -> Option<SpannedResult<()>>;

    /// Reads one item as this program writes it, where that can be done without RON; says whether it did.
    fn add_quickly(&mut self, _section: &str, _line: u32, _text: &'a str) -> bool {
        false
    }

    /// Sets the line of each item by its key.
    fn locate(&mut self, find: &mut dyn FnMut(&str) -> u32);
}

macro_rules! form {
    ($name:ident, $kind:literal, head: $($field:ident),*; lists: $($section:ident),*;
     $(quick: $quick:ident = $read:path;)?) => {
        impl<'a> Form<'a> for $name<'a> {
            const KIND: &'static str = $kind;
            const SECTIONS: &'static [&'static str] = &[$(stringify!($section)),*];

            fn set_head(&mut self, text: &str, format: u32) -> SpannedResult<()> {
                let head: $name<'_> = value_from_text(text, format)?;
                $(self.$field = head.$field.own();)*
                Ok(())
            }

            fn add(&mut self, section: &str, line: u32, text: &'a str, format: u32) -> Option<SpannedResult<()>> {
                match section {
                    $(stringify!($section) => Some(
                        value_from_text(text, format).map(|item| self.$section.push(Row { line, item })),
                    ),)*
                    _ => None,
                }
            }

            $(fn add_quickly(&mut self, section: &str, line: u32, text: &'a str) -> bool {
                let item = (section == stringify!($quick)).then(|| $read(text)).flatten();
                item.map(|item| self.$quick.push(Row { line, item })).is_some()
            })?

            fn locate(&mut self, find: &mut dyn FnMut(&str) -> u32) {
                $(for row in &mut self.$section {
                    row.line = find(row.item.key());
                })*
            }
        }
    };
}

form!(ProjectFile, "Project", head: format, id, name, notes; lists: people, assignments, locks, redirects, conflicts;);
form!(CodebookFile, "Codebook", head: format, name, guidelines; lists: labels, attributes, link_kinds, conflicts;);
form!(EntitiesFile, "Entities", head: format, person; lists: entities, conflicts;);
form!(
    DocumentFile, "Document",
    head: format, id, title, date, source, author, notes, hash, added, origin;
    lists: fields, conflicts;
);
form!(
    LayerFile, "Layer",
    head: format, document, annotator, annotated, progress;
    lists: annotations, links, comments, decisions, gone, conflicts;
    quick: annotations = quick::annotation;
);

/// Kind and version of a file, from its first words; None where it is no file of ours.
pub fn kind_and_format(text: &str) -> Option<(&str, u32)> {
    let text = text.trim_start();
    let kind_end = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (kind, rest) = text.split_at(kind_end);
    let rest = rest
        .trim_start()
        .strip_prefix('(')?
        .trim_start()
        .strip_prefix("format")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let digits_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let format = rest.get(..digits_end)?.parse().ok()?;
    (!kind.is_empty()).then_some((kind, format))
}

pub fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| {
        line.strip_prefix(marker)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
    })
}

/// Reads a file of a known kind. What cannot be read is told and left out; `first_line` is the line where `text` begins.
pub fn file_from_text<'a, F: Form<'a>>(text: &'a str, format: u32, first_line: u32) -> (F, Vec<Fault>) {
    file_within(text, format, first_line, limits::FILE)
}

fn file_within<'a, F: Form<'a>>(
    text: &'a str,
    format: u32,
    first_line: u32,
    limits: FileLimits,
) -> (F, Vec<Fault>) {
    let mut reader = LineReader::<F>::new(format, limits);
    for (index, line) in text.split('\n').enumerate() {
        if reader.is_full {
            break;
        }
        reader.line(
            first_line.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)),
            line,
        );
    }
    let LineReader {
        file,
        mut faults,
        state,
        conflict,
        foreign,
        line,
        is_full,
        ..
    } = reader;
    if foreign && text.len() > limits.whole {
        let message = "the file is in the layout of another program and too large to be read so";
        return (file, vec![told("too-large", first_line, message)]);
    }
    if is_full && !foreign {
        return (file, faults);
    }
    if state != State::Done && !foreign {
        let message = "the file ends before its closing bracket: something is missing at its end";
        faults.push(told("truncated", line, message));
    }
    if faults.is_empty() && !foreign || text.len() > limits.whole {
        return (file, faults);
    }
    match value_from_text::<F>(text, format) {
        Ok(mut whole) if !conflict => {
            let mut finder = Finder::new(text, first_line);
            whole.locate(&mut |key| finder.line_of(key));
            (whole, Vec::new())
        }
        // In another layout lines mean nothing: the one error of the whole is the one to show.
        Err(error) if foreign && !conflict => (file, vec![fault(&error, text, first_line, 0)]),
        _ => (file, faults),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State<'a> {
    Head,
    Between,
    In(&'a str),
    Skipping,
    Done,
}

struct LineReader<'a, F> {
    file: F,
    faults: Vec<Fault>,
    state: State<'a>,
    conflict: bool,
    /// Not laid out as this program writes.
    foreign: bool,
    format: u32,
    line: u32,
    limits: FileLimits,
    items: usize,
    /// Nothing more is read.
    is_full: bool,
}

impl<'a, F: Form<'a>> LineReader<'a, F> {
    fn new(format: u32, limits: FileLimits) -> Self {
        Self {
            limits,
            items: 0,
            is_full: false,
            file: F::default(),
            faults: Vec::new(),
            state: State::Head,
            conflict: false,
            foreign: false,
            format,
            line: 0,
        }
    }

    fn line(&mut self, number: u32, line: &'a str) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let text = line.trim_start_matches([' ', '\t']).trim_end_matches([' ', '\t']);
        if text.is_empty() || text.starts_with("//") {
            return;
        }
        self.line = number;
        if is_conflict_marker(line) {
            self.conflict = true;
            self.fault(
                "conflict-marker",
                "a merge left its conflict markers here: choose one of the two versions",
            );
            return;
        }
        let indent = line.chars().take_while(|c| matches!(c, ' ' | '\t')).count();
        match self.state {
            State::Head => self.head(text),
            State::Between if text == ")" || text == ")," => self.state = State::Done,
            State::Between => match text.strip_suffix(": [") {
                Some(name) if F::SECTIONS.contains(&name) => self.state = State::In(name),
                Some(name) => {
                    self.fault("unreadable", &format!("“{name}” is no part of such a file"));
                    self.state = State::Skipping;
                }
                None => self.fault("unreadable", "this line stands where a list should begin"),
            },
            State::In(_) | State::Skipping if text == "]," || text == "]" => self.state = State::Between,
            State::In(section) => self.item(section, text, indent),
            State::Skipping => {}
            State::Done => self.fault("unreadable", "text after the end of the file"),
        }
    }

    /// The head is a whole value once its bracket is closed: the lists have defaults.
    fn head(&mut self, text: &str) {
        self.state = State::Between;
        let own = text.strip_suffix(',').filter(|_| text.len() <= self.limits.line);
        let Some(open) = own else {
            self.foreign = true;
            return;
        };
        if let Err(error) = self.file.set_head(&format!("{open})"), self.format) {
            self.faults.push(fault(&error, text, self.line, 0));
        }
    }

    fn item(&mut self, section: &str, text: &'a str, indent: usize) {
        let item = text.strip_suffix(',').unwrap_or(text);
        if text.len() > self.limits.line {
            self.fault("too-large", "this line is longer than any that is read");
            return;
        }
        self.items += 1;
        if self.items > self.limits.items {
            let message = format!("more than {} items; what follows is not read", self.limits.items);
            self.fault("too-many", &message);
            self.is_full = true;
            return;
        }
        if self.format == FORMAT && self.file.add_quickly(section, self.line, item) {
            return;
        }
        if let Some(Err(error)) = self.file.add(section, self.line, item, self.format) {
            self.push(fault(&error, text, self.line, indent));
        }
    }

    fn push(&mut self, fault: Fault) {
        self.faults.push(fault);
        if self.faults.len() == self.limits.faults {
            self.is_full = true;
            let message = "too many lines cannot be read; what follows is not tried";
            self.faults.push(told("too-many", self.line, message));
        }
    }

    fn fault(&mut self, kind: &'static str, message: &str) {
        self.push(told(kind, self.line, message));
    }
}

fn told(kind: &'static str, line: u32, message: &str) -> Fault {
    Fault {
        kind,
        line,
        column: None,
        message: message.to_owned(),
    }
}

/// Where RON stopped in `text`, as a place in the file. `indent` scalars stood before the text.
fn fault(error: &SpannedError, text: &str, first_line: u32, indent: usize) -> Fault {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let at = error.span.start;
    let indent = if at.line == 1 { indent } else { 0 };
    let line = text
        .split('\n')
        .nth(at.line.saturating_sub(1))
        .unwrap_or_default();
    // RON points before the blanks that stand before the word in question.
    let blanks = line
        .chars()
        .skip(at.col.saturating_sub(1))
        .take_while(|c| matches!(c, ' ' | '\t'))
        .count();
    Fault {
        kind: "unreadable",
        line: first_line.saturating_add(number(at.line).saturating_sub(1)),
        column: Some(number(at.col + indent + blanks)),
        message: reason(&error.code),
    }
}

/// Finds the lines of keys that come in the order of the file.
struct Finder<'a> {
    text: &'a str,
    cursor: usize,
    line: u32,
    first_line: u32,
    misses: u32,
}

impl<'a> Finder<'a> {
    /// Keys that cannot be found, escaped ones, cost a search of the whole text each.
    const MAX_MISSES: u32 = 64;

    fn new(text: &'a str, first_line: u32) -> Self {
        Self {
            text,
            cursor: 0,
            line: first_line,
            first_line,
            misses: 0,
        }
    }

    /// 0 where it is not found.
    fn line_of(&mut self, key: &str) -> u32 {
        if self.misses >= Self::MAX_MISSES {
            return 0;
        }
        let quoted = format!("\"{key}\"");
        let mut found = self.text.get(self.cursor..).and_then(|rest| rest.find(&quoted));
        if found.is_none() {
            self.misses += 1;
            (self.cursor, self.line) = (0, self.first_line);
            found = self.text.find(&quoted);
        }
        let Some(at) = found else { return 0 };
        let passed = self.text.get(self.cursor..self.cursor + at).unwrap_or_default();
        let lines = passed.bytes().filter(|b| *b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.cursor += at + quoted.len();
        self.line
    }
}

/// Lets a head outlive the line that it was read from.
trait Own<'a> {
    type Owned;
    fn own(self) -> Self::Owned;
}

impl<'a> Own<'a> for Words<'_> {
    type Owned = Words<'a>;

    fn own(self) -> Words<'a> {
        Words(self.into_string().into())
    }
}

impl<'a> Own<'a> for Option<Origin<'_>> {
    type Owned = Option<Origin<'a>>;

    fn own(self) -> Option<Origin<'a>> {
        self.map(|origin| Origin {
            file: origin.file.own(),
            encoding: origin.encoding.own(),
            newline: origin.newline.own(),
            bom: origin.bom,
        })
    }
}

macro_rules! own_as_is {
    ($($name:ty),*) => {$(
        impl Own<'_> for $name {
            type Owned = $name;

            fn own(self) -> $name {
                self
            }
        }
    )*};
}
own_as_is!(u32, bool, Progress);

#[cfg(test)]
mod tests;
