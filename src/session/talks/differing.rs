//! Where the agreed result is not as one person has it, and why: one row for each of their labels that was decided otherwise, and for
//! each agreed label that they have nothing for. What was put aside is told too.

use super::*;

pub fn rows(project: &Project, me: &PersonId) -> Vec<TalkRow> {
    let mut rows = Vec::new();
    for document in project.documents_by_title() {
        let key = LayerKey::new(document.id.clone(), me.clone());
        let adjudicated = project.layer(&LayerKey::adjudicated(document.id.clone()));
        let (Some(mine), Some(adjudicated)) = (project.layer(&key), adjudicated) else {
            continue;
        };
        let sides = Sides {
            project,
            document,
            me,
            mine,
            adjudicated,
        };
        let mut here: Vec<(u32, TalkRow)> = adjudicated
            .decisions()
            .flat_map(|decision| sides.rows_of(decision))
            .collect();
        here.sort_by_cached_key(|(place, row)| (*place, row.on.clone()));
        rows.extend(here.into_iter().map(|(_, row)| row));
    }
    rows
}

struct Sides<'a> {
    project: &'a Project,
    document: &'a Document,
    me: &'a PersonId,
    mine: &'a Layer,
    adjudicated: &'a Layer,
}

impl Sides<'_> {
    fn rows_of(&self, decision: &Decision) -> Vec<(u32, TalkRow)> {
        let results: Vec<&Arc<Annotation>> = decision
            .results
            .iter()
            .filter_map(|id| self.adjudicated.annotation(id.as_str()))
            .collect();
        let own = decision
            .sources
            .iter()
            .filter(|source| source.annotator == *self.me);
        let own: Vec<&Arc<Annotation>> = own
            .filter_map(|source| self.mine.annotation(source.annotation.as_str()))
            .collect();
        let looked_at_mine = decision.sources.iter().any(|source| source.annotator == *self.me);
        if !looked_at_mine && self.mine.head().annotated {
            let adjudicated = PersonId::adjudicated();
            let missing = results.iter().map(|result| {
                let on = (&adjudicated, *result);
                self.row(decision, TalkKind::NotMine, on, (None, Some(result)))
            });
            return missing.collect();
        }
        let rows = own.iter().filter_map(|mine| {
            let (kind, result) = if decision.class == DecisionClass::Discuss {
                (TalkKind::Discuss, None)
            } else {
                self.difference(mine, &results)?
            };
            Some(self.row(decision, kind, (self.me, mine), (Some(mine), result)))
        });
        rows.collect()
    }

    /// How the nearest result differs from a label; None where one is the same.
    fn difference<'a>(
        &self,
        mine: &Annotation,
        results: &[&'a Arc<Annotation>],
    ) -> Option<(TalkKind, Option<&'a Arc<Annotation>>)> {
        let codebook = self.project.codebook();
        let told = results.iter().map(|result| {
            let label = codebook.resolve(&mine.label) != codebook.resolve(&result.label);
            let boundary = mine.fragments != result.fragments;
            let attribute = mine.attributes != result.attributes;
            ((label, boundary, attribute), *result)
        });
        let nearest = told.min_by_key(|(differs, _)| *differs);
        match nearest {
            None => Some((TalkKind::NotAgreed, None)),
            Some(((false, false, false), _)) => None,
            Some(((true, _, _), result)) => Some((TalkKind::Label, Some(result))),
            Some(((_, true, _), result)) => Some((TalkKind::Boundary, Some(result))),
            Some((_, result)) => Some((TalkKind::Attribute, Some(result))),
        }
    }

    fn row(
        &self,
        decision: &Decision,
        kind: TalkKind,
        (owner, on): (&PersonId, &Arc<Annotation>),
        (mine, result): (Option<&Arc<Annotation>>, Option<&Arc<Annotation>>),
    ) -> (u32, TalkRow) {
        let mut facts = vec![("You".to_owned(), self.in_words(mine))];
        if kind != TalkKind::Discuss {
            facts.push(("Agreed".to_owned(), self.in_words(result)));
        }
        facts.extend(self.attributes(mine, result));
        let others = decision
            .sources
            .iter()
            .filter(|source| source.annotator != *self.me);
        for source in others {
            let key = LayerKey::new(self.document.id.clone(), source.annotator.clone());
            let layer = self.project.layer(&key);
            let item = layer.and_then(|layer| layer.annotation(source.annotation.as_str()));
            let name = self.project.person_name(&source.annotator).to_owned();
            facts.extend(item.map(|item| (name, self.in_words(Some(item)))));
        }
        facts.extend(decided_facts(self.project, decision));
        let threads = threads(self.project.comments_on(&self.document.id, &on.id));
        let people: Vec<&Person> = self.project.people().map(Arc::as_ref).collect();
        let (label, words) = told(self.project, &self.document.id, on);
        let row = TalkRow {
            kind,
            document: self.document.id.clone(),
            title: self.document.title.clone(),
            on: (owner.clone(), on.id.clone()),
            words,
            label,
            facts,
            to_me: threads.iter().any(|thread| thread.mentions(self.me, &people)),
            threads,
        };
        (on.fragments.hull().map_or(0, |hull| hull.start()), row)
    }

    fn in_words(&self, annotation: Option<&Arc<Annotation>>) -> String {
        let Some(annotation) = annotation else {
            return "nothing".to_owned();
        };
        let (label, words) = told(self.project, &self.document.id, annotation);
        format!("{label} “{words}”")
    }

    /// Attributes that the two have otherwise.
    fn attributes(
        &self,
        mine: Option<&Arc<Annotation>>,
        result: Option<&Arc<Annotation>>,
    ) -> Vec<(String, String)> {
        let (Some(mine), Some(result)) = (mine, result) else {
            return Vec::new();
        };
        let both = mine.attributes.iter().chain(result.attributes.iter());
        let names: BTreeSet<&AttributeId> = both.map(|(id, _)| id).collect();
        let said = |annotation: &Annotation, id: &AttributeId| {
            let value = annotation.attributes.get(id.as_str());
            value.map_or_else(|| "–".to_owned(), ToString::to_string)
        };
        let differing = names
            .into_iter()
            .filter(|id| mine.attributes.get(id.as_str()) != result.attributes.get(id.as_str()));
        differing
            .map(|id| {
                let known = self.project.codebook().attribute(id.as_str());
                let name = known.map_or_else(|| id.to_string(), |attribute| attribute.name.clone());
                (name, format!("{} → {}", said(mine, id), said(result, id)))
            })
            .collect()
    }
}
