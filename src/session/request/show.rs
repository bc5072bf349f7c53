//! The parts of the window that the session points at: what gets the keyboard, and which dialog opens. Knows no pixels.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Text,
    Attributes,
    Note,
    /// The field of the find bar.
    Find,
    /// The field of the search in all documents.
    Search,
    /// The looks of the text.
    View,
    /// The list of labels that wait to be placed.
    Placing,
    /// The list of conflicts.
    Conflicts,
    /// While reviewing: why a place is decided so.
    Reason,
    /// While reviewing: a comment on the place.
    Remark,
}

/// A dialog or sheet that the window has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    NewProject,
    OpenProject,
    Import,
    BringIn,
    Export,
    SaveCopy,
    SaveElsewhere,
    Problems,
    Board,
    /// Open discussions, or one's own differences.
    Talks,
    Earlier,
    WhoAmI,
    /// Another window has the project.
    OtherWindow,
    /// Edits that belong to another state of the project.
    Asides,
    Palette,
    GoToDocument,
    Codebook,
    Shortcuts,
    TagAll,
    /// Decide many places by a rule.
    Rules,
    /// Export of the agreed result alone.
    ExportAgreed,
    ReplaceText,
    /// A project was dropped on the one that is open.
    Dropped,
}
