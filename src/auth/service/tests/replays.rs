//! Codes that are spent, or belong to another set, secret or account.

use crate::auth::service::tests::enrolment::{codes, confirm};
use crate::auth::service::tests::required_enrolment::fixture_with_help_code;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_code_refused, expect_enrolment_required, expect_signed_in,
    expect_step_up, secret_of, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, CounterKind, EnrolmentRefusal, Factor, FinishResult, ShowRecoveryCodes,
    StepUpPurpose, StepUpResult, UnlockResult,
};

const USED: CodeRefusal = CodeRefusal::AlreadyUsed { next_in: None };

fn texts(shown: &ShowRecoveryCodes) -> Vec<String> {
    shown.codes().iter().map(|code| code.expose_text().to_string()).collect()
}

fn is_wrong(refusal: CodeRefusal) -> bool {
    matches!(refusal, CodeRefusal::Wrong { .. })
}

#[test]
fn a_used_recovery_code_is_refused_everywhere_and_logged_each_time() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let factor = || Some(Factor::Recovery(typed(&phone.recovery_codes[0])));
    let session = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0])).session;
    let logged =
        || fixture.audit_log().into_iter().filter(|entry| *entry == ("recovery-refused".into(), "used".into())).count();
    assert_eq!(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0])).0, USED);
    assert_eq!(logged(), 1);
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(result, StepUpResult::CodeRefused(USED)), "{result:?}");
    assert_eq!(logged(), 2);
    let locked = fixture.auth.lock(session);
    let result = fixture.auth.unlock(locked, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(result, UnlockResult::CodeRefused(_, USED)), "{result:?}");
    assert_eq!(logged(), 3);
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Recovery).failures, 3);
}

#[test]
fn the_code_that_confirmed_a_required_pairing_is_refused_at_sign_in() {
    let (fixture, _admin, help) = fixture_with_help_code();
    let state = expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    let (phone, finished) = fixture.finish_setup(fixture.auth.begin_required_enrolment(state).unwrap());
    assert!(matches!(finished, FinishResult::SignedIn(_)));
    let (refusal, _) =
        expect_code_refused(fixture.submit_code(fixture.pending_for(BOB, BOBS_PASSWORD), &phone.code(fixture.now())));
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
}

#[test]
fn recovery_codes_are_created_only_with_a_pairing() {
    let (fixture, session) = Fixture::alice_signed_in();
    let result = fixture.auth.new_recovery_codes(&session, fixture.own_step_up(&session, None));
    assert!(matches!(result, Err(ActionError::NotFound)), "{result:?}");
    assert!(fixture.read(|rows| rows.recovery(session.account())).is_empty());
}

#[test]
fn recovery_codes_of_a_dropped_set_up_are_invalid() {
    let (fixture, session, proof) = Fixture::alice_created();
    let (_, dropped) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
    let old = texts(&dropped);
    drop(dropped);
    let phone = fixture.pair(&session, fixture.own_step_up(&session, None));
    for code in &old[..3] {
        assert!(is_wrong(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), code)).0));
    }
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
}

#[test]
fn recovery_codes_stay_invalid_after_turning_two_factor_off_and_on() {
    let (fixture, old) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&old);
    fixture.advance_steps(1);
    fixture.auth.turn_off_two_factor(&session, fixture.own_step_up(&session, Some(&old))).unwrap();
    let new = fixture.pair(&session, fixture.own_step_up(&session, None));
    for code in &old.recovery_codes[..3] {
        assert!(is_wrong(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), code)).0));
    }
    fixture.advance_steps(1);
    let (refusal, pending) = expect_code_refused(fixture.submit_code(fixture.pending(), &old.code(fixture.now())));
    assert!(is_wrong(refusal), "{refusal:?}");
    let _ = expect_signed_in(fixture.submit_recovery_code(pending, &new.recovery_codes[0]));
}

#[test]
fn a_further_pairing_accepts_no_code_of_the_existing_phone() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
    fixture.advance_steps(1);
    let confirmed = confirm(&fixture, show, &phone.code(fixture.now()), "Tablet");
    assert!(matches!(confirmed, ConfirmResult::Refused(EnrolmentRefusal::Wrong, _)), "{confirmed:?}");
    drop(confirmed);
    assert_eq!(fixture.read(|rows| rows.authenticators(session.account())).len(), 1);
    // It was not spent either.
    let _ = fixture.sign_in_with_code(&phone);
}

#[test]
fn after_pairing_the_secret_is_never_shown_again() {
    let (fixture, session, show) = Fixture::alice_enrolling();
    let (grouped, uri) = (show.setup_key().to_string(), show.uri().expose_text().to_owned());
    let (phone, _) = fixture.finish_setup(show);
    let output = format!(
        "{:?} {:?} {:?}",
        fixture.auth.account(&session).unwrap(),
        fixture.auth.history(&session).unwrap(),
        fixture.read(|rows| Ok((rows.authenticators(session.account())?, rows.audit_from(1, 99)?))),
    );
    for secret in [grouped.as_str(), &grouped.replace(' ', ""), &uri, &format!("{:?}", phone.secret.expose_bytes())] {
        assert!(!output.contains(secret.trim_matches(['[', ']'])), "{secret}");
    }
    fixture.advance_steps(1);
    let proof = fixture.own_step_up(&session, Some(&phone));
    let again = fixture.auth.begin_enrolment(&session, proof).unwrap();
    assert_ne!(secret_of(&again).expose_bytes(), phone.secret.expose_bytes());
}

#[test]
fn a_password_only_proof_from_before_pairing_is_invalid() {
    let (fixture, session, first) = Fixture::alice_created();
    let early = || fixture.own_step_up(&session, None);
    let (off, remove, renew, add) = (early(), early(), early(), early());
    let phone = fixture.pair(&session, first);
    let id = fixture.read(|rows| rows.authenticators(session.account())).remove(0).id;
    assert!(matches!(fixture.auth.turn_off_two_factor(&session, off), Err(ActionError::Changed)));
    assert!(matches!(fixture.auth.remove_authenticator(&session, remove, id), Err(ActionError::Changed)));
    let shown = fixture.auth.new_recovery_codes(&session, renew).unwrap();
    assert!(matches!(fixture.auth.finish_enrolment(shown), Ok(FinishResult::Failed(ActionError::Changed))));
    let show = fixture.auth.begin_enrolment(&session, add).unwrap();
    let code = crate::auth::code_at(&secret_of(&show), fixture.now());
    let confirmed = confirm(&fixture, show, &code, "Tablet");
    assert!(matches!(confirmed, ConfirmResult::Failed(ActionError::Changed)), "{confirmed:?}");
    assert!(fixture.account_row(ALICE).two_factor);
    assert_eq!(fixture.read(|rows| rows.authenticators(session.account())).len(), 1);
    fixture.advance_steps(1);
    let result =
        fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), fixture.code_factor(&phone));
    let _ = expect_step_up(result.unwrap());
}

#[test]
fn an_unavailable_factor_is_never_skipped_at_unlock_or_step_up() {
    for is_missing in [true, false] {
        let (fixture, phone) = Fixture::with_alice_2fa();
        let session = fixture.sign_in_with_code(&phone);
        let mut row = fixture.read(|rows| rows.authenticators(session.account())).remove(0);
        row.sealed_secret[30] ^= 1;
        fixture.write(|rows| if is_missing { rows.delete_authenticator(row.id) } else { rows.put_authenticator(&row) });
        fixture.advance_steps(1);
        let factor = || fixture.code_factor(&phone);
        for purpose in [StepUpPurpose::OwnAccount, StepUpPurpose::Administration, StepUpPurpose::HostProof] {
            let result = fixture.auth.step_up(&session, purpose, typed(PASSWORD), factor()).unwrap();
            assert!(matches!(result, StepUpResult::CodeRefused(CodeRefusal::Corrupt)), "{result:?}");
            let result = fixture.auth.step_up(&session, purpose, typed(PASSWORD), None).unwrap();
            assert!(matches!(result, StepUpResult::CodeRefused(CodeRefusal::Malformed)), "{result:?}");
        }
        let locked = fixture.auth.lock(session);
        let Ok(UnlockResult::CodeRefused(locked, CodeRefusal::Corrupt)) =
            fixture.auth.unlock(locked, typed(PASSWORD), factor())
        else {
            panic!("expected the authenticator to be refused as corrupt");
        };
        let result = fixture.auth.unlock(locked, typed(PASSWORD), None).unwrap();
        assert!(matches!(result, UnlockResult::CodeRefused(_, CodeRefusal::Malformed)), "{result:?}");
    }
}
