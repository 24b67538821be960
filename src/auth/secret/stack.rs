//! The stack below a computation with secrets.
//!
//! The crates of cryptography wipe their states, but not every array that they pass on by value: HKDF's extracted key,
//! HChaCha20's state, the key block of HMAC and the last block of Argon2 stay in frames that were left, until something
//! deeper happens to overwrite them.

use std::hint::black_box;

/// Bytes that are overwritten: more than the frames of any of the computations take.
const WIPED_BYTES: usize = 8 * 1024;

/// Runs `work`, and then overwrites the stack that it ran on. `work` must give secrets back in boxes.
#[inline(never)]
pub(crate) fn on_wiped_stack<T>(operation: impl FnOnce() -> T) -> T {
    let done = run_in_own_frame(operation);
    overwrite();
    done
}

/// Its frame begins where that of [`overwrite`] begins.
#[inline(never)]
fn run_in_own_frame<T>(operation: impl FnOnce() -> T) -> T {
    operation()
}

#[inline(never)]
fn overwrite() {
    // In words: a debug build fills them in a tenth of the time.
    let mut frame = [0_u64; WIPED_BYTES / 8];
    black_box(&mut frame);
}
