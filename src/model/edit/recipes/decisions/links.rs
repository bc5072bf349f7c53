//! Links of decided places. They come along with their ends where all who were taken agree; the others are decided one by one.

use super::*;

/// What is said about a link between two labels of the agreed result.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRuling {
    pub document: DocumentId,
    pub kind: LinkKindId,
    /// Both ends, as they are in the adjudicated layer.
    pub from: AnnotationId,
    pub to: AnnotationId,
    /// All who have it.
    pub sources: Vec<(PersonId, LinkId)>,
    /// Whether the link is right; None puts it aside to talk about.
    pub right: Option<bool>,
    pub reason: String,
}

/// Decides a link. An earlier decision about any of the sources is replaced.
pub fn decide_link(
    project: &Project,
    author: &Author,
    by: &PersonId,
    ruling: &LinkRuling,
    ids: &mut dyn Randomness,
) -> Result<Transaction, EditError> {
    let layer = LayerKey::adjudicated(ruling.document.clone());
    unlocked(project, &layer)?;
    let end = |id: &AnnotationId| {
        let adjudicated = project.layer(&layer);
        let found = adjudicated.and_then(|l| l.annotation(id.as_str())).cloned();
        found.ok_or_else(|| missing(&Key::Annotation(layer.clone(), id.clone())))
    };
    let (from, to) = (end(&ruling.from)?, end(&ruling.to)?);
    let sources = looked_at(project, ruling)?;
    let (mut changes, mut gone) = (Vec::new(), BTreeSet::new());
    forget_link(project, (&layer, ruling, &sources), &mut changes, &mut gone);
    let mut results = Vec::new();
    if ruling.right == Some(true) {
        let ends = (from.id.clone(), to.id.clone());
        let link = made(ruling.kind.clone(), ends, author.now, ids);
        results.push(AnnotationId::new(link.id.as_str())?);
        changes.push(created(&layer, link));
    }
    let decision = Decision {
        id: DecisionId::random(ids),
        class: class_from_right(ruling.right),
        by: by.clone(),
        made: author.now,
        at: Fragments::union(from.fragments.iter().chain(to.fragments.iter())),
        adrift: Vec::new(),
        sources,
        results,
        reason: ruling.reason.clone(),
        rule: Default::default(),
    };
    let title = format!("Decide link: {}", decision.class.title().to_lowercase());
    let key = Key::Decision(layer.clone(), decision.id.clone());
    changes.push(Change::create(key, Item::Decision(Arc::new(decision))));
    change_head(project, &layer, &mut changes, |head| {
        head.gone.extend(gone.iter().map(smol_str::SmolStr::new));
    });
    Ok(Transaction::new(title, changes))
}

fn class_from_right(right: Option<bool>) -> DecisionClass {
    match right {
        None => DecisionClass::Discuss,
        Some(false) => DecisionClass::NoneRight,
        Some(true) => DecisionClass::Took,
    }
}

/// Takes back what was said about the sources, and the link of the agreed result.
fn forget_link(
    project: &Project,
    (layer, ruling, sources): (&LayerKey, &LinkRuling, &[DecisionSource]),
    changes: &mut Vec<Change>,
    gone: &mut BTreeSet<String>,
) {
    if let Some(adjudicated) = project.layer(layer) {
        let earlier = sources
            .iter()
            .flat_map(|source| adjudicated.decisions_about(&source.annotator, &source.annotation));
        for old in earlier {
            forget(project, layer, old, changes, gone);
        }
        let known = adjudicated.links_of(&ruling.from).filter(|link| is(link, ruling));
        for link in known.filter(|link| gone.insert(link.id.to_string())) {
            let key = Key::Link(layer.clone(), link.id.clone());
            changes.push(Change::delete(key, Item::Link(link.clone())));
        }
    }
}

/// The links as they were when they were looked at.
fn looked_at(project: &Project, ruling: &LinkRuling) -> Result<Vec<DecisionSource>, EditError> {
    let mut sources = Vec::new();
    for (person, id) in &ruling.sources {
        let key = LayerKey::new(ruling.document.clone(), person.clone());
        let link = project.layer(&key).and_then(|l| l.link(id.as_str()));
        let link = link.ok_or_else(|| missing(&Key::Link(key.clone(), id.clone())))?;
        sources.push(DecisionSource {
            annotator: person.clone(),
            annotation: AnnotationId::new(id.as_str())?,
            hash: link.content_hash(),
        });
    }
    Ok(sources)
}

fn is(link: &Link, ruling: &LinkRuling) -> bool {
    link.kind == ruling.kind && link.from == ruling.from && link.to == ruling.to
}

fn made(
    kind: LinkKindId,
    (from, to): (AnnotationId, AnnotationId),
    now: Timestamp,
    ids: &mut dyn Randomness,
) -> Link {
    Link {
        id: LinkId::random(ids),
        kind,
        from,
        to,
        note: String::new(),
        made: now,
        changed: now,
    }
}

fn created(layer: &LayerKey, link: Link) -> Change {
    Change::create(
        Key::Link(layer.clone(), link.id.clone()),
        Item::Link(Arc::new(link)),
    )
}

/// Takes back what was decided about a link of the agreed result that goes.
pub(super) fn forget_about(
    adjudicated: &Layer,
    (layer, link): (&LayerKey, &LinkId),
    changes: &mut Vec<Change>,
    gone: &mut BTreeSet<String>,
) {
    let made = |decision: &&Arc<Decision>| {
        let mut results = decision.results.iter();
        results.any(|id| id.as_str() == link.as_str())
    };
    for decision in adjudicated.decisions.values().filter(made) {
        if gone.insert(decision.id.to_string()) {
            let key = Key::Decision(layer.clone(), decision.id.clone());
            changes.push(Change::delete(key, Item::Decision(decision.clone())));
        }
    }
}

/// The links that come with the decisions in `changes`, as further changes.
pub(super) fn taken_along(
    project: &Project,
    changes: &[Change],
    now: Timestamp,
    ids: &mut dyn Randomness,
) -> Result<Vec<Change>, EditError> {
    let decided = changes
        .iter()
        .filter_map(|change| match (&change.key, &change.after) {
            (Key::Decision(layer, _), Some(Item::Decision(decision))) if !decision.results.is_empty() => {
                Some((layer, decision))
            }
            _ => None,
        });
    let decided: Vec<_> = decided.collect();
    let is_linked = |layer: &LayerKey, decision: &Decision| {
        decision.sources.iter().any(|source| {
            let key = LayerKey::new(layer.document.clone(), source.annotator.clone());
            let theirs = project.layer(&key);
            theirs.is_some_and(|theirs| theirs.links_of(&source.annotation).next().is_some())
        })
    };
    if !decided.iter().any(|(layer, decision)| is_linked(layer, decision)) {
        return Ok(Vec::new());
    }
    // A snapshot in which the ends are decided.
    let mut after = project.clone();
    for change in changes {
        swap::swap(&mut after, change)?;
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (layer, decision) in decided {
        for (kind, from, to) in candidates(&after, layer, decision) {
            if seen.insert((kind.clone(), from.clone(), to.clone())) {
                found.push(created(layer, made(kind, (from, to), now, ids)));
            }
        }
    }
    Ok(found)
}

/// The links of a decision's sources that everybody agrees on who was taken where they start.
fn candidates(
    project: &Project,
    key: &LayerKey,
    decision: &Decision,
) -> BTreeSet<(LinkKindId, AnnotationId, AnnotationId)> {
    let Some(adjudicated) = project.layer(key) else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    for source in &decision.sources {
        let theirs = LayerKey::new(key.document.clone(), source.annotator.clone());
        let Some(layer) = project.layer(&theirs) else {
            continue;
        };
        for link in layer.links_of(&source.annotation) {
            let result =
                |id: &AnnotationId| adjudicated.result_of(&source.annotator, layer.annotation(id.as_str())?);
            let (Some(from), Some(to)) = (result(&link.from), result(&link.to)) else {
                continue;
            };
            let is_there = adjudicated
                .links_of(&from.id)
                .any(|known| known.kind == link.kind && known.from == from.id && known.to == to.id);
            let kind = project.codebook.link_kind(link.kind.as_str());
            let fits = kind.is_some_and(|kind| project.codebook.allows_link(kind, &from.label, &to.label));
            let behind = adjudicated.decision_for(&source.annotator, &link.from);
            let agreed =
                || behind.is_some_and(|behind| all_agree(project, key, behind, (&link.kind, from, to)));
            if from.id != to.id && !is_there && fits && agreed() {
                found.insert((link.kind.clone(), from.id.clone(), to.id.clone()));
            }
        }
    }
    found
}

/// Whether everybody whose version was taken where a link starts has it.
fn all_agree(
    project: &Project,
    key: &LayerKey,
    decision: &Decision,
    (kind, from, to): (&LinkKindId, &Arc<Annotation>, &Arc<Annotation>),
) -> bool {
    let Some(adjudicated) = project.layer(key) else {
        return false;
    };
    let layer = |who: &PersonId| project.layer(&LayerKey::new(key.document.clone(), who.clone()));
    let item = |source: &DecisionSource| {
        layer(&source.annotator)?
            .annotation(source.annotation.as_str())
            .cloned()
    };
    let expected = from.content_hash();
    let equal = |source: &&DecisionSource| item(source).is_some_and(|item| item.content_hash() == expected);
    let mut taken: Vec<&DecisionSource> = decision.sources.iter().filter(equal).collect();
    if taken.is_empty() {
        // The reviewer's own version stands for all of them.
        taken = decision.sources.iter().collect();
    }
    let has = |source: &DecisionSource| {
        layer(&source.annotator).is_some_and(|theirs| {
            let mut links = theirs.links_of(&source.annotation);
            links.any(|link| {
                let end = theirs.annotation(link.to.as_str());
                let end = end.and_then(|end| adjudicated.result_of(&source.annotator, end));
                link.from == source.annotation && link.kind == *kind && end.is_some_and(|end| end.id == to.id)
            })
        })
    };
    let people: BTreeSet<&PersonId> = taken.iter().map(|source| &source.annotator).collect();
    people.into_iter().all(|person| {
        let mut theirs = taken.iter().filter(|source| source.annotator == *person);
        theirs.any(|source| has(source))
    })
}
