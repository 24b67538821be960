//! What the worker does with a request: one call of `Auth` each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::auth::{
    Auth, Denied, Error, Factor, Interrupted, Owed, Password, Policy, Purpose, Session, Standing, StepUp, StepUpAnswer,
    Watched,
};
use crate::gui::action::{Act, Read};
use crate::gui::gate::SaveSettings;
use crate::gui::settings::Settings;
use crate::gui::text;
use crate::gui::worker::file;
use crate::gui::worker::request::{Done, Kept, Reply, Request, StepUpRefused, View};

/// Opens the accounts; called again for each **Try again**.
pub(in crate::gui) type Opener = Box<dyn FnMut() -> Result<Auth, Error> + Send>;

/// Holds the accounts, once they are open.
pub(super) struct Desk {
    pub(super) opener: Option<Opener>,
    pub(super) auth: Option<Arc<Auth>>,
    pub(super) saver: Option<SaveSettings>,
}

impl Desk {
    /// Does what is asked. A fault of ours is caught here: the worker lives on, and a charged try stays charged.
    pub(super) fn answer(&mut self, request: Request) -> Reply {
        let lost = request.carries_state();
        catch_unwind(AssertUnwindSafe(|| self.perform(request))).unwrap_or(Reply::Panicked { lost })
    }

    /// Whether the session was ended elsewhere. A store that cannot be asked just now has ended nothing.
    pub(super) fn has_ended(&self, session: &Session) -> bool {
        let Some(auth) = &self.auth else { return false };
        catch_unwind(AssertUnwindSafe(|| matches!(auth.watch(session), Ok(Watched::Ended)))).unwrap_or(false)
    }

    /// Forgets and marks what is over by its time, with nobody signed in.
    pub(super) fn write_expired(&self) {
        if let Some(auth) = &self.auth {
            // A panic in the store must not end the thread.
            let _ = catch_unwind(AssertUnwindSafe(|| auth.write_expired()));
        }
    }

    /// The bounds in force, if by them something is due of the session.
    pub(super) fn due(&self, watch: &super::Watch) -> Option<Policy> {
        let auth = self.auth.as_ref()?;
        let is_due = auth.standing(&watch.session, watch.lock_after) != Standing::Open;
        is_due.then(|| auth.policy().ok()).flatten()
    }

    /// Whether the computer is to be measured.
    pub(super) fn is_cost_due(&self) -> bool {
        self.auth.as_ref().is_some_and(|auth| auth.is_cost_due())
    }

    /// Measures the computer, in a moment in which nobody waits. What fails now is tried at the next start.
    pub(super) fn measure_cost(&self) {
        let Some(auth) = &self.auth else { return };
        let measured = catch_unwind(AssertUnwindSafe(|| auth.measure_cost_if_due()));
        if !matches!(measured, Ok(Ok(_))) {
            tracing::warn!("what checking a password takes could not be measured");
        }
    }

    fn perform(&mut self, request: Request) -> Reply {
        match (request, self.auth.clone()) {
            (Request::Open, _) => Reply::Opened(self.open()),
            (Request::SaveSettings(settings), _) => Reply::SettingsSaved(self.save(&settings)),
            (request, Some(auth)) => perform(&auth, request),
            (_, None) => Reply::Nothing,
        }
    }

    fn save(&mut self, settings: &Settings) -> Result<(), String> {
        let saved = self.saver.as_mut().map_or(Ok(()), |save| save(settings));
        saved.map_err(|error| {
            tracing::warn!("the settings could not be saved: {error}");
            error.to_string()
        })
    }

    /// Writes the start of the program into the log, once the accounts are open.
    pub(super) fn record_start(&self) {
        if let Some(auth) = &self.auth
            && let Err(fault) = auth.record_start()
        {
            tracing::warn!("the start could not be written to the audit log: {fault}");
        }
    }

    fn open(&mut self) -> Result<(Arc<Auth>, bool), Error> {
        if let (None, Some(opener)) = (&self.auth, &mut self.opener) {
            self.auth = Some(Arc::new(opener()?));
        }
        let auth = self.auth.clone().ok_or(Error::Memory)?;
        let is_new = auth.is_new()?;
        Ok((auth, is_new))
    }
}

fn perform(auth: &Auth, request: Request) -> Reply {
    match request {
        Request::Open | Request::SaveSettings(_) => Reply::Nothing,
        Request::CreateFirst { username, password } => {
            Reply::FirstAccount(auth.create_first_account(&username, password))
        }
        Request::SuggestPassphrase => Reply::Passphrase(auth.suggest_passphrase()),
        Request::Weigh { typed, username } => Reply::Weighed(auth.estimate_password(typed.expose_text(), &username)),
        Request::SignIn { username, password } => Reply::SignedIn(auth.sign_in(&username, password)),
        Request::GiveCode { pending, code } => Reply::of(auth.give_code(*pending, code), Reply::Outcome, Kept::Pending),
        Request::GiveRecovery { pending, code } => {
            Reply::of(auth.give_recovery_code(*pending, code), Reply::Outcome, Kept::Pending)
        }
        Request::ChoosePassword { state, password } => {
            Reply::of(auth.choose_password(*state, password), Reply::Chosen, Kept::NewPassword)
        }
        Request::BeginFirstSetup { session, proof } => match auth.begin_setup(&session, proof) {
            Ok(state) => Reply::Setup(state),
            Err(Interrupted { state, error }) => Reply::SetupDenied(*state, error),
        },
        Request::BeginOwedSetup(state) => Reply::of(auth.begin_owed_setup(*state), Reply::Setup, Kept::PairingOwed),
        Request::Confirm { state, code, name } => {
            Reply::of(auth.confirm(*state, code, &name), Reply::Confirmed, Kept::Confirm)
        }
        Request::FinishSetup(state) => Reply::of(auth.finish_setup(*state), Reply::Finished, Kept::Codes),
        Request::Do { session, act } => begin(auth, &session, act),
        Request::StepUp { session, act, password, factor } => step_up(auth, &session, act, password, factor),
        Request::AskNewPassword(session) => {
            let owed = auth.step_up_owed(&session, Purpose::Own);
            Reply::AskNewPassword(owed.map(|owed| matches!(owed, Owed::PasswordAndCode)))
        }
        Request::Save { folder, name, content } => Reply::Saved(file::write(&folder, &name, &content)),
        Request::Read { session, what } => Reply::Read(read(auth, &session, what)),
        Request::Record { session, text } => match auth.record(&session, &text) {
            Ok(_) => Reply::Nothing,
            Err(denied) => Reply::NotRecorded { text, denied },
        },
        Request::Lock(session) => {
            let locked = Box::new(auth.lock(session));
            // Where the store cannot say, the code is asked for.
            let code = auth.unlock_needs_code(&locked).unwrap_or(true);
            Reply::UnlockNeeds { locked, code }
        }
        Request::Unlock { locked, password, factor } => {
            Reply::of(auth.unlock(*locked, password, factor), Reply::Unlocked, Kept::Locked)
        }
        Request::SignOut(session) => written(auth.sign_out(session)),
        Request::SignOutLocked(locked) => written(auth.sign_out_locked(*locked)),
        Request::Expire(session) => written(auth.expire(session)),
    }
}

/// The session is over whether or not the store could be told; it forgets a session that nobody sees for a minute.
fn written(told: Result<(), Error>) -> Reply {
    if told.is_err() {
        tracing::warn!("the end of a session could not be written down");
    }
    Reply::Nothing
}

/// Does what needs no proof, or no further one; otherwise says what is owed.
fn begin(auth: &Auth, session: &Session, act: Act) -> Reply {
    let Some(purpose) = act.purpose() else { return Reply::Done(act_plainly(auth, session, act)) };
    match auth.step_up_owed(session, purpose) {
        Ok(Owed::Nothing(proof)) => Reply::Done(act_with(auth, session, act, proof)),
        Ok(Owed::Password) => Reply::Owed { act, with_code: false },
        Ok(Owed::PasswordAndCode) => Reply::Owed { act, with_code: true },
        Err(denied) => Reply::Done(Err(denied)),
    }
}

/// The proof, and the act at once if it is right.
fn step_up(auth: &Auth, session: &Session, act: Act, password: Password, factor: Option<Factor>) -> Reply {
    if let Err(denied) = check_before(auth, session, &act) {
        return Reply::Done(Err(denied));
    }
    let purpose = act.purpose().unwrap_or(Purpose::Own);
    match auth.step_up(session, purpose, password, factor) {
        Ok(StepUpAnswer::Proven(proof)) => Reply::Done(act_with(auth, session, act, proof)),
        Ok(StepUpAnswer::PasswordRefused(refusal)) => {
            Reply::StepUpRefused { act, refused: StepUpRefused::Password(refusal) }
        }
        Ok(StepUpAnswer::CodeRefused(refusal)) => Reply::StepUpRefused { act, refused: StepUpRefused::Code(refusal) },
        Err(Denied::Fault(error)) => Reply::StepUpRefused { act, refused: StepUpRefused::Interrupted(error) },
        Err(denied) => Reply::Done(Err(denied)),
    }
}

/// A new password that cannot be used must not cost a code.
fn check_before(auth: &Auth, session: &Session, act: &Act) -> Result<(), Denied> {
    match act {
        Act::ChangePassword { new } => auth.check_new_password(new, session.name()).map_err(Denied::Password),
        _ => Ok(()),
    }
}

fn act_plainly(auth: &Auth, session: &Session, act: Act) -> Result<Done, Denied> {
    let told = text::done(&act);
    match act {
        Act::RenameAuthenticator { id, name } => auth.rename_authenticator(session, id, &name)?,
        Act::SignOutOthers => auth.sign_out_others(session)?,
        Act::OpenOldData { old } => {
            auth.open_old_data(session, old)?;
            return Ok(Done::OldDataOpened(told));
        }
        _ => return Err(Denied::StepUpOver),
    }
    Ok(Done::Plain(told))
}

fn act_with(auth: &Auth, session: &Session, act: Act, proof: StepUp) -> Result<Done, Denied> {
    let told = text::done(&act);
    match act {
        Act::BeginSetup => return Ok(Done::Setup(Box::new(auth.begin_setup(session, proof)?))),
        Act::NewRecoveryCodes => {
            return auth.new_recovery_codes(session, proof).map(|state| Done::Codes(Box::new(state)));
        }
        Act::AddUser { username, role } => {
            let passphrase = auth.add_user(session, proof, &username, role)?;
            return Ok(Done::Passphrase { username, passphrase });
        }
        Act::TemporaryPassword { id, username } => {
            let passphrase = auth.temporary_password(session, proof, id)?;
            return Ok(Done::Passphrase { username, passphrase });
        }
        Act::ResetTwoFactor { id, username } => {
            let code = auth.reset_two_factor(session, proof, id)?;
            return Ok(Done::HelpCode { username, code });
        }
        Act::Prove { purpose, .. } => return auth.prove(session, proof, &purpose).map(Done::Proven),
        Act::TurnOff => auth.turn_off(session, proof)?,
        Act::RemoveAuthenticator { id, .. } => auth.remove_authenticator(session, proof, id)?,
        Act::ChangePassword { new } => auth.change_password(session, proof, new)?,
        Act::AllowCodes { id, .. } => auth.allow_codes(session, proof, id)?,
        Act::SetEnabled { id, enabled, .. } => auth.set_enabled(session, proof, id, enabled)?,
        Act::SetRole { id, role, .. } => auth.set_role(session, proof, id, role)?,
        Act::Delete { id, .. } => auth.delete_account(session, proof, id)?,
        Act::SetPolicy(policy) => auth.set_policy(session, proof, policy)?,
        Act::MeasureCost => {
            let view = auth.measure_cost(session, proof)?;
            return Ok(Done::Plain(text::settings::measured(&view)));
        }
        Act::RenameAuthenticator { .. } | Act::SignOutOthers | Act::OpenOldData { .. } => {
            return act_plainly(auth, session, act);
        }
    }
    Ok(Done::Plain(told))
}

fn read(auth: &Auth, session: &Session, what: Read) -> Result<View, Denied> {
    match what {
        Read::Account => auth.account(session).map(|view| View::Account(Box::new(view))),
        Read::History => auth.history(session).map(View::History),
        Read::Users => auth.users(session).map(View::Users),
        Read::Policy => auth.policy().map(View::Policy).map_err(Denied::Fault),
        Read::Settings => Ok(View::Settings(auth.policy()?, auth.cost()?)),
    }
}
