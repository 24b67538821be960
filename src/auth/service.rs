//! [`Auth`]: one method for each operation of a user, an administrator or the host.
//!
//! This file contains the sign-in; the modules below contain the operations of a signed-in user.

mod administration;
mod build;
mod cost;
mod enrolment;
mod expiry;
mod first_account;
mod host_events;
mod info;
mod new_password;
mod options;
mod own_account;
mod policy;
mod purge;
mod session;
mod step_up;
mod views;

pub use administration::UserView;
pub use cost::CostView;
pub use first_account::FirstAccount;
pub use options::{CostChoice, Options};
pub use session::{SessionStatus, UnlockResult};
pub use views::{AccountView, AuthenticatorView, HistoryEntry, SessionView};

use self::cost::CostMeasurement;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::auth::account::BootId;
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::clock::{Clock, Now, SystemClock};
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::{
    self, Factor, FactorCheck, FactorContext, MustChange, MustEnrol, NoPendingRequirement, Outcome,
    PASSWORD_CHOICE_TIMEOUT, PasswordCheck, PasswordProof, Pending, SessionParts,
};
use crate::auth::machine::ThisMachine;
use crate::auth::password::{self, PasswordProblem, PasswordRules, PasswordWeakness};
use crate::auth::printable::printable;
use crate::auth::random_source::{Random, SystemRandom};
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::secret::{AccountKey, Password, SecretInput, SessionToken};
use crate::auth::session::SessionInfo;
use crate::auth::store::{AccountRow, PasswordKind, Policy, Store, WrappedKeyRow};
use crate::auth::throttle::Ticket;
use crate::auth::transactions::{
    DeferredChange, FactorUse, SignInCompletion, SignInResult, StartLog, Target, Transactions,
};
use crate::auth::username::NameInput;

/// Sign-in and account management over one [`Store`]. Can be shared between threads.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    options: Options,
    boot_id: BootId,
    host_name: String,
    start_log: StartLog,
    /// As last read, for callers that ask in every frame.
    policy: Mutex<Option<Policy>>,
    /// When expirations were last recorded.
    last_expiry_check: Mutex<Option<Now>>,
    cost_measurement: CostMeasurement,
    pending_purge: purge::PendingPurge,
}

/// Longest host name that is stored, in characters.
const MAX_HOST_NAME_CHARS: usize = 255;
/// Longest program name, in characters.
const MAX_PROGRAM_NAME_CHARS: usize = 200;

/// The result of choosing a password in place of a temporary one.
#[derive(Debug)]
#[must_use]
pub enum PasswordChoice {
    /// The password was accepted; the sign-in continues.
    Accepted(Outcome),
    /// The password was refused; the state is returned.
    Refused(Box<MustChange>, PasswordProblem),
}

/// The result of a code or recovery code.
enum FactorOutcome {
    /// The factor was right, and the sign-in is completed.
    Right(Box<SessionParts>),
    /// The factor was a help code: enrolment is required.
    HelpCode([u8; 32]),
    Refused(CodeRefusal),
}

/// The result of completing a sign-in after password and second factor.
enum CompletionOutcome {
    Opened(Box<SessionParts>),
    /// The code was spent concurrently.
    AlreadySpent,
    /// The account was changed concurrently.
    Changed,
}

/// The result of a password chosen in place of a temporary one.
enum ChoiceOutcome {
    /// It equals the temporary password.
    SameAsTemporary,
    /// It is in force, with this account key of this generation.
    Accepted(AccountKey, u64, Box<SessionParts>),
    /// It takes effect together with the authenticator that is paired next.
    PairingFollows(AccountKey, Box<WrappedKeyRow>),
    Refused(PasswordRefusal),
}

impl Auth {
    /// Creates an `Auth` over `store` with the system's clock and random source.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for invalid options, or [`Error::RandomSource`].
    pub fn new(store: Arc<dyn Store>, options: Options) -> Result<Self, Error> {
        Self::with(store, Arc::new(SystemClock), Arc::new(SystemRandom), options)
    }

    /// Creates an `Auth` over `store` with the given clock and random source.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for invalid options, or [`Error::RandomSource`].
    pub fn with(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        options: Options,
    ) -> Result<Self, Error> {
        options.limits.check()?;
        options.cost.check()?;
        PasswordRules::check_required(options.required_guesses)?;
        // Always drawn, so that a deterministic random source yields the same sequence from here on.
        let drawn = BootId::draw(&*random)?;
        let boot_id = clock.boot_id().unwrap_or(drawn);
        let host_name = printable(&gethostname::gethostname().to_string_lossy(), MAX_HOST_NAME_CHARS);
        let options = Options { program_name: printable(&options.program_name, MAX_PROGRAM_NAME_CHARS), ..options };
        let (start_log, policy, last_expiry_check) = (StartLog::default(), Mutex::new(None), Mutex::new(None));
        let cost_measurement = CostMeasurement::new(Arc::new(ThisMachine));
        let pending_purge = purge::PendingPurge::default();
        let auth = Self {
            store,
            clock,
            random,
            options,
            boot_id,
            host_name,
            start_log,
            policy,
            last_expiry_check,
            cost_measurement,
            pending_purge,
        };
        auth.record_expirations();
        Ok(auth)
    }

    /// Returns a random passphrase of six words.
    ///
    /// # Errors
    /// Fails if the random source fails.
    pub fn suggest_passphrase(&self) -> Result<Password, Error> {
        password::passphrase(&*self.random)
    }

    /// Returns how long a sign-in attempt for this name would have to wait now; `None` if it would not have to.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn remaining_wait(&self, username: &str) -> Result<Option<Duration>, Error> {
        self.transactions().remaining_wait(&NameInput::new(username))
    }

    /// Begins a sign-in by checking the password.
    ///
    /// # Errors
    /// Fails if the store, the random source or memory allocation fails. The attempt stays charged.
    pub fn sign_in(&self, username: &str, password: Password) -> Result<Outcome, Error> {
        self.record_expirations();
        let transactions = self.transactions();
        let target = NameInput::new(username);
        let (proof, account) = match self.check_password(&transactions, Target::Name(&target), password)? {
            PasswordCheck::Right(right) => *right,
            PasswordCheck::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        if account.password_kind != PasswordKind::Own {
            return Ok(Outcome::PasswordChangeRequired(Box::new(MustChange {
                proof,
                started_at: transactions.now,
                two_factor: account.two_factor,
            })));
        }
        match login::no_factor_required(&account) {
            None => {
                Ok(Outcome::CodeRequired(Box::new(Pending { proof, started_at: transactions.now, code_attempts: 0 })))
            }
            Some(factor) => {
                let pending = Pending { proof, started_at: transactions.now, code_attempts: 0 };
                match self.complete(&transactions, &pending, factor, &account, FactorUse::NONE, None)? {
                    CompletionOutcome::Opened(parts) => Ok(Outcome::SignedIn(Box::new(parts.open(pending.proof)))),
                    // Unreachable for `AlreadySpent`: no code was required.
                    CompletionOutcome::AlreadySpent | CompletionOutcome::Changed => {
                        Ok(Outcome::Refused(PasswordRefusal::Changed))
                    }
                }
            }
        }
    }

    /// Continues a sign-in with the code of an authenticator.
    ///
    /// # Errors
    /// Fails if the store fails, and returns the state. The attempt stays charged.
    pub fn submit_code(&self, pending: Pending, code: SecretInput) -> Result<Outcome, Interrupted<Pending>> {
        self.submit_factor(pending, Factor::Code(code))
    }

    /// Continues a sign-in without the authenticator: with a recovery code, or a help code from an administrator.
    ///
    /// # Errors
    /// Fails if the store fails, and returns the state. The attempt stays charged.
    pub fn submit_recovery_code(&self, pending: Pending, code: SecretInput) -> Result<Outcome, Interrupted<Pending>> {
        self.submit_factor(pending, Factor::Recovery(code))
    }

    fn submit_factor(&self, mut pending: Pending, factor: Factor) -> Result<Outcome, Interrupted<Pending>> {
        let transactions = self.transactions();
        match self.check_submitted_factor(&transactions, &mut pending, factor) {
            Ok(FactorOutcome::Right(opening)) => Ok(Outcome::SignedIn(Box::new(opening.open(pending.proof)))),
            Ok(FactorOutcome::HelpCode(tag)) => {
                let (proof, deferred_change) = (pending.proof, DeferredChange::HelpCode(tag));
                let must_enrol =
                    MustEnrol { proof, started_at: transactions.now, method: SignInMethod::Help, deferred_change };
                Ok(Outcome::EnrolmentRequired(Box::new(must_enrol)))
            }
            Ok(FactorOutcome::Refused(refusal)) => {
                let is_over = refusal.ends_sign_in(pending.time_left(transactions.now));
                Ok(Outcome::CodeRefused(refusal, (!is_over).then(|| Box::new(pending))))
            }
            Err(fault) => Err(Interrupted::new(pending, fault)),
        }
    }

    /// Checks a code or recovery code. A right one is spent by the sign-in that it completes.
    fn check_submitted_factor(
        &self,
        transactions: &Transactions<'_>,
        pending: &mut Pending,
        factor: Factor,
    ) -> Result<FactorOutcome, Error> {
        if pending.time_left(transactions.now).is_zero() {
            return Ok(FactorOutcome::Refused(CodeRefusal::Expired));
        }
        let Some(account) = self.account_if_unchanged(transactions, &pending.proof)? else {
            return Ok(FactorOutcome::Refused(CodeRefusal::Changed));
        };
        let context = FactorContext { account: &account, key: pending.proof.key() };
        let (factor, factor_use, ticket) =
            match login::check_factor(transactions, context, &mut pending.code_attempts, factor)? {
                FactorCheck::Right(factor, spend, ticket) => (factor, spend, ticket),
                FactorCheck::HelpCode(tag, ticket) => {
                    transactions.refund(ticket)?;
                    return Ok(FactorOutcome::HelpCode(tag));
                }
                FactorCheck::Refused(refusal) => return Ok(FactorOutcome::Refused(refusal)),
            };
        match self.complete(transactions, pending, factor, &account, &factor_use, Some(&ticket))? {
            CompletionOutcome::Opened(parts) => Ok(FactorOutcome::Right(parts)),
            CompletionOutcome::Changed => Ok(FactorOutcome::Refused(CodeRefusal::Changed)),
            CompletionOutcome::AlreadySpent => {
                transactions.record_factor_failure(&account, factor_use.refusal_event(), "used", Some(&ticket))?;
                Ok(FactorOutcome::Refused(login::already_spent(transactions.now.wall, &factor_use)))
            }
        }
    }

    /// Replaces a temporary password with one chosen by the user.
    ///
    /// If two-factor was on, the new password takes effect together with the authenticator that is paired next. The
    /// temporary password itself is refused as guessable, since the administrator who issued it knows it.
    ///
    /// # Errors
    /// Fails if the store, the random source or memory allocation fails, and returns the state.
    pub fn choose_password(
        &self,
        state: MustChange,
        password: Password,
    ) -> Result<PasswordChoice, Interrupted<MustChange>> {
        if let Err(problem) = self.check_new_password(&password, state.proof.username()) {
            return Ok(PasswordChoice::Refused(Box::new(state), problem));
        }
        let transactions = self.transactions();
        if transactions.now.since(state.started_at) >= PASSWORD_CHOICE_TIMEOUT {
            return Ok(PasswordChoice::Accepted(Outcome::CodeRefused(CodeRefusal::Expired, None)));
        }
        match self.apply_password_choice(&transactions, &state, &password) {
            Ok(ChoiceOutcome::SameAsTemporary) => {
                Ok(PasswordChoice::Refused(Box::new(state), PasswordProblem::Guessable(PasswordWeakness::Other)))
            }
            Ok(ChoiceOutcome::Refused(refusal)) => Ok(PasswordChoice::Accepted(Outcome::Refused(refusal))),
            Ok(ChoiceOutcome::Accepted(key, generation, opening)) => {
                let proof = state.proof.with_new_key(key, generation);
                Ok(PasswordChoice::Accepted(Outcome::SignedIn(Box::new(opening.open(proof)))))
            }
            Ok(ChoiceOutcome::PairingFollows(key, wrap)) => {
                let proof = state.proof.with_new_key(key, wrap.key_generation);
                let deferred_change = DeferredChange::NewPassword(wrap);
                let must_enrol =
                    MustEnrol { proof, started_at: transactions.now, method: SignInMethod::Temporary, deferred_change };
                Ok(PasswordChoice::Accepted(Outcome::EnrolmentRequired(Box::new(must_enrol))))
            }
            Err(fault) => Err(Interrupted::new(state, fault)),
        }
    }

    /// Creates the account key under the chosen password. If nothing else is required, the password takes effect at
    /// once.
    fn apply_password_choice(
        &self,
        transactions: &Transactions<'_>,
        state: &MustChange,
        password: &Password,
    ) -> Result<ChoiceOutcome, Error> {
        let proof = &state.proof;
        // An earlier choice may have been committed without a reply; the password is then no longer temporary.
        if self.account_if_unchanged(transactions, proof)?.is_none() {
            return Ok(ChoiceOutcome::Refused(PasswordRefusal::Changed));
        }
        if login::is_current(transactions, self.current_cost()?.0, proof.account(), password)? {
            return Ok(ChoiceOutcome::SameAsTemporary);
        }
        let (wrapped_key, key) = self.new_wrapped_key(proof, password, transactions.now)?;
        if state.two_factor {
            return Ok(ChoiceOutcome::PairingFollows(key, Box::new(wrapped_key)));
        }
        let token = SessionToken::draw(&*self.random)?;
        let completion = self.sign_in_completion(proof, SignInMethod::Temporary, FactorUse::NONE, 0, &token)?;
        let details =
            SessionInfo { id: completion.session, method: SignInMethod::Temporary, opened_at: transactions.now };
        let (account, notices) = match transactions.replace_temporary_password(&wrapped_key, &completion) {
            Ok(signed_in) => signed_in,
            Err(ActionError::Fault(fault)) => return Err(fault),
            Err(ActionError::Expired) => return Ok(ChoiceOutcome::Refused(PasswordRefusal::TemporaryExpired)),
            Err(_) => return Ok(ChoiceOutcome::Refused(PasswordRefusal::Changed)),
        };
        self.purge_deleted();
        let (Some(factor), Some(no_pending)) =
            (login::no_factor_required(&account), NoPendingRequirement::of(&account))
        else {
            return Err(Error::Corrupt);
        };
        let parts = SessionParts { factor, no_pending, token, details, notices };
        Ok(ChoiceOutcome::Accepted(key, wrapped_key.key_generation, Box::new(parts)))
    }

    /// Completes a sign-in: the transaction is committed before the session is returned.
    fn complete(
        &self,
        transactions: &Transactions<'_>,
        pending: &Pending,
        factor: login::FactorProof,
        account: &AccountRow,
        factor_use: &FactorUse,
        ticket: Option<&Ticket>,
    ) -> Result<CompletionOutcome, Error> {
        let Some(no_pending) = NoPendingRequirement::of(account) else { return Err(Error::Corrupt) };
        let token = SessionToken::draw(&*self.random)?;
        let completion =
            self.sign_in_completion(&pending.proof, factor.method(), factor_use, pending.code_attempts, &token)?;
        let completed = SignInCompletion { ticket, ..completion };
        let details = SessionInfo { id: completed.session, method: factor.method(), opened_at: transactions.now };
        let notices = match transactions.finish_sign_in(&completed) {
            Ok(SignInResult::Done(notices)) => notices,
            Ok(SignInResult::AlreadySpent) => return Ok(CompletionOutcome::AlreadySpent),
            Err(ActionError::Fault(fault)) => return Err(fault),
            Err(_) => return Ok(CompletionOutcome::Changed),
        };
        if pending.proof.upgraded_wrapped_key().is_some() {
            self.purge_deleted();
        }
        Ok(CompletionOutcome::Opened(Box::new(SessionParts { factor, no_pending, token, details, notices })))
    }

    fn transactions(&self) -> Transactions<'_> {
        Transactions {
            store: &*self.store,
            limits: &self.options.limits,
            now: self.clock.now(),
            boot_id: self.boot_id,
            host_name: &self.host_name,
            build_date: self.options.build_date,
            program_name: &self.options.program_name,
            start_log: &self.start_log,
        }
    }

    fn check_password(
        &self,
        transactions: &Transactions<'_>,
        target: Target<'_>,
        typed: Password,
    ) -> Result<PasswordCheck, Error> {
        let (current, measured) = self.current_cost()?;
        let derive = |normalized: &_, kdf: &_| self.derive(measured, normalized, kdf);
        login::check_password(transactions, current, &*self.random, target, typed, &derive)
    }

    /// Returns the account of a proof if it is enabled and its credentials are unchanged.
    fn account_if_unchanged(
        &self,
        transactions: &Transactions<'_>,
        proof: &PasswordProof,
    ) -> Result<Option<AccountRow>, Error> {
        let account = transactions.read(|store| store.account(proof.account()))?;
        Ok(account.filter(|row| row.enabled && row.credentials_version == proof.credentials_version()))
    }
}

#[cfg(test)]
pub(crate) mod tests;
