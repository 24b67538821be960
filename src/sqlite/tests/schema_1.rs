//! A file that the first released version wrote, with a little of everything: Alice with her phone, recovery codes and open
//! sessions, Bob with a temporary password, a help code and tries that wait, and the log of all that. It is never made
//! anew: today's program cannot.

use std::fs;
use std::sync::Arc;

use crate::auth::testing::{ALICE, BOB, House, PASSWORD, refused, signed_in};
use crate::auth::{
    Chain, CodeRefusal, CounterKind, Open, Outcome, Refusal, Stamp, Store, TotpSecret, UnixTime, code_at, verify,
};
use crate::sqlite::tests::Place;

/// The secret of Alice's authenticator.
const PHONE: [u8; TotpSecret::LENGTH] = [
    0xa6, 0x9c, 0xc4, 0x0a, 0xa0, 0x1c, 0x16, 0x2a, 0x1d, 0x67, 0xdc, 0x6e, 0x1f, 0x9e, 0x8b, 0x60, 0xe4, 0xd7, 0x19,
    0x73,
];

/// When Bob's wrong passwords were refused.
const REFUSED: UnixTime = UnixTime::from_seconds(1_795_356_230);

/// A quarter of an hour after the file was written.
const NOW: UnixTime = UnixTime::from_seconds(1_795_357_100);

fn house(place: &Place) -> House {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kit/schema-1/accounts.db");
    fs::write(place.file(), fs::read(file).unwrap()).unwrap();
    let house = House::over(Arc::new(place.open(Open::Existing).unwrap()) as Arc<dyn Store>);
    house.clock.set_wall(NOW);
    house
}

#[test]
fn people_of_schema_1_sign_in_with_both_factors() {
    let place = Place::new();
    let house = house(&place);
    assert_eq!(refused(house.sign_in(ALICE, "not the right password")), Refusal::Wrong);
    let code = code_at(&TotpSecret::from_bytes(&PHONE), NOW);
    let signed = signed_in(house.give_code(house.pending_of(ALICE, PASSWORD), &code));
    assert_eq!(signed.notices.failed, 1);
    assert_eq!(house.auth.users(&signed.session).unwrap().len(), 2);
    let (id, _) = signed.session.data_key("notes").unwrap();
    assert_eq!(id.account(), house.row(ALICE).id);
    house.sign_out(signed.session);
    let again = house.give_code(house.pending_of(ALICE, PASSWORD), &code);
    assert!(matches!(again, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _)), "{again:?}");
}

#[test]
fn tries_sessions_and_the_log_of_schema_1_are_there_in_schema_2() {
    let place = Place::new();
    let house = house(&place);
    let bob = house.row(BOB).id;
    let counter = house.counter(bob, CounterKind::Password);
    assert!(counter.failures == 5 && counter.wait.is_some(), "{counter:?}");
    assert_eq!((counter.failed, counter.last_failed), (5, Some(REFUSED)));
    assert!(house.read(|rows| rows.help_code(bob)).is_some());
    let alice = house.row(ALICE).id;
    let sessions = house.read(|rows| rows.sessions(alice));
    assert_eq!(sessions.len(), 2);
    for session in sessions {
        let in_no_boot = Stamp { wall: session.seen.wall, ..Stamp::default() };
        assert_eq!(session.seen, in_no_boot, "measured by the wall clock");
    }
    let entries = house.log().len() as u64;
    assert!(entries > 10);
    assert_eq!(verify(&*house.store).unwrap(), Chain::Whole { entries });
    assert!(!house.read(|rows| rows.history(alice, 100)).is_empty());
}
