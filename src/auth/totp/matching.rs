//! Matches codes to time steps.

use subtle::Choice;

use crate::auth::secret::{TotpSecret, on_wiped_stack};
use crate::auth::totp::code::{Code, Generator, STEP_SECONDS};

/// Codes of the steps before and after are accepted as well (RFC 6238 section 5.2): typing takes time, and clocks
/// differ.
const WINDOW_STEPS: i64 = 1;

/// Steps beyond the window in which a code is recognised, to report a wrong clock.
const RECOGNITION_STEPS: i64 = 10;

/// The time steps that match a code.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Matches {
    /// The matching steps among those before, at and after the current one, in this order.
    pub(crate) in_window: [Option<u64>; 3],
    /// If none matches: the nearest match among the ten steps before the window. Never a later one, whose code would
    /// still become valid.
    pub(crate) behind: Option<u64>,
}

impl Matches {
    /// Returns the largest matching step in the window above `last_step`, which is the one to spend. Two neighbouring
    /// steps may have the same code; spending the later one spends both.
    pub(crate) fn newest_unspent(&self, last_step: u64) -> Option<u64> {
        self.in_window.iter().flatten().copied().filter(|&step| step > last_step).max()
    }

    /// Returns whether any step of the window matches, spent or not.
    pub(crate) fn any_match(&self) -> bool {
        self.in_window.iter().any(Option::is_some)
    }
}

/// The result of checking a code while an authenticator is paired.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PairingMatch {
    /// Correct; the largest matching step, which is to be spent.
    Right(u64),
    /// The code matches a step outside the window: the clocks differ.
    ClockOff {
        /// The approximate difference, never 0; positive if the phone is ahead of this computer.
        minutes: i64,
    },
    /// Matches no nearby step.
    Wrong,
}

/// Compares `code` with the codes around `step`: always with the three of the window, and with earlier ones only if
/// none of these matches, when the code is refused anyway.
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

/// Compares `code` with the codes around `step` for pairing, and if none matches, up to ten steps away both ways.
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

/// Returns the distance from `step` to `other` in minutes, rounded away from zero; positive if `other` is later.
pub(crate) fn minutes_off(step: u64, other: u64) -> i64 {
    let seconds = other.abs_diff(step).saturating_mul(STEP_SECONDS);
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    if other < step { -minutes } else { minutes }
}

/// Returns the matching steps of the window. All are computed and compared, even after a match.
fn window_matches(generator: &Generator, code: &Code, step: u64) -> [Option<u64>; 3] {
    [-WINDOW_STEPS, 0, WINDOW_STEPS]
        .map(|offset| step.checked_add_signed(offset).filter(|&step| matches_step(generator, code, step)))
}

/// Returns the first matching step at `offsets`; all are computed and compared.
fn nearest_match(generator: &Generator, code: &Code, step: u64, offsets: impl Iterator<Item = i64>) -> Option<u64> {
    let matching =
        offsets.filter_map(|offset| step.checked_add_signed(offset)).filter(|&at| matches_step(generator, code, at));
    matching.collect::<Vec<u64>>().first().copied()
}

fn matches_step(generator: &Generator, code: &Code, step: u64) -> bool {
    generator.at(step).map_or(Choice::from(0), |other| code.equals(&other)).into()
}
