//! Builds the inputs of transactions: new accounts, wrapped keys, and completed sign-ins.

use crate::auth::account::{AccountId, Role, SessionId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::login::PasswordProof;
use crate::auth::password;
use crate::auth::seal;
use crate::auth::secret::{AccountKey, Password, SessionToken};
use crate::auth::service::Auth;
use crate::auth::store::{AccountRow, PasswordKind, WrapKind, WrappedKeyRow};
use crate::auth::transactions::{FactorUse, NewAccount, SignInCompletion};
use crate::auth::username::Username;

impl Auth {
    pub(super) fn sign_in_completion<'a>(
        &self,
        proof: &'a PasswordProof,
        method: SignInMethod,
        factor_use: &'a FactorUse,
        code_attempts: u32,
        token: &SessionToken,
    ) -> Result<SignInCompletion<'a>, Error> {
        Ok(SignInCompletion {
            account: proof.account(),
            credentials_version: proof.credentials_version(),
            method,
            factor_use,
            code_attempts,
            ticket: None,
            upgraded_wrapped_key: proof.upgraded_wrapped_key(),
            session: SessionId::draw(&*self.random)?,
            token_hash: seal::token_hash(token),
        })
    }

    pub(super) fn new_account(
        &self,
        username: &Username,
        password: &Password,
        role: Role,
        kind: PasswordKind,
        now: Now,
    ) -> Result<(NewAccount, AccountKey), ActionError> {
        let normalized = password::normalize_new(password).map_err(ActionError::Password)?;
        let kdf = self.new_kdf()?;
        let derived = seal::derive(&normalized, &kdf)?;
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

    /// Draws a new account key and wraps it under the chosen password.
    pub(super) fn new_wrapped_key(
        &self,
        proof: &PasswordProof,
        password: &Password,
        now: Now,
    ) -> Result<(WrappedKeyRow, AccountKey), Error> {
        let normalized = password::normalize_new(password).map_err(|_| Error::Corrupt)?;
        let kdf = self.new_kdf()?;
        let derived = seal::derive(&normalized, &kdf)?;
        let key = AccountKey::draw(&*self.random)?;
        let generation = proof.key_generation().checked_add(1).ok_or(Error::Corrupt)?;
        let (account, kind) = (proof.account(), WrapKind::Active);
        let wrapped_key =
            seal::wrap_account_key(&derived, &key, account, kind, generation, &kdf, now.wall, &*self.random)?;
        Ok((wrapped_key, key))
    }
}
