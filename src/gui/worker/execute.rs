//! Executes a request: one call of `Auth` each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::auth::{
    ActionError, Auth, Error, Factor, Interrupted, Password, Policy, Session, SessionDeadline, SessionStatus, StepUp,
    StepUpPurpose, StepUpRequirement, StepUpResult, StoreError,
};
use crate::gui::message::{
    Operation, OperationResult, Query, QueryResult, Reply, Request, ReturnedState, SessionRequest, StepUpRefusal,
};
use crate::gui::options::SaveSettings;
use crate::gui::settings::Settings;
use crate::gui::worker::files;

/// Opens the accounts; called again for each **Try again**.
pub type Opener = Box<dyn FnMut() -> Result<Auth, Error> + Send>;

pub(super) struct Executor {
    pub(super) opener: Option<Opener>,
    pub(super) auth: Option<Arc<Auth>>,
    pub(super) settings_saver: Option<SaveSettings>,
}

impl Executor {
    /// Executes a request. A panic is caught: the worker continues, and a charged attempt stays charged.
    pub(super) fn execute(&mut self, request: Request) -> Reply {
        let lost = request.carries_state();
        catch_unwind(AssertUnwindSafe(|| self.dispatch(request))).unwrap_or(Reply::Panicked { state_lost: lost })
    }

    /// Calls `call` once the accounts are open. A panic in the store must not end the thread.
    fn guarded<T>(&self, call: impl FnOnce(&Auth) -> T) -> Option<T> {
        let auth = self.auth.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| call(auth))).ok()
    }

    /// Whether the session was ended elsewhere. `false` if the store cannot be read.
    pub(super) fn session_ended(&self, session: &Session) -> bool {
        self.guarded(|auth| matches!(auth.refresh_session(session), Ok(SessionStatus::Ended))).unwrap_or(false)
    }

    /// Returns the error if the accounts file was deleted or replaced while it was open.
    pub(super) fn replaced_store(&self) -> Option<Error> {
        let checked = self.guarded(|auth| auth.check_store())?;
        checked.err().filter(|error| matches!(error, Error::Store(StoreError::Replaced(_))))
    }

    /// Records expirations while no user is signed in.
    pub(super) fn write_expired(&self) {
        self.guarded(|auth| auth.record_expirations());
    }

    /// Returns the current policy if, by it, a timeout of the session is due.
    pub(super) fn policy_if_timeout_due(&self, watch: &super::Watch) -> Option<Policy> {
        let auth = self.auth.as_ref()?;
        let is_due = auth.deadline(&watch.session, watch.lock_after) != SessionDeadline::NotDue;
        is_due.then(|| auth.policy().ok()).flatten()
    }

    pub(super) fn is_cost_due(&self) -> bool {
        self.auth.as_ref().is_some_and(|auth| auth.is_cost_measurement_due())
    }

    /// Measures the cost of a password while no request is pending. A failure is retried at the next start.
    pub(super) fn measure_cost(&self) {
        if !matches!(self.guarded(|auth| auth.measure_cost_if_due()), Some(Ok(_))) {
            tracing::warn!("failed to measure the password cost");
        }
    }

    fn dispatch(&mut self, request: Request) -> Reply {
        match (request, self.auth.clone()) {
            (Request::Open, _) => Reply::Opened(self.open()),
            (Request::SaveSettings(settings), _) => Reply::SettingsSaved(self.save(&settings)),
            (request, Some(auth)) => execute_request(&auth, request),
            (_, None) => Reply::Ack,
        }
    }

    fn save(&mut self, settings: &Settings) -> Result<(), String> {
        let saved = self.settings_saver.as_mut().map_or(Ok(()), |save| save(settings));
        saved.map_err(|error| {
            tracing::warn!("failed to save the settings: {error}");
            error.to_string()
        })
    }

    /// Writes the program start to the audit log, once the accounts are open.
    pub(super) fn record_start(&self) {
        if let Some(auth) = &self.auth
            && let Err(fault) = auth.record_start()
        {
            tracing::warn!("failed to write the start to the audit log: {fault}");
        }
    }

    fn open(&mut self) -> Result<(Arc<Auth>, bool), Error> {
        if let (None, Some(opener)) = (&self.auth, &mut self.opener) {
            self.auth = Some(Arc::new(opener()?));
        }
        let auth = self.auth.clone().ok_or(Error::OutOfMemory)?;
        let is_new = auth.has_no_accounts()?;
        Ok((auth, is_new))
    }
}

fn execute_request(auth: &Auth, request: Request) -> Reply {
    match request {
        Request::Open | Request::SaveSettings(_) => Reply::Ack,
        Request::CreateFirst { username, password } => {
            Reply::FirstAccount(auth.create_first_account(&username, password))
        }
        Request::SuggestPassphrase => Reply::Passphrase(auth.suggest_passphrase()),
        Request::EstimateStrength { input, username } => {
            Reply::PasswordStrength(auth.estimate_password(input.expose_text(), &username))
        }
        Request::SignIn { username, password } => Reply::SignedIn(auth.sign_in(&username, password)),
        Request::SubmitCode { pending, code } => {
            Reply::from_result(auth.submit_code(*pending, code), Reply::Outcome, ReturnedState::Pending)
        }
        Request::SubmitRecoveryCode { pending, code } => {
            Reply::from_result(auth.submit_recovery_code(*pending, code), Reply::Outcome, ReturnedState::Pending)
        }
        Request::ChoosePassword { state, password } => Reply::from_result(
            auth.choose_password(*state, password),
            Reply::PasswordChosen,
            ReturnedState::ChoosePassword,
        ),
        Request::BeginRequiredSetup(state) => {
            Reply::from_result(auth.begin_required_enrolment(*state), Reply::SetupStarted, ReturnedState::RequiredSetup)
        }
        Request::ConfirmPairing { state, code, name } => Reply::from_result(
            auth.confirm_pairing(*state, code, &name),
            Reply::PairingConfirmed,
            ReturnedState::ConfirmPairing,
        ),
        Request::FinishSetup(state) => {
            Reply::from_result(auth.finish_enrolment(*state), Reply::SetupFinished, ReturnedState::RecoveryCodes)
        }
        Request::File(request) => Reply::File(files::execute(request)),
        Request::InSession { session, request } => execute_in_session(auth, &session, request),
        Request::WriteAuditEntry { session, text } => match auth.append_event(&session, &text) {
            Ok(_) => Reply::Ack,
            Err(denied) => Reply::NotRecorded { text, denied },
        },
        Request::Lock(session) => {
            let locked = Box::new(auth.lock(session));
            // If the store cannot be read, a code is required.
            let code = auth.unlock_needs_code(&locked).unwrap_or(true);
            Reply::UnlockNeeds { locked, code }
        }
        Request::Unlock { locked, password, factor } => {
            Reply::from_result(auth.unlock(*locked, password, factor), Reply::Unlocked, ReturnedState::Locked)
        }
        Request::SignOut(session) => log_if_failed(auth.sign_out(session)),
        Request::SignOutLocked(locked) => log_if_failed(auth.sign_out_locked(*locked)),
        Request::ExpireSession(session) => log_if_failed(auth.expire(session)),
    }
}

fn execute_in_session(auth: &Auth, session: &Session, request: SessionRequest) -> Reply {
    match request {
        SessionRequest::BeginFirstSetup(proof) => match auth.begin_enrolment(session, proof) {
            Ok(state) => Reply::SetupStarted(state),
            Err(Interrupted { state, error }) => Reply::SetupDenied(*state, error),
        },
        SessionRequest::StartOperation(operation) => start_operation(auth, session, operation),
        SessionRequest::StepUp { operation, password, factor } => {
            run_after_step_up(auth, session, operation, password, factor)
        }
        SessionRequest::QueryStepUpNeeded => {
            let required = auth.step_up_requirement(session, StepUpPurpose::OwnAccount);
            Reply::StepUpNeeded(required.map(|required| matches!(required, StepUpRequirement::PasswordAndCode)))
        }
        SessionRequest::Query(query) => Reply::QueryResult(run_query(auth, session, query)),
    }
}

/// A failed write is only logged: the store treats the session as stale after 60 s without a refresh.
fn log_if_failed(result: Result<(), Error>) -> Reply {
    if result.is_err() {
        tracing::warn!("failed to write the end of a session to the audit log");
    }
    Reply::Ack
}

/// Runs an operation that requires no further proof; otherwise replies with the requirement.
fn start_operation(auth: &Auth, session: &Session, operation: Operation) -> Reply {
    let Some(purpose) = operation.step_up_purpose() else {
        return Reply::OperationResult(run_plain(auth, session, operation));
    };
    if let Err(denied) = check_operation(auth, session, &operation) {
        return Reply::OperationResult(Err(denied));
    }
    match auth.step_up_requirement(session, purpose) {
        Ok(StepUpRequirement::Nothing(proof)) => Reply::OperationResult(run_proven(auth, session, operation, proof)),
        Ok(StepUpRequirement::Password) => Reply::StepUpRequired { operation, with_code: false },
        Ok(StepUpRequirement::PasswordAndCode) => Reply::StepUpRequired { operation, with_code: true },
        Err(denied) => Reply::OperationResult(Err(denied)),
    }
}

/// Checks what can be known before the user proves who they are; the operation checks again.
fn check_operation(auth: &Auth, session: &Session, operation: &Operation) -> Result<(), ActionError> {
    if let Operation::AddUser { username, .. } = operation {
        return auth.check_new_user(session, username);
    }
    operation.target().map_or(Ok(()), |target| auth.check_target(session, target))
}

fn run_after_step_up(
    auth: &Auth,
    session: &Session,
    operation: Operation,
    password: Password,
    factor: Option<Factor>,
) -> Reply {
    // An unusable new password is refused before the step-up, so that it does not consume a code.
    if let Operation::ChangePassword { new } = &operation
        && let Err(problem) = auth.check_new_password(new, session.name())
    {
        return Reply::OperationResult(Err(ActionError::Password(problem)));
    }
    let purpose = operation.step_up_purpose().unwrap_or(StepUpPurpose::OwnAccount);
    let refusal = match auth.step_up(session, purpose, password, factor) {
        Ok(StepUpResult::Proven(proof)) => {
            return Reply::OperationResult(run_proven(auth, session, operation, proof));
        }
        Ok(StepUpResult::PasswordRefused(refusal)) => StepUpRefusal::Password(refusal),
        Ok(StepUpResult::CodeRefused(refusal)) => StepUpRefusal::Code(refusal),
        Err(ActionError::Fault(error)) => StepUpRefusal::Interrupted(error),
        Err(denied) => return Reply::OperationResult(Err(denied)),
    };
    Reply::StepUpRefused { operation, refusal }
}

fn run_plain(auth: &Auth, session: &Session, mut operation: Operation) -> Result<OperationResult, ActionError> {
    match &mut operation {
        Operation::RenameAuthenticator { id, name } => auth.rename_authenticator(session, *id, name)?,
        Operation::SignOutOthers => auth.sign_out_others(session)?,
        Operation::UnlockOldData { old } => auth.open_old_data(session, take(old))?,
        _ => return Err(ActionError::StepUpExpired),
    }
    Ok(OperationResult::Completed(operation))
}

fn run_proven(
    auth: &Auth,
    session: &Session,
    mut operation: Operation,
    proof: StepUp,
) -> Result<OperationResult, ActionError> {
    match &mut operation {
        Operation::BeginSetup => {
            let state = auth.begin_enrolment(session, proof)?;
            return Ok(OperationResult::SetupStarted(Box::new(state)));
        }
        Operation::NewRecoveryCodes => {
            let state = auth.new_recovery_codes(session, proof)?;
            return Ok(OperationResult::RecoveryCodes(Box::new(state)));
        }
        Operation::AddUser { username, role } => {
            let passphrase = auth.add_user(session, proof, username, *role)?;
            return Ok(OperationResult::TemporaryPassword { username: std::mem::take(username), passphrase });
        }
        Operation::IssueTemporaryPassword { id, username } => {
            let passphrase = auth.temporary_password(session, proof, *id)?;
            return Ok(OperationResult::TemporaryPassword { username: std::mem::take(username), passphrase });
        }
        Operation::ResetTwoFactor { id, username } => {
            let code = auth.reset_two_factor(session, proof, *id)?;
            return Ok(OperationResult::HelpCode { username: std::mem::take(username), code });
        }
        Operation::Prove { purpose, .. } => return auth.prove(session, proof, purpose).map(OperationResult::Proven),
        Operation::MeasureCost => return auth.measure_cost(session, proof).map(OperationResult::CostMeasured),
        Operation::DisableTwoFactor => auth.turn_off_two_factor(session, proof)?,
        Operation::RemoveAuthenticator { id, .. } => auth.remove_authenticator(session, proof, *id)?,
        Operation::ChangePassword { new } => auth.change_password(session, proof, take(new))?,
        Operation::UnsuspendCodes { id, .. } => auth.allow_codes(session, proof, *id)?,
        Operation::SetEnabled { id, enabled, .. } => auth.set_enabled(session, proof, *id, *enabled)?,
        Operation::SetRole { id, role, .. } => auth.set_role(session, proof, *id, *role)?,
        Operation::DeleteAccount { id, .. } => auth.delete_account(session, proof, *id)?,
        Operation::SetPolicy(policy) => auth.set_policy(session, proof, *policy)?,
        Operation::RenameAuthenticator { .. } | Operation::SignOutOthers | Operation::UnlockOldData { .. } => {
            return run_plain(auth, session, operation);
        }
    }
    Ok(OperationResult::Completed(operation))
}

/// Takes the password out of an operation, which is returned to the gate without it.
fn take(password: &mut Password) -> Password {
    std::mem::replace(password, Password::new(String::new()))
}

fn run_query(auth: &Auth, session: &Session, query: Query) -> Result<QueryResult, ActionError> {
    match query {
        Query::Account => auth.account(session).map(|view| QueryResult::Account(Box::new(view))),
        Query::History => auth.history(session).map(QueryResult::History),
        Query::Users => auth.users(session).map(QueryResult::Users),
        Query::Policy => auth.policy().map(QueryResult::Policy).map_err(ActionError::Fault),
        Query::Settings => Ok(QueryResult::Settings(auth.policy()?, auth.cost()?)),
    }
}
