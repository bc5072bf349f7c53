//! Which keys each command has: those of the table, changed by the user's file `keymap.ron`. Says what is wrong with such a
//! file, row by row, and keeps the rest of it. Reads no file itself and knows no window.

use super::{Effect, Job, KeymapRead, KeymapWhy, Notice, Session, Show};
use crate::command::{COMMANDS, Chord, ChordError, Command, CommandId, Scope, command};
use crate::model::Codebook;
use ron::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Keys with which the text moves its caret: a command that has one takes it away from there.
const CARET: [&str; 8] = ["Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown"];

/// Keys of the switches in search fields: a command that has one takes it away from there.
const FIELDS: [&str; 4] = ["Alt+A", "Alt+C", "Alt+R", "Alt+W"];

#[derive(Clone, Debug)]
pub struct Keymap {
    /// Every command has its row.
    chords: BTreeMap<CommandId, Vec<Chord>>,
    changed: BTreeSet<CommandId>,
    faults: Vec<String>,
    /// Where the file is, or would be. None where the program has no folder of its own.
    pub path: Option<PathBuf>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self {
            chords: COMMANDS
                .iter()
                .map(|row| (row.id, table_chords(row.id)))
                .collect(),
            changed: BTreeSet::new(),
            faults: Vec::new(),
            path: None,
        }
    }
}

/// The chords that the table gives a command.
fn table_chords(id: CommandId) -> Vec<Chord> {
    command(id).chords.iter().filter_map(|c| c.parse().ok()).collect()
}

impl Keymap {
    /// The table changed by a file's text. A row that cannot be used leaves its command as the table has it.
    pub fn from_text(text: &str) -> Self {
        let mut keymap = Self::default();
        if text.trim().is_empty() {
            return keymap;
        }
        let rows = match rows(text) {
            Ok(rows) => rows,
            Err(fault) => {
                keymap.faults.push(fault);
                return keymap;
            }
        };
        keymap.faults.extend(doubled(text, &rows));
        let mut wanted = BTreeMap::new();
        for (name, value) in rows {
            match row(&name, value) {
                Ok((id, chords)) => {
                    wanted.insert(id, chords);
                }
                Err(fault) => keymap.faults.push(fault),
            }
        }
        keymap.apply(wanted);
        keymap
    }

    /// Puts the rows in. Of two commands that would claim one chord, one stays as the table has it.
    fn apply(&mut self, mut wanted: BTreeMap<CommandId, Vec<Chord>>) {
        loop {
            for id in COMMANDS.iter().map(|row| row.id) {
                let chords = wanted.get(&id).cloned().unwrap_or_else(|| table_chords(id));
                self.chords.insert(id, chords);
            }
            let Some((chord, first, second)) = self.clash() else {
                break;
            };
            // The row that the file brought gives way; of two such rows, the later command's.
            let (loser, keeper) = if wanted.contains_key(&second) {
                (second, first)
            } else {
                (first, second)
            };
            if wanted.remove(&loser).is_none() {
                break;
            }
            self.faults.push(format!(
                "{}: {chord} is the key of “{}” ({keeper:?}); the row is not used",
                name_of(loser),
                command(keeper).title
            ));
        }
        let same = |id: &CommandId, chords: &Vec<Chord>| *chords == table_chords(*id);
        self.changed = wanted
            .iter()
            .filter(|(id, c)| !same(id, c))
            .map(|(id, _)| *id)
            .collect();
        let remarks: Vec<String> = self.changed.iter().flat_map(|id| self.remarks(*id)).collect();
        self.faults.extend(remarks);
    }

    /// A chord that two commands of one scope claim.
    fn clash(&self) -> Option<(Chord, CommandId, CommandId)> {
        let mut seen: BTreeMap<(&Chord, u8), CommandId> = BTreeMap::new();
        for (id, chords) in &self.chords {
            for chord in chords {
                let place = (chord, command(*id).scope as u8);
                match seen.insert(place, *id) {
                    Some(other) if other != *id => return Some((chord.clone(), other, *id)),
                    _ => {}
                }
            }
        }
        None
    }

    /// What a changed command takes away from others, though it may.
    fn remarks(&self, id: CommandId) -> Vec<String> {
        let mut found = Vec::new();
        let scope = command(id).scope;
        for chord in self.chords(id) {
            // What the table itself does twice is meant so.
            let meant =
                |row: &Command| table_chords(id).contains(chord) && table_chords(row.id).contains(chord);
            let wider = COMMANDS
                .iter()
                .find(|row| row.scope < scope && self.chords(row.id).contains(chord) && !meant(row));
            if let Some(row) = wider {
                let place = if scope == Scope::Review {
                    "While reviewing"
                } else {
                    "In the text"
                };
                found.push(format!(
                    "{}: {place} {chord} is no longer the key of “{}”",
                    name_of(id),
                    row.title
                ));
            }
            let narrower = COMMANDS
                .iter()
                .find(|row| row.scope > scope && self.chords(row.id).contains(chord) && !meant(row));
            if let Some(row) = narrower {
                let place = if row.scope == Scope::Review {
                    "while reviewing"
                } else {
                    "in the text"
                };
                found.push(format!(
                    "{}: {place} {chord} stays the key of “{}”",
                    name_of(id),
                    row.title
                ));
            }
            if scope == Scope::Anywhere && FIELDS.contains(&chord.written().as_str()) {
                found.push(format!(
                    "{}: {chord} is no longer a switch of search fields",
                    name_of(id)
                ));
            }
            let caret = CARET.contains(&chord.key.as_str()) && !table_chords(id).contains(chord);
            if caret && !COMMANDS.iter().any(|row| table_chords(row.id).contains(chord)) {
                found.push(format!("{}: {chord} no longer moves the caret", name_of(id)));
            }
        }
        found
    }

    /// The first chord of a command, as shown to people.
    pub fn hint(&self, id: CommandId) -> Option<String> {
        self.chords(id).first().map(Chord::to_string)
    }

    pub fn chords(&self, id: CommandId) -> &[Chord] {
        self.chords.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether the file gives the command other chords than the table.
    pub fn is_changed(&self, id: CommandId) -> bool {
        self.changed.contains(&id)
    }

    /// The command of a chord. `reach` is the narrowest scope that applies now, and the wider ones apply with it; the narrowest
    /// wins.
    pub fn find(&self, chord: &Chord, reach: Scope) -> Option<&'static Command> {
        let scopes = [Scope::Review, Scope::Text, Scope::Anywhere];
        let has = |row: &&Command| self.chords(row.id).contains(chord);
        let reached = scopes.iter().filter(|scope| **scope <= reach);
        reached
            .filter_map(|scope| COMMANDS.iter().filter(|row| row.scope == *scope).find(has))
            .next()
    }

    /// What is wrong with the file, a sentence each. Empty when all of it is used and harms nothing.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Keys of labels and link kinds that never tag, as a command has them.
    pub fn shadowed(&self, codebook: &Codebook) -> Vec<String> {
        let labels = codebook.labels().filter(|label| label.is_offered());
        let labels = labels.map(|label| (label.key.clone(), label.name.clone()));
        let kinds = codebook.link_kinds().into_iter().filter(|kind| !kind.retired);
        let kinds = kinds.map(|kind| (kind.key.clone(), kind.name.clone()));
        labels
            .chain(kinds)
            .filter_map(|(key, name)| {
                let key = key?;
                let row = self.find(&Chord::of_sign(&key), Scope::Text)?;
                Some(format!(
                    "“{key}” is the key of “{}”: it does not tag “{name}”",
                    row.title
                ))
            })
            .collect()
    }

    /// A file with every command, for people to change: all rows are comments.
    pub fn template() -> String {
        let mut text = String::from(HEAD);
        let mut group = "";
        for row in COMMANDS {
            if row.group != group {
                group = row.group;
                text.push_str(&format!("\n        // {group}\n"));
            }
            let chords: Vec<String> = table_chords(row.id)
                .iter()
                .map(|c| format!("{:?}", c.written()))
                .collect();
            text.push_str(&format!(
                "        // \"{:?}\": [{}], // {}: {}\n",
                row.id,
                chords.join(", "),
                row.title.trim_end_matches('…'),
                row.help
            ));
        }
        text.push_str("    },\n)\n");
        text
    }
}

impl Session {
    pub(super) fn read_keymap(why: KeymapWhy) -> Vec<Effect> {
        vec![Effect::Work(Job::ReadKeymap(why))]
    }

    /// Takes the file that was read; where it could not be, the keys stay as they are.
    pub(super) fn keymap_read(&mut self, read: KeymapRead) -> Vec<Effect> {
        let there = matches!(read.text, Ok(Some(_)));
        match read.text {
            Ok(text) => self.keymap = text.as_deref().map(Keymap::from_text).unwrap_or_default(),
            Err(error) => {
                self.keymap.path = read.path;
                return vec![Effect::Notify(error.into())];
            }
        }
        self.keymap.path = read.path;
        let faults = self.keymap.faults().len();
        let mut effects = Vec::new();
        if faults > 0 {
            let words = match faults {
                1 => "One thing is wrong with the keymap".to_owned(),
                many => format!("{many} things are wrong with the keymap"),
            };
            effects.push(Effect::Notify(told(words, "The sheet of keys lists what (F1)")));
        } else if read.why == KeymapWhy::Reload {
            let words = match (there, self.keymap.changed.len()) {
                (false, _) => "There is no keymap yet; “Edit keymap…” makes one".to_owned(),
                (true, 1) => "Keymap read: one command has other keys".to_owned(),
                (true, many) => format!("Keymap read: {many} commands have other keys"),
            };
            effects.push(Effect::Notify(Notice::info(words)));
        }
        effects.extend(self.shadow_notice());
        if read.why == KeymapWhy::Edit {
            effects.push(Effect::Show(Show::Shortcuts));
        }
        effects
    }

    /// Says that keys of labels never tag, because commands have them.
    pub(super) fn shadow_notice(&self) -> Option<Effect> {
        let shadowed = self.keymap.shadowed(self.project()?.codebook());
        let first = shadowed.first()?.clone();
        let words = match shadowed.len() {
            1 => first,
            many => format!("{first}, and {} more such keys", many - 1),
        };
        Some(Effect::Notify(told(words, "The sheet of keys lists them (F1)")))
    }
}

fn told(text: String, hint: &str) -> Notice {
    Notice {
        text,
        hint: Some(hint.to_owned()),
        error: true,
    }
}

const HEAD: &str = "\
// Keys of Ascribe's commands. Take the // away from a row and change what stands in its brackets:
// several keys may be given, and [] gives the command none. Commands that are not listed keep their keys.
// A key is a letter, digit or sign, or one of Left Right Up Down Home End PageUp PageDown Enter Escape
// Tab Space Backspace Delete Insert F1 to F24, with Ctrl+, Alt+, Shift+ before it. Ctrl is the Command key on a Mac.
// “Reload keymap” reads this file again; the sheet of keys (F1) says what could not be used.
(
    keys: {
";

fn name_of(id: CommandId) -> String {
    format!("{id:?}")
}

/// The rows of a file: `(keys: {\"NextLabel\": [\"]\"]})`.
fn rows(text: &str) -> Result<Vec<(String, Value)>, String> {
    let value: Value = ron::from_str(text)
        .map_err(|error| format!("The file cannot be read, {error}; nothing of it is used"))?;
    let wrong = || "The file has no list “keys: { … }”; nothing of it is used".to_owned();
    let Value::Map(top) = value else {
        return Err(wrong());
    };
    let keys = top
        .into_iter()
        .find(|(name, _)| *name == Value::String("keys".into()));
    let Some((_, Value::Map(keys))) = keys else {
        return Err(wrong());
    };
    let named = |(name, value)| match name {
        Value::String(name) => Ok((name, value)),
        _ => Err("A command’s name stands in quotation marks; nothing of the file is used".to_owned()),
    };
    keys.into_iter().map(named).collect()
}

/// Names that stand twice in the file: only the last of such rows is used.
fn doubled(text: &str, rows: &[(String, Value)]) -> Vec<String> {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let code: String = text.lines().map(code).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (quote, _) in code.match_indices('"') {
        // A name in quotation marks before a colon: chords stand before a comma or a bracket.
        let name = code.get(quote + 1..).and_then(|rest| rest.split_once('"'));
        if let Some((name, behind)) = name
            && behind.trim_start().starts_with(':')
        {
            *times.entry(name).or_default() += 1;
        }
    }
    let twice = rows
        .iter()
        .filter(|(name, _)| times.get(name.as_str()).is_some_and(|n| *n > 1));
    twice
        .map(|(name, _)| format!("{name} is listed twice; the last row is used"))
        .collect()
}

/// A row as a command with its chords.
fn row(name: &str, value: Value) -> Result<(CommandId, Vec<Chord>), String> {
    let known = COMMANDS
        .iter()
        .find(|row| name_of(row.id).eq_ignore_ascii_case(name));
    let Some(known) = known else {
        return Err(format!("There is no command “{name}”"));
    };
    let id = known.id;
    let written = match value {
        Value::String(one) => vec![Value::String(one)],
        Value::Seq(several) => several,
        _ => {
            return Err(format!(
                "{id:?}: keys are a list of words such as [\"Ctrl+D\"]; the row is not used"
            ));
        }
    };
    let chord = |value| match value {
        Value::String(text) => text
            .parse::<Chord>()
            .map_err(|error: ChordError| error.to_string()),
        other => Err(format!("{other:?} is not a key in quotation marks")),
    };
    let chords: Result<Vec<Chord>, String> = written.into_iter().map(chord).collect();
    match chords {
        Ok(mut chords) => {
            let mut seen = BTreeSet::new();
            chords.retain(|chord| seen.insert(chord.clone()));
            Ok((id, chords))
        }
        Err(why) => Err(format!("{id:?}: {why}; the row is not used")),
    }
}

#[cfg(test)]
mod tests;
