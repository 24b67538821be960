//! Users with authenticators.

use crate::auth::testing::ManualClock;
use crate::auth::{
    Auth, Clock, ConfirmResult, FinishResult, Outcome, SecretInput, Session, ShowSecret, StepUp, StepUpPurpose,
    StepUpResult, TotpSecret, code_at,
};
use crate::gui::testing::{GateHarness, PASSWORD};

/// alice's authenticator and recovery codes.
pub struct TestAuthenticator {
    secret: TotpSecret,
    /// The recovery codes shown at the end of the set-up.
    pub recovery: Vec<String>,
}

impl TestAuthenticator {
    /// Returns the current code.
    pub fn code(&self, clock: &ManualClock) -> String {
        code_at(&self.secret, clock.now().wall).to_string()
    }
}

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
        let proof = match self.auth.step_up(&session, StepUpPurpose::OwnAccount, password(), None) {
            Ok(StepUpResult::Proven(proof)) => proof,
            other => panic!("no proof: {other:?}"),
        };
        let phone = pair(&self.auth, &self.clock, &session, proof, name);
        self.auth.sign_out(session).expect("memory takes everything");
        self.wait_seconds(30);
        phone
    }

    /// Pairs another authenticator for a user who has one.
    pub fn pair_another(&mut self, phone: &TestAuthenticator, name: &str) {
        let session = self.second_session(Some(phone));
        self.wait_seconds(30);
        let factor = crate::auth::Factor::Code(SecretInput::new(phone.code(&self.clock)));
        let proof = match self.auth.step_up(&session, StepUpPurpose::OwnAccount, password(), Some(factor)) {
            Ok(StepUpResult::Proven(proof)) => proof,
            other => panic!("no proof: {other:?}"),
        };
        pair(&self.auth, &self.clock, &session, proof, name);
        self.auth.sign_out(session).expect("memory takes everything");
        self.wait_seconds(30);
    }

    /// Signs in as alice at another computer.
    pub fn second_session(&self, phone: Option<&TestAuthenticator>) -> Session {
        let outcome = self.auth.sign_in("alice", password()).expect("memory holds");
        let outcome = match (outcome, phone) {
            (Outcome::CodeRequired(pending), Some(phone)) => {
                self.auth.submit_code(*pending, SecretInput::new(phone.code(&self.clock))).expect("memory holds")
            }
            (outcome, _) => outcome,
        };
        match outcome {
            Outcome::SignedIn(signed_in) => signed_in.session,
            other => panic!("not signed in: {other:?}"),
        }
    }
}

fn password() -> SecretInput {
    SecretInput::new(PASSWORD.to_owned())
}

fn pair(auth: &Auth, clock: &ManualClock, session: &Session, proof: StepUp, name: &str) -> TestAuthenticator {
    let state = auth.begin_enrolment(session, proof).expect("a set-up");
    let mut phone = TestAuthenticator { secret: secret_of(&state), recovery: Vec::new() };
    let code = SecretInput::new(phone.code(clock));
    match auth.confirm_pairing(state.next(), code, name).expect("memory holds") {
        ConfirmResult::RecoveryCodes(codes) => {
            phone.recovery = codes.codes().iter().map(|code| code.expose_text().to_string()).collect();
            assert!(matches!(auth.finish_enrolment(*codes), Ok(FinishResult::TwoFactorOn)));
        }
        ConfirmResult::Added => {}
        other => panic!("not confirmed: {other:?}"),
    }
    phone
}

/// Decodes the setup key as an app does.
pub fn secret_of(state: &ShowSecret) -> TotpSecret {
    TotpSecret::from_bytes(&super::base32(&state.setup_key().replace(' ', "")))
}
