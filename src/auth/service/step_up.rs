//! Step-up: reauthentication of the signed-in user.

use std::time::Duration;

use crate::auth::account::Role;
use crate::auth::action_error::{ActionError, StepError};
use crate::auth::audit::{Event, SignInMethod};
use crate::auth::error::Error;
use crate::auth::login::{self, Factor, FactorCheck, FactorContext, FactorProof, NoPendingRequirement, PasswordProof};
use crate::auth::refusal::CodeRefusal;
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::{Session, SessionDeadline};
use crate::auth::step_up::{StepUp, StepUpPurpose, StepUpRequirement, StepUpResult};
use crate::auth::store::AccountRow;
use crate::auth::transactions::{Target, Transactions, VerifiedFactor};

impl Auth {
    /// Returns what a step-up for `purpose` requires now.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`] if the session is locked or over, or [`ActionError::Fault`].
    pub fn step_up_requirement(
        &self,
        session: &Session,
        purpose: StepUpPurpose,
    ) -> Result<StepUpRequirement, ActionError> {
        let epoch = session.epoch();
        let (transactions, account) = self.require_session(session)?;
        let version = account.credentials_version;
        if purpose == StepUpPurpose::Administration
            && let Some(at) = session.admin_step_up_at(version, transactions.now)
        {
            let step_up = StepUp::new(epoch, session.account(), version, purpose, SignInMethod::Password, at);
            return Ok(StepUpRequirement::Nothing(step_up));
        }
        Ok(match requires_code(&transactions, session, purpose, &account) {
            true => StepUpRequirement::PasswordAndCode,
            false => StepUpRequirement::Password,
        })
    }

    /// Reauthenticates the signed-in user with the password, and a second factor where one is required.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`] if the session is over or was locked meanwhile, [`ActionError::Changed`] if the
    /// account was changed, or [`ActionError::Fault`]. The attempts stay charged.
    pub fn step_up(
        &self,
        session: &Session,
        purpose: StepUpPurpose,
        password: Password,
        factor: Option<Factor>,
    ) -> Result<StepUpResult, ActionError> {
        let epoch = session.epoch();
        let (transactions, _) = self.require_session(session)?;
        let requires_code = |account: &_| Ok(requires_code(&transactions, session, purpose, account));
        let entry = (Event::SteppedUp, purpose.as_str());
        let (proof, method) = match self.reauthenticate(&transactions, session, password, factor, requires_code, entry)
        {
            Ok(right) => right,
            Err(StepError::Password(refusal)) => return Ok(StepUpResult::PasswordRefused(refusal)),
            Err(StepError::Code(CodeRefusal::Changed)) => return Err(ActionError::Changed),
            Err(StepError::Code(refusal)) => return Ok(StepUpResult::CodeRefused(refusal)),
            Err(StepError::Failed(denied)) => return Err(denied),
        };
        let AccountRow { id, credentials_version, .. } = *proof.account();
        let step_up = StepUp::new(epoch, id, credentials_version, purpose, method, transactions.now);
        match session.remember_step_up(&step_up, purpose) {
            true => Ok(StepUpResult::Proven(step_up)),
            false => Err(ActionError::SessionEnded),
        }
    }

    /// Checks the password of a signed-in user, and a second factor where `requires_code` says so. Spends the factor
    /// and records the event in one transaction, so that after a failure the same code can be submitted again unless
    /// it was spent. Returns the proof, and which second factor was given.
    pub(super) fn reauthenticate(
        &self,
        transactions: &Transactions<'_>,
        session: &Session,
        password: Password,
        factor: Option<Factor>,
        requires_code: impl FnOnce(&AccountRow) -> Result<bool, Error>,
        (event, detail): (Event, &str),
    ) -> Result<(PasswordProof, SignInMethod), StepError> {
        let proof = self.check_password(transactions, Target::Account(session.account()), password)?;
        let account = proof.account();
        // A temporary password is accepted only for signing in.
        NoPendingRequirement::of(account).ok_or(ActionError::SessionEnded)?;
        let (mut method, mut verified) = (SignInMethod::Password, None);
        if requires_code(account)? {
            let factor = factor.ok_or(CodeRefusal::Malformed)?;
            let (factor_proof, right) = self.check_session_factor(transactions, session, &proof, factor)?;
            (method, verified) = (factor_proof.method(), Some(right));
        }
        let verified = verified.as_ref();
        let is_unspent = transactions.record_reauthentication(session.to_ref(), account, verified, event, detail)?;
        if let Some(verified) = verified {
            if !is_unspent {
                return Err(login::refuse_spent(transactions, account, verified)?.into());
            }
            session.set_code_attempts(0);
        }
        Ok((proof, method))
    }

    fn check_session_factor(
        &self,
        transactions: &Transactions<'_>,
        session: &Session,
        proof: &PasswordProof,
        factor: Factor,
    ) -> Result<(FactorProof, VerifiedFactor), StepError> {
        let context = FactorContext { account: proof.account(), key: proof.key() };
        let mut code_attempts = session.code_attempts();
        let check = login::check_factor(transactions, context, &mut code_attempts, factor);
        session.set_code_attempts(code_attempts);
        match check? {
            FactorCheck::Right(proof, verified) => Ok((proof, verified)),
            // A help code is valid only at sign-in, for a new pairing.
            FactorCheck::HelpCode(..) => {
                transactions.record_failure(Some(proof.account()), Event::RecoveryRefused, "help")?;
                Err(CodeRefusal::Wrong { wrong: code_attempts.saturating_add(1), clock_behind: false }.into())
            }
        }
    }

    /// Returns the account of a session that is unlocked, valid in the store and within its maximum duration.
    pub(super) fn require_session(&self, session: &Session) -> Result<(Transactions<'_>, AccountRow), ActionError> {
        let transactions = self.transactions();
        let account = self.require_session_at(&transactions, session)?;
        Ok((transactions, account))
    }

    /// As [`Auth::require_session`], for an operation that began before.
    pub(super) fn require_session_at(
        &self,
        transactions: &Transactions<'_>,
        session: &Session,
    ) -> Result<AccountRow, ActionError> {
        if session.deadline(transactions.now, Duration::MAX) == SessionDeadline::EndNow {
            session.clear_keys();
        }
        if !session.is_open() {
            return Err(ActionError::SessionEnded);
        }
        let rows =
            transactions.read(|store| Ok((store.session(session.token_hash())?, store.account(session.account())?)))?;
        match rows {
            (Some(_), Some(account)) if account.enabled => Ok(account),
            _ => {
                session.clear_keys();
                Err(ActionError::SessionEnded)
            }
        }
    }

    /// As [`Auth::require_session`], if the step-up is valid for `purpose` in this session.
    pub(super) fn require_step_up(
        &self,
        session: &Session,
        proof: &StepUp,
        purpose: StepUpPurpose,
    ) -> Result<(Transactions<'_>, AccountRow), ActionError> {
        let (transactions, account) = self.require_session(session)?;
        match proof.is_valid_for(session.epoch(), purpose, transactions.now) {
            true => Ok((transactions, account)),
            false => Err(ActionError::StepUpExpired),
        }
    }

    /// As [`Auth::require_session`], if the user is an administrator.
    pub(super) fn require_administrator(
        &self,
        session: &Session,
    ) -> Result<(Transactions<'_>, AccountRow), ActionError> {
        let (transactions, account) = self.require_session(session)?;
        match account.role {
            Role::Administrator => Ok((transactions, account)),
            Role::Member => Err(ActionError::NotAdministrator),
        }
    }
}

fn requires_code(
    transactions: &Transactions<'_>,
    session: &Session,
    purpose: StepUpPurpose,
    account: &AccountRow,
) -> bool {
    account.two_factor && (purpose == StepUpPurpose::HostProof || !session.code_recently_verified(transactions.now))
}
