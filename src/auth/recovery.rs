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

    /// Parses a typed code, ignoring case, spaces and dashes; accepts full-width characters, and `O` as `0`. Returns
    /// `None` unless it has sixteen symbols; takes bounded time for any length.
    pub fn parse(typed: &SecretInput) -> Option<Self> {
        let symbols = code_input::parse_symbols::<SYMBOLS>(typed, symbol_value)?;
        Some(Secret::fill(|bytes| base32::decode_into(symbols.expose_bytes(), bytes)).into())
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
