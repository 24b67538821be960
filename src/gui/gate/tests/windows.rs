//! Two windows on the same accounts: what one changes, the other notices at its next act.

use std::sync::Arc;

use crate::auth::testing::{self as rules, BOBS_PASSWORD, House, typed};
use crate::auth::{Purpose, Role, Session};
use crate::gui::gate::{Inside, Options};
use crate::gui::testing::Stage;

/// Alice in a window; Bob, an administrator like her, in another that is not drawn.
fn two_windows() -> (Stage, House, Session) {
    let (auth, clock, store) = rules::auth();
    let other = Arc::new(rules::auth_over(Arc::clone(&store), Arc::clone(&clock), 7));
    let house = House { auth: other, clock: Arc::clone(&clock), store };
    let (alice, _) = house.first();
    let bob = house.bob(&alice, Role::Administrator);
    house.sign_out(alice);
    let options = Options::window(Inside::Account);
    let mut stage = Stage::over(auth, clock, options, [480.0, 640.0]);
    stage.type_into("Username", rules::ALICE);
    stage.type_into("Password", rules::PASSWORD);
    stage.press("Sign in");
    assert_eq!(stage.heading(), "alice");
    (stage, house, bob)
}

/// What happens to Alice's account in the other window.
type Act = (&'static str, fn(&House, &Session, &Session));

const ACTS: [Act; 4] = [
    ("a changed password", |house, _, _| {
        let alice = house.alone();
        let proof = house.prove(&alice, Purpose::Own, None);
        house.auth.change_password(&alice, proof, typed("seven brave kites hum softly")).unwrap();
    }),
    ("a temporary password", |house, bob, alice| {
        let proof = house.prove_with(BOBS_PASSWORD, bob, Purpose::Administer, None);
        let _ = house.auth.temporary_password(bob, proof, alice.account()).unwrap();
    }),
    ("a disabled account", |house, bob, alice| {
        let proof = house.prove_with(BOBS_PASSWORD, bob, Purpose::Administer, None);
        house.auth.set_enabled(bob, proof, alice.account(), false).unwrap();
    }),
    ("a deleted account", |house, bob, alice| {
        let proof = house.prove_with(BOBS_PASSWORD, bob, Purpose::Administer, None);
        house.auth.delete_account(bob, proof, alice.account()).unwrap();
    }),
];

#[test]
fn what_another_window_changed_ends_this_one_at_its_next_act_and_says_so() {
    for (what, act) in ACTS {
        let (mut stage, house, bob) = two_windows();
        let alice = stage.harness.state().session().map(Session::share).unwrap();
        act(&house, &bob, &alice);
        // No time has passed: it is the act that notices.
        stage.reach("Set up two-factor");
        assert_eq!(stage.heading(), "Sign in", "{what}");
        assert!(stage.says("Your account was changed meanwhile. Sign in again"), "{what}: {:?}", stage.sentences());
        assert!(alice.data_key("notes").is_err(), "{what}");
    }
}

#[test]
fn what_another_window_changed_is_noticed_without_an_act_and_behind_a_lock() {
    for (what, act) in ACTS {
        for locked in [false, true] {
            let (mut stage, house, bob) = two_windows();
            let alice = stage.harness.state().session().map(Session::share).unwrap();
            if locked {
                stage.harness.state_mut().lock();
                stage.run();
            }
            act(&house, &bob, &alice);
            stage.wait_seconds(10);
            assert_eq!(stage.heading(), "Sign in", "{what}, locked: {locked}");
            assert!(stage.says("Your account was changed in another window. Sign in again"), "{what}");
        }
    }
}
