//! An accounts file that is deleted while a window has it open.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::testing::{ManualClock, auth_with_store};
use crate::auth::{Open, SystemRandom, UnixTime};
use crate::gui::testing::{GateHarness, create_admin};
use crate::sqlite::SqliteStore;

const DELETED: &str = "was deleted, renamed or replaced while it was open";

/// A window on accounts with alice, and the path of their file.
fn window() -> (GateHarness, tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let store =
        SqliteStore::open(&path, Open::CreateIfMissing, &SystemRandom, UnixTime::from_seconds(1_700_000_000)).unwrap();
    let clock = Arc::new(ManualClock::new());
    let auth = Arc::new(auth_with_store(Arc::new(store), Arc::clone(&clock), 1));
    create_admin(&auth);
    (GateHarness::with_accounts(auth, clock), folder, path)
}

fn wait(harness: &mut GateHarness) {
    harness.clock.advance(Duration::from_secs(11));
    harness.kittest.run();
}

#[test]
fn a_deleted_file_is_reported_within_ten_seconds_on_every_screen() {
    for is_signed_in in [false, true] {
        let (mut harness, _folder, path) = window();
        if is_signed_in {
            harness.sign_in("alice");
        }
        wait(&mut harness);
        assert!(!harness.has_label_containing(DELETED));
        let away = path.with_extension("away");
        std::fs::rename(&path, &away).unwrap();
        wait(&mut harness);
        assert!(harness.has_label_containing(DELETED), "signed in: {is_signed_in}, {}", harness.heading());
        std::fs::rename(&away, &path).unwrap();
        if !is_signed_in {
            harness.click_button("Try again");
            harness.sign_in("alice");
        }
        assert_eq!(harness.heading(), "alice");
    }
}
