//! For tests that search the memory of a process: which secrets it holds and held. They are kept masked, so that the
//! search does not find the list itself.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What each byte is kept with, by exclusive or.
pub(crate) const MASK: u8 = 0xa5;

/// Shorter secrets, such as six digits, are also parts of other things.
const SHORTEST: usize = 10;

static RECORDING: AtomicBool = AtomicBool::new(false);
static SECRETS: Mutex<Vec<Recorded>> = Mutex::new(Vec::new());

struct Recorded {
    masked: Vec<u8>,
    /// Boxes that hold it now.
    held: usize,
}

/// From now on all secrets of this process are recorded.
pub(crate) fn start() {
    RECORDING.store(true, Ordering::Relaxed);
}

/// All secrets so far, one a word: how many boxes hold it now, a colon, the masked bytes in hexadecimal.
pub(crate) fn list() -> String {
    let mut text = String::new();
    for Recorded { masked, held } in secrets().iter() {
        let digits: String = masked.iter().map(|byte| format!("{byte:02x}")).collect();
        write!(text, " {held}:{digits}").unwrap();
    }
    text
}

pub(super) fn made(bytes: &[u8]) {
    if let Some(masked) = masked(bytes) {
        let mut secrets = secrets();
        match secrets.iter_mut().find(|known| known.masked == masked) {
            Some(known) => known.held += 1,
            None => secrets.push(Recorded { masked, held: 1 }),
        }
    }
}

/// Called again for bytes that were wiped, it finds none.
pub(super) fn wiped(bytes: &[u8]) {
    if let Some(masked) = masked(bytes)
        && let Some(known) = secrets().iter_mut().find(|known| known.masked == masked)
    {
        known.held = known.held.saturating_sub(1);
    }
}

fn masked(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_recorded = bytes.len() >= SHORTEST && RECORDING.load(Ordering::Relaxed);
    is_recorded.then(|| bytes.iter().map(|byte| byte ^ MASK).collect())
}

fn secrets() -> MutexGuard<'static, Vec<Recorded>> {
    SECRETS.lock().unwrap_or_else(PoisonError::into_inner)
}
