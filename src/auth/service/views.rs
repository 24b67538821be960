//! What people see of their own accounts.

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

/// The account screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// As typed by whoever made the account.
    pub username: String,
    /// What it may do to others.
    pub role: Role,
    /// When this session was opened.
    pub session_opened_at: UnixTime,
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
    pub paired_at: UnixTime,
    /// When a code of it was last accepted.
    pub last_used_at: Option<UnixTime>,
}

/// One open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Names it.
    pub id: SessionId,
    /// When it was opened.
    pub opened_at: UnixTime,
    /// When its program last looked.
    pub last_seen: UnixTime,
    /// Name of the computer.
    pub host_name: String,
    /// Whether it is this one.
    pub is_current: bool,
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub occurred_at: UnixTime,
    /// What; `None` for an event that a later version wrote.
    pub event: Option<Event>,
    /// The event as stored.
    pub event_name: String,
    /// Its kind, as stored; may be empty.
    pub detail: String,
    /// How many alike it stands for.
    pub repeat_count: u32,
    /// Name of the computer.
    pub host_name: String,
    /// Whether somebody else did it.
    pub by_other: bool,
}

impl Auth {
    /// What the account screen shows.
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`], or a fault.
    pub fn account(&self, session: &Session) -> Result<AccountView, ActionError> {
        let transactions = self.transactions();
        let row = self.require_session(&transactions, session)?;
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

    /// The history of the account, newest first: the latest 100 entries. What a host wrote for itself is not part of it
    /// ([`Auth::audit_log`] has it).
    ///
    /// # Errors
    /// [`ActionError::SessionEnded`], or a fault.
    pub fn history(&self, session: &Session) -> Result<Vec<HistoryEntry>, ActionError> {
        let transactions = self.transactions();
        let row = self.require_session(&transactions, session)?;
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
