//! Recovery codes: sixteen symbols that replace a one-time code once.
//!
//! Drawing, formatting and parsing. `seal` computes their tags, and `transactions` checks them.

use crate::auth::base32;
use crate::auth::code_input;
use crate::auth::error::Error;
use crate::auth::random_source::Random;
use crate::auth::secret::{RecoveryCode, Secret, SecretInput, SecretText};

/// Recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;

/// Symbols in a code: 16 of 5 bits.
const SYMBOLS: usize = 16;

/// Five bits per symbol. Contains `0`, as which `O` is parsed, and none of `1`, `I` and `L`.
const ALPHABET: &[u8; 32] = b"023456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// The number of draws after which a source that repeats codes counts as broken.
const MAX_DRAWS: usize = 4 * RECOVERY_CODES;

impl RecoveryCode {
    /// Returns the displayed form: `XXXX-XXXX-XXXX-XXXX`.
    pub fn expose_text(&self) -> SecretText {
        SecretText::in_groups_of_four(base32::encode(self.expose_bytes(), ALPHABET), SYMBOLS, '-')
    }

    /// Parses a typed code, ignoring case, spaces and dashes; accepts full-width characters, and `O` as `0`. Takes
    /// bounded time for any length.
    ///
    /// # Errors
    /// Returns what is wrong with a text that does not have sixteen symbols.
    pub fn parse(typed: &SecretInput) -> Result<Self, RecoveryCodeProblem> {
        match code_input::parse_symbols::<SYMBOLS>(typed, symbol_value) {
            Some(symbols) => Ok(Secret::fill(|bytes| base32::decode_into(symbols.expose_bytes(), bytes)).into()),
            None => Err(RecoveryCodeProblem::of(typed.expose_text())),
        }
    }
}

/// What is wrong with a typed recovery or help code, without any of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeProblem {
    /// A character that occurs in no code.
    #[error("character {position} occurs in no recovery code")]
    Character {
        /// Its position, counted from 1 without spaces and dashes.
        position: usize,
    },
    /// Too few characters.
    #[error("{missing} of the {SYMBOLS} letters and digits missing")]
    TooShort {
        /// How many are missing.
        missing: usize,
    },
    /// More characters than a code has.
    #[error("a recovery code has {SYMBOLS} letters and digits, not more")]
    TooLong,
}

impl RecoveryCodeProblem {
    /// What the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        "Compare it with the code as it was shown, then type it again"
    }

    /// Returns what is wrong with `typed`, which is no code.
    fn of(typed: &str) -> Self {
        // Anything longer is not read; see `parse_symbols`.
        if typed.len() > code_input::MAX_INPUT_BYTES {
            return Self::TooLong;
        }
        let mut symbols = 0;
        for symbol in typed.chars().filter_map(code_input::normalize_symbol) {
            symbols += 1;
            if symbol_value(symbol).is_none() {
                return Self::Character { position: symbols };
            }
        }
        match SYMBOLS.checked_sub(symbols) {
            Some(missing) => Self::TooShort { missing },
            None => Self::TooLong,
        }
    }
}

/// Draws a set of distinct codes.
///
/// # Errors
/// Fails with [`Error::RandomSource`] if the source fails or keeps repeating codes.
pub(crate) fn draw_set(random: &dyn Random) -> Result<[RecoveryCode; RECOVERY_CODES], Error> {
    let mut codes: Vec<RecoveryCode> = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..MAX_DRAWS {
        let code = RecoveryCode::draw(random)?;
        if codes.iter().all(|other| other.expose_bytes() != code.expose_bytes()) {
            codes.push(code);
        }
        if codes.len() == RECOVERY_CODES {
            break;
        }
    }
    codes.try_into().map_err(|_| Error::RandomSource)
}

/// Returns the five bits of a symbol, ignoring case.
fn symbol_value(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        other => other,
    };
    let index = ALPHABET.iter().position(|&known| char::from(known) == symbol)?;
    u8::try_from(index).ok()
}

#[cfg(test)]
mod tests;
