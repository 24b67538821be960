//! Secrets of fixed size: in a heap block of their own from the first byte to the last.

use std::convert::Infallible;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::auth::error::Error;
use crate::auth::random_source::Random;

/// `N` secret bytes, wiped where they lie when this is dropped.
///
/// An array that is moved or returned is copied, and nothing wipes the old place: `Option::take` leaves its bytes in
/// the `Option`, a `Vec` that grows leaves its bytes in the block it gives back. So the bytes are written into their
/// block in place, and only the pointer to it moves.
pub(crate) struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// Lets `write` fill the bytes, which are zeros before.
    pub fn fill(write: impl FnOnce(&mut [u8; N])) -> Self {
        let Ok(secret) = Self::try_fill(|bytes| {
            write(bytes);
            Ok::<(), Infallible>(())
        });
        secret
    }

    /// As [`Secret::fill`].
    ///
    /// # Errors
    /// That of `write`; the bytes it left are wiped.
    pub fn try_fill<E>(write: impl FnOnce(&mut [u8; N]) -> Result<(), E>) -> Result<Self, E> {
        let mut secret = Self(Box::new([0; N]));
        write(&mut secret.0)?;
        #[cfg(test)]
        super::recorder::record_created(secret.expose_bytes());
        Ok(secret)
    }

    /// A copy of `bytes`, which the caller wipes.
    pub fn copy_of(bytes: &[u8; N]) -> Self {
        Self::fill(|target| target.copy_from_slice(bytes))
    }

    /// Random bytes.
    ///
    /// # Errors
    /// [`Error::RandomSource`] if the random source gives nothing.
    pub fn draw(random: &dyn Random) -> Result<Self, Error> {
        Self::try_fill(|bytes| random.fill(bytes))
    }

    /// The bytes themselves.
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
        assert_eq!(address(&taken), written, "out of an Option");
        let mut several = vec![taken];
        for _ in 0..100 {
            several.push(Secret::fill(|_| ()));
        }
        assert_eq!(address(&several[0]), written, "in a Vec that grew");
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
