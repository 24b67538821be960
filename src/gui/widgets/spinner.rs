//! Spinner and countdown ring.

use std::f32::consts::{FRAC_PI_2, TAU};
use std::time::Duration;

use egui::{Color32, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, vec2};

use crate::gui::countdown::until_next_second;
use crate::gui::theme::{Theme, Typography};
use crate::gui::widgets::text;

/// Duration of a turn, in seconds.
const PERIOD: f64 = 0.9;
/// Time between two frames of the spinner.
const FRAME_INTERVAL: Duration = Duration::from_millis(33);
/// At this many remaining seconds or fewer the countdown is red.
const URGENT_BELOW_SECS: u64 = 5;

/// Paints a rotating arc in `rect`; with reduced motion it does not rotate.
pub(super) fn paint(ui: &Ui, theme: &Theme, rect: Rect, color: Color32) {
    let angle = if theme.reduce_motion {
        0.0
    } else {
        ui.request_repaint_after(FRAME_INTERVAL);
        (ui.input(|input| input.time) % PERIOD / PERIOD) as f32 * TAU
    };
    let width = rect.width() / 8.0;
    arc(ui, rect.shrink(width), angle, 0.72, Stroke::new(width, color));
}

/// Draws a spinner with a label, such as "Opening the accounts".
pub fn spinner(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
        paint(ui, theme, rect, theme.palette.accent);
        text::weak(ui, theme, label)
    })
    .inner
}

/// Draws a ring that empties as `left` runs out of `period`, and `sentence` beside it; red in the last five seconds.
/// Requests a repaint at the next full second.
pub fn countdown(ui: &mut Ui, theme: &Theme, left: Duration, period: Duration, sentence: &str) -> Response {
    ui.request_repaint_after(until_next_second(left));
    let urgent = left.as_secs() < URGENT_BELOW_SECS;
    let p = &theme.palette;
    let (ring, text_color) = if urgent { (p.error, p.error) } else { (p.accent, p.weak_text) };
    ui.horizontal(|ui| {
        ui.set_min_height(Typography::Label.line_height());
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
        let rect = rect.shrink(1.5);
        let part = left.as_secs_f32().ceil() / period.as_secs_f32().max(1.0);
        ui.painter().circle_stroke(rect.center(), rect.width() / 2.0, Stroke::new(2.5, p.divider));
        arc(ui, rect, 0.0, part.clamp(0.0, 1.0), Stroke::new(2.5, ring));
        text::styled_text(ui, Typography::Banner, text_color, sentence)
    })
    .inner
}

/// Paints part of a circle inscribed in `rect`, clockwise from the top rotated by `angle` radians.
fn arc(ui: &Ui, rect: Rect, angle: f32, part: f32, stroke: Stroke) {
    const POINTS: u8 = 48;
    let points: Vec<Pos2> = (0..=POINTS)
        .map(|step| {
            let at = angle - FRAC_PI_2 + TAU * part * f32::from(step) / f32::from(POINTS);
            rect.center() + vec2(at.cos(), at.sin()) * (rect.width() / 2.0)
        })
        .collect();
    ui.painter().line(points, stroke);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_repaint_is_due_when_the_second_changes() {
        assert_eq!(until_next_second(Duration::from_millis(12_300)).as_millis(), 301);
        assert_eq!(until_next_second(Duration::from_secs(12)), Duration::from_secs(1));
    }
}
