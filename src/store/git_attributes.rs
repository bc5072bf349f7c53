//! The lines of `.gitattributes` that a project needs, put into a file that may hold others. Knows nothing else of git.

use super::atomic::{io_error, write_atomic_on};
use super::disk::{Disk, Real};
use super::read::read_capped_on;
use super::render::GIT_ATTRIBUTES;
use crate::model::UserError;
use std::path::Path;

/// Puts in what is missing; whether anything was. The user's own lines stay as they are.
pub fn set_git_attributes(path: &Path) -> Result<bool, UserError> {
    set_git_attributes_on(&Real, path)
}

pub fn set_git_attributes_on(disk: &dyn Disk, path: &Path) -> Result<bool, UserError> {
    let is_there = match disk.facts(path) {
        Ok(_) => true,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(io_error("read", path, &error)),
    };
    let old = match is_there {
        true => read_capped_on(disk, path)?,
        false => Vec::new(),
    };
    let old = String::from_utf8(old).map_err(|_| {
        UserError::with_hint(
            format!("{} is no UTF-8 text", path.display()),
            "Save it as UTF-8 and run this again",
        )
    })?;
    let new = with_lines(&old);
    if new == old && is_there {
        return Ok(false);
    }
    write_atomic_on(disk, path, new.as_bytes())?;
    Ok(true)
}

fn with_lines(old: &str) -> String {
    if old.trim().is_empty() {
        return GIT_ATTRIBUTES.to_owned();
    }
    let end = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = old.lines().map(str::to_owned).collect();
    let wanted = GIT_ATTRIBUTES.lines().filter(|line| !line.starts_with('#'));
    for line in wanted {
        if !holds(&lines, line) {
            put(&mut lines, line);
        }
    }
    if lines.iter().map(String::as_str).eq(old.lines()) {
        return old.to_owned();
    }
    lines.join(end) + end
}

/// A line's pattern and what it sets.
fn parts(line: &str) -> Option<(&str, Vec<&str>)> {
    let mut words = line.split_whitespace();
    let pattern = words.next().filter(|word| !word.starts_with('#'))?;
    Some((pattern, words.collect()))
}

/// `eol` of `eol=lf`, `merge` of `-merge`.
fn name(setting: &str) -> &str {
    let setting = setting.trim_start_matches(['-', '!']);
    setting.split('=').next().unwrap_or(setting)
}

/// Whether all that `line` sets for its pattern is set so: the last line that says something counts.
fn holds(lines: &[String], line: &str) -> bool {
    let Some((pattern, wanted)) = parts(line) else {
        return true;
    };
    wanted.iter().all(|setting| {
        let said = lines.iter().filter_map(|line| parts(line));
        let said = said.filter(|(other, _)| *other == pattern);
        let settings: Vec<&str> = said.flat_map(|(_, settings)| settings).collect();
        let last = settings.into_iter().rfind(|other| name(other) == name(setting));
        last == Some(*setting)
    })
}

/// In the place of a line that says less, else behind all others.
fn put(lines: &mut Vec<String>, line: &str) {
    let Some((pattern, wanted)) = parts(line) else {
        return;
    };
    let less = lines.iter_mut().rev().find(|other| {
        parts(other).is_some_and(|(other, settings)| {
            other == pattern && settings.iter().all(|setting| wanted.contains(setting))
        })
    });
    if let Some(less) = less {
        line.clone_into(less);
    }
    if !holds(lines, line) {
        lines.push(line.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_project_come_in_once_and_the_users_own_stay() {
        let earlier = "# mine\n*.pdf binary\n*.ron text eol=lf\ndocuments/*.txt -text";
        let now = with_lines(earlier);
        assert_eq!(
            now,
            "# mine\n*.pdf binary\n*.ron text eol=lf merge=ascribe\ndocuments/*.txt -text -merge\n"
        );
        for file in [&now, GIT_ATTRIBUTES] {
            assert_eq!(with_lines(file), *file);
        }
        assert_eq!(with_lines(""), GIT_ATTRIBUTES);
        let windows = "*.pdf binary\r\n";
        assert_eq!(
            with_lines(windows),
            "*.pdf binary\r\n*.ron text eol=lf merge=ascribe\r\ndocuments/*.txt -text -merge\r\n"
        );
    }

    #[test]
    fn what_says_otherwise_stays_and_is_said_again_behind_it() {
        let other = "*.ron merge=union\ndocuments/*.txt -text -merge\n";
        let now = with_lines(other);
        assert_eq!(now, format!("{other}*.ron text eol=lf merge=ascribe\n"));
        assert_eq!(with_lines(&now), now);
    }
}
