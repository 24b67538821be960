//! Builds the inputs of transactions: new accounts, wrapped keys, and completed sign-ins.

use crate::auth::account::{AccountId, Role, SessionId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::login::PasswordProof;
use crate::auth::password::{self, KdfParams};
use crate::auth::seal::{self, PasswordKeys};
use crate::auth::secret::{AccountKey, Password, SessionToken};
use crate::auth::service::Auth;
use crate::auth::store::{AccountRow, PasswordKind, WrapKind, WrappedKeyRow};
use crate::auth::transactions::{NewAccount, SessionInfo, SignInCompletion, Transactions};
use crate::auth::username::Username;

impl Auth {
    /// Draws a session for a sign-in that is completed without a code.
    pub(super) fn sign_in_completion<'a>(
        &self,
        transactions: &Transactions<'_>,
        proof: &'a PasswordProof,
        method: SignInMethod,
    ) -> Result<SignInCompletion<'a>, Error> {
        let token_hash = seal::token_hash(&SessionToken::draw(&*self.random)?);
        let id = SessionId::draw(&*self.random)?;
        Ok(SignInCompletion {
            account: proof.account().id,
            credentials_version: proof.account().credentials_version,
            factor: None,
            upgraded_wrapped_key: proof.upgraded_wrapped_key(),
            session: SessionInfo { id, method, opened_at: transactions.now, token_hash },
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

    /// Draws a new account key and wraps it under the chosen password.
    pub(super) fn new_wrapped_key(
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

    /// Derives the keys of a new password at the current cost.
    pub(super) fn derive_new(&self, password: &Password) -> Result<(PasswordKeys, KdfParams), ActionError> {
        let normalized = password::normalize_new(password)?;
        let kdf = self.new_kdf()?;
        Ok((seal::derive(&normalized, &kdf)?, kdf))
    }
}
