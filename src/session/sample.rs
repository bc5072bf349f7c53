//! What the program brings along: the sample project, the codebook "News interview", and palettes for new labels and people.

use crate::model::edit::EditError;
use crate::model::{Codebook, Colour, UserError};
use crate::store;

/// For new labels, in this order. Chosen to stay apart for people with colour-blindness
/// (after Okabe and Ito 2008, darkened where they were too light for lines).
pub static LABEL_COLOURS: &[Colour] = &[
    Colour([0x00, 0x72, 0xb2]),
    Colour([0xd5, 0x5e, 0x00]),
    Colour([0x00, 0x9e, 0x73]),
    Colour([0xcc, 0x79, 0xa7]),
    Colour([0xe6, 0x9f, 0x00]),
    Colour([0x56, 0xb4, 0xe9]),
    Colour([0x8c, 0x56, 0x4b]),
    Colour([0x6a, 0x51, 0xa3]),
    Colour([0xa8, 0xa4, 0x1e]),
    Colour([0x1b, 0x7f, 0x86]),
    Colour([0xc2, 0x3b, 0x4e]),
    Colour([0x7a, 0x7a, 0x7a]),
];

/// For people: apart from each other and calmer than the labels.
pub static PERSON_COLOURS: &[Colour] = &[
    Colour([0x2f, 0x6f, 0xb5]),
    Colour([0xb8, 0x5c, 0x1e]),
    Colour([0x3b, 0x8a, 0x54]),
    Colour([0x8e, 0x4c, 0x9e]),
    Colour([0xa0, 0x3a, 0x4a]),
    Colour([0x5b, 0x6b, 0x2c]),
];

/// The files of the sample interview, by their path in the project.
pub static INTERVIEW: &[(&str, &[u8])] = &include!("sample_files.in");

/// The codebook for news interviews.
static NEWS_INTERVIEW: &[u8] = include_bytes!("../../assets/codebooks/news-interview.ron");

/// The codebook "News interview". The file is part of the program; a test reads it.
pub fn news_interview() -> Result<Codebook, EditError> {
    store::codebook_from_bytes(NEWS_INTERVIEW, "news-interview.ron")
        .map_err(|error: UserError| EditError::Invalid(error.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codebook_and_the_sample_read_without_a_problem() {
        let codebook = news_interview().unwrap();
        assert!(codebook.labels().count() >= 10);
        let files: Vec<(String, Vec<u8>)> = INTERVIEW
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
            .collect();
        let (project, problems) = store::embedded::project_from_files(&files).unwrap();
        assert_eq!(problems, vec![]);
        assert_eq!(project.documents().count(), 2);
    }
}
