//! The random source: the system's, or that of a test.

use rand::TryRng;
use rand::rngs::SysRng;

use crate::auth::error::Error;

/// A source of random bytes. Every secret of Vestibule is drawn from it.
pub trait Random: Send + Sync {
    /// Fills `bytes` with unpredictable bytes.
    ///
    /// # Errors
    /// Fails with [`Error::RandomSource`] if the system provides none; the content of `bytes` must then not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// The operating system's random generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        SysRng.try_fill_bytes(bytes).map_err(|_| Error::RandomSource)
    }
}

/// Returns an array of `N` random bytes.
pub(crate) fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}
