//! What went wrong, for people: one failed operation (`UserError`) or a list of parts that failed while the rest went on (`Problems`).

use super::edit::Key;

/// A whole operation failed: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UserError {
    pub message: String,
    pub hint: Option<String>,
}

impl UserError {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

/// One thing that is wrong, at a place. Lines and columns count from 1; a column counts scalars.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Problem {
    /// Path within the project, or of the file that was read.
    pub file: String,
    pub line: Option<u32>,
    pub column: Option<u32>,
    /// A short stable word, such as `bad-offset` or `unknown-label`.
    pub kind: &'static str,
    pub message: String,
    /// What a repair would do, or what a person can do.
    pub repair: Option<String>,
    /// The item that it is about, where one is.
    pub about: Option<Key>,
}

impl Problem {
    pub fn new(kind: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            file: file.into(),
            message: message.into(),
            ..Self::default()
        }
    }

    /// Whether it is the same one, told again: perhaps with another way out.
    pub fn is_same(&self, other: &Self) -> bool {
        let told = |problem: &Self| (problem.line, problem.kind);
        told(self) == told(other) && self.file == other.file && self.message == other.message
    }

    pub fn at_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    pub fn at_column(mut self, column: u32) -> Self {
        self.column = Some(column);
        self
    }

    pub fn about(mut self, key: Key) -> Self {
        self.about = Some(key);
        self
    }

    pub fn repair(mut self, repair: impl Into<String>) -> Self {
        self.repair = Some(repair.into());
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

pub type Problems = Vec<Problem>;
