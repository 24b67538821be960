//! Recovery codes: sixteen symbols that stand in for a one-time code once.
//!
//! How they are drawn, written and read. What they are checked against stands in `seal`, when in the acts.

use crate::auth::base32;
use crate::auth::code_input;
use crate::auth::error::Error;
use crate::auth::random_source::Random;
use crate::auth::secret::{RecoveryCode, Secret, SecretInput, SecretText};

/// Codes in a set.
pub(crate) const RECOVERY_CODES: usize = 10;

/// Symbols in a code: 16 of 5 bits.
const SYMBOLS: usize = 16;

/// Five bits each. Of `0` and `O` only the digit is here and the letter is read as it; of `1`, `I` and `L` none is.
const ALPHABET: &[u8; 32] = b"023456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// A source that gives the same code this often in a row does not work.
const MAX_DRAWS: usize = 4 * RECOVERY_CODES;

impl RecoveryCode {
    /// As it is shown: `XXXX-XXXX-XXXX-XXXX`.
    pub fn expose_text(&self) -> SecretText {
        let mut text = SecretText::new(String::with_capacity(SYMBOLS + 3));
        for (index, symbol) in base32::encode(self.expose_bytes(), ALPHABET).enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    /// Reads a code as typed: case, spaces, dashes and full-width characters do not matter, and `O` is read as `0`.
    /// `None` if it is not sixteen symbols; a text of any length is answered at once.
    pub fn parse(typed: &SecretInput) -> Option<Self> {
        let symbols = code_input::parse_symbols::<SYMBOLS>(typed, symbol_value)?;
        Some(Secret::fill(|bytes| base32::decode_into(symbols.expose_bytes(), bytes)).into())
    }
}

/// Draws a set of different codes.
///
/// # Errors
/// [`Error::RandomSource`] if the source gives nothing, or the same again and again.
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

/// The five bits of a symbol, whatever its case.
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
