//! The cost of deriving a key from a password, and its encoding with the salt.

use base64ct::{Base64Unpadded, Encoding};

use crate::auth::error::Error;
use crate::auth::random_source::{self, Random};
use crate::auth::secret::redacted;

/// The cost of Argon2id (RFC 9106): memory, passes and lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Whether it may be below the floor. Cannot be set without the feature `testing`.
    for_tests: bool,
}

impl Cost {
    /// 64 MiB, 3 passes, 4 lanes: the second recommended option of RFC 9106 section 4.
    pub const STANDARD: Self = Self::new(64 * 1024, 3, 4);

    /// The minimum that a program may set: 19 MiB, 2 passes (OWASP, Password Storage Cheat Sheet).
    const FLOOR: Self = Self::new(19 * 1024, 2, 1);

    /// The maximum accepted from a store. More would let a modified file stall the program.
    const CEILING: Self = Self::new(1024 * 1024, 16, 16);

    /// Creates a cost of `memory_kib` KiB, `passes` passes and `lanes` lanes.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Self {
        Self { memory_kib, passes, lanes, for_tests: false }
    }

    /// Returns a minimal cost (64 KiB, 1 pass, 1 lane) for fast tests, far below what protects a password.
    #[cfg(any(test, fuzzing, feature = "testing"))]
    pub const fn for_tests() -> Self {
        Self::new(64, 1, 1).exempt_from_floor()
    }

    /// Returns this cost, exempt from the floor in [`Cost::check`].
    #[cfg(any(test, fuzzing, feature = "testing"))]
    pub(crate) const fn exempt_from_floor(self) -> Self {
        Self { for_tests: true, ..self }
    }

    /// Returns the memory in KiB.
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Returns how often the memory is filled.
    pub const fn passes(&self) -> u32 {
        self.passes
    }

    /// Returns how many parts of the memory are filled in parallel.
    pub const fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Returns whether a guess is cheaper than at `other`: less total memory filled, or as much in less memory. Of two
    /// costs at most one is weaker, so two programs with different costs do not undo each other's upgrades.
    pub fn weaker_than(&self, other: &Self) -> bool {
        (self.work(), self.memory_kib) < (other.work(), other.memory_kib)
    }

    /// Returns the total memory filled, in KiB: the cost of a guess, however split into memory and passes.
    const fn work(&self) -> u64 {
        // `u64::from` is not const.
        self.memory_kib as u64 * self.passes as u64
    }

    /// Checks whether a program may use this cost: at least 19 MiB of memory and the work of two passes over 19 MiB,
    /// and at most 1 GiB, 16 passes and 16 lanes.
    ///
    /// # Errors
    /// Fails with [`Error::InvalidSetting`] and the name of the setting.
    pub fn check(&self) -> Result<(), Error> {
        let reaches_floor = self.memory_kib >= Self::FLOOR.memory_kib && self.work() >= Self::FLOOR.work();
        if self.is_within_ceiling() && (reaches_floor || self.for_tests) {
            Ok(())
        } else {
            Err(Error::InvalidSetting("password cost"))
        }
    }

    /// Returns whether Argon2 can run at this cost, and it does not exceed the ceiling.
    fn is_within_ceiling(&self) -> bool {
        let Self { memory_kib, passes, lanes, .. } = *self;
        (1..=Self::CEILING.passes).contains(&passes)
            && (1..=Self::CEILING.lanes).contains(&lanes)
            && (8 * lanes..=Self::CEILING.memory_kib).contains(&memory_kib)
    }

    /// Returns whether a stored cost is accepted by a program whose own cost is `current`.
    ///
    /// A stored cost is bound by the tag and the associated data of the wrapped key, so it cannot be lowered without
    /// the password. Only the work is compared: a program with more memory and fewer passes created valid accounts, and
    /// raising the cost must not lock them out. `current` is below the floor only in tests.
    fn may_be_stored(&self, current: &Self) -> bool {
        self.is_within_ceiling() && self.work() >= Self::FLOOR.work().min(current.work())
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Cost and salt as one line of text, similar to the PHC string format: `$argon2id$v=19$m=65536,t=3,p=4$` and the salt
/// in base64 without padding.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct KdfParams {
    pub cost: Cost,
    pub salt: [u8; Self::SALT_BYTES],
    /// The stored form.
    pub text: String,
}

redacted!(KdfParams);

impl KdfParams {
    /// Salt length in bytes (RFC 9106 section 3.1).
    pub(crate) const SALT_BYTES: usize = 16;

    /// The maximum length of such a line, in bytes.
    const MAX_KDF_BYTES: usize = 80;

    const PREFIX: &str = "$argon2id$v=19$";

    /// Draws a new salt for the program's current cost.
    pub(crate) fn draw(cost: Cost, random: &dyn Random) -> Result<Self, Error> {
        cost.check()?;
        Ok(Self::from_parts(cost, random_source::bytes(random)?))
    }

    /// Draws a new salt for a stored cost, for a derivation whose result is discarded.
    pub(crate) fn draw_dummy(cost: Cost, random: &dyn Random) -> Result<Self, Error> {
        Ok(Self::from_parts(cost, random_source::bytes(random)?))
    }

    pub(crate) fn from_parts(cost: Cost, salt: [u8; Self::SALT_BYTES]) -> Self {
        let Cost { memory_kib, passes, lanes, .. } = cost;
        // Drops `for_tests`, which is not stored.
        let cost = Cost::new(memory_kib, passes, lanes);
        let text =
            format!("{}m={memory_kib},t={passes},p={lanes}${}", Self::PREFIX, Base64Unpadded::encode_string(&salt));
        Self { cost, salt, text }
    }

    /// Parses a stored line, in bounded time.
    ///
    /// # Errors
    /// Fails with [`Error::Corrupt`] unless the line is the exact encoding of its values, or if the cost takes less
    /// work than the floor (2 passes over 19 MiB, or `current` if cheaper) or exceeds the ceiling (1 GiB, 16, 16).
    pub(crate) fn parse(text: &str, current: &Cost) -> Result<Self, Error> {
        let read = Self::decode(text).ok_or(Error::Corrupt)?;
        // Only one encoding is accepted, because the text itself is bound to the wrapped key.
        if read.text == text && read.cost.may_be_stored(current) { Ok(read) } else { Err(Error::Corrupt) }
    }

    fn decode(text: &str) -> Option<Self> {
        if text.len() > Self::MAX_KDF_BYTES {
            return None;
        }
        let (cost, salt) = text.strip_prefix(Self::PREFIX)?.split_once('$')?;
        let mut numbers = cost.splitn(3, ',');
        let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let cost = Cost::new(number("m=")?, number("t=")?, number("p=")?);
        let mut bytes = [0; Self::SALT_BYTES];
        let decoded = Base64Unpadded::decode(salt, &mut bytes).ok()?;
        if decoded.len() != Self::SALT_BYTES {
            return None;
        }
        Some(Self::from_parts(cost, bytes))
    }
}

#[cfg(test)]
mod tests;
