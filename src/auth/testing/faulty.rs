//! A store that fails when a test wants it to.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::auth::testing::FixedRandom;
use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, CounterKey, CounterKind, CounterRow, Error,
    HelpCodeRow, MemoryStore, Meta, Reader, RecoveryRow, SessionRow, Store, StoreError, UnixTime, WrapKind, WrapRow,
    Writer,
};

/// Which rows cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoilt {
    Account,
    Counter(CounterKind),
    Wraps,
    Authenticators,
    Recovery,
    HelpCode,
    Audit,
}

/// Before this call, this.
struct Between(usize, Box<dyn FnOnce() + Send>);

/// How a call fails.
#[derive(Clone, Copy)]
enum Failure {
    /// Nothing is written.
    Nothing(fn() -> Error),
    /// All is written, and the answer is lost.
    Lost,
}

/// Memory with faults.
pub(crate) struct FaultyStore {
    rows: MemoryStore,
    spoilt: Mutex<Vec<Spoilt>>,
    /// Calls of the store, each a transaction.
    calls: AtomicUsize,
    /// The call that fails; none if 0.
    fails: AtomicUsize,
    failure: Mutex<Failure>,
    /// What happens just before a call to come.
    between: Mutex<Option<Between>>,
    scrubs: AtomicUsize,
    scrubs_fail: AtomicBool,
    all_fail: AtomicBool,
}

impl FaultyStore {
    pub fn new() -> Self {
        let rows = MemoryStore::new(&FixedRandom::new(99)).expect("memory is there");
        let (calls, fails) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let failure = Mutex::new(Failure::Nothing(full));
        let (spoilt, between, scrubs) = (Mutex::default(), Mutex::default(), AtomicUsize::new(0));
        let (scrubs_fail, all_fail) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { rows, spoilt, calls, fails, failure, between, scrubs, scrubs_fail, all_fail }
    }

    /// From now on these rows cannot be read.
    pub fn spoil(&self, rows: &[Spoilt]) {
        *self.spoilt.lock().unwrap() = rows.to_vec();
    }

    /// Of the calls to come, the one with this number (from 1) will fail when all but the commit is done.
    pub fn fail_at(&self, call: usize) {
        self.fail_at_with(call, full);
    }

    /// The same with an error of the test's own.
    pub fn fail_at_with(&self, call: usize, error: fn() -> Error) {
        self.set_failure(call, Failure::Nothing(error));
    }

    /// Of the calls to come, the one with this number (from 1) will report a fault although all of it is written.
    pub fn lose_answer_at(&self, call: usize) {
        self.set_failure(call, Failure::Lost);
    }

    fn set_failure(&self, call: usize, failure: Failure) {
        *self.failure.lock().unwrap() = failure;
        self.fails.store(self.calls.load(Ordering::SeqCst) + call, Ordering::SeqCst);
    }

    /// Of the calls to come, just before the one with this number (from 1) somebody else does `act`.
    pub fn between(&self, call: usize, act: impl FnOnce() + Send + 'static) {
        *self.between.lock().unwrap() = Some(Between(self.calls() + call, Box::new(act)));
    }

    /// Whether it came to that. If not, it will not.
    pub fn came_between(&self) -> bool {
        self.between.lock().unwrap().take().is_none()
    }

    /// From now on every call fails.
    #[cfg(feature = "gui")]
    pub fn fail_always(&self) {
        self.all_fail.store(true, Ordering::SeqCst);
    }

    /// From now on nothing fails. Says whether anything has.
    pub fn mend(&self) -> bool {
        self.spoil(&[]);
        self.all_fail.store(false, Ordering::SeqCst);
        let at = self.fails.swap(0, Ordering::SeqCst);
        at != 0 && self.calls.load(Ordering::SeqCst) >= at
    }

    /// Whether emptying the journals fails from now on.
    pub fn fail_scrubs(&self, fail: bool) {
        self.scrubs_fail.store(fail, Ordering::SeqCst);
    }

    /// How often the journals were to be emptied so far.
    pub fn scrubs(&self) -> usize {
        self.scrubs.load(Ordering::SeqCst)
    }

    /// Transactions so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn call(&self) -> Option<Failure> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let act = self.between.lock().unwrap().take_if(|between| between.0 == call);
        if let Some(Between(_, act)) = act {
            act();
        }
        if self.all_fail.load(Ordering::SeqCst) {
            return Some(Failure::Nothing(full));
        }
        (call == self.fails.load(Ordering::SeqCst)).then(|| *self.failure.lock().unwrap())
    }
}

fn full() -> Error {
    StoreError::Full("accounts.db".into()).into()
}

impl Store for FaultyStore {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let failure = self.call();
        let spoilt = self.spoilt.lock().unwrap().clone();
        self.rows.write(&mut |rows| {
            act(&mut Held { rows, spoilt: &spoilt })?;
            if let Some(Failure::Nothing(error)) = failure { Err(error()) } else { Ok(()) }
        })?;
        if failure.is_some() { Err(full()) } else { Ok(()) }
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        match self.call() {
            Some(Failure::Nothing(error)) => return Err(error()),
            Some(Failure::Lost) => return Err(full()),
            None => {}
        }
        let spoilt = self.spoilt.lock().unwrap().clone();
        self.rows.read(&mut |rows| act(&Seen { rows, spoilt: &spoilt }))
    }

    fn version(&self) -> Result<u64, Error> {
        self.rows.version()
    }

    fn scrub(&self) -> Result<(), Error> {
        self.scrubs.fetch_add(1, Ordering::SeqCst);
        if self.scrubs_fail.load(Ordering::SeqCst) { Err(full()) } else { self.rows.scrub() }
    }

    fn place(&self) -> Option<String> {
        Some("a place with faults".to_owned())
    }
}

struct Seen<'a> {
    rows: &'a dyn Reader,
    spoilt: &'a [Spoilt],
}

impl Seen<'_> {
    fn read<T>(&self, row: Spoilt, read: impl FnOnce(&dyn Reader) -> Result<T, Error>) -> Result<T, Error> {
        if self.spoilt.contains(&row) { Err(Error::Unreadable) } else { read(self.rows) }
    }
}

impl Reader for Seen<'_> {
    fn meta(&self) -> Result<Meta, Error> {
        self.rows.meta()
    }
    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        self.read(Spoilt::Account, |rows| rows.account(id))
    }
    fn account_by_key(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        match self.rows.account_by_key(key)? {
            Some(row) => self.read(Spoilt::Account, |_| Ok(Some(row))),
            None => Ok(None),
        }
    }
    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.rows.accounts()
    }
    fn has_accounts(&self) -> Result<bool, Error> {
        self.rows.has_accounts()
    }
    fn able_administrators(&self, limit: usize) -> Result<Vec<AccountId>, Error> {
        self.rows.able_administrators(limit)
    }
    fn wraps(&self, account: AccountId) -> Result<Vec<WrapRow>, Error> {
        self.read(Spoilt::Wraps, |rows| rows.wraps(account))
    }
    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        self.read(Spoilt::Authenticators, |rows| rows.authenticators(account))
    }
    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        self.read(Spoilt::Recovery, |rows| rows.recovery(account))
    }
    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        self.read(Spoilt::HelpCode, |rows| rows.help_code(account))
    }
    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        self.rows.expired(now)
    }
    fn current_kdfs(&self, limit: usize) -> Result<Vec<String>, Error> {
        self.rows.current_kdfs(limit)
    }
    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        self.rows.password_counters()
    }
    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        match key {
            CounterKey::Account(_, kind) => self.read(Spoilt::Counter(*kind), |rows| rows.counter(key)),
            CounterKey::Name(_) => self.rows.counter(key),
        }
    }
    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        self.rows.session(token_hash)
    }
    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error> {
        self.rows.sessions(account)
    }
    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error> {
        self.read(Spoilt::Audit, |rows| rows.history(account, limit))
    }
    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error> {
        self.read(Spoilt::Audit, |rows| rows.audit_from(first, limit))
    }
}

struct Held<'a> {
    rows: &'a mut dyn Writer,
    spoilt: &'a [Spoilt],
}

macro_rules! reads {
    ($($name:ident($($given:ident: $type:ty),*) -> $answer:ty;)+) => {
        impl Reader for Held<'_> {
            $(fn $name(&self, $($given: $type),*) -> Result<$answer, Error> {
                Seen { rows: self.rows, spoilt: self.spoilt }.$name($($given),*)
            })+
        }
    };
}

reads! {
    meta() -> Meta;
    account(id: AccountId) -> Option<AccountRow>;
    account_by_key(key: &str) -> Option<AccountRow>;
    accounts() -> Vec<AccountRow>;
    has_accounts() -> bool;
    able_administrators(limit: usize) -> Vec<AccountId>;
    wraps(account: AccountId) -> Vec<WrapRow>;
    authenticators(account: AccountId) -> Vec<AuthenticatorRow>;
    recovery(account: AccountId) -> Vec<RecoveryRow>;
    help_code(account: AccountId) -> Option<HelpCodeRow>;
    expired(now: UnixTime) -> Vec<AccountId>;
    current_kdfs(limit: usize) -> Vec<String>;
    counter(key: &CounterKey) -> Option<CounterRow>;
    password_counters() -> Vec<(CounterKey, CounterRow)>;
    session(token_hash: &[u8; 32]) -> Option<SessionRow>;
    sessions(account: AccountId) -> Vec<SessionRow>;
    history(account: AccountId, limit: usize) -> Vec<AuditRow>;
    audit_from(first: u64, limit: usize) -> Vec<AuditRow>;
}

macro_rules! writes {
    ($($name:ident($($given:ident: $type:ty),*) -> $answer:ty;)+) => {
        impl Writer for Held<'_> {
            $(fn $name(&mut self, $($given: $type),*) -> Result<$answer, Error> {
                self.rows.$name($($given),*)
            })+
        }
    };
}

writes! {
    put_meta(meta: &Meta) -> ();
    insert_account(row: &AccountRow) -> bool;
    update_account(row: &AccountRow) -> ();
    delete_account(id: AccountId) -> ();
    put_wrap(row: &WrapRow) -> ();
    delete_wrap(account: AccountId, kind: WrapKind, generation: u64) -> ();
    put_authenticator(row: &AuthenticatorRow) -> ();
    delete_authenticator(id: AuthenticatorId) -> ();
    spend_step(id: AuthenticatorId, step: u64) -> bool;
    replace_recovery(account: AccountId, rows: &[RecoveryRow]) -> ();
    spend_recovery(row: &RecoveryRow) -> bool;
    put_help_code(account: AccountId, row: Option<&HelpCodeRow>) -> ();
    put_counter(key: &CounterKey, row: &CounterRow) -> ();
    delete_counter(key: &CounterKey) -> ();
    put_session(row: &SessionRow) -> ();
    delete_session(token_hash: &[u8; 32]) -> ();
    put_audit(row: &AuditRow) -> ();
}
