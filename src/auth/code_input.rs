//! Codes as people type them: with spaces and dashes, on several lines, in full-width characters.

use crate::auth::secret::{Secret, SecretInput};

/// Longer texts, in bytes, are no code; they are refused unread. Room for sixteen symbols, each with separators.
const MAX_INPUT_BYTES: usize = 256;

/// The `N` symbols of a code, with spaces, dashes and line ends left out, full-width characters made narrow, and
/// each symbol read by `read`. `None` if there are more or fewer, or any that `read` does not know.
pub(crate) fn parse_symbols<const N: usize>(
    typed: &SecretInput,
    parse_symbol: impl Fn(char) -> Option<u8>,
) -> Option<Secret<N>> {
    let text = typed.expose_text();
    if text.len() > MAX_INPUT_BYTES {
        return None;
    }
    let symbols = Secret::try_fill(|symbols: &mut [u8; N]| {
        let mut slots = symbols.iter_mut();
        for symbol in text.chars().filter_map(normalize_symbol) {
            *slots.next().ok_or(())? = parse_symbol(symbol).ok_or(())?;
        }
        slots.next().map_or(Ok(()), |_| Err(()))
    });
    symbols.ok()
}

/// What a typed character stands for in a code: a full-width one for its narrow form, what only parts it for nothing.
pub(crate) fn normalize_symbol(c: char) -> Option<char> {
    (!is_separator(c)).then(|| fold_full_width(c))
}

/// The ASCII character that a full-width one (U+FF01 to U+FF5E) stands for; any other as it is.
pub(crate) fn fold_full_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Whether `c` only parts a code: white space, line ends, and what Unicode calls a dash (general category Pd) with
/// the minus sign. Invisible characters, such as direction marks, are none of these.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{058a}' | '\u{05be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(c, '\u{2e17}' | '\u{2e1a}' | '\u{2e3a}' | '\u{2e3b}' | '\u{2e40}' | '\u{2e5d}' | '\u{301c}')
        || matches!(c, '\u{3030}' | '\u{30a0}' | '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
        || matches!(c, '\u{10d6e}' | '\u{10ead}')
}
