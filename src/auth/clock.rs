//! The clock: the only module that asks the system for the time.
//!
//! Two clocks are read together. The *wall* clock is what the user and the authenticator see, and can be set. The
//! *boot* clock only goes forward and includes sleep, but restarts with the machine.

#[cfg(any(test, feature = "testing"))]
mod manual;

#[cfg(any(test, feature = "testing"))]
pub use manual::ManualClock;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use crate::auth::account::BootId;

/// A moment on the wall clock, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// Returns the time `millis` milliseconds after the epoch; negative before it.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the time `seconds` seconds after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Returns the milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Returns this time plus `span`, saturating.
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// Returns the time since `earlier`; zero if it lies in the future.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl fmt::Display for UnixTime {
    /// Formats as "2026-11-22 14:03:20 UTC"; beyond the calendar, in seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(time) => write!(f, "{}", time.strftime("%F %T UTC")),
            Err(_) => write!(f, "{} s after 1970", self.seconds()),
        }
    }
}

/// The readings of both clocks, taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The wall clock.
    pub wall: UnixTime,
    /// Time since the machine started, sleep included.
    pub boot: Duration,
}

impl Now {
    /// Time since `earlier`: the larger of both clocks' differences, so that neither sleep nor a changed clock shortens
    /// it.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.boot.saturating_sub(earlier.boot).max(self.wall.since(earlier.wall))
    }
}

/// Where the time comes from. Tests pass a clock that they turn themselves.
pub trait Clock: Send + Sync {
    /// Reads both clocks.
    fn now(&self) -> Now;

    /// Returns the boot that the boot clock belongs to, if every program on this computer reads the same clock. Waits
    /// and sessions of other programs are then measured with it too, so that setting the wall clock affects neither.
    ///
    /// The default is `None`: the boot clock belongs to this process, and the records of other processes are measured
    /// by the wall clock.
    fn boot_id(&self) -> Option<BootId> {
        None
    }
}

/// The clocks of the computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now { wall: unix_time(SystemTime::now()), boot: boot_time() }
    }

    fn boot_id(&self) -> Option<BootId> {
        boot_id()
    }
}

fn unix_time(time: SystemTime) -> UnixTime {
    match time.duration_since(UNIX_EPOCH) {
        Ok(span) => UnixTime::default().after(span),
        Err(before) => UnixTime(-i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX)),
    }
}

/// Uses `CLOCK_BOOTTIME`, which includes sleep; std's `Instant` does not on Linux.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn boot_time() -> Duration {
    let spec = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(u64::try_from(spec.tv_sec).unwrap_or(0), u32::try_from(spec.tv_nsec).unwrap_or(0))
}

/// Uses std's monotonic clock since the first reading; idle time is checked against the wall clock as well.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn boot_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// Returns the UUID that the kernel draws at every boot (random(4)). It cannot change during the process.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn boot_id() -> Option<BootId> {
    static BOOT: std::sync::OnceLock<Option<BootId>> = std::sync::OnceLock::new();
    let read = || parse_uuid(&std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?);
    *BOOT.get_or_init(read)
}

/// Returns `None`, because the boot clock belongs to this process and to no boot that others could name.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn boot_id() -> Option<BootId> {
    None
}

/// Parses the 32 hexadecimal digits of a UUID (RFC 9562 section 4), ignoring only dashes and surrounding white space.
#[cfg(any(test, target_os = "linux", target_os = "android"))]
fn parse_uuid(text: &str) -> Option<BootId> {
    let digits = text.trim().replace('-', "");
    let is_complete = digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = u128::from_str_radix(&digits, 16).ok().filter(|_| is_complete)?;
    Some(BootId::from_bytes(number.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_1970_are_negative() {
        let hour = Duration::from_hours(1);
        assert_eq!(unix_time(UNIX_EPOCH + hour), UnixTime::from_seconds(3600));
        assert_eq!(unix_time(UNIX_EPOCH - hour), UnixTime::from_seconds(-3600));
    }

    #[test]
    fn system_clocks_advance() {
        let first = SystemClock.now();
        let mut later = SystemClock.now();
        while later.boot == first.boot {
            later = SystemClock.now();
        }
        assert!(later.boot > first.boot);
        assert!(first.wall > UnixTime::from_seconds(1_700_000_000));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_linux_boot_id_is_the_same_for_every_clock() {
        let kernel_id = SystemClock.boot_id().expect("the kernel reports a boot id");
        let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
        assert_eq!(kernel_id.to_string(), text.trim().replace('-', ""));
        assert_eq!(SystemClock.boot_id(), Some(kernel_id));
    }

    #[test]
    fn a_boot_id_is_a_uuid_and_anything_else_is_none() {
        let bytes = std::array::from_fn(|n| u8::try_from(n * 17).unwrap());
        let uuid = "00112233-4455-6677-8899-aabbccddeeff";
        assert_eq!(parse_uuid(&format!("{uuid}\n")), Some(BootId::from_bytes(bytes)));
        assert_eq!(parse_uuid(&uuid.to_uppercase()), Some(BootId::from_bytes(bytes)));
        for other in ["", "0", &uuid[1..], &uuid[2..], "g0112233-4455-6677-8899-aabbccddeeff", &format!("{uuid}00")] {
            assert_eq!(parse_uuid(other), None, "{other}");
        }
    }
}
