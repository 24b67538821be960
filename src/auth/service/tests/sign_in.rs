//! The password step, and what a pending sign-in permits.

use std::time::Duration;

use crate::auth::testing::{
    ALICE, Fixture, PASSWORD, TestAuthenticator, expect_code_refused, expect_ended, expect_refused, expect_signed_in,
    typed,
};
use crate::auth::{
    ActionError, CodeRefusal, Cost, CounterKind, PasswordRefusal, Session, SignInMethod, UsernameProblem,
};

#[test]
fn the_right_password_signs_in_where_two_factor_is_off() {
    let fixture = Fixture::with_alice();
    let outcome = fixture.sign_in(ALICE, PASSWORD);
    let session = expect_signed_in(outcome).session;
    assert_eq!((session.username(), session.method()), (ALICE, SignInMethod::Password));
}

#[test]
fn unknown_wrong_disabled_and_corrupt_accounts_get_the_same_answer() {
    let fixture = Fixture::with_alice();
    let refusal = |fixture: &Fixture| expect_refused(fixture.sign_in(ALICE, PASSWORD));
    assert_eq!(expect_refused(fixture.sign_in("nobody", PASSWORD)), PasswordRefusal::Wrong);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "grumpy violet otters juggle mops")), PasswordRefusal::Wrong);
    let row = fixture.account_row(ALICE);
    let disabled = crate::auth::AccountRow { enabled: false, ..row.clone() };
    fixture.write(|rows| rows.update_account(&disabled));
    assert_eq!(refusal(&fixture), PasswordRefusal::Wrong);
    assert_eq!(fixture.last_entry(), ("password-refused".to_owned(), "disabled".to_owned()));
    let unreadable = crate::auth::AccountRow { key_generation: 9, ..row };
    fixture.write(|rows| rows.update_account(&unreadable));
    assert_eq!(refusal(&fixture), PasswordRefusal::Wrong);
    assert_eq!(fixture.last_entry(), ("password-refused".to_owned(), "unreadable".to_owned()));
}

#[test]
fn a_kdf_string_with_an_absurd_cost_refuses_and_is_not_overwritten() {
    let fixture = Fixture::with_alice();
    let row = fixture.account_row(ALICE);
    let wrapped_key = fixture.read(|rows| rows.wrapped_keys(row.id)).remove(0);
    for cost in ["m=4294967295,t=3,p=4", "m=8,t=1,p=1", "m=64,t=0,p=1", "m=64,t=1000,p=1"] {
        let kdf = wrapped_key.kdf_params.replace("m=64,t=1,p=1", cost);
        assert_ne!(kdf, wrapped_key.kdf_params);
        let changed = crate::auth::WrappedKeyRow { kdf_params: kdf, ..wrapped_key.clone() };
        fixture.write(|rows| rows.put_wrapped_key(&changed));
        assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong, "{cost}");
        assert_eq!(fixture.last_entry().1, "unreadable", "{cost} is refused as unreadable");
        assert_eq!(fixture.read(|rows| rows.wrapped_keys(row.id)), [changed]);
    }
}

#[test]
fn a_password_is_never_truncated() {
    let fixture = Fixture::with_alice();
    let long = format!("{PASSWORD}{}", " and more".repeat(1000));
    assert_eq!(expect_refused(fixture.sign_in(ALICE, &long)), PasswordRefusal::Wrong);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, &format!("{PASSWORD} "))), PasswordRefusal::Wrong);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, &format!("{PASSWORD}\u{1680}"))), PasswordRefusal::Wrong);
}

#[test]
fn spaces_and_newlines_around_a_username_do_not_count() {
    let fixture = Fixture::with_alice();
    for name in ["alice ", " alice\n", "ALICE", "ａｌｉｃｅ"] {
        fixture.sign_out(expect_signed_in(fixture.sign_in(name, PASSWORD)).session);
    }
}

#[test]
fn other_spellings_of_a_name_are_one_account_and_one_counter() {
    let fixture = Fixture::empty();
    let first = fixture.auth.create_first_account("Zoë", typed(PASSWORD)).unwrap();
    fixture.sign_out(first.session);
    for name in ["zoë", "ZOË", "Zoe\u{308}", "ｚｏë"] {
        assert_eq!(expect_refused(fixture.sign_in(name, "wrong")), PasswordRefusal::Wrong);
    }
    assert_eq!(fixture.counter(fixture.account_row("zoë").id, CounterKind::Password).failures, 4);
}

#[test]
fn invalid_names_are_refused_with_the_reason_and_throttled() {
    let fixture = Fixture::empty();
    for name in ["..", "a/b", "a\0", "henryⅣ", "♚", "ᴮᴵᴳᴮᴵᴿᴰ", ""] {
        let refused = fixture.auth.create_first_account(name, typed(PASSWORD));
        assert!(matches!(refused, Err(ActionError::Username(_))), "{name}");
    }
    let empty = fixture.auth.create_first_account("", typed(PASSWORD));
    assert!(matches!(empty, Err(ActionError::Username(UsernameProblem::Empty))));
    for _ in 0..5 {
        assert_eq!(expect_refused(fixture.sign_in("a/b", PASSWORD)), PasswordRefusal::Wrong);
    }
    assert!(matches!(expect_refused(fixture.sign_in("A/B", PASSWORD)), PasswordRefusal::Waiting { .. }));
}

#[test]
fn a_pending_sign_in_ends_after_120_seconds() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let pending = fixture.pending();
    assert_eq!(pending.time_left(fixture.auth.now()), Duration::from_mins(2));
    fixture.clock.advance_seconds(119);
    let (_, pending) = expect_code_refused(fixture.submit_code(pending, "1"));
    fixture.clock.advance_seconds(1);
    assert_eq!(expect_ended(fixture.submit_code(pending, &phone.code(fixture.now()))), CodeRefusal::Expired);
}

#[test]
fn a_clock_turned_back_does_not_lengthen_a_pending_sign_in() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let pending = fixture.pending();
    let then = fixture.now();
    fixture.clock.advance_seconds(121);
    fixture.clock.set_wall(then);
    assert_eq!(expect_ended(fixture.submit_code(pending, &phone.code(fixture.now()))), CodeRefusal::Expired);
}

#[test]
fn a_pending_sign_in_is_invalid_after_any_account_change() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let (one, other) = (fixture.pending(), fixture.pending());
    let row = fixture.account_row(ALICE);
    let raised = crate::auth::AccountRow { credentials_version: row.credentials_version + 1, ..row };
    fixture.write(|rows| rows.update_account(&raised));
    let code = phone.code(fixture.now());
    assert_eq!(expect_ended(fixture.submit_code(one, &code)), CodeRefusal::Changed);
    assert_eq!(expect_ended(fixture.submit_recovery_code(other, &phone.recovery_codes[0])), CodeRefusal::Changed);
    // Neither was spent.
    let _ = expect_signed_in(fixture.submit_code(fixture.pending(), &code));
}

#[test]
fn debug_output_of_a_pending_sign_in_contains_no_keys() {
    let (fixture, _) = Fixture::with_alice_2fa();
    let printed = format!("{:?}", fixture.pending());
    assert!(printed.contains("AccountKey([redacted])"), "{printed}");
    assert!(!printed.contains("otters"), "{printed}");
    assert!(!printed.contains("password_changed"), "the row of the account is in {printed}");
}

/// The lowest permitted cost, and a slightly higher one.
const LOWEST_COST: Cost = Cost::new(19 * 1024, 2, 1);
const HIGHER_COST: Cost = Cost::new(20 * 1024, 2, 1);

/// Alice, signed in, with her authenticator.
fn fixture_with_low_cost() -> (Fixture, Session, TestAuthenticator) {
    let fixture = Fixture::empty().with_cost(LOWEST_COST, 2);
    let (session, proof) = fixture.create_first();
    let phone = fixture.pair(&session, proof);
    (fixture, session, phone)
}

#[test]
fn a_weaker_cost_is_renewed_by_the_completed_sign_in_alone() {
    let (fixture, _session, phone) = fixture_with_low_cost();
    let fixture = fixture.with_cost(HIGHER_COST, 3);
    fixture.advance_steps(1);
    let wrapped_key =
        |fixture: &Fixture| fixture.read(|rows| rows.wrapped_keys(fixture.account_row(ALICE).id)).remove(0);
    let before = wrapped_key(&fixture);
    let pending = fixture.pending();
    assert_eq!(wrapped_key(&fixture), before, "a correct password alone does not renew the wrapped key");
    let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
    assert!(wrapped_key(&fixture).kdf_params.contains("m=20480,"));
    fixture.advance_steps(1);
    let _ = fixture.sign_in_with_code(&phone);
}

#[test]
fn accounts_of_another_cost_shape_open_under_a_raised_cost_and_are_renewed() {
    let fixture = Fixture::empty().with_cost(Cost::new(46 * 1024, 1, 1), 2);
    fixture.sign_out(fixture.create_first().0);
    // Higher in both components than the stored cost, so that a comparison by component would refuse it.
    let raised = fixture.with_cost(Cost::new(48 * 1024, 2, 1), 3);
    let _ = expect_signed_in(raised.sign_in(ALICE, PASSWORD));
    let wrapped_key = fixture.read(|rows| rows.wrapped_keys(fixture.account_row(ALICE).id)).remove(0);
    assert!(wrapped_key.kdf_params.contains("m=49152,t=2,"), "{}", wrapped_key.kdf_params);
    // A program that still has the lower cost works as well.
    let _ = expect_signed_in(fixture.sign_in(ALICE, PASSWORD));
}

#[test]
fn a_stale_rewrap_does_not_undo_a_password_change() {
    let (fixture, session, phone) = fixture_with_low_cost();
    fixture.advance_steps(1);
    let pending = fixture.with_cost(HIGHER_COST, 3).pending();
    let proof = fixture.own_step_up(&session, Some(&phone));
    fixture.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
    fixture.advance_steps(1);
    assert_eq!(expect_ended(fixture.submit_code(pending, &phone.code(fixture.now()))), CodeRefusal::Changed);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong);
}

#[test]
fn the_wait_before_an_attempt_is_the_same_for_known_and_unknown_names() {
    let fixture = Fixture::with_alice();
    for round in 0..8 {
        let (known, unknown) =
            (fixture.auth.remaining_wait(ALICE).unwrap(), fixture.auth.remaining_wait("nobody").unwrap());
        assert_eq!(known, unknown, "after {round}");
        let wrong = |name| expect_refused(fixture.sign_in(name, "wrong"));
        assert_eq!(wrong(ALICE), wrong("nobody"));
        if round > 5 {
            fixture.clock.advance(known.unwrap_or_default());
        }
    }
}
