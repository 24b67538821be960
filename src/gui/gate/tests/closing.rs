//! Tests of closing the window during a set-up.

use egui::ViewportCommand;

use crate::gui::testing::GateHarness;

fn is_close_cancelled(commands: &[ViewportCommand]) -> bool {
    commands.contains(&ViewportCommand::CancelClose)
}

#[test]
fn a_close_without_asking_is_not_refused_during_a_set_up() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    let context = harness.kittest.ctx.clone();
    harness.kittest.state_mut().close_window(&context);
    assert!(!is_close_cancelled(&harness.close_window()));
}

#[test]
fn a_close_refused_by_the_host_is_confirmed_again_next_time() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    for _ in 0..2 {
        assert!(is_close_cancelled(&harness.close_window()), "closing is cancelled while the set-up is unfinished");
        harness.click_button("Close anyway");
        assert!(!harness.has_label("Two-factor is not on yet"), "the dialog is closed");
        // The window is asked to close, and its host refuses.
        assert!(!is_close_cancelled(&harness.close_window()));
        harness.run();
        assert_eq!(harness.heading(), "Keep these recovery codes");
    }
}
