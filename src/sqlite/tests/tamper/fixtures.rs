//! The accounts in the store.

use std::time::Duration;

use crate::auth::testing::{BOB, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_refused, expect_signed_in, typed};
use crate::auth::{KeyId, PasswordRefusal, Role, Session, StepUpPurpose};

pub(super) const WRONG_PASSWORD: &str = "nobody has this password here";
pub(super) const CAROL: &str = "carol";
pub(super) const DORA: &str = "dora";
pub(super) const DORAS_PASSWORD: &str = "seven brass kettles hum softly";
pub(super) const ERIN: &str = "erin";
/// In the order in which they were chosen.
pub(super) const ERINS_PASSWORDS: [&str; 3] =
    ["quiet lemons orbit nine barns", "velvet ladders taste of rain", "amber pianos dream in tents"];
pub(super) const FRANK: &str = "frank";
pub(super) const FRANKS_PASSWORD: &str = "rusty comets water the lawn";
pub(super) const UNKNOWN_NAME: &str = "nobody";

/// The accounts' sessions, authenticators and secrets.
pub(super) struct TestAccounts {
    /// Alice, an administrator, has an authenticator; its code of a step ago and the first recovery code are spent.
    pub alice_authenticator: TestAuthenticator,
    /// Alice's open session.
    pub alice_session: Session,
    /// Bob, a member, has an authenticator and is signed in too.
    pub bob_authenticator: TestAuthenticator,
    /// Carol has not chosen her own password yet.
    pub carol_temporary_password: String,
    /// Dora's two-factor was reset.
    pub dora_help_code: String,
    /// Erin was reset twice: the first key is wrapped by the second, which is wrapped by a retired password.
    pub erin_keys: [(KeyId, [u8; 32]); 2],
}

impl TestAccounts {
    /// Creates the accounts through the public API. Frank and an unknown name have too many failed password attempts.
    pub fn create(house: &Fixture) -> Self {
        let (alice, _) = house.create_first();
        let bob = house.add_bob(&alice, Role::Member);
        let bobs = house.pair(&bob, house.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::OwnAccount, None));
        let carols_temporary = house.add_user(&alice, CAROL, Role::Member);

        let dora = add_with_password(house, &alice, DORA, DORAS_PASSWORD);
        let _lost =
            house.pair(&dora, house.step_up_with_password(DORAS_PASSWORD, &dora, StepUpPurpose::OwnAccount, None));
        let proof = house.admin_step_up(&alice);
        let help = house.auth.reset_two_factor(&alice, proof, dora.account()).unwrap();
        let doras_help = help.expose_text().to_string();

        let erins_keys = create_erin(house, &alice);
        house.sign_out(add_with_password(house, &alice, FRANK, FRANKS_PASSWORD));
        house.sign_out(bob);
        let alices = house.pair(&alice, house.own_step_up(&alice, None));
        house.sign_out(alice);
        exhaust_attempts(house);
        house
            .sign_out(expect_signed_in(house.submit_recovery_code(house.pending(), &alices.recovery_codes[0])).session);
        let pending = house.pending_for(BOB, BOBS_PASSWORD);
        let _at_work = expect_signed_in(house.submit_code(pending, &bobs.code(house.now()))).session;
        let alices_session = house.sign_in_with_code(&alices);
        house.advance_steps(1);
        // Frank's own counter must not be masked by that of his name.
        let of_name = house.name_counter_key(FRANK);
        house.write(|rows| rows.delete_counter(&of_name));
        Self {
            alice_authenticator: alices,
            alice_session: alices_session,
            bob_authenticator: bobs,
            carol_temporary_password: carols_temporary,
            dora_help_code: doras_help,
            erin_keys: erins_keys,
        }
    }
}

/// Submits wrong passwords until the wait exceeds a minute.
fn exhaust_attempts(house: &Fixture) {
    loop {
        for name in [FRANK, UNKNOWN_NAME] {
            assert_eq!(expect_refused(house.sign_in(name, WRONG_PASSWORD)), PasswordRefusal::Wrong);
        }
        match house.auth.remaining_wait(FRANK).unwrap() {
            Some(left) if left > Duration::from_secs(60) => break,
            left => house.clock.advance(left.unwrap_or_default()),
        }
    }
}

fn add_with_password(house: &Fixture, alice: &Session, name: &str, password: &str) -> Session {
    let temporary = house.add_user(alice, name, Role::Member);
    expect_signed_in(house.choose_password(name, &temporary, password)).session
}

fn create_erin(house: &Fixture, alice: &Session) -> [(KeyId, [u8; 32]); 2] {
    let [first, second, third] = ERINS_PASSWORDS;
    let key = |session: &Session| {
        let (id, key) = session.data_key("notes").unwrap();
        (id, *key.expose_bytes())
    };
    let reset = |session: &Session, own: &str| {
        let proof = house.admin_step_up(alice);
        let temporary = house.auth.temporary_password(alice, proof, session.account()).unwrap();
        expect_signed_in(house.choose_password(ERIN, temporary.expose_text(), own)).session
    };
    let erin = add_with_password(house, alice, ERIN, first);
    let oldest = key(&erin);
    let erin = reset(&erin, second);
    house.auth.open_old_data(&erin, typed(first)).unwrap();
    let between = key(&erin);
    house.sign_out(reset(&erin, third));
    [oldest, between]
}
