//! Colours for new labels and people, wherever they are made.

use super::Colour;

/// For new labels, in this order. The first eight are plainly apart for people with colour-blindness too, as line and as ground,
/// on light and on dark; the rest is apart as far as so many can be. A test of the themes holds them to that.
pub static LABEL_COLOURS: &[Colour] = &[
    Colour([0x12, 0xa4, 0xfe]),
    Colour([0x9b, 0x26, 0x02]),
    Colour([0x5d, 0x32, 0x9d]),
    Colour([0x8e, 0xbc, 0x8e]),
    Colour([0xec, 0x96, 0x0b]),
    Colour([0x09, 0x32, 0x47]),
    Colour([0xc9, 0xb4, 0xcd]),
    Colour([0x41, 0x06, 0x00]),
    Colour([0xcc, 0x86, 0xcc]),
    Colour([0xf6, 0x5c, 0x5c]),
    Colour([0x6a, 0xcc, 0xb0]),
    Colour([0x40, 0x08, 0x5c]),
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
