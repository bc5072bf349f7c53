//! Looking a project through and planning repairs, for the window and for the shell. Runs in jobs: it reads the disk.

use super::jobs::Places;
use super::restoring::Choice;
use super::spoilt::Keeping;
use super::{EarlierRow, Preview, restoring, system};
use crate::model::edit::{self, Item, Key};
use crate::model::{PersonId, Problems, Project, UserError};
use crate::store::generations::{Difference, Generation, Generations, Present, keep_present, name_of};
use crate::store::repair::{self, Asked, Plan, Repair};
use crate::store::{self, FileKey, Location, Opened};
use std::collections::BTreeSet;

/// Everything that is wrong with a project, and what can be done about it.
pub fn look(places: &Places, opened: &Opened, me: Option<&PersonId>) -> Plan {
    let problems = store::check(opened);
    plan(places, opened, &problems, me)
}

fn plan(places: &Places, opened: &Opened, problems: &Problems, me: Option<&PersonId>) -> Plan {
    // Nobody looks through earlier states where nothing is damaged.
    let lost = lost(opened);
    let kept = if lost.is_empty() {
        restoring::Kept::default()
    } else {
        restoring::kept(places, &opened.location, Some(opened))
    };
    let more = lost.iter().filter_map(|name| {
        let newest = kept.files.get(name)?.iter().find(|one| !one.damaged)?;
        let then = restoring::annotations_in(places, &kept.choose(&opened.location, name, newest))?;
        let now = restoring::annotations_now(opened, name);
        (then > now).then(|| (name.clone(), then - now))
    });
    let asked = Asked {
        project: &opened.project,
        location: &opened.location,
        problems,
        damaged: &opened.damaged,
        read_only: opened.read_only.is_some(),
        me,
        now: system::now(),
        kept: &kept.files,
        more: &more.collect(),
    };
    repair::plan(&*places.disk, &asked)
}

/// Keeps a file as it is before a repair writes it anew; an error where it cannot be kept, and then it must not be written.
pub fn keep_first(places: &Places, opened: &Opened, file: &FileKey) -> Result<(), UserError> {
    let location = &opened.location;
    let is_damaged = match location {
        store::Location::Folder(_) => opened.damaged.contains(file),
        store::Location::File(_) => !opened.damaged.is_empty(),
    };
    let Some(folder) = restoring::folder_of(places, location, &opened.project.head().id) else {
        // What was read whole is in memory, and a save may always replace it.
        if !is_damaged {
            return Ok(());
        }
        return Err(UserError::with_hint(
            "There is no folder to keep the damaged file in, so it is left as it is",
            "Look whether your home folder can be written",
        ));
    };
    let generations = Generations::new(&*places.disk, &folder);
    let present = if is_damaged {
        Present::Damaged
    } else {
        Present::Good
    };
    keep_present(
        &generations,
        location,
        &name_of(location, file),
        system::now(),
        present,
    )
}

/// Work on problems and earlier states.
#[derive(Clone, Debug)]
pub enum Task {
    Look {
        opened: Box<Opened>,
        me: Option<PersonId>,
        revision: u64,
    },
    /// Keeps the file of a repair as it is.
    KeepFirst {
        opened: Box<Opened>,
        repair: Repair,
    },
    /// Lists the earlier states of all files.
    List {
        opened: Box<Opened>,
    },
    /// Looks for earlier states of files that are damaged or gone.
    Offer {
        opened: Box<Opened>,
    },
    /// Keeps files that were spoilt under the open project, and what is open of them.
    KeepHeld {
        opened: Box<Opened>,
        files: Vec<Keeping>,
    },
    Preview {
        choice: Choice,
        project: Box<Project>,
    },
    BringBack {
        opened: Box<Opened>,
        choice: Choice,
    },
    BringBackOf {
        opened: Box<Opened>,
        file: String,
        generation: Generation,
    },
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Told {
    Looked {
        plan: Plan,
        revision: u64,
    },
    Kept {
        repair: Box<Repair>,
        result: Result<(), UserError>,
    },
    HeldKept {
        kept: Vec<Keeping>,
        failed: Option<UserError>,
    },
    Listed(Vec<EarlierRow>),
    Offered(Vec<(String, Generation)>),
    Previewed {
        choice: Choice,
        result: Result<Preview, UserError>,
    },
    BroughtBack {
        choice: Choice,
        result: Result<(), UserError>,
    },
}

/// For a worker. Says of which project it tells.
pub(super) fn run(places: &Places, task: Task) -> (Location, Told) {
    match task {
        Task::Look { opened, me, revision } => {
            let plan = look(places, &opened, me.as_ref());
            (opened.location, Told::Looked { plan, revision })
        }
        Task::KeepFirst { opened, repair } => {
            let result = keep_first(places, &opened, &repair.file);
            let repair = Box::new(repair);
            (opened.location, Told::Kept { repair, result })
        }
        Task::List { opened } => {
            let rows = listed(places, &opened);
            (opened.location, Told::Listed(rows))
        }
        Task::Offer { opened } => {
            let found = offered(places, &opened);
            (opened.location, Told::Offered(found))
        }
        Task::KeepHeld { opened, files } => {
            let told = keep_held(places, &opened, files);
            (opened.location, told)
        }
        Task::Preview { choice, project } => {
            let result = restoring::preview(places, &choice, Some(&project));
            let result = result.map(|difference| preview(&project, &difference));
            (choice.location.clone(), Told::Previewed { choice, result })
        }
        Task::BringBack { opened, choice } => brought_back(places, &opened, choice),
        Task::BringBackOf {
            opened,
            file,
            generation,
        } => {
            let kept = restoring::kept(places, &opened.location, Some(&opened));
            let choice = kept.choose(&opened.location, &file, &generation);
            brought_back(places, &opened, choice)
        }
    }
}

fn brought_back(places: &Places, opened: &Opened, choice: Choice) -> (Location, Told) {
    let present = restoring::present(Some(opened), &choice.location, &choice.file);
    let result = restoring::keep_open(places, &choice, &opened.project)
        .and_then(|()| restoring::bring_back(places, &choice, present));
    (choice.location.clone(), Told::BroughtBack { choice, result })
}

fn keep_held(places: &Places, opened: &Opened, files: Vec<Keeping>) -> Told {
    let (mut kept, mut failed) = (Vec::new(), None);
    for (file, seen) in files {
        match restoring::keep_held(places, opened, &file, seen.as_ref()) {
            Ok(()) => kept.push((file, seen)),
            Err(error) => failed = failed.or(seen.map(|_| error)),
        }
    }
    Told::HeldKept { kept, failed }
}

fn listed(places: &Places, opened: &Opened) -> Vec<EarlierRow> {
    let kept = restoring::kept(places, &opened.location, Some(opened));
    let mut rows = Vec::new();
    for (file, states) in &kept.files {
        for generation in states {
            let choice = kept.choose(&opened.location, file, generation);
            rows.push(EarlierRow {
                annotations: restoring::annotations_in(places, &choice),
                choice,
            });
        }
    }
    rows
}

/// The names of the files that are damaged or gone.
pub(super) fn lost(opened: &Opened) -> BTreeSet<String> {
    let damaged = opened.damaged.iter().map(|file| name_of(&opened.location, file));
    let missing = opened
        .problems
        .iter()
        .filter(|problem| problem.kind.starts_with("missing-"));
    damaged
        .chain(missing.map(|problem| problem.file.clone()))
        .collect()
}

/// The newest good state of each of them that has one.
fn offered(places: &Places, opened: &Opened) -> Vec<(String, Generation)> {
    let kept = restoring::kept(places, &opened.location, Some(opened));
    let found = lost(opened).into_iter().filter_map(|name| {
        let newest = kept.files.get(&name)?.iter().find(|one| !one.damaged)?;
        Some((name, newest.clone()))
    });
    found.collect()
}

/// How many changes are named.
const NAMED: usize = 40;

fn preview(project: &Project, difference: &Difference) -> Preview {
    let back = difference
        .back
        .iter()
        .map(|(key, item)| ('+', told(project, key, item)));
    let other = difference
        .other
        .iter()
        .map(|(key, _, then)| ('~', told(project, key, then)));
    let away = difference
        .away
        .iter()
        .map(|(key, item)| ('–', told(project, key, item)));
    Preview {
        back: difference.back.len(),
        changed: difference.other.len(),
        away: difference.away.len(),
        unread: difference.unread,
        lines: back.chain(other).chain(away).take(NAMED).collect(),
    }
}

/// An item in a few words.
fn told(project: &Project, key: &Key, item: &Item) -> String {
    match (key, item) {
        (Key::Annotation(layer, _), Item::Annotation(annotation)) => {
            let label = project.codebook().label(annotation.label.as_str());
            let name = label.map_or(annotation.label.as_str(), |label| label.name.as_str());
            let text = project.text(layer.document.as_str());
            let quote = text
                .map(|text| annotation.fragments.quote_start(text, 80))
                .unwrap_or_default();
            format!("{name} “{quote}”")
        }
        (_, Item::Adrift(adrift)) => format!("Label that waits to be placed “{}”", adrift.quote()),
        (_, Item::Label(label)) => format!("Label {}", label.name),
        (_, Item::Attribute(attribute)) => format!("Attribute {}", attribute.name),
        (_, Item::LinkKind(kind)) => format!("Link kind {}", kind.name),
        (_, Item::Person(person)) => format!("Person {}", person.name),
        (_, Item::Entity(entity)) => format!("Entity {}", entity.name),
        (_, Item::Comment(comment)) => format!("Comment “{}”", comment.text),
        (_, Item::Document(document)) => format!("Facts of “{}”", document.title),
        (_, Item::Head(_)) => "Name, notes of the project".to_owned(),
        (_, Item::CodebookHead(_)) => "Name, guidelines of the codebook".to_owned(),
        (_, Item::Text(_)) => "The text".to_owned(),
        (_, Item::Layer(_)) => "Progress".to_owned(),
        (_, Item::Link(_)) => "Link".to_owned(),
        (_, Item::Decision(_)) => "Decision".to_owned(),
        (Key::Conflict(of), _) => match edit::item(project, of) {
            Some(item) => format!("Conflict about: {}", told(project, of, &item)),
            None => "Conflict about something deleted".to_owned(),
        },
        (_, Item::Conflict(_)) => "Conflict".to_owned(),
        (_, Item::Redirect(_)) => "Merged entity".to_owned(),
        (_, Item::Mark | Item::Annotation(_)) => "Assignment or lock".to_owned(),
    }
}
