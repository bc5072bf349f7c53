//! Bytes into text: encoding, byte order mark, line ends, and refusing what is no text.
//! Knows no format and no project.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::UserError;

/// A text with what was found out about its bytes. Line ends are as in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// Name in the Encoding Standard.
    pub encoding: &'static str,
    /// The encoding was guessed from the bytes alone.
    pub guessed: bool,
    pub bom: bool,
    /// Places where the bytes made no character; each is U+FFFD now.
    pub broken: usize,
}

/// Reads bytes as text. `label` forces an encoding; else a byte order mark says which, else the bytes decide.
/// What is no text is refused.
pub fn decode(name: &str, bytes: &[u8], label: Option<&str>) -> Result<Decoded, UserError> {
    if let Some(what) = binary_kind(bytes) {
        return Err(not_text(name, &format!("it is {what}")));
    }
    let decoded = decode_any(name, bytes, label)?;
    match too_many_controls(&decoded.text) {
        Some(reason) => Err(not_text(name, &reason)),
        None => Ok(decoded),
    }
}

/// The same for a table whose cells may hold any character.
pub fn decode_any(name: &str, bytes: &[u8], label: Option<&str>) -> Result<Decoded, UserError> {
    if bytes.is_empty() {
        return Err(UserError::new(format!("{name} is empty")));
    }
    let forced = label.map(encoding_from_label).transpose()?;
    let mark = Encoding::for_bom(bytes);
    let (encoding, guessed) = match (forced, mark) {
        (Some(encoding), _) => (encoding, false),
        (None, Some((encoding, _))) => (encoding, false),
        (None, None) => detect(bytes),
    };
    let bom = mark
        .filter(|(marked, _)| *marked == encoding)
        .map_or(0, |(_, length)| length);
    let body = bytes.get(bom..).unwrap_or_default();
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let broken = if had_errors {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    Ok(Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        guessed,
        bom: bom > 0,
        broken,
    })
}

/// The encoding of a label such as `latin1` or `Shift_JIS`.
fn encoding_from_label(label: &str) -> Result<&'static Encoding, UserError> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        let hint = "Use a name such as utf-8, utf-16le, windows-1252, shift_jis, euc-kr or gb18030";
        UserError::with_hint(format!("“{label}” is not an encoding"), hint)
    })
}

/// The text of bytes that begin with the byte order mark of UTF-16; None for others.
pub fn utf8_from_utf16(bytes: &[u8]) -> Option<String> {
    let (encoding, _) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8)?;
    Some(encoding.decode_with_bom_removal(bytes).0.into_owned())
}

/// Without a mark: UTF-8 if the bytes are that, UTF-16 if every other byte is NUL as in Latin text, else the likeliest.
fn detect(bytes: &[u8]) -> (&'static Encoding, bool) {
    let utf8 = std::str::from_utf8(bytes).is_ok();
    // UTF-16 of plain ASCII is UTF-8 too, with a NUL beside nearly each character; a few NULs are just that.
    if let Some(encoding) = utf16_by_nulls(bytes, if utf8 { 90 } else { 10 }) {
        return (encoding, true);
    }
    if utf8 {
        return (UTF_8, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    (detector.guess(None, Utf8Detection::Allow), true)
}

/// `share`: how many per cent of the pairs have to hold a NUL, all on the same side.
fn utf16_by_nulls(bytes: &[u8], share: usize) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in bytes.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let pairs = bytes.len() / 2;
    if pairs == 0 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    match (even * 100 > pairs * share, odd * 100 > pairs * share) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// What the first bytes show it to be, where that is no text.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP file or an office document"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1f\x8b", "a gzip file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (
            b"\xff\xfe\0\0",
            "a text in UTF-32, which is not read; save it as UTF-8",
        ),
        (
            b"\0\0\xfe\xff",
            "a text in UTF-32, which is not read; save it as UTF-8",
        ),
    ];
    KINDS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, what)| *what)
}

/// Text has next to no control characters beside white space.
fn too_many_controls(text: &str) -> Option<String> {
    let mut controls = 0usize;
    let mut total = 0usize;
    for c in text.chars() {
        total += 1;
        match c {
            '\0' => return Some("it holds NUL bytes, as binary files do".into()),
            '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1b}' | '\u{85}' => {}
            c if c.is_control() => controls += 1,
            _ => {}
        }
    }
    (controls * 20 > total).then(|| format!("{controls} of its {total} characters are control characters"))
}

fn not_text(name: &str, reason: &str) -> UserError {
    let hint = "Export it as plain text first, or name the encoding if it is text after all";
    UserError::with_hint(format!("{name} is not a text file: {reason}"), hint)
}

/// The text with LF line ends, and the form that it had: `lf`, `crlf`, `cr` or `mixed`.
pub fn normalise_newlines(text: String) -> (String, &'static str) {
    if !text.contains('\r') {
        return (text, "lf");
    }
    let crlf = text.matches("\r\n").count();
    let cr = text.matches('\r').count() - crlf;
    let lf = text.matches('\n').count() - crlf;
    let form = match (crlf > 0, cr > 0, lf > 0) {
        (true, false, false) => "crlf",
        (false, true, false) => "cr",
        _ => "mixed",
    };
    (text.replace("\r\n", "\n").replace('\r', "\n"), form)
}

/// Sentences for the user about what decoding did.
pub fn notices(name: &str, decoded: &Decoded) -> Vec<String> {
    let mut notices = Vec::new();
    if decoded.guessed {
        notices.push(format!(
            "{name} was read as {} (detected; another encoding can be set)",
            decoded.encoding
        ));
    }
    if decoded.bom {
        notices.push(format!("{name}: the byte order mark at its start was dropped"));
    }
    if decoded.broken > 0 {
        let places = decoded.broken;
        notices.push(format!(
            "{name}: {places} places could not be read as {} and show as “\u{fffd}”",
            decoded.encoding
        ));
    }
    notices
}
