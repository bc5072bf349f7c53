//! `ascribe new`: an empty project in a folder, with a codebook to begin with.

use super::args::NewArgs;
use super::output::NewJson;
use super::shell::{Done, Shell, Status};
use crate::model::edit::{apply, recipes};
use crate::model::id::random_text;
use crate::model::{Codebook, Project, UserError};
use crate::session::sample;
use crate::session::system::SystemRandom;
use crate::store;
use std::path::Path;

pub(super) fn run(shell: &mut Shell<'_>, args: &NewArgs) -> Done {
    if args.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(UserError::with_hint(
            "--name is empty",
            "Give a name, or leave --name out: the project is then named like its folder",
        ));
    }
    let name = args
        .name
        .clone()
        .unwrap_or_else(|| name_from_folder(&args.folder));
    let mut project = Project::new(random_text(&mut SystemRandom::new(), 12), name);
    if let Some(codebook) = codebook(&args.codebook)? {
        let edit = recipes::use_codebook(&project, &codebook);
        apply(&mut project, &edit)?;
    }
    store::create(&args.folder, &project)?;
    let labels = project.codebook().labels().count();
    if shell.common.json {
        let head = project.head();
        shell.json(&NewJson {
            project: args.folder.display().to_string(),
            id: &head.id,
            name: &head.name,
            labels,
        })?;
    } else {
        shell.note(&format!(
            "Made the project “{}” in {} with {labels} labels",
            project.head().name,
            args.folder.display()
        ));
    }
    Ok(Status::Clean)
}

/// The last part of the path, also for `.`.
fn name_from_folder(folder: &Path) -> String {
    let whole = std::path::absolute(folder).and_then(|path| {
        if path.exists() {
            path.canonicalize()
        } else {
            Ok(path)
        }
    });
    let whole = whole.unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(
        || "Project".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn codebook(choice: &Path) -> Result<Option<Codebook>, UserError> {
    match choice.to_str() {
        Some("empty") => Ok(None),
        Some("news-interview") => Ok(Some(sample::news_interview()?)),
        _ => codebook_from_path(choice).map(Some),
    }
}

/// Another project, as a folder or a single file, or the `codebook.ron` of one.
fn codebook_from_path(path: &Path) -> Result<Codebook, UserError> {
    let is_codebook = path.file_name().is_some_and(|name| name == "codebook.ron");
    if path.is_dir() || !is_codebook {
        return match store::open(path) {
            Ok(opened) => match opened
                .problems
                .iter()
                .find(|problem| problem.file.ends_with("codebook.ron"))
            {
                Some(problem) => Err(unreadable(path, &problem.to_string())),
                None => Ok(opened.project.codebook().clone()),
            },
            // A codebook under another name than usual.
            Err(error) => match store::read_capped(path) {
                Ok(bytes) => from_bytes(&bytes, path).map_err(|_| unreadable(path, &error.message)),
                Err(_) => Err(unreadable(path, &error.message)),
            },
        };
    }
    let bytes = store::read_capped(path).map_err(|error| unreadable(path, &error.message))?;
    from_bytes(&bytes, path)
}

fn from_bytes(bytes: &[u8], path: &Path) -> Result<Codebook, UserError> {
    store::codebook_from_bytes(bytes, &path.display().to_string())
}

fn unreadable(path: &Path, why: &str) -> UserError {
    UserError::with_hint(
        format!("The codebook {} could not be read: {why}", path.display()),
        "Give `news-interview`, `empty`, a project or the codebook.ron of one",
    )
}
