//! For tests that search the memory of a process: which secrets it holds and held. They are kept masked, so that the
//! search does not find the list itself.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What each byte is kept with, by exclusive or.
pub(crate) const MASK: u8 = 0xa5;

/// Shorter secrets, such as six digits, are also parts of other things.
const MIN_RECORDED_BYTES: usize = 10;

static RECORDING: AtomicBool = AtomicBool::new(false);
static SECRETS: Mutex<Vec<Recorded>> = Mutex::new(Vec::new());

struct Recorded {
    masked: Vec<u8>,
    /// Boxes that hold it now.
    live_count: usize,
}

/// From now on all secrets of this process are recorded.
pub(crate) fn start() {
    RECORDING.store(true, Ordering::Relaxed);
}

/// All secrets so far, one a word: how many boxes hold it now, a colon, the masked bytes in hexadecimal.
pub(crate) fn list() -> String {
    let mut text = String::new();
    for Recorded { masked, live_count } in secrets().iter() {
        let digits: String = masked.iter().map(|byte| format!("{byte:02x}")).collect();
        write!(text, " {live_count}:{digits}").unwrap();
    }
    text
}

pub(super) fn record_created(bytes: &[u8]) {
    if let Some(masked) = masked(bytes) {
        let mut secrets = secrets();
        match secrets.iter_mut().find(|known| known.masked == masked) {
            Some(known) => known.live_count += 1,
            None => secrets.push(Recorded { masked, live_count: 1 }),
        }
    }
}

thread_local! {
    /// The contents of each box that this thread wipes, while [`wiped_by`] runs.
    static WIPED: RefCell<Option<Vec<Vec<u8>>>> = const { RefCell::new(None) };
}

/// The contents of the boxes that this thread wipes while `act` runs, as they were before.
pub(super) fn wiped_by(operation: impl FnOnce()) -> Vec<Vec<u8>> {
    WIPED.set(Some(Vec::new()));
    operation();
    WIPED.take().unwrap_or_default()
}

/// Called again for bytes that were wiped, it finds none.
pub(super) fn record_wiped(bytes: &[u8]) {
    // It fails once the thread ends: nothing is looked at then.
    let _ = WIPED.try_with(|wiped| wiped.borrow_mut().iter_mut().for_each(|wiped| wiped.push(bytes.to_vec())));
    if let Some(masked) = masked(bytes)
        && let Some(known) = secrets().iter_mut().find(|known| known.masked == masked)
    {
        known.live_count = known.live_count.saturating_sub(1);
    }
}

fn masked(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_recorded = bytes.len() >= MIN_RECORDED_BYTES && RECORDING.load(Ordering::Relaxed);
    is_recorded.then(|| bytes.iter().map(|byte| byte ^ MASK).collect())
}

fn secrets() -> MutexGuard<'static, Vec<Recorded>> {
    SECRETS.lock().unwrap_or_else(PoisonError::into_inner)
}
