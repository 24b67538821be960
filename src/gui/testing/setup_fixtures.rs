//! Shared fixtures of the set-up steps: set-ups of every kind, already on the screen.

use std::sync::Arc;

use crate::auth::testing::{Fixture, PASSWORD, TestAuthenticator, expect_signed_in, typed};
use crate::auth::{Outcome, PasswordChoice, Role, Session, StepUpPurpose};
use crate::gui::options::{Content, Options};
use crate::gui::screens::Screen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::screens::recovery_codes::RecoveryCodesScreen;
use crate::gui::testing::GateHarness;

/// Creates a gate with this session and screen.
fn gate_at_screen(fixture: &Fixture, session: Option<Session>, screen: Screen) -> GateHarness {
    let options = Options::for_window(Content::AccountOnly);
    let (auth, clock) = (Arc::clone(&fixture.auth), Arc::clone(&fixture.clock));
    let mut harness = GateHarness::with_auth(auth, clock, options, [480.0, 640.0]);
    harness.kittest.state_mut().set_session_and_screen(session, screen);
    harness.run();
    harness
}

fn admin_with_2fa() -> (Fixture, Session, TestAuthenticator) {
    let fixture = Fixture::empty();
    let (session, proof) = fixture.create_first();
    let phone = fixture.pair(&session, proof);
    (fixture, session, phone)
}

/// alice has an authenticator and pairs another one.
pub fn adding_another() -> GateHarness {
    let (fixture, session, phone) = admin_with_2fa();
    fixture.advance_steps(1);
    let proof = fixture.step_up(&session, StepUpPurpose::OwnAccount, Some(&phone));
    let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
    gate_at_screen(&fixture, Some(session), Screen::QrCode(Box::new(QrCodeScreen::new(show))))
}

/// alice has an authenticator and is shown a new set of recovery codes.
pub fn renewing_recovery_codes() -> GateHarness {
    let (fixture, session, phone) = admin_with_2fa();
    fixture.advance_steps(1);
    let proof = fixture.step_up(&session, StepUpPurpose::OwnAccount, Some(&phone));
    let codes = fixture.auth.new_recovery_codes(&session, proof).unwrap();
    gate_at_screen(&fixture, Some(session), Screen::RecoveryCodes(Box::new(RecoveryCodesScreen::new(codes, true))))
}

/// bob lost his authenticator and used a help code: he has to pair another one before he is signed in.
pub fn required_setup() -> GateHarness {
    let (fixture, alice, phone) = admin_with_2fa();
    fixture.advance_steps(1);
    let proof = || fixture.step_up(&alice, StepUpPurpose::Administration, Some(&phone));
    let temporary = fixture.auth.add_user(&alice, proof(), "bob", Role::Member).unwrap();
    let Ok(Outcome::PasswordChangeRequired(state)) = fixture.auth.sign_in("bob", temporary) else {
        panic!("no password is owed")
    };
    let Ok(PasswordChoice::Accepted(outcome)) = fixture.auth.choose_password(*state, typed(PASSWORD)) else {
        panic!("refused")
    };
    let bob = expect_signed_in(outcome).session;
    let id = bob.account();
    fixture.pair(&bob, fixture.step_up(&bob, StepUpPurpose::OwnAccount, None));
    let help = fixture.auth.reset_two_factor(&alice, proof(), id).unwrap();
    let Outcome::CodeRequired(pending) = fixture.sign_in("bob", PASSWORD) else { panic!("no code is owed") };
    let Outcome::EnrolmentRequired(state) = fixture.submit_recovery_code(*pending, &help.expose_text()) else {
        panic!("no pairing is owed")
    };
    let show = fixture.auth.begin_required_enrolment(*state).unwrap();
    gate_at_screen(&fixture, None, Screen::QrCode(Box::new(QrCodeScreen::new(show))))
}
