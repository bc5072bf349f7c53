//! The sample of scripts: what the pictures of the window show is in it, labelled by two people.

use ascribe::analysis::lanes::Lanes;
use ascribe::model::{Annotation, Document, LayerKey, PersonId, Project};
use ascribe::store;
use ascribe::text::Text;
use std::path::Path;
use std::sync::Arc;
use unicode_normalization::{is_nfc, is_nfd};

fn project() -> Project {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/scripts");
    store::open(&folder).unwrap().project
}

fn document<'a>(project: &'a Project, title: &str) -> (&'a Document, &'a Text) {
    let mut all = project.documents();
    let document = all.find(|d| d.title.starts_with(title)).expect(title);
    (document, project.text(document.id.as_str()).unwrap())
}

fn annotations(project: &Project, document: &Document, person: &str) -> Vec<Arc<Annotation>> {
    let key = LayerKey::new(document.id.clone(), PersonId::new(person).unwrap());
    project.layer(&key).unwrap().annotations().cloned().collect()
}

/// The words of all labels of both people on a document.
fn quotes(project: &Project, title: &str) -> Vec<String> {
    let (document, text) = document(project, title);
    let both = ["ana", "ben"]
        .into_iter()
        .flat_map(|person| annotations(project, document, person));
    both.map(|a| a.fragments.quote(text)).collect()
}

fn right_to_left(c: char) -> bool {
    ('\u{590}'..='\u{6ff}').contains(&c)
}

#[test]
fn each_script_has_a_text_with_labels_of_two_people() {
    let project = project();
    let scripts = [
        ("Arabic", 'ا'..='ي'),
        ("Hebrew", 'א'..='ת'),
        ("Mixed", 'א'..='ת'),
        ("Korean", '가'..='힣'),
        ("Chinese", '一'..='鿿'),
        ("Japanese", 'ぁ'..='ヺ'),
        ("Thai", 'ก'..='๛'),
        ("Devanagari", 'अ'..='ह'),
        ("Emoji", '🌀'..='🫿'),
        ("Combining", '\u{300}'..='\u{36f}'),
        ("Control", '\0'..='\u{8}'),
        ("Overlaps", 'a'..='z'),
    ];
    assert_eq!(project.documents().count(), scripts.len());
    for (title, letters) in scripts {
        let (document, text) = document(&project, title);
        let is = |words: &str| words.chars().any(|c| letters.contains(&c));
        assert!(is(text.as_str()), "{title}");
        assert!(quotes(&project, title).iter().any(|words| is(words)), "{title}");
        for person in ["ana", "ben"] {
            assert!(
                annotations(&project, document, person).len() >= 3,
                "{title}, {person}"
            );
        }
    }
}

#[test]
fn labels_lie_across_borders_of_direction() {
    let project = project();
    for title in ["Arabic", "Mixed", "Control"] {
        let mixed = |words: &&String| {
            words.chars().any(right_to_left) && words.chars().any(|c| c.is_ascii_alphanumeric())
        };
        assert!(
            quotes(&project, title).iter().filter(mixed).count() > 0,
            "{title}"
        );
    }
}

#[test]
fn clusters_and_invisible_signs_are_labelled_whole() {
    let project = project();
    let emoji = quotes(&project, "Emoji");
    for cluster in [
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "👍🏽",
        "🇰🇷",
        "1\u{fe0f}\u{20e3}",
    ] {
        assert!(emoji.iter().any(|words| words == cluster), "{cluster}");
    }
    let signs = quotes(&project, "Control");
    for sign in ["\u{7}", "\u{7f}", "\u{200b}", "\u{feff}", "\u{e000}"] {
        assert!(
            signs.iter().any(|words| words == sign),
            "{}",
            sign.escape_unicode()
        );
    }
    assert!(signs.iter().any(|words| words.contains('\t')));
    let names = quotes(&project, "Korean");
    assert!(names.iter().any(|words| is_nfc(words) && !is_nfd(words)));
    assert!(names.iter().any(|words| is_nfd(words) && !is_nfc(words)));
}

#[test]
fn labels_lie_six_deep() {
    let project = project();
    let (document, _) = document(&project, "Overlaps");
    let depth = |person| {
        let mut lanes = Lanes::default();
        for (index, annotation) in annotations(&project, document, person).iter().enumerate() {
            if let Some(hull) = annotation.fragments.hull() {
                lanes.insert(hull, index);
            }
        }
        lanes.settle();
        lanes.depth()
    };
    assert!(
        depth("ana") >= 6 && depth("ben") >= 3,
        "{}, {}",
        depth("ana"),
        depth("ben")
    );
}
