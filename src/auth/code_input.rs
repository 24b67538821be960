//! Typed codes, with spaces and dashes, on several lines, in full-width characters.

use crate::auth::secret::{Secret, SecretInput};

/// The maximum length in bytes; longer text is refused unread. Fits sixteen symbols, each with separators.
pub(crate) const MAX_INPUT_BYTES: usize = 256;

/// Parses the `N` symbols of a code with `parse_symbol`, ignoring spaces, dashes and line ends and folding full-width
/// characters. Returns `None` if there are more or fewer symbols, or any that `parse_symbol` refuses.
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

/// Maps full-width characters to ASCII; returns `None` for separators.
pub(crate) fn normalize_symbol(c: char) -> Option<char> {
    (!is_separator(c)).then(|| fold_full_width(c))
}

/// Returns the ASCII form of a full-width character (U+FF01 to U+FF5E); any other unchanged.
pub(crate) fn fold_full_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Returns whether `c` is a separator: white space, a line end, a Unicode dash (general category Pd) or the minus sign.
/// Invisible characters, such as direction marks, are not separators.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{058a}' | '\u{05be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(c, '\u{2e17}' | '\u{2e1a}' | '\u{2e3a}' | '\u{2e3b}' | '\u{2e40}' | '\u{2e5d}' | '\u{301c}')
        || matches!(c, '\u{3030}' | '\u{30a0}' | '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
        || matches!(c, '\u{10d6e}' | '\u{10ead}')
}
