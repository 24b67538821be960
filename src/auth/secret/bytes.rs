//! Secrets of fixed size, kept in one heap block for their whole life.

use std::convert::Infallible;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::auth::error::Error;
use crate::auth::random_source::Random;

/// `N` secret bytes, wiped in place on drop.
///
/// Moving or returning an array copies it, and nothing wipes the old location: `Option::take` leaves its bytes in the
/// `Option`, and a growing `Vec` leaves its bytes in the freed block. Therefore the bytes are written into their block
/// in place, and only the pointer to it moves.
pub(crate) struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// Creates a secret whose zeroed bytes `write` fills.
    pub fn fill(write: impl FnOnce(&mut [u8; N])) -> Self {
        let Ok(secret) = Self::try_fill(|bytes| {
            write(bytes);
            Ok::<(), Infallible>(())
        });
        secret
    }

    /// As [`Secret::fill`], with a fallible `write`.
    ///
    /// # Errors
    /// Returns the error of `write`; the bytes it wrote are wiped.
    pub fn try_fill<E>(write: impl FnOnce(&mut [u8; N]) -> Result<(), E>) -> Result<Self, E> {
        let mut secret = Self(Box::new([0; N]));
        write(&mut secret.0)?;
        #[cfg(test)]
        super::recorder::record_created(secret.expose_bytes());
        Ok(secret)
    }

    /// Copies `bytes`, which the caller must wipe.
    pub fn copy_of(bytes: &[u8; N]) -> Self {
        Self::fill(|target| target.copy_from_slice(bytes))
    }

    /// Draws random bytes.
    ///
    /// # Errors
    /// Fails with [`Error::RandomSource`] if the random source fails.
    pub fn draw(random: &dyn Random) -> Result<Self, Error> {
        Self::try_fill(|bytes| random.fill(bytes))
    }

    pub fn expose_bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Zeroize for Secret<N> {
    fn zeroize(&mut self) {
        #[cfg(test)]
        super::recorder::record_wiped(self.expose_bytes());
        self.0.as_mut_slice().zeroize();
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl<const N: usize> ZeroizeOnDrop for Secret<N> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::secret::recorder;

    fn address(secret: &Secret<32>) -> *const u8 {
        secret.expose_bytes().as_ptr()
    }

    #[test]
    fn the_bytes_stay_where_they_were_written() {
        let mut written = std::ptr::null();
        let secret = Secret::<32>::fill(|bytes| written = bytes.as_ptr());
        assert_eq!(address(&secret), written);
        let mut slot = Some(secret);
        let taken = slot.take().unwrap();
        assert_eq!(address(&taken), written, "a move out of an `Option` does not move the bytes");
        let mut several = vec![taken];
        for _ in 0..100 {
            several.push(Secret::fill(|_| ()));
        }
        assert_eq!(address(&several[0]), written, "growing a `Vec` does not move the bytes");
    }

    #[test]
    fn bytes_written_by_a_failing_writer_are_wiped() {
        let written = [7; 4];
        let wiped = recorder::wiped_by(|| {
            let failed = Secret::<4>::try_fill(|bytes| {
                *bytes = written;
                Err(Error::RandomSource)
            });
            assert!(failed.is_err());
        });
        assert_eq!(wiped, [written]);
    }
}
