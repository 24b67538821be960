//! What people do. Numbers choose among what is there when the act is done, so that acts can be left out without the
//! later ones losing their sense.

/// A password that somebody types.
#[derive(Clone, Copy, Debug)]
pub(super) enum PasswordInput {
    Right,
    Wrong,
    /// One that was right once.
    Former(u8),
    /// Somebody else's.
    Other(u8),
}

/// A second factor that somebody types. The second number chooses among several.
#[derive(Clone, Copy, Debug)]
pub(super) enum FactorChoice {
    /// A code that should be accepted, of one of the phones.
    Fresh(u8),
    /// The code of another step.
    OtherStep(i8, u8),
    /// The one that was accepted last.
    LastAccepted,
    WrongDigits,
    FewDigits,
    /// What somebody else's phone shows.
    OthersDigits(u8),
    /// What a phone shows that was removed.
    RemovedPhone(u8),
    Recovery(u8),
    UsedRecovery(u8),
    /// Of an older set, or a help code of before.
    InvalidatedRecovery(u8),
    OthersRecovery(u8),
    WrongSymbols,
    FewSymbols,
    Help,
}

/// An act on the own account.
#[derive(Clone, Copy, Debug)]
pub(super) enum OwnAction {
    ChangePassword,
    TurnOff,
    BeginSetup,
    RemovePhone(u8),
    NewCodes,
}

/// An act of an administrator.
#[derive(Clone, Copy, Debug)]
pub(super) enum AdminAction {
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
pub(super) enum ProofPurpose {
    Own,
    Administer,
    Prove,
}

/// One transition. `at` chooses among what is under way, `who` among people, `window` among the two programs.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Signs in as one does: password, code or whatever helps, a new password, pairing.
    CompleteSignIn {
        window: u8,
        who: u8,
    },
    SignIn {
        window: u8,
        who: u8,
        password: PasswordInput,
    },
    /// A second factor, in a sign-in that waits for one or in a new one.
    SubmitFactor {
        at: u8,
        who: u8,
        factor: FactorChoice,
    },
    ChoosePassword {
        at: u8,
        temporary: bool,
    },
    BeginRequiredEnrolment {
        at: u8,
    },
    /// A set-up from its beginning to its end.
    Enrol {
        at: u8,
    },
    Confirm {
        at: u8,
        step_offset: i8,
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
        password: PasswordInput,
        factor: Option<FactorChoice>,
    },
    SignOut {
        at: u8,
    },
    SignOutOthers {
        at: u8,
    },
    StepUp {
        at: u8,
        purpose: ProofPurpose,
        password: PasswordInput,
        factor: Option<FactorChoice>,
    },
    Own {
        at: u8,
        action: OwnAction,
        use_stored_proof: bool,
    },
    Admin {
        at: u8,
        who: u8,
        action: AdminAction,
        use_stored_proof: bool,
    },
    OpenOldData {
        at: u8,
        password: PasswordInput,
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
    AdvanceTime {
        seconds: u32,
        awake: bool,
    },
    /// Somebody turns the wall clock.
    ShiftClock {
        seconds: i64,
    },
    /// It is ahead by so much while somebody comes in; then it is put right.
    SignInWithClockAhead {
        window: u8,
        who: u8,
        seconds: u16,
    },
    /// What was handed over in person is given in its last minute, and what follows is done a little later.
    SignInAtExpiry {
        window: u8,
        who: u8,
    },
    /// Somebody notices, and puts it right.
    CorrectClock,
    RefreshSessions {
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
pub(super) struct Scenario {
    /// Whether several people live there already, with phones.
    pub seeded: bool,
    pub actions: Vec<Action>,
}
