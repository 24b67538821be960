//! A six-digit code, typed or computed.

use std::io::Write;

use subtle::{Choice, ConstantTimeEq};
use totp_rs::{Builder, Totp};

use crate::auth::clock::UnixTime;
use crate::auth::code_input;
use crate::auth::secret::{Secret, SecretInput, SecretText, TotpSecret, on_wiped_stack, redacted};

/// Length of a time step (RFC 6238 section 5.2).
pub const STEP_SECONDS: u64 = 30;

/// Digits in a code (RFC 4226 section 5.3).
const DIGITS: usize = 6;

/// A one-time code: six ASCII digits.
pub struct Code(Secret<DIGITS>);

redacted!(Code);

impl Code {
    /// Parses a typed code, ignoring spaces, dashes and line ends; accepts full-width digits and keeps leading zeros.
    /// Returns `None` for other text, in bounded time.
    pub(crate) fn parse(input: &SecretInput) -> Option<Self> {
        let digit = |c: char| u8::try_from(c).ok().filter(u8::is_ascii_digit);
        code_input::parse_symbols(input, digit).map(Self)
    }

    /// Returns the digits.
    pub(crate) fn expose_text(&self) -> SecretText {
        SecretText::new(self.0.expose_bytes().iter().copied().map(char::from).collect())
    }

    /// Returns whether both codes are equal, in constant time.
    pub(super) fn equals(&self, other: &Self) -> Choice {
        self.0.expose_bytes().ct_eq(other.0.expose_bytes())
    }
}

/// Returns the counter value at `now`; `None` before 1970.
pub(crate) fn step_of(now: UnixTime) -> Option<u64> {
    u64::try_from(now.seconds()).ok().map(|seconds| seconds / STEP_SECONDS)
}

/// Returns the code that an authenticator shows at `time`. For demonstrations, not for verification.
pub fn code_at(secret: &TotpSecret, time: UnixTime) -> SecretText {
    let code = on_wiped_stack(|| Generator::new(secret).at(step_of(time).unwrap_or(0)));
    code.map(|code| code.expose_text()).unwrap_or_default()
}

/// Computes the codes of one secret.
pub(super) struct Generator(Totp);

impl Generator {
    /// Prepared once for many steps. [`TotpSecret`] has the length that RFC 4226 requires, so nothing is checked.
    pub(super) fn new(secret: &TotpSecret) -> Self {
        // On the heap, because a value on the stack is copied with each move.
        let secret = totp_rs::Secret::from(secret.expose_bytes().as_slice());
        Self(Builder::new().with_secret(secret).with_step_duration(STEP_SECONDS).build_noncompliant())
    }

    /// Returns the code of a step; `None` for steps beyond the range of the clock.
    pub(super) fn at(&self, step: u64) -> Option<Code> {
        let token = self.0.generate(step.checked_mul(STEP_SECONDS)?);
        // In place, so that no copies remain on the heap.
        let code = Secret::try_fill(|code| {
            let mut free = code.as_mut_slice();
            write!(free, "{token}").map_err(|_| ())?;
            if free.is_empty() { Ok(()) } else { Err(()) }
        });
        code.ok().map(Code)
    }
}
