//! Shared fixtures of the set-up steps: set-ups of every kind, already on the screen.

use crate::auth::testing::{Fixture, PASSWORD, TestAuthenticator, expect_enrolment_required, expect_signed_in};
use crate::auth::{Role, Session, StepUpPurpose};
use crate::gui::screens::Screen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::screens::recovery_codes::RecoveryCodesScreen;
use crate::gui::testing::GateHarness;

/// Creates a gate with this session and screen.
fn gate_at_screen(fixture: &Fixture, session: Option<Session>, screen: Screen) -> GateHarness {
    let mut harness = GateHarness::with_fixture(fixture);
    harness.kittest.state_mut().set_session_and_screen(session, screen);
    harness.run();
    harness
}

/// alice has an authenticator, whose next code is not yet used.
fn admin_with_2fa() -> (Fixture, Session, TestAuthenticator) {
    let (fixture, session, phone) = Fixture::alice_created_2fa();
    fixture.advance_steps(1);
    (fixture, session, phone)
}

/// alice has an authenticator and pairs another one.
pub fn adding_another() -> GateHarness {
    let (fixture, session, phone) = admin_with_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
    gate_at_screen(&fixture, Some(session), Screen::QrCode(Box::new(QrCodeScreen::new(show))))
}

/// alice has an authenticator and is shown a new set of recovery codes.
pub fn renewing_recovery_codes() -> GateHarness {
    let (fixture, session, phone) = admin_with_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    let codes = fixture.auth.new_recovery_codes(&session, proof).unwrap();
    gate_at_screen(&fixture, Some(session), Screen::RecoveryCodes(Box::new(RecoveryCodesScreen::new(codes, true))))
}

/// bob lost his authenticator and used a help code: he has to pair another one before he is signed in.
pub fn required_setup() -> GateHarness {
    let (fixture, alice, phone) = admin_with_2fa();
    let proof = || fixture.step_up(&alice, StepUpPurpose::Administration, Some(&phone));
    let temporary = fixture.auth.add_user(&alice, proof(), "bob", Role::Member).unwrap();
    let bob = expect_signed_in(fixture.choose_password("bob", temporary.expose_text(), PASSWORD)).session;
    let id = bob.account();
    fixture.pair(&bob, fixture.own_step_up(&bob, None));
    let help = fixture.auth.reset_two_factor(&alice, proof(), id).unwrap();
    let pending = fixture.pending_for("bob", PASSWORD);
    let state = expect_enrolment_required(fixture.submit_recovery_code(pending, &help.expose_text()));
    let show = fixture.auth.begin_required_enrolment(state).unwrap();
    gate_at_screen(&fixture, None, Screen::QrCode(Box::new(QrCodeScreen::new(show))))
}
