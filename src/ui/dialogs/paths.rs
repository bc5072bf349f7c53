//! Paths that people type: `~` is the home folder, and what is typed without a root lies in the folder of the program's start.

use crate::session::{Look, Request};
use crate::ui::cx::Cx;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

pub use crate::session::Found;

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

/// The user's folders: read once, as some of them stand in a file.
fn folders() -> Option<&'static directories::UserDirs> {
    static FOLDERS: OnceLock<Option<directories::UserDirs>> = OnceLock::new();
    FOLDERS.get_or_init(directories::UserDirs::new).as_ref()
}

/// Finds them before there is a window.
pub fn find_folders() {
    folders();
}

fn home() -> Option<PathBuf> {
    folders().map(|dirs| dirs.home_dir().to_owned())
}

/// Where new things go when nothing else is known: the documents folder, else home.
pub fn usual_folder() -> PathBuf {
    let folder = folders().map(|dirs| dirs.document_dir().unwrap_or(dirs.home_dir()).to_owned());
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

/// What lies at a typed path: asked when the typed words change. A late answer about other words goes nowhere.
#[derive(Default)]
pub struct Looked {
    asked: Option<(String, Arc<Look>)>,
}

impl Looked {
    /// None while a worker looks.
    pub fn at(&mut self, cx: &mut Cx, typed: &str) -> Option<Found> {
        if let Some((_, look)) = self.asked.as_ref().filter(|(asked, _)| asked == typed) {
            return look.found();
        }
        let Some(path) = path_from_typed(typed) else {
            return Some(Found::Nothing);
        };
        let look = Look::at(path);
        cx.send(Request::LookAt(look.clone()));
        self.asked = Some((typed.to_owned(), look));
        None
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
}
