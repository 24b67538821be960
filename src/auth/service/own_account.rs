//! Operations of users on their own accounts.

use crate::auth::account::AuthenticatorId;
use crate::auth::action_error::ActionError;
use crate::auth::audit::Event;
use crate::auth::enrolment;
use crate::auth::login::{self, OldPasswordCheck};
use crate::auth::password;
use crate::auth::seal;
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};
use crate::auth::store::WrapKind;

impl Auth {
    /// Changes the password. The account key stays the same and is wrapped anew, so sealed data can still be opened.
    /// Ends the account's other sessions.
    ///
    /// # Errors
    /// [`ActionError::Password`] with the reason, [`ActionError::Changed`], [`ActionError::StepUpExpired`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn change_password(&self, session: &Session, proof: StepUp, new: Password) -> Result<(), ActionError> {
        let transactions = self.transactions();
        let account = self.require_step_up(&transactions, session, &proof, StepUpPurpose::OwnAccount)?;
        self.check_new_password(&new, session.name()).map_err(ActionError::Password)?;
        let normalized = password::normalize_new(&new).map_err(ActionError::Password)?;
        drop(new);
        let kdf = self.new_kdf()?;
        let derived = seal::derive(&normalized, &kdf)?;
        let (id, kind, now) = (account.id, WrapKind::Active, transactions.now.wall);
        let wrapped_key = session.with_key(|key, generation| {
            seal::wrap_account_key(&derived, key, id, kind, generation, &kdf, now, &*self.random)
        })??;
        transactions.change_password(&proof, &wrapped_key, session.token_hash())?;
        self.purge_deleted();
        Ok(())
    }

    /// Renames an authenticator. Requires no step-up, since no credential changes.
    ///
    /// # Errors
    /// [`ActionError::InvalidAuthenticatorName`], [`ActionError::NameTaken`], [`ActionError::NotFound`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn rename_authenticator(&self, session: &Session, id: AuthenticatorId, name: &str) -> Result<(), ActionError> {
        let transactions = self.transactions();
        let account = self.require_session(&transactions, session)?;
        let name = enrolment::parse_authenticator_name(name).ok_or(ActionError::InvalidAuthenticatorName)?;
        transactions.rename_authenticator(&account, id, &name, session.token_hash())
    }

    /// Removes an authenticator other than the last one.
    ///
    /// # Errors
    /// [`ActionError::LastAuthenticator`], [`ActionError::NotFound`], [`ActionError::StepUpExpired`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn remove_authenticator(
        &self,
        session: &Session,
        proof: StepUp,
        id: AuthenticatorId,
    ) -> Result<(), ActionError> {
        let transactions = self.transactions();
        self.require_step_up(&transactions, session, &proof, StepUpPurpose::OwnAccount)?;
        transactions.remove_authenticator(&proof, id, session.token_hash())?;
        self.purge_deleted();
        Ok(())
    }

    /// Turns two-factor off and deletes the authenticators and recovery codes.
    ///
    /// # Errors
    /// [`ActionError::StepUpExpired`], [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn turn_off_two_factor(&self, session: &Session, proof: StepUp) -> Result<(), ActionError> {
        let transactions = self.transactions();
        self.require_step_up(&transactions, session, &proof, StepUpPurpose::OwnAccount)?;
        transactions.turn_off_two_factor(&proof, session.token_hash())?;
        self.purge_deleted();
        Ok(())
    }

    /// Ends the account's other sessions.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn sign_out_others(&self, session: &Session) -> Result<(), ActionError> {
        let transactions = self.transactions();
        let account = self.require_session(&transactions, session)?;
        transactions.sign_out_others(&account, session.token_hash())
    }

    /// Recovers the data keys from before a password reset with the old password, permanently.
    ///
    /// # Errors
    /// [`ActionError::WrongPassword`], [`ActionError::Waiting`], [`ActionError::SessionEnded`], or
    /// [`ActionError::Fault`]. A wrong attempt stays charged.
    pub fn open_old_data(&self, session: &Session, old: Password) -> Result<(), ActionError> {
        let transactions = self.transactions();
        let account = self.require_session(&transactions, session)?;
        let opened = match login::open_retired(&transactions, self.current_cost()?.0, account.id, &old)? {
            OldPasswordCheck::Opened(opened) => opened,
            OldPasswordCheck::Waiting(left) => return Err(ActionError::Waiting(left)),
            OldPasswordCheck::Wrong => {
                transactions.record_failure(Some(&account), Event::PasswordRefused, "old-password")?;
                return Err(ActionError::WrongPassword);
            }
        };
        drop(old);
        let wrapped_keys = session.with_key(|key, wrapping_generation| {
            let rewrap = |(generation, old): &(u64, _)| {
                seal::rewrap(
                    old,
                    *generation,
                    key,
                    wrapping_generation,
                    account.id,
                    transactions.now.wall,
                    &*self.random,
                )
            };
            opened.iter().map(rewrap).collect::<Result<Vec<_>, _>>()
        })??;
        transactions.rewrap(&account, &wrapped_keys, session.token_hash())?;
        self.purge_deleted();
        let rows = transactions.read(|store| store.wrapped_keys(account.id))?;
        for (generation, key) in
            session.with_key(|key, generation| login::open_rewrapped_keys(&rows, key, generation))?
        {
            session.add_key(generation, key);
        }
        Ok(())
    }
}
