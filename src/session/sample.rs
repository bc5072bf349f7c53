//! What the program brings along: the sample project, and the codebook "News interview".

use crate::model::edit::EditError;
use crate::model::{Codebook, UserError};
use crate::store;

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
