//! What goes to the worker thread and what comes back. States move in and come back in the reply.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use crate::auth::{
    AccountView, Auth, Chosen, ConfirmCode, Confirmed, CostView, Denied, Error, Estimate, Factor, Finished,
    FirstAccount, HistoryEntry, Interrupted, Locked, MustChange, MustEnrol, Outcome, Password, Pending, Policy, Proof,
    RecoveryCode, Session, ShowRecoveryCodes, ShowSecret, StepUp, TypedText, Unlock, UserView,
};
use crate::gui::action::{Act, Read};
use crate::gui::settings::Settings;
use crate::gui::worker::file::FileContent;

/// One thing for the worker to do.
#[derive(Debug)]
pub(in crate::gui) enum Request {
    Open,
    CreateFirst {
        username: String,
        password: Password,
    },
    SuggestPassphrase,
    Weigh {
        typed: TypedText,
        username: String,
    },
    SignIn {
        username: String,
        password: Password,
    },
    GiveCode {
        pending: Box<Pending>,
        code: TypedText,
    },
    GiveRecovery {
        pending: Box<Pending>,
        code: TypedText,
    },
    ChoosePassword {
        state: Box<MustChange>,
        password: Password,
    },
    BeginFirstSetup {
        session: Session,
        proof: StepUp,
    },
    BeginOwedSetup(Box<MustEnrol>),
    Confirm {
        state: Box<ConfirmCode>,
        code: TypedText,
        name: String,
    },
    FinishSetup(Box<ShowRecoveryCodes>),
    /// Does the act if no step-up is owed for it; otherwise says what is.
    Do {
        session: Session,
        act: Act,
    },
    /// Does the act if the step-up is right.
    StepUp {
        session: Session,
        act: Act,
        password: Password,
        factor: Option<Factor>,
    },
    /// What a change of the password will ask for.
    AskNewPassword(Session),
    Save {
        folder: PathBuf,
        name: String,
        content: FileContent,
    },
    Read {
        session: Session,
        what: Read,
    },
    /// Something of the host's own, for the log.
    Record {
        session: Session,
        text: String,
    },
    /// The keys are gone already; this writes it down.
    Lock(Session),
    Unlock {
        locked: Box<Locked>,
        password: Password,
        factor: Option<Factor>,
    },
    SignOut(Session),
    SignOutLocked(Box<Locked>),
    Expire(Session),
    SaveSettings(Settings),
}

impl Request {
    /// Whether the screen stays usable meanwhile.
    pub(super) fn is_quiet(&self) -> bool {
        matches!(
            self,
            Self::Weigh { .. }
                | Self::Read { .. }
                | Self::Record { .. }
                | Self::Lock(_)
                | Self::SignOut(_)
                | Self::SignOutLocked(_)
                | Self::Expire(_)
                | Self::SaveSettings(_)
        )
    }
}

impl Request {
    /// Whether a state went with it that its screen cannot go on without.
    pub(super) fn carries_state(&self) -> bool {
        matches!(
            self,
            Self::GiveCode { .. }
                | Self::GiveRecovery { .. }
                | Self::ChoosePassword { .. }
                | Self::BeginFirstSetup { .. }
                | Self::BeginOwedSetup(_)
                | Self::Confirm { .. }
                | Self::FinishSetup(_)
                | Self::Lock(_)
                | Self::Unlock { .. }
        )
    }
}

/// What became of a [`Request`].
pub(in crate::gui) enum Reply {
    /// With whether there is no account yet.
    Opened(Result<(Arc<Auth>, bool), Error>),
    FirstAccount(Result<FirstAccount, Denied>),
    Passphrase(Result<Password, Error>),
    Weighed(Estimate),
    SignedIn(Result<Outcome, Error>),
    Outcome(Outcome),
    Chosen(Chosen),
    Setup(ShowSecret),
    SetupDenied(StepUp, Denied),
    Confirmed(Confirmed),
    Finished(Finished),
    /// A fault came before the answer; here is the state that went with the request.
    Interrupted(Kept, Error),
    /// A step-up is owed before the act; `with_code` if the password alone is not enough.
    Owed {
        act: Act,
        with_code: bool,
    },
    /// The step-up was refused; the act still waits.
    StepUpRefused {
        act: Act,
        refused: StepUpRefused,
    },
    Done(Result<Done, Denied>),
    /// A change of the password asks for the one of now, and with `true` for a code too.
    AskNewPassword(Result<bool, Denied>),
    /// A file was written here, or why not.
    Saved(Result<PathBuf, ErrorKind>),
    Read(Result<View, Denied>),
    UnlockNeeds {
        locked: Box<Locked>,
        code: bool,
    },
    Unlocked(Unlock),
    /// What a host wanted in the log is not there, and why.
    NotRecorded {
        text: String,
        denied: Denied,
    },
    /// The settings were saved, or why not.
    SettingsSaved(Result<(), String>),
    /// The session was ended elsewhere.
    Ended,
    /// Done, and nobody waits to hear it.
    Nothing,
    /// The worker came upon a fault of ours. Nothing was changed.
    Panicked {
        /// A state that a screen cannot go on without went with the request.
        lost: bool,
    },
}

/// A state that a fault gave back, for the screen that it came from.
#[derive(Debug)]
pub(in crate::gui) enum Kept {
    Pending(Box<Pending>),
    NewPassword(Box<MustChange>),
    PairingOwed(Box<MustEnrol>),
    Confirm(Box<ConfirmCode>),
    Codes(Box<ShowRecoveryCodes>),
    Locked(Box<Locked>),
}

impl Reply {
    /// The answer to a step that took a state, or the state.
    pub(super) fn of<T, S>(
        answer: Result<T, Interrupted<S>>,
        reply: impl FnOnce(T) -> Self,
        kept: impl FnOnce(Box<S>) -> Kept,
    ) -> Self {
        match answer {
            Ok(answer) => reply(answer),
            Err(Interrupted { state, error }) => Self::Interrupted(kept(state), error),
        }
    }
}

/// Which half of a step-up was refused.
#[derive(Debug)]
pub(in crate::gui) enum StepUpRefused {
    Password(crate::auth::Refusal),
    Code(crate::auth::CodeRefusal),
    /// Neither: a fault came before the answer.
    Interrupted(Error),
}

/// What an [`Act`] led to.
#[derive(Debug)]
pub(in crate::gui) enum Done {
    Setup(Box<ShowSecret>),
    Codes(Box<ShowRecoveryCodes>),
    /// As a host wanted it.
    Proven(Proof),
    /// The keys from before a reset are there. The sentence says so.
    OldDataOpened(String),
    /// A temporary passphrase, to be shown once.
    Passphrase {
        username: String,
        passphrase: Password,
    },
    /// A help code, to be shown once.
    HelpCode {
        username: String,
        code: RecoveryCode,
    },
    /// Done; the screen reads anew. The sentence says what.
    Plain(String),
}

/// What a screen asked to read.
#[derive(Debug)]
pub(in crate::gui) enum View {
    Account(Box<AccountView>),
    History(Vec<HistoryEntry>),
    Users(Vec<UserView>),
    Policy(Policy),
    Settings(Policy, CostView),
}
