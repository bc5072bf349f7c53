//! Colours, fonts and sizes. The only place with colours; they come from `assets/themes/*.ron`.
//! Label colours are the user's: here they are bent until words on them, and names in them, can be read.

use crate::model::Colour;
use crate::session::{TextFamily, ThemeChoice};
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Stroke, TextStyle, Vec2,
};
use std::sync::{Arc, OnceLock};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename = "Theme")]
struct File {
    dark: bool,
    page: String,
    panel: String,
    raised: String,
    field: String,
    line: String,
    edge: String,
    ink: String,
    ink_weak: String,
    ink_faint: String,
    accent: String,
    accent_soft: String,
    on_accent: String,
    selection: String,
    hover: String,
    pressed: String,
    warning: String,
    error: String,
    success: String,
    shadow: String,
    tint: f32,
    tint_strong: f32,
    words: f32,
    signs: f32,
    thick: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub dark: bool,
    /// How much thicker than usual the lines of labels, links and frames are; 1 except where contrast is high.
    pub thick: f32,
    /// Behind the document's text.
    pub page: Color32,
    /// Behind the side panels.
    pub panel: Color32,
    /// Windows, menus, cards.
    pub raised: Color32,
    /// Inside of text fields.
    pub field: Color32,
    pub line: Color32,
    /// Around what can be clicked or typed into.
    pub edge: Color32,
    pub ink: Color32,
    pub ink_weak: Color32,
    pub ink_faint: Color32,
    pub accent: Color32,
    /// Behind a chosen row.
    pub accent_soft: Color32,
    pub on_accent: Color32,
    pub selection: Color32,
    pub hover: Color32,
    pub pressed: Color32,
    pub warning: Color32,
    pub error: Color32,
    pub success: Color32,
    pub shadow: Color32,
    tint: f32,
    tint_strong: f32,
    /// Least contrast of words.
    words: f32,
    /// Least contrast of lines and signs.
    signs: f32,
}

/// The reading face of the document's text.
pub fn reading(size: f32) -> FontId {
    reading_in(TextFamily::Serif, size)
}

/// The face of the document's text in a family of the user's choice.
pub fn reading_in(family: TextFamily, size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(reading_name(family).into()))
}

fn reading_name(family: TextFamily) -> &'static str {
    match family {
        TextFamily::Serif => "reading",
        TextFamily::Sans => "reading sans",
        TextFamily::Mono => "reading mono",
    }
}

/// Pictures first: for characters that are pictures only together with others.
pub fn emoji(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("emoji".into()))
}

/// The heavier weight of the interface face.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("strong".into()))
}

pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// Text of the interface, in points.
pub const BODY: f32 = 13.5;
pub const SMALL: f32 = 12.0;
pub const HEADING: f32 = 16.0;
pub const ICON: f32 = 16.0;

impl Theme {
    pub fn light() -> Self {
        Self::from_text(include_str!("../../assets/themes/light.ron"))
    }

    pub fn dark() -> Self {
        Self::from_text(include_str!("../../assets/themes/dark.ron"))
    }

    pub fn high_contrast() -> Self {
        Self::from_text(include_str!("../../assets/themes/high-contrast.ron"))
    }

    pub fn high_contrast_dark() -> Self {
        Self::from_text(include_str!("../../assets/themes/high-contrast-dark.ron"))
    }

    /// The theme that egui shows now.
    pub fn of(ctx: &egui::Context) -> &'static Self {
        Self::made(ctx.theme(), is_high_contrast(ctx))
    }

    /// Read once: a frame asks for its theme, and reading a file takes longer than drawing a panel.
    fn made(theme: egui::Theme, high: bool) -> &'static Self {
        static MADE: [OnceLock<Theme>; 4] = [const { OnceLock::new() }; 4];
        let [light, night, high_light, high_night] = &MADE;
        match (theme, high) {
            (egui::Theme::Light, false) => light.get_or_init(Self::light),
            (egui::Theme::Dark, false) => night.get_or_init(Self::dark),
            (egui::Theme::Light, true) => high_light.get_or_init(Self::high_contrast),
            (egui::Theme::Dark, true) => high_night.get_or_init(Self::high_contrast_dark),
        }
    }

    fn from_text(text: &str) -> Self {
        // The files are part of the program and a test reads them; a broken one shows as grey, not as a crash.
        let file: Option<File> = ron::from_str(text).ok();
        let get = |pick: fn(&File) -> &String| {
            file.as_ref()
                .and_then(|f| pick(f).parse::<Colour>().ok())
                .map_or(Color32::GRAY, colour32)
        };
        Self {
            dark: file.as_ref().is_some_and(|f| f.dark),
            thick: file.as_ref().map_or(1.0, |f| f.thick),
            page: get(|f| &f.page),
            panel: get(|f| &f.panel),
            raised: get(|f| &f.raised),
            field: get(|f| &f.field),
            line: get(|f| &f.line),
            edge: get(|f| &f.edge),
            ink: get(|f| &f.ink),
            ink_weak: get(|f| &f.ink_weak),
            ink_faint: get(|f| &f.ink_faint),
            accent: get(|f| &f.accent),
            accent_soft: get(|f| &f.accent_soft),
            on_accent: get(|f| &f.on_accent),
            selection: get(|f| &f.selection),
            hover: get(|f| &f.hover),
            pressed: get(|f| &f.pressed),
            warning: get(|f| &f.warning),
            error: get(|f| &f.error),
            success: get(|f| &f.success),
            shadow: get(|f| &f.shadow),
            tint: file.as_ref().map_or(0.2, |f| f.tint),
            tint_strong: file.as_ref().map_or(0.4, |f| f.tint_strong),
            words: file.as_ref().map_or(4.5, |f| f.words),
            signs: file.as_ref().map_or(3.0, |f| f.signs),
        }
    }

    /// Behind tagged words: the label's colour mixed into the page, as much as the words stay readable.
    pub fn tint(&self, colour: Colour) -> Color32 {
        self.readable_mix(colour, self.tint)
    }

    /// As `tint`, for the selected or hovered label.
    pub fn tint_strong(&self, colour: Colour) -> Color32 {
        self.readable_mix(colour, self.tint_strong)
    }

    /// Behind words that were searched.
    pub fn found(&self) -> Color32 {
        self.readable_mix(colour_of(self.warning), self.tint * 0.6)
    }

    /// Behind the hit that the search stands on.
    pub fn found_now(&self) -> Color32 {
        self.readable_mix(colour_of(self.warning), self.tint_strong)
    }

    fn readable_mix(&self, colour: Colour, most: f32) -> Color32 {
        let mut share = most;
        loop {
            let mixed = mix(self.page, colour32(colour), share);
            if share < 0.02 || contrast(self.ink, mixed) >= self.words {
                return mixed;
            }
            share *= 0.85;
        }
    }

    /// A line in the label's colour that stands out from the page.
    pub fn stroke_of(&self, colour: Colour) -> Color32 {
        self.towards_ink(colour, self.page, self.signs)
    }

    /// A label's name in its colour, readable on page, panel and raised ground.
    pub fn name_of(&self, colour: Colour) -> Color32 {
        let on_page = self.towards_ink(colour, self.page, self.words);
        [self.panel, self.raised, self.hover, self.accent_soft]
            .into_iter()
            .fold(on_page, |ink, ground| {
                let [r, g, b, _] = ink.to_array();
                self.towards_ink(Colour([r, g, b]), ground, self.words)
            })
    }

    fn towards_ink(&self, colour: Colour, ground: Color32, least: f32) -> Color32 {
        let mut share = 0.0;
        loop {
            let mixed = mix(colour32(colour), self.ink, share);
            if share >= 1.0 || contrast(mixed, ground) >= least {
                return mixed;
            }
            share += 0.05;
        }
    }

    /// Puts fonts, sizes and both themes into egui.
    pub fn install(ctx: &egui::Context) {
        ctx.set_fonts(fonts());
        Self::set_styles(ctx, false);
    }

    fn set_styles(ctx: &egui::Context, high: bool) {
        ctx.data_mut(|data| data.insert_temp(high_contrast_id(), high));
        for theme in [egui::Theme::Light, egui::Theme::Dark] {
            let mut style = (*ctx.style_of(theme)).clone();
            Self::made(theme, high).style(&mut style);
            ctx.set_style_of(theme, style);
        }
    }

    fn style(&self, style: &mut egui::Style) {
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(SMALL)),
            (TextStyle::Body, FontId::proportional(BODY)),
            (TextStyle::Button, FontId::proportional(BODY)),
            (TextStyle::Monospace, FontId::monospace(BODY)),
            (TextStyle::Heading, strong(HEADING)),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = Vec2::new(6.0, 5.0);
        spacing.button_padding = Vec2::new(8.0, 4.0);
        spacing.interact_size = Vec2::new(26.0, 26.0);
        spacing.menu_margin = egui::Margin::same(6);
        spacing.window_margin = egui::Margin::same(14);
        spacing.icon_width = 16.0;
        spacing.icon_width_inner = 9.0;
        spacing.tooltip_width = 340.0;
        spacing.scroll = egui::style::ScrollStyle::thin();
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.35;
        style.url_in_tooltip = false;
        self.visuals(&mut style.visuals);
    }

    fn visuals(&self, v: &mut egui::Visuals) {
        *v = if self.dark {
            egui::Visuals::dark()
        } else {
            egui::Visuals::light()
        };
        v.panel_fill = self.panel;
        v.window_fill = self.raised;
        v.window_stroke = Stroke::new(self.thick, self.line);
        v.window_corner_radius = CornerRadius::same(8);
        v.menu_corner_radius = CornerRadius::same(6);
        v.extreme_bg_color = self.field;
        v.text_edit_bg_color = Some(self.field);
        v.faint_bg_color = self.hover;
        v.code_bg_color = self.hover;
        v.hyperlink_color = self.accent;
        v.warn_fg_color = self.warning;
        v.error_fg_color = self.error;
        v.weak_text_color = Some(self.ink_weak);
        v.selection.bg_fill = self.selection;
        v.selection.stroke = Stroke::new(1.0, self.ink);
        // A caret that blinks would draw the window twice a second for ever.
        v.text_cursor.blink = false;
        v.text_cursor.stroke = Stroke::new(2.0 * self.thick, self.accent);
        v.striped = false;
        for shadow in [&mut v.window_shadow, &mut v.popup_shadow] {
            *shadow = egui::Shadow {
                offset: [0, 4],
                blur: 18,
                spread: 0,
                color: self.shadow.gamma_multiply(0.22),
            };
        }
        let w = &mut v.widgets;
        let set = |state: &mut egui::style::WidgetVisuals, fill: Color32, line: Color32, ink: Color32| {
            state.bg_fill = fill;
            state.weak_bg_fill = fill;
            state.bg_stroke = Stroke::new(self.thick, line);
            state.fg_stroke = Stroke::new(self.thick, ink);
            state.corner_radius = CornerRadius::same(5);
            state.expansion = 0.0;
        };
        set(&mut w.noninteractive, self.panel, self.line, self.ink);
        set(&mut w.inactive, self.raised, self.edge, self.ink);
        w.inactive.bg_fill = self.field;
        set(&mut w.hovered, self.hover, self.ink_faint, self.ink);
        set(&mut w.active, self.pressed, self.accent, self.ink);
        set(&mut w.open, self.hover, self.line, self.ink);
    }
}

/// Lets egui's theme be what the user chose.
pub fn choose(ctx: &egui::Context, choice: ThemeChoice) {
    let high = matches!(choice, ThemeChoice::HighContrast | ThemeChoice::HighContrastDark);
    if is_high_contrast(ctx) != high {
        Theme::set_styles(ctx, high);
        ctx.request_repaint();
    }
    let wanted = match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light | ThemeChoice::HighContrast => egui::ThemePreference::Light,
        ThemeChoice::Dark | ThemeChoice::HighContrastDark => egui::ThemePreference::Dark,
    };
    if ctx.options(|options| options.theme_preference) != wanted {
        ctx.set_theme(wanted);
        // What was begun in this frame still has the old style.
        ctx.request_repaint();
    }
}

fn high_contrast_id() -> egui::Id {
    egui::Id::unique("high contrast")
}

fn is_high_contrast(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(high_contrast_id()).unwrap_or(false))
}

pub fn colour32(colour: Colour) -> Color32 {
    let [r, g, b] = colour.0;
    Color32::from_rgb(r, g, b)
}

fn colour_of(colour: Color32) -> Colour {
    let [r, g, b, _] = colour.to_array();
    Colour([r, g, b])
}

/// `share` of `b` in `a`, in gamma space.
fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    let channel = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    Color32::from_rgb(
        channel(a.r(), b.r()),
        channel(a.g(), b.g()),
        channel(a.b(), b.b()),
    )
}

/// Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2).
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |c: Color32| {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.04045 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn fonts() -> FontDefinitions {
    macro_rules! face {
        ($name:literal) => {
            FontData::from_static(include_bytes!(concat!("../../assets/fonts/", $name)))
        };
    }
    let plain = FontTweak {
        hinting: Some(false),
        ..FontTweak::default()
    };
    let faces = [
        ("inter", face!("Inter-Regular.ttf")),
        ("inter-strong", face!("Inter-SemiBold.ttf")),
        ("serif", face!("SourceSerif4-Regular.otf")),
        ("mono", face!("JetBrainsMono-Regular.ttf")),
        ("emoji", face!("NotoEmoji-Regular.ttf").tweak(plain.clone())),
        (
            "icons",
            FontData::from_static(include_bytes!("../../assets/icons/lucide-ascribe.ttf")).tweak(plain),
        ),
    ];
    let mut fonts = FontDefinitions::empty();
    for (name, data) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let families = [
        (FontFamily::Proportional, ["inter", "icons", "mono", "emoji"]),
        (FontFamily::Monospace, ["mono", "inter", "icons", "emoji"]),
        (
            FontFamily::Name("strong".into()),
            ["inter-strong", "icons", "mono", "emoji"],
        ),
        (
            FontFamily::Name(reading_name(TextFamily::Serif).into()),
            ["serif", "inter", "mono", "emoji"],
        ),
        (
            FontFamily::Name(reading_name(TextFamily::Sans).into()),
            ["inter", "serif", "mono", "emoji"],
        ),
        (
            FontFamily::Name(reading_name(TextFamily::Mono).into()),
            ["mono", "inter", "serif", "emoji"],
        ),
        (
            FontFamily::Name("icons".into()),
            ["icons", "inter", "mono", "emoji"],
        ),
        (
            FontFamily::Name("emoji".into()),
            ["emoji", "serif", "inter", "mono"],
        ),
    ];
    for (family, names) in families {
        fonts
            .families
            .insert(family, names.iter().map(|name| (*name).to_owned()).collect());
    }
    fonts
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vision;
