//! Wiping the stack used by a computation with secrets.
//!
//! The cryptography crates wipe their states, but not every array that they pass by value: HKDF's extracted key,
//! HChaCha20's state, the key block of HMAC and the last block of Argon2 stay in abandoned frames until a deeper call
//! overwrites them.

use std::hint::black_box;

/// Bytes to overwrite, more than the frames of any of these computations use.
const WIPED_BYTES: usize = 8 * 1024;

/// Runs `operation`, then overwrites its stack. `operation` must return secrets in boxes.
#[inline(never)]
pub(crate) fn on_wiped_stack<T>(operation: impl FnOnce() -> T) -> T {
    let done = run_in_own_frame(operation);
    overwrite();
    done
}

/// Its frame begins at the same address as that of [`overwrite`].
#[inline(never)]
fn run_in_own_frame<T>(operation: impl FnOnce() -> T) -> T {
    operation()
}

#[inline(never)]
fn overwrite() {
    // An array of `u64`, because a debug build fills it in a tenth of the time.
    let mut frame = [0_u64; WIPED_BYTES / 8];
    black_box(&mut frame);
}
