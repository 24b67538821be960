//! Signing in: the password, the second factor, and the choice of a password in place of a temporary one.

use crate::auth::account::SessionId;
use crate::auth::action_error::{ActionError, StepError};
use crate::auth::audit::SignInMethod;
use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::{
    self, Factor, FactorCheck, FactorContext, FactorProof, MustChange, MustEnrol, NoPendingRequirement, Outcome,
    PASSWORD_CHOICE_TIMEOUT, PasswordProof, Pending, RequiredFactor, SessionParts,
};
use crate::auth::password::PasswordProblem;
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::seal;
use crate::auth::secret::{AccountKey, Password, Secret, SecretInput};
use crate::auth::service::Auth;
use crate::auth::store::{AccountRow, PasswordKind, WrapKind, WrappedKeyRow};
use crate::auth::transactions::{DeferredChange, SessionInfo, SignInCompletion, Target, Transactions, VerifiedFactor};
use crate::auth::username::NameInput;

/// The result of choosing a password in place of a temporary one.
#[derive(Debug)]
#[must_use]
pub enum PasswordChoice {
    /// The password was accepted; the sign-in continues.
    Accepted(Outcome),
    /// The password was refused; the state is returned.
    Refused(Box<MustChange>, PasswordProblem),
}

/// Where a sign-in goes after a right factor or a chosen password, with the password proof.
enum NextStep {
    Session(Box<SessionParts>),
    Enrolment(SignInMethod, DeferredChange),
}

impl NextStep {
    fn into_outcome(self, proof: PasswordProof, started_at: Now) -> Outcome {
        match self {
            Self::Session(parts) => Outcome::SignedIn(Box::new(parts.open(proof))),
            Self::Enrolment(method, deferred_change) => {
                Outcome::EnrolmentRequired(Box::new(MustEnrol { proof, started_at, method, deferred_change }))
            }
        }
    }
}

impl Auth {
    /// Begins a sign-in by checking the password.
    ///
    /// # Errors
    /// Fails if the store, the random source or memory allocation fails. The attempt stays charged.
    pub fn sign_in(&self, username: &str, password: Password) -> Result<Outcome, Error> {
        self.record_expirations();
        self.begin_sign_in(&NameInput::new(username), password).or_else(refuse)
    }

    fn begin_sign_in(&self, username: &NameInput, password: Password) -> Result<Outcome, StepError> {
        let transactions = self.transactions();
        let started_at = transactions.now;
        let proof = self.check_password(&transactions, Target::Name(username), password)?;
        if proof.account().password_kind != PasswordKind::Own {
            return Ok(Outcome::PasswordChangeRequired(Box::new(MustChange { proof, started_at })));
        }
        match login::no_factor_required(proof.account()) {
            None => {
                let required_factor = RequiredFactor::read(&transactions, proof.account())?;
                Ok(Outcome::CodeRequired(Box::new(Pending { proof, started_at, code_attempts: 0, required_factor })))
            }
            Some(factor) => {
                let parts = self.complete(&transactions, &proof, proof.account(), factor, None)?;
                Ok(Outcome::SignedIn(Box::new(parts.open(proof))))
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
        let refusal = match self.check_submitted_factor(&transactions, &mut pending, factor) {
            Ok(next) => return Ok(next.into_outcome(pending.proof, transactions.now)),
            Err(StepError::Failed(ActionError::Fault(fault))) => return Err(Interrupted::new(pending, fault)),
            Err(StepError::Code(refusal)) => refusal,
            Err(StepError::Password(_) | StepError::Failed(_)) => CodeRefusal::Changed,
        };
        let is_over = refusal.ends_sign_in(pending.time_left(transactions.now));
        if !is_over {
            // The attempt may have suspended codes.
            match RequiredFactor::read(&transactions, pending.proof.account()) {
                Ok(required_factor) => pending.required_factor = required_factor,
                Err(fault) => return Err(Interrupted::new(pending, fault)),
            }
        }
        Ok(Outcome::CodeRefused(refusal, (!is_over).then(|| Box::new(pending))))
    }

    /// Checks a code or recovery code. A right one is spent by the sign-in that it completes.
    fn check_submitted_factor(
        &self,
        transactions: &Transactions<'_>,
        pending: &mut Pending,
        factor: Factor,
    ) -> Result<NextStep, StepError> {
        if pending.time_left(transactions.now).is_zero() {
            return Err(CodeRefusal::Expired.into());
        }
        let account = self.account_if_unchanged(transactions, &pending.proof)?.ok_or(CodeRefusal::Changed)?;
        let context = FactorContext { account: &account, key: pending.proof.key() };
        match login::check_factor(transactions, context, &mut pending.code_attempts, factor)? {
            FactorCheck::Right(factor, verified) => {
                let parts = self.complete(transactions, &pending.proof, &account, factor, Some(&verified))?;
                Ok(NextStep::Session(Box::new(parts)))
            }
            FactorCheck::HelpCode(tag, ticket) => {
                transactions.refund(ticket)?;
                Ok(NextStep::Enrolment(SignInMethod::Help, DeferredChange::HelpCode(tag)))
            }
        }
    }

    /// Replaces a temporary password with one chosen by the user.
    ///
    /// If two-factor was on, the new password takes effect together with the authenticator that is paired next. The
    /// temporary password itself is refused ([`PasswordProblem::Temporary`]), since the administrator who issued it knows
    /// it.
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
        match self.apply_password_choice(&transactions, &state, &password) {
            Ok((key, generation, next)) => {
                let proof = state.proof.with_new_key(key, generation);
                Ok(PasswordChoice::Accepted(next.into_outcome(proof, transactions.now)))
            }
            Err(StepError::Failed(ActionError::Password(problem))) => {
                Ok(PasswordChoice::Refused(Box::new(state), problem))
            }
            Err(error) => refuse(error).map(PasswordChoice::Accepted).map_err(|fault| Interrupted::new(state, fault)),
        }
    }

    /// Creates the account key under the chosen password, and returns it with its generation. If nothing else is
    /// required, the password takes effect at once.
    fn apply_password_choice(
        &self,
        transactions: &Transactions<'_>,
        state: &MustChange,
        password: &Password,
    ) -> Result<(AccountKey, u64, NextStep), StepError> {
        if transactions.now.since(state.started_at) >= PASSWORD_CHOICE_TIMEOUT {
            return Err(CodeRefusal::Expired.into());
        }
        let proof = &state.proof;
        // An earlier choice may have been committed without a reply; the password is then no longer temporary.
        self.account_if_unchanged(transactions, proof)?.ok_or(PasswordRefusal::Changed)?;
        if state.is_temporary_password(password) {
            return Err(ActionError::Password(PasswordProblem::Temporary).into());
        }
        let (wrapped_key, key) = self.new_wrapped_key(proof, password, transactions.now)?;
        let (method, generation) = (SignInMethod::Temporary, wrapped_key.key_generation);
        let new_password = DeferredChange::NewPassword(Box::new(wrapped_key));
        if state.pairing_follows() {
            return Ok((key, generation, NextStep::Enrolment(method, new_password)));
        }
        let completion = self.sign_in_completion(transactions, proof, method)?;
        let (account, notices) = transactions.replace_temporary_password(&new_password, &completion)?;
        self.purge_deleted();
        let parts = SessionParts::without_factor(&account, completion.session, notices).ok_or(Error::Corrupt)?;
        Ok((key, generation, NextStep::Session(Box::new(parts))))
    }

    /// Completes a sign-in: the transaction is committed before the session is returned.
    fn complete(
        &self,
        transactions: &Transactions<'_>,
        proof: &PasswordProof,
        account: &AccountRow,
        factor: FactorProof,
        verified: Option<&VerifiedFactor>,
    ) -> Result<SessionParts, StepError> {
        let no_pending = NoPendingRequirement::of(account).ok_or(Error::Corrupt)?;
        let completion =
            SignInCompletion { factor: verified, ..self.sign_in_completion(transactions, proof, factor.method())? };
        let notices = match (transactions.finish_sign_in(&completion)?, verified) {
            (Some(notices), _) => notices,
            (None, Some(spent)) => return Err(login::refuse_spent(transactions, account, spent)?.into()),
            (None, None) => return Err(ActionError::Changed.into()),
        };
        if proof.upgraded_wrapped_key().is_some() {
            self.purge_deleted();
        }
        Ok(SessionParts { factor, no_pending, info: completion.session, notices })
    }

    /// Draws a new account key and wraps it under the chosen password.
    fn new_wrapped_key(
        &self,
        proof: &PasswordProof,
        password: &Password,
        now: Now,
    ) -> Result<(WrappedKeyRow, AccountKey), ActionError> {
        let (derived, kdf) = self.derive_new(password)?;
        let key = AccountKey::draw(&*self.random)?;
        let AccountRow { id, key_generation, .. } = *proof.account();
        let (kind, generation) = (WrapKind::Active, key_generation.checked_add(1).ok_or(Error::Corrupt)?);
        let wrapped_key = seal::wrap_account_key(&derived, &key, id, kind, generation, &kdf, now.wall, &*self.random)?;
        Ok((wrapped_key, key))
    }

    /// Draws a session for a sign-in that is completed without a code.
    pub(super) fn sign_in_completion<'a>(
        &self,
        transactions: &Transactions<'_>,
        proof: &'a PasswordProof,
        method: SignInMethod,
    ) -> Result<SignInCompletion<'a>, Error> {
        let token_hash = seal::token_hash(&Secret::draw(&*self.random)?);
        let id = SessionId::draw(&*self.random)?;
        Ok(SignInCompletion {
            account: proof.account().id,
            credentials_version: proof.account().credentials_version,
            factor: None,
            upgraded_wrapped_key: proof.upgraded_wrapped_key(),
            session: SessionInfo { id, method, opened_at: transactions.now, token_hash },
        })
    }

    pub(super) fn check_password(
        &self,
        transactions: &Transactions<'_>,
        target: Target<'_>,
        typed: Password,
    ) -> Result<PasswordProof, StepError> {
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
        let AccountRow { id, credentials_version, .. } = *proof.account();
        let account = transactions.read(|store| store.account(id))?;
        Ok(account.filter(|row| row.enabled && row.credentials_version == credentials_version))
    }
}

/// Ends a sign-in whose step was refused. Returns a fault as the error.
fn refuse(error: StepError) -> Result<Outcome, Error> {
    match error {
        StepError::Password(refusal) => Ok(Outcome::Refused(refusal)),
        StepError::Code(refusal) => Ok(Outcome::CodeRefused(refusal, None)),
        StepError::Failed(ActionError::Fault(fault)) => Err(fault),
        StepError::Failed(ActionError::Expired) => Ok(Outcome::Refused(PasswordRefusal::TemporaryExpired)),
        StepError::Failed(_) => Ok(Outcome::Refused(PasswordRefusal::Changed)),
    }
}
