//! What people do to their own accounts.

use crate::auth::account::AuthenticatorId;
use crate::auth::audit::Event;
use crate::auth::denied::Denied;
use crate::auth::enrol;
use crate::auth::login::{self, Retired};
use crate::auth::password;
use crate::auth::seal;
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{Purpose, StepUp};
use crate::auth::store::WrapKind;

impl Auth {
    /// Changes the password: the same account key in a new wrap, so that all that is sealed stays open. The account's
    /// other sessions end.
    ///
    /// # Errors
    /// [`Denied::Password`] with the reason, [`Denied::Changed`], [`Denied::StepUpOver`], [`Denied::Ended`], or a fault.
    pub fn change_password(&self, session: &Session, proof: StepUp, new: Password) -> Result<(), Denied> {
        let acts = self.acts();
        let account = self.proven(&acts, session, &proof, Purpose::Own)?;
        self.check_new_password(&new, session.name()).map_err(Denied::Password)?;
        let prepared = password::prepare(&new).map_err(Denied::Password)?;
        drop(new);
        let kdf = self.new_kdf()?;
        let derived = seal::derive(&prepared, &kdf)?;
        let (id, kind, now) = (account.id, WrapKind::Current, acts.now.wall);
        let wrap = session.with_key(|key, generation| {
            seal::new_wrap(&derived, key, id, kind, generation, &kdf, now, &*self.random)
        })??;
        acts.change_password(&proof, &wrap, session.token_hash())?;
        self.scrub();
        Ok(())
    }

    /// Gives an authenticator another name. No credential changes, so no step-up is asked for.
    ///
    /// # Errors
    /// [`Denied::Name`], [`Denied::NameTaken`], [`Denied::Gone`], [`Denied::Ended`], or a fault.
    pub fn rename_authenticator(&self, session: &Session, id: AuthenticatorId, name: &str) -> Result<(), Denied> {
        let acts = self.acts();
        let account = self.signed_in(&acts, session)?;
        let name = enrol::authenticator_name(name).ok_or(Denied::Name)?;
        acts.rename(&account, id, &name, session.token_hash())
    }

    /// Removes an authenticator that is not the last.
    ///
    /// # Errors
    /// [`Denied::LastAuthenticator`], [`Denied::Gone`], [`Denied::StepUpOver`], [`Denied::Ended`], or a fault.
    pub fn remove_authenticator(&self, session: &Session, proof: StepUp, id: AuthenticatorId) -> Result<(), Denied> {
        let acts = self.acts();
        self.proven(&acts, session, &proof, Purpose::Own)?;
        acts.remove(&proof, id, session.token_hash())?;
        self.scrub();
        Ok(())
    }

    /// Turns two-factor off; authenticators and recovery codes are removed.
    ///
    /// # Errors
    /// [`Denied::StepUpOver`], [`Denied::Ended`], or a fault.
    pub fn turn_off(&self, session: &Session, proof: StepUp) -> Result<(), Denied> {
        let acts = self.acts();
        self.proven(&acts, session, &proof, Purpose::Own)?;
        acts.turn_off(&proof, session.token_hash())?;
        self.scrub();
        Ok(())
    }

    /// Ends the account's other sessions.
    ///
    /// # Errors
    /// [`Denied::Ended`], or a fault.
    pub fn sign_out_others(&self, session: &Session) -> Result<(), Denied> {
        let acts = self.acts();
        let account = self.signed_in(&acts, session)?;
        acts.sign_out_others(&account, session.token_hash())
    }

    /// Opens what was sealed before a reset, with the password of then: the old data keys are back, for good.
    ///
    /// # Errors
    /// [`Denied::WrongPassword`], [`Denied::Waiting`], [`Denied::Ended`], or a fault. A wrong try stays charged.
    pub fn open_old_data(&self, session: &Session, old: Password) -> Result<(), Denied> {
        let acts = self.acts();
        let account = self.signed_in(&acts, session)?;
        let opened = match login::open_retired(&acts, self.today()?.0, account.id, &old)? {
            Retired::Opened(opened) => opened,
            Retired::Waiting(left) => return Err(Denied::Waiting(left)),
            Retired::Wrong => {
                acts.refused(Some(&account), Event::PasswordRefused, "old-password")?;
                return Err(Denied::WrongPassword);
            }
        };
        drop(old);
        let wraps = session.with_key(|key, under| {
            let carry = |(generation, old): &(u64, _)| {
                seal::carry(old, *generation, key, under, account.id, acts.now.wall, &*self.random)
            };
            opened.iter().map(carry).collect::<Result<Vec<_>, _>>()
        })??;
        acts.carry(&account, &wraps, session.token_hash())?;
        self.scrub();
        let rows = acts.read(|store| store.wraps(account.id))?;
        for (generation, key) in session.with_key(|key, generation| login::carried(&rows, key, generation))? {
            session.add_key(generation, key);
        }
        Ok(())
    }
}
