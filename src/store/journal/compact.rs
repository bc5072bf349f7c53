//! A journal written anew without what nobody needs: steps that are in the files stay as history only, the latest of them; the rest
//! stays as it is. Knows rows as text, no model.

use super::super::FileKey;
use super::super::dto::{ChangeRow, Words};
use super::super::line::{Line, list};
use super::trail::{FORMAT, Hash, Kind, Source, Stacks, Trail};
use std::collections::BTreeMap;

/// What of the history is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub steps: usize,
    /// Bytes.
    pub len: usize,
}

impl Limits {
    /// These, and again as much less what others take.
    fn but(self, taken: &[String]) -> Self {
        let len: usize = taken.iter().map(String::len).sum();
        Self {
            steps: (2 * self.steps).saturating_sub(taken.len()),
            len: (2 * self.len).saturating_sub(len),
        }
    }
}

/// The lines of the new journal.
pub fn compacted(trail: &Trail<'_>, touched: &BTreeMap<FileKey, Vec<usize>>, limits: Limits) -> Vec<String> {
    let open = first_open(trail, touched);
    let mut stacks = Stacks::default();
    for (index, step) in trail.steps.iter().take(open).enumerate() {
        stacks.step(index, step.kind);
    }
    let history = History::of(trail, &stacks, open, limits);
    let mut lines = vec![String::new()];
    lines.extend(history.lines);
    let at = trail.first + open as u64;
    for (file, known) in &trail.files {
        let unsaved = lacks(trail, file, touched).is_some();
        if known.contents.is_empty() {
            lines.push(format!("[{}]", kept(file, known.floor.max(at))));
        }
        for (number, content) in known.contents.iter().enumerate() {
            let at = if unsaved { content.at } else { content.at.max(at) };
            let name = if number == 0 { "Saved" } else { "Holds" };
            lines.push(format!(
                "[{}]",
                content_record(name, file, &content.hash, Some(at))
            ));
        }
    }
    let rest = trail.steps.iter().skip(open);
    lines.extend(rest.map(|step| format!("[{}]", step.raw)));
    let first = at.saturating_sub(history.steps);
    if let Some(head) = lines.first_mut() {
        *head = format!("[{}]", header(&trail.project, first));
    }
    lines
}

/// The first step that some file lacks, as an index.
fn first_open(trail: &Trail<'_>, touched: &BTreeMap<FileKey, Vec<usize>>) -> usize {
    let starts = trail.files.keys().filter_map(|file| lacks(trail, file, touched));
    starts.min().unwrap_or(trail.steps.len())
}

/// The index of the first step that a file may lack; None where it has all.
fn lacks(trail: &Trail<'_>, file: &FileKey, touched: &BTreeMap<FileKey, Vec<usize>>) -> Option<usize> {
    let oldest = trail.files.get(file)?.oldest();
    let from = usize::try_from(oldest.saturating_sub(trail.first)).unwrap_or(usize::MAX);
    let last = touched.get(file)?.last()?;
    (*last >= from).then_some(from)
}

struct History {
    lines: Vec<String>,
    steps: u64,
}

impl History {
    /// Edits in the order in which they were made, then those that were taken back, and their taking back.
    fn of(trail: &Trail<'_>, stacks: &Stacks, open: usize, limits: Limits) -> Self {
        let (needed_undo, needed_redo) = needed(trail, open);
        let half = Limits {
            steps: limits.steps / 2,
            len: limits.len / 2,
        };
        // What will be made again next comes last in the stack.
        let redo = latest(trail, &stacks.redo, needed_redo, half);
        let mut undo = latest(trail, &stacks.undo, needed_undo, half.but(&redo));
        undo.reverse();
        let taken_back = redo.len();
        let steps = (undo.len() + 2 * taken_back) as u64;
        let mut lines: Vec<String> = undo.into_iter().chain(redo).collect();
        lines.extend(std::iter::repeat_n("[Undo]".to_owned(), taken_back));
        Self { lines, steps }
    }
}

/// How many steps of either kind the rest of the journal goes back to.
fn needed(trail: &Trail<'_>, open: usize) -> (usize, usize) {
    let rest = trail.steps.iter().enumerate().skip(open);
    let sources = rest.filter_map(|(_, step)| match step.kind {
        Kind::Undo(source) | Kind::DroppedUndo(Some(source)) => Some((true, source)),
        Kind::Redo(source) | Kind::DroppedRedo(Some(source)) => Some((false, source)),
        _ => None,
    });
    let (mut undo, mut redo) = (
        std::collections::BTreeSet::new(),
        std::collections::BTreeSet::new(),
    );
    for (is_undo, source) in sources.filter(|(_, source)| source.step < open) {
        if is_undo { &mut undo } else { &mut redo }.insert(source.step);
    }
    (undo.len(), redo.len())
}

/// The lines of the latest edits of a stack, the latest first: those that are needed, and others while there is room.
fn latest(trail: &Trail<'_>, stack: &[Source], needed: usize, mut left: Limits) -> Vec<String> {
    let mut lines = Vec::new();
    for source in stack.iter().rev() {
        let line = forwards(trail, *source);
        if lines.len() >= needed && (left.steps == 0 || line.len() > left.len) {
            break;
        }
        left.steps = left.steps.saturating_sub(1);
        left.len = left.len.saturating_sub(line.len());
        lines.push(line);
    }
    lines
}

/// An edit as it was made.
fn forwards(trail: &Trail<'_>, source: Source) -> String {
    let mut out = "[".to_owned();
    let Some(step) = trail.step(source) else {
        return out + "]";
    };
    super::rows::titled(&mut out, "Redone", &step.title);
    let mut rows: Vec<&ChangeRow<'_>> = step.changes.iter().collect();
    if source.backwards {
        rows.reverse();
    }
    list(&mut out, rows, |out, row| change(out, row, source.backwards));
    out + ")]"
}

/// A change as it stands, or the other way round.
pub fn change(out: &mut String, row: &ChangeRow<'_>, backwards: bool) {
    let (mut was, mut now, mut gone, mut back) = (row.was, row.now, &row.gone, &row.back);
    if backwards {
        std::mem::swap(&mut was, &mut now);
        std::mem::swap(&mut gone, &mut back);
    }
    let mut line = Line::open(out, "");
    line.text("file", row.file.as_str());
    line.text("of", row.of.as_str());
    for (name, side) in [("was", was), ("now", now)] {
        if let Some(side) = side {
            line.word(name, side.get_ron());
        }
    }
    line.texts("gone", gone.iter().map(Words::as_str));
    line.texts("back", back.iter().map(Words::as_str));
    line.close();
}

// ---- records of few words

pub fn header(project: &str, first: u64) -> String {
    let mut out = String::new();
    let mut line = Line::open(&mut out, "Journal");
    line.word("format", FORMAT);
    line.text("project", project);
    line.word("first", first);
    line.close();
    out
}

/// `Holds`, `Saved` or `Found`.
pub fn content_record(name: &str, file: &FileKey, hash: &Hash, at: Option<u64>) -> String {
    let mut out = String::new();
    let mut line = Line::open(&mut out, name);
    line.text("file", &file.path());
    line.some("hash", hash.as_deref());
    if let Some(at) = at {
        line.word("at", at);
    }
    line.close();
    out
}

pub fn kept(file: &FileKey, at: u64) -> String {
    content_record("Kept", file, &None, Some(at))
}
