//! Writes exports, for the window and the shell: nothing of the project itself is ever written over, and nothing else that is
//! there without having been told to.

use crate::formats::{Exporter, Losses, MemorySink, Options, Scope, Shape};
use crate::model::{Project, UserError};
use crate::store::disk::{Disk, Kind};
use crate::store::{self, Location, OwnFiles};
use std::fmt;
use std::path::{Path, PathBuf};

/// Paths and what is to stand there.
pub type Files = Vec<(PathBuf, Vec<u8>)>;

/// All files in memory first: an export that fails half way has written nothing. `out` is the file, or the folder of a format
/// that writes several.
pub fn rendered(
    exporter: &dyn Exporter,
    project: &Project,
    scope: &Scope,
    options: &Options,
    out: &Path,
) -> Result<(Files, Losses), UserError> {
    match exporter.shape() {
        Shape::OneFile => {
            let mut bytes = Vec::new();
            let mut losses = exporter.export(project, scope, options, &mut bytes)?;
            add_waiting(exporter, project, scope, &mut losses);
            Ok((vec![(out.to_owned(), bytes)], losses))
        }
        Shape::FilePerDocument => {
            let mut sink = MemorySink::default();
            let mut losses = exporter.export_files(project, scope, options, &mut sink)?;
            add_waiting(exporter, project, scope, &mut losses);
            let files = sink.0.into_iter().map(|(name, bytes)| {
                let path = name.split('/').fold(out.to_owned(), |path, part| path.join(part));
                (path, bytes)
            });
            Ok((files.collect(), losses))
        }
    }
}

/// Labels that wait to be placed have no offsets: only the project's own form carries them.
fn add_waiting(exporter: &dyn Exporter, project: &Project, scope: &Scope, losses: &mut Losses) {
    if exporter.info().id == "ron" {
        return;
    }
    for document in scope.documents(project) {
        for (_, layer) in scope.layers_of(project, &document.id) {
            for adrift in scope.adrift(project, layer) {
                let place = format!("{}: {}", document.id, adrift.annotation.id);
                losses.add("the label waits to be placed", place);
            }
        }
    }
}

/// Why nothing may be written to a path.
#[derive(Debug)]
pub struct Refusal {
    pub path: PathBuf,
    pub why: RefusalKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    Folder,
    Device,
    AmongOwnFiles,
    OwnFile,
    /// Only this one can be forced.
    Exists,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.why {
            RefusalKind::Folder => "is a folder, and the export is one file",
            RefusalKind::Device => "is a device or a pipe, and would be replaced by a file",
            RefusalKind::AmongOwnFiles => "lies among the files of the project itself",
            RefusalKind::OwnFile => "is a file of the project itself",
            RefusalKind::Exists => "exists already",
        };
        write!(f, "{} {words}", self.path.display())
    }
}

/// Looks at every target before the first is written. `force`: what exists may be replaced.
pub fn refuse_targets(
    disk: &dyn Disk,
    files: &Files,
    project: &Location,
    force: bool,
) -> Result<(), Refusal> {
    let own = OwnFiles::on(disk, project);
    match files
        .iter()
        .find_map(|(path, _)| Some((path, refusal(disk, path, &own, force)?)))
    {
        None => Ok(()),
        Some((path, why)) => Err(Refusal {
            path: path.clone(),
            why,
        }),
    }
}

fn refusal(disk: &dyn Disk, path: &Path, own: &OwnFiles<'_>, force: bool) -> Option<RefusalKind> {
    let kind = disk.facts(path).map(|facts| facts.kind);
    if matches!(kind, Ok(Kind::Folder)) {
        Some(RefusalKind::Folder)
    } else if matches!(kind, Ok(Kind::Link | Kind::Other)) {
        Some(RefusalKind::Device)
    } else if own.lies_among(path) {
        Some(RefusalKind::AmongOwnFiles)
    } else if own.has(path) {
        Some(RefusalKind::OwnFile)
    } else if !force && disk.link_facts(path).is_ok() {
        Some(RefusalKind::Exists)
    } else {
        None
    }
}

pub fn write(disk: &dyn Disk, files: &Files, shape: Shape) -> Result<(), UserError> {
    for (number, (path, bytes)) in files.iter().enumerate() {
        let written = match (shape, path.parent()) {
            (Shape::FilePerDocument, Some(folder)) => disk.make_folder(folder).map_err(|error| {
                UserError::new(format!(
                    "The folder {} could not be made: {error}",
                    folder.display()
                ))
            }),
            _ => Ok(()),
        };
        written
            .and_then(|()| store::write_atomic_on(disk, path, bytes))
            .map_err(|mut error| {
                if files.len() > 1 {
                    error.message += &format!(" ({number} of {} files were written before)", files.len());
                }
                error
            })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::testing::Notes;
    use crate::store::disk::Real;

    #[test]
    fn a_format_of_several_files_makes_its_folders_and_overwrites_none() {
        let desk = tempfile::tempdir().unwrap();
        let out = desk.path().join("new/out");
        let location = Location::Folder(desk.path().join("project"));
        let project = Project::new("p", "p");
        let (files, _) = rendered(&Notes, &project, &Scope::default(), &Options::default(), &out).unwrap();
        refuse_targets(&Real, &files, &location, false).unwrap();
        write(&Real, &files, Shape::FilePerDocument).unwrap();
        let ben = out.join("ben").join("one.note");
        assert_eq!(std::fs::read_to_string(&ben).unwrap(), "ben/one.note");
        // One file that is there stops all of them before the first is written.
        let ana = out.join("ana").join("one.note");
        std::fs::remove_file(&ana).unwrap();
        let refused = refuse_targets(&Real, &files, &location, false).unwrap_err();
        assert!(
            refused.to_string().contains("one.note exists already"),
            "{refused}"
        );
        refuse_targets(&Real, &files, &location, true).unwrap();
    }
}
