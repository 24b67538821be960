//! Closing the window in the middle of a set-up.

use egui::ViewportCommand;

use crate::gui::testing::Stage;

fn is_vetoed(commands: &[ViewportCommand]) -> bool {
    commands.contains(&ViewportCommand::CancelClose)
}

#[test]
fn a_close_that_the_host_refuses_is_asked_about_again_the_next_time() {
    let mut stage = Stage::at_the_recovery_codes();
    for _ in 0..2 {
        assert!(is_vetoed(&stage.close_window()), "the set-up is not finished");
        stage.press("Close anyway");
        assert!(!stage.says("Two-factor is not on yet"), "the question was answered");
        // The window is asked to close, and its host says no.
        assert!(!is_vetoed(&stage.close_window()));
        stage.run();
        assert_eq!(stage.heading(), "Keep these recovery codes");
    }
}
