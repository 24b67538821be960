//! Tests with two windows on the same accounts: a change in one is noticed at the next operation in the other.

use std::sync::Arc;

use crate::auth::testing as rules;
use crate::auth::testing::{BOBS_PASSWORD, Fixture, typed};
use crate::auth::{Role, Session, StepUpPurpose};
use crate::gui::options::{Content, Options};
use crate::gui::testing::GateHarness;

/// alice in a window; bob, also an administrator, in another that is not drawn.
fn two_windows() -> (GateHarness, Fixture, Session) {
    let (auth, clock, store) = rules::auth();
    let other = Arc::new(rules::auth_with_store(Arc::clone(&store), Arc::clone(&clock), 7));
    let fixture = Fixture { auth: other, clock: Arc::clone(&clock), store };
    let (alice, _) = fixture.create_first();
    let bob = fixture.add_bob(&alice, Role::Administrator);
    fixture.sign_out(alice);
    let options = Options::for_window(Content::AccountOnly);
    let mut harness = GateHarness::with_auth(auth, clock, options, [480.0, 640.0]);
    harness.sign_in_with_password(rules::ALICE, rules::PASSWORD);
    assert_eq!(harness.heading(), "alice");
    (harness, fixture, bob)
}

/// A change of alice's account in the other window.
type RemoteChange = (&'static str, fn(&Fixture, &Session, &Session));

const REMOTE_CHANGES: [RemoteChange; 4] = [
    ("a changed password", |fixture, _, _| {
        let alice = fixture.sign_in_without_factor();
        let proof = fixture.own_step_up(&alice, None);
        fixture.auth.change_password(&alice, proof, typed("seven brave kites hum softly")).unwrap();
    }),
    ("a temporary password", |fixture, bob, alice| {
        let proof = fixture.step_up_with_password(BOBS_PASSWORD, bob, StepUpPurpose::Administration, None);
        let _ = fixture.auth.temporary_password(bob, proof, alice.account()).unwrap();
    }),
    ("a disabled account", |fixture, bob, alice| {
        let proof = fixture.step_up_with_password(BOBS_PASSWORD, bob, StepUpPurpose::Administration, None);
        fixture.auth.set_enabled(bob, proof, alice.account(), false).unwrap();
    }),
    ("a deleted account", |fixture, bob, alice| {
        let proof = fixture.step_up_with_password(BOBS_PASSWORD, bob, StepUpPurpose::Administration, None);
        fixture.auth.delete_account(bob, proof, alice.account()).unwrap();
    }),
];

#[test]
fn a_change_in_another_window_ends_the_session_at_the_next_operation() {
    for (what, change) in REMOTE_CHANGES {
        let (mut harness, fixture, bob) = two_windows();
        let alice = harness.kittest.state().session().map(Session::handle).unwrap();
        change(&fixture, &bob, &alice);
        // No time has passed: the operation notices the change.
        harness.scroll_to_and_click("Set up two-factor");
        assert_eq!(harness.heading(), "Sign in", "{what}");
        assert!(
            harness.has_label("Your account was changed meanwhile. Sign in again"),
            "{what}: {:?}",
            harness.labels()
        );
        assert!(alice.data_key("notes").is_err(), "{what}");
    }
}

#[test]
fn a_change_in_another_window_ends_an_idle_or_locked_session() {
    for (what, change) in REMOTE_CHANGES {
        for locked in [false, true] {
            let (mut harness, fixture, bob) = two_windows();
            let alice = harness.kittest.state().session().map(Session::handle).unwrap();
            if locked {
                harness.kittest.state_mut().lock();
                harness.run();
            }
            change(&fixture, &bob, &alice);
            harness.wait_seconds(10);
            assert_eq!(harness.heading(), "Sign in", "{what}, locked: {locked}");
            assert!(harness.has_label("Your account was changed in another window. Sign in again"), "{what}");
        }
    }
}
