//! Tagging all that was found: a list to tick, and one edit for what is ticked.

use super::*;
use crate::model::edit::recipes as r;

/// Passages that are to get one label together.
#[derive(Clone, Debug, PartialEq)]
pub struct TagAll {
    pub label: LabelId,
    pub pattern: Pattern,
    pub everywhere: bool,
    /// By document title and place.
    pub rows: Arc<Vec<TagAllRow>>,
    /// There are more hits than are kept.
    pub capped: bool,
    /// The list is still being made.
    pub running: bool,
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
    /// The user's own labels that overlap it.
    pub existing: Vec<LabelId>,
    pub ticked: bool,
    /// Why it cannot be tagged.
    pub why_not: Option<String>,
}

impl TagAll {
    /// How many rows will be tagged.
    pub fn ticked(&self) -> usize {
        self.rows.iter().filter(|row| row.ticked).count()
    }
}

impl Session {
    pub(super) fn plan_tag_all(&mut self, label: LabelId, pattern: Pattern, everywhere: bool) -> Effects {
        let annotator = self.me()?;
        let open = self.need_open()?;
        if let Some(reason) = &open.read_only {
            return Err(UserError::with_hint(
                "The project is open to look at only",
                reason.clone(),
            ));
        }
        let known = open.project.codebook().label(label.as_str());
        if !known.is_some_and(|label| label.is_offered()) {
            return Err(UserError::new("This label cannot be used any more"));
        }
        let document = self.view.document.clone().filter(|_| !everywhere);
        if document.is_none() && !everywhere {
            return Err(UserError::new("No document is open"));
        }
        let project = Box::new(open.project.clone());
        let running = self.finding.start();
        let job = TagAllJob {
            run: running.run,
            cancel: running.cancel.clone(),
            project,
            annotator,
            label: label.clone(),
            pattern: pattern.clone(),
            document,
        };
        self.finding.plan = Some(running);
        // The rows before stay in sight until the new ones are there, but cannot be tagged.
        let before = self.view.tag_all.take();
        self.view.tag_all = Some(TagAll {
            label,
            pattern,
            everywhere,
            rows: before.map(|before| before.rows).unwrap_or_default(),
            capped: false,
            running: true,
            error: None,
        });
        Ok(vec![Effect::Work(Job::PlanTagAll(Box::new(job)))])
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

    /// Ticks one row, or all; those that cannot be tagged stay as they are.
    pub(super) fn tick_tag_all(&mut self, index: Option<usize>, ticked: bool) -> Vec<Effect> {
        if let Some(plan) = &mut self.view.tag_all {
            let rows = Arc::make_mut(&mut plan.rows);
            let chosen = match index {
                Some(index) => rows.get_mut(index..=index).unwrap_or_default(),
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
        let count = places.len();
        if count == 0 {
            return Err(UserError::new("No passage is ticked"));
        }
        self.edit(|p, random| r::tag_many(p, (&me, now), &label, places, random))?;
        self.view.tag_all = None;
        self.view.last_label = Some(label);
        let what = if count == 1 { "passage" } else { "passages" };
        Ok(vec![
            Effect::Notify(Notice::info(format!("Tagged {count} {what}"))),
            Effect::Focus(Focus::Text),
        ])
    }
}
