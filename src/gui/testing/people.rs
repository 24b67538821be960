//! People with phones.

use crate::auth::testing::FakeClock;
use crate::auth::{
    Auth, Clock, Confirmed, Finished, Outcome, Purpose, Session, ShowSecret, StepUp, StepUpAnswer, TotpSecret,
    TypedText, code_at,
};
use crate::gui::testing::{PASSWORD, Stage};

/// What alice has besides her password.
pub(in crate::gui) struct Phone {
    secret: TotpSecret,
    /// As shown at the end of the set-up.
    pub recovery: Vec<String>,
}

impl Phone {
    /// What the app shows now.
    pub fn code(&self, clock: &FakeClock) -> String {
        code_at(&self.secret, clock.now().wall).to_string()
    }
}

impl Stage {
    /// alice, signed in with her password before she paired a phone, as in another window.
    pub fn alice_with_phone() -> (Self, Phone) {
        let mut stage = Self::alice_inside();
        let phone = stage.pair("Phone");
        stage.choose("Account");
        (stage, phone)
    }

    /// alice pairs another phone elsewhere. The clock goes on, so that its next code is a fresh one.
    pub fn pair(&mut self, name: &str) -> Phone {
        let session = self.alice_elsewhere(None);
        let proof = match self.auth.step_up(&session, Purpose::Own, password(), None) {
            Ok(StepUpAnswer::Proven(proof)) => proof,
            other => panic!("no proof: {other:?}"),
        };
        let phone = pair(&self.auth, &self.clock, &session, proof, name);
        self.auth.sign_out(session).expect("memory takes everything");
        self.wait_seconds(30);
        phone
    }

    /// Another phone, for somebody who has one.
    pub fn pair_further(&mut self, phone: &Phone, name: &str) {
        let session = self.alice_elsewhere(Some(phone));
        self.wait_seconds(30);
        let factor = crate::auth::Factor::Code(TypedText::new(phone.code(&self.clock)));
        let proof = match self.auth.step_up(&session, Purpose::Own, password(), Some(factor)) {
            Ok(StepUpAnswer::Proven(proof)) => proof,
            other => panic!("no proof: {other:?}"),
        };
        pair(&self.auth, &self.clock, &session, proof, name);
        self.auth.sign_out(session).expect("memory takes everything");
        self.wait_seconds(30);
    }

    /// alice signs in at another computer.
    pub fn alice_elsewhere(&self, phone: Option<&Phone>) -> Session {
        let outcome = self.auth.sign_in("alice", password()).expect("memory holds");
        let outcome = match (outcome, phone) {
            (Outcome::CodeOwed(pending), Some(phone)) => {
                self.auth.give_code(*pending, TypedText::new(phone.code(&self.clock))).expect("memory holds")
            }
            (outcome, _) => outcome,
        };
        match outcome {
            Outcome::SignedIn(signed_in) => signed_in.session,
            other => panic!("not signed in: {other:?}"),
        }
    }
}

fn password() -> TypedText {
    TypedText::new(PASSWORD.to_owned())
}

fn pair(auth: &Auth, clock: &FakeClock, session: &Session, proof: StepUp, name: &str) -> Phone {
    let state = auth.begin_setup(session, proof).expect("a set-up");
    let mut phone = Phone { secret: scan(&state), recovery: Vec::new() };
    let code = TypedText::new(phone.code(clock));
    match auth.confirm(state.next(), code, name).expect("memory holds") {
        Confirmed::Codes(codes) => {
            phone.recovery = codes.codes().iter().map(|code| code.expose_text().to_string()).collect();
            assert!(matches!(auth.finish_setup(*codes), Ok(Finished::On)));
        }
        Confirmed::Added => {}
        other => panic!("not confirmed: {other:?}"),
    }
    phone
}

/// Reads the key as an app does.
pub(in crate::gui) fn scan(state: &ShowSecret) -> TotpSecret {
    TotpSecret::from_bytes(&super::base32(&state.setup_key().replace(' ', "")))
}
