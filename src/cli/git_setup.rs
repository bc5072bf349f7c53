//! `ascribe git-setup`: the lines of `.gitattributes` that a project needs, and the merge driver in the repository's own configuration.
//! Can be run again at any time; the user's own lines stay. Runs git itself: its configuration is git's to write.

use super::args::GitSetupArgs;
use super::output::GitSetupJson;
use super::shell::{Done, Shell, Status};
use crate::model::UserError;
use crate::store::{self, Location};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const NAME: &str = "Ascribe: merges labels and codebooks by their ids";

pub(super) fn run(shell: &mut Shell<'_>, args: &GitSetupArgs) -> Done {
    let folder = folder_of(&args.project)?;
    let repository = repository(&folder)?;
    let program = std::env::current_exe().map_err(|error| {
        UserError::with_hint(
            format!("The path of this program is not known: {error}"),
            "Set merge.ascribe.driver by hand: git config merge.ascribe.driver 'ascribe merge-driver %O %A %B %P'",
        )
    })?;
    let driver = format!("{} merge-driver %O %A %B %P", quoted(&program)?);
    let attributes = folder.join(".gitattributes");
    let is_written = store::set_git_attributes(&attributes)?;
    let is_set = set(&folder, "merge.ascribe.name", NAME)? | set(&folder, "merge.ascribe.driver", &driver)?;
    if shell.common.json {
        shell.json(&GitSetupJson {
            project: folder.display().to_string(),
            repository: repository.display().to_string(),
            attributes: attributes.display().to_string(),
            driver: &driver,
            changed: is_written || is_set,
        })?;
    } else if is_written || is_set {
        shell.note(&format!(
            "Git merges the files of {} by the ids in them now. Everybody who clones {} runs this once{}",
            folder.display(),
            repository.display(),
            match is_written {
                true => "; commit .gitattributes",
                false => "",
            },
        ));
    } else {
        shell.note("Everything was set up already");
    }
    Ok(Status::Clean)
}

/// The folder that holds the project's files.
fn folder_of(project: &Path) -> Result<PathBuf, UserError> {
    // What cannot be opened at all is told in the words of every other command.
    let folder = match store::open(project)?.location {
        Location::Folder(folder) => folder,
        Location::File(file) => file.parent().map(Path::to_owned).unwrap_or_default(),
    };
    std::path::absolute(&folder).map_err(|error| UserError::new(format!("{}: {error}", folder.display())))
}

/// The top of the work tree that the folder lies in.
fn repository(folder: &Path) -> Result<PathBuf, UserError> {
    let told = git(folder, ["rev-parse".into(), "--show-toplevel".into()])?;
    if !told.status.success() {
        return Err(UserError::with_hint(
            format!("{} is in no git repository: {}", folder.display(), said(&told)),
            format!(
                "Make one with git init {}, or clone yours, and run this again",
                folder.display()
            ),
        ));
    }
    let top = String::from_utf8_lossy(&told.stdout);
    Ok(PathBuf::from(top.trim_end_matches(['\n', '\r'])))
}

/// Sets a value of the repository's own configuration; whether that changed anything.
fn set(folder: &Path, key: &str, value: &str) -> Result<bool, UserError> {
    let config = |rest: &[&str]| {
        let words = ["config", "--local"].iter().chain(rest);
        git(folder, words.map(OsString::from))
    };
    let now = config(&["--get-all", key])?;
    if now.status.success() && String::from_utf8_lossy(&now.stdout).trim_end_matches(['\n', '\r']) == value {
        return Ok(false);
    }
    let done = config(&["--replace-all", key, value])?;
    if !done.status.success() {
        return Err(UserError::with_hint(
            format!("git did not take {key}: {}", said(&done)),
            "Look whether the repository’s configuration may be written, and run this again",
        ));
    }
    Ok(true)
}

fn git(folder: &Path, words: impl IntoIterator<Item = OsString>) -> Result<Output, UserError> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(words);
    git.output().map_err(|error| {
        UserError::with_hint(
            format!("git could not be run: {error}"),
            "Install git (https://git-scm.com) and run this again",
        )
    })
}

/// The last thing that git said of what went wrong.
fn said(output: &Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr);
    words.lines().last().unwrap_or("it did not say why").to_owned()
}

/// A path as the shell that git starts takes it: one word, whatever is in it.
fn quoted(path: &Path) -> Result<String, UserError> {
    let path = path.to_str().ok_or_else(|| {
        UserError::with_hint(
            format!(
                "{} has bytes in its name that no configuration of git can hold",
                path.display()
            ),
            "Move the program to a folder with a plain name and run this again",
        )
    })?;
    // Git puts arguments in the place of its own percent signs.
    let path = path.replace('\'', r"'\''").replace('%', "%%");
    Ok(format!("'{path}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_any_name_is_one_word_to_the_shell() {
        let quoted = |path: &str| quoted(Path::new(path)).unwrap();
        assert_eq!(quoted("/usr/bin/ascribe"), "'/usr/bin/ascribe'");
        assert_eq!(
            quoted("/home/Ana's 100 %/ascribe"),
            r"'/home/Ana'\''s 100 %%/ascribe'"
        );
    }
}
