//! What people do, drawn at random. Numbers choose among what is there when the act is done, so that acts can be left
//! out without the later ones losing their sense.

use proptest::collection::vec;
use proptest::prelude::*;

/// A password that somebody types.
#[derive(Clone, Copy, Debug)]
pub(super) enum Typed {
    Right,
    Wrong,
    /// One that was right once.
    Former(u8),
    /// Somebody else's.
    Other(u8),
}

/// A second factor that somebody types. The second number chooses among several.
#[derive(Clone, Copy, Debug)]
pub(super) enum Factor {
    /// A code that should be accepted, of one of the phones.
    Fresh(u8),
    /// The code of another step.
    Off(i8, u8),
    /// The one that was accepted last.
    Again,
    WrongDigits,
    FewDigits,
    /// What somebody else's phone shows.
    OthersDigits(u8),
    /// What a phone shows that was removed.
    LostPhone(u8),
    Recovery(u8),
    UsedRecovery(u8),
    /// Of an older set, or a help code of before.
    DeadRecovery(u8),
    OthersRecovery(u8),
    WrongSymbols,
    FewSymbols,
    Help,
}

/// An act on the own account.
#[derive(Clone, Copy, Debug)]
pub(super) enum Own {
    ChangePassword,
    TurnOff,
    BeginSetup,
    RemovePhone(u8),
    NewCodes,
}

/// An act of an administrator.
#[derive(Clone, Copy, Debug)]
pub(super) enum Office {
    Add(bool),
    Reset,
    TemporaryPassword,
    AllowCodes,
    Enable(bool),
    Promote(bool),
    Delete,
    UnlockNeedsCode(bool),
}

/// What a step-up is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum For {
    Own,
    Office,
    Prove,
}

/// One transition. `at` chooses among what is under way, `who` among people, `window` among the two programs.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Signs in as one does: password, code or whatever helps, a new password, pairing.
    Enter { window: u8, who: u8 },
    SignIn { window: u8, who: u8, password: Typed },
    /// A second factor, in a sign-in that waits for one or in a new one.
    Give { at: u8, who: u8, factor: Factor },
    Choose { at: u8, temporary: bool },
    BeginOwed { at: u8 },
    /// A set-up from its beginning to its end.
    Pair { at: u8 },
    Confirm { at: u8, off: i8, right: bool },
    Finish { at: u8 },
    Cancel { at: u8 },
    Lock { at: u8 },
    Unlock { at: u8, password: Typed, factor: Option<Factor> },
    SignOut { at: u8 },
    SignOutOthers { at: u8 },
    Prove { at: u8, purpose: For, password: Typed, factor: Option<Factor> },
    Own { at: u8, act: Own, kept: bool },
    Office { at: u8, who: u8, act: Office, kept: bool },
    OpenOldData { at: u8, password: Typed },
    /// Somebody who knows the password, or does not, tries on and on.
    GuessCodes { window: u8, who: u8, times: u8, owner: bool },
    GuessPasswords { window: u8, who: u8, times: u8 },
    GuessRecovery { window: u8, who: u8, times: u8 },
    /// Time passes, asleep or awake; awake windows look after their sessions.
    Pass { seconds: u32, awake: bool },
    /// Somebody turns the wall clock.
    Turn { seconds: i64 },
    /// Somebody notices, and puts it right.
    PutRight,
    Look { window: u8, touch: bool },
    Restart { window: u8 },
    Reboot,
}

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
        6 => Just(Factor::Again),
        3 => Just(Factor::WrongDigits),
        1 => Just(Factor::FewDigits),
        1 => any::<u8>().prop_map(Factor::OthersDigits),
        2 => any::<u8>().prop_map(Factor::LostPhone),
        3 => any::<u8>().prop_map(Factor::Recovery),
        2 => any::<u8>().prop_map(Factor::UsedRecovery),
        2 => any::<u8>().prop_map(Factor::DeadRecovery),
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
        2 => any::<u8>().prop_map(Own::RemovePhone),
        2 => Just(Own::NewCodes),
    ];
    (any::<u8>(), act, prop::bool::weighted(0.3)).prop_map(|(at, act, kept)| Act::Own { at, act, kept })
}

fn office() -> impl Strategy<Value = Act> {
    let act = prop_oneof![
        4 => any::<bool>().prop_map(Office::Add),
        3 => Just(Office::Reset),
        3 => Just(Office::TemporaryPassword),
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
    prop_oneof![seconds.prop_map(|seconds| Act::Turn { seconds }), Just(Act::PutRight)]
}

fn pass() -> impl Strategy<Value = Act> {
    let seconds = prop_oneof![
        12 => 1..=40_u32,
        3 => 60..=600_u32,
        2 => 600..=3600_u32,
        1 => prop::sample::select(vec![8 * 3600, 12 * 3600, 24 * 3600, 72 * 3600]),
    ];
    (seconds, prop::bool::weighted(0.9)).prop_map(|(seconds, awake)| Act::Pass { seconds, awake })
}

/// What goes on around a sign-in and within a session.
fn person() -> impl Strategy<Value = Act> {
    let at = any::<u8>;
    prop_oneof![
        8 => (at(), who()).prop_map(|(window, who)| Act::Enter { window, who }),
        12 => (at(), who(), typed()).prop_map(|(window, who, password)| Act::SignIn { window, who, password }),
        16 => (at(), who(), factor()).prop_map(|(at, who, factor)| Act::Give { at, who, factor }),
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

/// One case.
#[derive(Clone, Debug)]
pub(super) struct Day {
    /// Whether several people live there already, with phones.
    pub furnished: bool,
    pub acts: Vec<Act>,
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
