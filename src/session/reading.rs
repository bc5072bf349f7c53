//! How the text is set and what stands out on it: requests and commands of reading comfort. All but the filter is remembered.

use super::*;

/// A step of the column's width, in characters.
const MEASURE_STEP: f32 = 4.0;
/// A step of the line height, as a multiple of the text size.
const LINE_STEP: f32 = 0.1;

impl Session {
    pub(super) fn dispatch_reading(&mut self, request: Request) -> Effects {
        Ok(match request {
            Request::SetTextSize(points) => self.change_settings(|s| s.set_text_size(points)),
            Request::SetTextFamily(family) => self.change_settings(|s| s.text_family = family),
            Request::SetMeasure(characters) => self.change_settings(|s| s.set_measure(characters)),
            Request::SetLineHeight(multiple) => self.change_settings(|s| s.set_line_height(multiple)),
            Request::SetParagraphNumbers(on) => self.change_settings(|s| s.paragraph_numbers = on),
            Request::SetColourBy(what) => self.change_settings(|s| s.colour_by = what),
            Request::SetFilter(filter) => {
                self.view.filter = filter;
                Vec::new()
            }
            other => return self.dispatch_edit(other),
        })
    }

    pub(super) fn run_reading_command(&mut self, id: CommandId) -> Vec<Effect> {
        let Settings {
            text_size: size,
            measure,
            line_height: line,
            ..
        } = self.settings;
        match id {
            CommandId::TextBigger => self.change_settings(|s| s.set_text_size(size + 1.0)),
            CommandId::TextSmaller => self.change_settings(|s| s.set_text_size(size - 1.0)),
            CommandId::TextNormal => self.change_settings(|s| s.text_size = Settings::default().text_size),
            CommandId::ThemeLight => self.change_settings(|s| s.theme = ThemeChoice::Light),
            CommandId::ThemeDark => self.change_settings(|s| s.theme = ThemeChoice::Dark),
            CommandId::ThemeSystem => self.change_settings(|s| s.theme = ThemeChoice::System),
            CommandId::ViewOptions => vec![Effect::Focus(Focus::View)],
            CommandId::LabelNames => self.change_settings(|s| s.label_names = s.label_names.next()),
            CommandId::ParagraphNumbers => {
                self.change_settings(|s| s.paragraph_numbers = !s.paragraph_numbers)
            }
            CommandId::TextFamily => self.change_settings(|s| s.text_family = s.text_family.next()),
            CommandId::WiderColumn => self.change_settings(|s| s.set_measure(measure + MEASURE_STEP)),
            CommandId::NarrowerColumn => self.change_settings(|s| s.set_measure(measure - MEASURE_STEP)),
            CommandId::MoreLineSpacing => {
                self.change_settings(|s| s.set_line_height(stepped(line, LINE_STEP)))
            }
            CommandId::LessLineSpacing => {
                self.change_settings(|s| s.set_line_height(stepped(line, -LINE_STEP)))
            }
            CommandId::ThemeHighContrast => self.change_settings(|s| s.theme = ThemeChoice::HighContrast),
            CommandId::ThemeHighContrastDark => {
                self.change_settings(|s| s.theme = ThemeChoice::HighContrastDark)
            }
            CommandId::ColourByLabel => self.change_settings(|s| s.colour_by = ColourBy::Label),
            CommandId::ColourByPerson => self.change_settings(|s| s.colour_by = ColourBy::Person),
            CommandId::ColourByEntity => self.change_settings(|s| s.colour_by = ColourBy::Entity),
            CommandId::ColourByAttribute => self.colour_by_next_attribute(),
            CommandId::ResetView => self.change_settings(Settings::reset_look),
            CommandId::OnlyDoubts => {
                self.view.filter.doubts = !self.view.filter.doubts;
                Vec::new()
            }
            CommandId::OnlyThisLabel => {
                self.toggle_only_selected();
                Vec::new()
            }
            CommandId::ClearFilter => {
                self.view.filter = Filter::default();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The first attribute that colours can tell, then the next, and at last labels again.
    fn colour_by_next_attribute(&mut self) -> Vec<Effect> {
        let ids: Vec<String> = self
            .colour_attributes()
            .into_iter()
            .map(|attribute| attribute.id.to_string())
            .collect();
        let next = match &self.settings.colour_by {
            ColourBy::Attribute(id) => ids.iter().position(|other| other == id).map_or(0, |at| at + 1),
            _ => 0,
        };
        let colour_by = ids
            .get(next)
            .map_or(ColourBy::Label, |id| ColourBy::Attribute(id.clone()));
        self.change_settings(|s| s.colour_by = colour_by)
    }

    /// Only the selected label's kind stands out; asked again, all do.
    fn toggle_only_selected(&mut self) {
        let Some((_, annotation)) = self.selected() else {
            return;
        };
        let Some(book) = self.project().map(Project::codebook) else {
            return;
        };
        let only = Filter {
            labels: BTreeSet::from([book.resolve(&annotation.label).clone()]),
            ..Filter::default()
        };
        self.view.filter = if self.view.filter == only {
            Filter::default()
        } else {
            only
        };
    }

    /// Why a command of reading comfort cannot be done now.
    pub(super) fn can_read(&self, id: CommandId) -> Result<(), &'static str> {
        let need = |there: bool, why: &'static str| if there { Ok(()) } else { Err(why) };
        match id {
            CommandId::OnlyThisLabel => need(self.view.selected.is_some(), "No label is selected"),
            CommandId::ClearFilter => need(self.view.filter.is_on(), "Everything is shown"),
            CommandId::OnlyDoubts | CommandId::ViewOptions => need(self.open.is_some(), "No project is open"),
            CommandId::ColourByAttribute => need(
                !self.colour_attributes().is_empty(),
                "No attribute has values that colours could tell",
            ),
            _ => Ok(()),
        }
    }
}

/// A step that lands on whole tenths.
fn stepped(value: f32, step: f32) -> f32 {
    ((value + step) * 10.0).round() / 10.0
}
