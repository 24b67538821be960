//! Layout and look of the slots of a code field.

use std::sync::Arc;

use egui::text::{CharIndex, LayoutJob, TextFormat};
use egui::text_edit::TextEditOutput;
use egui::{Color32, Galley, Rect, Shape, Ui, Vec2, pos2, vec2};

use crate::gui::theme::{COLUMN, Theme, Typography};
use crate::gui::widgets::code::DIGITS;
use crate::gui::widgets::field::field_frame;

/// Size of a slot if there is space, in points.
const SLOT_SIZE: Vec2 = vec2(50.0, 60.0);
/// Gap between two slots, and the smallest one between the third and the fourth, in points.
const SLOT_GAPS: (f32, f32) = (8.0, 20.0);
/// The gaps in a narrow column.
const NARROW_SLOT_GAPS: (f32, f32) = (4.0, 10.0);

/// The positions of the slots, in points from the left end of the field.
#[derive(Clone, Copy)]
pub(super) struct Slots {
    pub(super) side: f32,
    pub(super) height: f32,
    gaps: (f32, f32),
}

impl Slots {
    /// Returns slots that fill the width of a column, as other fields do: the gap in the middle takes what is left over.
    pub(super) fn for_width(available_width: f32) -> Self {
        let width = available_width.min(COLUMN);
        let side = |gaps: (f32, f32)| (width - 4.0 * gaps.0 - gaps.1) / DIGITS as f32;
        let gaps = if side(SLOT_GAPS) >= SLOT_SIZE.x { SLOT_GAPS } else { NARROW_SLOT_GAPS };
        let side = side(gaps).floor().clamp(0.0, SLOT_SIZE.x);
        let middle = width - 4.0 * gaps.0 - DIGITS as f32 * side;
        let height = (side * SLOT_SIZE.y / SLOT_SIZE.x).round().max(44.0);
        Self { side, height, gaps: (gaps.0, middle.max(gaps.1)) }
    }

    pub(super) fn left(self, index: usize) -> f32 {
        let step = self.side + self.gaps.0;
        step * index as f32 + if index < DIGITS / 2 { 0.0 } else { self.gaps.1 - self.gaps.0 }
    }

    pub(super) fn width(self) -> f32 {
        self.left(DIGITS - 1) + self.side
    }

    /// Lays out each digit centred in its slot.
    pub(super) fn layout(self, ui: &Ui, text: &str, color: Color32) -> Arc<Galley> {
        let font_id = Typography::CodeDigit.font();
        let format = TextFormat {
            font_id: font_id.clone(),
            color,
            line_height: Some(Typography::CodeDigit.line_height()),
            ..TextFormat::default()
        };
        ui.fonts_mut(|fonts| {
            let digit = fonts.glyph_width(&font_id, '0');
            let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
            let mut end = 0.0;
            for (index, character) in text.char_indices() {
                let left = self.left(index) + (self.side - digit) / 2.0;
                job.append(character.encode_utf8(&mut [0; 4]), left - end, format.clone());
                end = left + digit;
            }
            if text.is_empty() {
                job.append("", 0.0, format);
            }
            fonts.layout_job(job)
        })
    }

    pub(super) fn paint(self, theme: &Theme, output: &TextEditOutput, error: bool) -> Shape {
        let p = &theme.palette;
        let response = &output.response.response;
        let range = output.cursor_range.filter(|_| response.has_focus());
        let selected = range.map(|range| range.as_sorted_char_range());
        let caret = range.map(|range| range.primary.index.0.min(DIGITS - 1));
        let top = response.rect.center().y - self.height / 2.0;
        let slots = (0..DIGITS).map(|index| {
            let at = pos2(response.rect.left() + self.left(index), top);
            let rect = Rect::from_min_size(at, vec2(self.side, self.height));
            let fill = match &selected {
                Some(range) if range.contains(&CharIndex(index)) => p.accent_fill,
                _ => p.surface,
            };
            field_frame(theme, rect, fill, caret == Some(index), error)
        });
        Shape::Vec(slots.collect())
    }
}
