//! What the tests of the steps share: set-ups of every kind, already on the screen.

use std::sync::Arc;

use crate::auth::testing::{House, PASSWORD, Phone, signed_in, typed};
use crate::auth::{Chosen, Outcome, Purpose, Role, Session};
use crate::gui::gate::{Inside, Options};
use crate::gui::screen::Screen;
use crate::gui::screens::codes::Codes;
use crate::gui::screens::scan::Scan;
use crate::gui::testing::Stage;

/// This screen, for whoever has this session.
fn at(house: &House, session: Option<Session>, screen: Screen) -> Stage {
    let options = Options::window(Inside::Account);
    let (auth, clock) = (Arc::clone(&house.auth), Arc::clone(&house.clock));
    let mut stage = Stage::over(auth, clock, options, [480.0, 640.0]);
    stage.harness.state_mut().put(session, screen);
    stage.run();
    stage
}

fn alice_with_phone() -> (House, Session, Phone) {
    let house = House::empty();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    (house, session, phone)
}

/// Alice, whose phone is paired, pairs another one.
pub fn adding_another() -> Stage {
    let (house, session, phone) = alice_with_phone();
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let show = house.auth.begin_setup(&session, proof).unwrap();
    at(&house, Some(session), Screen::Scan(Box::new(Scan::new(show))))
}

/// Alice, whose phone is paired, is shown another set of recovery codes.
pub fn renewing() -> Stage {
    let (house, session, phone) = alice_with_phone();
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let codes = house.auth.new_recovery_codes(&session, proof).unwrap();
    at(&house, Some(session), Screen::Codes(Box::new(Codes::new(codes, true))))
}

/// Bob lost his phone and came in with a help code: he has to pair another one before he is signed in.
pub fn owed() -> Stage {
    let (house, alice, phone) = alice_with_phone();
    house.steps(1);
    let proof = || house.prove(&alice, Purpose::Administer, Some(&phone));
    let temporary = house.auth.add_user(&alice, proof(), "bob", Role::Member).unwrap();
    let Ok(Outcome::PasswordOwed(state)) = house.auth.sign_in("bob", temporary) else { panic!("no password is owed") };
    let Ok(Chosen::On(outcome)) = house.auth.choose_password(*state, typed(PASSWORD)) else { panic!("refused") };
    let bob = signed_in(outcome).session;
    let id = bob.account();
    house.pair(&bob, house.prove(&bob, Purpose::Own, None));
    let help = house.auth.reset_two_factor(&alice, proof(), id).unwrap();
    let Outcome::CodeOwed(pending) = house.sign_in("bob", PASSWORD) else { panic!("no code is owed") };
    let Outcome::PairingOwed(state) = house.give_recovery_code(*pending, &help.expose_text()) else {
        panic!("no pairing is owed")
    };
    let show = house.auth.begin_owed_setup(*state).unwrap();
    at(&house, None, Screen::Scan(Box::new(Scan::new(show))))
}
