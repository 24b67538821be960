//! How acts are drawn: what is likely, and what is worth trying often.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::auth::service::tests::model::acts::{Act, Day, Factor, For, Office, Own, Typed};

/// Some people are busier than others.
fn who() -> impl Strategy<Value = u8> {
    prop_oneof![6 => Just(0_u8), 6 => Just(1), 4 => Just(2), 2 => Just(3), 1 => Just(4)]
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        12 => Just(Typed::Right),
        3 => Just(Typed::Wrong),
        3 => any::<u8>().prop_map(Typed::Former),
        1 => any::<u8>().prop_map(Typed::Other),
    ]
}

fn factor() -> impl Strategy<Value = Factor> {
    prop_oneof![
        12 => any::<u8>().prop_map(Factor::Fresh),
        3 => (-11..=3_i8, any::<u8>()).prop_map(|(off, phone)| Factor::Off(off, phone)),
        3 => (-1..=1_i8, any::<u8>()).prop_map(|(off, phone)| Factor::Off(off, phone)),
        8 => Just(Factor::Again),
        3 => Just(Factor::WrongDigits),
        1 => Just(Factor::FewDigits),
        1 => any::<u8>().prop_map(Factor::OthersDigits),
        2 => any::<u8>().prop_map(Factor::LostPhone),
        3 => any::<u8>().prop_map(Factor::Recovery),
        5 => any::<u8>().prop_map(Factor::UsedRecovery),
        4 => any::<u8>().prop_map(Factor::DeadRecovery),
        1 => any::<u8>().prop_map(Factor::OthersRecovery),
        1 => Just(Factor::WrongSymbols),
        1 => Just(Factor::FewSymbols),
        3 => Just(Factor::Help),
    ]
}

fn own() -> impl Strategy<Value = Act> {
    let act = prop_oneof![
        4 => Just(Own::ChangePassword),
        2 => Just(Own::TurnOff),
        7 => Just(Own::BeginSetup),
        4 => any::<u8>().prop_map(Own::RemovePhone),
        4 => Just(Own::NewCodes),
    ];
    (any::<u8>(), act, prop::bool::weighted(0.3)).prop_map(|(at, act, kept)| Act::Own { at, act, kept })
}

fn office() -> impl Strategy<Value = Act> {
    let act = prop_oneof![
        4 => any::<bool>().prop_map(Office::Add),
        6 => Just(Office::Reset),
        5 => Just(Office::TemporaryPassword),
        2 => Just(Office::AllowCodes),
        4 => prop::bool::weighted(0.7).prop_map(Office::Enable),
        3 => prop::bool::weighted(0.7).prop_map(Office::Promote),
        1 => Just(Office::Delete),
        1 => any::<bool>().prop_map(Office::UnlockNeedsCode),
    ];
    let drawn = (any::<u8>(), who(), act, prop::bool::weighted(0.3));
    drawn.prop_map(|(at, who, act, kept)| Act::Office { at, who, act, kept })
}

/// Jumps of the wall clock: what summer time, a flat battery and a thief do to it.
fn turn() -> impl Strategy<Value = Act> {
    const DAY: i64 = 24 * 3600;
    let seconds = prop_oneof![
        -120..=120_i64,
        -7200..=7200_i64,
        prop::sample::select(vec![-DAY, DAY, -4 * DAY, 4 * DAY, -400 * DAY, -30_000 * DAY]),
    ];
    let astray = (any::<u8>(), who(), 60..=7200_u16);
    prop_oneof![
        2 => seconds.prop_map(|seconds| Act::Turn { seconds }),
        1 => Just(Act::PutRight),
        1 => astray.prop_map(|(window, who, seconds)| Act::Astray { window, who, seconds }),
    ]
}

fn pass() -> impl Strategy<Value = Act> {
    let seconds = prop_oneof![
        12 => 1..=40_u32,
        3 => 60..=600_u32,
        2 => 600..=3600_u32,
        2 => prop::sample::select(vec![8 * 3600, 12 * 3600, 24 * 3600, 72 * 3600]),
    ];
    (seconds, prop::bool::weighted(0.9)).prop_map(|(seconds, awake)| Act::Pass { seconds, awake })
}

/// What goes on around a sign-in and within a session.
fn person() -> impl Strategy<Value = Act> {
    let at = any::<u8>;
    prop_oneof![
        8 => (at(), who()).prop_map(|(window, who)| Act::Enter { window, who }),
        12 => (at(), who(), typed()).prop_map(|(window, who, password)| Act::SignIn { window, who, password }),
        24 => (at(), who(), factor()).prop_map(|(at, who, factor)| Act::Give { at, who, factor }),
        3 => (at(), prop::bool::weighted(0.2)).prop_map(|(at, temporary)| Act::Choose { at, temporary }),
        2 => at().prop_map(|at| Act::BeginOwed { at }),
        3 => at().prop_map(|at| Act::Pair { at }),
        6 => (at(), -11..=11_i8, prop::bool::weighted(0.8)).prop_map(|(at, off, right)| Act::Confirm { at, off, right }),
        5 => at().prop_map(|at| Act::Finish { at }),
        1 => at().prop_map(|at| Act::Cancel { at }),
        3 => at().prop_map(|at| Act::Lock { at }),
        6 => (at(), typed(), prop::option::weighted(0.9, factor()))
            .prop_map(|(at, password, factor)| Act::Unlock { at, password, factor }),
        1 => at().prop_map(|at| Act::SignOut { at }),
        1 => at().prop_map(|at| Act::SignOutOthers { at }),
        5 => (at(), prop::sample::select(vec![For::Own, For::Office, For::Prove]), typed(), prop::option::weighted(0.8, factor()))
            .prop_map(|(at, purpose, password, factor)| Act::Prove { at, purpose, password, factor }),
        3 => (at(), who()).prop_map(|(window, who)| Act::LastMinute { window, who }),
        3 => (at(), typed()).prop_map(|(at, password)| Act::OpenOldData { at, password }),
        3 => (at(), any::<bool>()).prop_map(|(window, touch)| Act::Look { window, touch }),
    ]
}

fn guesses() -> impl Strategy<Value = Act> {
    let drawn = || (any::<u8>(), 0..=1_u8, 1..=22_u8);
    prop_oneof![
        5 => (drawn(), prop::bool::weighted(0.7))
            .prop_map(|((window, who, times), owner)| Act::GuessCodes { window, who, times, owner }),
        1 => drawn().prop_map(|(window, who, times)| Act::GuessPasswords { window, who, times }),
        1 => drawn().prop_map(|(window, who, times)| Act::GuessRecovery { window, who, times }),
    ]
}

fn restarts() -> impl Strategy<Value = Act> {
    prop_oneof![3 => any::<u8>().prop_map(|window| Act::Restart { window }), 1 => Just(Act::Reboot)]
}

/// Days of up to so many acts: at home, in an office, with wrong clocks, and with a thief who knows a password.
pub(super) fn days(longest: usize) -> impl Strategy<Value = Day> {
    let restart = restarts;
    let home = prop_oneof![60 => person(), 15 => own(), 5 => office(), 12 => pass(), 1 => turn(), 1 => restart()];
    let work = prop_oneof![40 => person(), 8 => own(), 30 => office(), 12 => pass(), 1 => turn(), 1 => restart()];
    let clocks = prop_oneof![50 => person(), 8 => own(), 5 => office(), 12 => pass(), 8 => turn(), 6 => restart()];
    let thief = prop_oneof![20 => person(), 2 => own(), 2 => office(), 8 => pass(), 30 => guesses(), 1 => restart()];
    let range = || 1..=longest;
    let acts = prop_oneof![vec(home, range()), vec(work, range()), vec(clocks, range()), vec(thief, range())];
    (prop::bool::weighted(0.9), acts).prop_map(|(furnished, acts)| Day { furnished, acts })
}
