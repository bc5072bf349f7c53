//! The whole project as one file: cut into the same parts that a folder has, and read like them.

use super::FileKey;
use super::assemble::{Assembled, assemble, settle_documents};
use super::dto::{self, Words};
use super::findings::Findings;
use super::limits;
use super::migrate::{self, Age};
use super::parse::{Fault, kind_and_format};
use super::piece::{Piece, Source, Texts, piece, text_from_bytes, text_piece};
use super::reason::reason;
use crate::model::*;
use std::collections::BTreeSet;

mod whole;

pub const KIND: &str = "Ascribe";

/// Reads a project from the bytes of a single file; `name` is the file's, for messages.
pub fn project_from_single(bytes: &[u8], name: &str) -> Result<(Project, Problems), UserError> {
    single_from_bytes(bytes, name).map(|read| (read.project, read.problems))
}

/// A part: its file, its text and the line where that begins.
struct Part<'a> {
    file: FileKey,
    text: &'a str,
    first_line: u32,
}

pub fn single_from_bytes(bytes: &[u8], name: &str) -> Result<Assembled, UserError> {
    let mut findings = Findings::new(name);
    let text = text_from_bytes(bytes, &mut findings);
    let Some((KIND, format)) = kind_and_format(&text) else {
        return Err(UserError::with_hint(
            format!("{name} is not a project of Ascribe"),
            "A project is a folder with a project.ron in it, or one file that begins with “Ascribe(format: ”",
        ));
    };
    let mut cutter = Cutter::new(findings);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        cutter.line(u32::try_from(index + 1).unwrap_or(u32::MAX), line, &text);
    }
    cutter.finish(&text);
    if cutter.parts.is_empty() {
        if text.len() > limits::FILE.whole {
            return Err(UserError::new(format!(
                "{name} is in the layout of another program and too large to be read so"
            )));
        }
        // Another program laid the file out anew, or it is too damaged for its lines to be told apart.
        return match migrate::value_from_text::<dto::SingleFile<'_>>(&text, format) {
            Ok(file) => Ok(whole::assemble_whole(file, name)),
            Err(error) => Err(not_read(&error, format, name)),
        };
    }
    Ok(assemble_parts(cutter, format, name))
}

/// Whether a file says that a newer version wrote it.
pub fn is_newer(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    kind_and_format(&text).is_some_and(|(_, format)| migrate::age(format) == Age::Newer)
}

fn not_read(error: &ron::error::SpannedError, format: u32, name: &str) -> UserError {
    let place = format!("{name}:{}: {}", error.span.start, reason(&error.code));
    match migrate::age(format) {
        Age::Newer => UserError::with_hint(
            format!("{place}. The file was written by a newer version of Ascribe (format {format})"),
            "Install the newer version to open it",
        ),
        _ => UserError::new(place),
    }
}

fn assemble_parts(cutter: Cutter<'_>, format: u32, name: &str) -> Assembled {
    let Cutter {
        parts,
        texts: rows,
        findings,
        ..
    } = cutter;
    let read = |part: Part<'_>, texts: &Texts| {
        let source = Source {
            shown: name,
            text: part.text,
            first_line: part.first_line,
        };
        piece(&part.file, &source, Findings::new(name), texts)
    };
    let (layers, others): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|part| matches!(part.file, FileKey::Layer(_)));
    let none = Texts::new();
    let mut pieces: Vec<Piece> = others.into_iter().map(|part| read(part, &none)).collect();
    for (id, text) in rows {
        pieces.push(text_piece(&id, text.into_bytes(), name));
    }
    let texts = settle_documents(&mut pieces);
    pieces.extend(layers.into_iter().map(|part| read(part, &texts)));
    // Faults between the parts belong to the file as a whole.
    let mut frame = Piece {
        findings,
        ..Piece::empty(FileKey::Project, name)
    };
    frame.set_format(format);
    frame.findings.damaged |= frame.newer.is_some();
    pieces.push(frame);
    assemble(pieces, name)
}

/// Cuts the file along its lines. Strings hold no line end, so a line that opens a part can be nothing else.
struct Cutter<'a> {
    parts: Vec<Part<'a>>,
    texts: Vec<(DocumentId, String)>,
    findings: Findings,
    seen: BTreeSet<FileKey>,
    /// Start of the open part, in bytes, and its line.
    open: Option<(usize, u32)>,
    at: usize,
    ended: bool,
    line: u32,
}

impl<'a> Cutter<'a> {
    fn new(findings: Findings) -> Self {
        Self {
            parts: Vec::new(),
            texts: Vec::new(),
            findings,
            seen: BTreeSet::new(),
            open: None,
            at: 0,
            ended: false,
            line: 0,
        }
    }

    fn line(&mut self, number: u32, line: &str, whole: &'a str) {
        let start = self.at;
        self.at += line.len();
        self.line = number;
        let text = line.trim_end();
        if let Some((from, first_line)) = self.open {
            // An item is indented, a list's end is `],`: only a part's own bracket stands alone.
            if text == ")," || text == ")" {
                self.open = None;
                self.part(whole.get(from..start + 1).unwrap_or_default(), first_line);
            }
            return;
        }
        let value = ["project: ", "codebook: "]
            .iter()
            .find_map(|name| text.strip_prefix(name))
            .unwrap_or(text);
        if ["Project(", "Codebook(", "Entities(", "Document(", "Layer("]
            .iter()
            .any(|kind| value.starts_with(kind))
        {
            self.open = Some((start + (text.len() - value.len()), number));
        } else if text.trim_start().starts_with("Text(") {
            self.text(number, text.trim_start());
        } else if text == ")" {
            self.ended = true;
        } else if !self.is_frame(text) {
            self.fault("unreadable", number, "this line belongs to no part of the file");
        }
    }

    fn is_frame(&self, text: &str) -> bool {
        let lists = ["entities: [", "documents: [", "texts: [", "layers: [", "],", ""];
        lists.contains(&text) || text.starts_with("Ascribe(") && self.line == 1
    }

    fn fault(&mut self, kind: &'static str, line: u32, message: &str) {
        self.findings.fault(Fault {
            kind,
            line,
            column: None,
            message: message.to_owned(),
        });
    }

    fn text(&mut self, number: u32, row: &str) {
        let row = row.strip_suffix(',').unwrap_or(row);
        let read = migrate::value_from_text::<dto::TextRow<'_>>(row, migrate::FORMAT);
        match read.map_err(|e| reason(&e.code)).and_then(|row| {
            DocumentId::new(row.document.as_str())
                .map(|id| (id, row.text))
                .map_err(|e| e.to_string())
        }) {
            Ok((id, text)) if self.seen.insert(FileKey::Text(id.clone())) => {
                self.texts.push((id, text.into_string()))
            }
            Ok((id, _)) => self.fault(
                "duplicate-id",
                number,
                &format!("the text of “{id}” stands here a second time"),
            ),
            Err(message) => self.fault("unreadable", number, &message),
        }
    }

    fn part(&mut self, text: &'a str, first_line: u32) {
        let file = match file_of_part(text) {
            Ok(file) => file,
            Err(message) => {
                self.fault("unreadable", first_line, &message);
                return;
            }
        };
        if self.parts.len() >= limits::FOLDER.files {
            self.fault("too-many", first_line, "too many parts; this one is not read");
        } else if self.seen.insert(file.clone()) {
            self.parts.push(Part {
                file,
                text,
                first_line,
            });
        } else {
            self.fault(
                "duplicate-id",
                first_line,
                &format!("{} stands here a second time", file.path()),
            );
        }
    }

    fn finish(&mut self, whole: &'a str) {
        if let Some((from, first_line)) = self.open.take() {
            // The part tells itself that its end is missing.
            self.part(whole.get(from..).unwrap_or_default(), first_line);
            self.findings.damaged = true;
        } else if !self.ended {
            let message = "the file ends before its closing bracket: something is missing at its end";
            self.fault("truncated", self.line, message);
        }
    }
}

/// Which file of a folder a part would be, from its head.
pub fn file_of_part(text: &str) -> Result<FileKey, String> {
    let first = text.lines().next().unwrap_or_default();
    let kind = kind_and_format(text).map_or("", |(kind, _)| kind);
    let closed = format!("{})", first.trim_end().trim_end_matches(','));
    let head: PartHead<'_> = match kind {
        "Project" => return Ok(FileKey::Project),
        "Codebook" => return Ok(FileKey::Codebook),
        _ => part_head(kind, &closed)?,
    };
    let id = |error: IdError| error.to_string();
    Ok(match head {
        PartHead::Entities(person) => FileKey::Entities(PersonId::new(person.as_str()).map_err(id)?),
        PartHead::Document(document) => FileKey::Document(DocumentId::new(document.as_str()).map_err(id)?),
        PartHead::Layer(document, annotator) => FileKey::Layer(LayerKey::new(
            DocumentId::new(document.as_str()).map_err(id)?,
            PersonId::new(annotator.as_str()).map_err(id)?,
        )),
    })
}

enum PartHead<'a> {
    Entities(Words<'a>),
    Document(Words<'a>),
    Layer(Words<'a>, Words<'a>),
}

fn part_head<'a>(kind: &str, head: &'a str) -> Result<PartHead<'a>, String> {
    let told = |error: ron::error::SpannedError| reason(&error.code);
    let format = format_of(head);
    match kind {
        "Entities" => migrate::value_from_text::<dto::EntitiesFile<'_>>(head, format)
            .map(|file| PartHead::Entities(file.person))
            .map_err(told),
        "Document" => migrate::value_from_text::<dto::DocumentFile<'_>>(head, format)
            .map(|file| PartHead::Document(file.id))
            .map_err(told),
        "Layer" => migrate::value_from_text::<dto::LayerFile<'_>>(head, format)
            .map(|file| PartHead::Layer(file.document, file.annotator))
            .map_err(told),
        _ => Err(format!("“{kind}” is no part of such a file")),
    }
}

fn format_of(text: &str) -> u32 {
    kind_and_format(text).map_or(migrate::FORMAT, |(_, format)| format)
}

/// The note on where a single file came from; None where it has none.
pub fn origin(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next()?.trim_end().strip_suffix(',');
    let head = head.map(|head| format!("{head})"));
    let origin = match head
        .as_deref()
        .map(|head| migrate::value_from_text::<dto::SingleHead<'_>>(head, migrate::FORMAT))
    {
        Some(Ok(head)) => head.origin.into_string(),
        // Another program laid the file out anew.
        _ => migrate::value_from_text::<dto::SingleFile<'_>>(text, format_of(text))
            .ok()?
            .origin
            .into_string(),
    };
    (!origin.is_empty()).then_some(origin)
}
