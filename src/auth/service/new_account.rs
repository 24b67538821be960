//! Creating accounts: the first one, and the rows of any.

use crate::auth::account::{AccountId, Role};
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::clock::Now;
use crate::auth::login::{PasswordProof, SessionParts};
use crate::auth::notices::SignInNotices;
use crate::auth::password::{self, KdfParams};
use crate::auth::seal::{self, PasswordKeys};
use crate::auth::secret::{AccountKey, Password};
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};
use crate::auth::store::{AccountRow, PasswordKind, WrapKind};
use crate::auth::transactions::NewAccount;
use crate::auth::username::Username;

/// The first account, created and signed in.
#[derive(Debug)]
pub struct FirstAccount {
    /// The session of its owner.
    pub session: Session,
    /// Choosing the password counts as entering it: permits setting up two-factor at once.
    pub step_up: StepUp,
}

impl Auth {
    /// Creates the first account, an administrator, and signs its owner in.
    ///
    /// # Errors
    /// [`ActionError::Username`] or [`ActionError::Password`] with the reason, [`ActionError::AccountsExist`] if there
    /// is an account already, or [`ActionError::Fault`].
    pub fn create_first_account(&self, username: &str, password: Password) -> Result<FirstAccount, ActionError> {
        let username = Username::parse(username)?;
        self.check_new_password(&password, &username)?;
        let transactions = self.transactions();
        let (new, key) =
            self.new_account(&username, &password, Role::Administrator, PasswordKind::Own, transactions.now)?;
        let proof = PasswordProof::for_new_account(new.row.clone(), username, key);
        let method = SignInMethod::Password;
        let info = self.sign_in_completion(&transactions, &proof, method)?.session;
        transactions.create_first_account(&new, &info)?;
        let parts =
            SessionParts::without_factor(&new.row, info, SignInNotices::default()).ok_or(ActionError::Changed)?;
        let session = parts.open(proof).session;
        let (epoch, version) = (session.epoch(), new.row.credentials_version);
        let step_up =
            StepUp::new(epoch, session.account(), version, StepUpPurpose::OwnAccount, method, transactions.now);
        Ok(FirstAccount { session, step_up })
    }

    /// Draws the key and the row of an account.
    pub(super) fn new_account(
        &self,
        username: &Username,
        password: &Password,
        role: Role,
        kind: PasswordKind,
        now: Now,
    ) -> Result<(NewAccount, AccountKey), ActionError> {
        let (derived, kdf) = self.derive_new(password)?;
        let key = AccountKey::draw(&*self.random)?;
        let id = AccountId::draw(&*self.random)?;
        let wrapped_key =
            seal::wrap_account_key(&derived, &key, id, WrapKind::Active, 1, &kdf, now.wall, &*self.random)?;
        let row = AccountRow {
            id,
            username: username.display().to_owned(),
            canonical_name: username.canonical_name().to_owned(),
            role,
            enabled: true,
            two_factor: false,
            password_kind: kind,
            credentials_version: 1,
            key_generation: 1,
            recovery_set: 0,
            created: now.wall,
            password_changed: now.wall,
            last_sign_in: None,
        };
        Ok((NewAccount { row, wrapped_key }, key))
    }

    /// Derives the keys of a new password at the current cost.
    pub(super) fn derive_new(&self, password: &Password) -> Result<(PasswordKeys, KdfParams), ActionError> {
        let normalized = password::normalize_new(password)?;
        let kdf = self.new_kdf()?;
        Ok((seal::derive(&normalized, &kdf)?, kdf))
    }
}
