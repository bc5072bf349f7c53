//! What opens over the window: forms, the import preview, the shortcut sheet, the codebook editor. One file each.
//! Esc and a close button close every one of them.

mod asides;
mod board;
mod bring_in;
mod chooser;
mod codebook;
mod draft;
mod dropped;
mod earlier;
mod export;
mod fields;
mod import;
mod lists;
mod new_project;
mod open_project;
mod other_window;
mod paths;
mod problems;
mod replace_text;
mod rules;
mod save_copy;
mod save_elsewhere;
mod sheet;
mod shortcuts;
mod tag_all;
mod talks;
mod who_am_i;

pub use paths::find_folders;

use super::cx::Cx;
use crate::session::{Session, Show};
use chooser::Chooser;

enum Open {
    NewProject(new_project::NewProject),
    OpenProject(open_project::OpenProject),
    WhoAmI(who_am_i::WhoAmI),
    OtherWindow(other_window::OtherWindow),
    Import(Box<import::Import>),
    BringIn(Box<bring_in::BringIn>),
    Export(Box<export::Export>),
    Asides(asides::Asides),
    ReplaceText(replace_text::ReplaceText),
    Dropped(dropped::Dropped),
    SaveCopy(save_copy::SaveCopy),
    SaveElsewhere(save_elsewhere::SaveElsewhere),
    Shortcuts(shortcuts::Shortcuts),
    Codebook(Box<codebook::Editor>),
    Board(board::BoardSheet),
    Talks(talks::Talks),
    Problems(problems::Problems),
    Earlier(earlier::EarlierStates),
    TagAll(Box<tag_all::TagAll>),
    Rules(rules::Rules),
}

#[derive(Default)]
pub struct Dialogs {
    open: Option<Open>,
    chooser: Chooser,
    /// Files were being previewed in the last frame.
    previewing: bool,
}

impl Dialogs {
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Opens a dialog in the place of the one that is open. The palette is not one of them.
    pub fn show(&mut self, what: Show, session: &Session) {
        self.chooser.forget();
        self.open = Some(match what {
            Show::NewProject => Open::NewProject(new_project::NewProject::default()),
            Show::OpenProject => Open::OpenProject(open_project::OpenProject::default()),
            Show::WhoAmI => Open::WhoAmI(who_am_i::WhoAmI::default()),
            Show::OtherWindow => Open::OtherWindow(other_window::OtherWindow::default()),
            Show::Import => Open::Import(Box::default()),
            Show::BringIn => Open::BringIn(Box::default()),
            Show::Export => Open::Export(Box::new(export::Export::new(session))),
            Show::Asides => Open::Asides(asides::Asides::default()),
            Show::ReplaceText => Open::ReplaceText(replace_text::ReplaceText::new(session)),
            Show::Dropped => Open::Dropped(dropped::Dropped::default()),
            Show::SaveCopy => Open::SaveCopy(save_copy::SaveCopy::new(session)),
            Show::SaveElsewhere => Open::SaveElsewhere(save_elsewhere::SaveElsewhere::new(session)),
            Show::Shortcuts => Open::Shortcuts(shortcuts::Shortcuts::default()),
            Show::Codebook => Open::Codebook(Box::default()),
            Show::Talks => Open::Talks(talks::Talks::default()),
            Show::Board => Open::Board(board::BoardSheet::new(session)),
            Show::Problems => Open::Problems(problems::Problems::default()),
            Show::Earlier => Open::Earlier(earlier::EarlierStates::new(session)),
            Show::TagAll => Open::TagAll(Box::new(tag_all::TagAll::new(session))),
            Show::Rules => Open::Rules(rules::Rules::default()),
            Show::ExportAgreed => Open::Export(Box::new(export::Export::agreed(session))),
            Show::Palette | Show::GoToDocument => return,
        });
    }

    pub fn ui(&mut self, cx: &mut Cx, ctx: &egui::Context) {
        let previewing = cx.session.view.import.is_some();
        if std::mem::replace(&mut self.previewing, previewing)
            && !previewing
            && matches!(self.open, Some(Open::Import(_)))
        {
            self.open = None;
        }
        // Files dropped on the window are previewed without a dialog having been asked for.
        if cx.session.view.import.is_some() && !matches!(self.open, Some(Open::Import(_))) {
            self.open = Some(Open::Import(Box::default()));
        }
        // Read after its dialog was closed.
        if cx.session.view.bringing.is_some() && !matches!(self.open, Some(Open::BringIn(_))) {
            self.open = Some(Open::BringIn(Box::default()));
        }
        let Some(open) = &mut self.open else { return };
        let chooser = &mut self.chooser;
        let done = match open {
            Open::NewProject(state) => new_project::new_project_ui(cx, state, chooser, ctx),
            Open::OpenProject(state) => open_project::open_project_ui(cx, state, chooser, ctx),
            Open::WhoAmI(state) => who_am_i::who_am_i_ui(cx, state, ctx),
            Open::OtherWindow(state) => other_window::other_window_ui(cx, state, ctx),
            Open::Import(state) => import::import_ui(cx, state, chooser, ctx),
            Open::BringIn(state) => bring_in::bring_in_ui(cx, state, chooser, ctx),
            Open::Export(state) => export::export_ui(cx, state, chooser, ctx),
            Open::Asides(state) => asides::asides_ui(cx, state, ctx),
            Open::ReplaceText(state) => replace_text::replace_text_ui(cx, state, chooser, ctx),
            Open::Dropped(state) => dropped::dropped_ui(cx, state, ctx),
            Open::SaveCopy(state) => save_copy::save_copy_ui(cx, state, chooser, ctx),
            Open::SaveElsewhere(state) => save_elsewhere::save_elsewhere_ui(cx, state, chooser, ctx),
            Open::Shortcuts(state) => shortcuts::shortcuts_ui(cx, state, ctx),
            Open::Codebook(state) => codebook::editor_ui(cx, state, ctx),
            Open::Talks(state) => talks::talks_ui(cx, state, ctx),
            Open::Board(state) => board::board_ui(cx, state, chooser, ctx),
            Open::Problems(state) => problems::problems_ui(cx, state, ctx),
            Open::Earlier(state) => earlier::earlier_ui(cx, state, ctx),
            Open::Rules(state) => rules::rules_ui(cx, state, ctx),
            Open::TagAll(state) => tag_all::tag_all_ui(cx, state, ctx),
        };
        if done {
            self.open = None;
            self.chooser.forget();
        }
    }
}
