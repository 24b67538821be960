//! Operations of users on their own accounts.

use crate::auth::account::AuthenticatorId;
use crate::auth::action_error::ActionError;
use crate::auth::audit::Event;
use crate::auth::enrolment;
use crate::auth::login;
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
        let (transactions, account) = self.require_step_up(session, &proof, StepUpPurpose::OwnAccount)?;
        self.check_new_password(&new, session.name())?;
        let (derived, kdf) = self.derive_new(&new)?;
        drop(new);
        let (id, kind, now) = (account.id, WrapKind::Active, transactions.now.wall);
        let wrapped_key = session.with_key(|key, generation| {
            seal::wrap_account_key(&derived, key, id, kind, generation, &kdf, now, &*self.random)
        })??;
        transactions.change_password(&proof, &wrapped_key).inspect(|()| self.purge_deleted())
    }

    /// Renames an authenticator. Requires no step-up, since no credential changes.
    ///
    /// # Errors
    /// [`ActionError::InvalidAuthenticatorName`], [`ActionError::NameTaken`], [`ActionError::NotFound`],
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn rename_authenticator(&self, session: &Session, id: AuthenticatorId, name: &str) -> Result<(), ActionError> {
        let (transactions, account) = self.require_session(session)?;
        let name = enrolment::parse_authenticator_name(name).ok_or(ActionError::InvalidAuthenticatorName)?;
        transactions.rename_authenticator(session.to_ref(), &account, id, &name)
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
        let (transactions, _) = self.require_step_up(session, &proof, StepUpPurpose::OwnAccount)?;
        transactions.remove_authenticator(&proof, id).inspect(|()| self.purge_deleted())
    }

    /// Turns two-factor off and deletes the authenticators and recovery codes.
    ///
    /// # Errors
    /// [`ActionError::StepUpExpired`], [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn turn_off_two_factor(&self, session: &Session, proof: StepUp) -> Result<(), ActionError> {
        let (transactions, _) = self.require_step_up(session, &proof, StepUpPurpose::OwnAccount)?;
        transactions.turn_off_two_factor(&proof).inspect(|()| self.purge_deleted())
    }

    /// Ends the account's other sessions.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn sign_out_others(&self, session: &Session) -> Result<(), ActionError> {
        let (transactions, account) = self.require_session(session)?;
        transactions.sign_out_others(session.to_ref(), &account)
    }

    /// Recovers the data keys from before a password reset with the old password, permanently.
    ///
    /// # Errors
    /// [`ActionError::WrongPassword`], [`ActionError::Waiting`], [`ActionError::SessionEnded`], or
    /// [`ActionError::Fault`]. A wrong attempt stays charged.
    pub fn open_old_data(&self, session: &Session, old: Password) -> Result<(), ActionError> {
        let (transactions, account) = self.require_session(session)?;
        let opened = login::open_retired(&transactions, self.current_cost()?.0, account.id, &old);
        drop(old);
        if let Err(ActionError::WrongPassword) = opened {
            transactions.record_failure(Some(&account), Event::PasswordRefused, "old-password")?;
        }
        let (opened, now) = (opened?, transactions.now.wall);
        let wrapped_keys = session.with_key(|key, under| {
            let rewrap = |(old, key_of_old): &(u64, _)| {
                seal::rewrap(key_of_old, *old, key, under, account.id, now, &*self.random)
            };
            opened.iter().map(rewrap).collect::<Result<Vec<_>, _>>()
        })??;
        transactions.rewrap(session.to_ref(), &account, &wrapped_keys)?;
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
