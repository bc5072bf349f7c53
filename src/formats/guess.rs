//! Title, date and source of a plain text, guessed from its first lines and its file name. Guesses only: the user can change them all.

use super::imported::stem;

/// Longer first lines are no titles. In scalars.
const MAX_TITLE: usize = 120;
/// A dateline stands this near to the top, in lines that are not blank.
const DATELINE_LINES: usize = 8;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    pub title: String,
    /// ISO 8601 where the year is known, else as written.
    pub date: String,
    pub source: String,
}

/// `name` is the file name.
pub fn guess(name: &str, text: &str) -> Guess {
    let mut found = Guess {
        title: title(name, text),
        ..Guess::default()
    };
    let lines = text.lines().filter(|l| !l.trim().is_empty());
    if let Some((date, source)) = lines.take(DATELINE_LINES).find_map(dateline) {
        found.date = date;
        found.source = source;
    }
    if let Some(date) = iso_date(stem(name)) {
        found.date = date;
    }
    found
}

fn title(name: &str, text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let first = lines.next().unwrap_or_default();
    if first == "---" {
        let mut front = lines.take_while(|l| *l != "---");
        let title = front.find_map(|l| l.strip_prefix("title:"));
        let title = title.map(|t| t.trim().trim_matches(['"', '\'']));
        return title.filter(|t| !t.is_empty()).unwrap_or(stem(name)).to_owned();
    }
    let hashes = first.trim_start_matches('#');
    let first = if hashes.starts_with(' ') {
        hashes.trim()
    } else {
        first
    };
    let good = first.chars().any(char::is_alphanumeric) && first.chars().count() <= MAX_TITLE;
    if good {
        first.to_owned()
    } else {
        stem(name).to_owned()
    }
}

/// Date and source of `CITY, October 29 (Agency) - …`.
fn dateline(line: &str) -> Option<(String, String)> {
    let (head, rest) = line.split_once('(')?;
    let (agency, after) = rest.split_once(')')?;
    if head.chars().count() > 80 || agency.is_empty() || agency.chars().count() > 60 {
        return None;
    }
    if !after.trim_start().starts_with(['-', '–', '—']) {
        return None;
    }
    let (place, date) = head.split_once(',')?;
    let capital = place.trim().chars().next().is_some_and(char::is_uppercase);
    if !capital {
        return None;
    }
    Some((written_date(date.trim())?, agency.trim().to_owned()))
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `October 29`, `29 Oct. 2024`, `October 29, 2024`: ISO with a year, as written without.
fn written_date(words: &str) -> Option<String> {
    let (mut month, mut day, mut year) = (None, None, None);
    for word in words.split([' ', ',', '.']).filter(|w| !w.is_empty()) {
        match word.parse::<u32>() {
            Ok(number @ 1..=31) if day.is_none() => day = Some(number),
            Ok(number @ 1500..=2999) if year.is_none() => year = Some(number),
            Ok(_) => return None,
            Err(_) => {
                let short: String = word.to_lowercase().chars().take(3).collect();
                let place = MONTHS.iter().position(|m| *m == short);
                month = month.or(place);
                place?;
            }
        }
    }
    let (month, day) = (month? + 1, day?);
    Some(match year {
        Some(year) => format!("{year:04}-{month:02}-{day:02}"),
        None => words.trim_end_matches(',').to_owned(),
    })
}

/// The first `2024-10-29`, `2024_10_29` or `20241029` with a possible month and day.
fn iso_date(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let before = at.checked_sub(1).and_then(|b| bytes.get(b));
        if before.is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let rest = name.get(at..)?;
        [("-", 10), ("_", 10), (".", 10), ("", 8)]
            .iter()
            .find_map(|(sep, length)| {
                let date = rest.get(..*length)?;
                let ended = !rest.as_bytes().get(*length).is_some_and(u8::is_ascii_digit);
                let (year, month, day) = parts(date, sep)?;
                let possible =
                    (1500..=2999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
                (ended && possible).then(|| format!("{year:04}-{month:02}-{day:02}"))
            })
    })
}

fn parts(date: &str, separator: &str) -> Option<(u32, u32, u32)> {
    let number = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
    };
    if separator.is_empty() {
        return Some((
            number(date.get(..4)?)?,
            number(date.get(4..6)?)?,
            number(date.get(6..8)?)?,
        ));
    }
    let mut parts = date.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
    shaped
        .then(|| Some((number(year)?, number(month)?, number(day)?)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, title: &str, date: &str, source: &str) {
        let expected = Guess {
            title: title.into(),
            date: date.into(),
            source: source.into(),
        };
        assert_eq!(guess(name, text), expected, "{name}");
    }

    #[test]
    fn an_agency_text_tells_its_date_and_source() {
        let text =
            "\n  Minister: bridge to open\n\nPORT ELLIN, October 29 (Norda Press) - The bridge will reopen.";
        check(
            "a.txt",
            text,
            "Minister: bridge to open",
            "October 29",
            "Norda Press",
        );
        check(
            "a_2024-10-30.txt",
            text,
            "Minister: bridge to open",
            "2024-10-30",
            "Norda Press",
        );
        let text = "Bridge\nPort Ellin, 29 Oct. 2024 (NP) — It opens";
        check("a.txt", text, "Bridge", "2024-10-29", "NP");
    }

    #[test]
    fn what_only_looks_like_a_dateline_is_none() {
        check(
            "b.txt",
            "In Rome, he said (so) - no",
            "In Rome, he said (so) - no",
            "",
            "",
        );
        check(
            "b.txt",
            "Talk, may (or may not) - be",
            "Talk, may (or may not) - be",
            "",
            "",
        );
    }

    #[test]
    fn titles_come_from_headings_and_front_matter_else_from_the_file() {
        check("c.md", "# The bridge\nText", "The bridge", "", "");
        check(
            "c.md",
            "---\ntitle: \"The bridge\"\n---\n# Other",
            "The bridge",
            "",
            "",
        );
        check("c.md", "---\nlayout: x\n---\n# Other", "c", "", "");
        check(
            "20241029 talk.txt",
            &"long ".repeat(40),
            "20241029 talk",
            "2024-10-29",
            "",
        );
        check("v1.2.3.txt", "***\n", "v1.2.3", "", "");
        check("12024-10-29.txt", "Hashtag", "Hashtag", "", "");
    }
}
