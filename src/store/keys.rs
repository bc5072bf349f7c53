//! The files of a project folder: their names, and which of them an edit touches.

use crate::model::edit::{Key, Transaction};
use crate::model::{DocumentId, LayerKey, PersonId, Project};
use std::collections::BTreeSet;

/// One file of a project. The order is the order of writing: what others refer to comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKey {
    Project,
    Codebook,
    Entities(PersonId),
    Document(DocumentId),
    Text(DocumentId),
    Layer(LayerKey),
    GitAttributes,
}

impl FileKey {
    /// The path within the project folder, with `/` on every system.
    pub fn path(&self) -> String {
        match self {
            Self::Project => "project.ron".to_owned(),
            Self::Codebook => "codebook.ron".to_owned(),
            Self::Entities(person) => format!("entities/{person}.ron"),
            Self::Document(id) => format!("documents/{id}.ron"),
            Self::Text(id) => format!("documents/{id}.txt"),
            Self::Layer(key) => format!("layers/{}/{}.ron", key.annotator, key.document),
            Self::GitAttributes => ".gitattributes".to_owned(),
        }
    }

    /// None where no file of a project has this path.
    pub fn from_path(path: &str) -> Option<Self> {
        match path {
            "project.ron" => return Some(Self::Project),
            "codebook.ron" => return Some(Self::Codebook),
            ".gitattributes" => return Some(Self::GitAttributes),
            _ => {}
        }
        let (folder, name) = path.rsplit_once('/')?;
        let (stem, extension) = name.rsplit_once('.')?;
        let document = || DocumentId::new(stem).ok();
        match (folder, extension) {
            ("documents", "txt") => document().map(Self::Text),
            ("documents", "ron") => document().map(Self::Document),
            ("entities", "ron") => PersonId::new(stem).ok().map(Self::Entities),
            (folder, "ron") => {
                let annotator = PersonId::new(folder.strip_prefix("layers/")?).ok()?;
                Some(Self::Layer(LayerKey::new(document()?, annotator)))
            }
            _ => None,
        }
    }

    pub fn is_ron(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::GitAttributes)
    }
}

/// The files that hold what an edit changed.
pub fn files_of(transaction: &Transaction) -> BTreeSet<FileKey> {
    transaction
        .changes
        .iter()
        .map(|change| file_of(&change.key))
        .collect()
}

fn file_of(key: &Key) -> FileKey {
    match key {
        Key::Head | Key::Person(_) | Key::Redirect(_) | Key::Assignment(_) | Key::Lock(_) => FileKey::Project,
        Key::CodebookHead | Key::Label(_) | Key::Attribute(_) | Key::LinkKind(_) => FileKey::Codebook,
        Key::Entity(person, _) => FileKey::Entities(person.clone()),
        Key::Document(id) => FileKey::Document(id.clone()),
        Key::Text(id) => FileKey::Text(id.clone()),
        Key::Layer(key)
        | Key::Annotation(key, _)
        | Key::Link(key, _)
        | Key::Comment(key, _)
        | Key::Decision(key, _) => FileKey::Layer(key.clone()),
    }
}

/// Every file that a project consists of.
pub fn all_files(project: &Project) -> BTreeSet<FileKey> {
    let mut files = BTreeSet::from([FileKey::Project, FileKey::Codebook, FileKey::GitAttributes]);
    files.extend(
        project
            .entity_entries()
            .map(|((person, _), _)| FileKey::Entities(person.clone())),
    );
    for document in project.documents() {
        files.insert(FileKey::Document(document.id.clone()));
        if project.text(document.id.as_str()).is_some() {
            files.insert(FileKey::Text(document.id.clone()));
        }
    }
    files.extend(project.layers().map(|(key, _)| FileKey::Layer(key.clone())));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_known_by_its_path() {
        let (document, person) = (
            DocumentId::new("talk-k3v9q2").unwrap(),
            PersonId::new("ana").unwrap(),
        );
        let files = [
            FileKey::Project,
            FileKey::Codebook,
            FileKey::GitAttributes,
            FileKey::Entities(person.clone()),
            FileKey::Document(document.clone()),
            FileKey::Text(document.clone()),
            FileKey::Layer(LayerKey::new(document, person)),
        ];
        for file in files {
            assert_eq!(FileKey::from_path(&file.path()), Some(file));
        }
    }

    #[test]
    fn paths_that_leave_the_folder_or_cannot_be_shared_are_no_files_of_a_project() {
        for path in [
            "documents/../../etc/passwd.txt",
            "layers/../x.ron",
            "layers/ana/con.ron",
            "layers/ana/b/x.ron",
            "/documents/x.ron",
            "documents\\x.ron",
            "documents/a b.txt",
            "layers/ana/x.txt",
            "layers/x.ron",
            "documents/.ron",
            "x.ron",
        ] {
            assert_eq!(FileKey::from_path(path), None, "{path}");
        }
    }
}
