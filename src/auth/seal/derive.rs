//! Derives keys from a password, and subkeys from a key.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use hkdf::{Hkdf, InvalidLength};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::auth::error::Error;
use crate::auth::password::{KdfParams, NormalizedPassword};
use crate::auth::secret::{Secret, on_wiped_stack, redacted};

/// The version of all formats in `seal`; part of every tag and of all associated data.
const FORMAT: u8 = 1;

/// A key that is only used inside the hierarchy.
pub(super) type Key = Secret<32>;

/// Two independent keys derived from a password and a KDF string.
pub(crate) struct PasswordKeys {
    pub(super) verify: Key,
    pub(super) wrap: Key,
}

redacted!(PasswordKeys);

/// Derives the keys of a password. Slow; uses as many threads as there are lanes and processors.
///
/// For an unknown name, call it with a newly drawn KDF string and discard the result.
///
/// # Errors
/// Fails with [`Error::OutOfMemory`] without enough memory, and [`Error::Corrupt`] if Argon2 cannot use the KDF string.
pub(crate) fn derive(normalized: &NormalizedPassword, kdf: &KdfParams) -> Result<PasswordKeys, Error> {
    let cost = kdf.cost;
    #[cfg(test)]
    tests::record_derivation(cost);
    let params = Params::new(cost.memory_kib(), cost.passes(), cost.lanes(), Some(32)).map_err(|_| Error::Corrupt)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let master = argon2id(&argon2, normalized.expose_bytes(), &kdf.salt)?;
    let derive_subkey = |label| subkey(master.expose_bytes(), &[label]);
    Ok(PasswordKeys { verify: derive_subkey(b"commit"), wrap: derive_subkey(b"wrap") })
}

/// Runs Argon2 in fallibly allocated memory and zeroes it, since the key can be computed from the final blocks.
pub(super) fn argon2id(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<Key, Error> {
    let mut blocks: Vec<Block> = Vec::new();
    let count = argon2.params().block_count();
    blocks.try_reserve_exact(count).map_err(|_| Error::OutOfMemory)?;
    blocks.resize(count, Block::new());
    let key =
        on_wiped_stack(|| Key::try_fill(|key| argon2.hash_password_into_with_memory(password, salt, key, &mut blocks)));
    blocks.iter_mut().for_each(Zeroize::zeroize);
    key.map_err(|_| Error::Corrupt)
}

/// Derives the subkey of `key` for `label`.
#[expect(clippy::expect_used, reason = "HKDF fails only above 255 blocks of output, and this is one block")]
pub(super) fn subkey(key: &[u8; 32], label: &[&[u8]]) -> Key {
    on_wiped_stack(|| Key::try_fill(|below| expand(None, key, &length_prefixed(label), below)).expect("one block"))
}

/// Joins values before they are hashed or bound: the format version, then each part after its length (8 bytes, little
/// endian), so that no two lists encode equally.
pub(super) fn length_prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let length = 1 + parts.iter().map(|part| 8 + part.len()).sum::<usize>();
    let mut joined = Vec::with_capacity(length);
    joined.push(FORMAT);
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        joined.extend_from_slice(&length.to_le_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

/// HKDF-SHA-256 (RFC 5869), extract and expand.
fn expand(salt: Option<&[u8]>, key: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), InvalidLength> {
    let (mut extracted, hkdf) = Hkdf::<Sha256>::extract(salt, key);
    extracted.as_mut_slice().zeroize();
    hkdf.expand(info, output)
}

/// Returns HMAC-SHA-256 under `key` over `parts`, each with its length.
pub(super) fn tag(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    on_wiped_stack(|| hmac_sha256(key, &Zeroizing::new(length_prefixed(parts))))
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // Zero-padded to the block size, as HMAC itself does with a short key (section 2).
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod vectors;
