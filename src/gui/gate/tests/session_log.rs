//! Tests that the log has one entry for each lock, unlock and end of a session.

use egui::{Key, Modifiers};

use crate::gui::options::Options;
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};

/// The minutes without input after which a session locks.
const IDLE_SECONDS: u64 = 15 * 60;

fn signed_in() -> GateHarness {
    let mut harness = GateHarness::with_setup(create_admin, Options::default());
    harness.sign_in("alice");
    harness
}

fn unlock(harness: &mut GateHarness) {
    harness.type_into("Password", PASSWORD);
    harness.click_button("Unlock");
    assert!(harness.kittest.state().session().is_some(), "{:?}", harness.labels());
}

/// Returns how many entries of these events the log has.
fn entries<const N: usize>(harness: &GateHarness, events: [&str; N]) -> [usize; N] {
    let session = harness.second_session(None);
    let log = harness.auth.audit_log(&session, 1, 100).unwrap();
    events.map(|event| log.iter().filter(|row| row.event == event && row.username == "alice").count())
}

#[test]
fn each_way_to_lock_and_unlock_makes_one_entry() {
    let mut harness = signed_in();
    let ways: [fn(&mut GateHarness); 3] = [
        |harness| harness.key_with(Modifiers::COMMAND, Key::L),
        |harness| harness.wait_seconds(IDLE_SECONDS),
        |harness| {
            harness.kittest.state_mut().lock();
            harness.run();
        },
    ];
    for (index, lock) in ways.into_iter().enumerate() {
        lock(&mut harness);
        assert_eq!(harness.heading(), "Locked");
        assert_eq!(entries(&harness, ["locked", "unlocked"]), [index + 1, index]);
        unlock(&mut harness);
        assert_eq!(entries(&harness, ["locked", "unlocked"]), [index + 1, index + 1]);
    }
}

#[test]
fn signing_out_makes_one_entry_and_none_of_a_lock() {
    let mut harness = signed_in();
    let before = entries(&harness, ["signed-out", "locked"]);
    harness.sign_out();
    assert_eq!(entries(&harness, ["signed-out", "locked"]), [before[0] + 1, before[1]]);
}

#[test]
fn signing_out_of_a_locked_session_makes_one_entry() {
    let mut harness = signed_in();
    let before = entries(&harness, ["signed-out", "locked"]);
    harness.key_with(Modifiers::COMMAND, Key::L);
    harness.sign_out();
    assert_eq!(entries(&harness, ["signed-out", "locked"]), [before[0] + 1, before[1] + 1]);
}
