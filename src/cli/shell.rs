//! The two streams of a command: results to standard output, messages to standard error.
//! A reader that went away ends the output quietly; control characters from files never reach a terminal.

use super::args::Common;
use crate::model::{Problem, UserError};
use crate::session::jobs::Places;
use serde::Serialize;
use std::io::{ErrorKind, Write};

/// How a command that was done ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Clean,
    /// Done, but something was found: problems, skipped records, losses under `--strict`.
    Found,
    /// The report was given, but nothing could be done.
    Nothing,
}

impl Status {
    pub(super) fn found_if(found: bool) -> Self {
        if found { Self::Found } else { Self::Clean }
    }
}

pub(super) type Done = Result<Status, UserError>;

/// How many problems are told beside a result; `check` lists them all.
const PROBLEMS_TOLD: usize = 20;

/// How many names or messages of one kind are told.
pub(super) const NOTES_TOLD: usize = 20;

pub(super) struct Shell<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    pub common: Common,
    /// The disk, and the user's folders on it: none unless they are given.
    pub places: Places,
    /// The reader of the results has gone: the rest is dropped.
    closed: bool,
}

impl<'a> Shell<'a> {
    pub(super) fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, common: Common) -> Self {
        Self {
            out,
            err,
            common,
            places: Places::default(),
            closed: false,
        }
    }

    /// Whether nobody reads the results any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Bytes of the result, as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), UserError> {
        if self.closed {
            return Ok(());
        }
        match self.out.write_all(bytes).and_then(|()| self.out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(UserError::with_hint(
                format!("The result could not be written to standard output: {error}"),
                "Look whether the disk that it goes to is full",
            )),
        }
    }

    /// Lines of the result for people.
    pub(super) fn text(&mut self, text: &str) -> Result<(), UserError> {
        self.bytes(harmless(text).as_bytes())
    }

    /// The result as one JSON value on one line.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), UserError> {
        let mut line = serde_json::to_vec(value)
            .map_err(|error| UserError::new(format!("The result could not be written as JSON: {error}")))?;
        line.push(b'\n');
        self.bytes(&line)
    }

    /// A message that `--quiet` leaves out.
    pub(super) fn note(&mut self, message: &str) {
        if !self.common.quiet {
            self.message(message);
        }
    }

    /// Messages of one kind, the first ones; `--json` has them all.
    pub(super) fn notes(&mut self, messages: &[String]) {
        for message in messages.iter().take(NOTES_TOLD) {
            self.note(message);
        }
        if let Some(more @ 1..) = messages.len().checked_sub(NOTES_TOLD) {
            self.note(&format!("… and {more} more; --json lists them all"));
        }
    }

    /// Problems beside a result, the first ones whole.
    pub(super) fn problems(&mut self, problems: &[Problem], rest: &str) {
        for problem in problems.iter().take(PROBLEMS_TOLD) {
            self.note(&problem.to_string());
        }
        if let Some(more @ 1..) = problems.len().checked_sub(PROBLEMS_TOLD) {
            self.note(&format!("… and {more} more; {rest}"));
        }
    }

    pub(super) fn error(&mut self, error: &UserError) {
        self.message(&format!("ascribe: {}", error.message));
        if let Some(hint) = &error.hint {
            self.message(hint);
        }
    }

    /// Standard error that cannot be written has nowhere to be reported.
    fn message(&mut self, message: &str) {
        let _ = writeln!(self.err, "{}", harmless(message));
    }
}

/// Control characters (escape sequences among them) and invisible marks that turn the reading direction,
/// made visible. Line breaks stay.
pub(super) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| if is_harmful(c) && c != '\n' { '\u{fffd}' } else { c })
        .collect()
}

fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// One line without harmful characters: for names and quotes inside a table.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t' | '\u{2028}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    harmless(&spaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_error_and_a_full_disk_is() {
        let common = Common {
            json: false,
            quiet: false,
        };
        let (mut gone, mut full, mut err) = (Gone, Full, Vec::new());
        let mut shell = Shell::new(&mut gone, &mut err, common);
        assert_eq!(shell.text("a"), Ok(()));
        assert_eq!(shell.text("b"), Ok(()));
        let mut shell = Shell::new(&mut full, &mut err, common);
        assert!(shell.text("a").is_err());
        assert!(err.is_empty());
    }

    #[test]
    fn an_escape_sequence_in_a_name_is_shown_and_not_run() {
        let mut out = Vec::new();
        let mut err = Vec::new();
        let mut shell = Shell::new(
            &mut out,
            &mut err,
            Common {
                json: false,
                quiet: false,
            },
        );
        shell.note("title \u{1b}[2J\u{202e}x");
        assert_eq!(String::from_utf8(err).unwrap(), "title \u{fffd}[2J\u{fffd}x\n");
    }
}
