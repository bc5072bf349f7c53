//! The themes to choose from, as the first page and the view options show them.

use crate::session::{Request, ThemeChoice};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme;
use egui::{Button, RichText, Ui};

const ROWS: [&[(ThemeChoice, &str, &str)]; 2] = [
    &[
        (ThemeChoice::System, icons::MONITOR, "System"),
        (ThemeChoice::Light, icons::SUN, "Light"),
        (ThemeChoice::Dark, icons::MOON, "Dark"),
    ],
    &[
        (ThemeChoice::HighContrast, icons::SUN, "High contrast"),
        (ThemeChoice::HighContrastDark, icons::MOON, "High contrast, dark"),
    ],
];

pub fn themes_ui(cx: &mut Cx, ui: &mut Ui) {
    let now = cx.session.settings.theme;
    for row in ROWS {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (choice, icon, name) in row {
                let sign = RichText::new(*icon).font(theme::icon_font(14.0));
                let option = Button::selectable(*choice == now, (sign, *name)).gap(5.0);
                if ui.add(option).accessible_name(*name).clicked() {
                    cx.send(Request::SetTheme(*choice));
                }
            }
        });
    }
}
