//! A store with injected faults.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::auth::testing::FixedRandom;
use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, CounterKey, CounterKind, CounterRow, Error,
    HelpCodeRow, MemoryStore, Meta, Reader, RecoveryRow, SessionRow, Store, StoreError, UnixTime, WrapKind,
    WrappedKeyRow, Writer,
};

/// Rows that are reported as corrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Corrupt {
    Account,
    Counter(CounterKind),
    WrappedKeys,
    Authenticators,
    Recovery,
    HelpCode,
    Audit,
}

/// A call number, and a hook to run before it.
struct CallHook(usize, Box<dyn FnOnce() + Send>);

/// How a call fails.
#[derive(Clone, Copy)]
enum Failure {
    /// Nothing is written.
    NotWritten(fn() -> Error),
    /// Everything is written, but an error is returned.
    ReplyLost,
}

/// A store in memory with injected faults.
pub(crate) struct FaultyStore {
    rows: MemoryStore,
    corrupt: Mutex<Vec<Corrupt>>,
    /// Number of calls, each one transaction.
    calls: AtomicUsize,
    /// Number of the failing call; 0 for none.
    failing_call: AtomicUsize,
    failure: Mutex<Failure>,
    /// The hook to run before a later call.
    hook: Mutex<Option<CallHook>>,
    purges: AtomicUsize,
    purges_fail: AtomicBool,
    all_fail: AtomicBool,
}

impl FaultyStore {
    pub fn new() -> Self {
        let rows = MemoryStore::new(&FixedRandom::new(99)).expect("memory is available");
        let (calls, failing_call) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let failure = Mutex::new(Failure::NotWritten(disk_full));
        let (corrupt, hook, purges) = (Mutex::default(), Mutex::default(), AtomicUsize::new(0));
        let (purges_fail, all_fail) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { rows, corrupt, calls, failing_call, failure, hook, purges, purges_fail, all_fail }
    }

    /// Reports these rows as corrupt from now on.
    pub fn corrupt(&self, rows: &[Corrupt]) {
        *self.corrupt.lock().unwrap() = rows.to_vec();
    }

    /// Lets the call with this number (from 1) fail just before the commit.
    pub fn fail_at(&self, call: usize) {
        self.fail_at_with(call, disk_full);
    }

    /// As [`FaultyStore::fail_at`], with the given error.
    pub fn fail_at_with(&self, call: usize, error: fn() -> Error) {
        self.set_failure(call, Failure::NotWritten(error));
    }

    /// Lets the call with this number (from 1) return an error although everything is written.
    pub fn lose_reply_at(&self, call: usize) {
        self.set_failure(call, Failure::ReplyLost);
    }

    fn set_failure(&self, call: usize, failure: Failure) {
        *self.failure.lock().unwrap() = failure;
        self.failing_call.store(self.calls.load(Ordering::SeqCst) + call, Ordering::SeqCst);
    }

    /// Runs `hook` just before the call with this number (from 1).
    pub fn run_before_call(&self, call: usize, hook: impl FnOnce() + Send + 'static) {
        *self.hook.lock().unwrap() = Some(CallHook(self.calls() + call, Box::new(hook)));
    }

    /// Returns whether the hook ran, and removes it if not.
    pub fn hook_ran(&self) -> bool {
        self.hook.lock().unwrap().take().is_none()
    }

    /// Lets every call fail from now on.
    #[cfg(feature = "gui")]
    pub fn fail_always(&self) {
        self.all_fail.store(true, Ordering::SeqCst);
    }

    /// Removes all faults. Returns whether any call failed.
    pub fn heal(&self) -> bool {
        self.corrupt(&[]);
        self.all_fail.store(false, Ordering::SeqCst);
        let at = self.failing_call.swap(0, Ordering::SeqCst);
        at != 0 && self.calls.load(Ordering::SeqCst) >= at
    }

    /// Sets whether purging the journals fails.
    pub fn fail_purges(&self, fail: bool) {
        self.purges_fail.store(fail, Ordering::SeqCst);
    }

    /// Number of purges so far, including failed ones.
    pub fn purges(&self) -> usize {
        self.purges.load(Ordering::SeqCst)
    }

    /// Number of transactions so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn begin_call(&self) -> Option<Failure> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let hook = self.hook.lock().unwrap().take_if(|hook| hook.0 == call);
        if let Some(CallHook(_, callback)) = hook {
            callback();
        }
        if self.all_fail.load(Ordering::SeqCst) {
            return Some(Failure::NotWritten(disk_full));
        }
        (call == self.failing_call.load(Ordering::SeqCst)).then(|| *self.failure.lock().unwrap())
    }
}

fn disk_full() -> Error {
    StoreError::DiskFull("accounts.db".into()).into()
}

impl Store for FaultyStore {
    fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let failure = self.begin_call();
        let corrupt = self.corrupt.lock().unwrap().clone();
        self.rows.write(&mut |rows| {
            operation(&mut FaultyWriter { rows, corrupt: &corrupt })?;
            if let Some(Failure::NotWritten(error)) = failure { Err(error()) } else { Ok(()) }
        })?;
        if failure.is_some() { Err(disk_full()) } else { Ok(()) }
    }

    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        match self.begin_call() {
            Some(Failure::NotWritten(error)) => return Err(error()),
            Some(Failure::ReplyLost) => return Err(disk_full()),
            None => {}
        }
        let corrupt = self.corrupt.lock().unwrap().clone();
        self.rows.read(&mut |rows| operation(&FaultyReader { rows, corrupt: &corrupt }))
    }

    fn version(&self) -> Result<u64, Error> {
        self.rows.version()
    }

    fn purge_deleted(&self) -> Result<(), Error> {
        self.purges.fetch_add(1, Ordering::SeqCst);
        if self.purges_fail.load(Ordering::SeqCst) { Err(disk_full()) } else { self.rows.purge_deleted() }
    }

    fn location(&self) -> Option<String> {
        Some("a place with faults".to_owned())
    }
}

struct FaultyReader<'a> {
    rows: &'a dyn Reader,
    corrupt: &'a [Corrupt],
}

impl FaultyReader<'_> {
    fn read_unless_corrupt<T>(
        &self,
        row: Corrupt,
        read: impl FnOnce(&dyn Reader) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.corrupt.contains(&row) { Err(Error::Corrupt) } else { read(self.rows) }
    }
}

impl Reader for FaultyReader<'_> {
    fn meta(&self) -> Result<Meta, Error> {
        self.rows.meta()
    }
    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        self.read_unless_corrupt(Corrupt::Account, |rows| rows.account(id))
    }
    fn account_by_canonical_name(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        match self.rows.account_by_canonical_name(key)? {
            Some(row) => self.read_unless_corrupt(Corrupt::Account, |_| Ok(Some(row))),
            None => Ok(None),
        }
    }
    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.rows.accounts()
    }
    fn has_accounts(&self) -> Result<bool, Error> {
        self.rows.has_accounts()
    }
    fn active_administrators(&self, limit: usize) -> Result<Vec<AccountId>, Error> {
        self.rows.active_administrators(limit)
    }
    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error> {
        self.read_unless_corrupt(Corrupt::WrappedKeys, |rows| rows.wrapped_keys(account))
    }
    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        self.read_unless_corrupt(Corrupt::Authenticators, |rows| rows.authenticators(account))
    }
    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        self.read_unless_corrupt(Corrupt::Recovery, |rows| rows.recovery(account))
    }
    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        self.read_unless_corrupt(Corrupt::HelpCode, |rows| rows.help_code(account))
    }
    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        self.rows.expired(now)
    }
    fn active_kdf_params(&self, limit: usize) -> Result<Vec<String>, Error> {
        self.rows.active_kdf_params(limit)
    }
    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        self.rows.password_counters()
    }
    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        match key {
            CounterKey::Account(_, kind) => self.read_unless_corrupt(Corrupt::Counter(*kind), |rows| rows.counter(key)),
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
        self.read_unless_corrupt(Corrupt::Audit, |rows| rows.history(account, limit))
    }
    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error> {
        self.read_unless_corrupt(Corrupt::Audit, |rows| rows.audit_from(first, limit))
    }
}

struct FaultyWriter<'a> {
    rows: &'a mut dyn Writer,
    corrupt: &'a [Corrupt],
}

macro_rules! reads {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)+) => {
        impl Reader for FaultyWriter<'_> {
            $(fn $name(&self, $($argument: $type),*) -> Result<$result, Error> {
                FaultyReader { rows: self.rows, corrupt: self.corrupt }.$name($($argument),*)
            })+
        }
    };
}

reads! {
    meta() -> Meta;
    account(id: AccountId) -> Option<AccountRow>;
    account_by_canonical_name(key: &str) -> Option<AccountRow>;
    accounts() -> Vec<AccountRow>;
    has_accounts() -> bool;
    active_administrators(limit: usize) -> Vec<AccountId>;
    wrapped_keys(account: AccountId) -> Vec<WrappedKeyRow>;
    authenticators(account: AccountId) -> Vec<AuthenticatorRow>;
    recovery(account: AccountId) -> Vec<RecoveryRow>;
    help_code(account: AccountId) -> Option<HelpCodeRow>;
    expired(now: UnixTime) -> Vec<AccountId>;
    active_kdf_params(limit: usize) -> Vec<String>;
    counter(key: &CounterKey) -> Option<CounterRow>;
    password_counters() -> Vec<(CounterKey, CounterRow)>;
    session(token_hash: &[u8; 32]) -> Option<SessionRow>;
    sessions(account: AccountId) -> Vec<SessionRow>;
    history(account: AccountId, limit: usize) -> Vec<AuditRow>;
    audit_from(first: u64, limit: usize) -> Vec<AuditRow>;
}

macro_rules! writes {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)+) => {
        impl Writer for FaultyWriter<'_> {
            $(fn $name(&mut self, $($argument: $type),*) -> Result<$result, Error> {
                self.rows.$name($($argument),*)
            })+
        }
    };
}

writes! {
    put_meta(meta: &Meta) -> ();
    insert_account(row: &AccountRow) -> bool;
    update_account(row: &AccountRow) -> ();
    delete_account(id: AccountId) -> ();
    put_wrapped_key(row: &WrappedKeyRow) -> ();
    delete_wrapped_key(account: AccountId, kind: WrapKind, generation: u64) -> ();
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
