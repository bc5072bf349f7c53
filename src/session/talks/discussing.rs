//! What is discussed in a project: every thread, and every place that was put aside. By document and place.

use super::*;

pub fn rows(project: &Project, me: Option<&PersonId>) -> Vec<TalkRow> {
    let mut rows = Vec::new();
    for document in project.documents_by_title() {
        let mut here = of_document(project, document, me);
        here.sort_by_cached_key(|(place, row)| (*place, row.on.clone()));
        rows.extend(here.into_iter().map(|(_, row)| row));
    }
    rows
}

fn of_document(project: &Project, document: &Document, me: Option<&PersonId>) -> Vec<(u32, TalkRow)> {
    let id = &document.id;
    let comments = project
        .layers_of(id)
        .flat_map(|(key, layer)| layer.comments().map(|comment| (&key.annotator, comment)));
    let adjudicated = project.layer(&LayerKey::adjudicated(id.clone()));
    let aside: Vec<&Arc<Decision>> = adjudicated
        .into_iter()
        .flat_map(Layer::decisions)
        .filter(|decision| decision.class == DecisionClass::Discuss)
        .collect();
    let people: Vec<&Person> = project.people().map(Arc::as_ref).collect();
    let mut talked: BTreeSet<&DecisionId> = BTreeSet::new();
    let mut rows = Vec::new();
    for thread in threads(comments) {
        let Some((_, first)) = thread.first() else {
            continue;
        };
        let Some((owner, annotation)) = project.find_annotation(id, &first.on) else {
            continue;
        };
        let about = aside.iter().find(|decision| {
            let mut sources = decision.sources.iter();
            sources.any(|source| source.annotation == annotation.id && source.annotator == owner.annotator)
        });
        talked.extend(about.map(|decision| &decision.id));
        let kind = if thread.is_open() {
            TalkKind::Open
        } else {
            TalkKind::Resolved
        };
        let mut facts = vec![(
            "Label of".to_owned(),
            project.person_name(&owner.annotator).to_owned(),
        )];
        facts.extend(about.iter().flat_map(|decision| decided_facts(project, decision)));
        let to_me = me.is_some_and(|me| {
            let answered = thread.has(me) && thread.last().is_some_and(|(who, _)| who != me);
            answered || thread.mentions(me, &people)
        });
        let on = (owner.annotator.clone(), annotation.clone());
        rows.push(row(project, document, on, (kind, facts, vec![thread], to_me)));
    }
    for decision in aside.iter().filter(|decision| !talked.contains(&decision.id)) {
        let item = decision.sources.iter().find_map(|source| {
            let key = LayerKey::new(id.clone(), source.annotator.clone());
            let annotation = project.layer(&key)?.annotation(source.annotation.as_str())?;
            Some((source.annotator.clone(), annotation.clone()))
        });
        let Some(on) = item else { continue };
        let facts = decided_facts(project, decision);
        rows.push(row(
            project,
            document,
            on,
            (TalkKind::Discuss, facts, Vec::new(), false),
        ));
    }
    rows
}

type Content = (TalkKind, Vec<(String, String)>, Vec<Thread>, bool);

/// With its place in the text, in bytes.
fn row(
    project: &Project,
    document: &Document,
    (owner, annotation): (PersonId, Arc<Annotation>),
    (kind, facts, threads, to_me): Content,
) -> (u32, TalkRow) {
    let (label, words) = told(project, &document.id, &annotation);
    let place = annotation.fragments.hull().map_or(0, |hull| hull.start());
    let row = TalkRow {
        kind,
        document: document.id.clone(),
        title: document.title.clone(),
        on: (owner, annotation.id.clone()),
        words,
        label,
        facts,
        threads,
        to_me,
    };
    (place, row)
}
