//! The random source: the system's generator, or a test's.

use rand::TryRng;
use rand::rngs::SysRng;

use crate::auth::error::Error;

/// Where random bytes come from. Every secret of Vestibule is drawn through this.
pub trait Random: Send + Sync {
    /// Fills `bytes` with unpredictable bytes.
    ///
    /// # Errors
    /// [`Error::RandomSource`] if the system gives none; nothing may be made from what `bytes` then holds.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        SysRng.try_fill_bytes(bytes).map_err(|_| Error::RandomSource)
    }
}

/// An array of `N` random bytes.
pub(crate) fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}
