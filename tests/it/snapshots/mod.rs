//! Pictures of the window, compared with those in `tests/snapshots`: each script, overlaps, themes, the pages a user meets.
//! Drawn by a software Vulkan driver with bundled fonts alone; `UPDATE_SNAPSHOTS=1` writes them anew.

mod pages;
mod scripts;

use crate::ui::{application, draw_ui, settings};
use ascribe::model::{AnnotationId, DocumentId, LayerKey, PersonId};
use ascribe::session::jobs::Places;
use ascribe::session::{Request, Settings, ThemeChoice};
use ascribe::ui::{App, Theme};
use egui::FontData;
use egui::epaint::text::{FallbackRequest, FontInsert, FontPriority, FontProvider, InsertFontFamily};
use egui_kittest::wgpu::{WgpuTestRenderer, default_wgpu_setup};
use egui_kittest::{Harness, SnapshotOptions};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The window on a copy of a sample.
struct Picture {
    harness: Harness<'static, App>,
    folder: TempDir,
}

/// The text alone, without the panels at its sides.
fn text_alone() -> Settings {
    Settings {
        left_panel: false,
        right_panel: false,
        ..settings()
    }
}

/// A software driver gives every machine the same picture; nothing else will do, and without it the test fails.
fn renderer() -> WgpuTestRenderer {
    let mut setup = default_wgpu_setup();
    if let eframe::egui_wgpu::WgpuSetup::CreateNew(new) = &mut setup {
        new.instance_descriptor.backends = eframe::wgpu::Backends::VULKAN;
        new.native_adapter_selector = Some(Arc::new(|adapters, _| {
            let software = |adapter: &&eframe::wgpu::Adapter| {
                adapter.get_info().device_type == eframe::wgpu::DeviceType::Cpu
            };
            let found = adapters.iter().find(software).cloned();
            found.ok_or_else(|| "no software Vulkan driver; see .ci/setup".to_owned())
        }));
    }
    WgpuTestRenderer::from_setup(setup)
}

/// Stands in for the fonts of the system: found on demand as those are, but the same on every machine.
struct Fallbacks;

impl FontProvider for Fallbacks {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        macro_rules! face {
            ($name:literal) => {
                (
                    $name,
                    include_bytes!(concat!("../../../assets/test-fonts/", $name)).as_slice(),
                )
            };
        }
        let (name, bytes) = match request.cluster.chars().next()? {
            // \u{e000} and \u{378} are in no font: their box is to be seen.
            '\u{370}'..='\u{3ff}' | '\u{e000}'..='\u{f8ff}' => return None,
            '\u{590}'..='\u{5ff}' => face!("NotoSansHebrew-subset.ttf"),
            '\u{600}'..='\u{6ff}' => face!("NotoSansArabic-subset.ttf"),
            '\u{900}'..='\u{97f}' => face!("NotoSansDevanagari-subset.ttf"),
            '\u{e00}'..='\u{e7f}' => face!("NotoSansThai-subset.ttf"),
            '\u{1100}'..='\u{11ff}' | '\u{3200}'..='\u{33ff}' | '\u{ac00}'..='\u{d7ff}' => {
                face!("NotoSansCJKkr-subset.otf")
            }
            '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{2ffff}' => {
                face!("NotoSansCJKsc-subset.otf")
            }
            _ => face!("NotoSans-subset.ttf"),
        };
        let family = InsertFontFamily {
            family: request.family.clone(),
            priority: FontPriority::Lowest,
        };
        Some(FontInsert::new(name, FontData::from_static(bytes), vec![family]))
    }
}

fn fonts(ctx: &egui::Context) {
    Theme::install(ctx);
    ctx.add_font_provider(Arc::new(Fallbacks));
}

impl Picture {
    /// The window of some size, without a project.
    fn empty(settings: Settings, size: [f32; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places {
            samples: Some(folder.path().join("samples")),
            ..Places::default()
        };
        let mut harness = Harness::builder()
            .with_size(size)
            .with_max_steps(60)
            .with_step_dt(0.1)
            .with_context_setup(fonts)
            .allow_missing_glyphs()
            .renderer(renderer())
            .build_ui_state(draw_ui, application("Ana", settings, places));
        harness.run_steps(2);
        Self { harness, folder }
    }

    /// A sample project, open as Ana on the document whose title begins so.
    fn sample(name: &str, title: &str, settings: Settings, size: [f32; 2]) -> Self {
        let mut picture = Self::empty(settings, size);
        let copy = picture.folder.path().join(name);
        copy_folder(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("projects").join(name),
            &copy,
        );
        picture.ask(Request::Open(copy));
        let document = picture.document(title);
        picture.ask(Request::SelectDocument(document));
        picture
    }

    fn document(&self, title: &str) -> DocumentId {
        let project = self.harness.state().session().project().unwrap();
        let mut all = project.documents();
        all.find(|d| d.title.starts_with(title)).expect(title).id.clone()
    }

    /// Where some words of the open document begin and end.
    fn bytes(&self, words: &str) -> (u32, u32) {
        let (_, text) = self.harness.state().session().document().unwrap();
        let start = text.as_str().find(words).expect(words);
        (start as u32, (start + words.len()) as u32)
    }

    /// Ana's label on exactly these words of the open document.
    fn label_at(&self, words: &str) -> AnnotationId {
        let session = self.harness.state().session();
        let (document, text) = session.document().unwrap();
        let key = LayerKey::new(document.id.clone(), PersonId::new("ana").unwrap());
        let layer = session.project().unwrap().layer(&key).unwrap();
        let mut all = layer.annotations();
        let found = all.find(|a| a.fragments.quote(text) == words).expect(words);
        found.id.clone()
    }

    fn ask(&mut self, request: Request) {
        self.harness.state_mut().ask(request);
        self.harness.run_steps(4);
    }

    /// Ben's labels beside Ana's.
    fn with_ben(mut self) -> Self {
        self.ask(Request::ShowPerson(PersonId::new("ben").unwrap(), true));
        self
    }

    /// Compares with the picture of that name, after messages have gone.
    fn check(mut self, name: &str) {
        self.harness.run_steps(80);
        // As strict as different releases of the same driver allow: a rectangle that is one pixel off fails.
        let options = SnapshotOptions::new().threshold(0.6).max_failed_pixels(0);
        self.harness.snapshot_options(name, &options);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}
