//! Fuzzy matching of what was typed against names, for palette and filters.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The indexes of the names that match, best first; all in their order when nothing is typed.
pub fn rank<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let pattern = Pattern::parse(typed.trim(), CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize)> = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        if let Some(score) = pattern.score(Utf32Str::new(name, &mut buffer), &mut matcher) {
            scored.push((score, index));
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_match_and_the_closest_is_first() {
        let names = ["Export…", "New project…", "Open project…"];
        assert_eq!(rank("", names), [0, 1, 2]);
        assert_eq!(rank("open", names), [2]);
        assert_eq!(rank("npr", names).first(), Some(&1));
        assert!(rank("zzz", names).is_empty());
    }
}
