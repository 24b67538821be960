//! What the steps of a sign-in, a set-up, an unlock and a step-up answer with.

use crate::auth::sentences::tests::sentences;
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, scan, typed};
use crate::auth::{
    Chosen, CodeRefusal, ConfirmRefusal, Confirmed, Denied, Finished, Guess, Outcome, Owed, PasswordProblem, Purpose,
    Refusal, Role, StepUpAnswer, Unlock, code_at,
};

/// Bob, who has just typed his temporary password.
fn new_password_owed(house: &House) -> Outcome {
    let temporary = house.add(&house.first().0, BOB, Role::Member);
    house.sign_in(BOB, &temporary)
}

/// Bob, who paired a phone and then got a temporary password, has just chosen his own.
fn pairing_owed(house: &House) -> Outcome {
    let alice = house.first().0;
    let bob = house.bob(&alice, Role::Member);
    let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    let proof = house.prove(&alice, Purpose::Administer, None);
    let temporary = house.auth.temporary_password(&alice, proof, bob.account()).unwrap();
    house.choose(BOB, temporary.expose_text(), BOBS_PASSWORD)
}

#[test]
fn a_sign_in_says_what_was_reached_and_what_is_required() {
    let (house, _) = House::of_alice_with_phone();
    sentences! { Outcome:
        Outcome::SignedIn(_) = House::of_alice().sign_in(ALICE, PASSWORD) => "signed in",
        Outcome::CodeOwed(_) = house.sign_in(ALICE, PASSWORD) => "a one-time code is required",
        Outcome::PasswordOwed(_) = new_password_owed(&House::empty()) => "a new password is required",
        Outcome::PairingOwed(_) = pairing_owed(&House::empty()) => "pairing an authenticator is required",
        Outcome::Refused(_) = Outcome::Refused(Refusal::Wrong) => "wrong username or password",
        Outcome::CodeRefused(..) = Outcome::CodeRefused(CodeRefusal::Suspended, Some(Box::new(house.pending())))
            => "one-time codes are suspended after too many wrong ones",
    }
}

#[test]
fn choosing_a_password_says_what_came_of_it() {
    let Outcome::PasswordOwed(state) = new_password_owed(&House::empty()) else { panic!("a password is owed") };
    sentences! { Chosen:
        Chosen::On(_) = Chosen::On(pairing_owed(&House::empty())) => "pairing an authenticator is required",
        Chosen::Refused(..) = Chosen::Refused(state, PasswordProblem::Guessable(Guess::Words))
            => "the password is easy to guess: it is a single word",
    }
}

#[test]
fn a_set_up_says_what_each_step_led_to() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let code = code_at(&scan(&show), house.now());
    let other = house.auth.begin_setup(&session, house.prove(&session, Purpose::Own, None)).unwrap().next();
    sentences! { Confirmed:
        Confirmed::Codes(_) = house.auth.confirm(show.next(), typed(&code), "Phone").unwrap()
            => "the code is right; the recovery codes follow",
        Confirmed::Added = Confirmed::Added => "the authenticator is added",
        Confirmed::Refused(..) = Confirmed::Refused(ConfirmRefusal::NameTaken, other)
            => "another authenticator has this name",
        Confirmed::Over(_) = Confirmed::Over(Denied::TookTooLong) => "the set-up took too long",
    }
    let Outcome::SignedIn(signed_in) = House::of_alice().sign_in(ALICE, PASSWORD) else { panic!("no code is owed") };
    sentences! { Finished:
        Finished::On = Finished::On => "two-factor is on",
        Finished::Renewed = Finished::Renewed => "the new recovery codes are valid, the old ones are not",
        Finished::SignedIn(_) = Finished::SignedIn(signed_in) => "two-factor is on; signed in",
        Finished::Over(_) = Finished::Over(Denied::TookTooLong) => "the set-up took too long",
    }
}

#[test]
fn an_unlock_says_whether_it_is_open() {
    let house = House::of_alice();
    let locked = || house.auth.lock(house.alone());
    sentences! { Unlock:
        Unlock::Open(_) = Unlock::Open(house.alone()) => "unlocked",
        Unlock::PasswordRefused(..) = Unlock::PasswordRefused(locked(), Refusal::Wrong)
            => "wrong username or password",
        Unlock::CodeRefused(..) = Unlock::CodeRefused(locked(), CodeRefusal::TookTooLong)
            => "the sign-in took too long",
        Unlock::Ended = Unlock::Ended => "the session is over",
    }
}

#[test]
fn a_step_up_says_what_is_required_and_what_came_of_it() {
    let house = House::of_alice();
    let session = house.alone();
    let proof = || house.prove(&session, Purpose::Own, None);
    sentences! { Owed:
        Owed::Nothing(_) = Owed::Nothing(proof()) => "nothing is required",
        Owed::Password = Owed::Password => "the password is required",
        Owed::PasswordAndCode = Owed::PasswordAndCode => "the password and a code are required",
    }
    sentences! { StepUpAnswer:
        StepUpAnswer::Proven(_) = StepUpAnswer::Proven(proof()) => "identity confirmed",
        StepUpAnswer::PasswordRefused(_) = StepUpAnswer::PasswordRefused(Refusal::Wrong)
            => "wrong username or password",
        StepUpAnswer::CodeRefused(_) = StepUpAnswer::CodeRefused(CodeRefusal::Suspended)
            => "one-time codes are suspended after too many wrong ones",
    }
}
