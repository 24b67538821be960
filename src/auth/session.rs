//! A session of a signed-in user. Gives keys until it is locked or ended.

mod keys;
mod locked;
mod timeout;

pub(super) use keys::SessionKeys;
pub use locked::Locked;
pub use timeout::SessionDeadline;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::account::{AccountId, Role, SessionId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::SignInMethod;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::seal::{self, KeyId};
use crate::auth::secret::{AccountKey, DataKey};
use crate::auth::step_up::{STEP_UP_VALIDITY, SessionEpoch, StepUp, StepUpPurpose};
use crate::auth::store::ClockStamp;
use crate::auth::transactions::{SessionInfo, SessionRef};
use crate::auth::username::Username;

/// A session of a signed-in user.
///
/// Only a completed sign-in creates one:
///
/// ```compile_fail,E0599
/// // A pending sign-in gives no keys.
/// fn content(pending: &vestibule::auth::Pending) {
///     let _ = pending.data_key("notes");
/// }
/// ```
/// ```
/// // A session does.
/// fn content(session: &vestibule::auth::Session) {
///     let _ = session.data_key("notes");
/// }
/// ```
/// ```compile_fail,E0451
/// // A session cannot be constructed, not even from another one.
/// fn made(session: vestibule::auth::Session) -> vestibule::auth::Session {
///     vestibule::auth::Session { ..session }
/// }
/// ```
/// ```
/// // It can be moved.
/// fn made(session: vestibule::auth::Session) -> vestibule::auth::Session {
///     session
/// }
/// ```
/// ```compile_fail,E0382
/// // It cannot be used after it was consumed.
/// fn ended(auth: &vestibule::auth::Auth, session: vestibule::auth::Session) {
///     let _ = auth.sign_out(session);
///     let _ = session.data_key("notes");
/// }
/// ```
/// ```
/// // It can be used before.
/// fn ended(auth: &vestibule::auth::Auth, session: vestibule::auth::Session) {
///     let _ = session.data_key("notes");
///     let _ = auth.sign_out(session);
/// }
/// ```
pub struct Session {
    inner: Arc<SessionData>,
}

struct SessionData {
    account: AccountId,
    username: Username,
    role: Role,
    info: SessionInfo,
    state: Mutex<State>,
}

struct State {
    /// `None` while locked, and once ended.
    keys: Option<SessionKeys>,
    /// How often the keys were cleared.
    lock_count: u64,
    /// Whether the keys were cleared and the lock is not yet in the audit log.
    lock_unrecorded: bool,
    last_activity: Now,
    code_verified_at: Option<Now>,
    /// The time of the last administrative step-up, or of the sign-in, and the account's credentials version then.
    admin_step_up: Option<(Now, u64)>,
    /// One-time codes charged at unlock and step-up since the last right one.
    code_attempts: u32,
    /// The store's version at the last refresh, and the session's `last_seen` in the store.
    last_refresh: Option<(u64, ClockStamp)>,
}

impl Session {
    pub(super) fn open(
        account: AccountId,
        username: Username,
        role: Role,
        keys: SessionKeys,
        info: SessionInfo,
        credentials_version: u64,
    ) -> Self {
        // A temporary password and a help code are known to an administrator, so they prove less than a step-up.
        let proves_as_step_up =
            matches!(info.method, SignInMethod::Password | SignInMethod::Code | SignInMethod::Recovery);
        let state = State {
            keys: Some(keys),
            lock_count: 0,
            lock_unrecorded: false,
            last_activity: info.opened_at,
            code_verified_at: None,
            admin_step_up: proves_as_step_up.then_some((info.opened_at, credentials_version)),
            code_attempts: 0,
            last_refresh: None,
        };
        Self { inner: Arc::new(SessionData { account, username, role, info, state: Mutex::new(state) }) }
    }

    /// The account of the session. The id stays the same as long as the account exists.
    pub fn account(&self) -> AccountId {
        self.inner.account
    }

    /// Username as entered when the account was created.
    pub fn username(&self) -> &str {
        self.inner.username.display()
    }

    /// The role of the account at sign-in.
    pub fn role(&self) -> Role {
        self.inner.role
    }

    /// When the session was opened.
    pub fn opened_at(&self) -> UnixTime {
        self.inner.info.opened_at.wall
    }

    /// The second factor of the sign-in.
    pub fn method(&self) -> SignInMethod {
        self.inner.info.method
    }

    /// Identifier of the session, for lists.
    pub fn id(&self) -> SessionId {
        self.inner.info.id
    }

    /// Returns a key for the host's own data, and its id.
    ///
    /// The key depends on the account, its key generation and `context`. It survives a change of password. After an
    /// administrator's *New temporary password* it is a different key; the user recovers the old ones by entering the
    /// old password (`Auth::open_old_data`), and the host gets them with [`Session::data_key_of`].
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`] once the session is locked or over.
    pub fn data_key(&self, context: &str) -> Result<(KeyId, DataKey), ActionError> {
        self.with_key(|key, generation| {
            (KeyId::new(self.account(), generation), seal::data_key(key, self.account(), generation, context))
        })
    }

    /// Returns the key with this id, for data sealed earlier.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`] once the session is locked or over; [`ActionError::NotFound`] if the key belongs
    /// to another account or the old password has not been entered.
    pub fn data_key_of(&self, id: KeyId, context: &str) -> Result<DataKey, ActionError> {
        self.with_keys(|keys| {
            let key = keys.get(id.generation()).filter(|_| id.account() == self.account())?;
            Some(seal::data_key(key, self.account(), id.generation(), context))
        })?
        .ok_or(ActionError::NotFound)
    }

    /// Returns another handle of the same session, for the worker thread. Locking clears the keys of all handles.
    pub(crate) fn handle(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }

    pub(crate) fn name(&self) -> &Username {
        &self.inner.username
    }

    pub(super) fn token_hash(&self) -> &[u8; 32] {
        &self.inner.info.token_hash
    }

    pub(super) fn is_open(&self) -> bool {
        self.state().keys.is_some()
    }

    /// Calls `operation` with the current account key and its generation.
    pub(super) fn with_key<T>(&self, operation: impl FnOnce(&AccountKey, u64) -> T) -> Result<T, ActionError> {
        self.with_keys(|keys| operation(&keys.key, keys.generation))
    }

    fn with_keys<T>(&self, operation: impl FnOnce(&SessionKeys) -> T) -> Result<T, ActionError> {
        self.state().keys.as_ref().map(operation).ok_or(ActionError::SessionEnded)
    }

    pub(super) fn add_key(&self, generation: u64, key: AccountKey) {
        if let Some(keys) = self.state().keys.as_mut()
            && keys.get(generation).is_none()
        {
            keys.rewrapped.push((generation, key));
        }
    }

    /// Wipes the keys for every handle of this session and invalidates its step-ups and enrolments.
    pub(crate) fn clear_keys(&self) {
        let mut state = self.state();
        state.lock_count = state.lock_count.saturating_add(1);
        state.code_verified_at = None;
        state.admin_step_up = None;
        state.lock_unrecorded |= state.keys.take().is_some();
    }

    /// Returns whether the session was locked since the last call or unlock. The keys may be cleared before the lock is
    /// recorded, so that clearing them never waits for the store.
    pub(super) fn take_unrecorded_lock(&self) -> bool {
        std::mem::take(&mut self.state().lock_unrecorded)
    }

    /// The session until its next lock.
    pub(super) fn epoch(&self) -> SessionEpoch {
        SessionEpoch { token_hash: *self.token_hash(), lock_count: self.state().lock_count }
    }

    /// The part of the session that is in the store.
    pub(super) fn to_ref(&self) -> SessionRef<'_> {
        SessionRef { account: self.account(), username: self.username(), token_hash: self.token_hash() }
    }

    pub(super) fn restore_keys(&self, keys: SessionKeys, now: Now) {
        let mut state = self.state();
        state.keys = Some(keys);
        state.lock_unrecorded = false;
        state.last_activity = now;
    }

    /// Remembers what a step-up covers; `false` if the session was locked since it began, which cancels it.
    pub(super) fn remember_step_up(&self, proof: &StepUp, purpose: StepUpPurpose) -> bool {
        let mut state = self.state();
        if state.lock_count != proof.session().lock_count {
            return false;
        }
        if purpose == StepUpPurpose::Administration {
            state.admin_step_up = Some((proof.at(), proof.credentials_version()));
        }
        if proof.method() != SignInMethod::Password {
            state.code_verified_at = Some(proof.at());
        }
        true
    }

    pub(super) fn code_recently_verified(&self, now: Now) -> bool {
        self.state().code_verified_at.is_some_and(|at| now.since(at) < STEP_UP_VALIDITY)
    }

    /// The time of an administrative step-up that is still valid, if the account's credentials are unchanged.
    pub(super) fn admin_step_up_at(&self, credentials_version: u64, now: Now) -> Option<Now> {
        let (at, version) = self.state().admin_step_up?;
        (version == credentials_version && now.since(at) < STEP_UP_VALIDITY).then_some(at)
    }

    pub(super) fn code_attempts(&self) -> u32 {
        self.state().code_attempts
    }

    pub(super) fn set_code_attempts(&self, code_attempts: u32) {
        self.state().code_attempts = code_attempts;
    }

    /// The store's version at the last refresh, and the session's `last_seen` in the store.
    pub(super) fn last_refresh(&self) -> Option<(u64, ClockStamp)> {
        self.state().last_refresh
    }

    pub(super) fn set_last_refresh(&self, version: u64, last_seen: ClockStamp) {
        self.state().last_refresh = Some((version, last_seen));
    }

    /// Ignores poisoning: no code that changes the state can panic half-way.
    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.inner.info.id)
            .field("account", &self.inner.account)
            .finish_non_exhaustive()
    }
}
