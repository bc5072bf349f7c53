//! How far a person is with a document.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Progress {
    #[default]
    New,
    InProgress,
    Finished,
    Locked,
}

impl Progress {
    pub const ALL: [Self; 4] = [Self::New, Self::InProgress, Self::Finished, Self::Locked];

    /// The word in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in-progress",
            Self::Finished => "finished",
            Self::Locked => "locked",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::InProgress => "In progress",
            Self::Finished => "Finished",
            Self::Locked => "Locked",
        }
    }
}
