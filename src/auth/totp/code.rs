//! A code as six digits, typed or computed.

use std::fmt::{self, Write};

use subtle::{Choice, ConstantTimeEq};
use totp_rs::{Builder, Totp};

use crate::auth::clock::UnixTime;
use crate::auth::code_input;
use crate::auth::secret::{Secret, SecretInput, SecretText, TotpSecret, on_wiped_stack, redacted};

/// Length of a step (RFC 6238 section 5.2).
pub const STEP_SECONDS: u64 = 30;

/// Digits in a code (RFC 4226 section 5.3).
const DIGITS: usize = 6;

/// A one-time code: six ASCII digits.
pub struct Code(Secret<DIGITS>);

redacted!(Code);

impl Code {
    /// Reads a code as typed: spaces, dashes, line ends and full-width digits do not matter, leading zeros count.
    /// `None` for anything else, at once, however long it is.
    pub(crate) fn parse(input: &SecretInput) -> Option<Self> {
        let digit = |c: char| u8::try_from(c).ok().filter(u8::is_ascii_digit);
        code_input::parse_symbols(input, digit).map(Self)
    }

    /// The digits themselves.
    pub(crate) fn expose_text(&self) -> SecretText {
        SecretText::new(self.0.expose_bytes().iter().copied().map(char::from).collect())
    }

    /// Whether both are the same, in constant time.
    pub(super) fn equals(&self, other: &Self) -> Choice {
        self.0.expose_bytes().ct_eq(other.0.expose_bytes())
    }
}

/// The counter value at `now`; `None` before 1970, when there is none.
pub(crate) fn step_of(now: UnixTime) -> Option<u64> {
    u64::try_from(now.seconds()).ok().map(|seconds| seconds / STEP_SECONDS)
}

/// The code that an authenticator with this secret shows at `time`. For demonstrations, not for checking.
pub fn code_at(secret: &TotpSecret, time: UnixTime) -> SecretText {
    let code = on_wiped_stack(|| Generator::new(secret).at(step_of(time).unwrap_or(0)));
    code.map(|code| code.expose_text()).unwrap_or_default()
}

/// Computes the codes of one secret.
pub(super) struct Generator(Totp);

impl Generator {
    /// Set up once for many steps. [`TotpSecret`] has the length that RFC 4226 asks for, so nothing is left to check.
    pub(super) fn new(secret: &TotpSecret) -> Self {
        // On the heap: what it keeps on the stack is copied with each move.
        let secret = totp_rs::Secret::from(secret.expose_bytes().as_slice());
        Self(Builder::new().with_secret(secret).with_step_duration(STEP_SECONDS).build_noncompliant())
    }

    /// The code of a step; `None` for steps beyond what the clock can show.
    pub(super) fn at(&self, step: u64) -> Option<Code> {
        let token = self.0.generate(step.checked_mul(STEP_SECONDS)?);
        let code = Secret::try_fill(|code| {
            let mut digits = DigitWriter { code, filled: 0 };
            write!(digits, "{token}")?;
            if digits.filled == DIGITS { Ok(()) } else { Err(fmt::Error) }
        });
        code.ok().map(Code)
    }
}

/// Takes formatted digits in place, so that none are left on the heap.
struct DigitWriter<'a> {
    code: &'a mut [u8; DIGITS],
    filled: usize,
}

impl Write for DigitWriter<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.filled + text.len();
        self.code.get_mut(self.filled..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.filled = end;
        Ok(())
    }
}
