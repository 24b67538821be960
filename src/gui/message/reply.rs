//! The replies of the worker.

use std::sync::Arc;

use crate::auth::{
    AccountView, ActionError, Auth, ConfirmCode, ConfirmResult, CostView, Error, Estimate, FinishResult, FirstAccount,
    HistoryEntry, Interrupted, Locked, MustChange, MustEnrol, Outcome, Password, PasswordChoice, Pending, Policy,
    Proof, RecoveryCode, ShowRecoveryCodes, ShowSecret, StepUp, UnlockResult, UserView,
};
use crate::gui::message::file::FileReply;
use crate::gui::message::operation::Operation;

pub enum Reply {
    // The open store, and whether it has no account yet.
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
    // A fault occurred; returns the state that was sent with the request.
    Interrupted(ReturnedState, Error),
    // A step-up is required before the operation; `with_code` if the password alone is not enough.
    StepUpRequired { operation: Operation, with_code: bool },
    // The step-up was refused; the operation is still pending.
    StepUpRefused { operation: Operation, refusal: StepUpRefusal },
    OperationResult(Result<OperationResult, ActionError>),
    // A password change requires the current password, and if `true` a code too.
    StepUpNeeded(Result<bool, ActionError>),
    File(FileReply),
    QueryResult(Result<QueryResult, ActionError>),
    UnlockNeeds { locked: Box<Locked>, code: bool },
    Unlocked(UnlockResult),
    // An audit entry of the host was not written, and why.
    NotRecorded { text: String, denied: ActionError },
    // The result of saving the settings.
    SettingsSaved(Result<(), String>),
    // The session was ended elsewhere.
    SessionEnded,
    // The accounts file was deleted or replaced while it was open. Reported once, until it is in place again.
    StoreReplaced(Error),
    // Done; there is no result to report.
    Ack,
    // The worker caught a panic. Nothing was changed, but a state that the screen needs may be lost with the request.
    Panicked { state_lost: bool },
}

/// A state that is returned after a fault, for the screen that sent it.
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
    /// Returns `reply` of the result, or the state that came back with the fault.
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

#[derive(Debug)]
pub enum StepUpRefusal {
    Password(crate::auth::PasswordRefusal),
    Code(crate::auth::CodeRefusal),
    /// A fault occurred; neither was refused.
    Interrupted(Error),
}

#[derive(Debug)]
pub enum OperationResult {
    SetupStarted(Box<ShowSecret>),
    RecoveryCodes(Box<ShowRecoveryCodes>),
    // The proof that a host requested.
    Proven(Proof),
    // A temporary passphrase, shown once.
    TemporaryPassword { username: String, passphrase: Password },
    // A help code, shown once.
    HelpCode { username: String, code: RecoveryCode },
    // The newly measured cost of checking a password.
    CostMeasured(CostView),
    // Completed. Passwords were removed from the operation; the screen queries its data again.
    Completed(Operation),
}

#[derive(Debug)]
pub enum QueryResult {
    Account(Box<AccountView>),
    History(Vec<HistoryEntry>),
    Users(Vec<UserView>),
    Policy(Policy),
    Settings(Policy, CostView),
}
