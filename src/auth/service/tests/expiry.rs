//! Temporary passwords and help codes end by their time, and what ended stays so whatever the clock shows.

use crate::auth::service::tests::owed::house_of_bob_with_help;
use crate::auth::testing::{BOB, BOBS_PASSWORD, House, code_refused, refused, scan, signed_in, typed};
use crate::auth::{
    Chosen, CodeRefusal, Confirmed, Denied, EXPIRED, Finished, MustChange, Outcome, PasswordKind, Purpose, Refusal,
    Role, Session, UnixTime, code_at,
};

const HOUR: u64 = 3600;

fn back(house: &House, hours: u64) {
    let hours = i64::try_from(hours * HOUR).unwrap();
    house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() - hours));
}

fn entries(house: &House, event: &str) -> usize {
    house.log().iter().filter(|(found, _)| found == event).count()
}

/// Alice administers; Bob was given a temporary password.
fn bob_with_temporary() -> (House, Session, String) {
    let house = House::empty();
    let (admin, _) = house.first();
    let temporary = house.add(&admin, BOB, Role::Member);
    (house, admin, temporary)
}

fn owed(house: &House, temporary: &str) -> MustChange {
    match house.sign_in(BOB, temporary) {
        Outcome::PasswordOwed(state) => *state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_temporary_password_that_was_seen_to_be_over_stays_over_when_the_clock_is_set_back() {
    type Look = fn(&House, &Session, &str);
    let looks: [(&str, Look); 5] = [
        ("the password", |house, _, right| assert_eq!(refused(house.sign_in(BOB, right)), Refusal::TemporaryExpired)),
        ("a wrong password", |house, _, _| assert_eq!(refused(house.sign_in(BOB, "wrong")), Refusal::Wrong)),
        ("a password for another name", |house, _, _| {
            assert_eq!(refused(house.sign_in("nobody", "wrong")), Refusal::Wrong)
        }),
        ("a watch", |house, admin, _| assert!(house.auth.watch(admin).is_ok())),
        ("a start", |house, _, _| drop(house.restarted(7))),
    ];
    for (what, look) in looks {
        let (house, admin, temporary) = bob_with_temporary();
        house.clock.advance_seconds(72 * HOUR - 1);
        drop(house.restarted(6));
        assert_eq!(refused(house.sign_in(BOB, "wrong")), Refusal::Wrong);
        assert_eq!(entries(&house, "temporary-password-expired"), 0, "{what}: too early");
        house.clock.advance_seconds(3601);
        look(&house, &admin, &temporary);
        assert_eq!(house.row(BOB).password, PasswordKind::Temporary { until: EXPIRED }, "{what}");
        back(&house, 70);
        for _ in 0..2 {
            assert_eq!(refused(house.sign_in(BOB, &temporary)), Refusal::TemporaryExpired, "{what}");
        }
        assert_eq!(entries(&house, "temporary-password-expired"), 1, "{what}: written down once");
        // A new one works.
        let admin = house.alone();
        let proof = house.prove(&admin, Purpose::Administer, None);
        let next = house.auth.temporary_password(&admin, proof, house.row(BOB).id).unwrap();
        let _ = signed_in(house.choose(BOB, next.expose_text(), BOBS_PASSWORD));
    }
}

#[test]
fn a_temporary_password_that_ends_while_another_is_chosen_stays_over() {
    let (house, _admin, temporary) = bob_with_temporary();
    house.clock.advance_seconds(72 * HOUR - 60);
    let state = owed(&house, &temporary);
    house.clock.advance_seconds(60);
    let chosen = house.auth.choose_password(state, typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(chosen, Chosen::On(Outcome::Refused(Refusal::TemporaryExpired))), "{chosen:?}");
    assert_eq!(house.row(BOB).password, PasswordKind::Temporary { until: EXPIRED });
    assert_eq!(entries(&house, "password-changed"), 0, "nothing else was written");
    back(&house, 1);
    assert_eq!(refused(house.sign_in(BOB, &temporary)), Refusal::TemporaryExpired);
}

#[test]
fn a_help_code_that_was_seen_to_be_over_stays_over_when_the_clock_is_set_back() {
    type Look = fn(&House, &Session, &str);
    let pending = |house: &House| house.pending_of(BOB, BOBS_PASSWORD);
    let looks: [(&str, Look); 5] = [
        ("the code", |house, _, right| {
            let given = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), right);
            assert!(matches!(code_refused(given).0, CodeRefusal::Wrong { .. }));
        }),
        ("a one-time code", |house, _, _| {
            let given = house.give_code(house.pending_of(BOB, BOBS_PASSWORD), "000000");
            assert_eq!(code_refused(given).0, CodeRefusal::HelpCodeOwed);
        }),
        ("the password", |house, _, _| drop(house.pending_of(BOB, BOBS_PASSWORD))),
        ("a watch", |house, admin, _| assert!(house.auth.watch(admin).is_ok())),
        ("a start", |house, _, _| drop(house.restarted(7))),
    ];
    for (what, look) in looks {
        let (house, admin, help) = house_of_bob_with_help();
        let bob = house.row(BOB).id;
        house.clock.advance_seconds(24 * HOUR + 1);
        // Nothing of what follows is seen by itself in these ten minutes.
        look(&house, &admin, &help);
        let row = house.read(|rows| rows.help_code(bob)).unwrap();
        assert_eq!((row.until, row.tag), (EXPIRED, [0; 32]), "{what}: nothing is left to try codes against");
        back(&house, 20);
        let given = house.give_recovery_code(pending(&house), &help);
        assert!(matches!(code_refused(given).0, CodeRefusal::Wrong { .. }), "{what}");
        let given = house.give_code(pending(&house), "000000");
        assert_eq!(code_refused(given).0, CodeRefusal::HelpCodeOwed, "{what}: the person hears what to ask for");
        assert_eq!(entries(&house, "help-code-expired"), 1, "{what}: written down once");
    }
}

#[test]
fn a_help_code_that_ends_during_the_pairing_that_it_led_to_stays_over() {
    let (house, _admin, help) = house_of_bob_with_help();
    house.clock.advance_seconds(24 * HOUR - 60);
    let Outcome::PairingOwed(owed) = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) else {
        panic!("it is right")
    };
    let show = house.auth.begin_owed_setup(*owed).unwrap();
    let code = code_at(&scan(&show), house.now());
    let Ok(Confirmed::Codes(codes)) = house.auth.confirm(show.next(), typed(&code), "Phone") else {
        panic!("it is right")
    };
    house.clock.advance_seconds(60);
    let finished = house.auth.finish_setup(*codes);
    assert!(matches!(finished, Ok(Finished::Over(Denied::Changed))), "{finished:?}");
    assert!(house.read(|rows| rows.authenticators(house.row(BOB).id)).is_empty(), "nothing else was written");
    back(&house, 1);
    let given = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help);
    assert!(matches!(code_refused(given).0, CodeRefusal::Wrong { .. }));
}
