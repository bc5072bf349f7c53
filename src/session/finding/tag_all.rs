//! Tagging all that was found: a list to tick, and one edit for what is ticked.

use super::*;
use crate::model::edit::recipes as r;
use std::ops::Range;

/// Passages that are to get one label together.
#[derive(Clone, Debug, PartialEq)]
pub struct TagAll {
    pub label: LabelId,
    /// Who tags. Nobody where the list was refused.
    pub annotator: Option<PersonId>,
    pub pattern: Pattern,
    pub everywhere: bool,
    /// By document title and place.
    pub rows: Arc<Vec<TagAllRow>>,
    /// There are more hits than are kept.
    pub capped: bool,
    /// The list is still being made.
    pub running: bool,
    /// Why there is no list.
    pub error: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TagAllRow {
    pub document: DocumentId,
    /// The hit, grown to what the label's anchoring asks for; the first hit where the label is one of whole documents.
    pub at: Span,
    pub before: String,
    pub matched: String,
    pub after: String,
    /// What overlaps it: the user's own labels, then those of teammates that are shown on the text.
    pub existing: Vec<Existing>,
    pub ticked: bool,
    /// Why it cannot be tagged.
    pub why_not: Option<String>,
}

/// A label that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Existing {
    pub label: LabelId,
    /// Whose it is; None for the user's own.
    pub person: Option<PersonId>,
}

impl TagAll {
    /// How many rows will be tagged.
    pub fn ticked(&self) -> usize {
        self.rows.iter().filter(|row| row.ticked).count()
    }
}

impl Session {
    pub(super) fn can_tag_all(&self) -> Result<(), &'static str> {
        let Some(open) = &self.open else {
            return Err("No project is open");
        };
        if open.read_only.is_some() {
            return Err("The project is open to look at only");
        }
        if open.me.is_none() {
            return Err("It is not known who you are");
        }
        let mut labels = open.project.codebook().labels();
        if labels.any(|label| label.is_offered() && label.anchoring != Anchoring::Document) {
            Ok(())
        } else {
            Err("The codebook has no label for words yet")
        }
    }

    /// Starts to make the list. Why it cannot be made stands in its place.
    pub(super) fn plan_tag_all(&mut self, label: LabelId, pattern: Pattern, everywhere: bool) -> Effects {
        self.need_open()?;
        // The rows before stay in sight until the new ones are there, but cannot be tagged.
        let before = self.view.tag_all.take();
        let job = self.tag_all_job(&label, &pattern, everywhere);
        let (job, error) = match job {
            Ok(job) => (Some(job), None),
            Err(error) => (None, Some(error.message)),
        };
        let rows = before.map(|before| before.rows).filter(|_| job.is_some());
        self.view.tag_all = Some(TagAll {
            label,
            annotator: job.as_ref().map(|job| job.annotator.clone()),
            pattern,
            everywhere,
            rows: rows.unwrap_or_default(),
            capped: false,
            running: job.is_some(),
            error,
        });
        if job.is_none() {
            self.finding.plan = None;
        }
        Ok(job
            .into_iter()
            .map(|job| Effect::Work(Job::PlanTagAll(Box::new(job))))
            .collect())
    }

    fn tag_all_job(
        &mut self,
        label: &LabelId,
        pattern: &Pattern,
        everywhere: bool,
    ) -> Result<TagAllJob, UserError> {
        let annotator = self.me()?;
        let open = self.need_open()?;
        open.need_writable()?;
        let known = open.project.codebook().label(label.as_str());
        if !known.is_some_and(|label| label.is_offered()) {
            return Err(UserError::new("This label cannot be used any more"));
        }
        let document = self.view.document.clone().filter(|_| !everywhere);
        if document.is_none() && !everywhere {
            return Err(UserError::new("No document is open"));
        }
        let project = Box::new(open.project.clone());
        let shown = self.view.shown.iter().filter(|person| **person != annotator);
        let shown = shown.cloned().collect();
        let running = self.finding.start();
        let job = TagAllJob {
            run: running.run,
            cancel: running.cancel.clone(),
            project,
            annotator,
            shown,
            label: label.clone(),
            pattern: pattern.clone(),
            document,
        };
        self.finding.plan = Some(running);
        Ok(job)
    }

    pub(super) fn tag_all_planned(&mut self, part: Part<TagAllRow>) -> Vec<Effect> {
        if !is_run(self.finding.plan.as_ref(), part.run) {
            return Vec::new();
        }
        self.finding.plan = None;
        if let Some(plan) = &mut self.view.tag_all {
            plan.rows = Arc::new(part.hits);
            plan.running = false;
            plan.capped = part.end == Some(End::Capped);
            plan.error = part.end.and_then(End::error);
        }
        Vec::new()
    }

    /// Ticks some rows, or all; those that cannot be tagged stay as they are.
    pub(super) fn tick_tag_all(&mut self, range: Option<Range<usize>>, ticked: bool) -> Vec<Effect> {
        if let Some(plan) = &mut self.view.tag_all {
            let rows = Arc::make_mut(&mut plan.rows);
            let chosen = match range {
                Some(range) => rows.get_mut(range).unwrap_or_default(),
                None => rows.as_mut_slice(),
            };
            for row in chosen.iter_mut().filter(|row| row.why_not.is_none()) {
                row.ticked = ticked;
            }
        }
        Vec::new()
    }

    /// Tags what is ticked, as one edit.
    pub(super) fn confirm_tag_all(&mut self) -> Effects {
        let Some(plan) = self.view.tag_all.as_ref().filter(|plan| !plan.running) else {
            return Err(UserError::new("The list is still being made"));
        };
        let (me, now, label) = (self.me()?, self.now(), plan.label.clone());
        if plan.annotator.as_ref() != Some(&me) {
            return Err(UserError::new("The list was made for another person"));
        }
        let codebook = self.need_open()?.project.codebook();
        let whole = codebook
            .label(label.as_str())
            .is_some_and(|label| label.anchoring == Anchoring::Document);
        let place = |row: &TagAllRow| match whole {
            true => Fragments::default(),
            false => Fragments::one(row.at),
        };
        let ticked = plan.rows.iter().filter(|row| row.ticked);
        let places: Vec<_> = ticked.map(|row| (row.document.clone(), place(row))).collect();
        if places.is_empty() {
            return Err(UserError::new("No passage is ticked"));
        }
        let done = self.edit(|p, random| r::tag_many(p, (&me, now), &label, places, random))?;
        let made = |change: &&edit::Change| matches!(change.key, edit::Key::Annotation(..));
        let count = done.changes.iter().filter(made).count();
        self.view.tag_all = None;
        self.view.last_label = Some(label);
        let words = match count {
            0 => "Every ticked passage has the label by now".to_owned(),
            1 => "Tagged 1 passage".to_owned(),
            _ => format!("Tagged {count} passages"),
        };
        Ok(vec![
            Effect::Notify(Notice::info(words)),
            Effect::Focus(Focus::Text),
        ])
    }
}
