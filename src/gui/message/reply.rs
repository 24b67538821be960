//! What the worker answers.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use crate::auth::{
    AccountView, ActionError, Auth, ConfirmCode, ConfirmResult, CostView, Error, Estimate, FinishResult, FirstAccount,
    HistoryEntry, Interrupted, Locked, MustChange, MustEnrol, Outcome, Password, PasswordChoice, Pending, Policy,
    Proof, RecoveryCode, ShowRecoveryCodes, ShowSecret, StepUp, UnlockResult, UserView,
};
use crate::gui::message::operation::Operation;

/// What became of a [`Request`].
pub enum Reply {
    /// With whether there is no account yet.
    Opened(Result<(Arc<Auth>, bool), Error>),
    FirstAccount(Result<FirstAccount, ActionError>),
    Passphrase(Result<Password, Error>),
    PasswordStrength(Estimate),
    SignedIn(Result<Outcome, Error>),
    Outcome(Outcome),
    PasswordChosen(PasswordChoice),
    SetupStarted(ShowSecret),
    SetupDenied(StepUp, ActionError),
    PairingConfirmed(ConfirmResult),
    SetupFinished(FinishResult),
    /// A fault came before the answer; here is the state that went with the request.
    Interrupted(ReturnedState, Error),
    /// A step-up is owed before the act; `with_code` if the password alone is not enough.
    StepUpRequired {
        operation: Operation,
        with_code: bool,
    },
    /// The step-up was refused; the act still waits.
    StepUpRefused {
        operation: Operation,
        refusal: StepUpRefusal,
    },
    OperationResult(Result<OperationResult, ActionError>),
    /// A change of the password asks for the one of now, and with `true` for a code too.
    StepUpNeeded(Result<bool, ActionError>),
    /// A file was written here, or why not.
    FileSaved(Result<PathBuf, ErrorKind>),
    QueryResult(Result<QueryResult, ActionError>),
    UnlockNeeds {
        locked: Box<Locked>,
        code: bool,
    },
    Unlocked(UnlockResult),
    /// What a host wanted in the log is not there, and why.
    NotRecorded {
        text: String,
        denied: ActionError,
    },
    /// The settings were saved, or why not.
    SettingsSaved(Result<(), String>),
    /// The session was ended elsewhere.
    SessionEnded,
    /// Done, and nobody waits to hear it.
    Ack,
    /// The worker came upon a fault of ours. Nothing was changed.
    Panicked {
        /// A state that a screen cannot go on without went with the request.
        state_lost: bool,
    },
}

/// A state that a fault gave back, for the screen that it came from.
#[derive(Debug)]
pub enum ReturnedState {
    Pending(Box<Pending>),
    ChoosePassword(Box<MustChange>),
    RequiredSetup(Box<MustEnrol>),
    ConfirmPairing(Box<ConfirmCode>),
    RecoveryCodes(Box<ShowRecoveryCodes>),
    Locked(Box<Locked>),
}

impl Reply {
    /// The answer to a step that took a state, or the state.
    pub fn from_result<T, S>(
        result: Result<T, Interrupted<S>>,
        reply: impl FnOnce(T) -> Self,
        returned_state: impl FnOnce(Box<S>) -> ReturnedState,
    ) -> Self {
        match result {
            Ok(value) => reply(value),
            Err(Interrupted { state, error }) => Self::Interrupted(returned_state(state), error),
        }
    }
}

/// Which half of a step-up was refused.
#[derive(Debug)]
pub enum StepUpRefusal {
    Password(crate::auth::PasswordRefusal),
    Code(crate::auth::CodeRefusal),
    /// Neither: a fault came before the answer.
    Interrupted(Error),
}

/// What an [`Act`] led to.
#[derive(Debug)]
pub enum OperationResult {
    SetupStarted(Box<ShowSecret>),
    RecoveryCodes(Box<ShowRecoveryCodes>),
    /// As a host wanted it.
    Proven(Proof),
    /// A temporary passphrase, to be shown once.
    TemporaryPassword {
        username: String,
        passphrase: Password,
    },
    /// A help code, to be shown once.
    HelpCode {
        username: String,
        code: RecoveryCode,
    },
    /// What checking a password takes on this computer now.
    CostMeasured(CostView),
    /// Done, without the passwords that the operation was given; the screen queries again.
    Completed(Operation),
}

/// What a screen asked to read.
#[derive(Debug)]
pub enum QueryResult {
    Account(Box<AccountView>),
    History(Vec<HistoryEntry>),
    Users(Vec<UserView>),
    Policy(Policy),
    Settings(Policy, CostView),
}
