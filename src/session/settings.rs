//! What the program remembers on this machine: looks, sizes, recent projects, who one is. Never part of a project.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// Where label names show on the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LabelNames {
    #[default]
    Margin,
    Hover,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// Size of the document's text, in points.
    pub text_size: f32,
    /// Line height as a multiple of the text size.
    pub line_height: f32,
    pub label_names: LabelNames,
    pub left_panel: bool,
    pub right_panel: bool,
    pub left_width: f32,
    pub right_width: f32,
    pub window: Option<(f32, f32)>,
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
            label_names: LabelNames::Margin,
            left_panel: true,
            right_panel: true,
            left_width: 248.0,
            right_width: 300.0,
            window: None,
            recent: Vec::new(),
            identities: Vec::new(),
        }
    }
}

const MAX_RECENT: usize = 12;

impl Settings {
    /// Reads what `to_text` wrote; a damaged or foreign file gives the defaults.
    pub fn from_text(text: &str) -> Self {
        let mut settings: Self = ron::from_str(text).unwrap_or_default();
        settings.text_size = settings.text_size.clamp(10.0, 40.0);
        settings.line_height = settings.line_height.clamp(1.3, 2.6);
        settings
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
    }
}
