//! Users with authenticators.

use crate::auth::testing::{TestAuthenticator, expect_signed_in, expect_step_up, secret_of, typed};
use crate::auth::{Auth, ConfirmResult, Factor, FinishResult, Outcome, Session, StepUp, StepUpPurpose};
use crate::gui::testing::{GateHarness, PASSWORD};

impl GateHarness {
    /// Signs in as alice with her password, then pairs an authenticator as from another window.
    pub fn signed_in_admin_with_2fa() -> (Self, TestAuthenticator) {
        let mut harness = Self::signed_in_admin();
        let phone = harness.pair_authenticator("Phone");
        harness.select_tab("Account");
        (harness, phone)
    }

    /// Pairs an authenticator for alice in another session. Advances the clock, so that its next code is unused.
    pub fn pair_authenticator(&mut self, name: &str) -> TestAuthenticator {
        let session = self.second_session(None);
        self.pair_in(session, None, name)
    }

    /// Pairs another authenticator for a user who has one.
    pub fn pair_another(&mut self, phone: &TestAuthenticator, name: &str) {
        let session = self.second_session(Some(phone));
        self.wait_seconds(30);
        let factor = Factor::Code(typed(&phone.code(self.now())));
        self.pair_in(session, Some(factor), name);
    }

    /// Pairs an authenticator in a session, and ends the session.
    fn pair_in(&mut self, session: Session, factor: Option<Factor>, name: &str) -> TestAuthenticator {
        let proof = expect_step_up(
            self.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), factor).expect("the store works"),
        );
        let phone = pair(&self.auth, &session, proof, name);
        self.auth.sign_out(session).expect("the store works");
        self.wait_seconds(30);
        phone
    }

    /// Signs in as alice at another computer.
    pub fn second_session(&self, phone: Option<&TestAuthenticator>) -> Session {
        let outcome = self.auth.sign_in("alice", typed(PASSWORD)).expect("the store works");
        let outcome = match (outcome, phone) {
            (Outcome::CodeRequired(pending), Some(phone)) => {
                self.auth.submit_code(*pending, typed(&phone.code(self.now()))).expect("the store works")
            }
            (outcome, _) => outcome,
        };
        expect_signed_in(outcome).session
    }
}

/// Pairs an authenticator for the user of a session.
pub fn pair(auth: &Auth, session: &Session, proof: StepUp, name: &str) -> TestAuthenticator {
    let state = auth.begin_enrolment(session, proof).expect("enrolment can begin");
    let mut phone = TestAuthenticator { secret: secret_of(&state), recovery_codes: Vec::new() };
    let code = typed(&phone.code(auth.now().wall));
    match auth.confirm_pairing(state.next(), code, name).expect("the store works") {
        ConfirmResult::RecoveryCodes(codes) => {
            phone.recovery_codes = codes.codes().iter().map(|code| code.expose_text().to_string()).collect();
            assert!(matches!(auth.finish_enrolment(*codes), Ok(FinishResult::TwoFactorOn)));
        }
        ConfirmResult::Added => {}
        other => panic!("expected the code to be accepted: {other:?}"),
    }
    phone
}
