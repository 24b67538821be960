//! A session: somebody is signed in. It gives keys while it is open and none once it is locked or ended.

mod keys;
mod locked;
mod standing;

pub(super) use keys::Keys;
pub use locked::Locked;
pub use standing::Standing;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::account::{AccountId, Role, SessionId};
use crate::auth::audit::Method;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::denied::Denied;
use crate::auth::login::elapsed;
use crate::auth::seal::{self, KeyId};
use crate::auth::secret::{AccountKey, DataKey, SessionToken};
use crate::auth::step_up::{Purpose, StepUp};
use crate::auth::store::Stamp;
use crate::auth::username::Username;

/// For how long a step-up with a code spares the next code, and an administrator the next step-up.
pub const STEP_UP_FOR: Duration = Duration::from_secs(5 * 60);

/// Somebody is signed in.
///
/// Only a completed sign-in makes one:
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
/// // Nobody makes a session by hand, not even from another one.
/// fn made(session: vestibule::auth::Session) -> vestibule::auth::Session {
///     vestibule::auth::Session { ..session }
/// }
/// ```
/// ```
/// // It is handed on.
/// fn made(session: vestibule::auth::Session) -> vestibule::auth::Session {
///     session
/// }
/// ```
/// ```compile_fail,E0382
/// // Nor is it used once it was given up.
/// fn ended(auth: &vestibule::auth::Auth, session: vestibule::auth::Session) {
///     let _ = auth.sign_out(session);
///     let _ = session.data_key("notes");
/// }
/// ```
/// ```
/// // It is used before.
/// fn ended(auth: &vestibule::auth::Auth, session: vestibule::auth::Session) {
///     let _ = session.data_key("notes");
///     let _ = auth.sign_out(session);
/// }
/// ```
pub struct Session {
    inner: Arc<Inner>,
}

struct Inner {
    id: SessionId,
    account: AccountId,
    username: Username,
    role: Role,
    method: Method,
    opened: Now,
    token_hash: [u8; 32],
    state: Mutex<State>,
}

struct State {
    /// `None` once locked or ended.
    keys: Option<Keys>,
    /// How often the keys were taken away.
    locks: u64,
    active: Now,
    code_given: Option<Now>,
    /// When the step-up was that covers an administrator's acts, and the account's version then.
    administers: Option<(Now, u64)>,
    /// One-time codes charged at unlock and step-up, since the last right one.
    tried_codes: u32,
    /// The store's version when it last had this session, and when the session was noted there as seen.
    looked: Option<(u64, Stamp)>,
}

/// What a session knows of its making.
#[derive(Debug)]
pub(super) struct Details {
    pub id: SessionId,
    pub method: Method,
    pub opened: Now,
}

impl Session {
    pub(super) fn open(
        account: AccountId,
        username: Username,
        role: Role,
        keys: Keys,
        token: &SessionToken,
        details: Details,
    ) -> Self {
        let Details { id, method, opened } = details;
        let state = State {
            keys: Some(keys),
            locks: 0,
            active: opened,
            code_given: None,
            administers: None,
            tried_codes: 0,
            looked: None,
        };
        let token_hash = seal::token_hash(token);
        let inner = Inner { id, account, username, role, method, opened, token_hash, state: Mutex::new(state) };
        Self { inner: Arc::new(inner) }
    }

    /// Whose it is. The id stays the same for as long as the account exists.
    pub fn account(&self) -> AccountId {
        self.inner.account
    }

    /// The username, as typed by whoever made the account.
    pub fn username(&self) -> &str {
        self.inner.username.display()
    }

    /// What its owner may do to others.
    pub fn role(&self) -> Role {
        self.inner.role
    }

    /// When it was opened.
    pub fn opened(&self) -> UnixTime {
        self.inner.opened.wall
    }

    /// How the second door was opened.
    pub fn method(&self) -> Method {
        self.inner.method
    }

    /// Names it in lists.
    pub fn id(&self) -> SessionId {
        self.inner.id
    }

    /// A key for the host's own data, and its name.
    ///
    /// The key depends on the account, its key generation and `context`. It survives a change of password. After an
    /// administrator's *New temporary password* it is another one; the person gets the old ones back by giving the
    /// old password (`Auth::open_old_data`), and the host by [`Session::data_key_of`].
    ///
    /// # Errors
    /// [`Denied::Ended`] once the session is locked or over.
    pub fn data_key(&self, context: &str) -> Result<(KeyId, DataKey), Denied> {
        let state = self.state();
        let keys = state.keys.as_ref().ok_or(Denied::Ended)?;
        let key = seal::data_key(&keys.key, self.account(), keys.generation, context);
        Ok((KeyId::new(self.account(), keys.generation), key))
    }

    /// The key of that name, for data sealed earlier.
    ///
    /// # Errors
    /// [`Denied::Ended`] once the session is locked or over; [`Denied::Gone`] if it is another account's or the old
    /// password has not been given.
    pub fn data_key_of(&self, id: KeyId, context: &str) -> Result<DataKey, Denied> {
        let state = self.state();
        let keys = state.keys.as_ref().ok_or(Denied::Ended)?;
        let key = keys.of(id.generation()).filter(|_| id.account() == self.account()).ok_or(Denied::Gone)?;
        Ok(seal::data_key(key, self.account(), id.generation(), context))
    }

    /// Another hold on the same session, for the worker thread. Locking empties them all.
    pub(crate) fn share(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }

    pub(crate) fn name(&self) -> &Username {
        &self.inner.username
    }

    pub(super) fn token_hash(&self) -> &[u8; 32] {
        &self.inner.token_hash
    }

    pub(super) fn is_open(&self) -> bool {
        self.state().keys.is_some()
    }

    /// Does something with the account key in force and its generation.
    pub(super) fn with_key<T>(&self, act: impl FnOnce(&AccountKey, u64) -> T) -> Result<T, Denied> {
        let state = self.state();
        let keys = state.keys.as_ref().ok_or(Denied::Ended)?;
        Ok(act(&keys.key, keys.generation))
    }

    pub(super) fn add_key(&self, generation: u64, key: AccountKey) {
        if let Some(keys) = self.state().keys.as_mut()
            && keys.of(generation).is_none()
        {
            keys.carried.push((generation, key));
        }
    }

    /// Takes the keys away: they are wiped, and every hold on the session is empty. Step-ups and set-ups from before
    /// hold no longer. Says whether there were any.
    pub(crate) fn empty(&self) -> bool {
        let mut state = self.state();
        state.locks = state.locks.saturating_add(1);
        state.code_given = None;
        state.administers = None;
        state.keys.take().is_some()
    }

    pub(super) fn locks(&self) -> u64 {
        self.state().locks
    }

    pub(super) fn refill(&self, keys: Keys, now: Now) {
        let mut state = self.state();
        state.keys = Some(keys);
        state.active = now;
    }

    /// Remembers what a step-up spares; `false` if the session was locked since it began, which cancels it.
    pub(super) fn note_step_up(&self, proof: &StepUp, purpose: Purpose) -> bool {
        let mut state = self.state();
        if state.locks != proof.locks() {
            return false;
        }
        if purpose == Purpose::Administer {
            state.administers = Some((proof.at(), proof.credentials_version()));
        }
        if proof.method() != Method::Password {
            state.code_given = Some(proof.at());
        }
        true
    }

    pub(super) fn code_is_fresh(&self, now: Now) -> bool {
        self.state().code_given.is_some_and(|at| elapsed(at, now) < STEP_UP_FOR)
    }

    /// When the step-up was that still covers an administrator's acts, if the account is as it was then.
    pub(super) fn administers(&self, credentials_version: u64, now: Now) -> Option<Now> {
        let (at, version) = self.state().administers?;
        (version == credentials_version && elapsed(at, now) < STEP_UP_FOR).then_some(at)
    }

    pub(super) fn tried_codes(&self) -> u32 {
        self.state().tried_codes
    }

    pub(super) fn note_tried_codes(&self, tried: u32) {
        self.state().tried_codes = tried;
    }

    /// The store's version at the last look, and when the session was noted there as seen.
    pub(super) fn looked(&self) -> Option<(u64, Stamp)> {
        self.state().looked
    }

    pub(super) fn note_look(&self, version: u64, seen: Stamp) {
        self.state().looked = Some((version, seen));
    }

    /// A panic elsewhere leaves the state whole: nothing that changes it can panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.inner.id)
            .field("account", &self.inner.account)
            .finish_non_exhaustive()
    }
}
