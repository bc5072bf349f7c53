//! Ids: small immutable strings, one type a noun. Made once, never derived from position or content.
//! Knows no source of randomness: it is passed in.

use smol_str::SmolStr;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Why a string cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("an id cannot be empty")]
    Empty,
    #[error("the id “{0}” is longer than 128 bytes")]
    TooLong(String),
    #[error("the id “{0}” holds a space or a control character")]
    Characters(String),
    #[error("the id “{0}” cannot be a file name: use letters a–z, digits, “-” and “_”")]
    NotPortable(String),
}

const MAX_BYTES: usize = 128;
/// Document and person ids are file and folder names: shorter, so that paths stay within every system's bounds.
const MAX_NAME_BYTES: usize = 100;

fn check_plain(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_BYTES {
        return Err(IdError::TooLong(text.chars().take(24).collect()));
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(IdError::Characters(text.to_owned()));
    }
    Ok(())
}

/// Names that Windows keeps for devices, with or without an extension.
fn is_reserved(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or(text).to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

fn check_portable(text: &str) -> Result<(), IdError> {
    check_plain(text)?;
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let edges = text.starts_with('.') || text.starts_with('-') || text.ends_with('.');
    if text.len() > MAX_NAME_BYTES || edges || !text.chars().all(fine) || is_reserved(text) {
        return Err(IdError::NotPortable(text.to_owned()));
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident by $check:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// Refuses what the files could not hold.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                $check(text)?;
                Ok(Self(SmolStr::new(text)))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Sorts before every id; for the lower bound of a range only.
            #[allow(dead_code, reason = "not every id is the key of a range")]
            pub(super) fn lowest() -> Self {
                Self(SmolStr::new_static(""))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0.as_str())
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// A document; also its file name.
    DocumentId by check_portable;
    /// A person, an import, a suggester or `adjudicated`; also a folder name.
    PersonId by check_portable;
    LabelId by check_plain;
    AttributeId by check_plain;
    LinkKindId by check_plain;
    EntityId by check_plain;
    AnnotationId by check_plain;
    LinkId by check_plain;
    CommentId by check_plain;
    DecisionId by check_plain;
}

impl PersonId {
    /// The annotator of the agreed result. No person can have this id.
    pub const ADJUDICATED: &'static str = "adjudicated";

    pub fn adjudicated() -> Self {
        Self(SmolStr::new_static(Self::ADJUDICATED))
    }
}

/// Where ids get their randomness from. The program passes the system's, tests a seeded one.
pub trait Randomness: Send {
    fn next_u64(&mut self) -> u64;
}

/// A seeded source (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same ids.
#[derive(Clone, Debug)]
pub struct SplitMix(pub u64);

impl Randomness for SplitMix {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Base 32 without the letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `length` random characters of lower-case base 32; at most 12 a call of the source are used.
pub fn random_text(source: &mut dyn Randomness, length: usize) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bits = source.next_u64();
        for _ in 0..12 {
            if text.len() == length {
                break;
            }
            let letter = ALPHABET.get((bits & 31) as usize).copied().unwrap_or(b'0');
            text.push(char::from(letter));
            bits >>= 5;
        }
    }
    text
}

macro_rules! random_ids {
    ($($name:ident),*) => {$(
        impl $name {
            /// 12 random characters.
            pub fn random(source: &mut dyn Randomness) -> Self {
                Self(SmolStr::new(random_text(source, 12)))
            }
        }
    )*};
}
random_ids!(AnnotationId, LinkId, CommentId, DecisionId);

/// The words of a name as an id: ASCII letters and digits joined by `-`, at most 40 bytes.
/// None where no Latin letter or digit is left.
pub fn slug(name: &str) -> Option<String> {
    let mut slug = String::new();
    for c in name.nfd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c) && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    (!slug.is_empty() && !is_reserved(slug)).then(|| slug.to_owned())
}

/// A new slug for `name` that `taken` does not hold: the slug, else with `-2`, `-3` …; random where the name has no Latin letters.
pub fn fresh_slug(name: &str, source: &mut dyn Randomness, taken: &dyn Fn(&str) -> bool) -> String {
    let base = slug(name).unwrap_or_else(|| random_text(source, 8));
    if !taken(&base) && base != PersonId::ADJUDICATED {
        return base;
    }
    (2u32..)
        .map(|n| format!("{base}-{n}"))
        .find(|candidate| !taken(candidate))
        .unwrap_or(base)
}

/// A document's id: the slug of its title and 6 random characters.
pub fn document_id(title: &str, source: &mut dyn Randomness) -> Result<DocumentId, IdError> {
    let tail = random_text(source, 6);
    match slug(title) {
        Some(slug) => DocumentId::new(format!("{slug}-{tail}")),
        None => DocumentId::new(format!("text-{tail}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_drop_accents_and_keep_latin_words() {
        assert_eq!(slug("Čapek said: “No!”").as_deref(), Some("capek-said-no"));
        assert_eq!(slug("  Claim  ").as_deref(), Some("claim"));
        assert_eq!(slug("총리"), None);
        assert_eq!(slug("nul"), None);
    }

    #[test]
    fn a_taken_slug_gets_a_number_and_adjudicated_is_reserved() {
        let mut source = SplitMix(1);
        assert_eq!(fresh_slug("Ana", &mut source, &|s| s == "ana"), "ana-2");
        assert_eq!(
            fresh_slug("Adjudicated", &mut source, &|_| false),
            "adjudicated-2"
        );
        assert_eq!(fresh_slug("총리", &mut source, &|_| false).len(), 8);
    }

    #[test]
    fn names_of_files_are_portable() {
        for bad in [
            "", "..", "a/b", "a\\b", "c:x", "nul", "NUL.txt", "com1", "x.", ".x", "a b", "é",
        ] {
            assert!(DocumentId::new(bad).is_err(), "{bad:?}");
        }
        for good in ["interview-k3v9q2", "Doc1", "a.b_c"] {
            assert!(DocumentId::new(good).is_ok(), "{good:?}");
        }
        assert!(AnnotationId::new("T1 x").is_err());
        assert!(AnnotationId::new("총리").is_ok());
    }

    #[test]
    fn random_ids_have_twelve_characters_and_differ() {
        let mut source = SplitMix(9);
        let (a, b) = (
            AnnotationId::random(&mut source),
            AnnotationId::random(&mut source),
        );
        assert_ne!(a, b);
        assert_eq!(a.as_str().len(), 12);
        assert!(a.as_str().bytes().all(|c| ALPHABET.contains(&c)));
    }
}
