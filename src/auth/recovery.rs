//! Recovery codes: sixteen symbols that stand in for a one-time code once.
//!
//! How they are drawn, written and read. What they are checked against stands in `seal`, when in the acts.

use crate::auth::base32;
use crate::auth::error::Error;
use crate::auth::random::Random;
use crate::auth::secret::{ExposedText, RecoveryCode, Secret, TypedText};
use crate::auth::typed;

/// Codes in a set.
pub(crate) const SET: usize = 10;

/// Symbols in a code: 16 of 5 bits.
const SYMBOLS: usize = 16;

/// Five bits each. Of `0` and `O` only the digit is here and the letter is read as it; of `1`, `I` and `L` none is.
const ALPHABET: &[u8; 32] = b"023456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// A source that gives the same code this often in a row does not work.
const MOST_DRAWS: usize = 4 * SET;

impl RecoveryCode {
    /// As it is shown: `XXXX-XXXX-XXXX-XXXX`.
    pub fn expose_text(&self) -> ExposedText {
        let mut text = ExposedText::new(String::with_capacity(SYMBOLS + 3));
        for (place, symbol) in base32::symbols(self.expose_bytes(), ALPHABET).enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    /// Reads a code as typed: case, spaces, dashes and full-width characters do not matter, and `O` is read as `0`.
    /// `None` if it is not sixteen symbols; a text of any length is answered at once.
    pub fn parse(typed: &TypedText) -> Option<Self> {
        let symbols = typed::symbols::<SYMBOLS>(typed, value_of)?;
        Some(Secret::fill(|bytes| base32::write_values(symbols.expose_bytes(), bytes)).into())
    }
}

/// Draws a set of different codes.
///
/// # Errors
/// [`Error::Random`] if the source gives nothing, or the same again and again.
pub(crate) fn draw_set(random: &dyn Random) -> Result<[RecoveryCode; SET], Error> {
    let mut codes: Vec<RecoveryCode> = Vec::with_capacity(SET);
    for _ in 0..MOST_DRAWS {
        let code = RecoveryCode::draw(random)?;
        if codes.iter().all(|other| other.expose_bytes() != code.expose_bytes()) {
            codes.push(code);
        }
        if codes.len() == SET {
            break;
        }
    }
    codes.try_into().map_err(|_| Error::Random)
}

/// The five bits of a symbol, whatever its case.
fn value_of(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        other => other,
    };
    let place = ALPHABET.iter().position(|&known| char::from(known) == symbol)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests;
