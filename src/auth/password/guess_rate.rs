//! How fast an attacker with a copy of the accounts guesses passwords.
//!
//! The same calculation as in `docs/security.md`: the estimator returns the number of guesses needed to find a
//! password. Dividing it by the guesses per second of one graphics card gives the time.

use std::time::Duration;

use crate::auth::password::Cost;

/// Guesses per second against Argon2id, by the work of one guess: memory in KiB times passes.
///
/// Measured on 2026-11-28 with hashcat 7.1.2 (mode 34000) on one NVIDIA H200, at these costs (memory, passes, lanes):
/// 19 MiB/2/1, 64 MiB/3/4, 256 MiB/3/4, 1 GiB/3/4.
const MEASURED_RATES: [(f64, f64); 4] = [
    (19.0 * 1024.0 * 2.0, 21_900.0),
    (64.0 * 1024.0 * 3.0, 5_731.0),
    (256.0 * 1024.0 * 3.0, 1_482.0),
    (1024.0 * 1024.0 * 3.0, 149.0),
];

impl Cost {
    /// Returns how many guesses per second one large graphics card makes against a password stored at this cost.
    ///
    /// Measured for four costs, with logarithmic interpolation on both axes. Below the lowest the rate is inversely
    /// proportional to the work; above the highest it is constant.
    pub fn guesses_per_second(&self) -> f64 {
        let work = f64::from(self.memory_kib()) * f64::from(self.passes());
        let [(least, fastest), ..] = MEASURED_RATES;
        let [.., (_, slowest)] = MEASURED_RATES;
        if work < least {
            return fastest * least / work.max(1.0);
        }
        let between = MEASURED_RATES.iter().zip(MEASURED_RATES.iter().skip(1)).find(|(_, (above, _))| work <= *above);
        between.map_or(slowest, |((from, faster), (to, slower))| {
            let part = (work / from).ln() / (to / from).ln();
            faster * (slower / faster).powf(part)
        })
    }

    /// Returns how long one large graphics card takes for `guesses` guesses.
    pub(crate) fn time_for(&self, guesses: f64) -> Duration {
        Duration::try_from_secs_f64(guesses / self.guesses_per_second()).unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(memory_mib: u32, passes: u32, lanes: u32) -> f64 {
        Cost::new(memory_mib * 1024, passes, lanes).guesses_per_second()
    }

    fn is_near(found: f64, expected: f64) -> bool {
        (found / expected - 1.0).abs() < 1e-9
    }

    #[test]
    fn measured_costs_give_the_measured_rates() {
        for (memory_mib, passes, lanes, measured) in
            [(19, 2, 1, 21_900.0), (64, 3, 4, 5_731.0), (256, 3, 4, 1_482.0), (1024, 3, 4, 149.0)]
        {
            let found = rate(memory_mib, passes, lanes);
            assert!(is_near(found, measured), "{memory_mib} MiB: {found}");
        }
    }

    #[test]
    fn between_two_measurements_the_rate_is_their_geometric_mean() {
        assert!(is_near(rate(128, 3, 4), (5_731.0_f64 * 1_482.0).sqrt()));
        assert!(is_near(rate(512, 3, 4), (1_482.0_f64 * 149.0).sqrt()));
        let rates: Vec<f64> = (19..=1024).map(|memory| rate(memory, 3, 4)).collect();
        assert!(rates.is_sorted_by(|less, more| less > more), "the guess rate decreases as memory increases");
    }

    #[test]
    fn outside_the_measured_range_the_attacker_is_not_underrated() {
        assert!(is_near(rate(19, 1, 1), 2.0 * 21_900.0));
        assert!(is_near(rate(1024, 16, 16), 149.0));
        assert!(Cost::new(0, 0, 0).guesses_per_second().is_finite());
    }

    #[test]
    fn a_time_is_guesses_divided_by_the_rate() {
        let days = |memory_mib: u32| Cost::new(memory_mib * 1024, 3, 4).time_for(1e10).as_secs() / (24 * 60 * 60);
        assert_eq!((days(64), days(256), days(1024)), (20, 78, 776));
        // Score 3 of zxcvbn: less than five hours.
        assert_eq!(Cost::new(64 * 1024, 3, 4).time_for(1e8).as_secs(), 17_448);
        assert_eq!(Cost::STANDARD.time_for(f64::MAX), Duration::MAX);
        assert_eq!(Cost::STANDARD.time_for(0.0), Duration::ZERO);
    }
}
