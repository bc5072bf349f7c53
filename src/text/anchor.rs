//! Finds quotes again in a text that is not the one they were taken from: exactly where they stood, exactly near it, then with a
//! bounded number of differences. Says when it is not sure. Knows no label and no file.

mod approximate;
mod diff;
mod follow;
mod occurrences;
mod quote;
mod search;
mod shifts;

pub use diff::{shifts_between, words_apart};
pub use follow::followed;
pub use quote::{Wanted, Words, is_quote_of, quote_parts};
pub use search::Finder;
pub use shifts::{Shifts, Stretch};

use super::{Span, Text};
use occurrences::Occurrences;
use quote::{LineEnds, Strength};

/// Where a quote is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It can be nowhere else.
    Placed(Span),
    /// It may be at one of these, the likeliest first; never empty.
    Unsure(Vec<Span>),
    Lost,
}

/// More places are not offered for one quote.
pub const MOST_CANDIDATES: usize = 9;

/// Finds all quotes of one layer together: those that are found for certain tell where to look for the others. The answers in the
/// order of the quotes.
pub fn find_all(text: &Text, quotes: Vec<Wanted<'_>>) -> Vec<Found> {
    let finder = Finder::from_quotes(text, quotes);
    (0..finder.len()).map(|index| finder.find_nth(index)).collect()
}

#[cfg(test)]
mod tests;
