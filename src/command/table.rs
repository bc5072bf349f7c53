//! The rows. Label and link keys come from the codebook and are not here.

/// Where a command's chords work; each place lies within the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere, also while a text field has the focus.
    Anywhere,
    /// While no text field has the focus and a document is open.
    Text,
    /// As `Text`, and places are being reviewed.
    Review,
}

pub struct Command {
    pub id: CommandId,
    pub title: &'static str,
    pub help: &'static str,
    pub chords: &'static [&'static str],
    pub scope: Scope,
    /// The heading it stands under in menu and sheet.
    pub group: &'static str,
}

macro_rules! commands {
    ($($group:literal { $($id:ident $scope:ident [$($chord:literal),*] $title:literal, $help:literal;)* })*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandId { $($($id,)*)* }

        /// Every command, in the order of the menu.
        pub static COMMANDS: &[Command] = &[$($(Command {
            id: CommandId::$id,
            title: $title,
            help: $help,
            chords: &[$($chord),*],
            scope: Scope::$scope,
            group: $group,
        },)*)*];
    };
}

commands! {
    "Project" {
        NewProject Anywhere ["Ctrl+Shift+N"] "New project…", "Make an empty project in a folder";
        OpenProject Anywhere ["Ctrl+O"] "Open project…", "Open a project folder or a single file";
        OpenSample Anywhere [] "Open the sample interview", "A copy to try everything on";
        ImportFiles Anywhere ["Ctrl+Shift+I"] "Import…", "Bring texts or labels in";
        BringIn Anywhere ["Ctrl+Shift+G"] "Bring in labels…", "A teammate’s labels from a file, a project or layers; you see first what they change";
        Export Anywhere ["Ctrl+E"] "Export…", "Write labels in another format";
        Save Anywhere ["Ctrl+S"] "Save now", "Saving also happens by itself, a second after the last edit";
        ReplaceText Anywhere ["Ctrl+H"] "Replace by a corrected text…", "Put another text under this document’s labels; they go with their words";
        AcceptText Anywhere [] "Accept the changed text", "Take this document’s text as another program left it";
        SaveCopy Anywhere ["Ctrl+Shift+S"] "Save a copy as one file…", "The whole project in one file, to mail or keep";
        SaveElsewhere Anywhere [] "Save project to another folder…", "The whole project as a folder of its own, to keep or to go on there";
        Asides Anywhere [] "Edits not in the files…", "Edits that were laid aside as the files were put back to another state";
        TakeOver Anywhere [] "Take over from another window…", "Write here what another window on the same project has";
        Problems Anywhere ["Ctrl+Shift+K"] "Problems…", "Look the whole project through, and repair what can be repaired";
        EarlierStates Anywhere ["Ctrl+Shift+H"] "Earlier states…", "Bring a file back as it was";
        Board Anywhere ["F5"] "Board…", "Documents by people: progress, who does what, differences that are left";
        ToDiscuss Anywhere ["Shift+F5"] "To discuss…", "Comments and places put aside, in all documents; answer and resolve them";
        MyDifferences Anywhere ["Ctrl+F5"] "My differences…", "Where the agreed result is not as you have it, and why";
        WhoAmI Anywhere [] "Who am I…", "Choose whose labels you write in this project";
        CloseProject Anywhere ["Ctrl+W"] "Close project", "Back to the welcome page";
        Quit Anywhere ["Ctrl+Q"] "Quit", "Save and leave";
    }
    "Edit" {
        Undo Anywhere ["Ctrl+Z"] "Undo", "Take the last edit back, in whatever document it was";
        Redo Anywhere ["Ctrl+Shift+Z", "Ctrl+Y"] "Redo", "Make the edit again that was taken back";
        Copy Text ["Ctrl+C"] "Copy", "Copy the selected words, or the selected label's";
        CopyWithSource Text ["Ctrl+Shift+C"] "Copy with source", "Copy the words with document and place";
        Find Anywhere ["Ctrl+F"] "Find…", "Find words in this document; selected words are taken";
        FindNext Anywhere ["F3"] "Find next", "Go to the next hit";
        FindPrevious Anywhere ["Shift+F3"] "Find previous", "Go to the hit before";
        SearchAll Anywhere ["Ctrl+Shift+F"] "Find in all documents…", "Find words in texts, labels, notes and comments of the project";
        NextHit Anywhere ["F4"] "Next hit", "Go to the next hit of the search in all documents";
        PreviousHit Anywhere ["Shift+F4"] "Previous hit", "Go to the hit before of the search in all documents";
    }
    "Selecting" {
        SelectAll Text ["Ctrl+A"] "Select all", "Select the whole text";
        ExpandSelection Text ["Ctrl+J"] "Expand selection", "From the word to the label around, the sentence, the paragraph, the text";
        ShrinkSelection Text ["Ctrl+Shift+J"] "Shrink selection", "Back the way the selection was expanded";
        SelectLabelWords Text ["Ctrl+D"] "Select the label’s words", "Make the words of the selected label the selection";
    }
    "Tagging" {
        Delete Text ["Delete", "Backspace"] "Delete label", "Delete the selected label and its links";
        NextLabel Text ["]"] "Next label", "Select the next label in the text";
        PreviousLabel Text ["["] "Previous label", "Select the label before";
        NextAlike Text ["Ctrl+]"] "Next label like this", "Select the next label of the same name";
        PreviousAlike Text ["Ctrl+["] "Previous label like this", "Select the label of the same name before";
        NextDoubt Anywhere ["F7"] "Next doubt", "Select the next label marked as not sure";
        PreviousDoubt Anywhere ["Shift+F7"] "Previous doubt", "Select the label before that is marked as not sure";
        GoToLinked Text ["Ctrl+G"] "Go to linked label", "Go to the other end of the label's link; again, to its next link and back";
        EditAttributes Text ["Tab", "Enter"] "Fill in attributes", "Go to the selected label's attributes";
        EditNote Text ["Ctrl+M"] "Note", "Write a note on the selected label";
        ToggleDoubt Text ["?"] "Not sure", "Mark the selected label as doubtful, or not";
        RepeatLabel Text ["."] "Repeat label", "Tag the selection with the label used last";
        StickyLabel Text ["Ctrl+L"] "Keep tagging", "Tag each new selection at once with the label used last";
        AddFragment Text ["+"] "Add fragment", "Add the selection to the selected label as another part";
        EndRight Text ["Alt+Right"] "End further", "Move the label's end one word on";
        EndLeft Text ["Alt+Left"] "End nearer", "Move the label's end one word back";
        StartRight Text ["Alt+Shift+Right"] "Start nearer", "Move the label's start one word on";
        StartLeft Text ["Alt+Shift+Left"] "Start further", "Move the label's start one word back";
        PlaceLabels Anywhere ["F6"] "Labels to place…", "List the labels whose words are not where they were";
        PlaceHere Anywhere ["Alt+Enter"] "Place at the selection", "Give the label that waits the selected words";
        PlaceSure Anywhere [] "Place all sure ones", "Place the labels that can be meant in one way only";
        TagAll Anywhere ["Ctrl+Shift+A"] "Tag all…", "Tag every place where the searched or selected words stand";
        MarkFinished Anywhere ["Ctrl+Enter"] "Finished", "Mark this document as finished for you, or take it back";
    }
    "Reviewing" {
        Review Anywhere ["Ctrl+R"] "Review", "Compare with teammates and decide where you differ";
        NextPlace Anywhere ["F8"] "Next difference", "Go to the next undecided place";
        PreviousPlace Anywhere ["Shift+F8"] "Previous difference", "Go to the undecided place before";
        Take1 Review ["1"] "Take the first", "The first person’s version is right";
        Take2 Review ["2"] "Take the second", "The second person’s version is right";
        Take3 Review ["3"] "Take the third", "The third person’s version is right";
        Take4 Review ["4"] "Take the fourth", "The fourth person’s version is right";
        Take5 Review ["5"] "Take the fifth", "The fifth person’s version is right";
        Take6 Review ["6"] "Take the sixth", "The sixth person’s version is right";
        Take7 Review ["7"] "Take the seventh", "The seventh person’s version is right";
        Take8 Review ["8"] "Take the eighth", "The eighth person’s version is right";
        Take9 Review ["9"] "Take the ninth", "The ninth person’s version is right";
        TakeMost Review ["M"] "Take what most say", "The version that more people have than any other";
        KeepBoth Review ["B"] "Keep several", "The ticked versions stand side by side; with none ticked, all";
        UniteEnds Review ["U"] "Union of the ends", "All words that somebody covers";
        IntersectEnds Review ["I"] "Intersection of the ends", "Only the words that all cover";
        EditResult Review ["E"] "Edit, then take", "Take a version and change its ends, label or attributes";
        ConfirmEdit Review ["Enter"] "Confirm the edited version", "The edited version is right; on to the next place";
        AcceptAgreed Review ["Space"] "Accept what all agree on", "The version that everybody has is right";
        NoneRight Review ["0", "X"] "None is right", "No version is right: nothing stands here";
        Discuss Review ["D"] "Discuss", "Put the place aside to talk about";
        Reopen Review ["R"] "Reopen", "Take the decision about this place back";
        Skip Review ["S", "F"] "Skip", "On to the next undecided place; this one stays undecided";
        Reason Review ["N"] "Reason…", "Say why, with the decision";
        Remark Review ["C"] "Comment on the place…", "Write to the others about this place";
        DecideByRule Review ["A"] "Decide by rule…", "All places that a rule can decide, listed first";
        ExportAgreed Review ["G"] "Export the agreed result…", "Write what was decided in another format";
        HideNames Anywhere [] "Hide names while reviewing", "People are numbered, in an order that tells nothing; again: names";
        Tick1 Review ["Alt+1"] "Tick the first", "Tick the first person’s version, to keep several";
        Tick2 Review ["Alt+2"] "Tick the second", "Tick the second person’s version, to keep several";
        Tick3 Review ["Alt+3"] "Tick the third", "Tick the third person’s version, to keep several";
        Tick4 Review ["Alt+4"] "Tick the fourth", "Tick the fourth person’s version, to keep several";
        Tick5 Review ["Alt+5"] "Tick the fifth", "Tick the fifth person’s version, to keep several";
        Tick6 Review ["Alt+6"] "Tick the sixth", "Tick the sixth person’s version, to keep several";
        Tick7 Review ["Alt+7"] "Tick the seventh", "Tick the seventh person’s version, to keep several";
        Tick8 Review ["Alt+8"] "Tick the eighth", "Tick the eighth person’s version, to keep several";
        Tick9 Review ["Alt+9"] "Tick the ninth", "Tick the ninth person’s version, to keep several";
        Conflicts Anywhere ["Ctrl+Shift+R"] "Conflicts…", "Decide about items that were changed in two places at once";
    }
    "View" {
        ViewOptions Anywhere ["F9"] "Text and colours…", "Size, column, typeface, colours and filter of the text";
        LabelNames Anywhere ["Ctrl+Shift+L"] "Label names", "Label names in the margin, before the words, or only on hover";
        ParagraphNumbers Anywhere ["Ctrl+Shift+M"] "Paragraph numbers", "Number the paragraphs in the margin";
        ColourByLabel Anywhere ["Ctrl+1"] "Colour by label", "Each label has its colour of the codebook";
        ColourByPerson Anywhere ["Ctrl+2"] "Colour by person", "Each person’s labels have one colour";
        ColourByEntity Anywhere ["Ctrl+3"] "Colour by entity", "Labels that name one entity have one colour";
        ColourByAttribute Anywhere ["Ctrl+4"] "Colour by attribute", "Colours stand for the values of an attribute; again: of the next";
        OnlyThisLabel Text ["Ctrl+Shift+O"] "Show only this label", "Dim all but the selected label’s kind; again: show everything";
        OnlyDoubts Anywhere ["Ctrl+Shift+D"] "Show only doubts", "Dim all labels but those marked as not sure";
        ClearFilter Anywhere ["Ctrl+Shift+E"] "Show everything", "Take the filter off";
        ThemeLight Anywhere [] "Light theme", "Dark text on a light page";
        ThemeDark Anywhere [] "Dark theme", "Light text on a dark page";
        ThemeSystem Anywhere [] "Theme of the system", "Follow the system";
        ThemeHighContrast Anywhere [] "High-contrast theme", "Black text on white, thick lines";
        ThemeHighContrastDark Anywhere [] "High-contrast dark theme", "White text on black, thick lines";
        TextBigger Anywhere ["Ctrl+=", "Ctrl++"] "Bigger text", "Make the text larger";
        TextSmaller Anywhere ["Ctrl+-"] "Smaller text", "Make the text smaller";
        TextNormal Anywhere ["Ctrl+0"] "Normal text size", "Back to the normal text size";
        MoreLineSpacing Anywhere ["Alt+=", "Alt++"] "More line spacing", "Set the lines further apart";
        LessLineSpacing Anywhere ["Alt+-"] "Less line spacing", "Set the lines closer";
        WiderColumn Anywhere ["Ctrl+Alt+=", "Ctrl+Alt++"] "Wider column", "More characters on a line";
        NarrowerColumn Anywhere ["Ctrl+Alt+-"] "Narrower column", "Fewer characters on a line";
        TextFamily Anywhere ["Ctrl+Shift+T"] "Typeface", "Serif, sans serif or monospaced text";
        ResetView Anywhere [] "Reset text and colours", "Size, column, typeface, names, colours and theme as in a new program";
    }
    "Window" {
        Palette Anywhere ["Ctrl+Shift+P"] "Commands…", "Find any command, label, document or entity";
        GoToDocument Anywhere ["Ctrl+P"] "Go to document…", "Find a document by its title";
        NextDocument Anywhere ["Ctrl+PageDown"] "Next document", "Open the next document of the list";
        PreviousDocument Anywhere ["Ctrl+PageUp"] "Previous document", "Open the document before";
        Codebook Anywhere ["Ctrl+K"] "Edit codebook…", "Labels, attributes and link kinds";
        Shortcuts Anywhere ["F1"] "Keyboard shortcuts", "All keys on one sheet";
        EditKeymap Anywhere [] "Edit keymap…", "Change keys in the file keymap.ron";
        ReloadKeymap Anywhere [] "Reload keymap", "Read the file keymap.ron again";
        LeftPanel Anywhere ["Ctrl+B"] "Left side", "Show or hide documents and codebook";
        RightPanel Anywhere ["Ctrl+Shift+B"] "Right side", "Show or hide the inspector";
        Back Anywhere ["Escape"] "Back to the text", "Close what is open, else let the selection go";
    }
}

/// The row of a command. Every id has one.
pub fn command(id: CommandId) -> &'static Command {
    #[expect(
        clippy::indexing_slicing,
        reason = "the table is made with one row for each id, in their order"
    )]
    &COMMANDS[id as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_found_by_its_id() {
        for row in COMMANDS {
            assert_eq!(command(row.id).title, row.title);
        }
    }
}
