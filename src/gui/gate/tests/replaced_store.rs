//! An accounts file that is deleted while a window has it open.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::testing::{FaultyStore, ManualClock, auth_with_store};
use crate::gui::testing::{GateHarness, create_admin};

const DELETED: &str = "was deleted, renamed or replaced while it was open";

fn wait(harness: &mut GateHarness) {
    harness.clock.advance(Duration::from_secs(11));
    harness.kittest.run();
}

#[test]
fn a_deleted_file_is_reported_within_ten_seconds_on_every_screen() {
    for is_signed_in in [false, true] {
        let (store, clock) = (Arc::new(FaultyStore::new()), Arc::new(ManualClock::new()));
        let auth = Arc::new(auth_with_store(Arc::clone(&store) as _, Arc::clone(&clock), 1));
        create_admin(&auth);
        let mut harness = GateHarness::with_accounts(auth, clock);
        if is_signed_in {
            harness.sign_in("alice");
        }
        wait(&mut harness);
        assert!(!harness.has_label_containing(DELETED));
        store.set_replaced(true);
        wait(&mut harness);
        assert!(harness.has_label_containing(DELETED), "signed in: {is_signed_in}, {}", harness.heading());
        store.set_replaced(false);
        if !is_signed_in {
            harness.click_button("Try again");
            harness.sign_in("alice");
        }
        assert_eq!(harness.heading(), "alice");
    }
}
