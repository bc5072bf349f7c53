//! The window: the only place that knows egui, eframe and the file dialogs. Draws the session, sends it requests.

mod app;
mod bidi_text;
mod cx;
mod dialogs;
#[expect(
    dead_code,
    reason = "the table of all icons of the font; panels take what they need"
)]
mod icons;
mod jobs;
mod keys;
mod kwic;
mod line_styles;
mod list_cursor;
mod palette;
mod panels;
mod pattern_field;
mod run;
mod shortcuts;
pub mod text_view;
mod theme;
mod toasts;
mod typeahead;
mod typing;
mod watcher;
mod widgets;

pub use app::App;
pub use jobs::Jobs;
pub use run::run;
pub use theme::Theme;
