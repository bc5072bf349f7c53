//! `ascribe adjudicate`: a rule decides places, in the adjudicated layer alone, with an account of what it decided and why.

use super::args::{AdjudicateArgs, RuleName};
use super::import::save;
use super::output::{
    AdjudicateJson, DecidedJson, RivalsJson, SkippedJson, SourceJson, json_from_attributes,
    scalars_from_fragments,
};
use super::shell::{Done, NOTES_TOLD, Shell, Status};
use super::table::{Table, short};
use super::{select, turn};
use crate::analysis::compare::{CompareOptions, Comparison, PlaceState, people_to_compare};
use crate::analysis::rules::{self, Before, Redo, Rule};
use crate::model::edit::recipes::{self as r, Author, Ruling};
use crate::model::edit::{Key, Transaction, apply};
use crate::model::{
    Annotation, LayerKey, PERSON_COLOURS, Person, PersonId, PersonKind, Project, UserError, nth_colour,
};
use crate::session::importing::new_person;
use crate::session::system::{SystemRandom, now};
use crate::store::{self, Opened};

/// The rulings of all documents, with what there is to tell of them.
#[derive(Default)]
struct Gathered {
    rulings: Vec<Ruling>,
    whys: Vec<(String, bool)>,
    equal: usize,
    undecided: usize,
    conflicts: Vec<RivalsJson>,
    skipped: Vec<SkippedJson>,
}

pub(super) fn run(shell: &mut Shell<'_>, args: &AdjudicateArgs) -> Done {
    let rule = rule_from(args)?;
    // A dry run writes nothing, so it need not wait.
    let _turn = match args.dry_run {
        true => None,
        false => turn::take(&args.project)?,
    };
    let mut opened = select::open(shell, &args.project)?;
    if let Some(reason) = &opened.read_only {
        return Err(UserError::with_hint(
            format!("{} can only be read", args.project.display()),
            reason.clone(),
        ));
    }
    let mut random = SystemRandom::new();
    let mut done = Transaction::new("Adjudicate", Vec::new());
    let by = reviewer(&mut opened, args, &mut random, &mut done)?;
    let gathered = gather(&opened.project, args, rule)?;
    let decided = decide(&mut opened, &by, &gathered, &mut random)?;
    let listed = list(&opened.project, &gathered);
    done.changes.extend(decided.changes);
    if !args.dry_run && !gathered.rulings.is_empty() {
        save(shell, &opened, &done, "Adjudicate")?;
    }
    let changed = listed.iter().filter(|decided| decided.replaces).count();
    let json = AdjudicateJson {
        new: listed.len() - changed,
        equal: gathered.equal,
        changed,
        gone: 0,
        conflicts: gathered.conflicts,
        skipped: gathered.skipped,
        decided: listed,
        rule: rule.word(),
        undecided: gathered.undecided,
        dry_run: args.dry_run,
    };
    tell(shell, &json)?;
    Ok(Status::Clean)
}

fn rule_from(args: &AdjudicateArgs) -> Result<Rule, UserError> {
    let takes_votes = matches!(args.rule, RuleName::Majority | RuleName::Score);
    if args.min_votes.is_some() && !takes_votes {
        return Err(UserError::with_hint(
            "--min-votes says nothing for this rule",
            "It goes with --rule majority and --rule score",
        ));
    }
    if args.confidence.is_some() && args.rule != RuleName::Score {
        return Err(UserError::with_hint(
            "--confidence says nothing for this rule",
            "It goes with --rule score",
        ));
    }
    let share = args.confidence.unwrap_or(0.5);
    if !(0.0..=1.0).contains(&share) {
        return Err(UserError::with_hint(
            format!("--confidence {share} is no share"),
            "Give a number from 0 to 1",
        ));
    }
    let votes = |default: usize| args.min_votes.map_or(default, |votes| votes as usize);
    Ok(match args.rule {
        RuleName::AllAgree => Rule::AllAgree,
        RuleName::NobodyDisagrees => Rule::NobodyDisagrees,
        RuleName::Majority => Rule::Majority { min_votes: votes(2) },
        RuleName::Score => Rule::Score {
            share,
            min_votes: votes(1),
        },
    })
}

/// Who decides; made where nobody has the name.
fn reviewer(
    opened: &mut Opened,
    args: &AdjudicateArgs,
    random: &mut SystemRandom,
    done: &mut Transaction,
) -> Result<PersonId, UserError> {
    let name = args.person.trim();
    if name.is_empty() {
        return Err(UserError::with_hint(
            "--as is empty",
            "Give the id or the name of the person who decides",
        ));
    }
    if let Some(id) = select::known_person(&opened.project, name)? {
        return match id == PersonId::adjudicated() {
            false => Ok(id),
            true => Err(UserError::with_hint(
                "The agreed result is no person",
                "Give the id or the name of the person who decides",
            )),
        };
    }
    let id = new_person(&opened.project, name, random)?;
    let made = r::add_person(Person {
        id: id.clone(),
        name: name.to_owned(),
        colour: nth_colour(PERSON_COLOURS, opened.project.people().len()),
        kind: PersonKind::Person,
    });
    apply(&mut opened.project, &made)?;
    done.changes.extend(made.changes);
    Ok(id)
}

fn gather(project: &Project, args: &AdjudicateArgs, rule: Rule) -> Result<Gathered, UserError> {
    let named = select::people(project, &args.scope)?;
    let options = CompareOptions {
        exclude: select::labels(project, &args.exclude)?,
        ..CompareOptions::default()
    };
    let redo = if args.redo { Redo::Everything } else { Redo::No };
    let mut gathered = Gathered::default();
    for document in select::documents(project, &args.scope)? {
        let people = match named.is_empty() {
            true => people_to_compare(project, &document),
            false => named.clone(),
        };
        let comparison = Comparison::new(project, document.clone(), &people, options.clone());
        if let Some(reason) = refused(project, &comparison) {
            let key = Key::Layer(LayerKey::adjudicated(document));
            gathered.skipped.push(SkippedJson {
                file: store::file_of(&key).path(),
                line: None,
                reason,
            });
            continue;
        }
        add(&mut gathered, project, &comparison, (rule, redo));
    }
    Ok(gathered)
}

/// Why nothing can be decided on a document.
fn refused(project: &Project, comparison: &Comparison) -> Option<String> {
    let document = comparison.document();
    if project.is_locked(&LayerKey::adjudicated(document.clone())) {
        return Some(format!("the agreed result of “{document}” is locked"));
    }
    if project.text(document.as_str()).is_none() {
        return Some(format!("the text of “{document}” could not be read"));
    }
    let people = comparison.people().len();
    (people < 2).then(|| format!("“{document}” has labels of {people} of the people who are compared"))
}

fn add(gathered: &mut Gathered, project: &Project, comparison: &Comparison, (rule, redo): (Rule, Redo)) {
    let planned = rules::plan(project, comparison, rule, redo);
    let places = comparison.places();
    let to_do = planned.iter().filter(|one| one.before != Before::Same);
    gathered
        .whys
        .extend(to_do.map(|one| (one.why.clone(), one.before == Before::Other)));
    let same = planned.iter().filter(|one| one.before == Before::Same).count();
    let decided = places.iter().filter(|place| place.decided().is_some()).count();
    gathered.equal += if redo == Redo::No { decided } else { same };
    let open = |index: &usize| {
        let is_open = places
            .get(*index)
            .is_some_and(|place| matches!(place.state, PlaceState::Open | PlaceState::Discuss(_)));
        is_open && planned.binary_search_by_key(index, |one| one.place).is_err()
    };
    gathered.undecided += (0..places.len()).filter(open).count();
    let text = project.text(comparison.document().as_str());
    for (index, place) in places.iter().enumerate() {
        if let PlaceState::Rivals(decisions) = &place.state
            && planned.binary_search_by_key(&index, |one| one.place).is_err()
        {
            gathered.conflicts.push(RivalsJson {
                document: comparison.document().to_string(),
                at: text.map_or_else(Vec::new, |text| scalars_from_fragments(text, &place.at)),
                decisions: decisions.iter().map(ToString::to_string).collect(),
            });
        }
    }
    gathered
        .rulings
        .extend(rules::rulings(comparison, &planned, rule));
}

fn decide(
    opened: &mut Opened,
    by: &PersonId,
    gathered: &Gathered,
    random: &mut SystemRandom,
) -> Result<Transaction, UserError> {
    let Some(first) = gathered.rulings.first() else {
        return Ok(Transaction::new("Adjudicate", Vec::new()));
    };
    let author = Author {
        layer: LayerKey::new(first.document.clone(), by.clone()),
        now: now(),
    };
    let edit = r::decide_all(&opened.project, &author, by, &gathered.rulings, random)?;
    apply(&mut opened.project, &edit)?;
    Ok(edit)
}

/// What was decided, as it stands in the project now.
fn list(project: &Project, gathered: &Gathered) -> Vec<DecidedJson> {
    let rulings = gathered.rulings.iter().zip(&gathered.whys);
    rulings
        .filter_map(|(ruling, (why, replaces))| {
            let layer = project.layer(&LayerKey::adjudicated(ruling.document.clone()))?;
            let (annotator, id) = ruling.sources.first()?;
            let decision = layer.decisions_about(annotator, id).next()?;
            let result: &Annotation = layer.annotation(decision.results.first()?.as_str())?;
            let text = project.text(ruling.document.as_str())?;
            let sources = decision.sources.iter().map(|source| SourceJson {
                annotator: source.annotator.to_string(),
                id: source.annotation.to_string(),
            });
            Some(DecidedJson {
                document: ruling.document.to_string(),
                class: decision.class.word(),
                label: result.label.to_string(),
                at: scalars_from_fragments(text, &result.fragments),
                attributes: json_from_attributes(&result.attributes),
                sources: sources.collect(),
                why: why.clone(),
                replaces: *replaces,
                words: short(&result.fragments.quote(text), 50),
            })
        })
        .collect()
}

fn tell(shell: &mut Shell<'_>, json: &AdjudicateJson) -> Result<(), UserError> {
    for skipped in json.skipped.iter().take(NOTES_TOLD) {
        shell.note(&format!("skipped: {}", skipped.reason));
    }
    if !json.conflicts.is_empty() {
        let count = json.conflicts.len();
        shell.note(&format!(
            "places that reviewers decided differently: {count}. Decide them in the window"
        ));
    }
    if shell.common.json {
        return shell.json(json);
    }
    let mut text = String::new();
    if json.dry_run {
        text += "Dry run: nothing was written\n";
    }
    let mut table = Table::new(&["DOCUMENT", "AT", "LABEL", "WHY", "WORDS"], &[]);
    for one in &json.decided {
        let at: Vec<String> = one
            .at
            .iter()
            .map(|[start, end]| format!("{start}–{end}"))
            .collect();
        let at = match at.is_empty() {
            true => "document".to_owned(),
            false => at.join(", "),
        };
        let words = one.words.clone();
        table.row([
            one.document.clone(),
            at,
            one.label.clone(),
            one.why.clone(),
            words,
        ]);
    }
    if !table.is_empty() {
        text += &table.to_string();
    }
    text += &format!(
        "{}: decided {}, decided anew {}, as before {}, left to people {}\n",
        json.rule, json.new, json.changed, json.equal, json.undecided
    );
    shell.text(&text)
}
