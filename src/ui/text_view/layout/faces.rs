//! How wide the clusters of a stretch are when egui sets it: the same faces in the same order, asked through the same shaper.
//! egui tells no clusters, and in right-to-left words no order either. Draws nothing.

use super::words::Words;
use crate::session::TextFamily;
use crate::ui::theme;
use egui::epaint::text::{FontData, FontsView};
use egui::{FontFamily, FontId};
use harfrust::{
    BufferFlags, Direction, Script, ShapeOptions, ShapePlan, ShaperData, ShaperInstance, UnicodeBuffer,
};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::char::is_combining_mark;

/// The faces of the families that were asked for.
#[derive(Default)]
pub struct Faces {
    families: Vec<(Set, Family)>,
}

/// A family of egui's fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Reading(TextFamily),
    Emoji,
}

impl Set {
    pub fn font(self, size: f32) -> FontId {
        match self {
            Self::Reading(family) => theme::reading_in(family, size),
            Self::Emoji => theme::emoji(size),
        }
    }
}

/// What a grapheme is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub family: Set,
    pub face: usize,
    /// Whether some of its marks are in no face together with their letter: egui would leave them out.
    pub lacks: bool,
}

/// The faces of one family, the preferred first.
#[derive(Default)]
struct Family {
    name: Option<FontFamily>,
    chain: Vec<Face>,
    /// Which face egui takes for a character.
    known: BTreeMap<char, usize>,
    /// How many faces of the system egui had found when this was last brought up to date.
    discovered: usize,
    buffer: UnicodeBuffer,
}

struct Face {
    data: FontData,
    /// Ems in a unit of the face.
    unit: f32,
    shaper: ShaperData,
    instance: Option<ShaperInstance>,
    plans: Vec<(Direction, Script, ShapePlan)>,
    words: Words,
}

/// A cluster of a shaped stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// Where it begins, in bytes of the stretch.
    pub start: usize,
    /// In ems.
    pub width: f32,
}

impl Face {
    fn new(data: &FontData) -> Option<Self> {
        let font = FontRef::from_index(data.bytes(), data.index).ok()?;
        let units = f32::from(
            font.metrics(Size::unscaled(), LocationRef::default())
                .units_per_em,
        );
        let coords = data.tweak.coords.as_ref();
        let variations = coords.iter().map(|(tag, value)| harfrust::Variation {
            tag: *tag,
            value: *value,
        });
        let instance = ShaperInstance::from_variations(&font, variations);
        Some(Self {
            unit: data.tweak.scale / units.max(1.0),
            shaper: ShaperData::new(&font),
            instance: Some(instance).filter(|_| !coords.is_empty()),
            plans: Vec::new(),
            words: Words::default(),
            data: data.clone(),
        })
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.data.bytes(), self.data.index).ok()
    }

    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.font()?.charmap().map(c).filter(|id| *id != GlyphId::NOTDEF)
    }

    /// The width of a character, or of the box for one that the face has not, in ems.
    fn advance(&self, c: char) -> f32 {
        let Some(font) = self.font() else { return 0.0 };
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let id = self.glyph(c).unwrap_or(GlyphId::NOTDEF);
        metrics.advance_width(id).unwrap_or(0.0) * self.unit
    }

    fn shape(&mut self, buffer: UnicodeBuffer) -> Option<harfrust::GlyphBuffer> {
        let Ok(font) = FontRef::from_index(self.data.bytes(), self.data.index) else {
            return None;
        };
        let shaper = self.shaper.shaper(&font).instance(self.instance.as_ref()).build();
        let (direction, script) = (buffer.direction(), buffer.script());
        let at = self
            .plans
            .iter()
            .position(|(d, s, _)| *d == direction && *s == script);
        if at.is_none() {
            let plan = ShapePlan::new(&shaper, direction, Some(script), buffer.language().as_ref(), &[]);
            self.plans.push((direction, script, plan));
        }
        let plan = match at {
            Some(at) => self.plans.get(at),
            None => self.plans.last(),
        };
        Some(shaper.shape(buffer, ShapeOptions::new().plan(plan.map(|(_, _, plan)| plan))))
    }
}

impl Faces {
    fn family(&mut self, family: Set) -> Option<&mut Family> {
        let at = self.families.iter().position(|(known, _)| *known == family);
        let at = at.unwrap_or_else(|| {
            self.families.push((family, Family::default()));
            self.families.len() - 1
        });
        self.families.get_mut(at).map(|(_, family)| family)
    }

    /// The face of the wanted family for the first character; where it lacks marks, another family whose face has them all.
    pub fn choose(&mut self, shown: &str, wanted: TextFamily, fonts: &mut FontsView<'_>) -> Choice {
        let others = TextFamily::ALL.into_iter().filter(|other| *other != wanted);
        let reading = std::iter::once(wanted).chain(others).map(Set::Reading);
        let is_picture = super::forms::is_picture(shown);
        let pictures = std::iter::once(Set::Emoji).filter(|_| is_picture);
        let mut first = None;
        for family in pictures.chain(reading) {
            let Some(faces) = self.family(family) else {
                continue;
            };
            let (face, whole) = faces.face_of(shown, &family.font(16.0), fonts);
            let choice = Choice {
                family,
                face,
                lacks: !whole,
            };
            if whole {
                return choice;
            }
            first = first.or(Some(choice));
        }
        first.unwrap_or(Choice {
            family: Set::Reading(wanted),
            face: 0,
            lacks: false,
        })
    }

    /// What is drawn of a grapheme whose marks its face lacks: a sign stands for all of them.
    pub fn with_signs(&mut self, shown: &str, choice: Choice) -> String {
        let Some(face) = self.family(choice.family).and_then(|f| f.chain.get(choice.face)) else {
            return shown.to_owned();
        };
        let known = |c: &char| !is_combining_mark(*c) || face.glyph(*c).is_some();
        shown.chars().filter(known).chain(['¦']).collect()
    }

    /// The clusters of a stretch of one face, in the order of the text.
    pub fn clusters(&mut self, words: &str, choice: Choice) -> Arc<[Cluster]> {
        let Some(family) = self.family(choice.family) else {
            return Arc::default();
        };
        let known = family.chain.get_mut(choice.face);
        if let Some(known) = known.and_then(|face| face.words.get(words)) {
            return known;
        }
        let clusters = Arc::from(family.clusters(words, choice.face));
        if let Some(face) = family.chain.get_mut(choice.face) {
            face.words.put(words, &clusters);
        }
        clusters
    }
}

impl Family {
    /// The face of the first character, and whether it has the others too.
    fn face_of(&mut self, shown: &str, font: &FontId, fonts: &mut FontsView<'_>) -> (usize, bool) {
        let mut chars = shown.chars();
        let face = chars.next().map_or(0, |first| self.face(first, fonts, font));
        let mut marks = chars
            .filter(|c| !super::forms::is_selector(*c) && !super::forms::is_invisible(*c))
            .peekable();
        if marks.peek().is_none() {
            return (face, true);
        }
        let has = |c: char| self.chain.get(face).is_some_and(|face| face.glyph(c).is_some());
        (face, marks.all(has))
    }

    /// Takes the faces as egui has them now.
    fn update(&mut self, fonts: &FontsView<'_>, family: &FontFamily) {
        let discovered = fonts.discovered_fonts();
        if self.name.as_ref() != Some(family) || discovered.len() < self.discovered {
            *self = Self::default();
            let definitions = fonts.definitions();
            let names = definitions.families.get(family).into_iter().flatten();
            let data = names.filter_map(|name| definitions.font_data.get(name));
            self.chain = data.filter_map(|data| Face::new(data)).collect();
            self.name = Some(family.clone());
        }
        for found in discovered.iter().skip(self.discovered) {
            if found.families.iter().any(|insert| insert.family == *family) {
                self.chain.extend(Face::new(&found.data));
            }
        }
        self.discovered = discovered.len();
    }

    /// The face that egui sets a character with; it looks for one in the system if need be.
    fn face(&mut self, c: char, fonts: &mut FontsView<'_>, font: &FontId) -> usize {
        if let Some(face) = self.known.get(&c) {
            return *face;
        }
        self.update(fonts, &font.family);
        let space = |c: char| {
            if matches!(c, '\t' | '\u{2009}' | '\u{202f}') {
                ' '
            } else {
                c
            }
        };
        let find = |chain: &[Face]| chain.iter().position(|face| face.glyph(space(c)).is_some());
        let mut found = find(&self.chain);
        if found.is_none() && !super::forms::is_invisible(c) {
            fonts.has_glyph(font, c);
            self.update(fonts, &font.family);
            found = find(&self.chain);
        }
        let face = found.unwrap_or(0);
        self.known.insert(c, face);
        face
    }

    /// The clusters of a stretch of one face, in the order of the text.
    fn clusters(&mut self, words: &str, face: usize) -> Vec<Cluster> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.set_flags(BufferFlags::BEGINNING_OF_TEXT | BufferFlags::END_OF_TEXT);
        buffer.push_str(words);
        buffer.guess_segment_properties();
        let Some(chosen) = self.chain.get_mut(face) else {
            return Vec::new();
        };
        let unit = chosen.unit;
        let Some(glyphs) = chosen.shape(buffer) else {
            return Vec::new();
        };
        let mut clusters: Vec<Cluster> = Vec::with_capacity(glyphs.len());
        let mut before = None;
        for (info, position) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            let start = info.cluster as usize;
            let is_new = before != Some(start);
            before = Some(start);
            let c = words
                .get(start..)
                .and_then(|rest| rest.chars().next())
                .unwrap_or(' ');
            let width = if matches!(c, '\u{2009}' | '\u{202f}') {
                self.thin_space(face)
            } else if info.glyph_id == 0 {
                self.missing(c, is_new)
            } else {
                position.x_advance as f32 * unit
            };
            match clusters.last_mut() {
                Some(last) if last.start == start => last.width += width,
                _ => clusters.push(Cluster { start, width }),
            }
        }
        self.buffer = glyphs.clear();
        clusters.sort_by_key(|cluster| cluster.start);
        clusters
    }

    /// egui makes thin spaces half as wide as a space.
    fn thin_space(&self, face: usize) -> f32 {
        self.chain
            .get(face)
            .map_or(0.0, |face| face.advance(' ') * face.data.tweak.thin_space_width)
    }

    /// What egui sets for a glyph that the face has not: a box for the first character of a cluster, nothing for its marks.
    fn missing(&self, c: char, is_new: bool) -> f32 {
        if !is_new || is_combining_mark(c) || super::forms::is_invisible(c) {
            return 0.0;
        }
        let face = self.known.get(&c).copied().unwrap_or(0);
        self.chain.get(face).map_or(0.0, |face| face.advance(c))
    }
}
