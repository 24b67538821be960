//! Helpers that unwrap an expected result and panic on any other.

use totp_rs::Secret;

use crate::auth::{
    CodeRefusal, MustEnrol, Outcome, PasswordRefusal, Pending, Session, ShowSecret, SignedIn, StepUp, StepUpResult,
    TotpSecret, UnlockResult,
};

/// Returns the secret in the QR code.
pub(crate) fn secret_of(show: &ShowSecret) -> TotpSecret {
    let uri = show.uri().expose_text();
    let key = uri.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("the URI contains a secret");
    let secret = Secret::try_from_base32(key).expect("the secret is base32");
    TotpSecret::from_bytes(secret.as_ref().try_into().expect("the secret has 20 bytes"))
}

pub(crate) fn expect_signed_in(outcome: Outcome) -> SignedIn {
    match outcome {
        Outcome::SignedIn(signed_in) => *signed_in,
        other => panic!("expected sign-in: {other:?}"),
    }
}

pub(crate) fn expect_enrolment_required(outcome: Outcome) -> MustEnrol {
    match outcome {
        Outcome::EnrolmentRequired(state) => *state,
        other => panic!("no enrolment is required: {other:?}"),
    }
}

pub(crate) fn expect_step_up(result: StepUpResult) -> StepUp {
    match result {
        StepUpResult::Proven(proof) => proof,
        other => panic!("expected a step-up: {other:?}"),
    }
}

pub(crate) fn expect_unlocked(result: UnlockResult) -> Session {
    match result {
        UnlockResult::Unlocked(session) => session,
        other => panic!("not unlocked: {other:?}"),
    }
}

/// Returns why the password was refused.
pub(crate) fn expect_refused(outcome: Outcome) -> PasswordRefusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("expected a refusal: {other:?}"),
    }
}

/// Returns why the second factor was refused, in a sign-in that continues.
pub(crate) fn expect_code_refused(outcome: Outcome) -> (CodeRefusal, Pending) {
    match outcome {
        Outcome::CodeRefused(refusal, Some(pending)) => (refusal, *pending),
        other => panic!("expected a refusal that allows another attempt: {other:?}"),
    }
}

/// Returns why the second factor was refused, in a sign-in that is over.
pub(crate) fn expect_ended(outcome: Outcome) -> CodeRefusal {
    match outcome {
        Outcome::CodeRefused(refusal, None) => refusal,
        other => panic!("expected a refusal that ends the sign-in: {other:?}"),
    }
}
