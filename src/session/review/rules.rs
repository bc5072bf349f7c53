//! Rules that decide many places at once: what a rule would decide is listed first, and done as one step to undo.

use super::super::*;
use crate::analysis::compare::Comparison;
use crate::analysis::rules::{self, Planned, Redo, Rule};
use crate::model::edit::recipes as r;

/// What a rule would decide on the open document.
#[derive(Clone, Debug)]
pub struct RulePlan {
    pub rule: Rule,
    pub redo: Redo,
    /// Of which state of the project it is, and of which comparison.
    revision: u64,
    comparison: Comparison,
    /// None while a worker looks.
    pub planned: Option<Arc<Vec<Planned>>>,
}

#[derive(Clone, Debug)]
pub struct RulesJob {
    project: Project,
    plan: RulePlan,
}

pub(in crate::session) fn planned(job: RulesJob) -> Outcome {
    let mut plan = job.plan;
    // The comparison of now may not have come yet.
    plan.comparison.update(&job.project);
    let planned = rules::plan(&job.project, &plan.comparison, plan.rule, plan.redo);
    plan.planned = Some(Arc::new(planned));
    Outcome::RulesPlanned(Box::new(plan))
}

impl Session {
    /// Lists what a rule would decide. Nothing is edited.
    pub(super) fn plan_rule(&mut self, rule: Rule, redo: Redo) -> Effects {
        let open = self.need_open()?;
        let (project, revision) = (open.project.clone(), open.revision);
        let review = self.view.review.as_mut();
        let Some((review, comparison)) = review.and_then(|review| {
            let comparison = review.comparison.clone()?;
            Some((review, comparison))
        }) else {
            return Err(UserError::new("The comparison is not done yet"));
        };
        let plan = RulePlan {
            rule,
            redo,
            revision,
            comparison,
            planned: None,
        };
        review.plan = Some(plan.clone());
        Ok(vec![Effect::Work(Job::PlanRules(Box::new(RulesJob {
            project,
            plan,
        })))])
    }

    pub(in crate::session) fn rules_planned(&mut self, plan: RulePlan) -> Vec<Effect> {
        let review = self.view.review.as_mut();
        let wanted = review.and_then(|review| review.plan.as_mut());
        if let Some(wanted) =
            wanted.filter(|w| w.rule == plan.rule && w.redo == plan.redo && w.revision == plan.revision)
        {
            *wanted = plan;
        }
        Vec::new()
    }

    /// Does what was listed, if nothing was edited since.
    pub(super) fn carry_out(&mut self) -> Effects {
        let revision = self.need_open()?.revision;
        let review = self.view.review.as_mut();
        let Some(plan) = review.and_then(|review| review.plan.take()) else {
            return Ok(Vec::new());
        };
        if plan.revision != revision {
            let mut effects = self.plan_rule(plan.rule, plan.redo)?;
            let words = "Something was edited since: look at the list again";
            effects.push(Effect::Notify(Notice::info(words)));
            return Ok(effects);
        }
        let planned = plan.planned.unwrap_or_default();
        let rulings = rules::rulings(&plan.comparison, &planned, plan.rule);
        let me = self.me()?;
        let author = self.review_author(&me)?;
        self.edit(|p, random| r::decide_all(p, &author, &me, &rulings, random))?;
        let count = rulings.len();
        let places = if count == 1 { "place" } else { "places" };
        let mut notice = Notice::info(format!("{count} {places} decided"));
        notice.hint = self
            .keymap
            .hint(CommandId::Undo)
            .map(|key| format!("{key} takes all of them back"));
        if let Some(review) = &mut self.view.review {
            review.jump = true;
        }
        Ok(vec![Effect::Notify(notice), Effect::Focus(Focus::Text)])
    }
}
