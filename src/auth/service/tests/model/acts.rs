//! What people do. Numbers choose among what is there when the act is done, so that acts can be left out without the
//! later ones losing their sense.

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
    Enter {
        window: u8,
        who: u8,
    },
    SignIn {
        window: u8,
        who: u8,
        password: Typed,
    },
    /// A second factor, in a sign-in that waits for one or in a new one.
    Give {
        at: u8,
        who: u8,
        factor: Factor,
    },
    Choose {
        at: u8,
        temporary: bool,
    },
    BeginOwed {
        at: u8,
    },
    /// A set-up from its beginning to its end.
    Pair {
        at: u8,
    },
    Confirm {
        at: u8,
        off: i8,
        right: bool,
    },
    Finish {
        at: u8,
    },
    Cancel {
        at: u8,
    },
    Lock {
        at: u8,
    },
    Unlock {
        at: u8,
        password: Typed,
        factor: Option<Factor>,
    },
    SignOut {
        at: u8,
    },
    SignOutOthers {
        at: u8,
    },
    Prove {
        at: u8,
        purpose: For,
        password: Typed,
        factor: Option<Factor>,
    },
    Own {
        at: u8,
        act: Own,
        kept: bool,
    },
    Office {
        at: u8,
        who: u8,
        act: Office,
        kept: bool,
    },
    OpenOldData {
        at: u8,
        password: Typed,
    },
    /// Somebody who knows the password, or does not, tries on and on.
    GuessCodes {
        window: u8,
        who: u8,
        times: u8,
        owner: bool,
    },
    GuessPasswords {
        window: u8,
        who: u8,
        times: u8,
    },
    GuessRecovery {
        window: u8,
        who: u8,
        times: u8,
    },
    /// Time passes, asleep or awake; awake windows look after their sessions.
    Pass {
        seconds: u32,
        awake: bool,
    },
    /// Somebody turns the wall clock.
    Turn {
        seconds: i64,
    },
    /// It is ahead by so much while somebody comes in; then it is put right.
    Astray {
        window: u8,
        who: u8,
        seconds: u16,
    },
    /// What was handed over in person is given in its last minute, and what follows is done a little later.
    LastMinute {
        window: u8,
        who: u8,
    },
    /// Somebody notices, and puts it right.
    PutRight,
    Look {
        window: u8,
        touch: bool,
    },
    Restart {
        window: u8,
    },
    Reboot,
}

/// One case.
#[derive(Clone, Debug)]
pub(super) struct Day {
    /// Whether several people live there already, with phones.
    pub furnished: bool,
    pub acts: Vec<Act>,
}
