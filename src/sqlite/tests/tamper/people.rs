//! Who lives in the store.

use std::time::Duration;

use crate::auth::testing::{BOB, BOBS_PASSWORD, House, Phone, refused, signed_in, typed};
use crate::auth::{KeyId, Purpose, Refusal, Role, Session};

pub(super) const WRONG: &str = "nobody has this password here";
pub(super) const CAROL: &str = "carol";
pub(super) const DORA: &str = "dora";
pub(super) const DORAS_PASSWORD: &str = "seven brass kettles hum softly";
pub(super) const ERIN: &str = "erin";
/// One after the other.
pub(super) const ERINS_PASSWORDS: [&str; 3] =
    ["quiet lemons orbit nine barns", "velvet ladders taste of rain", "amber pianos dream in tents"];
pub(super) const FRANK: &str = "frank";
pub(super) const FRANKS_PASSWORD: &str = "rusty comets water the lawn";
pub(super) const NOBODY: &str = "nobody";

/// What they keep in mind and in their pockets.
pub(super) struct People {
    /// Alice, an administrator, has a phone; its code of a step ago and the first recovery code are spent.
    pub alices: Phone,
    /// She is signed in.
    pub alices_session: Session,
    /// Bob, a member, has a phone and is signed in too.
    pub bobs: Phone,
    /// Carol has not chosen a password of her own yet.
    pub carols_temporary: String,
    /// Dora's two-factor was reset.
    pub doras_help: String,
    /// Erin was reset twice: the first key is carried under the second, which is under a retired password.
    pub erins_keys: [(KeyId, [u8; 32]); 2],
}

impl People {
    /// Everybody moves in, by the ordinary doors. Frank's password, and that of nobody, was tried too often.
    pub fn move_in(house: &House) -> Self {
        let (alice, _) = house.first();
        let bob = house.bob(&alice, Role::Member);
        let bobs = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
        let carols_temporary = house.add(&alice, CAROL, Role::Member);

        let dora = own(house, &alice, DORA, DORAS_PASSWORD);
        let _lost = house.pair(&dora, house.prove_with(DORAS_PASSWORD, &dora, Purpose::Own, None));
        let proof = house.prove(&alice, Purpose::Administer, None);
        let help = house.auth.reset_two_factor(&alice, proof, dora.account()).unwrap();
        let doras_help = help.expose_text().to_string();

        let erins_keys = erin(house, &alice);
        house.sign_out(own(house, &alice, FRANK, FRANKS_PASSWORD));
        house.sign_out(bob);
        let alices = house.pair(&alice, house.prove(&alice, Purpose::Own, None));
        house.sign_out(alice);
        try_too_often(house);
        house.sign_out(signed_in(house.give_recovery_code(house.pending(), &alices.recovery[0])).session);
        let pending = house.pending_of(BOB, BOBS_PASSWORD);
        let _at_work = signed_in(house.give_code(pending, &bobs.code(house.now()))).session;
        let alices_session = house.with(&alices);
        house.steps(1);
        // What becomes of Frank's own counter is not hidden by that of his name.
        let of_name = house.name_counter(FRANK);
        house.write(|rows| rows.delete_counter(&of_name));
        Self { alices, alices_session, bobs, carols_temporary, doras_help, erins_keys }
    }
}

/// Until the wait is longer than a minute.
fn try_too_often(house: &House) {
    loop {
        for name in [FRANK, NOBODY] {
            assert_eq!(refused(house.sign_in(name, WRONG)), Refusal::Wrong);
        }
        match house.auth.waiting(FRANK).unwrap() {
            Some(left) if left > Duration::from_secs(60) => break,
            left => house.clock.advance(left.unwrap_or_default()),
        }
    }
}

fn own(house: &House, alice: &Session, name: &str, password: &str) -> Session {
    let temporary = house.add(alice, name, Role::Member);
    signed_in(house.choose(name, &temporary, password)).session
}

fn erin(house: &House, alice: &Session) -> [(KeyId, [u8; 32]); 2] {
    let [first, second, third] = ERINS_PASSWORDS;
    let key = |session: &Session| {
        let (id, key) = session.data_key("notes").unwrap();
        (id, *key.expose_bytes())
    };
    let reset = |session: &Session, own: &str| {
        let proof = house.prove(alice, Purpose::Administer, None);
        let temporary = house.auth.temporary_password(alice, proof, session.account()).unwrap();
        signed_in(house.choose(ERIN, temporary.expose_text(), own)).session
    };
    let erin = own(house, alice, ERIN, first);
    let oldest = key(&erin);
    let erin = reset(&erin, second);
    house.auth.open_old_data(&erin, typed(first)).unwrap();
    let between = key(&erin);
    house.sign_out(reset(&erin, third));
    [oldest, between]
}
