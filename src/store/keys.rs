//! The files of a project folder: their names, and which of them an edit touches.

use crate::model::edit::{self, Item, Key, Part, Transaction};
use crate::model::{
    AnnotationId, AttributeId, CommentId, Conflict, DecisionId, DocumentId, EntityId, IdError, LabelId,
    LayerKey, LinkId, LinkKindId, PersonId, Project,
};
use std::collections::BTreeSet;
use std::sync::Arc;

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

/// The file that holds an item.
pub fn file_of(key: &Key) -> FileKey {
    match key {
        Key::Head | Key::Person(_) | Key::Redirect(_) | Key::Assignment(_) | Key::Lock(_) => FileKey::Project,
        Key::CodebookHead | Key::Label(_) | Key::Attribute(_) | Key::LinkKind(_) => FileKey::Codebook,
        Key::Entity(person, _) => FileKey::Entities(person.clone()),
        Key::Document(id) => FileKey::Document(id.clone()),
        Key::Text(id) => FileKey::Text(id.clone()),
        Key::Layer(key)
        | Key::Annotation(key, _)
        | Key::Adrift(key, _)
        | Key::Link(key, _)
        | Key::Comment(key, _)
        | Key::Decision(key, _) => FileKey::Layer(key.clone()),
        // A text has no room for anything beside it.
        Key::Conflict(of) => match &**of {
            Key::Text(id) => FileKey::Document(id.clone()),
            of => file_of(of),
        },
    }
}

/// An item as its file calls it: its list and its id, as `labels/claim`; `head` for what stands at the top of the file.
/// None for what has no versions.
pub fn row_name(key: &Key) -> Option<String> {
    let (list, id) = match key {
        Key::Head | Key::CodebookHead | Key::Document(_) | Key::Layer(_) => return Some("head".to_owned()),
        Key::Text(_) => return Some("text".to_owned()),
        Key::Person(id) => ("people", id.as_str()),
        Key::Redirect(id) => ("redirects", id.as_str()),
        Key::Label(id) => ("labels", id.as_str()),
        Key::Attribute(id) => ("attributes", id.as_str()),
        Key::LinkKind(id) => ("link_kinds", id.as_str()),
        Key::Entity(_, id) => ("entities", id.as_str()),
        Key::Annotation(_, id) => ("annotations", id.as_str()),
        Key::Adrift(_, id) => ("adrift", id.as_str()),
        Key::Link(_, id) => ("links", id.as_str()),
        Key::Comment(_, id) => ("comments", id.as_str()),
        Key::Decision(_, id) => ("decisions", id.as_str()),
        Key::Assignment(_) | Key::Lock(_) | Key::Conflict(_) => return None,
    };
    Some(format!("{list}/{id}"))
}

/// The inverse of `row_name` within a file; None where the file has no such list, an error where the id is none.
pub fn key_from_row_name(file: &FileKey, name: &str) -> Result<Option<Key>, IdError> {
    let (list, id) = name.split_once('/').unwrap_or((name, ""));
    let key = match (file, list) {
        (FileKey::Project, "head") => Key::Head,
        (FileKey::Codebook, "head") => Key::CodebookHead,
        (FileKey::Document(document), "head") => Key::Document(document.clone()),
        (FileKey::Document(document), "text") => Key::Text(document.clone()),
        (FileKey::Layer(layer), "head") => Key::Layer(layer.clone()),
        (FileKey::Project, "people") => Key::Person(PersonId::new(id)?),
        (FileKey::Project, "redirects") => Key::Redirect(EntityId::new(id)?),
        (FileKey::Codebook, "labels") => Key::Label(LabelId::new(id)?),
        (FileKey::Codebook, "attributes") => Key::Attribute(AttributeId::new(id)?),
        (FileKey::Codebook, "link_kinds") => Key::LinkKind(LinkKindId::new(id)?),
        (FileKey::Entities(person), "entities") => Key::Entity(person.clone(), EntityId::new(id)?),
        (FileKey::Layer(layer), "annotations") => Key::Annotation(layer.clone(), AnnotationId::new(id)?),
        (FileKey::Layer(layer), "adrift") => Key::Adrift(layer.clone(), AnnotationId::new(id)?),
        (FileKey::Layer(layer), "links") => Key::Link(layer.clone(), LinkId::new(id)?),
        (FileKey::Layer(layer), "comments") => Key::Comment(layer.clone(), CommentId::new(id)?),
        (FileKey::Layer(layer), "decisions") => Key::Decision(layer.clone(), DecisionId::new(id)?),
        _ => return Ok(None),
    };
    Ok(Some(key))
}

/// The conflicts that a file holds, by the item that they are about.
pub fn conflicts_in<'a>(
    project: &'a Project,
    file: &FileKey,
) -> impl Iterator<Item = (&'a Key, &'a Arc<Conflict>)> {
    project
        .conflicts()
        .filter(move |(of, _)| file_of(&(*of).clone().conflict()) == *file)
}

/// The items that a file holds, its head first; conflicts last.
pub fn items(project: &Project, file: &FileKey) -> Vec<(Key, Item)> {
    part_of(file).map_or_else(Vec::new, |part| edit::items(project, &part))
}

/// What of a project a file holds.
pub fn part_of(file: &FileKey) -> Option<Part<'_>> {
    Some(match file {
        FileKey::Project => Part::Project,
        FileKey::Codebook => Part::Codebook,
        FileKey::Entities(person) => Part::Entities(person),
        FileKey::Document(id) => Part::Document(id),
        FileKey::Text(id) => Part::Text(id),
        FileKey::Layer(key) => Part::Layer(key),
        FileKey::GitAttributes => return None,
    })
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
    files.extend(project.conflicts().map(|(of, _)| file_of(&of.clone().conflict())));
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
