//! The wiggle that says no.

use egui::emath::TSTransform;
use egui::{Context, Id, Ui, vec2};

use crate::gui::theme::Theme;

/// How far to each side, in points.
const AMPLITUDE: f32 = 6.0;
/// One swing, in seconds.
const PERIOD: f64 = 0.065;
/// Swings.
const CYCLES: f64 = 3.0;

/// Starts the wiggle of what [`wiggle`] draws under the same id.
pub fn start_shake(ctx: &Context, id: Id) {
    let now = ctx.input(|input| input.time);
    ctx.data_mut(|data| data.insert_temp(id, now));
}

/// Draws `add`, moved aside while it wiggles; with reduced motion it stands still.
pub fn shake<R>(ui: &mut Ui, theme: &Theme, id: Id, add: impl FnOnce(&mut Ui) -> R) -> R {
    let started: Option<f64> = ui.data(|data| data.get_temp(id));
    let elapsed = started.map(|started| ui.input(|input| input.time) - started);
    let elapsed = elapsed.filter(|elapsed| !theme.reduce_motion && *elapsed < PERIOD * CYCLES);
    if elapsed.is_some() {
        ui.request_repaint();
    }
    // In the same scope while it stands still: what is drawn keeps its ids, and with them the keyboard.
    let aside = vec2(elapsed.map_or(0.0, offset), 0.0);
    ui.with_visual_transform(TSTransform::from_translation(aside), add).inner
}

/// Where it is after so many seconds, in points.
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
