//! What reading one file found wrong, and whether the file still says more than was read.

use super::parse::Fault;
use crate::model::edit::{Change, Key};
use crate::model::{Problem, Problems};

/// More of one file are counted, not listed.
const MAX_LISTED: usize = 1_000;

#[derive(Debug, Default)]
pub struct Findings {
    file: String,
    problems: Problems,
    unlisted: usize,
    /// Something in the file was not read: writing it anew would lose that.
    pub damaged: bool,
    /// Items that stand in the file a second time, otherwise than before: a repair can keep them.
    pub spare: Vec<Change>,
}

impl Findings {
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            ..Self::default()
        }
    }

    /// Tells of something that costs nothing. A line of 0 is unknown.
    pub fn tell(&mut self, kind: &'static str, line: u32, message: impl Into<String>) {
        self.push(Problem {
            line: (line > 0).then_some(line),
            ..Problem::new(kind, self.file.clone(), message)
        });
    }

    /// Tells of something that costs nothing, and of a way out.
    pub fn tell_with(&mut self, kind: &'static str, message: &str, repair: &str) {
        self.push(Problem::new(kind, self.file.clone(), message).repair(repair));
    }

    /// Tells of an item that is not what it should be.
    pub fn tell_about(&mut self, kind: &'static str, key: Key, message: impl Into<String>) {
        self.push(Problem::new(kind, self.file.clone(), message).about(key));
    }

    /// Tells of something that was left out: the file must stay as it is.
    pub fn lose(&mut self, kind: &'static str, line: u32, message: impl Into<String>) {
        self.damaged = true;
        self.push(Problem {
            line: (line > 0).then_some(line),
            repair: Some(format!(
                "Mend {} by hand or take it from a backup; until then it is left as it is, and new edits to it cannot be saved",
                self.file
            )),
            ..Problem::new(kind, self.file.clone(), message)
        });
    }

    pub fn fault(&mut self, fault: Fault) {
        self.lose(fault.kind, fault.line, fault.message);
        if let (Some(problem), 0) = (self.problems.last_mut(), self.unlisted) {
            problem.column = fault.column;
        }
    }

    fn push(&mut self, problem: Problem) {
        if self.problems.len() < MAX_LISTED {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }

    /// Forgets the single ones: they all have one cause.
    pub fn clear(&mut self) {
        self.problems.clear();
        self.unlisted = 0;
    }

    pub fn into_problems(mut self) -> Problems {
        if self.unlisted > 0 {
            let message = format!("{} more like these", self.unlisted);
            self.problems.push(Problem::new("more", self.file, message));
        }
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_problems_is_counted_instead_of_listed() {
        let mut findings = Findings::new("x.ron");
        for line in 1..=1_500 {
            let message = "Expected string".to_owned();
            findings.fault(Fault {
                kind: "unreadable",
                line,
                column: Some(line),
                message,
            });
        }
        let problems = findings.into_problems();
        assert_eq!(problems.len(), 1_001);
        assert_eq!(problems[999].column, Some(1_000));
        assert_eq!(problems[1_000].message, "500 more like these");
    }
}
