//! Colours for new labels and people, wherever they are made.

use super::Colour;

/// For new labels, in this order. Chosen to stay apart for people with colour-blindness
/// (after Okabe and Ito 2008, darkened where they were too light for lines).
pub static LABEL_COLOURS: &[Colour] = &[
    Colour([0x00, 0x72, 0xb2]),
    Colour([0xd5, 0x5e, 0x00]),
    Colour([0x00, 0x9e, 0x73]),
    Colour([0xcc, 0x79, 0xa7]),
    Colour([0xe6, 0x9f, 0x00]),
    Colour([0x56, 0xb4, 0xe9]),
    Colour([0x8c, 0x56, 0x4b]),
    Colour([0x6a, 0x51, 0xa3]),
    Colour([0xa8, 0xa4, 0x1e]),
    Colour([0x1b, 0x7f, 0x86]),
    Colour([0xc2, 0x3b, 0x4e]),
    Colour([0x7a, 0x7a, 0x7a]),
];

/// For people: apart from each other and calmer than the labels.
pub static PERSON_COLOURS: &[Colour] = &[
    Colour([0x2f, 0x6f, 0xb5]),
    Colour([0xb8, 0x5c, 0x1e]),
    Colour([0x3b, 0x8a, 0x54]),
    Colour([0x8e, 0x4c, 0x9e]),
    Colour([0xa0, 0x3a, 0x4a]),
    Colour([0x5b, 0x6b, 0x2c]),
];

/// For labels without a value, where colours stand for values.
pub const NO_VALUE: Colour = Colour([0x80, 0x80, 0x80]);

/// The n-th colour, from the start again when they are used up.
pub fn nth_colour(palette: &[Colour], nth: usize) -> Colour {
    nth.checked_rem(palette.len())
        .and_then(|at| palette.get(at))
        .copied()
        .unwrap_or_default()
}
