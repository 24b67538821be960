//! XChaCha20-Poly1305 with a random nonce in front of the ciphertext.

use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, Zeroizing};

use crate::auth::account::AccountId;
use crate::auth::error::Error;
use crate::auth::random_source::{self, Random};
use crate::auth::seal::derive::length_prefixed;
use crate::auth::secret::{Secret, on_wiped_stack};

/// Nonce length in bytes; random nonces do not collide (draft-irtf-cfrg-xchacha, section 3.1).
const NONCE: usize = 24;

/// Tag length in bytes.
const TAG: usize = 16;

/// Returns associated data that names the location of a sealed value, which opens nowhere else. `row` is what
/// identifies the row within the table, and other values bound to the sealed one.
pub(super) fn associated_data(table: &str, column: &str, account: AccountId, row: &[&[u8]]) -> Vec<u8> {
    let location: [&[u8]; 3] = [table.as_bytes(), column.as_bytes(), account.as_bytes()];
    length_prefixed(&[location.as_slice(), row].concat())
}

/// Seals `secret` for its associated data. Returns nonce, ciphertext and tag.
pub(super) fn seal(key: &[u8; 32], aad: &[u8], secret: &[u8], random: &dyn Random) -> Result<Vec<u8>, Error> {
    let nonce: [u8; NONCE] = random_source::bytes(random)?;
    let mut sealed = Vec::with_capacity(NONCE + secret.len() + TAG);
    let mut inner = Zeroizing::new(secret.to_vec());
    let tag = encrypt_in_place(key, &nonce, aad, &mut inner)?;
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&inner);
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens a secret of `N` bytes sealed by [`seal`] for the same associated data under the same key.
///
/// # Errors
/// Fails with [`Error::Corrupt`] if the length differs, or if anything was changed.
pub(super) fn open<const N: usize>(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Result<Secret<N>, Error> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(Error::Corrupt)?;
    let (inner, tag) = rest.split_last_chunk::<TAG>().ok_or(Error::Corrupt)?;
    let inner: &[u8; N] = inner.try_into().map_err(|_| Error::Corrupt)?;
    Secret::try_fill(|secret| {
        secret.copy_from_slice(inner);
        decrypt_in_place(key, nonce, aad, secret, tag)
    })
}

/// As [`open`], for data of any length that the caller protects.
///
/// # Errors
/// Fails with [`Error::Corrupt`] if anything was changed.
pub(super) fn open_data(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(Error::Corrupt)?;
    let (inner, tag) = rest.split_last_chunk::<TAG>().ok_or(Error::Corrupt)?;
    let mut text = inner.to_vec();
    decrypt_in_place(key, nonce, aad, &mut text, tag)?;
    Ok(text)
}

/// Encrypts `text` in place and returns the tag.
fn encrypt_in_place(key: &[u8; 32], nonce: &[u8; NONCE], aad: &[u8], text: &mut [u8]) -> Result<[u8; TAG], Error> {
    let sealed = on_wiped_stack(|| {
        XChaCha20Poly1305::new(key.into()).encrypt_inout_detached(&XNonce::from(*nonce), aad, text.into())
    });
    sealed.map(Into::into).map_err(|_| Error::Corrupt)
}

/// Decrypts `text` in place. On failure `text` is zeroed, so that neither plaintext nor ciphertext can be mistaken for
/// a result.
fn decrypt_in_place(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    aad: &[u8],
    text: &mut [u8],
    tag: &[u8; TAG],
) -> Result<(), Error> {
    let opened = on_wiped_stack(|| {
        let cipher = XChaCha20Poly1305::new(key.into());
        cipher.decrypt_inout_detached(&XNonce::from(*nonce), aad, (&mut *text).into(), tag.into())
    });
    opened.map_err(|_| {
        text.zeroize();
        Error::Corrupt
    })
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
