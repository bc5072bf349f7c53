//! What others changed in the open project, in one sentence. Knows only the states before and after.

use super::*;

impl Session {
    /// “The labels of Ben on “Talk” were updated”.
    pub(super) fn told(&self, before: &Project, files: &BTreeSet<FileKey>) -> String {
        let Some(open) = &self.open else {
            return String::new();
        };
        let layers: Vec<&LayerKey> = files
            .iter()
            .filter_map(|file| match file {
                FileKey::Layer(key) => Some(key),
                _ => None,
            })
            .collect();
        let new: Vec<&Arc<Document>> = open
            .project
            .documents()
            .filter(|document| before.document(document.id.as_str()).is_none())
            .collect();
        if new.is_empty()
            && let Some(text) = self.told_of_texts(open, before, files)
        {
            return text;
        }
        let whose = |key: &LayerKey| match open.me.as_ref() == Some(&key.annotator) {
            true => "Your labels".to_owned(),
            false => format!("The labels of {}", self.name_of(&key.annotator)),
        };
        match (new.as_slice(), layers.as_slice()) {
            ([document], _) => format!("“{}” is new in this project", document.title),
            ([_, _, ..], _) => format!("{} documents are new in this project", new.len()),
            ([], [key]) => {
                let title = title(open, before, &key.document);
                format!("{} on “{title}” were updated", whose(key))
            }
            ([], [key, rest @ ..]) if rest.iter().all(|other| other.annotator == key.annotator) => {
                format!("{} were updated in {} documents", whose(key), layers.len())
            }
            ([], [_, ..]) => format!("Labels were updated in {} layers", layers.len()),
            ([], []) if files.contains(&FileKey::Codebook) => "The codebook was changed elsewhere".to_owned(),
            _ => "The project was changed elsewhere".to_owned(),
        }
    }

    /// Another text matters more than the labels that went with their words: some may wait for the user now.
    fn told_of_texts(&self, open: &Open, before: &Project, files: &BTreeSet<FileKey>) -> Option<String> {
        let changed: Vec<&DocumentId> = files
            .iter()
            .filter_map(|file| match file {
                FileKey::Text(id) => Some(id),
                _ => None,
            })
            .filter(|id| before.text(id.as_str()).is_some())
            .filter(|id| before.text(id.as_str()) != open.project.text(id.as_str()))
            .collect();
        let what = match changed.as_slice() {
            [] => return None,
            [id] => format!("The text of “{}” was changed", title(open, before, id)),
            texts => format!("The texts of {} documents were changed", texts.len()),
        };
        let waiting: usize = open
            .project
            .layers()
            .filter(|(key, _)| changed.contains(&&key.document) && open.may_write(key))
            .map(|(_, layer)| layer.all_adrift().len())
            .sum();
        let key = self.keymap.hint(CommandId::PlaceLabels);
        let key = key.map_or_else(String::new, |key| format!(" ({key})"));
        Some(match waiting {
            0 => format!("{what} by another program"),
            1 => format!("{what} by another program; 1 label waits for its place{key}"),
            count => format!("{what} by another program; {count} labels wait for their places{key}"),
        })
    }
}

fn title(open: &Open, before: &Project, id: &DocumentId) -> String {
    let document = open.project.document(id.as_str());
    let document = document.or_else(|| before.document(id.as_str()));
    document.map_or_else(|| id.to_string(), |document| document.title.clone())
}
