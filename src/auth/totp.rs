//! One-time codes (RFC 6238): reading them, matching them to steps, and pairing an authenticator.
//!
//! SHA-1, six digits, 30 seconds, and nothing else: some authenticators ignore other parameters and then compute
//! wrong codes. Which steps are still fresh is not known here; see the acts.

mod code;
mod matching;
mod pairing;

pub(crate) use code::step_of;
pub use code::{Code, STEP_SECONDS, code_at};
pub(crate) use matching::{Matches, PairingMatch, matches, matches_pairing, minutes_off};
pub(crate) use pairing::otpauth_uri;
pub use pairing::{OtpauthUri, group_by_four, setup_key};

#[cfg(test)]
mod tests;
