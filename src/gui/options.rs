//! The configuration of a gate, and the events that it emits.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::auth::{Now, Proof};
use crate::gui::settings::Settings;

/// The configuration of a gate. [`Options::default`] is for a gate in a panel, around the host's own content.
#[derive(Default)]
pub struct Options {
    /// What is shown while a user is signed in.
    pub content: Content,
    /// Whether the gate owns the whole window. If so, its dialogs cover the window and Ctrl (⌘ on a Mac) with + − 0
    /// zooms it. Otherwise dialogs stay in the gate's panel, and the rest of the window is not touched.
    pub owns_window: bool,
    /// Whether to ask the window system to exclude QR and recovery codes from screenshots while they are shown. No
    /// effect on X11 and Wayland.
    pub protect_content: bool,
    /// The user's settings. Every number is clamped to its bounds.
    pub settings: Settings,
    /// Saves the settings after a change; called on the worker thread. An error is shown on the settings screen. If
    /// `None`, the host saves them on [`Event::SettingsChanged`].
    pub save_settings: Option<SaveSettings>,
    /// Problems found when the settings were read, as sentences that are shown at sign-in. Empty if there were none.
    pub settings_notice: String,
    /// Salt for the egui ids. Two gates in one window need different salts.
    pub id_salt: &'static str,
    /// The program's name until the accounts are open; afterwards the store's program name is used.
    pub program: String,
    /// How the user can choose another location for the accounts, as one sentence without a full stop. Shown if opening
    /// the accounts fails. Empty if the location cannot be chosen.
    pub other_location_hint: String,
    /// Hints for a demo. Called with `None` for a hint at sign-in, whose first line is also shown while a user is
    /// signed in, and with `Some(username)` wherever a one-time code of that user is requested.
    pub demo_hint: Option<DemoHint>,
}

impl Options {
    /// Returns the options of a gate that has a window to itself.
    pub fn for_window(content: Content) -> Self {
        Self { content, owns_window: true, ..Self::default() }
    }
}

/// What is shown while a user is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Only the host's content. The host places [`Gate::account_ui`](super::Gate::account_ui) and the other sections
    /// itself.
    #[default]
    Host,
    /// A tab bar with the host's content in a tab of this name, beside tabs for the account, the users (for
    /// administrators) and the settings, and buttons to lock and sign out.
    HostTab(String),
    /// The same tab bar without host content: the account screens are the whole program.
    AccountOnly,
}

/// Persists the settings.
pub type SaveSettings = Box<dyn FnMut(&Settings) -> io::Result<()> + Send>;

/// Returns the sentences of a demo.
pub type DemoHint = Box<dyn Fn(Option<&str>, Now) -> Option<String>>;

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("inside", &self.content).field("id", &self.id_salt).finish_non_exhaustive()
    }
}

/// A proof that a host requests. A `&str` or `String` converts to a request for password and code each time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "pass it to `Gate::request_proof`"]
pub struct ProofRequest {
    pub(in crate::gui) purpose: String,
    pub(in crate::gui) accept_recent_code: bool,
}

impl ProofRequest {
    /// Creates a request for `purpose`, which is shown above the fields and written to the audit log, for example "Sign
    /// this result": 1 to 200 characters on one line.
    pub fn new(purpose: impl Into<String>) -> Self {
        Self { purpose: purpose.into(), accept_recent_code: false }
    }

    /// Accepts a recent code, for operations that occur many times an hour: the password is asked for each time, the
    /// code only if none was given for such a request within the last five minutes.
    pub fn accept_recent_code(self) -> Self {
        Self { accept_recent_code: true, ..self }
    }
}

impl From<&str> for ProofRequest {
    fn from(purpose: &str) -> Self {
        Self::new(purpose)
    }
}

impl From<String> for ProofRequest {
    fn from(purpose: String) -> Self {
        Self::new(purpose)
    }
}

/// An event of the gate, returned by [`Gate::events`](super::Gate::events).
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A user signed in: see [`Gate::session`](super::Gate::session).
    SignedIn,
    /// The session ended: signed out, expired, or ended elsewhere. The host must drop that user's data.
    SignedOut,
    /// The session is locked and gives no keys. The host must close everything that was open under them.
    Locked,
    /// The session is unlocked, for the same user.
    Unlocked,
    /// The session will lock after this long without input. Sent once per idle period; the host may save a draft now.
    LocksSoon(Duration),
    /// Input after [`Event::LocksSoon`] restarted the idle timer.
    ActivityResumed,
    /// The session reaches its limit of twelve hours and ends after this long, regardless of activity. Sent once, and
    /// once more after each unlock.
    EndsSoon(Duration),
    /// The user gave the proof requested by [`Gate::request_proof`](super::Gate::request_proof).
    Proven(Proof),
    /// The proof for this purpose was not given: cancelled, locked, signed out, invalid, or no user is signed in.
    NotProven(String),
    /// The old password was accepted: [`Session::data_key_of`](crate::auth::Session::data_key_of) returns the keys from
    /// before the reset.
    OldDataOpened,
    /// [`Gate::write_audit_entry`](super::Gate::write_audit_entry) failed to write an audit entry.
    NotRecorded {
        /// The text of the entry.
        text: String,
        /// The reason, as a sentence for the user.
        reason: String,
    },
    /// The user changed settings. Sent once, half a second after the last of several changes. A host that saves
    /// settings itself does so now, and once more with [`Gate::settings`](super::Gate::settings) when its window
    /// closes; with [`Options::save_settings`] they are already saved.
    SettingsChanged(Settings),
}
