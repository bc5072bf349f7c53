//! Short words for the user about what happened. Knows nothing else of the session.

use crate::model::UserError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub hint: Option<String>,
    pub error: bool,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            hint: None,
            error: false,
        }
    }
}

impl From<UserError> for Notice {
    fn from(error: UserError) -> Self {
        Self {
            text: error.message,
            hint: error.hint,
            error: true,
        }
    }
}
