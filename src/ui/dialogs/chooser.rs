//! The system's file chooser, on a thread of its own: it may wait without end. It answers the same nothing for "cancelled"
//! and "there is none", so it is looked for first; a typed path always works beside it.

use super::fields;
use crate::store::disk::{Disk, Real};
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::Ui;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

/// What is to be chosen.
#[derive(Clone, Debug)]
pub enum Pick {
    Folder,
    File,
    Files,
    /// A place for a new file of this name.
    Save(String),
}

enum Answer {
    Paths(Vec<PathBuf>),
    Cancelled,
    Missing,
}

/// A person cannot cancel faster: an answer before this comes from a chooser that did not open.
const TOO_FAST: Duration = Duration::from_millis(200);

#[derive(Default)]
pub struct Chooser {
    waiting: Option<Receiver<Answer>>,
    missing: bool,
}

impl Chooser {
    /// Opens the chooser, unless it is open already.
    pub fn open(&mut self, pick: Pick, from: Option<PathBuf>, ctx: &egui::Context) {
        if self.waiting.is_some() {
            return;
        }
        let (sender, receiver) = channel();
        let ctx = ctx.clone();
        let started = std::thread::Builder::new()
            .name("file chooser".into())
            .spawn(move || {
                // Nobody listens any more when the dialog was closed meanwhile.
                let _ = sender.send(choose(&pick, from));
                ctx.request_repaint();
            });
        self.missing = started.is_err();
        self.waiting = started.is_ok().then_some(receiver);
    }

    /// What was chosen, once.
    pub fn answer(&mut self) -> Option<Vec<PathBuf>> {
        let answer = match self.waiting.as_ref()?.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Answer::Missing,
        };
        self.waiting = None;
        match answer {
            Answer::Paths(paths) => Some(paths),
            Answer::Cancelled => None,
            Answer::Missing => {
                self.missing = true;
                None
            }
        }
    }

    /// Does not wait any more; a late answer is dropped.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// A button that opens the chooser.
    pub fn button_ui(&mut self, ui: &mut Ui, words: &str, pick: Pick, from: Option<PathBuf>) {
        let button = ui
            .add_enabled_ui(self.waiting.is_none(), |ui| {
                fields::icon_words_button(ui, icons::FOLDER_OPEN, words)
            })
            .inner
            .on_disabled_hover_text("The file chooser is open");
        if button.clicked() {
            self.open(pick, from, ui.ctx());
        }
    }

    /// Whether it is waited for, or could not be found.
    pub fn state_ui(&mut self, ui: &mut Ui, theme: &Theme) {
        if self.missing {
            fields::warning_ui(ui, theme, "No file chooser was found; type a path");
        }
        if self.waiting.is_some() {
            ui.horizontal(|ui| {
                ui.spinner();
                widgets::hint_ui(ui, theme, "Choose in the other window, or type a path here");
                if ui.button("Stop waiting").clicked() {
                    self.forget();
                }
            });
        }
    }
}

/// On the chooser’s own thread only.
fn is_there(path: &Path) -> bool {
    Real.is_there(path)
}

fn choose(pick: &Pick, from: Option<PathBuf>) -> Answer {
    if !chooser_exists() {
        return Answer::Missing;
    }
    let mut dialog = rfd::FileDialog::new();
    if let Some(from) = from.filter(|path| is_there(path)) {
        dialog = dialog.set_directory(from);
    }
    let began = Instant::now();
    let chosen = match pick {
        Pick::Folder => dialog.pick_folder().map(|path| vec![path]),
        Pick::File => dialog.pick_file().map(|path| vec![path]),
        Pick::Files => dialog.pick_files(),
        Pick::Save(name) => dialog.set_file_name(name).save_file().map(|path| vec![path]),
    };
    match chosen {
        Some(paths) => Answer::Paths(paths),
        None if began.elapsed() < TOO_FAST => Answer::Missing,
        None => Answer::Cancelled,
    }
}

/// Elsewhere the system always has one.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn chooser_exists() -> bool {
    true
}

/// A portal on the session bus, or zenity. Only looks at files: asking the bus could wait without end.
#[cfg(all(unix, not(target_os = "macos")))]
fn chooser_exists() -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| is_there(&folder.join("zenity"))) || portal_exists()
}

#[cfg(all(unix, not(target_os = "macos")))]
fn portal_exists() -> bool {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
        || runtime.is_some_and(|folder| is_there(&folder.join("bus")));
    let shared = std::env::var_os("XDG_DATA_DIRS").filter(|dirs| !dirs.is_empty());
    let shared = shared.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let service = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    bus && std::env::split_paths(&shared).any(|folder| is_there(&folder.join(service)))
}
