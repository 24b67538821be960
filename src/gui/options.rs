//! What a host decides about its gate, and what the gate tells its host.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::auth::{Now, Proof};
use crate::gui::settings::Settings;

/// What a host decides. [`Options::default`] is a gate in a panel of the host's, in front of the host's own content.
#[derive(Default)]
pub struct Options {
    /// What is behind the doors.
    pub content: Content,
    /// The window is the gate's: its dialogs cover all of it, and Ctrl (⌘ on a Mac) with + − 0 zooms it. Otherwise dialogs stay in
    /// the panel that the gate was given, and nothing around it is touched.
    pub owns_window: bool,
    /// Asks the window system to keep QR and recovery codes out of screenshots while they show. No effect on X11 and
    /// Wayland.
    pub protect_content: bool,
    /// What the person set. Every number is brought within its bounds.
    pub settings: Settings,
    /// Saves the settings after a change, on the worker's thread. What it returns as an error is told on the settings
    /// screen. Without it the host saves them by [`Event::SettingsChanged`].
    pub save_settings: Option<SaveSettings>,
    /// What was found when the settings were read, as sentences for people: told at sign-in. Empty if nothing.
    pub settings_notice: String,
    /// Two gates in one window need different ones.
    pub id_salt: &'static str,
    /// Name of the program, for as long as the accounts are not open; then they know it.
    pub program: String,
    /// How a person names another place for the accounts, as a sentence without a full stop: told when they do not open
    /// where they are. Empty where there is no such way.
    pub other_location_hint: String,
    /// What a demo tells: for `None` at sign-in, and the first line of it while somebody is in; for
    /// `Some(username)` wherever a one-time code of theirs is asked for.
    pub demo_hint: Option<DemoHint>,
}

impl Options {
    /// A gate that has a window to itself.
    pub fn for_window(content: Content) -> Self {
        Self { content, owns_window: true, ..Self::default() }
    }
}

/// What is behind the doors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// The host's content, and nothing else. The host places [`Gate::account_ui`](super::Gate::account_ui) and the other parts
    /// where it likes.
    #[default]
    Host,
    /// Under a bar, the host's content in a tab of this name; beside it the account, the users for administrators, the
    /// settings, and the ways out.
    HostTab(String),
    /// The same without content of a host's: the account screens are the program.
    AccountOnly,
}

/// Writes settings to where they are kept.
pub type SaveSettings = Box<dyn FnMut(&Settings) -> io::Result<()> + Send>;

/// Sentences for a demo.
pub type DemoHint = Box<dyn Fn(Option<&str>, Now) -> Option<String>>;

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("inside", &self.content).field("id", &self.id_salt).finish_non_exhaustive()
    }
}

/// What a host wants to have proven, and how: a `&str` or `String` alone asks for password and code, each time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it is asked by `Gate::prove`"]
pub struct ProofRequest {
    pub(in crate::gui) purpose: String,
    pub(in crate::gui) accept_recent_code: bool,
}

impl ProofRequest {
    /// For what, as a person reads it above the fields, such as "Sign this result": 1 to 200 characters on one line. It
    /// also stands in the audit log.
    pub fn new(purpose: impl Into<String>) -> Self {
        Self { purpose: purpose.into(), accept_recent_code: false }
    }

    /// For what happens many times an hour: the password each time, the code only if none was given to a question like
    /// this within five minutes.
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

/// What happened at the gate since its host last asked.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Somebody is in: [`Gate::session`](super::Gate::session) says who.
    SignedIn,
    /// Nobody is in any more: signed out, expired, or ended elsewhere. What belonged to that person is to be dropped.
    SignedOut,
    /// Locked; the session gives no keys. What was open under them is to be closed.
    Locked,
    /// Open again, for the same person.
    Unlocked,
    /// Nobody has touched anything for a while: it locks after this much more. Once for each such while; a host may save
    /// a draft now.
    LocksSoon(Duration),
    /// Somebody is there again after [`Event::LocksSoon`].
    ActivityResumed,
    /// Twelve hours are nearly over: the session ends after this much more, whoever is there. Once, and once more after
    /// each unlock.
    EndsSoon(Duration),
    /// Whoever is signed in has proven it, as [`Gate::request_proof`](super::Gate::request_proof) asked.
    Proven(Proof),
    /// They have not, for this purpose: cancelled, locked, signed out meanwhile, or nobody was there to be asked.
    NotProven(String),
    /// The old password was given: [`Session::data_key_of`](crate::auth::Session::data_key_of) gives the keys from before
    /// the reset.
    OldDataOpened,
    /// What [`Gate::write_audit_entry`](super::Gate::write_audit_entry) was to write into the log is not there, and why.
    NotRecorded {
        /// What was to be written.
        text: String,
        /// Why it was not, for people to read.
        reason: String,
    },
    /// The person changed settings. It comes once, half a second after the last of several changes. A host that saves
    /// them itself does it now, and once more with [`Gate::settings`](super::Gate::settings) when its
    /// window closes; with [`Options::save_settings`] they are saved already.
    SettingsChanged(Settings),
}
