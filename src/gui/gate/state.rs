//! The state of a gate, by what it is about.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::auth::{AccountId, Auth, Now, Policy, Session, SessionDeadline, SignInNotices};
use crate::gui::gate::api::PendingProof;
use crate::gui::gate::sections::SectionTracker;
use crate::gui::gate::session::MissedSecret;
use crate::gui::gate::tick::CloseState;
use crate::gui::message::RequesterId;
use crate::gui::options::Event;
use crate::gui::settings::Settings;

/// The settings, and what became of saving them.
#[derive(Default)]
pub(super) struct SettingsState {
    pub(super) current: Settings,
    /// When a setting was last changed, until it is saved.
    pub(super) changed_at: Option<Now>,
    /// Why the settings could not be saved.
    pub(super) save_error: Option<String>,
}

/// What is known once the accounts are open.
pub(super) struct OpenAccounts {
    pub(super) auth: Arc<Auth>,
    /// Where they are stored; `None` in memory.
    pub(super) location: Option<String>,
    /// What opening them found, as sentences for the sign-in screen.
    pub(super) notices: Option<String>,
    pub(super) policy: Policy,
}

/// The session, and what the gate keeps around it.
pub(super) struct SessionState {
    /// The session of the user who is signed in, unless it is locked.
    pub(super) open: Option<Session>,
    /// Identifies the session, open or locked, among the requesters.
    pub(super) id: Option<RequesterId>,
    /// The account that was signed in last.
    pub(super) account: Option<AccountId>,
    /// What its owner is told. Outlives a lock.
    pub(super) notices: SignInNotices,
    /// The deadline at the last look at the clock.
    pub(super) timeout: SessionDeadline,
    /// Whether the host was told that the session ends soon.
    pub(super) end_warning_sent: bool,
    /// What the account that was signed in last is told when it signs in again.
    pub(super) missed: Option<MissedSecret>,
    /// The proof that the host waits for.
    pub(super) pending_proof: Option<PendingProof>,
}

impl Default for SessionState {
    fn default() -> Self {
        Self {
            open: None,
            id: None,
            account: None,
            notices: SignInNotices::default(),
            timeout: SessionDeadline::NotDue,
            end_warning_sent: false,
            missed: None,
            pending_proof: None,
        }
    }
}

/// Events that the host has not taken yet.
#[derive(Default)]
pub(super) struct EventQueue {
    queue: VecDeque<Event>,
    /// Events that the host was woken for.
    announced: usize,
}

impl EventQueue {
    pub(super) fn push(&mut self, event: Event) {
        self.queue.push_back(event);
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.announced = 0;
        self.queue.drain(..)
    }

    /// Whether there are events that the host was not woken for. It counts as woken for them from now on.
    pub(super) fn announce(&mut self) -> bool {
        let has_new = self.queue.len() > self.announced;
        self.announced = self.queue.len();
        has_new
    }
}

/// The user's input, as far as time is concerned.
#[derive(Default)]
pub(super) struct Activity {
    pub(super) last_input: Option<Now>,
    /// Whether typed input was cleared since then.
    pub(super) input_cleared: bool,
}

/// What is known from frame to frame.
#[derive(Default)]
pub(super) struct FrameState {
    /// The gate was updated in this frame already.
    pub(super) ticked: bool,
    pub(super) sections: SectionTracker,
    /// The frame in which the window system was asked to keep the content out of screenshots.
    pub(super) content_protected_in: Option<u64>,
    pub(super) close_state: CloseState,
}
