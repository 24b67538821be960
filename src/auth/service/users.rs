//! What administrators do to others.

use std::time::Duration;

use crate::auth::account::{AccountId, Role};
use crate::auth::acts::Change;
use crate::auth::clock::UnixTime;
use crate::auth::denied::Denied;
use crate::auth::password;
use crate::auth::seal;
use crate::auth::secret::{AccountKey, Password, RecoveryCode};
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{Purpose, StepUp};
use crate::auth::store::{AccountRow, HelpCodeRow, PasswordKind, Policy, Reader};
use crate::auth::username::Username;

/// A temporary password is good for so long,
const TEMPORARY_FOR: Duration = Duration::from_secs(72 * 60 * 60);
/// and a help code for so long.
const HELP_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// So many passphrases are drawn before giving up on one that does not contain the username.
const MOST_DRAWS: usize = 20;

/// One row of the users table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserView {
    /// Names the account for good.
    pub id: AccountId,
    /// As typed by whoever made it.
    pub username: String,
    /// What it may do to others.
    pub role: Role,
    /// Whether a second factor is owed.
    pub two_factor: bool,
    /// Whether it may sign in.
    pub enabled: bool,
    /// Whether its password is a temporary one.
    pub temporary_password: bool,
    /// Whether codes are suspended.
    pub codes_suspended: bool,
    /// When somebody last signed in.
    pub last_sign_in: Option<UnixTime>,
    /// Whether it is the one who asks.
    pub is_self: bool,
    /// Whether it is the last that can be neither demoted, disabled nor deleted.
    pub is_last_administrator: bool,
}

/// As the stores find able administrators.
fn can_administer(row: &AccountRow) -> bool {
    row.role == Role::Administrator && row.enabled && row.password == PasswordKind::Own
}

impl Auth {
    /// Everybody, by canonical username.
    ///
    /// # Errors
    /// [`Denied::NotAdministrator`], [`Denied::Ended`], or a fault.
    pub fn users(&self, session: &Session) -> Result<Vec<UserView>, Denied> {
        let acts = self.acts();
        let asks = self.signed_in(&acts, session)?;
        if asks.role != Role::Administrator {
            return Err(Denied::NotAdministrator);
        }
        let view = |store: &dyn Reader| {
            let rows = store.accounts_with_suspension()?;
            let able = rows.iter().filter(|(row, _)| can_administer(row)).count();
            let view = |(row, codes_suspended): (AccountRow, bool)| UserView {
                id: row.id,
                role: row.role,
                two_factor: row.two_factor,
                enabled: row.enabled,
                temporary_password: row.password != PasswordKind::Own,
                codes_suspended,
                last_sign_in: row.last_sign_in,
                is_self: row.id == asks.id,
                is_last_administrator: able == 1 && can_administer(&row),
                username: row.username,
            };
            Ok(rows.into_iter().map(view).collect())
        };
        Ok(acts.read(view)?)
    }

    /// Adds somebody with a temporary password, which is shown once and handed over in person.
    ///
    /// # Errors
    /// [`Denied::Username`], [`Denied::NameTaken`], [`Denied::NotAdministrator`], [`Denied::StepUpOver`],
    /// [`Denied::Ended`], or a fault.
    pub fn add_user(&self, session: &Session, proof: StepUp, username: &str, role: Role) -> Result<Password, Denied> {
        let acts = self.acts();
        self.proven(&acts, session, &proof, Purpose::Administer)?;
        let username = Username::parse(username).map_err(Denied::Username)?;
        let password = self.passphrase_for(&username)?;
        let kind = PasswordKind::Temporary { until: acts.now.wall.after(TEMPORARY_FOR) };
        let (new, _key) = self.new_account(&username, &password, role, kind, acts.now)?;
        acts.add_user(&proof, session.token_hash(), &new)?;
        Ok(password)
    }

    /// For somebody who lost the phone: removes authenticators and recovery codes, and gives a help code that stands in
    /// for the code once and leads to pairing anew. It is shown once and handed over in person.
    ///
    /// # Errors
    /// [`Denied::Gone`] if two-factor is off, [`Denied::Oneself`], and as [`Auth::add_user`].
    pub fn reset_two_factor(
        &self,
        session: &Session,
        proof: StepUp,
        target: AccountId,
    ) -> Result<RecoveryCode, Denied> {
        let acts = self.acts();
        let code = RecoveryCode::draw(&*self.random)?;
        let key = acts.read(|store| Ok(store.meta()?.key))?;
        let help = HelpCodeRow { tag: seal::help_tag(&key, target, &code), until: acts.now.wall.after(HELP_FOR) };
        self.administer(session, &proof, target, &Change::ResetTwoFactor(help))?;
        self.scrub();
        Ok(code)
    }

    /// For somebody who forgot the password: a new account key under a temporary password. What programs sealed for
    /// this person stays closed until the old password is given. It is shown once and handed over in person.
    ///
    /// # Errors
    /// [`Denied::LastAdministrator`], [`Denied::Oneself`], and as [`Auth::add_user`].
    pub fn temporary_password(&self, session: &Session, proof: StepUp, target: AccountId) -> Result<Password, Denied> {
        let acts = self.acts();
        self.proven(&acts, session, &proof, Purpose::Administer)?;
        let row = acts.read(|store| store.account(target))?.ok_or(Denied::Gone)?;
        let username = Username::from_stored(&row.username, &row.key)?;
        let password = self.passphrase_for(&username)?;
        let prepared = password::prepare(&password).map_err(Denied::Password)?;
        let kdf = self.new_kdf()?;
        let change = Change::TemporaryPassword {
            derived: &seal::derive(&prepared, &kdf)?,
            key: &AccountKey::draw(&*self.random)?,
            kdf: &kdf,
            until: acts.now.wall.after(TEMPORARY_FOR),
            random: &*self.random,
        };
        self.administer(session, &proof, target, &change)?;
        self.scrub();
        Ok(password)
    }

    /// Lifts the suspension of codes.
    ///
    /// # Errors
    /// As [`Auth::reset_two_factor`].
    pub fn allow_codes(&self, session: &Session, proof: StepUp, target: AccountId) -> Result<(), Denied> {
        self.administer(session, &proof, target, &Change::AllowCodes)
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
    ) -> Result<(), Denied> {
        self.administer(session, &proof, target, &Change::Enabled(enabled))
    }

    /// Makes an administrator or a member of somebody.
    ///
    /// # Errors
    /// As [`Auth::temporary_password`].
    pub fn set_role(&self, session: &Session, proof: StepUp, target: AccountId, role: Role) -> Result<(), Denied> {
        self.administer(session, &proof, target, &Change::Role(role))
    }

    /// Deletes an account with all that is its own; what the audit log says of it stays.
    ///
    /// # Errors
    /// As [`Auth::temporary_password`].
    pub fn delete_account(&self, session: &Session, proof: StepUp, target: AccountId) -> Result<(), Denied> {
        self.administer(session, &proof, target, &Change::Delete)?;
        self.scrub();
        Ok(())
    }

    /// Sets the bounds for everybody.
    ///
    /// # Errors
    /// [`Denied::OutOfRange`], [`Denied::NotAdministrator`], [`Denied::StepUpOver`], [`Denied::Ended`], or a fault.
    pub fn set_policy(&self, session: &Session, proof: StepUp, policy: Policy) -> Result<(), Denied> {
        let acts = self.acts();
        self.proven(&acts, session, &proof, Purpose::Administer)?;
        if !policy.is_valid() {
            return Err(Denied::OutOfRange);
        }
        acts.set_policy(&proof, session.token_hash(), policy)?;
        self.note_policy(policy);
        Ok(())
    }

    fn administer(
        &self,
        session: &Session,
        proof: &StepUp,
        target: AccountId,
        change: &Change<'_>,
    ) -> Result<(), Denied> {
        let acts = self.acts();
        self.proven(&acts, session, proof, Purpose::Administer)?;
        acts.administer(proof, session.token_hash(), target, change)
    }

    fn passphrase_for(&self, username: &Username) -> Result<Password, Denied> {
        for _ in 0..MOST_DRAWS {
            let password = password::passphrase(&*self.random)?;
            if self.check_new_password(&password, username).is_ok() {
                return Ok(password);
            }
        }
        Err(Denied::Fault(crate::auth::error::Error::Random))
    }
}
