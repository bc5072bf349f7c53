//! The clusters of words that were shaped lately: most words of a text come again and again. Keeps a certain number of them; knows no
//! font.

use super::faces::Cluster;
use std::collections::HashMap;
use std::sync::Arc;

/// Words of one generation; twice as many are kept at most.
const MOST: usize = 4096;
/// Longer ones hardly come again. In bytes.
const LONGEST: usize = 64;

/// What is not asked for while a whole generation of new words comes in is forgotten.
#[derive(Default)]
pub struct Words {
    young: HashMap<Box<str>, Arc<[Cluster]>>,
    old: HashMap<Box<str>, Arc<[Cluster]>>,
}

impl Words {
    pub fn get(&mut self, word: &str) -> Option<Arc<[Cluster]>> {
        if let Some(found) = self.young.get(word) {
            return Some(found.clone());
        }
        let (word, found) = self.old.remove_entry(word)?;
        self.insert(word, found.clone());
        Some(found)
    }

    pub fn put(&mut self, word: &str, clusters: &Arc<[Cluster]>) {
        if word.len() <= LONGEST {
            self.insert(word.into(), clusters.clone());
        }
    }

    fn insert(&mut self, word: Box<str>, clusters: Arc<[Cluster]>) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(word, clusters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_use_are_kept_and_the_others_go() {
        let clusters: Arc<[Cluster]> = Arc::new([Cluster { start: 0, width: 0.5 }]);
        let mut words = Words::default();
        words.put("שלום", &clusters);
        words.put("קול", &clusters);
        for number in 0..5 * MOST {
            words.put(&number.to_string(), &clusters);
            if number % 1000 == 0 {
                assert_eq!(words.get("שלום"), Some(clusters.clone()));
            }
        }
        assert_eq!(words.get("קול"), None);
        assert!(words.young.len() + words.old.len() <= 2 * MOST);
        let long = "ל".repeat(LONGEST);
        words.put(&long, &clusters);
        assert_eq!(words.get(&long), None, "a whole line hardly comes again");
    }
}
