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
    pub fn create(fixture: &Fixture) -> Self {
        let (alice, _) = fixture.create_first();
        let bob = fixture.add_bob(&alice, Role::Member);
        let bobs =
            fixture.pair(&bob, fixture.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::OwnAccount, None));
        let carols_temporary = fixture.add_user(&alice, CAROL, Role::Member);

        let dora = add_with_password(fixture, &alice, DORA, DORAS_PASSWORD);
        let _lost =
            fixture.pair(&dora, fixture.step_up_with_password(DORAS_PASSWORD, &dora, StepUpPurpose::OwnAccount, None));
        let proof = fixture.admin_step_up(&alice);
        let help = fixture.auth.reset_two_factor(&alice, proof, dora.account()).unwrap();
        let doras_help = help.expose_text().to_string();

        let erins_keys = create_erin(fixture, &alice);
        fixture.sign_out(add_with_password(fixture, &alice, FRANK, FRANKS_PASSWORD));
        fixture.sign_out(bob);
        let alices = fixture.pair(&alice, fixture.own_step_up(&alice, None));
        fixture.sign_out(alice);
        exhaust_attempts(fixture);
        fixture.sign_out(
            expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &alices.recovery_codes[0])).session,
        );
        let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
        let _at_work = expect_signed_in(fixture.submit_code(pending, &bobs.code(fixture.now()))).session;
        let alices_session = fixture.sign_in_with_code(&alices);
        fixture.advance_steps(1);
        // Frank's own counter must not be masked by that of his name.
        let of_name = fixture.name_counter_key(FRANK);
        fixture.write(|rows| rows.delete_counter(&of_name));
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
fn exhaust_attempts(fixture: &Fixture) {
    loop {
        for name in [FRANK, UNKNOWN_NAME] {
            assert_eq!(expect_refused(fixture.sign_in(name, WRONG_PASSWORD)), PasswordRefusal::Wrong);
        }
        match fixture.auth.remaining_wait(FRANK).unwrap() {
            Some(left) if left > Duration::from_mins(1) => break,
            left => fixture.clock.advance(left.unwrap_or_default()),
        }
    }
}

fn add_with_password(fixture: &Fixture, alice: &Session, name: &str, password: &str) -> Session {
    let temporary = fixture.add_user(alice, name, Role::Member);
    expect_signed_in(fixture.choose_password(name, &temporary, password)).session
}

fn create_erin(fixture: &Fixture, alice: &Session) -> [(KeyId, [u8; 32]); 2] {
    let [first, second, third] = ERINS_PASSWORDS;
    let key = |session: &Session| {
        let (id, key) = session.data_key("notes").unwrap();
        (id, *key.expose_bytes())
    };
    let reset = |session: &Session, own: &str| {
        let proof = fixture.admin_step_up(alice);
        let temporary = fixture.auth.temporary_password(alice, proof, session.account()).unwrap();
        expect_signed_in(fixture.choose_password(ERIN, temporary.expose_text(), own)).session
    };
    let erin = add_with_password(fixture, alice, ERIN, first);
    let oldest = key(&erin);
    let erin = reset(&erin, second);
    fixture.auth.open_old_data(&erin, typed(first)).unwrap();
    let between = key(&erin);
    fixture.sign_out(reset(&erin, third));
    [oldest, between]
}
