//! How colours look to people with colour-blindness, and how far apart two colours are. For tests of palettes.
//!
//! Sources: protanopia and deuteranopia after Viénot, Brettel and Mollon (1999), "Digital video colourmaps for checking the
//! legibility of displays by dichromats"; tritanopia after Brettel, Viénot and Mollon (1997), "Computerized simulation of color
//! appearance for dichromats", for sRGB; the difference is CIEDE2000 after Sharma, Wu and Dalal (2005).

/// Red, green, blue in linear light, 0 to 1.
pub type Light = [f64; 3];
/// CIE L*, a*, b* under D65.
pub type Lab = [f64; 3];
type Matrix = [[f64; 3]; 3];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eye {
    Usual,
    Protanopia,
    Deuteranopia,
    Tritanopia,
}

impl Eye {
    pub const ALL: [Self; 4] = [
        Self::Usual,
        Self::Protanopia,
        Self::Deuteranopia,
        Self::Tritanopia,
    ];
}

/// Linear light to the long, medium and short cones (Viénot et al. 1999).
const CONES: Matrix = [
    [17.8824, 43.5161, 4.11935],
    [3.45565, 27.1554, 3.86714],
    [0.0299566, 0.184309, 1.46709],
];

/// Tritanopia on either side of the plane of what both eyes see alike.
const TRITAN: [Matrix; 2] = [
    [
        [1.01277, 0.13548, -0.14826],
        [-0.01243, 0.86812, 0.14431],
        [0.07589, 0.80500, 0.11911],
    ],
    [
        [0.93678, 0.18979, -0.12657],
        [0.06154, 0.81526, 0.12320],
        [-0.37562, 1.12767, 0.24796],
    ],
];
const TRITAN_PLANE: Light = [0.03901, -0.02788, -0.01113];

fn dot(a: Light, b: Light) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn times(matrix: Matrix, v: Light) -> Light {
    matrix.map(|row| dot(row, v))
}

/// The light whose cone answers are `cones` (Cramer's rule).
fn light_from_cones(cones: Light) -> Light {
    let determinant = |m: Matrix| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(CONES);
    [0, 1, 2].map(|column| {
        let mut swapped = CONES;
        for (row, answer) in swapped.iter_mut().zip(cones) {
            row[column] = answer;
        }
        determinant(swapped) / whole
    })
}

pub fn light([r, g, b]: [u8; 3]) -> Light {
    [r, g, b].map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// What an eye makes of a light, shown to the usual eye.
pub fn seen(eye: Eye, light: Light) -> Light {
    let [long, medium, short] = times(CONES, light);
    let seen = match eye {
        Eye::Usual => light,
        Eye::Protanopia => light_from_cones([2.02344 * medium - 2.52581 * short, medium, short]),
        Eye::Deuteranopia => light_from_cones([long, 0.494207 * long + 1.24827 * short, short]),
        Eye::Tritanopia => times(TRITAN[usize::from(dot(TRITAN_PLANE, light) < 0.0)], light),
    };
    seen.map(|value| value.clamp(0.0, 1.0))
}

pub fn lab(light: Light) -> Lab {
    const XYZ: Matrix = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    let white = times(XYZ, [1.0; 3]);
    let xyz = times(XYZ, light);
    let [x, y, z] = [0, 1, 2].map(|i| {
        let value = xyz[i] / white[i];
        if value > 216.0 / 24389.0 {
            value.cbrt()
        } else {
            (24389.0 / 27.0 * value + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// CIEDE2000: about 1 is just noticeable side by side, 10 is plain at a glance.
pub fn difference(first: Lab, second: Lab) -> f64 {
    let chroma = |lab: Lab| lab[1].hypot(lab[2]);
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt();
    let stretch = 1.5 - 0.5 * seventh((chroma(first) + chroma(second)) / 2.0);
    // Lightness, chroma, hue in degrees.
    let polar = |lab: Lab| {
        let a = lab[1] * stretch;
        let hue = lab[2].atan2(a).to_degrees().rem_euclid(360.0);
        [lab[0], a.hypot(lab[2]), hue]
    };
    let ([l1, c1, h1], [l2, c2, h2]) = (polar(first), polar(second));
    let grey = c1 * c2 == 0.0;
    let turn = if grey {
        0.0
    } else {
        (h2 - h1 + 180.0).rem_euclid(360.0) - 180.0
    };
    let (light, chroma, hue) = (
        l2 - l1,
        c2 - c1,
        2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin(),
    );
    let (l, c) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let h = if grey {
        h1 + h2
    } else {
        (h1 + turn / 2.0).rem_euclid(360.0)
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.20 * cos(4.0 * h - 63.0);
    let off = (l - 50.0).powi(2);
    let light = light / (1.0 + 0.015 * off / (20.0 + off).sqrt());
    let chroma = chroma / (1.0 + 0.045 * c);
    let hue = hue / (1.0 + 0.015 * c * t);
    let blue = 60.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let twist = -2.0 * seventh(c) * blue.to_radians().sin();
    (light.powi(2) + chroma.powi(2) + hue.powi(2) + twist * chroma * hue).sqrt()
}

#[test]
fn the_difference_agrees_with_published_pairs() {
    // From the test data of Sharma, Wu and Dalal (2005).
    for (first, second, wanted) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ] {
        let found = difference(first, second);
        assert!((found - wanted).abs() < 0.0001, "{found} instead of {wanted}");
    }
}

#[test]
fn greys_look_grey_to_every_eye_and_nothing_changes_when_seen_twice() {
    let grey = light([0x77, 0x77, 0x77]);
    let inner = light([0x90, 0x70, 0x80]);
    for eye in Eye::ALL {
        assert!(difference(lab(seen(eye, grey)), lab(grey)) < 0.3, "{eye:?}");
        let once = seen(eye, inner);
        assert!(difference(lab(seen(eye, once)), lab(once)) < 0.5, "{eye:?}");
    }
    let apart = |eye, a, b| difference(lab(seen(eye, light(a))), lab(seen(eye, light(b))));
    let (red, green) = ([0xa0, 0x50, 0x20], [0x50, 0x78, 0x20]);
    assert!(apart(Eye::Usual, red, green) > 4.0 * apart(Eye::Deuteranopia, red, green));
}
