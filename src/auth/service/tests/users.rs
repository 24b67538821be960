//! What administrators do to others, and cannot do.

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, House, Phone, code_refused, refused, sent_back, signed_in, typed,
};
use crate::auth::{
    AccountId, CodeRefusal, CounterKind, Denied, Outcome, Policy, Purpose, Refusal, Role, Session, UsernameProblem,
};

fn house_of_two(role: Role) -> (House, Session, Session) {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, role);
    (house, admin, bob)
}

/// Every act on somebody else, by name.
fn acts(house: &House, by: &Session, password: &str, target: AccountId) -> Vec<(&'static str, Result<(), Denied>)> {
    let prove = || house.prove_with(password, by, Purpose::Administer, None);
    vec![
        ("reset", house.auth.reset_two_factor(by, prove(), target).map(|_| ())),
        ("temporary", house.auth.temporary_password(by, prove(), target).map(|_| ())),
        ("allow codes", house.auth.allow_codes(by, prove(), target)),
        ("disable", house.auth.set_enabled(by, prove(), target, false)),
        ("enable", house.auth.set_enabled(by, prove(), target, true)),
        ("demote", house.auth.set_role(by, prove(), target, Role::Member)),
        ("delete", house.auth.delete_account(by, prove(), target)),
    ]
}

#[test]
fn members_do_nothing_to_others_and_do_not_see_them() {
    let (house, admin, bob) = house_of_two(Role::Member);
    for (act, answer) in acts(&house, &bob, BOBS_PASSWORD, admin.account()) {
        assert!(matches!(answer, Err(Denied::NotAdministrator)), "{act}: {answer:?}");
    }
    let prove = || house.prove_with(BOBS_PASSWORD, &bob, Purpose::Administer, None);
    let added = house.auth.add_user(&bob, prove(), "carol", Role::Administrator);
    assert!(matches!(added, Err(Denied::NotAdministrator)));
    assert!(matches!(house.auth.set_policy(&bob, prove(), Policy::default()), Err(Denied::NotAdministrator)));
    assert!(matches!(house.auth.users(&bob), Err(Denied::NotAdministrator)));
    assert!(house.auth.account(&admin).is_ok(), "nothing happened to her");
}

#[test]
fn nobody_does_these_things_to_themselves() {
    let (house, admin, _bob) = house_of_two(Role::Administrator);
    for (act, answer) in acts(&house, &admin, crate::auth::testing::PASSWORD, admin.account()) {
        assert!(matches!(answer, Err(Denied::Oneself)), "{act}: {answer:?}");
    }
    assert!(house.row(ALICE).enabled && house.row(ALICE).role == Role::Administrator);
}

#[test]
fn of_two_administrators_who_demote_each_other_one_stays() {
    let (house, admin, bob) = house_of_two(Role::Administrator);
    let (one, other) = (
        house.prove(&admin, Purpose::Administer, None),
        house.prove_with(BOBS_PASSWORD, &bob, Purpose::Administer, None),
    );
    house.auth.set_role(&admin, one, bob.account(), Role::Member).unwrap();
    let late = house.auth.set_role(&bob, other, admin.account(), Role::Member);
    assert!(matches!(late, Err(Denied::Ended)), "{late:?}");
    assert_eq!(house.read(|rows| rows.able_administrators(9)), [admin.account()]);
}

#[test]
fn the_last_able_administrator_stays_whatever_is_done_even_if_the_one_who_acts_is_able_no_more() {
    // As another program could leave it: the acting one's own password gone, the session still there.
    type Act = fn(&House, &Session, crate::auth::StepUp, AccountId) -> Result<(), Denied>;
    let acts: [Act; 4] = [
        |house, by, proof, target| house.auth.set_enabled(by, proof, target, false),
        |house, by, proof, target| house.auth.set_role(by, proof, target, Role::Member),
        |house, by, proof, target| house.auth.delete_account(by, proof, target),
        |house, by, proof, target| house.auth.temporary_password(by, proof, target).map(|_| ()),
    ];
    for act in acts {
        let (house, admin, bob) = house_of_two(Role::Administrator);
        let proof = house.prove(&admin, Purpose::Administer, None);
        let password = crate::auth::PasswordKind::Temporary { until: house.now() };
        let row = crate::auth::AccountRow { password, ..house.row(ALICE) };
        house.write(|rows| rows.update_account(&row));
        let before = (house.log(), house.row(BOB));
        let denied = act(&house, &admin, proof, bob.account());
        assert!(matches!(denied, Err(Denied::LastAdministrator)), "{denied:?}");
        assert_eq!((house.log(), house.row(BOB)), before, "nothing of it was kept");
        assert!(house.auth.account(&bob).is_ok());
        let _ = signed_in(house.sign_in(BOB, BOBS_PASSWORD));
    }
}

#[test]
fn disabling_ends_sessions_and_pending_sign_ins_and_enabling_lets_in_again() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    house.steps(1);
    let pending = house.pending_of(BOB, BOBS_PASSWORD);
    let prove = || house.prove(&admin, Purpose::Administer, None);
    house.auth.set_enabled(&admin, prove(), bob.account(), false).unwrap();
    assert!(matches!(house.auth.account(&bob), Err(Denied::Ended)));
    assert_eq!(sent_back(house.give_code(pending, &phone.code(house.now()))), CodeRefusal::Changed);
    assert_eq!(refused(house.sign_in(BOB, BOBS_PASSWORD)), Refusal::Wrong);
    house.auth.set_enabled(&admin, prove(), bob.account(), true).unwrap();
    let _ = signed_in(house.give_code(house.pending_of(BOB, BOBS_PASSWORD), &phone.code(house.now())));
}

#[test]
fn deleting_takes_all_that_is_the_accounts_own_and_leaves_its_entries() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let _phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    let pending = house.pending_of(BOB, BOBS_PASSWORD);
    let id = bob.account();
    let entries = house.read(|rows| rows.history(id, 100)).len();
    house.auth.delete_account(&admin, house.prove(&admin, Purpose::Administer, None), id).unwrap();
    assert!(matches!(house.auth.account(&bob), Err(Denied::Ended)));
    assert_eq!(sent_back(house.give_code(pending, "123456")), CodeRefusal::Changed);
    let left = house.read(|rows| {
        Ok((rows.wraps(id)?.len(), rows.authenticators(id)?.len(), rows.recovery(id)?.len(), rows.sessions(id)?.len()))
    });
    assert_eq!(left, (0, 0, 0, 0));
    assert_eq!(house.read(|rows| rows.history(id, 100)).len(), entries + 1);
    let gone = house.auth.delete_account(&admin, house.prove(&admin, Purpose::Administer, None), id);
    assert!(matches!(gone, Err(Denied::Gone)));
    // The name is free, and leads to another account.
    let _ = house.add(&admin, BOB, Role::Member);
    assert_ne!(house.row(BOB).id, id);
}

#[test]
fn a_change_of_role_ends_the_sessions_of_that_account() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let proof = house.prove(&admin, Purpose::Administer, None);
    house.auth.set_role(&admin, proof, bob.account(), Role::Administrator).unwrap();
    assert!(matches!(house.auth.account(&bob), Err(Denied::Ended)));
    let bob = signed_in(house.sign_in(BOB, BOBS_PASSWORD)).session;
    assert_eq!(bob.role(), Role::Administrator);
    assert_eq!(house.auth.users(&bob).unwrap().len(), 2);
}

#[test]
fn a_reset_leaves_the_flag_and_the_key_alone_and_removes_what_the_phone_and_the_codes_opened() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    let (id, key) = bob.data_key("notes").unwrap();
    house.steps(1);
    let help = house.auth.reset_two_factor(&admin, house.prove(&admin, Purpose::Administer, None), bob.account());
    let help = help.unwrap().expose_text().to_string();
    assert!(house.row(BOB).two_factor);
    let pending = house.pending_of(BOB, BOBS_PASSWORD);
    let (refusal, pending) = code_refused(house.give_code(pending, &phone.code(house.now())));
    assert_eq!(refusal, CodeRefusal::HelpCodeOwed);
    let (refusal, pending) = code_refused(house.give_recovery_code(pending, &phone.recovery[0]));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    let Outcome::PairingOwed(state) = house.give_recovery_code(pending, &help) else { panic!("it is right") };
    let (_, finished) = house.finish(house.auth.begin_owed_setup(*state).unwrap());
    let crate::auth::Finished::SignedIn(signed) = finished else { panic!("{finished:?}") };
    assert_eq!(signed.session.data_key_of(id, "notes").unwrap().expose_bytes(), key.expose_bytes());
    assert_eq!(signed.notices.failed, 2);
}

#[test]
fn a_second_reset_kills_the_first_help_code() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    let reset = || {
        let proof = house.prove(&admin, Purpose::Administer, None);
        house.auth.reset_two_factor(&admin, proof, bob.account()).unwrap().expose_text().to_string()
    };
    let (first, second) = (reset(), reset());
    let (refusal, pending) = code_refused(house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &first));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    assert!(matches!(house.give_recovery_code(pending, &second), Outcome::PairingOwed(_)));
}

#[test]
fn two_factor_that_is_off_is_not_reset() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let proof = house.prove(&admin, Purpose::Administer, None);
    let answer = house.auth.reset_two_factor(&admin, proof, bob.account());
    assert!(matches!(answer, Err(Denied::Gone)));
    assert!(house.auth.account(&bob).is_ok(), "nothing was changed");
}

#[test]
fn allowing_codes_again_lifts_the_suspension_and_ends_nothing() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    suspend(&house, &phone);
    assert!(house.auth.users(&admin).unwrap().iter().any(|user| user.username == BOB && user.codes_suspended));
    let proof = house.prove(&admin, Purpose::Administer, None);
    let pending = house.pending_of(BOB, BOBS_PASSWORD);
    house.auth.allow_codes(&admin, proof, bob.account()).unwrap();
    let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
    assert!(house.read(|rows| rows.session(bob.token_hash())).is_none_or(|row| row.account == bob.account()));
}

fn suspend(house: &House, phone: &Phone) {
    loop {
        match house.give_code(house.pending_of(BOB, BOBS_PASSWORD), &phone.wrong_code(house.now())) {
            Outcome::CodeRefused(CodeRefusal::Suspended, _) => break,
            Outcome::CodeRefused(CodeRefusal::Waiting { left }, _) => house.clock.advance(left),
            _ => {}
        }
    }
    assert!(house.counter(house.row(BOB).id, CounterKind::Code).suspended);
}

#[test]
fn names_that_are_taken_or_cannot_be_names_are_refused() {
    let (house, admin, _) = house_of_two(Role::Member);
    let add = |name: &str| {
        let proof = house.prove(&admin, Purpose::Administer, None);
        house.auth.add_user(&admin, proof, name, Role::Member)
    };
    assert!(matches!(add(" BOB "), Err(Denied::NameTaken)));
    assert!(matches!(add("a b"), Err(Denied::Username(UsernameProblem::Character(' ')))));
}

#[test]
fn bounds_out_of_range_are_refused() {
    let house = House::of_alice();
    let admin = house.alone();
    for (lock, clear) in [(0, 30), (61, 30), (15, 9), (15, 121)] {
        let policy = Policy { lock_after_minutes: lock, clear_clipboard_seconds: clear, ..Policy::default() };
        let denied = house.auth.set_policy(&admin, house.prove(&admin, Purpose::Administer, None), policy);
        assert!(matches!(denied, Err(Denied::OutOfRange)));
    }
    assert_eq!(house.auth.policy().unwrap(), Policy::default());
}

#[test]
fn the_list_says_who_is_who() {
    let (house, admin, bob) = house_of_two(Role::Member);
    let _ = house.add(&admin, "carol", Role::Administrator);
    let users = house.auth.users(&admin).unwrap();
    let told: Vec<_> = users
        .iter()
        .map(|user| (user.username.as_str(), user.is_self, user.is_last_administrator, user.temporary_password))
        .collect();
    assert_eq!(told, [(ALICE, true, true, false), (BOB, false, false, false), ("carol", false, false, true)]);
    assert!(house.auth.account(&admin).unwrap().only_administrator);
    assert!(!house.auth.account(&bob).unwrap().only_administrator);
}

#[test]
fn a_host_cannot_take_the_first_account_twice() {
    let house = House::of_alice();
    let again = house.auth.create_first_account("mallory", typed(BOBS_PASSWORD));
    assert!(matches!(again, Err(Denied::AccountsExist)));
    assert!(!house.auth.is_new().unwrap());
}
