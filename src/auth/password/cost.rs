//! What deriving a key from a password costs, and how that is written down beside the salt.

use base64ct::{Base64Unpadded, Encoding};

use crate::auth::error::Error;
use crate::auth::random_source::{self, Random};
use crate::auth::secret::redacted;

/// Cost of Argon2id (RFC 9106): how much memory, how often, on how many lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Whether it may lie below the floor. A program without the feature `testing` cannot set it.
    for_tests: bool,
}

impl Cost {
    /// 64 MiB, 3 passes, 4 lanes: the second recommended option of RFC 9106 section 4.
    pub const STANDARD: Self = Self::new(64 * 1024, 3, 4);

    /// The least that a program may ask for: 19 MiB, 2 passes (OWASP, Password Storage Cheat Sheet).
    const FLOOR: Self = Self::new(19 * 1024, 2, 1);

    /// The most that a store may ask for. More would let a changed file stop the program.
    const CEILING: Self = Self::new(1024 * 1024, 16, 16);

    /// A cost of `memory_kib` KiB, `passes` passes and `lanes` lanes.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Self {
        Self { memory_kib, passes, lanes, for_tests: false }
    }

    /// The least that Argon2 can be run at within reason (64 KiB, 1 pass, 1 lane), far below what protects a password.
    /// Tests do not wait for it.
    #[cfg(any(test, fuzzing, feature = "testing"))]
    pub const fn for_tests() -> Self {
        Self::new(64, 1, 1).exempt_from_floor()
    }

    /// This cost, accepted by [`Cost::check`] although it is below the floor.
    #[cfg(any(test, fuzzing, feature = "testing"))]
    pub(crate) const fn exempt_from_floor(self) -> Self {
        Self { for_tests: true, ..self }
    }

    /// In KiB.
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// How often the memory is filled.
    pub const fn passes(&self) -> u32 {
        self.passes
    }

    /// How many parts of the memory are filled side by side.
    pub const fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Whether a guess is cheaper at this cost than at `other`: less memory filled in all, or as much in less memory.
    /// Of two costs at most one is weaker, so two programs with different ones do not undo each other's work.
    pub fn weaker_than(&self, other: &Self) -> bool {
        (self.work(), self.memory_kib) < (other.work(), other.memory_kib)
    }

    /// Memory filled in all, in KiB: what a guess costs, whatever the split into memory and passes.
    const fn work(&self) -> u64 {
        // `u64::from` is not const.
        self.memory_kib as u64 * self.passes as u64
    }

    /// Whether a program may use this cost: at least 19 MiB of memory, filled by as much work as two passes over 19 MiB,
    /// and at most 1 GiB, 16 passes and 16 lanes.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] with the name of the setting.
    pub fn check(&self) -> Result<(), Error> {
        let reaches_floor = self.memory_kib >= Self::FLOOR.memory_kib && self.work() >= Self::FLOOR.work();
        if self.is_within_ceiling() && (reaches_floor || self.for_tests) {
            Ok(())
        } else {
            Err(Error::InvalidSetting("password cost"))
        }
    }

    /// Whether Argon2 can be run at this cost, and no changed file could have set it too high.
    fn is_within_ceiling(&self) -> bool {
        let Self { memory_kib, passes, lanes, .. } = *self;
        (1..=Self::CEILING.passes).contains(&passes)
            && (1..=Self::CEILING.lanes).contains(&lanes)
            && (8 * lanes..=Self::CEILING.memory_kib).contains(&memory_kib)
    }

    /// Whether a stored cost is used, in a program that would itself use `today`.
    ///
    /// A stored cost is bound by the tag and the associated data of what it opens, so nobody lowers it without the
    /// password. It is compared by its work alone: a program with more memory and fewer passes made sound accounts, and
    /// raising the cost must not lock them out. `today` lies below the floor in tests alone.
    fn may_be_stored(&self, current: &Self) -> bool {
        self.is_within_ceiling() && self.work() >= Self::FLOOR.work().min(current.work())
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Cost and salt as one line of text, in the manner of the PHC string format:
/// `$argon2id$v=19$m=65536,t=3,p=4$` and the salt in base64 without padding.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct KdfParams {
    cost: Cost,
    salt: [u8; Self::SALT_BYTES],
    text: String,
}

redacted!(KdfParams);

impl KdfParams {
    /// Bytes of salt (RFC 9106 section 3.1).
    pub(crate) const SALT_BYTES: usize = 16;

    /// No such line is longer, in bytes.
    const MAX_KDF_BYTES: usize = 80;

    const PREFIX: &str = "$argon2id$v=19$";

    /// Today's cost with a new salt.
    pub(crate) fn draw(cost: Cost, random: &dyn Random) -> Result<Self, Error> {
        cost.check()?;
        Ok(Self::from_parts(cost, random_source::bytes(random)?))
    }

    /// A stored cost with a new salt, for a password that is checked on nothing.
    pub(crate) fn draw_dummy(cost: Cost, random: &dyn Random) -> Result<Self, Error> {
        Ok(Self::from_parts(cost, random_source::bytes(random)?))
    }

    pub(crate) fn from_parts(cost: Cost, salt: [u8; Self::SALT_BYTES]) -> Self {
        let Cost { memory_kib, passes, lanes, .. } = cost;
        // What is written down is an ordinary cost, whoever asked for it.
        let cost = Cost::new(memory_kib, passes, lanes);
        let text =
            format!("{}m={memory_kib},t={passes},p={lanes}${}", Self::PREFIX, Base64Unpadded::encode_string(&salt));
        Self { cost, salt, text }
    }

    /// Reads a stored line, in bounded time.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if it is not exactly what would be written for its values, or if the cost takes less work
    /// than the floor (2 passes over 19 MiB, or `today` if that is cheaper) or lies above the ceiling (1 GiB, 16, 16).
    pub(crate) fn parse(text: &str, current: &Cost) -> Result<Self, Error> {
        let read = Self::decode(text).ok_or(Error::Corrupt)?;
        // One spelling only: the text itself is bound to what it opens.
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

    /// What it asks for.
    pub(crate) fn cost(&self) -> Cost {
        self.cost
    }

    pub(crate) fn salt(&self) -> &[u8; Self::SALT_BYTES] {
        &self.salt
    }

    /// As it is stored.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests;
