//! Runs of white space, passed quickly however long they are. Offsets are bytes. Knows no words.

/// Bytes looked at in one go.
const STRIDE: usize = 64;

/// Where the first character that is not white space stands in `from..to`; `to` when there is none.
pub(super) fn skip_white(text: &str, from: u32, to: u32) -> u32 {
    let (mut at, to) = (from as usize, to as usize);
    loop {
        at += white_bytes(text.as_bytes().get(at..to).unwrap_or_default().chunks(STRIDE));
        let next = text.get(at..to).and_then(|rest| rest.chars().next());
        match next.filter(|c| c.is_whitespace()) {
            Some(c) => at += c.len_utf8(),
            None => return at.min(to) as u32,
        }
    }
}

/// Where the last character that is not white space ends in `from..to`; `from` when there is none.
pub(super) fn skip_white_back(text: &str, from: u32, to: u32) -> u32 {
    let (from, mut at) = (from as usize, to as usize);
    loop {
        at -= white_bytes_back(text.as_bytes().get(from..at).unwrap_or_default().rchunks(STRIDE));
        let before = text.get(from..at).and_then(|rest| rest.chars().next_back());
        match before.filter(|c| c.is_whitespace()) {
            Some(c) => at -= c.len_utf8(),
            None => return at.max(from) as u32,
        }
    }
}

fn white_bytes<'a>(strides: impl Iterator<Item = &'a [u8]>) -> usize {
    let mut count = 0;
    for stride in strides {
        if !all_white(stride) {
            return count + stride.iter().take_while(|b| is_white(**b)).count();
        }
        count += stride.len();
    }
    count
}

fn white_bytes_back<'a>(strides: impl Iterator<Item = &'a [u8]>) -> usize {
    let mut count = 0;
    for stride in strides {
        if !all_white(stride) {
            return count + stride.iter().rev().take_while(|b| is_white(**b)).count();
        }
        count += stride.len();
    }
    count
}

/// Looks at every byte, without a way out in between: so it is done many bytes at once.
fn all_white(stride: &[u8]) -> bool {
    stride.iter().fold(true, |all, byte| all & is_white(*byte))
}

/// White space of one byte.
fn is_white(byte: u8) -> bool {
    byte == b' ' || byte.wrapping_sub(b'\t') < 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{HOSTILE, hostile_string};
    use proptest::prelude::*;

    fn check(text: &str) {
        let len = text.len() as u32;
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let (head, tail) = text.split_at(at);
            let at = at as u32;
            assert_eq!(skip_white(text, at, len), len - tail.trim_start().len() as u32);
            assert_eq!(skip_white_back(text, 0, at), head.trim_end().len() as u32);
        }
    }

    #[test]
    fn long_runs_end_where_the_white_space_does() {
        for length in [0, 1, 63, 64, 65, 300] {
            check(&format!("x{}y", " ".repeat(length)));
            check(&format!(
                "é{}\u{3000}{}é",
                "\n".repeat(length),
                "\t \n".repeat(length)
            ));
        }
        HOSTILE.iter().for_each(|text| check(text));
    }

    proptest! {
        #[test]
        fn any_text_is_trimmed_as_the_library_does(s in hostile_string()) {
            check(&s);
        }
    }
}
