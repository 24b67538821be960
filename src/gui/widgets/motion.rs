//! The wiggle that says no.

use egui::emath::TSTransform;
use egui::{Context, Id, Ui, vec2};

use crate::gui::theme::Theme;

/// How far to each side, in points.
const REACH: f32 = 6.0;
/// One swing, in seconds.
const SWING: f64 = 0.065;
/// Swings.
const SWINGS: f64 = 3.0;

/// Starts the wiggle of what [`wiggle`] draws under the same id.
pub fn start_wiggle(ctx: &Context, id: Id) {
    let now = ctx.input(|input| input.time);
    ctx.data_mut(|data| data.insert_temp(id, now));
}

/// Draws `add`, moved aside while it wiggles; with reduced motion it stands still.
pub fn wiggle<R>(ui: &mut Ui, theme: &Theme, id: Id, add: impl FnOnce(&mut Ui) -> R) -> R {
    let started: Option<f64> = ui.data(|data| data.get_temp(id));
    let since = started.map(|started| ui.input(|input| input.time) - started);
    let since = since.filter(|since| !theme.reduce_motion && *since < SWING * SWINGS);
    if since.is_some() {
        ui.request_repaint();
    }
    // In the same scope while it stands still: what is drawn keeps its ids, and with them the keyboard.
    let aside = vec2(since.map_or(0.0, offset), 0.0);
    ui.with_visual_transform(TSTransform::from_translation(aside), add).inner
}

/// Where it is after so many seconds, in points.
fn offset(since: f64) -> f32 {
    (since / SWING * std::f64::consts::TAU).sin() as f32 * REACH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_and_ends_where_it_stands() {
        assert!(offset(0.0).abs() < 0.01);
        assert!(offset(SWING * SWINGS).abs() < 0.01);
        assert!((offset(SWING / 4.0) - REACH).abs() < 0.01);
    }
}
