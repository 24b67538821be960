//! What deriving a key from a password costs, and how that is written down beside the salt.

use base64ct::{Base64Unpadded, Encoding};

use crate::auth::error::Error;
use crate::auth::random::{self, Random};

/// Cost of Argon2id (RFC 9106): how much memory, how often, on how many lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes, 4 lanes: the second recommended option of RFC 9106 section 4.
    pub const STANDARD: Self = Self::new(64 * 1024, 3, 4);

    /// The least that a store may ask for: 19 MiB, 2 passes (OWASP, Password Storage Cheat Sheet).
    const FLOOR: Self = Self::new(19 * 1024, 2, 1);

    /// The most that a store may ask for. More would let a changed file stop the program.
    const CEILING: Self = Self::new(1024 * 1024, 16, 16);

    /// A cost of `memory_kib` KiB, `passes` passes and `lanes` lanes.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Self {
        Self { memory_kib, passes, lanes }
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
        let work = |cost: &Self| (u64::from(cost.memory_kib) * u64::from(cost.passes), cost.memory_kib);
        work(self) < work(other)
    }

    /// Whether Argon2 can be run at this cost, and no changed file could have set it too high.
    ///
    /// # Errors
    /// [`Error::Limit`] if any part of it is 0, above 1 GiB, 16 passes or 16 lanes, or less than 8 KiB a lane.
    pub fn check(&self) -> Result<(), Error> {
        let Self { memory_kib, passes, lanes } = *self;
        let in_bounds = (1..=Self::CEILING.passes).contains(&passes)
            && (1..=Self::CEILING.lanes).contains(&lanes)
            && (8 * lanes..=Self::CEILING.memory_kib).contains(&memory_kib);
        if in_bounds { Ok(()) } else { Err(Error::Limit("password cost")) }
    }

    /// Whether a store may ask for this cost in a program that would itself use `today`.
    fn may_be_stored(&self, today: &Self) -> bool {
        self.check().is_ok()
            && self.memory_kib >= Self::FLOOR.memory_kib.min(today.memory_kib)
            && self.passes >= Self::FLOOR.passes.min(today.passes)
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Cost and salt as one line of text, in the manner of the PHC string format:
/// `$argon2id$v=19$m=65536,t=3,p=4$` and the salt in base64 without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KdfString {
    cost: Cost,
    salt: [u8; Self::SALT],
    text: String,
}

impl KdfString {
    /// Bytes of salt (RFC 9106 section 3.1).
    pub(crate) const SALT: usize = 16;

    /// No such line is longer, in bytes.
    const LONGEST: usize = 80;

    const PREFIX: &str = "$argon2id$v=19$";

    /// Today's cost with a new salt.
    pub(crate) fn draw(cost: Cost, random: &dyn Random) -> Result<Self, Error> {
        cost.check()?;
        Ok(Self::from_parts(cost, random::bytes(random)?))
    }

    pub(crate) fn from_parts(cost: Cost, salt: [u8; Self::SALT]) -> Self {
        let Cost { memory_kib, passes, lanes } = cost;
        let text =
            format!("{}m={memory_kib},t={passes},p={lanes}${}", Self::PREFIX, Base64Unpadded::encode_string(&salt));
        Self { cost, salt, text }
    }

    /// Reads a stored line, in bounded time.
    ///
    /// # Errors
    /// [`Error::Unreadable`] if it is not exactly what would be written for its values, or if the cost lies below
    /// the floor (19 MiB and 2 passes, or `today` if that is cheaper) or above the ceiling (1 GiB, 16, 16).
    pub(crate) fn parse(text: &str, today: &Cost) -> Result<Self, Error> {
        let read = Self::read(text).ok_or(Error::Unreadable)?;
        // One spelling only: the text itself is bound to what it opens.
        if read.text == text && read.cost.may_be_stored(today) { Ok(read) } else { Err(Error::Unreadable) }
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > Self::LONGEST {
            return None;
        }
        let (cost, salt) = text.strip_prefix(Self::PREFIX)?.split_once('$')?;
        let mut numbers = cost.splitn(3, ',');
        let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let cost = Cost::new(number("m=")?, number("t=")?, number("p=")?);
        let mut bytes = [0; Self::SALT];
        let decoded = Base64Unpadded::decode(salt, &mut bytes).ok()?;
        if decoded.len() != Self::SALT {
            return None;
        }
        Some(Self::from_parts(cost, bytes))
    }

    /// What it asks for.
    pub(crate) fn cost(&self) -> Cost {
        self.cost
    }

    pub(crate) fn salt(&self) -> &[u8; Self::SALT] {
        &self.salt
    }

    /// As it is stored.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests;
