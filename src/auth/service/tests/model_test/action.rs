//! The actions of a scenario. Numbers choose among what exists when the action runs, so that shrinking can remove
//! earlier actions.

/// An entered password.
#[derive(Clone, Copy, Debug)]
pub(super) enum PasswordInput {
    Right,
    Wrong,
    /// A former password.
    Former(u8),
    /// Another user's password.
    Other(u8),
}

/// An entered second factor. The second number chooses among several.
#[derive(Clone, Copy, Debug)]
pub(super) enum FactorChoice {
    /// A valid code of one of the authenticators.
    Fresh(u8),
    /// The code of another step.
    OtherStep(i8, u8),
    /// The last accepted code.
    LastAccepted,
    WrongDigits,
    FewDigits,
    /// A code of another user's authenticator.
    OthersDigits(u8),
    /// A code of a removed authenticator.
    RemovedPhone(u8),
    Recovery(u8),
    UsedRecovery(u8),
    /// A code of an older set, or an earlier help code.
    InvalidatedRecovery(u8),
    OthersRecovery(u8),
    WrongSymbols,
    FewSymbols,
    Help,
}

/// An operation on the user's own account.
#[derive(Clone, Copy, Debug)]
pub(super) enum OwnAction {
    ChangePassword,
    TurnOff,
    BeginSetup,
    RemovePhone(u8),
    NewCodes,
}

/// An operation of an administrator.
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

/// The purpose of a step-up.
#[derive(Clone, Copy, Debug)]
pub(super) enum ProofPurpose {
    Own,
    Administer,
    Prove,
}

/// One transition. `at` chooses among pending states, `who` among users, `window` among the two programs.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Signs in completely: password, second factor, new password, enrolment.
    CompleteSignIn {
        window: u8,
        who: u8,
    },
    SignIn {
        window: u8,
        who: u8,
        password: PasswordInput,
    },
    /// A second factor, in a pending sign-in or in a new one.
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
    /// An enrolment from beginning to end.
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
    /// An attacker, who may know the password, submits codes repeatedly.
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
    /// Time passes, suspended or not; running programs refresh their sessions.
    AdvanceTime {
        seconds: u32,
        awake: bool,
    },
    /// The wall clock is set.
    ShiftClock {
        seconds: i64,
    },
    /// The clock is ahead during a sign-in, and is corrected afterwards.
    SignInWithClockAhead {
        window: u8,
        who: u8,
        seconds: u16,
    },
    /// A temporary password or help code is entered in its last minute, and the rest is done a little later.
    SignInAtExpiry {
        window: u8,
        who: u8,
    },
    /// The clock is corrected.
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

/// One test case.
#[derive(Clone, Debug)]
pub(super) struct Scenario {
    /// Whether several accounts with authenticators exist at the start.
    pub seeded: bool,
    pub actions: Vec<Action>,
}
