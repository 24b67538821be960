//! What people see of their own accounts.

use crate::auth::account::{AuthenticatorId, Role, SessionId};
use crate::auth::acts::is_gone;
use crate::auth::audit::Event;
use crate::auth::clock::UnixTime;
use crate::auth::denied::Denied;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::store::{AuditRow, CounterKey, CounterKind, Reader, WrapKind};

/// Entries of the sign-in history.
const HISTORY: usize = 100;

/// The account screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// As typed by whoever made the account.
    pub username: String,
    /// What it may do to others.
    pub role: Role,
    /// When this session was opened.
    pub opened: UnixTime,
    /// Whether a second factor is owed.
    pub two_factor: bool,
    /// The authenticators, by the time they were added.
    pub authenticators: Vec<AuthenticatorView>,
    /// Recovery codes left.
    pub recovery_left: u32,
    /// When the password was last changed.
    pub password_changed: UnixTime,
    /// Whether nobody else could administer.
    pub only_administrator: bool,
    /// The open sessions, this one first.
    pub sessions: Vec<SessionView>,
    /// Whether there is data from before a reset that an old password opens.
    pub old_data: bool,
    /// Codes typed wrongly after the right password, in sign-ins never completed, since the password was changed.
    pub wrong_codes: u32,
}

/// One authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorView {
    /// Names it for good.
    pub id: AuthenticatorId,
    /// Its name.
    pub name: String,
    /// When it was paired.
    pub added: UnixTime,
    /// When a code of it was last accepted.
    pub last_used: Option<UnixTime>,
}

/// One open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Names it.
    pub id: SessionId,
    /// When it was opened.
    pub opened: UnixTime,
    /// When its program last looked.
    pub seen: UnixTime,
    /// Name of the computer.
    pub host: String,
    /// Whether it is this one.
    pub this: bool,
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub time: UnixTime,
    /// What; `None` for an event that a later version wrote.
    pub event: Option<Event>,
    /// The event as stored.
    pub word: String,
    /// Its kind, as stored; may be empty.
    pub detail: String,
    /// How many alike it stands for.
    pub count: u32,
    /// Name of the computer.
    pub host: String,
    /// Whether somebody else did it.
    pub by_other: bool,
}

impl Auth {
    /// What the account screen shows.
    ///
    /// # Errors
    /// [`Denied::Ended`], or a fault.
    pub fn account(&self, session: &Session) -> Result<AccountView, Denied> {
        let acts = self.acts();
        let row = self.signed_in(&acts, session)?;
        let view = |store: &dyn Reader| {
            let authenticators = store.authenticators(row.id)?.into_iter();
            let recovery = store.recovery(row.id)?;
            let fresh = recovery.iter().filter(|code| code.set == row.recovery_set && code.used.is_none()).count();
            let sessions = store.sessions(row.id)?.into_iter().filter(|other| !is_gone(other.seen, acts.stamp()));
            let codes = store.counter(&CounterKey::Account(row.id, CounterKind::Code))?.unwrap_or_default();
            Ok(AccountView {
                username: row.username.clone(),
                role: row.role,
                opened: session.opened(),
                two_factor: row.two_factor,
                authenticators: authenticators
                    .map(|row| AuthenticatorView {
                        id: row.id,
                        name: row.name,
                        added: row.added,
                        last_used: row.last_used,
                    })
                    .collect(),
                recovery_left: u32::try_from(fresh).unwrap_or(u32::MAX),
                password_changed: row.password_changed,
                only_administrator: store.able_administrators(2)? == [row.id],
                sessions: sessions
                    .map(|other| SessionView {
                        this: &other.token_hash == session.token_hash(),
                        id: other.id,
                        opened: other.opened,
                        seen: other.seen.wall,
                        host: other.host,
                    })
                    .collect(),
                old_data: store.wraps(row.id)?.iter().any(|wrap| wrap.kind == WrapKind::Retired),
                wrong_codes: codes.unfinished,
            })
        };
        let mut view = acts.read(view)?;
        view.sessions.sort_by_key(|other| (!other.this, other.opened));
        Ok(view)
    }

    /// The history of the account, newest first: the latest 100 entries. What a host wrote for itself is not part of it
    /// ([`Auth::log`] has it).
    ///
    /// # Errors
    /// [`Denied::Ended`], or a fault.
    pub fn history(&self, session: &Session) -> Result<Vec<HistoryEntry>, Denied> {
        let acts = self.acts();
        let row = self.signed_in(&acts, session)?;
        let rows = acts.read(|store| store.history(row.id, HISTORY))?;
        let entry = |row: AuditRow| HistoryEntry {
            time: row.time,
            event: Event::of_word(&row.event),
            by_other: row.actor.is_some() && row.actor != row.account,
            word: row.event,
            detail: row.detail,
            count: row.count,
            host: row.host,
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}
