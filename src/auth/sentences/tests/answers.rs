//! Results of the steps of a sign-in, an enrolment, an unlock and a step-up.

use crate::auth::sentences::tests::sentences;
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_signed_in, secret_of, typed};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, EnrolmentRefusal, FinishResult, Outcome, PasswordChoice, PasswordProblem,
    PasswordRefusal, PasswordWeakness, Role, StepUpRequirement, StepUpResult, UnlockResult, code_at,
};

/// Signs Bob in with his temporary password.
fn password_change_required(fixture: &Fixture) -> Outcome {
    let temporary = fixture.add_user(&fixture.create_first().0, BOB, Role::Member);
    fixture.sign_in(BOB, &temporary)
}

/// Lets Bob, who paired a phone and then got a temporary password, choose his own.
fn enrolment_required(fixture: &Fixture) -> Outcome {
    let alice = fixture.create_first().0;
    let bob = fixture.add_bob(&alice, Role::Member);
    let _ = fixture.pair_bob(&bob);
    let temporary = fixture.temporary_password(&alice, bob.account());
    fixture.choose_password(BOB, &temporary, BOBS_PASSWORD)
}

#[test]
fn a_sign_in_says_what_was_reached_and_what_is_required() {
    let (fixture, _) = Fixture::with_alice_2fa();
    sentences! { Outcome:
        Outcome::SignedIn(_) = Fixture::with_alice().sign_in(ALICE, PASSWORD) => "signed in",
        Outcome::CodeRequired(_) = fixture.sign_in(ALICE, PASSWORD) => "a one-time code is required",
        Outcome::PasswordChangeRequired(_) = password_change_required(&Fixture::empty()) => "a new password is required",
        Outcome::EnrolmentRequired(_) = enrolment_required(&Fixture::empty()) => "pairing an authenticator is required",
        Outcome::Refused(_) = Outcome::Refused(PasswordRefusal::Wrong) => "wrong username or password",
        Outcome::CodeRefused(..) = Outcome::CodeRefused(CodeRefusal::Suspended, Some(Box::new(fixture.pending())))
            => "one-time codes are suspended after too many wrong ones",
    }
}

#[test]
fn a_password_choice_says_its_result() {
    let Outcome::PasswordChangeRequired(state) = password_change_required(&Fixture::empty()) else {
        panic!("a password change is required")
    };
    sentences! { PasswordChoice:
        PasswordChoice::Accepted(_) = PasswordChoice::Accepted(enrolment_required(&Fixture::empty())) => "pairing an authenticator is required",
        PasswordChoice::Refused(..) = PasswordChoice::Refused(state, PasswordProblem::Guessable(PasswordWeakness::Words))
            => "the password is easy to guess: it is a single word",
    }
}

#[test]
fn a_set_up_says_what_each_step_led_to() {
    let (fixture, session, show) = Fixture::alice_enrolling();
    let code = code_at(&secret_of(&show), fixture.now());
    let other = fixture.auth.begin_enrolment(&session, fixture.own_step_up(&session, None)).unwrap().next();
    sentences! { ConfirmResult:
        ConfirmResult::RecoveryCodes(_) = fixture.auth.confirm_pairing(show.next(), typed(&code), "Phone").unwrap()
            => "the code is right; the recovery codes follow",
        ConfirmResult::Added = ConfirmResult::Added => "the authenticator is added",
        ConfirmResult::Refused(..) = ConfirmResult::Refused(EnrolmentRefusal::NameTaken, other)
            => "another authenticator has this name",
        ConfirmResult::Failed(_) = ConfirmResult::Failed(ActionError::Expired) => "the set-up took too long",
    }
    let signed_in = Box::new(expect_signed_in(Fixture::with_alice().sign_in(ALICE, PASSWORD)));
    sentences! { FinishResult:
        FinishResult::TwoFactorOn = FinishResult::TwoFactorOn => "two-factor is on",
        FinishResult::RecoveryCodesRenewed = FinishResult::RecoveryCodesRenewed => "the new recovery codes are valid, the old ones are not",
        FinishResult::SignedIn(_) = FinishResult::SignedIn(signed_in) => "two-factor is on; signed in",
        FinishResult::Failed(_) = FinishResult::Failed(ActionError::Expired) => "the set-up took too long",
    }
}

#[test]
fn an_unlock_says_its_result() {
    let fixture = Fixture::with_alice();
    let locked = || fixture.auth.lock(fixture.sign_in_without_factor());
    sentences! { UnlockResult:
        UnlockResult::Unlocked(_) = UnlockResult::Unlocked(fixture.sign_in_without_factor()) => "unlocked",
        UnlockResult::PasswordRefused(..) = UnlockResult::PasswordRefused(locked(), PasswordRefusal::Wrong)
            => "wrong username or password",
        UnlockResult::CodeRefused(..) = UnlockResult::CodeRefused(locked(), CodeRefusal::Expired)
            => "the sign-in took too long",
        UnlockResult::SessionEnded = UnlockResult::SessionEnded => "the session is over",
    }
}

#[test]
fn a_step_up_says_what_is_required_and_its_result() {
    let (fixture, session) = Fixture::alice_signed_in();
    let proof = || fixture.own_step_up(&session, None);
    sentences! { StepUpRequirement:
        StepUpRequirement::Nothing(_) = StepUpRequirement::Nothing(proof()) => "nothing is required",
        StepUpRequirement::Password = StepUpRequirement::Password => "the password is required",
        StepUpRequirement::PasswordAndCode = StepUpRequirement::PasswordAndCode => "the password and a code are required",
    }
    sentences! { StepUpResult:
        StepUpResult::Proven(_) = StepUpResult::Proven(proof()) => "identity confirmed",
        StepUpResult::PasswordRefused(_) = StepUpResult::PasswordRefused(PasswordRefusal::Wrong)
            => "wrong username or password",
        StepUpResult::CodeRefused(_) = StepUpResult::CodeRefused(CodeRefusal::Suspended)
            => "one-time codes are suspended after too many wrong ones",
    }
}
