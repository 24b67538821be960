//! The shake animation of a refusal.

use egui::emath::TSTransform;
use egui::{Context, Id, Ui, vec2};

use crate::gui::theme::Theme;

/// Displacement to each side, in points.
const AMPLITUDE: f32 = 6.0;
/// Duration of a swing, in seconds.
const PERIOD: f64 = 0.065;
/// Number of swings.
const CYCLES: f64 = 3.0;

/// Starts the animation of what [`shake`] draws under the same id.
pub fn start_shake(ctx: &Context, id: Id) {
    let now = ctx.input(|input| input.time);
    ctx.data_mut(|data| data.insert_temp(id, now));
}

/// Draws `add`, displaced during the animation; with reduced motion it does not move.
pub fn shake<R>(ui: &mut Ui, theme: &Theme, id: Id, add: impl FnOnce(&mut Ui) -> R) -> R {
    let started: Option<f64> = ui.data(|data| data.get_temp(id));
    let elapsed = started.map(|started| ui.input(|input| input.time) - started);
    let elapsed = elapsed.filter(|elapsed| !theme.reduce_motion && *elapsed < PERIOD * CYCLES);
    if elapsed.is_some() {
        ui.request_repaint();
    }
    // The same scope is used without animation, so that widgets keep their ids and with them the focus.
    let aside = vec2(elapsed.map_or(0.0, offset), 0.0);
    ui.with_visual_transform(TSTransform::from_translation(aside), add).inner
}

/// Returns the displacement after `elapsed` seconds, in points.
fn offset(elapsed: f64) -> f32 {
    (elapsed / PERIOD * std::f64::consts::TAU).sin() as f32 * AMPLITUDE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shake_starts_and_ends_at_rest() {
        assert!(offset(0.0).abs() < 0.01);
        assert!(offset(PERIOD * CYCLES).abs() < 0.01);
        assert!((offset(PERIOD / 4.0) - AMPLITUDE).abs() < 0.01);
    }
}
