//! Step-up: reauthentication of the signed-in user.

use std::time::Duration;

use crate::auth::action_error::ActionError;
use crate::auth::audit::{Event, SignInMethod};
use crate::auth::login::{self, Factor, FactorContext, PasswordCheck};
use crate::auth::refusal::CodeRefusal;
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::{Session, SessionDeadline};
use crate::auth::step_up::{StepUp, StepUpPurpose, StepUpRequirement, StepUpResult};
use crate::auth::store::AccountRow;
use crate::auth::transactions::{Target, Transactions};

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
        let (transactions, epoch) = (self.transactions(), session.epoch());
        let account = self.require_session(&transactions, session)?;
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
        let (transactions, epoch) = (self.transactions(), session.epoch());
        self.require_session(&transactions, session)?;
        let (proof, account) = match self.check_password(&transactions, Target::Account(session.account()), password)? {
            PasswordCheck::Right(right) => *right,
            PasswordCheck::Refused(refusal) => return Ok(StepUpResult::PasswordRefused(refusal)),
        };
        // A temporary password is accepted only for signing in.
        if login::NoPendingRequirement::of(&account).is_none() {
            return Err(ActionError::SessionEnded);
        }
        let mut method = SignInMethod::Password;
        let mut verified_factor = None;
        if requires_code(&transactions, session, purpose, &account) {
            let Some(factor) = factor else { return Ok(StepUpResult::CodeRefused(CodeRefusal::Malformed)) };
            method = factor.method();
            let context = FactorContext { account: &account, key: proof.key() };
            match self.check_session_factor(&transactions, session, context, factor)? {
                Ok(right) => verified_factor = Some(right),
                Err(CodeRefusal::Changed) => return Err(ActionError::Changed),
                Err(refusal) => return Ok(StepUpResult::CodeRefused(refusal)),
            }
        }
        let entry = (Event::SteppedUp, purpose.as_str());
        if let Err(refusal) =
            self.consume_factor_and_record(&transactions, session, &account, verified_factor, entry)?
        {
            return Ok(StepUpResult::CodeRefused(refusal));
        }
        let step_up = StepUp::new(epoch, account.id, account.credentials_version, purpose, method, transactions.now);
        if session.remember_step_up(&step_up, purpose) {
            Ok(StepUpResult::Proven(step_up))
        } else {
            Err(ActionError::SessionEnded)
        }
    }

    /// Returns the account of a session that is unlocked, valid in the store and within its maximum duration.
    pub(super) fn require_session(
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

    /// Returns the account if the step-up is valid for `purpose` in this session.
    pub(super) fn require_step_up(
        &self,
        transactions: &Transactions<'_>,
        session: &Session,
        proof: &StepUp,
        purpose: StepUpPurpose,
    ) -> Result<AccountRow, ActionError> {
        let account = self.require_session(transactions, session)?;
        match proof.is_valid_for(session.epoch(), purpose, transactions.now) {
            true => Ok(account),
            false => Err(ActionError::StepUpExpired),
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
