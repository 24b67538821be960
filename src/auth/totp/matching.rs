//! Which steps a code belongs to.

use subtle::Choice;

use crate::auth::secret::{TotpSecret, on_wiped_stack};
use crate::auth::totp::code::{Code, Generator, STEP_SECONDS};

/// A code of the step before or after is accepted as well (RFC 6238 section 5.2): codes take time to type, and
/// clocks differ.
const WINDOW_STEPS: i64 = 1;

/// Steps beyond the window in which a code is still recognised, to say that a clock is off.
const RECOGNITION_STEPS: i64 = 10;

/// The steps that a code belongs to.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Matches {
    /// Of the steps before, at and after the present one, in this order: those whose code it is.
    pub(crate) in_window: [Option<u64>; 3],
    /// If none is: the nearest of the ten steps before the window whose code it is. Never a later one, since its code
    /// would still become valid.
    pub(crate) behind: Option<u64>,
}

impl Matches {
    /// The largest matching step of the window above `last_step`: the one to spend. Two neighbouring steps may have
    /// the same code; spending the later one spends both.
    pub(crate) fn newest_unspent(&self, last_step: u64) -> Option<u64> {
        self.in_window.iter().flatten().copied().filter(|&step| step > last_step).max()
    }

    /// Whether it is a code of the window at all, spent or not.
    pub(crate) fn any_match(&self) -> bool {
        self.in_window.iter().any(Option::is_some)
    }
}

/// What a code says when an authenticator is being paired.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PairingMatch {
    /// Right; the largest step it belongs to, to be spent.
    Right(u64),
    /// The secret is right, but the clocks differ.
    ClockOff {
        /// By about so many minutes, never 0; positive if the phone is ahead of this computer.
        minutes: i64,
    },
    /// Not a code of this secret at any near time.
    Wrong,
}

/// Compares `code` with the codes around `step`: always with the three of the window, and with those before it only
/// if none matches, when the code is refused anyway.
pub(crate) fn matches(secret: &TotpSecret, code: &Code, step: u64) -> Matches {
    on_wiped_stack(|| {
        let generator = Generator::new(secret);
        let in_window = window_matches(&generator, code, step);
        let is_missing = in_window.iter().all(Option::is_none);
        let before = (WINDOW_STEPS + 1..=WINDOW_STEPS + RECOGNITION_STEPS).map(|offset| -offset);
        let behind = if is_missing { nearest_match(&generator, code, step, before) } else { None };
        Matches { in_window, behind }
    })
}

/// Compares `code` with the codes around `step` for pairing, and if none matches, with those of ten steps both ways.
pub(crate) fn matches_pairing(secret: &TotpSecret, code: &Code, step: u64) -> PairingMatch {
    on_wiped_stack(|| {
        let generator = Generator::new(secret);
        if let Some(right) = window_matches(&generator, code, step).into_iter().flatten().max() {
            return PairingMatch::Right(right);
        }
        let both_ways = (WINDOW_STEPS + 1..=RECOGNITION_STEPS).flat_map(|offset| [-offset, offset]);
        match nearest_match(&generator, code, step, both_ways) {
            Some(other) => PairingMatch::ClockOff { minutes: minutes_off(step, other) },
            None => PairingMatch::Wrong,
        }
    })
}

/// How far `other` lies from `step` in minutes, rounded away from zero; positive if it is later.
pub(crate) fn minutes_off(step: u64, other: u64) -> i64 {
    let seconds = other.abs_diff(step).saturating_mul(STEP_SECONDS);
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    if other < step { -minutes } else { minutes }
}

/// The steps of the window that match. All are computed and compared, whatever the first says.
fn window_matches(generator: &Generator, code: &Code, step: u64) -> [Option<u64>; 3] {
    [-WINDOW_STEPS, 0, WINDOW_STEPS]
        .map(|offset| step.checked_add_signed(offset).filter(|&step| matches_step(generator, code, step)))
}

/// The first of the steps at `offsets` that matches; all are computed and compared.
fn nearest_match(generator: &Generator, code: &Code, step: u64, offsets: impl Iterator<Item = i64>) -> Option<u64> {
    let matching =
        offsets.filter_map(|offset| step.checked_add_signed(offset)).filter(|&at| matches_step(generator, code, at));
    matching.collect::<Vec<u64>>().first().copied()
}

fn matches_step(generator: &Generator, code: &Code, step: u64) -> bool {
    generator.at(step).map_or(Choice::from(0), |other| code.equals(&other)).into()
}
