//! Why a value could not be read, in words for people who look at the file. Knows no file.

use ron::Error;

/// What is wrong, without its place.
pub fn reason(error: &Error) -> String {
    match error {
        Error::ExpectedNamedStructLike(name) => not_the_form(name),
        Error::ExpectedDifferentStructName { expected, .. } => not_the_form(expected),
        Error::NoSuchStructField {
            expected,
            found,
            outer,
        } => format!(
            "{} has no field “{found}”{}",
            thing(outer.as_deref()),
            listed("; it has ", expected)
        ),
        Error::MissingStructField { field, outer } => {
            format!("“{field}” is missing: {} needs it", thing(outer.as_deref()))
        }
        Error::DuplicateStructField { field, .. } => format!("“{field}” stands here twice"),
        Error::NoSuchEnumVariant { expected, found, .. } => {
            format!(
                "“{found}” is no word that is known here{}",
                listed("; known are ", expected)
            )
        }
        Error::InvalidValueForType { found, .. } => format!("{found} cannot stand here"),
        Error::ExpectedDifferentLength { found, .. } => {
            format!("the number of values in the brackets is wrong: {found}")
        }
        Error::UnexpectedChar(c) => format!("“{c}” cannot stand here"),
        Error::Message(message) => message.clone(),
        error => plain(error).to_owned(),
    }
}

fn plain(error: &Error) -> &'static str {
    match error {
        Error::Eof => "the text ends too early",
        Error::ExpectedString => "words in quotes should stand here",
        Error::ExpectedStringEnd => "the closing quote is missing",
        Error::InvalidEscape(_) => "this “\\” stands before nothing that it can escape",
        Error::ExpectedBoolean => "true or false should stand here",
        Error::ExpectedInteger | Error::InvalidIntegerDigit { .. } => "a whole number should stand here",
        Error::ExpectedFloat | Error::FloatUnderscore | Error::UnderscoreAtBeginning => {
            "a number should stand here"
        }
        Error::IntegerOutOfBounds => "the number is too large or too small",
        Error::ExpectedArray => "“[” should stand here",
        Error::ExpectedArrayEnd => "“]” should stand here",
        Error::ExpectedStructLike | Error::ExpectedOption | Error::ExpectedUnit => "“(” should stand here",
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => "“)” should stand here",
        Error::ExpectedComma => "a comma should stand here",
        Error::ExpectedMapColon => "a colon should stand here",
        Error::ExpectedIdentifier | Error::InvalidIdentifier(_) | Error::SuggestRawIdentifier(_) => {
            "a name should stand here"
        }
        Error::UnclosedBlockComment => "a comment is not closed",
        Error::TrailingCharacters => "something stands behind the end",
        Error::ExceededRecursionLimit => "the brackets are nested too deep",
        _ => "this cannot be read",
    }
}

fn not_the_form(name: &str) -> String {
    format!(
        "this is not the form of {}: “(” should stand here",
        thing(Some(name))
    )
}

/// What people call a thing of the files, by the name that its form has.
fn thing(name: Option<&str>) -> String {
    let word = match name.unwrap_or_default() {
        "" => return "this".to_owned(),
        "Ascribe" => "project in one file",
        "Entities" => "list of entities",
        name => &name.to_lowercase(),
    };
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

fn listed(before: &str, words: &[&str]) -> String {
    if words.is_empty() {
        return String::new();
    }
    format!("{before}{}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::dto::*;
    use super::*;

    macro_rules! told {
        ($form:ident, $text:expr) => {
            reason(&ron::from_str::<$form<'_>>($text).unwrap_err().code)
        };
    }

    #[test]
    fn what_is_wrong_is_said_in_words_of_the_file() {
        let cases = [
            (
                told!(EntityRow, r#""Ana""#),
                "this is not the form of an entity: “(” should stand here",
            ),
            (
                told!(LinkKindRow, "7"),
                "this is not the form of a link kind: “(” should stand here",
            ),
            (
                told!(LinkRow, r#"(id: "l1", mood: 3)"#),
                "a link has no field “mood”; it has id, kind, from, to, note, made, changed",
            ),
            (
                told!(EntitiesFile, "Entities(format: 1)"),
                "“person” is missing: a list of entities needs it",
            ),
            (
                told!(LinkRow, r#"(id: "l1", id: "l2")"#),
                "“id” stands here twice",
            ),
            (
                told!(
                    PersonRow,
                    r##"(id: "a", name: "A", colour: "#000000", kind: Robot)"##
                ),
                "“Robot” is no word that is known here; known are Person, Imported, Suggested, Adjudicated",
            ),
            (
                told!(AnnotationRow, r#"(id: "a1", doubt: maybe)"#),
                "true or false should stand here",
            ),
            (
                told!(AnnotationRow, r#"(id: "a1", at: [(1, 2)])"#),
                "the number of values in the brackets is wrong: 2",
            ),
            (
                told!(AnnotationRow, r#"(id: "a1"#),
                "the closing quote is missing",
            ),
            (
                told!(AnnotationRow, r#"(id: "a1" label"#),
                "a comma should stand here",
            ),
        ];
        for (told, words) in cases {
            assert_eq!(told, words);
        }
    }

    /// Whatever is damaged: no name of the program's own types reaches people.
    #[test]
    fn no_damage_names_a_type_of_the_program() {
        let good = r#"(id: "a1", label: "x", at: [(0, 4, "word")], attributes: [("b", Number(1.5))], doubt: true, made: "t")"#;
        assert!(ron::from_str::<AnnotationRow<'_>>(good).is_ok());
        let mut refused = 0;
        for at in 0..good.len() {
            for sign in ["", "(", ")", "[", "\"", "7", "x", "{", "\\"] {
                let bad = format!("{}{sign}{}", &good[..at], &good[at + 1..]);
                if let Err(error) = ron::from_str::<AnnotationRow<'_>>(&bad) {
                    let told = reason(&error.code);
                    refused += 1;
                    for word in ["Row", "struct", "enum", "Expected", "`"] {
                        assert!(!told.contains(word), "{bad}: {told}");
                    }
                }
            }
        }
        assert!(refused > 500, "{refused}");
    }
}
