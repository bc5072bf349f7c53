//! Where a place of a text is after a small change of the text, at once: for what the eye rests on, not for labels.

use super::diff::same_words;
use crate::text::Text;

/// A change over more than this (bytes) is not compared word by word.
const MOST: usize = 1 << 16;

/// The place in the new text of the words that stand at a byte of the old one; where they are gone, of what stood before them.
pub fn followed(old: &Text, new: &Text, byte: u32) -> u32 {
    let (a, b, at) = (old.as_str(), new.as_str(), byte as usize);
    let head = floor(
        a,
        common(a.as_bytes().iter(), b.as_bytes().iter(), a.len().min(b.len())),
    );
    let rest = a.len().min(b.len()) - head;
    let tail = common(a.as_bytes().iter().rev(), b.as_bytes().iter().rev(), rest);
    let old_end = ceil(a, a.len() - tail);
    let new_end = b.len() - (a.len() - old_end);
    let place = if at < head || (at == head && at == a.len()) {
        at
    } else if at >= old_end {
        new_end + (at.min(a.len()) - old_end)
    } else {
        let (a, b) = (a.get(head..old_end), b.get(head..new_end));
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        head + inside(a, b, at - head)
    };
    new.floor_boundary(u32::try_from(place).unwrap_or(u32::MAX))
}

fn inside(old: &str, new: &str, at: usize) -> usize {
    if old.len().max(new.len()) > MOST {
        return 0;
    }
    let before = |same: &(usize, usize, usize)| same.0 <= at;
    let same = same_words(old, new);
    let last = same.iter().take_while(|same| before(same)).last();
    last.map_or(0, |(from, to, len)| to + (at - from).min(*len))
}

/// How many bytes are the same from the start, of at most so many.
fn common<'t>(a: impl Iterator<Item = &'t u8>, b: impl Iterator<Item = &'t u8>, most: usize) -> usize {
    a.zip(b).take(most).take_while(|(a, b)| a == b).count()
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn ceil(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::text;

    /// Follows the `|` of a drawn text, and draws it in the other.
    fn after(drawn: &str, new: &str) -> String {
        let (at, old) = (drawn.find('|').unwrap(), drawn.replace('|', ""));
        let new = text(new);
        let mut drawn = new.as_str().to_owned();
        drawn.insert(followed(&text(&old), &new, at as u32) as usize, '|');
        drawn
    }

    #[test]
    fn a_place_stays_with_its_words() {
        let cases = [
            ("She |said it", "Yesterday she said it", "Yesterday she |said it"),
            ("One. |Two.", "One. New. Two.", "One. New. |Two."),
            ("One. Two.|", "One. Two. Three.", "One. Two.| Three."),
            ("a |gone b", "a b", "a |b"),
            ("né |où", "né 총 où", "né 총 |où"),
            ("x one |two y", "z one more two w", "z one more |two w"),
            ("all| of it", "", "|"),
            ("|", "new", "|new"),
        ];
        for (old, new, wanted) in cases {
            assert_eq!(after(old, new), wanted, "{old} -> {new}");
        }
    }

    #[test]
    fn any_place_of_any_text_leads_to_one() {
        let texts = ["", "é", "총리", "총ré", "éé a", "a éé", "a b c"];
        for (old, new) in texts.iter().flat_map(|a| texts.map(|b| (text(a), text(b)))) {
            for at in 0..=old.len() + 2 {
                assert!(new.as_str().is_char_boundary(followed(&old, &new, at) as usize));
            }
        }
    }
}
