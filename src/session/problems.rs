//! The list of what is wrong with the project, and its repairs: each is one step, reported, and an edit where it can be one. Looking
//! through the files and keeping damaged ones first is done by jobs.

use super::*;
use crate::model::edit::Key;
use crate::store::repair::{Plan, Repair, Way};
use mending::{Task, Told};

/// What is asked about problems.
#[derive(Clone, Debug)]
pub enum Mend {
    Filter(String),
    /// To the place of a problem: an index into `rows`.
    GoTo(usize),
    /// The repair of a problem: an index into `rows`.
    Repair(usize),
    RepairAll,
    /// What a problem offers beside its repair: an index into `rows`.
    Beside(usize),
    Close,
}

/// The list, while it is shown.
#[derive(Clone, Debug, Default)]
pub struct ProblemList {
    pub rows: Arc<Vec<ProblemRow>>,
    /// Those that the filter lets through, as indexes into `rows`.
    pub shown: Vec<usize>,
    pub filter: String,
    /// The project is being looked through.
    pub looking: bool,
    repairs: Arc<Vec<Repair>>,
    /// Repairs that wait for the one before.
    waiting: Vec<Repair>,
    /// How many of those that were asked for together are done.
    done: usize,
}

#[derive(Clone, Debug)]
pub struct ProblemRow {
    pub problem: Problem,
    /// It can be repaired here: what is done then.
    pub repair: Option<String>,
    /// The first of those that one repair mends.
    pub leads: bool,
    pub beside: Option<Beside>,
    /// Index into the repairs.
    at: Option<usize>,
}

/// What a problem offers beside its repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// To look at the earlier states of the file, and bring one back.
    Earlier,
    /// To see what a second version of a file would bring, and bring it in.
    BringIn,
}

impl ProblemList {
    fn fill(&mut self, plan: Plan) {
        let settles = |problem: &Problem| {
            plan.repairs.iter().position(|repair| {
                let same = |other: &Problem| other.is_same(problem);
                repair.left_to.is_none() && repair.problems.iter().any(same)
            })
        };
        let mut led = BTreeSet::new();
        let rows = plan.problems.iter().map(|problem| {
            let at = settles(problem);
            let leads = at.is_some_and(|at| led.insert(at));
            let beside = if plan.kept.contains(&problem.file) {
                Some(Beside::Earlier)
            } else {
                (problem.kind == "conflict-copy").then_some(Beside::BringIn)
            };
            let repair = at
                .and_then(|at| plan.repairs.get(at))
                .map(|repair| repair.title.clone());
            ProblemRow {
                problem: problem.clone(),
                repair,
                leads,
                beside,
                at,
            }
        });
        self.rows = Arc::new(rows.collect());
        self.repairs = Arc::new(plan.repairs);
        self.looking = false;
        self.follow_filter();
    }

    fn follow_filter(&mut self) {
        let wanted = self.filter.trim().to_lowercase();
        let fits = |row: &ProblemRow| {
            let problem = &row.problem;
            let words = [&problem.file, &problem.message]
                .into_iter()
                .chain(&problem.repair);
            wanted.is_empty()
                || problem.kind.contains(&wanted)
                || words
                    .into_iter()
                    .any(|words| words.to_lowercase().contains(&wanted))
        };
        let shown = self.rows.iter().enumerate().filter(|(_, row)| fits(row));
        self.shown = shown.map(|(at, _)| at).collect();
    }

    /// How many repairs can be done here.
    pub fn repairs(&self) -> usize {
        self.repairs
            .iter()
            .filter(|repair| repair.left_to.is_none())
            .count()
    }
}

impl Open {
    /// The project as if it had been read as it is now.
    pub(super) fn as_read(&self) -> Opened {
        Opened {
            project: self.project.clone(),
            problems: self.problems.clone(),
            location: self.location.clone(),
            read_only: self.read_only.clone(),
            damaged: self.damaged.clone(),
            stamps: store::Stamps::new(),
        }
    }
}

impl Session {
    /// Opens the list and looks the project through.
    pub(super) fn open_problems(&mut self) -> Vec<Effect> {
        self.view.problems = Some(ProblemList::default());
        let mut effects = vec![Effect::Show(Show::Problems)];
        effects.extend(self.look_through());
        effects
    }

    pub(super) fn look_through(&mut self) -> Option<Effect> {
        let open = self.open.as_ref()?;
        let list = self.view.problems.as_mut()?;
        list.looking = true;
        let task = Task::Look {
            opened: Box::new(open.as_read()),
            me: open.me.clone(),
            revision: open.revision,
        };
        Some(Effect::Work(Job::Mending(Box::new(task))))
    }

    pub(super) fn dispatch_problems(&mut self, request: Mend) -> Effects {
        match request {
            Mend::Filter(filter) => {
                if let Some(list) = &mut self.view.problems {
                    list.filter = filter;
                    list.follow_filter();
                }
                Ok(Vec::new())
            }
            Mend::GoTo(row) => Ok(self.go_to_problem(row)),
            Mend::Repair(row) => {
                if let Some(list) = &mut self.view.problems {
                    list.done = 0;
                }
                let list = self.view.problems.as_ref();
                let repair = list
                    .and_then(|list| list.repairs.get(list.rows.get(row)?.at?))
                    .cloned();
                repair.map_or_else(|| Ok(Vec::new()), |repair| self.begin_repair(repair))
            }
            Mend::Beside(row) => self.beside(row),
            Mend::RepairAll => {
                let Some(list) = &mut self.view.problems else {
                    return Ok(Vec::new());
                };
                let mine = list.repairs.iter().filter(|repair| repair.left_to.is_none());
                let mut repairs: Vec<Repair> = mine.cloned().collect();
                // Files that come back are read after all that was planned with what is open now.
                repairs.sort_by_key(|repair| matches!(repair.way, Way::BringBack(_)));
                repairs.reverse();
                let first = repairs.pop();
                list.waiting = repairs;
                list.done = 0;
                first.map_or_else(|| Ok(Vec::new()), |repair| self.begin_repair(repair))
            }
            Mend::Close => {
                self.view.problems = None;
                Ok(vec![Effect::Focus(Focus::Text)])
            }
        }
    }

    fn beside(&mut self, row: usize) -> Effects {
        let list = self.view.problems.as_ref();
        let Some((file, beside)) = list
            .and_then(|list| list.rows.get(row))
            .and_then(|row| Some((row.problem.file.clone(), row.beside?)))
        else {
            return Ok(Vec::new());
        };
        match beside {
            Beside::Earlier => self.open_earlier_of(file),
            Beside::BringIn => {
                let path = self.need_open()?.location.path().join(file);
                self.dispatch_bringing(BringIn::Preview(vec![path]))
            }
        }
    }

    fn go_to_problem(&mut self, row: usize) -> Vec<Effect> {
        let list = self.view.problems.as_ref();
        let Some(problem) = list
            .and_then(|list| list.rows.get(row))
            .map(|row| row.problem.clone())
        else {
            return Vec::new();
        };
        let file = problem
            .about
            .as_ref()
            .map(store::file_of)
            .or_else(|| FileKey::from_path(&problem.file));
        match (&problem.about, file) {
            (_, Some(FileKey::Codebook)) => vec![Effect::Show(Show::Codebook)],
            (Some(Key::Annotation(layer, id)), _) => self.show_label(layer, id),
            (
                _,
                Some(
                    FileKey::Layer(LayerKey { document, .. })
                    | FileKey::Document(document)
                    | FileKey::Text(document),
                ),
            ) if self
                .project()
                .is_some_and(|project| project.document(document.as_str()).is_some()) =>
            {
                self.select_document(document)
            }
            _ => vec![Effect::Notify(Notice::info(format!(
                "{} has no place in a text",
                problem.file
            )))],
        }
    }

    /// Goes to a label, whoever's it is.
    pub(super) fn show_label(&mut self, layer: &LayerKey, id: &AnnotationId) -> Vec<Effect> {
        let mut effects = self.select_document(layer.document.clone());
        let mine = self.open.as_ref().and_then(|open| open.me.as_ref()) == Some(&layer.annotator);
        if !mine {
            self.view.shown.insert(layer.annotator.clone());
        }
        let label = self
            .project()
            .and_then(|project| project.layer(layer))
            .and_then(|l| l.annotation(id.as_str()));
        if let Some(hull) = label.and_then(|annotation| annotation.fragments.hull()) {
            self.view.selection = Selection::caret(hull.end());
            effects.push(Effect::Reveal(hull));
        }
        self.view.selected = Some((layer.annotator.clone(), id.clone()));
        effects
    }

    fn begin_repair(&mut self, repair: Repair) -> Effects {
        let open = self.need_open()?;
        open.need_writable()?;
        let opened = Box::new(open.as_read());
        match &repair.way {
            Way::Edit(_) => self.finish_repair(repair),
            Way::Anew(_) => {
                let task = Task::KeepFirst { opened, repair };
                Ok(vec![Effect::Work(Job::Mending(Box::new(task)))])
            }
            Way::BringBack(generation) => {
                let name = store::generations::name_of(&open.location, &repair.file);
                let task = Task::BringBackOf {
                    opened,
                    file: name,
                    generation: generation.clone(),
                };
                Ok(vec![Effect::Work(Job::Mending(Box::new(task)))])
            }
        }
    }

    /// Does it, now that nothing can be lost by it.
    fn finish_repair(&mut self, repair: Repair) -> Effects {
        let (Way::Edit(transaction) | Way::Anew(transaction)) = &repair.way else {
            return Ok(Vec::new());
        };
        let transaction = Transaction::clone(transaction);
        self.edit(|_, _| Ok(transaction))?;
        let seconds = self.seconds;
        if let Some(open) = &mut self.open {
            if matches!(repair.way, Way::Anew(_)) {
                match open.location {
                    Location::Folder(_) => drop(open.damaged.remove(&repair.file)),
                    Location::File(_) => open.damaged.clear(),
                }
                open.dirty.insert(repair.file.clone());
                open.revision += 1;
                open.changed_at = seconds;
            }
            let settled = |problem: &Problem| repair.problems.iter().any(|other| other.is_same(problem));
            open.problems.retain(|problem| !settled(problem));
        }
        let mut effects = self.save_now();
        effects.push(Effect::Notify(self.repaired(&repair)));
        match self.next_repair() {
            Some(next) => effects.extend(self.begin_repair(next)?),
            None => effects.extend(self.look_through()),
        }
        Ok(effects)
    }

    /// Of those that were asked for together.
    fn next_repair(&mut self) -> Option<Repair> {
        self.view.problems.as_mut()?.waiting.pop()
    }

    /// A file is as it was: the next of those that were asked for together, or a look at what there is now.
    pub(super) fn go_on_repairing(&mut self) -> Effects {
        match self.next_repair() {
            Some(next) => self.begin_repair(next),
            None => Ok(self.look_again()),
        }
    }

    /// Tells of a repair; of several that were done together, how many there were.
    fn repaired(&mut self, repair: &Repair) -> Notice {
        let done = self.view.problems.as_mut().map_or(1, |list| {
            list.done += 1;
            list.done
        });
        if done > 1 {
            return Notice::info(format!("{done} repairs done"));
        }
        let mut notice = match repair.way {
            Way::Edit(_) => Notice::info("Repaired, and can be undone"),
            _ => Notice::info("Repaired; what the file was is kept under “Earlier states…”"),
        };
        notice.hint = Some(repair.title.clone());
        notice
    }

    pub(super) fn stop_repairing(&mut self) {
        if let Some(list) = &mut self.view.problems {
            list.waiting.clear();
        }
    }

    pub(super) fn mended(&mut self, location: &Location, told: Told) -> Effects {
        if self.open.as_ref().is_none_or(|open| open.location != *location) {
            return Ok(Vec::new());
        }
        match told {
            Told::Looked { plan, revision } => {
                let is_old = self.open.as_ref().is_none_or(|open| open.revision != revision);
                if is_old {
                    return Ok(self.look_through().into_iter().collect());
                }
                if let Some(list) = &mut self.view.problems {
                    list.fill(plan);
                }
                Ok(Vec::new())
            }
            Told::Kept { repair, result } => {
                result.inspect_err(|_| self.stop_repairing())?;
                self.finish_repair(*repair)
            }
            Told::HeldKept { kept, failed } => Ok(self.spoilt_kept(&kept, failed)),
            told => self.earlier_told(told),
        }
    }
}
