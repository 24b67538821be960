//! Tests of the bounds of limits and of other options.

use super::*;

#[test]
fn limits_out_of_range_are_refused_by_name() {
    let good = ThrottleLimits::default();
    assert!(good.check().is_ok());
    let backoff = good.password;
    let day = Duration::from_hours(24);
    let absurd = [
        Backoff { free_attempts: 0, ..backoff },
        Backoff { free_attempts: 101, ..backoff },
        Backoff { free_attempts: u32::MAX, ..backoff },
        Backoff { initial: Duration::ZERO, ..backoff },
        Backoff { initial: Duration::from_nanos(1), ..backoff },
        Backoff { initial: Duration::from_millis(999), ..backoff },
        Backoff { maximum: Duration::ZERO, ..backoff },
        Backoff { initial: Duration::from_secs(2), maximum: Duration::from_secs(1), ..backoff },
        Backoff { maximum: day + Duration::from_secs(1), ..backoff },
        Backoff { maximum: Duration::MAX, ..backoff },
    ];
    for ladder in absurd {
        for (limits, name) in [
            (ThrottleLimits { password: ladder, ..good }, "password"),
            (ThrottleLimits { code: ladder, ..good }, "code"),
            (ThrottleLimits { recovery: ladder, ..good }, "recovery"),
        ] {
            assert!(matches!(limits.check(), Err(Error::InvalidSetting(found)) if found == name), "{ladder:?}");
        }
    }
    let at_the_bounds = Backoff { free_attempts: 100, initial: Duration::from_secs(1), maximum: day };
    assert!(ThrottleLimits { password: at_the_bounds, ..good }.check().is_ok());
    for count in [0, 10_001, u32::MAX] {
        assert!(ThrottleLimits { suspend_after: count, ..good }.check().is_err());
        assert!(ThrottleLimits { suspend_after_incomplete: count, ..good }.check().is_err());
        assert!(ThrottleLimits { setup_attempts: count, ..good }.check().is_err());
    }
}

#[test]
fn invalid_options_are_refused_at_start() {
    let started = |change: fn(&mut crate::auth::Options)| {
        let mut options = crate::auth::testing::options();
        change(&mut options);
        let (_, _, store) = crate::auth::testing::auth();
        crate::auth::Auth::new(store, options).map(|_| ())
    };
    assert!(started(|_| {}).is_ok());
    assert!(matches!(started(|options| options.limits.code.free_attempts = 0), Err(Error::InvalidSetting("code"))));
    assert!(matches!(started(|options| options.limits.setup_attempts = 0), Err(Error::InvalidSetting("setup_tries"))));
    let costs: [fn(&mut crate::auth::Options); 5] = [
        |options| options.cost = crate::auth::Cost::new(0, 0, 0).into(),
        |options| options.cost = crate::auth::Cost::new(64, 0, 1).into(),
        |options| options.cost = crate::auth::Cost::new(u32::MAX, 3, 4).into(),
        |options| options.cost = crate::auth::Cost::new(8, 1, 1).into(),
        |options| options.cost = crate::auth::Cost::new(64, 1, 1).into(),
    ];
    let guesses = |options: &mut crate::auth::Options| options.required_guesses = 100_000_000;
    assert!(matches!(started(guesses), Err(Error::InvalidSetting("guesses for a new password"))));
    for change in costs {
        assert!(matches!(started(change), Err(Error::InvalidSetting("password cost"))));
    }
}
