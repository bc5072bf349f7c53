//! What each command of the table does, and why it cannot be done now.

use super::*;
use crate::model::edit::recipes as r;
use crate::text::segment;

impl Session {
    pub(super) fn run_command(&mut self, id: CommandId) -> Effects {
        if let Err(reason) = self.can(id) {
            return Err(UserError::new(reason));
        }
        let show = |what| Ok(vec![Effect::Show(what)]);
        match id {
            CommandId::NewProject => show(Show::NewProject),
            CommandId::OpenProject => show(Show::OpenProject),
            CommandId::ImportFiles => show(Show::Import),
            CommandId::BringIn => show(Show::BringIn),
            CommandId::Export => show(Show::Export),
            CommandId::ReplaceText => show(Show::ReplaceText),
            CommandId::AcceptText => self.accept_open_text(),
            CommandId::PlaceLabels => self.open_placing(),
            CommandId::PlaceHere => self.place_here(),
            CommandId::PlaceSure => self.place_sure(),
            CommandId::SaveCopy => show(Show::SaveCopy),
            CommandId::SaveElsewhere => show(Show::SaveElsewhere),
            CommandId::Asides => show(Show::Asides),
            CommandId::TakeOver => show(Show::OtherWindow),
            CommandId::Problems => Ok(self.open_problems()),
            CommandId::ToDiscuss => Ok(self.open_talks(TalkList::ToDiscuss)),
            CommandId::MyDifferences => Ok(self.open_talks(TalkList::MyDifferences)),
            CommandId::Board => Ok(self.open_board()),
            CommandId::EarlierStates => self.open_earlier(),
            CommandId::WhoAmI => show(Show::WhoAmI),
            CommandId::Palette => show(Show::Palette),
            CommandId::GoToDocument => show(Show::GoToDocument),
            CommandId::Codebook => show(Show::Codebook),
            CommandId::Shortcuts => show(Show::Shortcuts),
            CommandId::Find => self.open_find(),
            CommandId::FindNext => self.find_step(true),
            CommandId::FindPrevious => self.find_step(false),
            CommandId::SearchAll => {
                // The two have one place in the window.
                self.view.placing = None;
                self.open_search()
            }
            CommandId::NextHit => self.step_hit(true),
            CommandId::PreviousHit => self.step_hit(false),
            CommandId::TagAll => show(Show::TagAll),
            CommandId::OpenSample => self.leave(Leave::Open(Box::new(Job::OpenSample))),
            CommandId::Save => Ok(self.save_at_once()),
            CommandId::CloseProject => self.leave(Leave::Close),
            CommandId::Quit => self.leave(Leave::Quit),
            CommandId::Undo => self.undo(false),
            CommandId::Redo => self.undo(true),
            CommandId::Copy => Ok(self.copied(false).map(Effect::Copy).into_iter().collect()),
            CommandId::CopyWithSource => Ok(self.copied(true).map(Effect::Copy).into_iter().collect()),
            _ => self.run_text_command(id),
        }
    }

    fn run_text_command(&mut self, id: CommandId) -> Effects {
        let edge = |edge, forward| Request::MoveEdge { edge, forward };
        match id {
            CommandId::Delete => self.delete_selected(),
            CommandId::NextLabel => self.step_label(true),
            CommandId::PreviousLabel => self.step_label(false),
            CommandId::EditAttributes => Ok(self.go_to_inspector(Focus::Attributes)),
            CommandId::EditNote => Ok(self.go_to_inspector(Focus::Note)),
            CommandId::ToggleDoubt => self.toggle_doubt(),
            CommandId::RepeatLabel => match self.view.last_label.clone() {
                Some(label) => self.tag(&label),
                None => Ok(Vec::new()),
            },
            CommandId::StickyLabel => {
                self.view.sticky = !self.view.sticky;
                Ok(Vec::new())
            }
            CommandId::AddFragment => self.add_fragment(),
            CommandId::SelectAll
            | CommandId::ExpandSelection
            | CommandId::ShrinkSelection
            | CommandId::SelectLabelWords
            | CommandId::GoToLinked
            | CommandId::NextAlike
            | CommandId::PreviousAlike
            | CommandId::NextDoubt
            | CommandId::PreviousDoubt => self.run_selecting(id),
            CommandId::EditKeymap => Ok(Self::read_keymap(KeymapWhy::Edit)),
            CommandId::ReloadKeymap => Ok(Self::read_keymap(KeymapWhy::Reload)),
            CommandId::EndRight => self.dispatch_edit(edge(Edge::End, true)),
            CommandId::EndLeft => self.dispatch_edit(edge(Edge::End, false)),
            CommandId::StartRight => self.dispatch_edit(edge(Edge::Start, true)),
            CommandId::StartLeft => self.dispatch_edit(edge(Edge::Start, false)),
            CommandId::MarkFinished => self.toggle_finished(),
            CommandId::Review => Ok(self.toggle_review()),
            CommandId::NextPlace => Ok(self.step_place(true)),
            CommandId::PreviousPlace => Ok(self.step_place(false)),
            CommandId::Conflicts => Ok(self.open_conflicts()),
            _ => match self.run_review_command(id) {
                Some(done) => done,
                None => self.run_window_command(id),
            },
        }
    }

    fn run_window_command(&mut self, id: CommandId) -> Effects {
        Ok(match id {
            CommandId::NextDocument => self.step_document(true),
            CommandId::PreviousDocument => self.step_document(false),
            CommandId::LeftPanel => self.change_settings(|s| s.left_panel = !s.left_panel),
            CommandId::RightPanel => self.change_settings(|s| s.right_panel = !s.right_panel),
            CommandId::Back => self.back(),
            _ => self.run_reading_command(id),
        })
    }

    /// Whether a command can be done now; else why not, for its disabled row.
    pub fn can(&self, id: CommandId) -> Result<(), &'static str> {
        use CommandId as C;
        let need = |there: bool, why: &'static str| if there { Ok(()) } else { Err(why) };
        let answer = self.can_select(id).or_else(|| self.can_find(id));
        let answer = answer
            .or_else(|| self.can_place(id))
            .or_else(|| self.can_review(id));
        if let Some(answer) = answer.or_else(|| self.can_keep(id)) {
            return answer;
        }
        match id {
            C::Delete
            | C::EditAttributes
            | C::EditNote
            | C::ToggleDoubt
            | C::EndRight
            | C::EndLeft
            | C::StartRight
            | C::StartLeft => need(self.selected_own().is_some(), "No label of your own is selected"),
            C::RepeatLabel | C::StickyLabel => need(self.view.last_label.is_some(), "No label was used yet"),
            C::AddFragment => need(!self.view.selection.is_empty(), "No words are selected"),
            C::Copy | C::CopyWithSource => need(
                !self.view.selection.is_empty() || self.view.selected.is_some(),
                "Nothing is selected",
            ),
            C::MarkFinished => need(self.own_key().is_some(), "No document is open"),
            C::Review | C::NextPlace | C::PreviousPlace => need(
                !self.teammates().is_empty(),
                "No teammate has labels on this document",
            ),
            _ => self.can_read(id),
        }
    }

    /// What is done with the project as a whole; None where a command is about something else.
    fn can_keep(&self, id: CommandId) -> Option<Result<(), &'static str>> {
        use CommandId as C;
        let need = |there: bool, why: &'static str| if there { Ok(()) } else { Err(why) };
        let open = self.open.as_ref();
        Some(match id {
            C::ImportFiles
            | C::BringIn
            | C::Export
            | C::SaveCopy
            | C::SaveElsewhere
            | C::CloseProject
            | C::WhoAmI
            | C::GoToDocument
            | C::Codebook
            | C::NextDocument
            | C::PreviousDocument
            | C::Conflicts
            | C::Problems
            | C::EarlierStates
            | C::Board
            | C::ToDiscuss
            | C::MyDifferences
            | C::Save => need(open.is_some(), "No project is open"),
            C::Asides => need(
                open.is_some_and(|o| !o.foreign_journals.is_empty()),
                "No edits were laid aside",
            ),
            C::TakeOver => need(
                open.is_some_and(|o| o.window.has_other()),
                "No other window has the project open",
            ),
            C::Undo => need(
                open.is_some_and(|o| o.history.undo_title().is_some()),
                "Nothing to undo",
            ),
            C::Redo => need(
                open.is_some_and(|o| o.history.redo_title().is_some()),
                "Nothing to redo",
            ),
            _ => return None,
        })
    }

    /// What has no place on screen cannot take the keyboard: a hidden right side comes back.
    pub(super) fn go_to_inspector(&mut self, focus: Focus) -> Vec<Effect> {
        let mut effects = self.change_settings(|s| s.right_panel = true);
        effects.push(Effect::Focus(focus));
        effects
    }

    fn copied(&self, source: bool) -> Option<String> {
        let (document, text) = self.document()?;
        let span = self.view.selection.span(text);
        let words = match span {
            Some(span) => text.slice(span).to_owned(),
            None => self.selected()?.1.fragments.quote(text),
        };
        if !source {
            return Some(words);
        }
        let at = span.or_else(|| self.selected().and_then(|(_, a)| a.fragments.hull()))?;
        let (line, column) = text.line_column_from_byte(at.start());
        Some(format!(
            "“{words}” ({}, line {}, column {})",
            document.title,
            line + 1,
            column + 1
        ))
    }

    fn toggle_finished(&mut self) -> Effects {
        let mut author = self.author()?;
        author.layer = self.my_key().unwrap_or(author.layer);
        let progress = match self.project().map(|p| p.progress(&author.layer)) {
            Some(Progress::Finished) => Progress::InProgress,
            _ => Progress::Finished,
        };
        self.simple_edit(|p, _| r::set_progress(p, &author, progress))
    }

    fn step_document(&mut self, forward: bool) -> Vec<Effect> {
        let order = self
            .project()
            .map(Project::documents_by_title)
            .unwrap_or_default();
        let here = order
            .iter()
            .position(|document| Some(&document.id) == self.view.document.as_ref());
        let next = match (here, forward) {
            (Some(at), true) => at + 1,
            (Some(at), false) => at.wrapping_sub(1),
            (None, _) => 0,
        };
        let next = order.get(next).map(|document| document.id.clone());
        next.map_or_else(Vec::new, |id| self.select_document(id))
    }

    /// One thing at a time: the link that waits, the selection, the selected label.
    fn back(&mut self) -> Vec<Effect> {
        if self.view.linking.take().is_some() {
        } else if !self.view.selection.is_empty() {
            self.view.selection = Selection::caret(self.view.selection.head);
        } else if self.view.selected.is_some() {
            self.view.selected = None;
        } else if self.view.sticky {
            self.view.sticky = false;
        }
        vec![Effect::Focus(Focus::Text)]
    }

    /// How many words and characters are selected; 0 words where they were not counted. Looks at the words: not for each frame.
    pub fn selection_counts(&self) -> Option<(usize, u32)> {
        let (_, text) = self.document()?;
        let span = self.view.selection.span(text)?;
        let scalars = text.scalars_from_span(span);
        // Counting words of a very long selection each frame would cost more than it tells.
        let words = if span.len() > 20_000 {
            0
        } else {
            segment::words(text, span).len()
        };
        Some((words, scalars.end - scalars.start))
    }
}
