//! The words that the labels of a layer carry, and a text made of them: enough to merge labels where the document itself is not at
//! hand. Knows no project.

use super::super::dto::{LayerFile, Place, Version};
use super::super::parse::{Form, file_from_text, kind_and_format};
use crate::text::Text;
use crate::text::anchor::is_quote_of;

/// Beyond this no text is made, in scalars.
const MAX_SCALARS: u32 = 64 << 20;
/// Stands where no label says what stands.
const UNKNOWN: char = '\u{fffd}';
/// Scalars at either end of a quote that is not whole, and of the gap between them.
const QUOTE_END: usize = 40;
const QUOTE_GAP: &str = " … ";

/// Start, end and words of every fragment, each as its file has it.
pub struct Places(Vec<(u32, u32, String)>);

impl Places {
    /// Of layers' files. What cannot be read is told by whoever reads the whole.
    pub fn of<'a>(files: impl Iterator<Item = &'a str>) -> Self {
        let mut places = Self(Vec::new());
        for text in files {
            if let Some((LayerFile::KIND, format)) = kind_and_format(text) {
                places.take(file_from_text::<LayerFile<'_>>(text, format, 1).0);
            }
        }
        places
    }

    fn take(&mut self, file: LayerFile<'_>) {
        // What waits to be placed does not stand where it says.
        for row in file.annotations.into_iter().filter(|row| !row.item.adrift) {
            self.add(row.item.at);
        }
        for row in file.decisions.into_iter().filter(|row| !row.item.adrift) {
            self.add(row.item.at);
        }
        for other in file.conflicts.into_iter().flat_map(|row| row.item.others) {
            match other {
                Version::Annotation(row) if !row.adrift => self.add(row.at),
                Version::Decision(row) if !row.adrift => self.add(row.at),
                _ => {}
            }
        }
    }

    fn add<'a>(&mut self, at: impl IntoIterator<Item = Place<'a>>) {
        let owned = at
            .into_iter()
            .map(|(start, end, words)| (start, end, words.into_string()));
        self.0.extend(owned);
    }

    /// Whether all the words stand where they say.
    pub fn fit(&self, text: &Text) -> bool {
        self.0.iter().all(|(start, end, quote)| {
            text.span_from_scalars(*start..*end)
                .is_ok_and(|span| is_quote_of(quote, text.slice(span)))
        })
    }

    /// A text in which all the words stand where they say; None where they contradict each other.
    pub fn text(&self) -> Option<Text> {
        let len = self.0.iter().map(|(_, end, _)| *end).max().unwrap_or(0);
        if len > MAX_SCALARS {
            return None;
        }
        let mut made = vec![None; len as usize];
        for (start, end, quote) in &self.0 {
            let words: Vec<char> = quote.chars().collect();
            let here = made.get_mut(*start as usize..*end as usize)?;
            if here.len() <= 2 * QUOTE_END {
                if words.len() != here.len() {
                    return None;
                }
                write(here, &words)?;
                continue;
            }
            // Only the ends of long passages are kept.
            let gap = QUOTE_GAP.chars().count();
            if words.len() != 2 * QUOTE_END + gap {
                return None;
            }
            write(here.get_mut(..QUOTE_END)?, words.get(..QUOTE_END)?)?;
            let tail = here.len() - QUOTE_END;
            write(here.get_mut(tail..)?, words.get(QUOTE_END + gap..)?)?;
        }
        let text: String = made.into_iter().map(|c| c.unwrap_or(UNKNOWN)).collect();
        Text::new(text).ok().filter(|text| self.fit(text))
    }
}

/// None where something else stands there already.
fn write(here: &mut [Option<char>], words: &[char]) -> Option<()> {
    for (place, c) in here.iter_mut().zip(words) {
        match place {
            Some(other) if other != c => return None,
            place => *place = Some(*c),
        }
    }
    Some(())
}
