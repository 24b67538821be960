//! Operations of administrators on other accounts.

use std::time::Duration;

use crate::auth::account::{AccountId, Role};
use crate::auth::action_error::ActionError;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password;
use crate::auth::seal;
use crate::auth::secret::{AccountKey, Password, RecoveryCode};
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};
use crate::auth::store::{AccountSummary, HelpCodeRow, PasswordKind, Policy, Reader};
use crate::auth::transactions::AdminChange;
use crate::auth::username::Username;

/// Validity of a temporary password.
const TEMPORARY_PASSWORD_TTL: Duration = Duration::from_hours(72);
/// Validity of a help code.
const HELP_CODE_TTL: Duration = Duration::from_hours(24);
/// Passphrases drawn before giving up on one that is accepted for the username.
const MAX_DRAWS: usize = 20;

/// The state of an account's two-factor, as administrators see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwoFactorStatus {
    /// Signing in requires the password alone.
    Off,
    /// Signing in requires a second factor too.
    On,
    /// An administrator reset it: after the password, the help code leads to a new pairing.
    HelpCodePending,
    /// An administrator reset it, and the help code expired unused: the user cannot sign in without another reset.
    HelpCodeExpired,
}

impl TwoFactorStatus {
    fn of(AccountSummary { row, help_code_until, .. }: &AccountSummary, now: UnixTime) -> Self {
        match help_code_until {
            _ if !row.two_factor => Self::Off,
            None => Self::On,
            Some(until) if *until > now => Self::HelpCodePending,
            Some(_) => Self::HelpCodeExpired,
        }
    }
}

/// One row of the users table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserView {
    /// Permanent identifier of the account.
    pub id: AccountId,
    /// Username as entered when the account was created.
    pub username: String,
    /// The account's role.
    pub role: Role,
    /// The state of two-factor.
    pub two_factor: TwoFactorStatus,
    /// Whether the account may sign in.
    pub enabled: bool,
    /// Whether the password is temporary.
    pub temporary_password: bool,
    /// Whether one-time codes are suspended.
    pub codes_suspended: bool,
    /// Time of the last sign-in.
    pub last_sign_in: Option<UnixTime>,
    /// Whether this is the caller's own account.
    pub is_self: bool,
    /// Whether it is the last active administrator, which can be neither demoted, disabled nor deleted.
    pub is_last_administrator: bool,
}

impl Auth {
    /// Returns all accounts, ordered by canonical username.
    ///
    /// # Errors
    /// [`ActionError::NotAdministrator`], [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn users(&self, session: &Session) -> Result<Vec<UserView>, ActionError> {
        let (transactions, caller) = self.require_administrator(session)?;
        let view = |store: &dyn Reader| {
            let summaries = store.account_summaries()?;
            let active_administrators = store.active_administrators(2)?;
            let view = |summary: AccountSummary| {
                let two_factor = TwoFactorStatus::of(&summary, transactions.now.wall);
                let AccountSummary { row, codes_suspended, .. } = summary;
                UserView {
                    id: row.id,
                    role: row.role,
                    two_factor,
                    enabled: row.enabled,
                    temporary_password: row.password_kind != PasswordKind::Own,
                    codes_suspended,
                    last_sign_in: row.last_sign_in,
                    is_self: row.id == caller.id,
                    is_last_administrator: active_administrators == [row.id],
                    username: row.username,
                }
            };
            Ok(summaries.into_iter().map(view).collect())
        };
        Ok(transactions.read(view)?)
    }

    /// Checks what [`Auth::add_user`] would refuse, before a step-up is asked for. The operation checks again.
    ///
    /// # Errors
    /// [`ActionError::Username`], [`ActionError::NameTaken`], [`ActionError::NotAdministrator`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn check_new_user(&self, session: &Session, username: &str) -> Result<(), ActionError> {
        let (transactions, _) = self.require_administrator(session)?;
        let username = Username::parse(username)?;
        match transactions.read(|store| store.account_by_canonical_name(username.canonical_name()))? {
            Some(_) => Err(ActionError::NameTaken),
            None => Ok(()),
        }
    }

    /// Checks whether an administrator can change the account `target`, as [`Auth::check_new_user`] does for a new one.
    ///
    /// # Errors
    /// [`ActionError::OnSelf`], [`ActionError::NotFound`] if there is no such account, [`ActionError::NotAdministrator`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn check_target(&self, session: &Session, target: AccountId) -> Result<(), ActionError> {
        let (transactions, caller) = self.require_administrator(session)?;
        transactions.check_target(caller.id, target)
    }

    /// Adds an account and returns its temporary password, which is shown once and handed over in person.
    ///
    /// # Errors
    /// [`ActionError::Username`], [`ActionError::NameTaken`], [`ActionError::NotAdministrator`],
    /// [`ActionError::StepUpExpired`], [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn add_user(
        &self,
        session: &Session,
        proof: StepUp,
        username: &str,
        role: Role,
    ) -> Result<Password, ActionError> {
        let (transactions, _) = self.require_step_up(session, &proof, StepUpPurpose::Administration)?;
        let username = Username::parse(username)?;
        let password = self.passphrase_for(&username)?;
        let kind = PasswordKind::Temporary { until: transactions.now.wall.after(TEMPORARY_PASSWORD_TTL) };
        let (new, _key) = self.new_account(&username, &password, role, kind, transactions.now)?;
        transactions.add_user(&proof, &new)?;
        Ok(password)
    }

    /// Resets two-factor for a user who lost the authenticator: deletes authenticators and recovery codes and returns a
    /// help code. It replaces the one-time code once and leads to a new pairing. It is shown once and handed over in
    /// person.
    ///
    /// # Errors
    /// [`ActionError::NotFound`] if two-factor is off, [`ActionError::OnSelf`], and as [`Auth::add_user`].
    pub fn reset_two_factor(
        &self,
        session: &Session,
        proof: StepUp,
        target: AccountId,
    ) -> Result<RecoveryCode, ActionError> {
        let transactions = self.transactions();
        let code = RecoveryCode::draw(&*self.random)?;
        let key = transactions.read(|store| Ok(store.meta()?.store_key))?;
        let help =
            HelpCodeRow { tag: seal::help_tag(&key, target, &code), until: transactions.now.wall.after(HELP_CODE_TTL) };
        self.administer(session, &proof, target, &AdminChange::ResetTwoFactor(help))?;
        self.purge_deleted();
        Ok(code)
    }

    /// Resets a forgotten password: creates a new account key under a temporary password and returns that password.
    /// Data that programs sealed for this user cannot be opened until the old password is entered. The temporary
    /// password is shown once and handed over in person.
    ///
    /// # Errors
    /// [`ActionError::LastAdministrator`], [`ActionError::OnSelf`], and as [`Auth::add_user`].
    pub fn temporary_password(
        &self,
        session: &Session,
        proof: StepUp,
        target: AccountId,
    ) -> Result<Password, ActionError> {
        let (transactions, _) = self.require_step_up(session, &proof, StepUpPurpose::Administration)?;
        let row = transactions.read(|store| store.account(target))?.ok_or(ActionError::NotFound)?;
        let username = Username::from_stored(&row.username, &row.canonical_name)?;
        let password = self.passphrase_for(&username)?;
        let (derived, kdf) = self.derive_new(&password)?;
        let change = AdminChange::TemporaryPassword {
            derived: &derived,
            key: &AccountKey::draw(&*self.random)?,
            kdf: &kdf,
            until: transactions.now.wall.after(TEMPORARY_PASSWORD_TTL),
            random: &*self.random,
        };
        self.administer(session, &proof, target, &change)?;
        self.purge_deleted();
        Ok(password)
    }

    /// Lifts the suspension of one-time codes.
    ///
    /// # Errors
    /// As [`Auth::reset_two_factor`].
    pub fn allow_codes(&self, session: &Session, proof: StepUp, target: AccountId) -> Result<(), ActionError> {
        self.administer(session, &proof, target, &AdminChange::AllowCodes)
    }

    /// Enables or disables an account.
    ///
    /// # Errors
    /// As [`Auth::temporary_password`].
    pub fn set_enabled(
        &self,
        session: &Session,
        proof: StepUp,
        target: AccountId,
        enabled: bool,
    ) -> Result<(), ActionError> {
        self.administer(session, &proof, target, &AdminChange::Enabled(enabled))
    }

    /// Sets the role of an account.
    ///
    /// # Errors
    /// As [`Auth::temporary_password`].
    pub fn set_role(&self, session: &Session, proof: StepUp, target: AccountId, role: Role) -> Result<(), ActionError> {
        self.administer(session, &proof, target, &AdminChange::Role(role))
    }

    /// Deletes an account and all its data; its audit entries stay.
    ///
    /// # Errors
    /// As [`Auth::temporary_password`].
    pub fn delete_account(&self, session: &Session, proof: StepUp, target: AccountId) -> Result<(), ActionError> {
        self.administer(session, &proof, target, &AdminChange::Delete).inspect(|()| self.purge_deleted())
    }

    /// Sets the policy for all accounts.
    ///
    /// # Errors
    /// [`ActionError::InvalidPolicy`], [`ActionError::NotAdministrator`], [`ActionError::StepUpExpired`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn set_policy(&self, session: &Session, proof: StepUp, policy: Policy) -> Result<(), ActionError> {
        let (transactions, _) = self.require_step_up(session, &proof, StepUpPurpose::Administration)?;
        if !policy.is_valid() {
            return Err(ActionError::InvalidPolicy);
        }
        transactions.set_policy(&proof, policy)?;
        self.cache_policy(policy);
        Ok(())
    }

    fn administer(
        &self,
        session: &Session,
        proof: &StepUp,
        target: AccountId,
        change: &AdminChange<'_>,
    ) -> Result<(), ActionError> {
        let (transactions, _) = self.require_step_up(session, proof, StepUpPurpose::Administration)?;
        transactions.administer(proof, target, change)
    }

    fn passphrase_for(&self, username: &Username) -> Result<Password, ActionError> {
        for _ in 0..MAX_DRAWS {
            let password = password::passphrase(&*self.random)?;
            if self.check_new_password(&password, username).is_ok() {
                return Ok(password);
            }
        }
        Err(Error::RandomSource.into())
    }
}
