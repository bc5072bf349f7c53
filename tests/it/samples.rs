//! The sample project and the codebook that the program brings along: sound, rich enough to try everything on, and the same
//! in the repository, in the program and after every save.

use ascribe::analysis::compare::{
    CompareOptions, ComparedPlace, Comparison, DifferenceKind, PlaceState, people_to_compare,
};
use ascribe::command::Chord;
use ascribe::formats::{ImportContext, Input, Options, PlanOptions, Scope, exporter, importer, plan_imports};
use ascribe::model::edit::apply;
use ascribe::model::id::SplitMix;
use ascribe::model::{DecisionClass, DocumentId, Layer, LayerKey, PersonId, Project, Timestamp};
use ascribe::session::sample::{INTERVIEW, news_interview};
use ascribe::store::{self, FileKey};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn project_at(folder: &str) -> Project {
    let opened = store::open(&root().join(folder)).unwrap();
    assert_eq!(store::check(&opened), []);
    opened.project
}

fn sample() -> Project {
    project_at("projects/interview")
}

/// All files below a folder, by their path with `/`.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(here) = waiting.pop() {
        for entry in fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let parts = path.strip_prefix(folder).unwrap().iter();
            let name = parts.map(|p| p.to_str().unwrap()).collect::<Vec<_>>().join("/");
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn sample_files() -> BTreeMap<String, Vec<u8>> {
    files_in(&root().join("projects/interview"))
}

/// The interview, then the short post.
fn documents(project: &Project) -> (DocumentId, DocumentId) {
    let ids: Vec<DocumentId> = project.documents().map(|d| d.id.clone()).collect();
    assert_eq!(ids.len(), 2);
    (ids[0].clone(), ids[1].clone())
}

fn layer<'a>(project: &'a Project, document: &DocumentId, person: &str) -> &'a Layer {
    let key = LayerKey::new(document.clone(), PersonId::new(person).unwrap());
    project.layer(&key).unwrap()
}

/// Pairs of labels of which one holds the other, and pairs that overlap without that.
fn nested_and_crossing(layer: &Layer) -> (usize, usize) {
    let all: Vec<_> = layer.annotations().filter(|a| !a.fragments.is_empty()).collect();
    let (mut nested, mut crossing) = (0, 0);
    for (index, a) in all.iter().enumerate() {
        for b in &all[index + 1..] {
            let both = a.fragments.overlap(&b.fragments);
            match both {
                0 => {}
                n if n == a.fragments.covered() || n == b.fragments.covered() => nested += 1,
                _ => crossing += 1,
            }
        }
    }
    (nested, crossing)
}

#[test]
fn the_samples_have_no_problem_and_are_saved_as_they_stand() {
    for folder in ["projects/interview", "projects/scripts"] {
        let project = project_at(folder);
        let on_disk = files_in(&root().join(folder));
        let expected: BTreeSet<String> = store::all_files(&project).iter().map(FileKey::path).collect();
        assert_eq!(on_disk.keys().cloned().collect::<BTreeSet<_>>(), expected);
        for file in store::all_files(&project) {
            let rendered = store::render(&project, &file).unwrap();
            assert!(
                rendered == on_disk[&file.path()],
                "{folder}: {} would be saved otherwise",
                file.path()
            );
        }
    }
}

#[test]
fn the_program_carries_the_sample_byte_for_byte() {
    let embedded: BTreeMap<String, Vec<u8>> = INTERVIEW
        .iter()
        .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
        .collect();
    assert_eq!(embedded.len(), INTERVIEW.len(), "a file is embedded twice");
    let on_disk = sample_files();
    assert_eq!(
        embedded.keys().collect::<Vec<_>>(),
        on_disk.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &on_disk {
        assert!(embedded[path] == *bytes, "{path} is embedded in another version");
    }
}

#[test]
fn the_codebook_for_interviews_is_that_of_the_sample() {
    assert_eq!(news_interview().unwrap(), *sample().codebook());
    let bytes = fs::read(root().join("assets/codebooks/news-interview.ron")).unwrap();
    assert!(bytes == sample_files()["codebook.ron"]);
}

#[test]
fn no_key_of_the_codebook_is_taken_twice_or_by_a_command() {
    let codebook = news_interview().unwrap();
    let labels = codebook.labels().filter_map(|l| l.key.clone());
    let kinds = codebook.link_kinds().into_iter().filter_map(|k| k.key.clone());
    let mut seen = BTreeSet::new();
    for key in labels.chain(kinds) {
        assert_eq!(key.chars().count(), 1, "{key}");
        assert!(seen.insert(key.clone()), "“{key}” is taken twice");
        let chord: Chord = key.parse().unwrap();
        let command = ascribe::session::Keymap::default().find(&chord, ascribe::command::Scope::Text);
        assert_eq!(command.map(|c| c.title), None, "“{key}” is a command's");
    }
    assert!(seen.len() >= 20);
}

#[test]
fn the_texts_are_an_interview_and_a_short_post_in_other_scripts() {
    let project = sample();
    let (interview, post) = documents(&project);
    let words = |id: &DocumentId| {
        let text = project.text(id.as_str()).unwrap().as_str();
        text.split_whitespace().count()
    };
    assert!((900..=1500).contains(&words(&interview)), "{}", words(&interview));
    assert!(words(&post) < 300);
    let text = project.text(interview.as_str()).unwrap().as_str();
    for spelling in ["Pyo Dan-ul", "Danwool Pyo", "표단울"] {
        assert!(text.contains(spelling), "{spelling}");
    }
    let post = project.text(post.as_str()).unwrap().as_str();
    let has = |from: char, to: char| post.chars().any(|c| (from..=to).contains(&c));
    assert!(has('가', '힣') && has('一', '鿿') && has('🌀', '🫿') && post.contains('\u{200d}'));
}

#[test]
fn each_of_three_people_has_labels_of_every_shape() {
    let project = sample();
    let (interview, post) = documents(&project);
    for person in ["ana", "ben", "cleo"] {
        let layers = [&interview, &post].map(|id| layer(&project, id, person));
        let sum = |count: &dyn Fn(&Layer) -> usize| layers.iter().map(|l| count(l)).sum::<usize>();
        assert!(layers.iter().all(|l| l.head().annotated && !l.is_empty()));
        assert!(sum(&|l| l.len()) >= 40, "{person}");
        assert!(sum(&|l| l.links().len()) >= 15, "{person}");
        let discontinuous = |l: &Layer| l.annotations().filter(|a| a.fragments.len() > 1).count();
        assert!(sum(&discontinuous) >= 3, "{person}");
        let (nested, crossing) = nested_and_crossing(layers[0]);
        assert!(
            nested > 0 && crossing > 0,
            "{person}: {nested} nested, {crossing} crossing"
        );
        assert!(
            layers[0].annotations().any(|a| a.fragments.is_document()),
            "{person}"
        );
        assert!(sum(&|l| l.annotations().filter(|a| !a.note.is_empty()).count()) > 0);
        assert!(project.entities_of(&PersonId::new(person).unwrap()).count() > 0);
    }
}

/// All places of a document, compared as the program does it.
fn places(project: &Project, document: &DocumentId) -> Vec<Arc<ComparedPlace>> {
    let people = people_to_compare(project, document);
    let compared = Comparison::new(project, document.clone(), &people, CompareOptions::default());
    compared.places().to_vec()
}

#[test]
fn people_differ_in_every_way() {
    let project = sample();
    let (interview, post) = documents(&project);
    let all = [places(&project, &interview), places(&project, &post)].concat();
    let has = |kind: DifferenceKind| all.iter().filter(|p| p.kinds.contains(&kind)).count();
    use DifferenceKind::*;
    for kind in [Agree, Boundary, Label, Attribute, Link, Missing, Split, Duplicate] {
        assert!(has(kind) > 0, "{kind:?}");
    }
    let labels = |place: &ComparedPlace| {
        let labels = place.items.iter().map(|i| i.annotation.label.clone());
        labels.collect::<BTreeSet<_>>().len()
    };
    assert!(all.iter().any(|p| labels(p) == 3), "nobody agrees with anybody");
    let edges = CompareOptions {
        ignore_edges: true,
        ..CompareOptions::default()
    };
    let people = people_to_compare(&project, &interview);
    let alike = Comparison::new(&project, interview.clone(), &people, edges);
    let boundaries = |places: &[Arc<ComparedPlace>]| {
        let differ = |p: &&Arc<ComparedPlace>| p.kinds.contains(&Boundary);
        places.iter().filter(differ).count()
    };
    assert!(
        boundaries(alike.places()) < boundaries(&places(&project, &interview)),
        "no ends that differ in punctuation alone"
    );
}

#[test]
fn the_agreed_layers_hold_every_class_of_two_reviewers_one_is_outdated_and_one_place_of_the_post_waits() {
    let project = sample();
    let (interview, post) = documents(&project);
    let layers = [&interview, &post].map(|id| layer(&project, id, PersonId::ADJUDICATED));
    let decisions = || layers.iter().flat_map(|l| l.decisions());
    let classes: BTreeSet<DecisionClass> = decisions().map(|d| d.class).collect();
    assert_eq!(classes, BTreeSet::from(DecisionClass::ALL));
    let reviewers: BTreeSet<&str> = decisions().map(|d| d.by.as_str()).collect();
    assert_eq!(reviewers.into_iter().collect::<Vec<_>>(), ["ana", "cleo"]);
    assert!(decisions().filter(|d| !d.reason.is_empty()).count() > 20);
    for agreed in layers {
        let results: BTreeSet<_> = agreed.decisions().flat_map(|d| d.results.clone()).collect();
        let there: BTreeSet<_> = agreed.annotations().map(|a| a.id.clone()).collect();
        assert_eq!(results, there);
        for decision in agreed.decisions() {
            let mut made = decision
                .results
                .iter()
                .map(|id| agreed.annotation(id.as_str()).unwrap());
            let from_source = made.all(|a| decision.sources.iter().any(|s| s.hash == a.content_hash()));
            assert_eq!(
                from_source,
                decision.class != DecisionClass::Edited,
                "{}",
                decision.id
            );
        }
    }
    let states = |document: &DocumentId, matches: fn(&PlaceState) -> bool| {
        let all = places(&project, document);
        all.iter().filter(|p| matches(&p.state)).count()
    };
    let outdated = |document| states(document, |s| matches!(s, PlaceState::Outdated(_)));
    let open = |document| states(document, |s| matches!(s, PlaceState::Open));
    let discussed = |document| states(document, |s| matches!(s, PlaceState::Discuss(_)));
    assert_eq!((outdated(&interview), outdated(&post)), (1, 0));
    assert_eq!(open(&post), 1);
    assert!(open(&interview) > 40);
    assert_eq!((discussed(&interview), discussed(&post)), (2, 1));
}

#[test]
fn what_labels_and_comments_name_is_there() {
    let project = sample();
    let registry = project.registry();
    for (key, layer) in project.layers() {
        for annotation in layer.annotations() {
            for (_, value) in annotation.attributes.iter() {
                for id in value.entities() {
                    assert!(registry.contains_key(id), "{key:?}: {id}");
                }
            }
        }
        for comment in layer.comments() {
            assert!(project.find_annotation(&key.document, &comment.on).is_some());
        }
    }
    let parents = registry.values().filter_map(|e| e.parent.as_ref());
    assert!(parents.clone().count() > 0);
    assert!(parents.clone().all(|id| registry.contains_key(id)));
    let comments: Vec<_> = project.layers().flat_map(|(_, l)| l.comments()).collect();
    assert!(comments.len() >= 6);
    assert!(comments.iter().any(|c| c.reply_to.is_some()) && comments.iter().any(|c| c.resolved));
    let names = ["@ana", "@ben", "@cleo"];
    let mentions = |text: &str| names.iter().any(|name| text.to_lowercase().contains(name));
    assert!(comments.iter().any(|c| !c.resolved && mentions(&c.text)));
}

fn jsonl(project: &Project) -> Vec<u8> {
    let writer = exporter("jsonl").unwrap();
    let options = Options::new(writer.info(), []).unwrap();
    let mut bytes = Vec::new();
    let losses = writer
        .export(project, &Scope::everything(project), &options, &mut bytes)
        .unwrap();
    assert_eq!(losses.count(), 0);
    bytes
}

#[test]
fn the_sample_goes_out_as_jsonl_and_comes_back_the_same() {
    let project = sample();
    let lines = jsonl(&project);
    let reader = importer("jsonl").unwrap();
    let options = Options::new(reader.info(), []).unwrap();
    let input = Input {
        name: "interview.jsonl",
        bytes: &lines,
    };
    let imported = reader.read(&input, &options, &ImportContext::default()).unwrap();
    let plan = PlanOptions {
        annotator: None,
        annotator_name: None,
        now: Timestamp::default(),
    };
    let mut again = Project::new(project.head().id.clone(), "Another");
    let (transaction, reports) = plan_imports(&again, vec![imported], &plan, &mut SplitMix(1)).unwrap();
    assert!(
        reports
            .iter()
            .all(|(_, r)| r.skipped.is_empty() && r.conflicts.is_empty())
    );
    apply(&mut again, &transaction).unwrap();
    assert!(again == project, "the project that came back differs");
    assert!(jsonl(&again) == lines, "exporting again gives other lines");
}
