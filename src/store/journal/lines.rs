//! The lines of a journal: a checksum, a space, and what was written in one go. Knows bytes, not what they say.

/// A line that `scan` knows again.
pub fn line(words: &str) -> String {
    format!("{:08x} {words}\n", crc32fast::hash(words.as_bytes()))
}

/// Bytes that these words take as a line.
pub fn line_len(words: &str) -> u64 {
    words.len() as u64 + 10
}

/// What the bytes of a journal hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Scan<'a> {
    /// The good lines up to the first bad one, without their checksums.
    pub lines: Vec<&'a str>,
    /// Bytes that these lines take.
    pub len: u64,
    pub end: End,
    /// Good lines behind the bad one.
    pub behind: Vec<&'a str>,
}

/// How the good lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Whole,
    /// What is behind them was being written when the program or the machine stopped: nobody was told that it is safe.
    Torn,
    /// Good lines follow a bad one (its number, from 1): something else spoilt it, since each line is safe before the next begins.
    Broken(usize),
}

pub fn scan(bytes: &[u8]) -> Scan<'_> {
    let mut lines = Vec::new();
    let mut len = 0;
    let mut rest = bytes.split_inclusive(|byte| *byte == b'\n');
    for whole in rest.by_ref() {
        let Some(words) = words_of(whole) else {
            let behind: Vec<&str> = rest.filter_map(words_of).collect();
            let end = match behind.len() {
                0 => End::Torn,
                _ => End::Broken(lines.len() + 1),
            };
            return Scan {
                lines,
                len,
                end,
                behind,
            };
        };
        lines.push(words);
        len += line_len(words);
    }
    Scan {
        lines,
        len,
        end: End::Whole,
        behind: Vec::new(),
    }
}

fn words_of(line: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (sum, words) = line.split_at_checked(8)?;
    let words = words.strip_prefix(' ')?;
    (sum == format!("{:08x}", crc32fast::hash(words.as_bytes()))).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> String {
        ["[Undo]", "[Edit(title: \"총리\")]", "", "[Redo, Undo]"]
            .map(line)
            .concat()
    }

    fn told(bytes: &[u8]) -> (Vec<String>, End) {
        let scan = scan(bytes);
        assert!(scan.len <= bytes.len() as u64);
        (
            scan.lines.iter().map(|line| (*line).to_owned()).collect(),
            scan.end,
        )
    }

    #[test]
    fn a_journal_cut_at_any_byte_gives_the_lines_before_the_cut() {
        let whole = journal();
        let (all, end) = told(whole.as_bytes());
        assert_eq!((all.len(), end), (4, End::Whole));
        for at in 0..whole.len() {
            let (lines, end) = told(&whole.as_bytes()[..at]);
            assert_eq!(lines, all[..lines.len()]);
            let written: usize = lines.iter().map(|words| line(words).len()).sum();
            assert_eq!(end == End::Whole, written == at, "{at}");
            assert_eq!(
                lines.len(),
                whole[..]
                    .get(..at)
                    .map_or(lines.len(), |head| head.matches('\n').count())
            );
        }
    }

    #[test]
    fn a_flipped_byte_is_found_wherever_it_is() {
        let whole = journal();
        let (all, _) = told(whole.as_bytes());
        for at in 0..whole.len() {
            for flip in [1, 4, 32, 128, 255] {
                let mut bytes = whole.clone().into_bytes();
                bytes[at] ^= flip;
                let (lines, end) = told(&bytes);
                assert_eq!(lines, all[..lines.len()], "{at}");
                let hit = whole.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
                assert!(lines.len() <= hit, "{at}: the spoilt line counts as good");
                // A line whose end is spoilt runs into the next.
                let is_end = usize::from(whole.as_bytes()[at] == b'\n');
                assert_eq!(end == End::Torn, hit + is_end + 1 >= all.len(), "{at} {end:?}");
                assert_ne!(end, End::Whole);
            }
        }
    }

    #[test]
    fn blocks_that_never_reached_the_disk_are_a_torn_end() {
        let whole = journal();
        let good = whole.len() - line("[Redo, Undo]").len();
        let mut bytes = whole.into_bytes();
        bytes[good..].fill(0);
        bytes.extend([0; 600]);
        assert_eq!(scan(&bytes).end, End::Torn);
        assert_eq!(scan(&bytes).len, good as u64);
    }
}
