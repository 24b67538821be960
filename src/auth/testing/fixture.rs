//! Somebody at a computer: accounts in memory, a clock to turn, a phone that shows codes.

use std::sync::Arc;

use crate::auth::testing::{
    FixedRandom, ManualClock, auth, auth_with_store, expect_signed_in, expect_step_up, options, secret_of,
};
use crate::auth::username::NameInput;
use crate::auth::{
    AccountId, AccountRow, Auth, ConfirmResult, Cost, CounterKey, CounterKind, CounterRow, Error, Factor, FinishResult,
    MustChange, NameBucket, Options, Outcome, PasswordChoice, Pending, Reader, Role, SecretInput, Session, ShowSecret,
    StepUp, StepUpPurpose, StepUpRequirement, Store, TotpSecret, UnixTime, Writer, code_at,
};

/// The first account.
pub(crate) const ALICE: &str = "alice";
/// And her password.
pub(crate) const PASSWORD: &str = "grumpy violet otters juggle maps";

/// Somebody else.
pub(crate) const BOB: &str = "bob";
/// And his password.
pub(crate) const BOBS_PASSWORD: &str = "eleven silent trams cross rivers";

/// As if somebody had typed it.
pub(crate) fn typed(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

/// The rules over a store, with a clock to turn.
pub(crate) struct Fixture {
    pub auth: Arc<Auth>,
    pub clock: Arc<ManualClock>,
    pub store: Arc<dyn Store>,
}

impl Fixture {
    /// Nobody lives here yet.
    pub fn empty() -> Self {
        let (auth, clock, store) = auth();
        Self { auth, clock, store }
    }

    /// Over a store of the test's own.
    pub fn with_store(store: Arc<dyn Store>) -> Self {
        let clock = Arc::new(ManualClock::new());
        let auth = Arc::new(auth_with_store(Arc::clone(&store), Arc::clone(&clock), 1));
        Self { auth, clock, store }
    }

    /// With Alice's account, and nobody signed in.
    pub fn with_alice() -> Self {
        let house = Self::empty();
        house.sign_out(house.create_first().0);
        house
    }

    /// With Alice's account and her phone, whose first code was spent on pairing a minute ago.
    pub fn with_alice_2fa() -> (Self, TestAuthenticator) {
        let house = Self::empty();
        let (session, proof) = house.create_first();
        let phone = house.pair(&session, proof);
        house.sign_out(session);
        house.clock.advance_seconds(60);
        (house, phone)
    }

    /// The program started anew over the same accounts (`seed` unlike any before).
    pub fn restarted(&self, seed: u64) -> Self {
        let auth = Arc::new(auth_with_store(Arc::clone(&self.store), Arc::clone(&self.clock), seed));
        Self { auth, clock: Arc::clone(&self.clock), store: Arc::clone(&self.store) }
    }

    /// The same at another cost (`seed` as above).
    pub fn with_cost(&self, cost: Cost, seed: u64) -> Self {
        self.with_options(Options { cost: cost.into(), ..options() }, seed)
    }

    /// The same with other options (`seed` as above).
    pub fn with_options(&self, options: Options, seed: u64) -> Self {
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        let auth = Auth::with(Arc::clone(&store), Arc::clone(&clock) as _, Arc::new(FixedRandom::new(seed)), options);
        Self { auth: Arc::new(auth.expect("the options make sense")), clock, store }
    }

    /// Alice makes the first account.
    pub fn create_first(&self) -> (Session, StepUp) {
        let first = self.auth.create_first_account(ALICE, typed(PASSWORD)).expect("nobody was here before");
        (first.session, first.step_up)
    }

    pub fn now(&self) -> UnixTime {
        self.auth.now().wall
    }

    /// So many steps later.
    pub fn advance_steps(&self, steps: u64) {
        self.clock.advance_seconds(30 * steps);
    }

    // What people do.

    pub fn sign_in(&self, username: &str, password: &str) -> Outcome {
        self.auth.sign_in(username, typed(password)).expect("the store works")
    }

    /// The right password where a code is owed.
    pub fn pending(&self) -> Pending {
        self.pending_for(ALICE, PASSWORD)
    }

    pub fn pending_for(&self, username: &str, password: &str) -> Pending {
        match self.sign_in(username, password) {
            Outcome::CodeRequired(pending) => *pending,
            other => panic!("no code is owed: {other:?}"),
        }
    }

    pub fn submit_code(&self, pending: Pending, code: &str) -> Outcome {
        self.auth.submit_code(pending, typed(code)).expect("the store works")
    }

    pub fn submit_recovery_code(&self, pending: Pending, code: &str) -> Outcome {
        self.auth.submit_recovery_code(pending, typed(code)).expect("the store works")
    }

    /// Alice signs in with the password alone.
    pub fn sign_in_without_factor(&self) -> Session {
        expect_signed_in(self.sign_in(ALICE, PASSWORD)).session
    }

    /// Alice signs in with the code that her phone shows now.
    pub fn sign_in_with_code(&self, phone: &TestAuthenticator) -> Session {
        expect_signed_in(self.submit_code(self.pending(), &phone.code(self.now()))).session
    }

    pub fn sign_out(&self, session: Session) {
        self.auth.sign_out(session).expect("the store works");
    }

    /// Pairs a first phone, from the first step to Finish.
    pub fn pair(&self, session: &Session, proof: StepUp) -> TestAuthenticator {
        let show = self.auth.begin_enrolment(session, proof).expect("it may be set up");
        let (phone, finished) = self.finish_setup(show);
        assert!(matches!(finished, FinishResult::TwoFactorOn));
        phone
    }

    /// From the QR code to Finish.
    pub fn finish_setup(&self, show: ShowSecret) -> (TestAuthenticator, FinishResult) {
        let secret = secret_of(&show);
        let code = code_at(&secret, self.now());
        let name = show.suggested_name().to_owned();
        let Ok(ConfirmResult::RecoveryCodes(show)) = self.auth.confirm_pairing(show.next(), typed(&code), &name) else {
            panic!("the code is right");
        };
        let recovery_codes = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        let finished = self.auth.finish_enrolment(*show).expect("nothing was changed meanwhile");
        (TestAuthenticator { secret, recovery_codes }, finished)
    }

    /// Adds a further phone.
    pub fn add_authenticator(&self, session: &Session, proof: StepUp) -> TestAuthenticator {
        let show = self.auth.begin_enrolment(session, proof).expect("it may be set up");
        let secret = secret_of(&show);
        let (code, name) = (code_at(&secret, self.now()), show.suggested_name().to_owned());
        let confirmed = self.auth.confirm_pairing(show.next(), typed(&code), &name).expect("the store works");
        assert!(matches!(confirmed, ConfirmResult::Added), "{confirmed:?}");
        TestAuthenticator { secret, recovery_codes: Vec::new() }
    }

    /// Adds somebody, and gives the temporary password.
    pub fn add_user(&self, administrator: &Session, username: &str, role: Role) -> String {
        let proof = self.step_up(administrator, StepUpPurpose::Administration, None);
        let password = self.auth.add_user(administrator, proof, username, role).expect("the name is free");
        password.expose_text().to_owned()
    }

    /// Signs in with a temporary password, up to choosing one's own.
    pub fn must_change(&self, username: &str, temporary: &str) -> MustChange {
        match self.sign_in(username, temporary) {
            Outcome::PasswordChangeRequired(state) => *state,
            other => panic!("no password is owed: {other:?}"),
        }
    }

    /// Chooses a password in place of a temporary one.
    pub fn choose_password(&self, username: &str, temporary: &str, own: &str) -> Outcome {
        let state = self.must_change(username, temporary);
        match self.auth.choose_password(state, typed(own)).expect("the store works") {
            PasswordChoice::Accepted(outcome) => outcome,
            PasswordChoice::Refused(_, problem) => panic!("{problem:?}"),
        }
    }

    /// Adds Bob, who has chosen a password and is signed in.
    pub fn add_bob(&self, administrator: &Session, role: Role) -> Session {
        let temporary = self.add_user(administrator, BOB, role);
        expect_signed_in(self.choose_password(BOB, &temporary, BOBS_PASSWORD)).session
    }

    /// Proves with Alice's password, and a code if one is owed.
    pub fn step_up(&self, session: &Session, purpose: StepUpPurpose, phone: Option<&TestAuthenticator>) -> StepUp {
        self.step_up_with_password(PASSWORD, session, purpose, phone)
    }

    pub fn step_up_with_password(
        &self,
        password: &str,
        session: &Session,
        purpose: StepUpPurpose,
        phone: Option<&TestAuthenticator>,
    ) -> StepUp {
        let factor = match self.auth.step_up_requirement(session, purpose).expect("the session is open") {
            StepUpRequirement::Nothing(proof) => return proof,
            StepUpRequirement::Password => None,
            StepUpRequirement::PasswordAndCode => phone.map(|phone| Factor::Code(typed(&phone.code(self.now())))),
        };
        expect_step_up(self.auth.step_up(session, purpose, typed(password), factor).expect("the session is open"))
    }

    // What the store holds.

    pub fn read<T>(&self, mut operation: impl FnMut(&dyn Reader) -> Result<T, Error>) -> T {
        let mut result = None;
        let read = self.store.read(&mut |rows| {
            result = Some(operation(rows)?);
            Ok(())
        });
        read.ok().and(result).expect("the store works")
    }

    pub fn write(&self, mut change: impl FnMut(&mut dyn Writer) -> Result<(), Error>) {
        self.store.write(&mut |rows| change(rows)).expect("the store works");
    }

    /// The row of an account.
    pub fn account_row(&self, key: &str) -> AccountRow {
        self.read(|rows| rows.account_by_canonical_name(key)).expect("the account is there")
    }

    pub fn counter(&self, account: AccountId, kind: CounterKind) -> CounterRow {
        self.read(|rows| rows.counter(&CounterKey::Account(account, kind))).unwrap_or_default()
    }

    /// The counter of a typed name.
    pub fn name_counter_key(&self, name: &str) -> CounterKey {
        let name = NameInput::new(name);
        let mac = crate::auth::seal::name_bucket(&self.read(|rows| rows.meta()).store_key, name.canonical_name());
        CounterKey::Name(if name.is_username() { NameBucket::Mac(mac) } else { NameBucket::Invalid })
    }

    /// The words of the audit log, oldest first: event and detail.
    pub fn audit_log(&self) -> Vec<(String, String)> {
        self.read(|rows| rows.audit_from(1, 10_000)).into_iter().map(|row| (row.event, row.detail)).collect()
    }

    /// The last of them.
    pub fn last_entry(&self) -> (String, String) {
        self.audit_log().pop().unwrap_or_default()
    }
}

/// What a person keeps of a pairing.
pub(crate) struct TestAuthenticator {
    pub secret: TotpSecret,
    pub recovery_codes: Vec<String>,
}

impl TestAuthenticator {
    /// What it shows at that time.
    pub fn code(&self, time: UnixTime) -> String {
        code_at(&self.secret, time).to_string()
    }

    /// Six digits that it shows at no time near.
    pub fn wrong_code(&self, time: UnixTime) -> String {
        let nearby: Vec<String> =
            (-20..=20).map(|steps| self.code(UnixTime::from_seconds(time.seconds() + 30 * steps))).collect();
        (0..1000).map(|number| format!("{number:06}")).find(|code| !nearby.contains(code)).expect("41 of a million")
    }
}
