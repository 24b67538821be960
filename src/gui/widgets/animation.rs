//! Animations: the spinner, the countdown ring, and the shake of a refusal.

use std::f32::consts::{FRAC_PI_2, TAU};
use std::time::Duration;

use egui::emath::TSTransform;
use egui::{Color32, Context, Id, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, vec2};

use crate::gui::countdown::until_next_second;
use crate::gui::theme::{Theme, Typography};
use crate::gui::widgets::text;

const TURN_SECONDS: f64 = 0.9;
const FRAME_INTERVAL: Duration = Duration::from_millis(33);
/// At this many remaining seconds or fewer the countdown is red.
const URGENT_BELOW_SECS: u64 = 5;

/// Displacement of a shake to each side, in points.
const AMPLITUDE: f32 = 6.0;
const SWING_SECONDS: f64 = 0.065;
const SWINGS: f64 = 3.0;

/// Paints a rotating arc in `rect`; with reduced motion it does not rotate.
pub(super) fn paint_spinner(ui: &Ui, theme: &Theme, rect: Rect, color: Color32) {
    let angle = if theme.reduce_motion {
        0.0
    } else {
        ui.request_repaint_after(FRAME_INTERVAL);
        (ui.input(|input| input.time) % TURN_SECONDS / TURN_SECONDS) as f32 * TAU
    };
    let width = rect.width() / 8.0;
    arc(ui, rect.shrink(width), angle, 0.72, Stroke::new(width, color));
}

/// Draws a spinner with a label, such as "Opening the accounts".
pub fn spinner(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
        paint_spinner(ui, theme, rect, theme.palette.accent);
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

/// Starts the animation of what [`shake`] draws under the same id.
pub fn start_shake(ctx: &Context, id: Id) {
    let now = ctx.input(|input| input.time);
    ctx.data_mut(|data| data.insert_temp(id, now));
}

/// Draws `add`, displaced during the animation; with reduced motion it does not move.
pub fn shake<R>(ui: &mut Ui, theme: &Theme, id: Id, add: impl FnOnce(&mut Ui) -> R) -> R {
    let started: Option<f64> = ui.data(|data| data.get_temp(id));
    let elapsed = started.map(|started| ui.input(|input| input.time) - started);
    let elapsed = elapsed.filter(|elapsed| !theme.reduce_motion && *elapsed < SWING_SECONDS * SWINGS);
    if elapsed.is_some() {
        ui.request_repaint();
    }
    // The same scope is used without animation, so that widgets keep their ids and with them the focus.
    let aside = vec2(elapsed.map_or(0.0, offset), 0.0);
    ui.with_visual_transform(TSTransform::from_translation(aside), add).inner
}

/// Returns the displacement after `elapsed` seconds, in points.
fn offset(elapsed: f64) -> f32 {
    (elapsed / SWING_SECONDS * std::f64::consts::TAU).sin() as f32 * AMPLITUDE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shake_starts_and_ends_at_rest() {
        assert!(offset(0.0).abs() < 0.01);
        assert!(offset(SWING_SECONDS * SWINGS).abs() < 0.01);
        assert!((offset(SWING_SECONDS / 4.0) - AMPLITUDE).abs() < 0.01);
    }
}
