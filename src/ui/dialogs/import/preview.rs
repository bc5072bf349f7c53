//! What the chosen files would bring, file by file, with what can be set before: the encoding and whose labels they are.

use super::Import;
use super::facts::Facts;
use crate::formats::ImportReport;
use crate::model::{Document, Problem};
use crate::session::{ImportPreview, Request};
use crate::ui::cx::Cx;
use crate::ui::dialogs::fields;
use crate::ui::dialogs::sheet::{self, Answer, Size};
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Panel, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// Encodings that texts come in, by their names in the Encoding Standard, and for whom.
const ENCODINGS: &[(&str, &str)] = &[
    ("utf-8", "Unicode"),
    ("utf-16le", "Unicode, Windows"),
    ("utf-16be", "Unicode, big-endian"),
    ("windows-1252", "Western Europe"),
    ("iso-8859-15", "Western Europe with €"),
    ("macintosh", "Western Europe, old Mac"),
    ("windows-1250", "Central Europe"),
    ("iso-8859-2", "Central Europe, ISO"),
    ("windows-1251", "Cyrillic"),
    ("koi8-u", "Cyrillic, KOI8"),
    ("windows-1253", "Greek"),
    ("windows-1254", "Turkish"),
    ("windows-1255", "Hebrew"),
    ("windows-1256", "Arabic"),
    ("windows-1257", "Baltic"),
    ("windows-1258", "Vietnamese"),
    ("windows-874", "Thai"),
    ("shift_jis", "Japanese, Shift JIS"),
    ("euc-jp", "Japanese, EUC"),
    ("iso-2022-jp", "Japanese, ISO"),
    ("gb18030", "Chinese, simplified"),
    ("big5", "Chinese, traditional"),
    ("euc-kr", "Korean"),
];

/// Files, documents and records beyond this many are only counted.
const MOST_FILES: usize = 60;
const MOST_DOCUMENTS: usize = 40;
const MOST_RECORDS: usize = 200;

/// Draws it; says whether it is done.
pub fn preview_ui(
    cx: &mut Cx,
    state: &mut Import,
    preview: &Arc<ImportPreview>,
    ctx: &egui::Context,
) -> bool {
    if !state.facts.as_ref().is_some_and(|facts| facts.is_of(preview)) {
        state.facts = Some(Facts::new(preview));
        state.annotator = None;
    }
    let theme = cx.theme;
    let reading = cx.session.busy.is_some();
    let mut again = None;
    let Import { facts, annotator, .. } = state;
    let Some(facts) = facts else { return false };
    let (answer, closed) = sheet::sheet_ui(ctx, "Import", Size::Fixed(760.0, 580.0), |ui| {
        let foot = Panel::bottom("import foot")
            .frame(egui::Frame::new())
            .show_separator_line(false);
        let answer = foot
            .show(ui, |ui| {
                let allowed = if reading {
                    Err("Reading the files…")
                } else if preview.transaction.is_empty() {
                    Err("There is nothing new in these files")
                } else {
                    Ok(())
                };
                sheet::foot_ui(ui, theme, "Import", allowed)
            })
            .inner;
        egui::CentralPanel::no_frame().show(ui, |ui| {
            settings_ui(ui, theme, preview, annotator, &mut again);
            ui.add_space(8.0);
            ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| files_ui(ui, theme, preview, facts));
        });
        answer
    });
    if let Some(request) = again {
        cx.send(request);
    }
    match answer {
        Answer::Go => {
            if facts.described {
                cx.send(Request::DescribeImport(
                    facts.documents.values().cloned().collect(),
                ));
            }
            cx.send(Request::ConfirmImport);
        }
        Answer::Cancel => cx.send(Request::CancelImport),
        Answer::Open if closed => cx.send(Request::CancelImport),
        Answer::Open => return false,
    }
    true
}

/// Encoding and annotator: a change reads the files again.
fn settings_ui(
    ui: &mut Ui,
    theme: &Theme,
    preview: &ImportPreview,
    annotator: &mut Option<String>,
    again: &mut Option<Request>,
) {
    let mut encoding = preview.encoding.clone();
    let mut name = annotator
        .clone()
        .or_else(|| preview.annotator.clone())
        .unwrap_or_default();
    let has_labels = preview
        .reports
        .iter()
        .any(|(_, report)| report.new + report.equal + report.changed + report.gone > 0);
    let mut entered = false;
    ui.columns(2, |columns| {
        let [left, right] = columns else { return };
        let values: Vec<Option<String>> = std::iter::once(None)
            .chain(ENCODINGS.iter().map(|(name, _)| Some((*name).to_owned())))
            .collect();
        let encoding_name = match preview.files.len() {
            0 | 1 => "Encoding",
            _ => "Encoding of all these files",
        };
        fields::choice_ui(
            left,
            theme,
            encoding_name,
            &values,
            (&mut encoding, &encoding_title),
        );
        if has_labels {
            let words = ("Whose labels, where a file does not say", "A name");
            let field = fields::hinted_ui(right, theme, words, &mut name);
            if field.changed() {
                *annotator = Some(name.clone());
            }
            entered = field.lost_focus();
        }
    });
    let typed = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let renamed = entered && typed != preview.annotator;
    if encoding != preview.encoding || renamed {
        *again = Some(Request::PreviewImport {
            paths: preview.paths.clone(),
            encoding,
            annotator: typed,
        });
    }
}

fn encoding_title(encoding: &Option<String>) -> String {
    let Some(encoding) = encoding else {
        return "Detected automatically".to_owned();
    };
    let known = ENCODINGS.iter().find(|(name, _)| name == encoding);
    known.map_or_else(
        || encoding.clone(),
        |(name, about)| format!("{} – {about}", name.to_uppercase()),
    )
}

fn files_ui(ui: &mut Ui, theme: &Theme, preview: &ImportPreview, facts: &mut Facts) {
    if !preview.unreadable.is_empty() {
        let count = preview.unreadable.len();
        let words = format!("{} could not be read", counted(count, "file", "files"));
        problems_ui(ui, theme, &words, &preview.unreadable);
        ui.add_space(6.0);
    }
    let files = preview.files.iter().zip(&preview.reports);
    for (index, ((name, format, why), (_, report))) in files.take(MOST_FILES).enumerate() {
        ui.push_id(index, |ui| {
            egui::Frame::new()
                .fill(theme.panel)
                .stroke(egui::Stroke::new(1.0, theme.line))
                .corner_radius(6.0)
                .inner_margin(egui::Margin::symmetric(12, 10))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    head_ui(ui, theme, name, (format, why));
                    report_ui(ui, theme, report, facts);
                });
        });
    }
    let more = preview.files.len().saturating_sub(MOST_FILES);
    if more > 0 {
        widgets::hint_ui(ui, theme, &format!("And {more} more files"));
    }
}

fn head_ui(ui: &mut Ui, theme: &Theme, name: &str, format: (&str, &str)) {
    ui.horizontal(|ui| {
        let sign = RichText::new(icons::FILE_TEXT)
            .font(theme::icon_font(theme::ICON))
            .color(theme.ink_weak);
        ui.label(sign);
        let title = RichText::new(name).font(theme::strong(theme::BODY));
        ui.add(egui::Label::new(title).truncate());
    });
    let (format, why) = format;
    widgets::hint_ui(ui, theme, &format!("{format}: {why}"));
}

fn report_ui(ui: &mut Ui, theme: &Theme, report: &ImportReport, facts: &mut Facts) {
    ui.add_space(2.0);
    ui.label(summary(report));
    for id in report.created_documents.iter().take(MOST_DOCUMENTS) {
        let opening = facts.openings.get(id).cloned().unwrap_or_default();
        if let Some(document) = facts.documents.get_mut(id) {
            facts.described |= document_ui(ui, theme, document, &opening);
        }
    }
    let more = report.created_documents.len().saturating_sub(MOST_DOCUMENTS);
    if more > 0 {
        widgets::hint_ui(ui, theme, &format!("And {more} more documents"));
    }
    made_ui(ui, theme, report, facts);
    for notice in &report.notices {
        widgets::hint_ui(ui, theme, notice);
    }
    if !report.conflicts.is_empty() {
        let words = format!(
            "{} from the project; the project’s stay",
            counted(report.conflicts.len(), "item differs", "items differ")
        );
        let conflicts: Vec<Problem> = report
            .conflicts
            .iter()
            .map(|conflict| Problem::new("conflict", conflict.item.clone(), conflict.reason.clone()))
            .collect();
        problems_ui(ui, theme, &words, &conflicts);
    }
    if !report.skipped.is_empty() {
        let words = format!(
            "{} left out",
            counted(report.skipped.len(), "record is", "records are")
        );
        problems_ui(ui, theme, &words, &report.skipped);
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn summary(report: &ImportReport) -> String {
    let parts = [
        (report.created_documents.len(), "new document", "new documents"),
        (report.new, "new label or link", "new labels and links"),
        (report.equal, "already here", "already here"),
        (report.changed, "different from yours", "different from yours"),
        (report.gone, "deleted here before", "deleted here before"),
    ];
    let told: Vec<String> = parts
        .iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| counted(*count, one, many))
        .collect();
    if told.is_empty() {
        "Nothing new".to_owned()
    } else {
        told.join(", ")
    }
}

/// A new document with what was guessed about it, to be put right; says whether it was.
fn document_ui(ui: &mut Ui, theme: &Theme, document: &mut Document, opening: &str) -> bool {
    ui.add_space(4.0);
    let mut changed = false;
    ui.push_id(document.id.as_str(), |ui| {
        let title = fields::bare_ui(ui, theme, ("Title", "Title"), &mut document.title);
        changed |= title.changed();
        if !opening.is_empty() {
            title.on_hover_text(opening);
        }
        ui.columns(3, |columns| {
            let guessed = [
                ("Date", &mut document.date),
                ("Source", &mut document.source),
                ("Author", &mut document.author),
            ];
            for (ui, (name, value)) in columns.iter_mut().zip(guessed) {
                changed |= fields::bare_ui(ui, theme, (name, name), value).changed();
            }
        });
        if let Some(origin) = &document.origin {
            let mut told = format!("Read as {}", origin.encoding.to_uppercase());
            if origin.bom {
                told.push_str(", its byte order mark dropped");
            }
            if !matches!(origin.newline.as_str(), "lf" | "") {
                told.push_str(&format!(", line ends were {}", origin.newline.to_uppercase()));
            }
            widgets::hint_ui(ui, theme, &told);
        }
    });
    changed
}

/// Codebook items and people that are made.
fn made_ui(ui: &mut Ui, theme: &Theme, report: &ImportReport, facts: &Facts) {
    let made = [
        (
            "Makes labels",
            facts.names(report.created_labels.iter().map(|id| id.as_str())),
        ),
        (
            "Makes attributes",
            facts.names(report.created_attributes.iter().map(|id| id.as_str())),
        ),
        (
            "Makes link kinds",
            facts.names(report.created_link_kinds.iter().map(|id| id.as_str())),
        ),
        (
            "Adds people",
            facts.names(report.created_people.iter().map(|id| id.as_str())),
        ),
    ];
    for (what, names) in made.iter().filter(|(_, names)| !names.is_empty()) {
        widgets::hint_ui(ui, theme, &format!("{what}: {names}"));
    }
}

/// Problems behind a line that opens.
fn problems_ui(ui: &mut Ui, theme: &Theme, words: &str, problems: &[Problem]) {
    let title = RichText::new(words).color(theme.warning);
    ui.collapsing(title, |ui| {
        for problem in problems.iter().take(MOST_RECORDS) {
            widgets::hint_ui(ui, theme, &problem.to_string());
        }
        let more = problems.len().saturating_sub(MOST_RECORDS);
        if more > 0 {
            widgets::hint_ui(ui, theme, &format!("And {more} more"));
        }
    });
}
