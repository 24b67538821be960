//! Strategies that draw actions, weighted by likelihood and by interest.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::auth::service::tests::model_test::action::{
    Action, AdminAction, FactorChoice, OwnAction, PasswordInput, ProofPurpose, Scenario,
};

/// Some users are more active than others.
fn who() -> impl Strategy<Value = u8> {
    prop_oneof![6 => Just(0_u8), 6 => Just(1), 4 => Just(2), 2 => Just(3), 1 => Just(4)]
}

fn typed() -> impl Strategy<Value = PasswordInput> {
    prop_oneof![
        12 => Just(PasswordInput::Right),
        3 => Just(PasswordInput::Wrong),
        3 => any::<u8>().prop_map(PasswordInput::Former),
        1 => any::<u8>().prop_map(PasswordInput::Other),
    ]
}

fn factor() -> impl Strategy<Value = FactorChoice> {
    prop_oneof![
        12 => any::<u8>().prop_map(FactorChoice::Fresh),
        3 => (-11..=3_i8, any::<u8>()).prop_map(|(off, phone)| FactorChoice::OtherStep(off, phone)),
        3 => (-1..=1_i8, any::<u8>()).prop_map(|(off, phone)| FactorChoice::OtherStep(off, phone)),
        8 => Just(FactorChoice::LastAccepted),
        3 => Just(FactorChoice::WrongDigits),
        1 => Just(FactorChoice::FewDigits),
        1 => any::<u8>().prop_map(FactorChoice::OthersDigits),
        2 => any::<u8>().prop_map(FactorChoice::RemovedPhone),
        3 => any::<u8>().prop_map(FactorChoice::Recovery),
        5 => any::<u8>().prop_map(FactorChoice::UsedRecovery),
        4 => any::<u8>().prop_map(FactorChoice::InvalidatedRecovery),
        1 => any::<u8>().prop_map(FactorChoice::OthersRecovery),
        1 => Just(FactorChoice::WrongSymbols),
        1 => Just(FactorChoice::FewSymbols),
        3 => Just(FactorChoice::Help),
    ]
}

fn own_action() -> impl Strategy<Value = Action> {
    let action = prop_oneof![
        4 => Just(OwnAction::ChangePassword),
        2 => Just(OwnAction::TurnOff),
        7 => Just(OwnAction::BeginSetup),
        4 => any::<u8>().prop_map(OwnAction::RemovePhone),
        4 => Just(OwnAction::NewCodes),
    ];
    (any::<u8>(), action, prop::bool::weighted(0.3)).prop_map(|(at, action, use_stored_proof)| Action::Own {
        at,
        action,
        use_stored_proof,
    })
}

fn admin_action() -> impl Strategy<Value = Action> {
    let action = prop_oneof![
        4 => any::<bool>().prop_map(AdminAction::Add),
        6 => Just(AdminAction::Reset),
        5 => Just(AdminAction::TemporaryPassword),
        2 => Just(AdminAction::AllowCodes),
        4 => prop::bool::weighted(0.7).prop_map(AdminAction::Enable),
        3 => prop::bool::weighted(0.7).prop_map(AdminAction::Promote),
        1 => Just(AdminAction::Delete),
        1 => any::<bool>().prop_map(AdminAction::UnlockNeedsCode),
    ];
    let drawn = (any::<u8>(), who(), action, prop::bool::weighted(0.3));
    drawn.prop_map(|(at, who, action, use_stored_proof)| Action::Admin { at, who, action, use_stored_proof })
}

/// Shifts of the wall clock: daylight saving time, a flat battery, an attacker.
fn clock_change() -> impl Strategy<Value = Action> {
    const DAY: i64 = 24 * 3600;
    let seconds = prop_oneof![
        -120..=120_i64,
        -7200..=7200_i64,
        prop::sample::select(vec![-DAY, DAY, -4 * DAY, 4 * DAY, -400 * DAY, -30_000 * DAY]),
    ];
    let sign_in_ahead = (any::<u8>(), who(), 60..=7200_u16);
    prop_oneof![
        2 => seconds.prop_map(|seconds| Action::ShiftClock { seconds }),
        1 => Just(Action::CorrectClock),
        1 => sign_in_ahead.prop_map(|(window, who, seconds)| Action::SignInWithClockAhead { window, who, seconds }),
    ]
}

fn passing_time() -> impl Strategy<Value = Action> {
    let seconds = prop_oneof![
        12 => 1..=40_u32,
        3 => 60..=600_u32,
        2 => 600..=3600_u32,
        2 => prop::sample::select(vec![8 * 3600, 12 * 3600, 24 * 3600, 72 * 3600]),
    ];
    (seconds, prop::bool::weighted(0.9)).prop_map(|(seconds, awake)| Action::AdvanceTime { seconds, awake })
}

/// Actions around a sign-in and within a session.
fn user_action() -> impl Strategy<Value = Action> {
    let at = any::<u8>;
    prop_oneof![
        8 => (at(), who()).prop_map(|(window, who)| Action::CompleteSignIn { window, who }),
        12 => (at(), who(), typed()).prop_map(|(window, who, password)| Action::SignIn { window, who, password }),
        24 => (at(), who(), factor()).prop_map(|(at, who, factor)| Action::SubmitFactor { at, who, factor }),
        3 => (at(), prop::bool::weighted(0.2)).prop_map(|(at, temporary)| Action::ChoosePassword { at, temporary }),
        2 => at().prop_map(|at| Action::BeginRequiredEnrolment { at }),
        3 => at().prop_map(|at| Action::Enrol { at }),
        6 => (at(), -11..=11_i8, prop::bool::weighted(0.8)).prop_map(|(at, off, right)| Action::Confirm { at, step_offset: off, right }),
        5 => at().prop_map(|at| Action::Finish { at }),
        1 => at().prop_map(|at| Action::Cancel { at }),
        3 => at().prop_map(|at| Action::Lock { at }),
        6 => (at(), typed(), prop::option::weighted(0.9, factor()))
            .prop_map(|(at, password, factor)| Action::Unlock { at, password, factor }),
        1 => at().prop_map(|at| Action::SignOut { at }),
        1 => at().prop_map(|at| Action::SignOutOthers { at }),
        5 => (at(), prop::sample::select(vec![ProofPurpose::Own, ProofPurpose::Administer, ProofPurpose::Prove]), typed(), prop::option::weighted(0.8, factor()))
            .prop_map(|(at, purpose, password, factor)| Action::StepUp { at, purpose, password, factor }),
        3 => (at(), who()).prop_map(|(window, who)| Action::SignInAtExpiry { window, who }),
        3 => (at(), typed()).prop_map(|(at, password)| Action::OpenOldData { at, password }),
        3 => (at(), any::<bool>()).prop_map(|(window, touch)| Action::RefreshSessions { window, touch }),
    ]
}

fn guesses() -> impl Strategy<Value = Action> {
    let drawn = || (any::<u8>(), 0..=1_u8, 1..=22_u8);
    prop_oneof![
        5 => (drawn(), prop::bool::weighted(0.7))
            .prop_map(|((window, who, times), owner)| Action::GuessCodes { window, who, times, owner }),
        1 => drawn().prop_map(|(window, who, times)| Action::GuessPasswords { window, who, times }),
        1 => drawn().prop_map(|(window, who, times)| Action::GuessRecovery { window, who, times }),
    ]
}

fn restarts() -> impl Strategy<Value = Action> {
    prop_oneof![3 => any::<u8>().prop_map(|window| Action::Restart { window }), 1 => Just(Action::Reboot)]
}

/// Scenarios of up to `longest` actions: normal use, an office, wrong clocks, and an attacker who knows a password.
pub(super) fn scenarios(longest: usize) -> impl Strategy<Value = Scenario> {
    let restart = restarts;
    let home = prop_oneof![60 => user_action(), 15 => own_action(), 5 => admin_action(), 12 => passing_time(), 1 => clock_change(), 1 => restart()];
    let work = prop_oneof![40 => user_action(), 8 => own_action(), 30 => admin_action(), 12 => passing_time(), 1 => clock_change(), 1 => restart()];
    let clocks = prop_oneof![50 => user_action(), 8 => own_action(), 5 => admin_action(), 12 => passing_time(), 8 => clock_change(), 6 => restart()];
    let attacker = prop_oneof![20 => user_action(), 2 => own_action(), 2 => admin_action(), 8 => passing_time(), 30 => guesses(), 1 => restart()];
    let range = || 1..=longest;
    let actions = prop_oneof![vec(home, range()), vec(work, range()), vec(clocks, range()), vec(attacker, range())];
    (prop::bool::weighted(0.9), actions).prop_map(|(furnished, actions)| Scenario { seeded: furnished, actions })
}
