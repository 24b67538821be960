//! Test fixture: accounts in memory, a manual clock, and authenticators.

mod constructors;

use std::sync::Arc;

use crate::auth::testing::{ManualClock, expect_refused, expect_signed_in, expect_step_up, expect_unlocked, secret_of};
use crate::auth::username::NameInput;
use crate::auth::{
    AccountId, AccountRow, Auth, ConfirmResult, CounterKey, CounterKind, CounterRow, Error, Factor, FinishResult,
    Locked, MustChange, NameBucket, Outcome, PasswordChoice, Pending, Reader, Role, SecretInput, Session, ShowSecret,
    StepUp, StepUpPurpose, StepUpRequirement, Store, TotpSecret, UnixTime, Writer, code_at,
};

/// Username of the first account.
pub(crate) const ALICE: &str = "alice";
/// Her password.
pub(crate) const PASSWORD: &str = "grumpy violet otters juggle maps";

/// Username of a second account.
pub(crate) const BOB: &str = "bob";
/// His password.
pub(crate) const BOBS_PASSWORD: &str = "eleven silent trams cross rivers";

/// Returns `text` as user input.
pub(crate) fn typed(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

/// An `Auth` over a store, with a manual clock.
pub(crate) struct Fixture {
    pub auth: Arc<Auth>,
    pub clock: Arc<ManualClock>,
    pub store: Arc<dyn Store>,
}

impl Fixture {
    /// Creates the first account, Alice's.
    pub fn create_first(&self) -> (Session, StepUp) {
        let first = self.auth.create_first_account(ALICE, typed(PASSWORD)).expect("there is no account yet");
        (first.session, first.step_up)
    }

    pub fn now(&self) -> UnixTime {
        self.auth.now().wall
    }

    /// Advances the clock by TOTP steps of 30 s.
    pub fn advance_steps(&self, steps: u64) {
        self.clock.advance_seconds(30 * steps);
    }

    // Operations of users.

    pub fn sign_in(&self, username: &str, password: &str) -> Outcome {
        self.auth.sign_in(username, typed(password)).expect("the store does not fail")
    }

    /// Enters a wrong password several times.
    pub fn fail_sign_ins(&self, username: &str, times: usize) {
        for _ in 0..times {
            let _ = expect_refused(self.sign_in(username, "wrong"));
        }
    }

    /// Enters Alice's password; a code is then required.
    pub fn pending(&self) -> Pending {
        self.pending_for(ALICE, PASSWORD)
    }

    pub fn pending_for(&self, username: &str, password: &str) -> Pending {
        match self.sign_in(username, password) {
            Outcome::CodeRequired(pending) => *pending,
            other => panic!("expected a code to be required: {other:?}"),
        }
    }

    pub fn submit_code(&self, pending: Pending, code: &str) -> Outcome {
        self.auth.submit_code(pending, typed(code)).expect("the store does not fail")
    }

    pub fn submit_recovery_code(&self, pending: Pending, code: &str) -> Outcome {
        self.auth.submit_recovery_code(pending, typed(code)).expect("the store does not fail")
    }

    /// Signs Alice in with the password alone.
    pub fn sign_in_without_factor(&self) -> Session {
        expect_signed_in(self.sign_in(ALICE, PASSWORD)).session
    }

    /// Signs Alice in with the current code.
    pub fn sign_in_with_code(&self, phone: &TestAuthenticator) -> Session {
        expect_signed_in(self.submit_code(self.pending(), &phone.code(self.now()))).session
    }

    pub fn sign_out(&self, session: Session) {
        self.auth.sign_out(session).expect("the store does not fail");
    }

    /// Unlocks Alice's session with her password and this factor, which are right.
    pub fn unlock(&self, locked: Locked, factor: Option<Factor>) -> Session {
        expect_unlocked(self.auth.unlock(locked, typed(PASSWORD), factor).expect("the store does not fail"))
    }

    /// Returns the authenticator's current code as a factor.
    pub fn code_factor(&self, phone: &TestAuthenticator) -> Option<Factor> {
        Some(Factor::Code(typed(&phone.code(self.now()))))
    }

    /// Pairs a first authenticator and finishes the enrolment.
    pub fn pair(&self, session: &Session, proof: StepUp) -> TestAuthenticator {
        let show = self.auth.begin_enrolment(session, proof).expect("the enrolment can begin");
        let (phone, finished) = self.finish_setup(show);
        assert!(matches!(finished, FinishResult::TwoFactorOn));
        phone
    }

    /// As [`Fixture::pair`], for Bob.
    pub fn pair_bob(&self, bob: &Session) -> TestAuthenticator {
        self.pair(bob, self.step_up_with_password(BOBS_PASSWORD, bob, StepUpPurpose::OwnAccount, None))
    }

    /// Confirms and finishes an enrolment.
    pub fn finish_setup(&self, show: ShowSecret) -> (TestAuthenticator, FinishResult) {
        let secret = secret_of(&show);
        let code = code_at(&secret, self.now());
        let name = show.suggested_name().to_owned();
        let Ok(ConfirmResult::RecoveryCodes(show)) = self.auth.confirm_pairing(show.next(), typed(&code), &name) else {
            panic!("expected the code to be accepted");
        };
        let recovery_codes = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        let finished = self.auth.finish_enrolment(*show).expect("the account is unchanged");
        (TestAuthenticator { secret, recovery_codes }, finished)
    }

    /// Adds a further authenticator.
    pub fn add_authenticator(&self, session: &Session, proof: StepUp) -> TestAuthenticator {
        let show = self.auth.begin_enrolment(session, proof).expect("the enrolment can begin");
        let secret = secret_of(&show);
        let (code, name) = (code_at(&secret, self.now()), show.suggested_name().to_owned());
        let confirmed = self.auth.confirm_pairing(show.next(), typed(&code), &name).expect("the store does not fail");
        assert!(matches!(confirmed, ConfirmResult::Added), "{confirmed:?}");
        TestAuthenticator { secret, recovery_codes: Vec::new() }
    }

    /// Adds an account and returns its temporary password.
    pub fn add_user(&self, administrator: &Session, username: &str, role: Role) -> String {
        let proof = self.admin_step_up(administrator);
        let password = self.auth.add_user(administrator, proof, username, role).expect("the name is free");
        password.expose_text().to_owned()
    }

    /// Replaces the password of an account with the temporary one that it returns.
    pub fn temporary_password(&self, administrator: &Session, account: AccountId) -> String {
        let proof = self.admin_step_up(administrator);
        let password = self.auth.temporary_password(administrator, proof, account).expect("the account exists");
        password.expose_text().to_owned()
    }

    /// Resets the two-factor of an account and returns the help code.
    pub fn reset_two_factor(&self, administrator: &Session, account: AccountId) -> String {
        let proof = self.admin_step_up(administrator);
        let help = self.auth.reset_two_factor(administrator, proof, account).expect("two-factor is on");
        help.expose_text().to_string()
    }

    /// Signs in with a temporary password, up to the choice of a new one.
    pub fn must_change(&self, username: &str, temporary: &str) -> MustChange {
        match self.sign_in(username, temporary) {
            Outcome::PasswordChangeRequired(state) => *state,
            other => panic!("expected a password change to be required: {other:?}"),
        }
    }

    /// Chooses a password in place of a temporary one.
    pub fn choose_password(&self, username: &str, temporary: &str, own: &str) -> Outcome {
        self.finish_password_change(self.must_change(username, temporary), own)
    }

    pub fn finish_password_change(&self, state: MustChange, own: &str) -> Outcome {
        match self.auth.choose_password(state, typed(own)).expect("the store does not fail") {
            PasswordChoice::Accepted(outcome) => outcome,
            PasswordChoice::Refused(_, problem) => panic!("{problem:?}"),
        }
    }

    /// Adds Bob, chooses his password, and signs him in.
    pub fn add_bob(&self, administrator: &Session, role: Role) -> Session {
        let temporary = self.add_user(administrator, BOB, role);
        expect_signed_in(self.choose_password(BOB, &temporary, BOBS_PASSWORD)).session
    }

    /// Steps up with Alice's password, and a code if one is required.
    pub fn step_up(&self, session: &Session, purpose: StepUpPurpose, phone: Option<&TestAuthenticator>) -> StepUp {
        self.step_up_with_password(PASSWORD, session, purpose, phone)
    }

    /// Steps Alice up for administration, with her password.
    pub fn admin_step_up(&self, session: &Session) -> StepUp {
        self.step_up(session, StepUpPurpose::Administration, None)
    }

    /// Steps Alice up for her own account.
    pub fn own_step_up(&self, session: &Session, phone: Option<&TestAuthenticator>) -> StepUp {
        self.step_up(session, StepUpPurpose::OwnAccount, phone)
    }

    pub fn step_up_with_password(
        &self,
        password: &str,
        session: &Session,
        purpose: StepUpPurpose,
        phone: Option<&TestAuthenticator>,
    ) -> StepUp {
        let factor = match self.auth.step_up_requirement(session, purpose).expect("the session is unlocked") {
            StepUpRequirement::Nothing(proof) => return proof,
            StepUpRequirement::Password => None,
            StepUpRequirement::PasswordAndCode => phone.and_then(|phone| self.code_factor(phone)),
        };
        expect_step_up(self.auth.step_up(session, purpose, typed(password), factor).expect("the session is unlocked"))
    }

    // Contents of the store.

    pub fn read<T>(&self, mut operation: impl FnMut(&dyn Reader) -> Result<T, Error>) -> T {
        let mut result = None;
        let read = self.store.read(&mut |rows| {
            result = Some(operation(rows)?);
            Ok(())
        });
        read.ok().and(result).expect("the store does not fail")
    }

    pub fn write(&self, mut change: impl FnMut(&mut dyn Writer) -> Result<(), Error>) {
        self.store.write(&mut |rows| change(rows)).expect("the store does not fail");
    }

    /// Returns the account with this canonical name.
    pub fn account_row(&self, key: &str) -> AccountRow {
        self.read(|rows| rows.account_by_canonical_name(key)).expect("the account exists")
    }

    pub fn counter(&self, account: AccountId, kind: CounterKind) -> CounterRow {
        self.read(|rows| rows.counter(&CounterKey::Account(account, kind))).unwrap_or_default()
    }

    /// Returns the counter key of an entered name.
    pub fn name_counter_key(&self, name: &str) -> CounterKey {
        let name = NameInput::new(name);
        let mac = crate::auth::seal::name_bucket(&self.read(|rows| rows.meta()).store_key, &name.canonical_name);
        CounterKey::Name(if name.is_username { NameBucket::Mac(mac) } else { NameBucket::Invalid })
    }

    /// Returns event and detail of every audit entry, oldest first.
    pub fn audit_log(&self) -> Vec<(String, String)> {
        self.read(|rows| rows.audit_from(1, 10_000)).into_iter().map(|row| (row.event, row.detail)).collect()
    }

    /// Returns the last audit entry.
    pub fn last_entry(&self) -> (String, String) {
        self.audit_log().pop().unwrap_or_default()
    }
}

/// The secret and recovery codes of a pairing.
pub(crate) struct TestAuthenticator {
    pub secret: TotpSecret,
    pub recovery_codes: Vec<String>,
}

impl TestAuthenticator {
    /// Returns the code at `time`.
    pub fn code(&self, time: UnixTime) -> String {
        code_at(&self.secret, time).to_string()
    }

    /// Returns six digits that match no step around `time`.
    pub fn wrong_code(&self, time: UnixTime) -> String {
        let nearby: Vec<String> =
            (-20..=20).map(|steps| self.code(UnixTime::from_seconds(time.seconds() + 30 * steps))).collect();
        (0..1000).map(|number| format!("{number:06}")).find(|code| !nearby.contains(code)).expect("few codes excluded")
    }
}
