//! Paths that people type: `~` is the home folder, and what is typed without a root lies in the folder of the program's start.

use std::path::{Path, PathBuf};

/// The path that was typed; None while nothing was.
pub fn path_from_typed(typed: &str) -> Option<PathBuf> {
    let typed = typed.trim().trim_matches('"');
    if typed.is_empty() {
        return None;
    }
    let path = match typed.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '\\']) => {
            home().map(|home| home.join(rest.trim_start_matches(['/', '\\'])))
        }
        _ => None,
    };
    let path = path.unwrap_or_else(|| PathBuf::from(typed));
    Some(std::path::absolute(&path).unwrap_or(path))
}

fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned())
}

/// Where new things go when nothing else is known: the documents folder, else home.
pub fn usual_folder() -> PathBuf {
    let dirs = directories::UserDirs::new();
    let folder = dirs.map(|d| d.document_dir().unwrap_or(d.home_dir()).to_owned());
    folder.unwrap_or_default()
}

/// A name that every system takes as a file name.
pub fn file_name(words: &str) -> String {
    let safe: String = words
        .trim()
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '-'
            } else {
                c
            }
        })
        .take(80)
        .collect();
    let safe = safe.trim_matches(['.', ' ']).to_owned();
    if safe.is_empty() {
        "untitled".to_owned()
    } else {
        safe
    }
}

/// What lies at a typed path. Looked up when the typed words change, not each frame.
#[derive(Default)]
pub struct Looked {
    typed: Option<String>,
    found: Found,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Found {
    #[default]
    Nothing,
    File,
    EmptyFolder,
    FullFolder,
    /// Nothing, and the folder above is missing too.
    NoParent,
}

impl Looked {
    pub fn at(&mut self, typed: &str) -> Found {
        if self.typed.as_deref() != Some(typed) {
            self.typed = Some(typed.to_owned());
            self.found = path_from_typed(typed).map_or(Found::Nothing, |path| look(&path));
        }
        self.found
    }
}

fn look(path: &Path) -> Found {
    if path.is_file() {
        return Found::File;
    }
    if let Ok(mut entries) = path.read_dir() {
        return match entries.next() {
            Some(_) => Found::FullFolder,
            None => Found::EmptyFolder,
        };
    }
    match path.parent() {
        Some(parent) if !parent.is_dir() => Found::NoParent,
        _ => Found::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_paths_become_whole_ones() {
        assert_eq!(path_from_typed("  "), None);
        assert!(path_from_typed("a/b").unwrap().is_absolute());
        let home = home().unwrap();
        assert_eq!(path_from_typed("~/texts"), Some(home.join("texts")));
        assert_eq!(path_from_typed("~"), Some(home));
        assert!(path_from_typed("~other/x").unwrap().ends_with("~other/x"));
        assert_eq!(
            path_from_typed("\"/a b/c.txt\""),
            Some(std::path::absolute("/a b/c.txt").unwrap())
        );
    }

    #[test]
    fn names_become_file_names() {
        assert_eq!(file_name("Who: said/what?"), "Who- said-what-");
        assert_eq!(file_name(" ... "), "untitled");
        assert_eq!(file_name("Интервью 3"), "Интервью 3");
    }

    #[test]
    fn what_lies_at_a_path_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &Path| Looked::default().at(&path.display().to_string());
        assert_eq!(at(folder.path()), Found::EmptyFolder);
        assert_eq!(at(&folder.path().join("new")), Found::Nothing);
        assert_eq!(at(&folder.path().join("a/b")), Found::NoParent);
        std::fs::write(folder.path().join("x"), "y").unwrap();
        assert_eq!(at(folder.path()), Found::FullFolder);
        assert_eq!(at(&folder.path().join("x")), Found::File);
    }
}
