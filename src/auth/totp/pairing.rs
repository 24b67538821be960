//! What an authenticator is paired with: the `otpauth` URI behind the QR code, and the key for typing.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::auth::base32;
use crate::auth::printable::is_printable;
use crate::auth::secret::{ExposedText, TotpSecret, redacted};

/// The longest issuer, in bytes, so that the QR code keeps large modules.
const ISSUER: usize = 24;

/// The longest account name, in bytes.
const ACCOUNT: usize = 32;

/// Stands in for an issuer or account of which nothing is left.
const NAMELESS: &str = "Vestibule";

/// Symbols of a 20-byte secret in base32.
const KEY: usize = 32;

/// RFC 4648 section 6.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The URI of a pairing, and how the entry will look in the phone.
pub struct PairingUri {
    uri: ExposedText,
    issuer: String,
    account: String,
}

redacted!(PairingUri);

impl PairingUri {
    /// The URI itself; it holds the secret.
    pub fn expose_text(&self) -> &str {
        &self.uri
    }

    /// The program's name as the phone will show it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The account as the phone will show it.
    pub fn account(&self) -> &str {
        &self.account
    }
}

/// `otpauth://totp/{Issuer}:{account}?secret={key}&issuer={Issuer}`, without the parameters that are the common ones
/// anyway.
pub(crate) fn pairing_uri(issuer: &str, account: &str, secret: &TotpSecret) -> PairingUri {
    let issuer = label(issuer, ISSUER);
    let account = label(account, ACCOUNT);
    // At most three characters for a byte: room for all, since a buffer that grows leaves copies.
    let mut uri = ExposedText::new(String::with_capacity(64 + KEY + 3 * (2 * ISSUER + ACCOUNT)));
    uri.push_str("otpauth://totp/");
    push_encoded(&mut uri, &issuer);
    uri.push(':');
    push_encoded(&mut uri, &account);
    uri.push_str("?secret=");
    uri.push_str(&setup_key(secret));
    uri.push_str("&issuer=");
    push_encoded(&mut uri, &issuer);
    PairingUri { uri, issuer, account }
}

/// The secret for typing: 32 symbols of base32 (RFC 4648 section 6) without padding.
pub fn setup_key(secret: &TotpSecret) -> ExposedText {
    let mut text = ExposedText::new(String::with_capacity(KEY));
    text.extend(base32::symbols(secret.expose_bytes(), ALPHABET));
    text
}

/// A setup key in groups of four, for reading aloud.
pub fn grouped(setup_key: &str) -> ExposedText {
    let mut text = ExposedText::new(String::with_capacity(setup_key.len() + setup_key.len() / 4));
    for (place, symbol) in setup_key.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(symbol);
    }
    text
}

/// `text` without colons, which part issuer and account, and without what cannot be seen or moves the rest, cut to `longest` bytes
/// before a whole character as people see it.
fn label(text: &str, longest: usize) -> String {
    // As many characters as any cut can need; the rest of a long text is not looked at.
    let clean: String = text.chars().filter(|&c| c != ':' && is_printable(c)).take(16 * longest).collect();
    let clean = clean.trim();
    let ends = clean.grapheme_indices(true).map(|(start, grapheme)| start + grapheme.len());
    // A letter under a heap of accents may be too long by itself.
    let cut = ends.take_while(|&end| end <= longest).last().unwrap_or_else(|| clean.floor_char_boundary(longest));
    match clean.get(..cut).map(str::trim_end) {
        None | Some("") => NAMELESS.to_owned(),
        Some(label) => label.to_owned(),
    }
}

/// Percent-encodes the UTF-8 of `text`; only unreserved characters (RFC 3986 section 2.3) stay as they are.
fn push_encoded(uri: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests;
