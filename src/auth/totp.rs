//! One-time codes (RFC 6238): parsing, matching to time steps, and pairing an authenticator.
//!
//! Only SHA-1, six digits and 30 seconds: some authenticators ignore other parameters and then compute wrong codes.
//! `transactions` tracks which steps are unspent.

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
