//! Encryption of a host's own data under a key that only the user's session provides.

use crate::auth::error::Error;
use crate::auth::random_source::Random;
use crate::auth::seal::aead::{open_with_aad, seal_with_aad};
use crate::auth::secret::DataKey;

impl DataKey {
    /// Seals `data` (XChaCha20-Poly1305, a new random nonce each time); the result is 40 bytes longer.
    /// `associated_data` names its location, such as the row number: it is not stored, and must be passed again to open
    /// it, so that one entry of a user cannot be substituted for another.
    ///
    /// ```
    /// # fn host(session: &vestibule::Session) -> Result<(), Box<dyn std::error::Error>> {
    /// use vestibule::auth::SystemRandom;
    ///
    /// let (id, key) = session.data_key("entries")?;
    /// let sealed = key.seal(b"pH 7.4", b"row 12", &SystemRandom)?;
    /// // Keep `sealed` and `id.to_string()` in the row; later:
    /// let key = session.data_key_of(id, "entries")?;
    /// assert_eq!(key.open(&sealed, b"row 12")?, b"pH 7.4");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails with [`Error::RandomSource`] if the random source fails.
    pub fn seal(&self, data: &[u8], associated_data: &[u8], random: &dyn Random) -> Result<Vec<u8>, Error> {
        seal_with_aad(self.expose_bytes(), associated_data, data, random)
    }

    /// Opens data sealed by [`DataKey::seal`] with the same associated data. The caller must protect the result, and
    /// discard it when the session is locked.
    ///
    /// # Errors
    /// Fails with [`Error::Corrupt`] if the key or associated data differ, or the data was changed.
    pub fn open(&self, sealed: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, Error> {
        open_with_aad(self.expose_bytes(), associated_data, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::testing::FixedRandom;

    fn key(byte: u8) -> DataKey {
        DataKey::from_bytes(&[byte; 32])
    }

    #[test]
    fn sealed_data_opens_only_with_its_key_and_associated_data() {
        for data in [b"".as_slice(), b"pH 7.4", &[7; 5000]] {
            let sealed = key(1).seal(data, b"row 12", &FixedRandom::new(1)).unwrap();
            assert_eq!(sealed.len(), data.len() + 40);
            assert_eq!(key(1).open(&sealed, b"row 12").unwrap(), data);
            assert!(key(2).open(&sealed, b"row 12").is_err());
            assert!(key(1).open(&sealed, b"row 13").is_err());
        }
    }

    #[test]
    fn changed_shortened_or_lengthened_data_does_not_open() {
        let sealed = key(1).seal(b"pH 7.4", b"row 12", &FixedRandom::new(1)).unwrap();
        for bit in 0..8 * sealed.len() {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(key(1).open(&changed, b"row 12").is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(key(1).open(&sealed[..length], b"row 12").is_err(), "length {length}");
        }
        assert!(key(1).open(&[sealed.as_slice(), &[0]].concat(), b"row 12").is_err());
    }

    #[test]
    fn the_same_data_is_sealed_differently_each_time() {
        let random = FixedRandom::new(1);
        assert_ne!(key(1).seal(b"pH 7.4", b"", &random).unwrap(), key(1).seal(b"pH 7.4", b"", &random).unwrap());
    }
}
