//! Somebody at a computer: accounts in memory, a clock to turn, a phone that shows codes.

use std::sync::Arc;

use crate::auth::testing::{FakeClock, FixedRandom, auth, auth_over, options, proven, scan, signed_in};
use crate::auth::username::TypedName;
use crate::auth::{
    AccountId, AccountRow, Auth, Chosen, Confirmed, Cost, CounterKey, CounterKind, CounterRow, Error, Factor, Finished,
    MustChange, NameBucket, Options, Outcome, Owed, Pending, Purpose, Reader, Role, Session, ShowSecret, StepUp, Store,
    TotpSecret, TypedText, UnixTime, Writer, code_at,
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
pub(crate) fn typed(text: &str) -> TypedText {
    TypedText::new(text.to_owned())
}

/// The rules over a store, with a clock to turn.
pub(crate) struct House {
    pub auth: Arc<Auth>,
    pub clock: Arc<FakeClock>,
    pub store: Arc<dyn Store>,
}

impl House {
    /// Nobody lives here yet.
    pub fn empty() -> Self {
        let (auth, clock, store) = auth();
        Self { auth, clock, store }
    }

    /// Over a store of the test's own.
    pub fn over(store: Arc<dyn Store>) -> Self {
        let clock = Arc::new(FakeClock::new());
        let auth = Arc::new(auth_over(Arc::clone(&store), Arc::clone(&clock), 1));
        Self { auth, clock, store }
    }

    /// With Alice's account, and nobody signed in.
    pub fn of_alice() -> Self {
        let house = Self::empty();
        house.sign_out(house.first().0);
        house
    }

    /// With Alice's account and her phone, whose first code was spent on pairing a minute ago.
    pub fn of_alice_with_phone() -> (Self, Phone) {
        let house = Self::empty();
        let (session, proof) = house.first();
        let phone = house.pair(&session, proof);
        house.sign_out(session);
        house.clock.advance_seconds(60);
        (house, phone)
    }

    /// The program started anew over the same accounts (`seed` unlike any before).
    pub fn restarted(&self, seed: u64) -> Self {
        let auth = Arc::new(auth_over(Arc::clone(&self.store), Arc::clone(&self.clock), seed));
        Self { auth, clock: Arc::clone(&self.clock), store: Arc::clone(&self.store) }
    }

    /// The same at another cost (`seed` as above).
    pub fn at_cost(&self, cost: Cost, seed: u64) -> Self {
        self.with_options(Options { cost: cost.into(), ..options() }, seed)
    }

    /// The same with other options (`seed` as above).
    pub fn with_options(&self, options: Options, seed: u64) -> Self {
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        let auth = Auth::with(Arc::clone(&store), Arc::clone(&clock) as _, Arc::new(FixedRandom::new(seed)), options);
        Self { auth: Arc::new(auth.expect("the options make sense")), clock, store }
    }

    /// Alice makes the first account.
    pub fn first(&self) -> (Session, StepUp) {
        let first = self.auth.create_first_account(ALICE, typed(PASSWORD)).expect("nobody was here before");
        (first.session, first.step_up)
    }

    pub fn now(&self) -> UnixTime {
        self.auth.now().wall
    }

    /// So many steps later.
    pub fn steps(&self, steps: u64) {
        self.clock.advance_seconds(30 * steps);
    }

    // What people do.

    pub fn sign_in(&self, username: &str, password: &str) -> Outcome {
        self.auth.sign_in(username, typed(password)).expect("the store works")
    }

    /// The right password where a code is owed.
    pub fn pending(&self) -> Pending {
        self.pending_of(ALICE, PASSWORD)
    }

    pub fn pending_of(&self, username: &str, password: &str) -> Pending {
        match self.sign_in(username, password) {
            Outcome::CodeOwed(pending) => *pending,
            other => panic!("no code is owed: {other:?}"),
        }
    }

    pub fn give_code(&self, pending: Pending, code: &str) -> Outcome {
        self.auth.give_code(pending, typed(code)).expect("the store works")
    }

    pub fn give_recovery_code(&self, pending: Pending, code: &str) -> Outcome {
        self.auth.give_recovery_code(pending, typed(code)).expect("the store works")
    }

    /// Alice signs in with the password alone.
    pub fn alone(&self) -> Session {
        signed_in(self.sign_in(ALICE, PASSWORD)).session
    }

    /// Alice signs in with the code that her phone shows now.
    pub fn with(&self, phone: &Phone) -> Session {
        signed_in(self.give_code(self.pending(), &phone.code(self.now()))).session
    }

    pub fn sign_out(&self, session: Session) {
        self.auth.sign_out(session).expect("the store works");
    }

    /// Pairs a first phone, from the first step to Finish.
    pub fn pair(&self, session: &Session, proof: StepUp) -> Phone {
        let show = self.auth.begin_setup(session, proof).expect("it may be set up");
        let (phone, finished) = self.finish(show);
        assert!(matches!(finished, Finished::On));
        phone
    }

    /// From the QR code to Finish.
    pub fn finish(&self, show: ShowSecret) -> (Phone, Finished) {
        let secret = scan(&show);
        let code = code_at(&secret, self.now());
        let name = show.suggested_name().to_owned();
        let Ok(Confirmed::Codes(show)) = self.auth.confirm(show.next(), typed(&code), &name) else {
            panic!("the code is right");
        };
        let recovery = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
        let finished = self.auth.finish_setup(*show).expect("nothing was changed meanwhile");
        (Phone { secret, recovery }, finished)
    }

    /// Adds a further phone.
    pub fn add_phone(&self, session: &Session, proof: StepUp) -> Phone {
        let show = self.auth.begin_setup(session, proof).expect("it may be set up");
        let secret = scan(&show);
        let (code, name) = (code_at(&secret, self.now()), show.suggested_name().to_owned());
        let confirmed = self.auth.confirm(show.next(), typed(&code), &name).expect("the store works");
        assert!(matches!(confirmed, Confirmed::Added), "{confirmed:?}");
        Phone { secret, recovery: Vec::new() }
    }

    /// Adds somebody, and gives the temporary password.
    pub fn add(&self, administrator: &Session, username: &str, role: Role) -> String {
        let proof = self.prove(administrator, Purpose::Administer, None);
        let password = self.auth.add_user(administrator, proof, username, role).expect("the name is free");
        password.expose_text().to_owned()
    }

    /// Signs in with a temporary password, up to choosing one's own.
    pub fn must_change(&self, username: &str, temporary: &str) -> MustChange {
        match self.sign_in(username, temporary) {
            Outcome::PasswordOwed(state) => *state,
            other => panic!("no password is owed: {other:?}"),
        }
    }

    /// Chooses a password in place of a temporary one.
    pub fn choose(&self, username: &str, temporary: &str, own: &str) -> Outcome {
        let state = self.must_change(username, temporary);
        match self.auth.choose_password(state, typed(own)).expect("the store works") {
            Chosen::On(outcome) => outcome,
            Chosen::Refused(_, problem) => panic!("{problem:?}"),
        }
    }

    /// Adds Bob, who has chosen a password and is signed in.
    pub fn bob(&self, administrator: &Session, role: Role) -> Session {
        let temporary = self.add(administrator, BOB, role);
        signed_in(self.choose(BOB, &temporary, BOBS_PASSWORD)).session
    }

    /// Proves with Alice's password, and a code if one is owed.
    pub fn prove(&self, session: &Session, purpose: Purpose, phone: Option<&Phone>) -> StepUp {
        self.prove_with(PASSWORD, session, purpose, phone)
    }

    pub fn prove_with(&self, password: &str, session: &Session, purpose: Purpose, phone: Option<&Phone>) -> StepUp {
        let factor = match self.auth.step_up_owed(session, purpose).expect("the session is open") {
            Owed::Nothing(proof) => return proof,
            Owed::Password => None,
            Owed::PasswordAndCode => phone.map(|phone| Factor::Code(typed(&phone.code(self.now())))),
        };
        proven(self.auth.step_up(session, purpose, typed(password), factor).expect("the session is open"))
    }

    // What the store holds.

    pub fn read<T>(&self, mut look: impl FnMut(&dyn Reader) -> Result<T, Error>) -> T {
        let mut found = None;
        let read = self.store.read(&mut |rows| {
            found = Some(look(rows)?);
            Ok(())
        });
        read.ok().and(found).expect("the store works")
    }

    pub fn write(&self, mut change: impl FnMut(&mut dyn Writer) -> Result<(), Error>) {
        self.store.write(&mut |rows| change(rows)).expect("the store works");
    }

    /// The row of an account.
    pub fn row(&self, key: &str) -> AccountRow {
        self.read(|rows| rows.account_by_key(key)).expect("the account is there")
    }

    pub fn counter(&self, account: AccountId, kind: CounterKind) -> CounterRow {
        self.read(|rows| rows.counter(&CounterKey::Account(account, kind))).unwrap_or_default()
    }

    /// The counter of a typed name.
    pub fn name_counter(&self, name: &str) -> CounterKey {
        let name = TypedName::new(name);
        let mac = crate::auth::seal::name_bucket(&self.read(|rows| rows.meta()).key, name.key());
        CounterKey::Name(if name.is_username() { NameBucket::Mac(mac) } else { NameBucket::Invalid })
    }

    /// The words of the audit log, oldest first: event and detail.
    pub fn log(&self) -> Vec<(String, String)> {
        self.read(|rows| rows.audit_from(1, 10_000)).into_iter().map(|row| (row.event, row.detail)).collect()
    }

    /// The last of them.
    pub fn last_entry(&self) -> (String, String) {
        self.log().pop().unwrap_or_default()
    }
}

/// What a person keeps of a pairing.
pub(crate) struct Phone {
    pub secret: TotpSecret,
    pub recovery: Vec<String>,
}

impl Phone {
    /// What it shows at that time.
    pub fn code(&self, time: UnixTime) -> String {
        code_at(&self.secret, time).to_string()
    }

    /// Six digits that it shows at no time near.
    pub fn wrong_code(&self, time: UnixTime) -> String {
        let near: Vec<String> =
            (-20..=20).map(|steps| self.code(UnixTime::from_seconds(time.seconds() + 30 * steps))).collect();
        (0..1000).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).expect("41 of a million")
    }
}
