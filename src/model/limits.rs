//! How large a thing may be: far more than people make, and little enough that nothing takes forever. Edits refuse what is larger;
//! reading leaves it out and tells it. Knows no file.

use super::edit::Item;
use super::{AttributeValue, Attributes, Fragments};

/// Levels of labels below each other.
pub const DEEPEST: usize = 512;
/// Merges of labels or entities one after the other.
pub const MERGES: usize = 1_000;
/// Bytes of a name, a title, a word to choose.
pub const NAME: usize = 64 << 10;
/// Bytes of a note, a description, a comment.
pub const WORDS: usize = 16 << 20;
/// Places of one label.
pub const FRAGMENTS: usize = 10_000;

/// Looks for the first thing that is too large.
#[derive(Default)]
struct Measure(Option<String>);

impl Measure {
    fn name(mut self, what: &str, words: &str) -> Self {
        if self.0.is_none() && words.len() > NAME {
            self.0 = Some(format!("{what} is longer than {} kB", NAME >> 10));
        }
        self
    }

    fn words(mut self, what: &str, words: &str) -> Self {
        if self.0.is_none() && words.len() > WORDS {
            self.0 = Some(format!("{what} is longer than {} MB", WORDS >> 20));
        }
        self
    }

    fn names<'a>(self, what: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        words
            .into_iter()
            .fold(self, |measure, word| measure.name(what, word))
    }

    fn fields(self, fields: &[(String, String)]) -> Self {
        let names = self.names(
            "the name of a field",
            fields.iter().map(|(name, _)| name.as_str()),
        );
        fields
            .iter()
            .fold(names, |measure, (_, value)| measure.words("a field", value))
    }

    fn fragments(mut self, fragments: &Fragments) -> Self {
        if self.0.is_none() && fragments.len() > FRAGMENTS {
            self.0 = Some(format!("a label has more than {FRAGMENTS} places"));
        }
        self
    }

    fn attributes(self, attributes: &Attributes) -> Self {
        attributes.iter().fold(self, |measure, (_, value)| match value {
            AttributeValue::Text(text) => measure.words("an attribute", text),
            AttributeValue::Choice(word) => measure.name("a choice", word),
            AttributeValue::Choices(words) => {
                measure.names("a choice", words.iter().map(|word| word.as_str()))
            }
            _ => measure,
        })
    }
}

/// What of an item is too large, and how large it may be; None where all is well.
pub fn too_large(item: &Item) -> Option<String> {
    let measure = Measure::default();
    let measure = match item {
        Item::Head(head) => measure
            .name("the project’s name", &head.name)
            .words("a note", &head.notes),
        Item::CodebookHead(head) => measure
            .name("the codebook’s name", &head.name)
            .words("the guidelines", &head.guidelines),
        Item::Person(person) => measure.name("a person’s name", &person.name),
        Item::Label(label) => measure
            .name("a label’s name", &label.name)
            .words("a description", &label.description)
            .words("a description", &label.include)
            .words("a description", &label.exclude),
        Item::Attribute(attribute) => measure
            .name("an attribute’s name", &attribute.name)
            .words("a description", &attribute.description),
        Item::LinkKind(kind) => measure
            .name("a link kind’s name", &kind.name)
            .words("a description", &kind.description),
        Item::Entity(entity) => measure
            .name("an entity’s name", &entity.name)
            .names("an alias", entity.aliases.iter().map(String::as_str))
            .fields(&entity.fields)
            .words("a note", &entity.note),
        Item::Document(document) => measure
            .names(
                "a document’s title, date, source or author",
                [
                    &document.title,
                    &document.date,
                    &document.source,
                    &document.author,
                ]
                .map(String::as_str),
            )
            .fields(&document.fields)
            .words("a note", &document.notes),
        Item::Annotation(annotation) => measure
            .fragments(&annotation.fragments)
            .attributes(&annotation.attributes)
            .words("a note", &annotation.note),
        Item::Adrift(adrift) => measure
            .attributes(&adrift.annotation.attributes)
            .words("a note", &adrift.annotation.note),
        Item::Link(link) => measure.words("a note", &link.note),
        Item::Comment(comment) => measure.words("a comment", &comment.text),
        Item::Decision(decision) => measure
            .fragments(&decision.at)
            .words("a reason", &decision.reason),
        Item::Redirect(_) | Item::Mark | Item::Text(_) | Item::Layer(_) | Item::Conflict(_) => measure,
    };
    measure.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Label, LabelId, Person, PersonId};
    use std::sync::Arc;

    #[test]
    fn what_people_make_is_within_and_what_a_machine_made_is_named() {
        let label = |name: &str| Label::new(LabelId::new("claim").unwrap(), name);
        assert_eq!(too_large(&Item::Label(Arc::new(label(&"c".repeat(NAME))))), None);
        let told = too_large(&Item::Label(Arc::new(label(&"c".repeat(NAME + 1))))).unwrap();
        assert_eq!(told, "a label’s name is longer than 64 kB");
        let described = Label {
            description: "d".repeat(WORDS + 1),
            ..label("claim")
        };
        let told = too_large(&Item::Label(Arc::new(described))).unwrap();
        assert_eq!(told, "a description is longer than 16 MB");
        let person = Person {
            id: PersonId::new("ana").unwrap(),
            name: "A".repeat(NAME + 1),
            colour: Default::default(),
            kind: Default::default(),
        };
        assert!(too_large(&Item::Person(Arc::new(person))).is_some());
    }
}
