//! Executes a request: one call of `Auth` each.

mod operations;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::auth::{
    ActionError, Auth, Error, Interrupted, Policy, Session, SessionDeadline, SessionStatus, StepUpPurpose,
    StepUpRequirement, StoreError,
};
use crate::gui::message::{Query, QueryResult, Reply, Request, ReturnedState, SessionRequest};
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
        SessionRequest::StartOperation(operation) => operations::start(auth, session, operation),
        SessionRequest::StepUp { operation, password, factor } => {
            operations::run_after_step_up(auth, session, operation, password, factor)
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

fn run_query(auth: &Auth, session: &Session, query: Query) -> Result<QueryResult, ActionError> {
    match query {
        Query::Account => auth.account(session).map(|view| QueryResult::Account(Box::new(view))),
        Query::History => auth.history(session).map(QueryResult::History),
        Query::Users => auth.users(session).map(QueryResult::Users),
        Query::Policy => auth.policy().map(QueryResult::Policy).map_err(ActionError::Fault),
        Query::Settings => Ok(QueryResult::Settings(auth.policy()?, auth.cost()?)),
    }
}
