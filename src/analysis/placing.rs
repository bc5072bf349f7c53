//! Where labels that wait to be placed may be: for each the places that its words could have now, the likeliest first.
//! Knows no window and changes nothing.

use crate::model::{Adrift, AnnotationId, Fragments, Layer, LayerKey, Project};
use crate::text::anchor::{Finder, Found, MOST_CANDIDATES, Wanted, quote_parts};
use crate::text::{Span, Text};
use std::sync::Arc;

/// A label that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct ToPlace {
    pub layer: LayerKey,
    pub adrift: Arc<Adrift>,
    /// At most nine, the likeliest first; none where its words are nowhere.
    pub candidates: Vec<Fragments>,
    /// The first candidate is the only one that can be meant.
    pub sure: bool,
    /// Where it would be by what stands around it, in bytes.
    pub near: u32,
}

impl ToPlace {
    pub fn id(&self) -> &AnnotationId {
        &self.adrift.annotation.id
    }
}

/// The labels of a layer that wait, in the order of the text.
pub fn to_place(project: &Project, key: &LayerKey) -> Vec<ToPlace> {
    let (Some(layer), Some(text)) = (project.layer(key), project.text(key.document.as_str())) else {
        return Vec::new();
    };
    if layer.all_adrift().len() == 0 {
        return Vec::new();
    }
    // The labels that have their place tell where to look for the others.
    let mut quotes = placed(layer, text);
    let first = quotes.len();
    for adrift in layer.all_adrift() {
        quotes.extend(
            adrift
                .at
                .iter()
                .map(|(start, end, words)| ((*start, *end), words.clone())),
        );
    }
    let wanted = quotes.iter().enumerate().map(|(nth, (at, words))| {
        let wanted = Wanted::new(at.0..at.1, words);
        if nth < first { wanted } else { wanted.guessed() }
    });
    let finder = Finder::from_quotes(text, wanted.collect());
    let mut next = first;
    let mut rows: Vec<ToPlace> = layer
        .all_adrift()
        .map(|adrift| {
            let numbers = next..next + adrift.at.len();
            next = numbers.end;
            let found: Vec<Found> = numbers.clone().map(|nth| finder.find_nth(nth)).collect();
            let candidates = candidates(&found);
            let near = numbers.clone().next().and_then(|nth| finder.expected_start(nth));
            let near = near
                .and_then(|near| text.byte_from_scalar(near))
                .unwrap_or(text.len());
            ToPlace {
                layer: key.clone(),
                adrift: adrift.clone(),
                sure: candidates.len() == 1 && found.iter().all(|found| matches!(found, Found::Placed(_))),
                near: candidates
                    .first()
                    .and_then(Fragments::hull)
                    .map_or(near, Span::start),
                candidates,
            }
        })
        .collect();
    rows.sort_by(|a, b| (a.near, a.id()).cmp(&(b.near, b.id())));
    rows
}

fn placed(layer: &Layer, text: &Text) -> Vec<((u32, u32), String)> {
    let spans = layer
        .annotations_by_id()
        .flat_map(|annotation| annotation.fragments.iter());
    spans
        .map(|span| {
            let at = text.scalars_from_span(span);
            ((at.start, at.end), quote_parts(text.slice(span)).concat())
        })
        .collect()
}

/// Of one part all its places; of several the likeliest of each together.
fn candidates(found: &[Found]) -> Vec<Fragments> {
    let places = |found: &Found| match found {
        Found::Placed(span) => vec![*span],
        Found::Unsure(spans) => spans.clone(),
        Found::Lost => Vec::new(),
    };
    if let [only] = found {
        return places(only).into_iter().map(Fragments::one).collect();
    }
    let all: Vec<Vec<Span>> = found.iter().map(places).collect();
    // Where one part is lost the others still tell where the label was.
    let of_nth = |nth: usize| {
        all.iter()
            .filter_map(move |places| places.get(nth).or(places.first()).copied())
    };
    let mut together: Vec<Fragments> = Vec::new();
    for nth in 0..MOST_CANDIDATES {
        let fragments = Fragments::union(of_nth(nth));
        if !fragments.is_empty() && !together.contains(&fragments) {
            together.push(fragments);
        }
    }
    together
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Change, Item, Key};
    use crate::model::testing::{Board, label};
    use crate::model::{Annotation, Timestamp};

    fn wait(board: &mut Board, id: &str, at: &[(u32, u32, &str)]) {
        let id = AnnotationId::new(id).unwrap();
        let annotation = Annotation::new(
            id.clone(),
            label("claim"),
            Fragments::default(),
            Timestamp::default(),
        );
        let at = at
            .iter()
            .map(|(start, end, words)| (*start, *end, (*words).to_owned()))
            .collect();
        let item = Item::Adrift(Arc::new(Adrift { annotation, at }));
        board.edit(vec![Change::create(Key::Adrift(board.layer("ana"), id), item)]);
    }

    /// Ids with the words of their candidates.
    fn told(board: &Board) -> Vec<String> {
        let rows = to_place(&board.project, &board.layer("ana"));
        let text = board.project.text("doc").unwrap();
        let row = |row: &ToPlace| {
            let words: Vec<String> = row.candidates.iter().map(|at| at.quote(text)).collect();
            let sure = if row.sure { "!" } else { "" };
            format!("{}{sure} {}", row.id(), words.join("|"))
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn each_label_that_waits_has_the_places_that_it_could_have() {
        let mut board = Board::drawn(&[(
            "ana",
            "It was [claim:the first bridge of the town]. It fell. They built the second one, and it stands. It does.",
        )]);
        wait(&mut board, "lost", &[(20, 40, "a river of no return")]);
        wait(&mut board, "sure", &[(62, 84, "They built the second ")]);
        wait(&mut board, "word", &[(70, 72, "It")]);
        wait(&mut board, "two", &[(43, 50, "It fell"), (80, 90, "and it sta")]);
        assert_eq!(
            told(&board),
            [
                "lost ",
                "two! It fell … and it sta",
                "sure! They built the second ",
                "word It|It"
            ]
        );
    }

    #[test]
    fn nothing_waits_where_everything_has_its_place() {
        let board = Board::drawn(&[("ana", "[claim:It] is.")]);
        assert_eq!(told(&board), Vec::<String>::new());
    }
}
