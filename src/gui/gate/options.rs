//! What a host decides about its gate, and what the gate tells its host.

use std::fmt;

use crate::auth::Now;
use crate::gui::settings::Settings;

/// What a host decides. [`Options::default`] is a gate in front of the host's own content.
#[derive(Default)]
pub struct Options {
    /// Behind the doors are the account, users and settings screens themselves, as in the program, rather than the
    /// host's content. The window's zoom is then the gate's as well.
    pub home: bool,
    /// Asks the window system to keep QR and recovery codes out of screenshots while they show. No effect on X11 and
    /// Wayland.
    pub protect_content: bool,
    /// What the person set; changes come back as [`Event::SettingsChanged`].
    pub settings: Settings,
    /// Two gates in one window need different ones.
    pub id: &'static str,
    /// What a demo tells: for `None` at sign-in, and the first line of it while somebody is in; for
    /// `Some(username)` wherever a one-time code of theirs is asked for.
    pub hint: Option<Hint>,
}

/// Sentences for a demo.
pub type Hint = Box<dyn Fn(Option<&str>, Now) -> Option<String>>;

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("home", &self.home).field("id", &self.id).finish_non_exhaustive()
    }
}

/// What happened at the gate since its host last asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody is in.
    SignedIn,
    /// Nobody is in any more: signed out, expired, or ended elsewhere.
    SignedOut,
    /// Locked; the session gives no keys.
    Locked,
    /// Open again.
    Unlocked,
    /// Whoever is signed in has proven it, as [`Gate::prove`](super::Gate::prove) asked.
    Proven,
    /// They have not: cancelled, locked, or signed out meanwhile.
    NotProven,
    /// The person changed a setting; whoever keeps the file of them writes it.
    SettingsChanged(Settings),
}
