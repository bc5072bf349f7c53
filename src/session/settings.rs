//! What the program remembers on this machine: looks, sizes, recent projects, who one is. Never part of a project.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
    /// Black on white, thick lines.
    HighContrast,
    /// White on black, thick lines.
    HighContrastDark,
}

/// Where label names show on the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LabelNames {
    #[default]
    Margin,
    Hover,
    /// A small name before the label's first word.
    Inline,
}

impl LabelNames {
    pub const ALL: [Self; 3] = [Self::Margin, Self::Inline, Self::Hover];

    /// The way after this one, round.
    pub fn next(self) -> Self {
        match self {
            Self::Margin => Self::Inline,
            Self::Inline => Self::Hover,
            Self::Hover => Self::Margin,
        }
    }
}

/// The typeface of the document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TextFamily {
    #[default]
    Serif,
    Sans,
    Mono,
}

impl TextFamily {
    pub const ALL: [Self; 3] = [Self::Serif, Self::Sans, Self::Mono];

    /// The family after this one, round.
    pub fn next(self) -> Self {
        match self {
            Self::Serif => Self::Sans,
            Self::Sans => Self::Mono,
            Self::Mono => Self::Serif,
        }
    }
}

/// What the colours on the text stand for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ColourBy {
    #[default]
    Label,
    Person,
    /// The first entity that a label names.
    Entity,
    /// The value of an attribute, by the attribute's id; labels where the project has no such attribute.
    Attribute(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not exclude each other"
)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// Size of the document's text, in points.
    pub text_size: f32,
    /// Line height as a multiple of the text size.
    pub line_height: f32,
    pub text_family: TextFamily,
    /// Widest text column, in characters of average width.
    pub measure: f32,
    pub paragraph_numbers: bool,
    pub colour_by: ColourBy,
    pub label_names: LabelNames,
    pub left_panel: bool,
    pub right_panel: bool,
    pub left_width: f32,
    pub right_width: f32,
    pub window: Option<(f32, f32)>,
    /// Who has labelled what is hidden while reviewing.
    pub hide_names: bool,
    /// The latest first.
    pub recent: Vec<PathBuf>,
    /// (project id, person id): who the user is in which project.
    pub identities: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_size: 17.0,
            line_height: 1.75,
            text_family: TextFamily::Serif,
            measure: 72.0,
            paragraph_numbers: false,
            colour_by: ColourBy::Label,
            label_names: LabelNames::Margin,
            left_panel: true,
            right_panel: true,
            left_width: 248.0,
            right_width: 300.0,
            window: None,
            hide_names: false,
            recent: Vec::new(),
            identities: Vec::new(),
        }
    }
}

const MAX_RECENT: usize = 12;

/// Least and most, in points.
pub const TEXT_SIZE: (f32, f32) = (10.0, 40.0);
/// Least and most, as multiples of the text size.
pub const LINE_HEIGHT: (f32, f32) = (1.3, 2.6);
/// Least and most, in characters.
pub const MEASURE: (f32, f32) = (40.0, 140.0);

/// `value` between two bounds; `normal` for what is no number.
fn within(value: f32, (least, most): (f32, f32), normal: f32) -> f32 {
    if value.is_nan() {
        normal
    } else {
        value.clamp(least, most)
    }
}

impl Settings {
    /// Reads what `to_text` wrote; a damaged or foreign file gives the defaults.
    pub fn from_text(text: &str) -> Self {
        let mut settings = parsed(text);
        settings.set_text_size(settings.text_size);
        settings.set_line_height(settings.line_height);
        settings.set_measure(settings.measure);
        settings
    }

    pub fn set_text_size(&mut self, points: f32) {
        self.text_size = within(points, TEXT_SIZE, Self::default().text_size);
    }

    pub fn set_line_height(&mut self, multiple: f32) {
        self.line_height = within(multiple, LINE_HEIGHT, Self::default().line_height);
    }

    pub fn set_measure(&mut self, characters: f32) {
        self.measure = within(characters, MEASURE, Self::default().measure);
    }

    /// How the text looks, as in a new program; sizes of the window, projects and names stay.
    pub fn reset_look(&mut self) {
        let new = Self::default();
        *self = Self {
            left_panel: self.left_panel,
            right_panel: self.right_panel,
            left_width: self.left_width,
            right_width: self.right_width,
            window: self.window,
            recent: std::mem::take(&mut self.recent),
            identities: std::mem::take(&mut self.identities),
            // Where the theme is reset, a page may turn from light to dark.
            theme: self.theme,
            ..new
        };
    }

    pub fn to_text(&self) -> Result<String, ron::Error> {
        let pretty = ron::ser::PrettyConfig::new().new_line("\n".to_owned());
        ron::ser::to_string_pretty(self, pretty)
    }

    pub fn add_recent(&mut self, path: PathBuf) {
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(MAX_RECENT);
    }

    pub fn identity(&self, project: &str) -> Option<&str> {
        self.identities
            .iter()
            .find(|(id, _)| id == project)
            .map(|(_, person)| person.as_str())
    }

    pub fn set_identity(&mut self, project: &str, person: &str) {
        self.identities.retain(|(id, _)| id != project);
        self.identities.push((project.to_owned(), person.to_owned()));
    }
}

/// Leaves out the lines that cannot be read, as written by hand or by another version: the rest is worth keeping.
fn parsed(text: &str) -> Settings {
    let mut lines: Vec<&str> = text.lines().collect();
    loop {
        match ron::from_str(&lines.join("\n")) {
            Ok(settings) => return settings,
            Err(error) => {
                let bad = error.span.start.line.saturating_sub(1);
                // The first and the last are the brackets around all.
                if bad == 0 || bad + 1 >= lines.len() {
                    return Settings::default();
                }
                lines.remove(bad);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_damage_gives_the_defaults() {
        let mut settings = Settings {
            theme: ThemeChoice::Dark,
            ..Settings::default()
        };
        settings.set_identity("p1", "ana");
        settings.add_recent("/a".into());
        settings.add_recent("/b".into());
        settings.add_recent("/a".into());
        assert_eq!(settings.recent, [PathBuf::from("/a"), PathBuf::from("/b")]);
        assert_eq!(Settings::from_text(&settings.to_text().unwrap()), settings);
        assert_eq!(Settings::from_text("(((("), Settings::default());
        assert_eq!(Settings::from_text("(text_size: 900.0)").text_size, 40.0);
        assert_eq!(Settings::from_text("(measure: 3.0)").measure, 40.0);
        assert_eq!(Settings::from_text("(measure: NaN)").measure, 72.0);
    }

    #[test]
    fn a_value_that_cannot_be_read_takes_no_other_with_it() {
        let mut settings = Settings {
            measure: 100.0,
            ..Settings::default()
        };
        settings.set_identity("p1", "ana");
        let text = settings.to_text().unwrap();
        for (from, to) in [
            ("theme: System", "theme: Pink"),
            ("line_height: 1.75", "line_height: \"wide\""),
            ("left_panel: true", "left_panel: perhaps"),
        ] {
            let broken = text.replace(from, to);
            assert_ne!(broken, text, "{from}");
            assert_eq!(Settings::from_text(&broken), settings, "{to}");
        }
    }

    #[test]
    fn a_reset_keeps_what_is_no_look() {
        let mut settings = Settings {
            measure: 100.0,
            colour_by: ColourBy::Attribute("stance".into()),
            text_family: TextFamily::Mono,
            left_width: 300.0,
            ..Settings::default()
        };
        settings.set_identity("p1", "ana");
        assert_eq!(Settings::from_text(&settings.to_text().unwrap()), settings);
        settings.reset_look();
        assert_eq!(settings.left_width, 300.0);
        assert_eq!(settings.identity("p1"), Some("ana"));
        assert_eq!(
            (settings.measure, settings.text_family),
            (72.0, TextFamily::Serif)
        );
        assert_eq!(settings.colour_by, ColourBy::Label);
    }
}
