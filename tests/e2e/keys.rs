//! The keys of an account, computed from the accounts file and the password. That the sealed key opens shows that they
//! are right.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rusqlite::{Connection, OpenFlags};
use sha2::Sha256;

/// Length of the nonce before the sealed bytes.
const NONCE_BYTES: usize = 24;

/// The keys of the only account of `database` under `password`.
pub struct Keys {
    account_key: Vec<u8>,
}

impl Keys {
    pub fn open(database: &Path, password: &str) -> Self {
        let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let query = "SELECT account, generation, kdf, sealed FROM wrap WHERE kind = 'current'";
        let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let (account, generation, kdf, sealed): (Vec<u8>, i64, String, Vec<u8>) =
            connection.query_row(query, [], columns).unwrap();
        let wrap_key = subkey(&argon2id(password, &kdf), &[b"wrap"]);
        let associated_data =
            length_prefixed(&[b"wraps", b"sealed", &account, kdf.as_bytes(), &generation.to_le_bytes()]);
        let (nonce, sealed) = sealed.split_at(NONCE_BYTES);
        let opened = XChaCha20Poly1305::new(&wrap_key.into())
            .decrypt(&XNonce::try_from(nonce).unwrap(), Payload { msg: sealed, aad: &associated_data });
        Self { account_key: opened.expect("the password opens its wrapped key") }
    }

    /// The account key.
    pub fn account_key(&self) -> &[u8] {
        &self.account_key
    }
}

/// Returns the patterns to search for `bytes`: each half separately, since an allocator overwrites the first bytes of a
/// freed block.
pub fn halves(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    vec![first.to_vec(), second.to_vec()]
}

/// Derives from `kdf`, which has the form `$argon2id$v=19$m=…,t=…,p=…$salt`.
fn argon2id(password: &str, kdf: &str) -> [u8; 32] {
    let (cost, salt) = kdf.strip_prefix("$argon2id$v=19$").unwrap().split_once('$').unwrap();
    let numbers: Vec<u32> = cost.split(',').map(|part| part[2..].parse().unwrap()).collect();
    let params = Params::new(numbers[0], numbers[1], numbers[2], Some(32)).unwrap();
    let salt = Base64Unpadded::decode_vec(salt).unwrap();
    let mut key = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(password.as_bytes(), &salt, &mut key).unwrap();
    key
}

fn subkey(key: &[u8; 32], label: &[&[u8]]) -> [u8; 32] {
    let mut derived = [0; 32];
    Hkdf::<Sha256>::new(None, key).expand(&length_prefixed(label), &mut derived).unwrap();
    derived
}

/// Returns the format version, then each part preceded by its length.
fn length_prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let with_length = |part: &&[u8]| [&(part.len() as u64).to_le_bytes(), *part].concat();
    [1].into_iter().chain(parts.iter().flat_map(with_length)).collect()
}
