//! Records the secrets of a process, for tests that search its memory. They are stored masked, so that the search does
//! not find the record itself.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The mask that each recorded byte is XORed with.
pub(crate) const MASK: u8 = 0xa5;

/// Shorter secrets, such as six digits, are not recorded: they also occur in other data.
const MIN_RECORDED_BYTES: usize = 10;

static RECORDING: AtomicBool = AtomicBool::new(false);
static SECRETS: Mutex<Vec<Recorded>> = Mutex::new(Vec::new());

struct Recorded {
    masked: Vec<u8>,
    /// How many boxes hold it now.
    live_count: usize,
}

/// Starts recording all secrets of this process.
pub(crate) fn start() {
    RECORDING.store(true, Ordering::Relaxed);
}

/// Returns all recorded secrets, separated by spaces: live boxes, a colon, the masked bytes in hexadecimal.
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
    /// The contents of each box that this thread wipes while [`wiped_by`] runs.
    static WIPED: RefCell<Option<Vec<Vec<u8>>>> = const { RefCell::new(None) };
}

/// Returns the contents, before wiping, of the boxes that this thread wipes while `operation` runs.
pub(super) fn wiped_by(operation: impl FnOnce()) -> Vec<Vec<u8>> {
    WIPED.set(Some(Vec::new()));
    operation();
    WIPED.take().unwrap_or_default()
}

/// Has no effect on the live count for bytes that are already wiped.
pub(super) fn record_wiped(bytes: &[u8]) {
    // `try_with` fails while the thread ends; nothing is recorded then.
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
