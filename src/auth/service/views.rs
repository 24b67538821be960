//! Views of the user's own account.

use crate::auth::account::{AuthenticatorId, Role, SessionId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::Event;
use crate::auth::clock::UnixTime;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::store::{AuditRow, CounterKey, CounterKind, Reader, WrapKind};
use crate::auth::transactions::is_stale;

/// Entries of the sign-in history.
const HISTORY_LIMIT: usize = 100;

/// The contents of the account screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// Username as entered when the account was created.
    pub username: String,
    /// The account's role.
    pub role: Role,
    /// When this session was opened.
    pub session_opened_at: UnixTime,
    /// Whether two-factor is on.
    pub two_factor: bool,
    /// The authenticators, in the order in which they were added.
    pub authenticators: Vec<AuthenticatorView>,
    /// Unused recovery codes.
    pub recovery_left: u32,
    /// When the password was last changed.
    pub password_changed: UnixTime,
    /// Whether this account is the only active administrator.
    pub only_administrator: bool,
    /// The open sessions, this one first.
    pub sessions: Vec<SessionView>,
    /// Whether there is data from before a reset that an old password opens.
    pub old_data: bool,
    /// Wrong codes after the right password, in sign-ins never completed, since the password was changed.
    pub wrong_codes: u32,
}

/// One authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorView {
    /// Permanent identifier.
    pub id: AuthenticatorId,
    /// Its name.
    pub name: String,
    /// When it was paired.
    pub paired_at: UnixTime,
    /// When one of its codes was last accepted.
    pub last_used_at: Option<UnixTime>,
}

/// One open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Identifier of the session.
    pub id: SessionId,
    /// When it was opened.
    pub opened_at: UnixTime,
    /// When its program last refreshed it.
    pub last_seen: UnixTime,
    /// Name of the computer.
    pub host_name: String,
    /// Whether it is the caller's session.
    pub is_current: bool,
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Time of the event.
    pub occurred_at: UnixTime,
    /// The event; `None` if a later version wrote it.
    pub event: Option<Event>,
    /// The event as stored.
    pub event_name: String,
    /// Detail of the event, as stored; may be empty.
    pub detail: String,
    /// Number of identical events that the entry stands for.
    pub repeat_count: u32,
    /// Name of the computer.
    pub host_name: String,
    /// Whether another user caused it.
    pub by_other: bool,
}

impl Auth {
    /// Returns the contents of the account screen.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn account(&self, session: &Session) -> Result<AccountView, ActionError> {
        let (transactions, row) = self.require_session(session)?;
        let view = |store: &dyn Reader| {
            let authenticators = store.authenticators(row.id)?.into_iter();
            let recovery = store.recovery(row.id)?;
            let fresh =
                recovery.iter().filter(|code| code.set_number == row.recovery_set && code.used_at.is_none()).count();
            let sessions = store
                .sessions(row.id)?
                .into_iter()
                .filter(|other| !is_stale(other.last_seen, transactions.clock_stamp()));
            let codes = store.counter(&CounterKey::Account(row.id, CounterKind::Code))?.unwrap_or_default();
            Ok(AccountView {
                username: row.username.clone(),
                role: row.role,
                session_opened_at: session.opened_at(),
                two_factor: row.two_factor,
                authenticators: authenticators
                    .map(|row| AuthenticatorView {
                        id: row.id,
                        name: row.name,
                        paired_at: row.paired_at,
                        last_used_at: row.last_used_at,
                    })
                    .collect(),
                recovery_left: u32::try_from(fresh).unwrap_or(u32::MAX),
                password_changed: row.password_changed,
                only_administrator: store.active_administrators(2)? == [row.id],
                sessions: sessions
                    .map(|other| SessionView {
                        is_current: &other.token_hash == session.token_hash(),
                        id: other.id,
                        opened_at: other.opened_at,
                        last_seen: other.last_seen.wall,
                        host_name: other.host_name,
                    })
                    .collect(),
                old_data: store.wrapped_keys(row.id)?.iter().any(|wrapped_key| wrapped_key.kind == WrapKind::Retired),
                wrong_codes: codes.incomplete_failures,
            })
        };
        let mut view = transactions.read(view)?;
        view.sessions.sort_by_key(|other| (!other.is_current, other.opened_at));
        Ok(view)
    }

    /// Returns the latest 100 entries of the account's history, newest first. Entries of the host are not included;
    /// [`Auth::audit_log`] returns them.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn history(&self, session: &Session) -> Result<Vec<HistoryEntry>, ActionError> {
        let (transactions, row) = self.require_session(session)?;
        let rows = transactions.read(|store| store.history(row.id, HISTORY_LIMIT))?;
        let entry = |row: AuditRow| HistoryEntry {
            occurred_at: row.occurred_at,
            event: Event::parse(&row.event),
            by_other: row.actor.is_some() && row.actor != row.account,
            event_name: row.event,
            detail: row.detail,
            repeat_count: row.repeat_count,
            host_name: row.host_name,
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}
