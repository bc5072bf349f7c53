//! Starts the window, and says in one sentence why it cannot.

use super::{App, Jobs, dialogs, theme};
use crate::session::jobs::Places;
use crate::session::{Request, Session, Settings, system};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Smallest window, in points.
const SMALLEST: [f32; 2] = [720.0, 480.0];

/// More than any settings need, in bytes.
const MAX_SETTINGS: u64 = 16 << 20;

/// Opens the window; with a project, that project. Returns the exit status: 0, or 2 where no window can be had.
pub fn run(project: Option<PathBuf>, person: Option<String>) -> i32 {
    let places = system::places();
    let settings = read_settings(&places);
    dialogs::find_folders();
    // It is shown, and remembered for other days, when the shell stands elsewhere.
    let project = project.map(|path| std::path::absolute(&path).unwrap_or(path));
    let (width, height) = settings.window.unwrap_or((1280.0, 800.0));
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Ascribe")
        .with_app_id("ascribe")
        .with_inner_size([width, height])
        .with_min_inner_size(SMALLEST);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon/ascribe-256.png")) {
        viewport = viewport.with_icon(icon);
    }
    let options = eframe::NativeOptions {
        viewport,
        ..eframe::NativeOptions::default()
    };
    let opened = Arc::new(AtomicBool::new(false));
    let is_open = opened.clone();
    std::panic::set_hook(Box::new(remember_panic));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        eframe::run_native(
            "ascribe",
            options,
            Box::new(move |cc| {
                is_open.store(true, Ordering::Relaxed);
                theme::Theme::install(&cc.egui_ctx);
                // The first frame is drawn in the right theme already.
                theme::choose(&cc.egui_ctx, settings.theme);
                let mut session = Session::new(
                    settings,
                    Box::new(system::now),
                    Box::new(system::SystemRandom::new()),
                );
                session.set_wanted_person(person);
                let mut app = App::new(session, Jobs::threads(places));
                app.ask(Request::ReadKeymap);
                if let Some(path) = project {
                    app.open(path);
                }
                Ok(Box::new(app))
            }),
        )
    }));
    let _ = std::panic::take_hook();
    match ended {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => complain(&sentence(&error.to_string())),
        Err(_) if opened.load(Ordering::Relaxed) => complain(&format!(
            "a fault of its own ended the program ({}). What the status bar called saved is in the project folder",
            last_panic()
        )),
        Err(_) => complain(&sentence(&last_panic())),
    }
}

/// What the last panic said, for one sentence instead of a trace: the toolkit panics where a library of the system is missing.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

fn remember_panic(info: &std::panic::PanicHookInfo<'_>) {
    let text = info.payload_as_str().unwrap_or("the window toolkit stopped");
    // The place of a library's fault, an absolute path of whoever built it, tells nobody anything.
    let own = info.location().filter(|at| !at.file().starts_with('/'));
    let place = own
        .map(|at| format!(", {}:{}", at.file(), at.line()))
        .unwrap_or_default();
    if let Ok(mut last) = LAST_PANIC.lock() {
        *last = format!("{text}{place}");
    }
}

fn last_panic() -> String {
    LAST_PANIC.lock().map(|last| last.clone()).unwrap_or_default()
}

/// One sentence, status 2.
fn complain(sentence: &str) -> i32 {
    let mut out = std::io::stderr().lock();
    let _ = std::io::Write::write_fmt(&mut out, format_args!("ascribe: {sentence}\n"));
    2
}

/// What is missing and what to do.
fn sentence(reason: &str) -> String {
    let lower = reason.to_lowercase();
    let help = if lower.contains("xkbcommon") {
        "a keyboard library is missing; install libxkbcommon and libxkbcommon-x11 (Debian: libxkbcommon-x11-0)"
    } else if lower.contains("xlib") {
        "libraries of X11 are missing; install them (Debian: libx11-6 libx11-xcb1 libxcursor1 libxi6)"
    } else if lower.contains("egl")
        || lower.contains("glx")
        || lower.contains("opengl")
        || lower.contains("gl ")
        || lower.contains("config")
    {
        "no OpenGL driver was found; install one (Debian: libgl1-mesa-dri libegl1 libgl1)"
    } else if lower.contains("display")
        || lower.contains("event loop")
        || lower.contains("wayland")
        || lower.contains("x11")
        || lower.contains("xcb")
        || lower.contains("x server")
    {
        "no display was found; start it in a graphical session, or set DISPLAY or WAYLAND_DISPLAY"
    } else {
        "the window toolkit could not start"
    };
    let line = without_source(reason.lines().next().unwrap_or_default());
    format!("no window could be opened: {help} ({line}). Every job also runs from the shell: ascribe --help")
}

/// The toolkit names the line of its own source before the reason, as `os error at FILE:LINE: reason`.
fn without_source(reason: &str) -> &str {
    let told = reason.split_once("os error at ").map_or(reason, |(_, rest)| rest);
    told.split_once(".rs:")
        .and_then(|(_, rest)| rest.split_once(": "))
        .map_or(reason, |(_, rest)| rest)
        .trim_end_matches('.')
}

fn read_settings(places: &Places) -> Settings {
    let text = places
        .settings
        .as_ref()
        .and_then(|path| places.disk.read(path, MAX_SETTINGS).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    text.map(|text| Settings::from_text(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolkits_reasons_become_help_without_its_sources() {
        let winit = "winit EventLoopError: os error at /build/winit-0.30/src/linux/mod.rs:788: ";
        let cases = [
            (
                format!("{winit}neither WAYLAND_DISPLAY nor DISPLAY is set."),
                "no display was found",
            ),
            (
                format!("{winit}Failed to open connection to X server"),
                "no display was found",
            ),
            (
                format!("{winit}Failed to load one of xlib's shared libraries"),
                "libraries of X11 are missing",
            ),
            (
                "Library libxkbcommon-x11.so could not be loaded.".to_owned(),
                "a keyboard library is missing",
            ),
            ("glutin error: [a7] GLXBadFBConfig".to_owned(), "no OpenGL driver"),
        ];
        for (reason, help) in cases {
            let sentence = sentence(&reason);
            assert!(sentence.contains(help), "{sentence}");
            assert!(!sentence.contains(".rs:"), "{sentence}");
        }
    }
}
