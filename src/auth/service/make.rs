//! What the acts are given: new accounts, new wraps, and what a completed sign-in has proven.

use crate::auth::account::{AccountId, Role, SessionId};
use crate::auth::acts::{Completed, NewAccount};
use crate::auth::audit::Method;
use crate::auth::clock::Now;
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::login::{PasswordProof, Spend};
use crate::auth::password;
use crate::auth::seal;
use crate::auth::secret::{AccountKey, Password, SessionToken};
use crate::auth::service::Auth;
use crate::auth::store::{AccountRow, PasswordKind, WrapKind, WrapRow};
use crate::auth::username::Username;

impl Auth {
    pub(super) fn completed<'a>(
        &self,
        proof: &'a PasswordProof,
        method: Method,
        spend: &'a Spend,
        tried: u32,
        token: &SessionToken,
    ) -> Result<Completed<'a>, Error> {
        Ok(Completed {
            account: proof.account(),
            credentials_version: proof.credentials_version(),
            method,
            spend,
            tried,
            ticket: None,
            renewed: proof.renewed(),
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
    ) -> Result<(NewAccount, AccountKey), Denied> {
        let prepared = password::prepare(password).map_err(Denied::Password)?;
        let kdf = self.new_kdf()?;
        let derived = seal::derive(&prepared, &kdf)?;
        let key = AccountKey::draw(&*self.random)?;
        let id = AccountId::draw(&*self.random)?;
        let wrap = seal::new_wrap(&derived, &key, id, WrapKind::Current, 1, &kdf, now.wall, &*self.random)?;
        let row = AccountRow {
            id,
            username: username.display().to_owned(),
            key: username.key().to_owned(),
            role,
            enabled: true,
            two_factor: false,
            password: kind,
            credentials_version: 1,
            generation: 1,
            recovery_set: 0,
            created: now.wall,
            password_changed: now.wall,
            last_sign_in: None,
        };
        Ok((NewAccount { row, wrap }, key))
    }

    /// A fresh account key under a password of one's own.
    pub(super) fn fresh_wrap(
        &self,
        proof: &PasswordProof,
        password: &Password,
        now: Now,
    ) -> Result<(WrapRow, AccountKey), Error> {
        let prepared = password::prepare(password).map_err(|_| Error::Unreadable)?;
        let kdf = self.new_kdf()?;
        let derived = seal::derive(&prepared, &kdf)?;
        let key = AccountKey::draw(&*self.random)?;
        let generation = proof.generation().checked_add(1).ok_or(Error::Unreadable)?;
        let (account, kind) = (proof.account(), WrapKind::Current);
        let wrap = seal::new_wrap(&derived, &key, account, kind, generation, &kdf, now.wall, &*self.random)?;
        Ok((wrap, key))
    }
}
