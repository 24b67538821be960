//! Pairing data for an authenticator: the `otpauth` URI of the QR code, and the setup key to type.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::auth::base32;
use crate::auth::printable::is_printable;
use crate::auth::secret::{SecretText, TotpSecret, redacted};

/// The maximum issuer length, in bytes, so that the QR code keeps large modules.
const MAX_ISSUER_BYTES: usize = 24;

/// The maximum account name length, in bytes.
const MAX_ACCOUNT_BYTES: usize = 32;

/// Replaces an issuer or account that is empty after cleaning.
const FALLBACK_LABEL: &str = "Vestibule";

/// Base32 length of a 20-byte secret.
const SETUP_KEY_CHARS: usize = 32;

/// The base32 alphabet (RFC 4648 section 6).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The URI of a pairing, and the labels that the phone will show.
pub struct OtpauthUri {
    uri: SecretText,
    issuer: String,
    account: String,
}

redacted!(OtpauthUri);

impl OtpauthUri {
    /// Returns the URI, which contains the secret.
    pub fn expose_text(&self) -> &str {
        &self.uri
    }

    /// Returns the program's name as the phone will show it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the account as the phone will show it.
    pub fn account(&self) -> &str {
        &self.account
    }
}

/// Builds `otpauth://totp/{Issuer}:{account}?secret={key}&issuer={Issuer}`, without the parameters that have default
/// values.
pub(crate) fn otpauth_uri(issuer: &str, account: &str, secret: &TotpSecret) -> OtpauthUri {
    let issuer = otpauth_label(issuer, MAX_ISSUER_BYTES);
    let account = otpauth_label(account, MAX_ACCOUNT_BYTES);
    // At most three characters per byte; the full capacity is reserved, because a growing buffer leaves copies.
    let mut uri =
        SecretText::new(String::with_capacity(64 + SETUP_KEY_CHARS + 3 * (2 * MAX_ISSUER_BYTES + MAX_ACCOUNT_BYTES)));
    uri.push_str("otpauth://totp/");
    push_percent_encoded(&mut uri, &issuer);
    uri.push(':');
    push_percent_encoded(&mut uri, &account);
    uri.push_str("?secret=");
    uri.push_str(&setup_key(secret));
    uri.push_str("&issuer=");
    push_percent_encoded(&mut uri, &issuer);
    OtpauthUri { uri, issuer, account }
}

/// Returns the secret for typing: 32 base32 symbols (RFC 4648 section 6) without padding.
pub fn setup_key(secret: &TotpSecret) -> SecretText {
    let mut text = SecretText::new(String::with_capacity(SETUP_KEY_CHARS));
    text.extend(base32::encode(secret.expose_bytes(), ALPHABET));
    text
}

/// Returns a setup key in groups of four, for reading aloud.
pub fn group_by_four(setup_key: &str) -> SecretText {
    SecretText::in_groups_of_four(setup_key.chars(), setup_key.len(), ' ')
}

/// Removes colons, which separate issuer and account, and invisible or direction-changing characters, and truncates to
/// `max_bytes` at a grapheme boundary.
fn otpauth_label(text: &str, max_bytes: usize) -> String {
    // No truncation can need more characters; the rest of a long text is ignored.
    let clean: String = text.chars().filter(|&c| c != ':' && is_printable(c)).take(16 * max_bytes).collect();
    let clean = clean.trim();
    let ends = clean.grapheme_indices(true).map(|(start, grapheme)| start + grapheme.len());
    // A letter with many accents may be too long by itself.
    let cut = ends.take_while(|&end| end <= max_bytes).last().unwrap_or_else(|| clean.floor_char_boundary(max_bytes));
    match clean.get(..cut).map(str::trim_end) {
        None | Some("") => FALLBACK_LABEL.to_owned(),
        Some(label) => label.to_owned(),
    }
}

/// Percent-encodes the UTF-8 of `text`, except unreserved characters (RFC 3986 section 2.3).
fn push_percent_encoded(uri: &mut String, text: &str) {
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
