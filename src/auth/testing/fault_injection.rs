//! A store with injected faults.

mod corrupt_rows;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub(crate) use self::corrupt_rows::Corrupt;
use self::corrupt_rows::{FaultyReader, FaultyWriter};
use crate::auth::testing::FixedRandom;
use crate::auth::{Error, MemoryStore, Reader, Store, StoreError, Writer};

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
    /// The file of the store is deleted.
    replaced: AtomicBool,
}

impl FaultyStore {
    pub fn new() -> Self {
        let rows = MemoryStore::new(&FixedRandom::new(99)).expect("memory is available");
        let (calls, failing_call) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let failure = Mutex::new(Failure::NotWritten(disk_full));
        let (corrupt, hook, purges) = (Mutex::default(), Mutex::default(), AtomicUsize::new(0));
        let (purges_fail, all_fail, replaced) =
            (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
        Self { rows, corrupt, calls, failing_call, failure, hook, purges, purges_fail, all_fail, replaced }
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

    /// Sets whether every call reports the file of the store as deleted or replaced.
    #[cfg(feature = "gui")]
    pub fn set_replaced(&self, is_replaced: bool) {
        self.replaced.store(is_replaced, Ordering::SeqCst);
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
        if self.replaced.load(Ordering::SeqCst) {
            return Some(Failure::NotWritten(replaced));
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

fn replaced() -> Error {
    StoreError::Replaced("accounts.db".into()).into()
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
        if self.replaced.load(Ordering::SeqCst) { Err(replaced()) } else { self.rows.version() }
    }

    fn purge_deleted(&self) -> Result<(), Error> {
        self.purges.fetch_add(1, Ordering::SeqCst);
        if self.purges_fail.load(Ordering::SeqCst) { Err(disk_full()) } else { self.rows.purge_deleted() }
    }

    fn location(&self) -> Option<String> {
        Some("a place with faults".to_owned())
    }
}
