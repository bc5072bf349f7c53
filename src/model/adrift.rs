//! A label whose words are not where they were, since the text is another one: it keeps all it says and waits to be placed.
//! Knows no text; what stands where is found by others.

use super::Annotation;

/// Where words stood in a text that is gone: start and end in scalars, and the words as files keep them.
pub type OldPlace = (u32, u32, String);

#[derive(Clone, Debug, PartialEq)]
pub struct Adrift {
    /// Without fragments.
    pub annotation: Annotation,
    /// Where each fragment was looked for last. Never empty.
    pub at: Vec<OldPlace>,
}

impl Adrift {
    /// The words that it was put on, fragments joined by ` … `.
    pub fn quote(&self) -> String {
        let words: Vec<&str> = self.at.iter().map(|(_, _, words)| words.as_str()).collect();
        words.join(" … ")
    }

    /// For a list of problems.
    pub fn told(&self) -> String {
        let words: String = self.quote().chars().take(60).collect();
        let id = &self.annotation.id;
        format!("annotation “{id}” waits to be placed: nobody knows where “{words}” stands now")
    }
}
