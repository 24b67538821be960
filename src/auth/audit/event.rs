//! The names used in the audit log. They are stored, so none may change its meaning; their `Display` is for people and
//! may change.

use std::fmt;

/// The second factor of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod {
    /// The password alone: two-factor was off, or spared.
    Password,
    /// A one-time code.
    Code,
    /// A recovery code.
    Recovery,
    /// A help code from an administrator.
    Help,
    /// A temporary password, handed over in person.
    Temporary,
}

impl SignInMethod {
    /// Returns the stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Recovery => "recovery",
            Self::Help => "help",
            Self::Temporary => "temporary",
        }
    }
}

impl fmt::Display for SignInMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password => "password",
            Self::Code => "one-time code",
            Self::Recovery => "recovery code",
            Self::Help => "help code",
            Self::Temporary => "temporary password",
        })
    }
}

/// Defines each event with its stored name and its text for people.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $text:literal;)+) => {
        /// An event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $name,)+
        }

        impl Event {
            /// All events.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the stored name.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }

        impl fmt::Display for Event {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$name => $text,)+
                })
            }
        }
    };
}

events! {
    /// An account was created; the detail is its role, `administrator` or `member`.
    AccountCreated = "account-created", "account created";
    /// A sign-in was completed; the detail is its [`SignInMethod`].
    SignedIn = "signed-in", "signed in";
    /// A password was refused; the detail says why. With `unread` it was not checked, during a wait.
    PasswordRefused = "password-refused", "password refused";
    /// A one-time code was refused; the detail says why. With `unread` it was not checked, during a wait or a
    /// suspension.
    CodeRefused = "code-refused", "one-time code refused";
    /// A recovery or help code was refused; the detail says why. With `unread` it was not checked, during a wait.
    RecoveryRefused = "recovery-refused", "recovery code refused";
    /// Signed out.
    SignedOut = "signed-out", "signed out";
    /// Locked, by the user or after idle time.
    Locked = "locked", "session locked";
    /// Unlocked.
    Unlocked = "unlocked", "session unlocked";
    /// A step-up succeeded; the detail is its purpose.
    SteppedUp = "stepped-up", "identity confirmed";
    /// The user's identity was confirmed for the host; the detail is the host's text.
    Proven = "proven", "identity confirmed for the program";
    /// An event of the host; the detail is its text.
    Host = "host", "entry of the program";
    /// The session reached its maximum duration.
    Expired = "expired", "session expired";
    /// The other sessions of the account were ended.
    OthersSignedOut = "others-signed-out", "other sessions signed out";
    /// The password was changed.
    PasswordChanged = "password-changed", "password changed";
    /// Data from before a reset was opened with the old password.
    OldDataOpened = "old-data-opened", "data from before a reset opened";
    /// Two-factor was turned on.
    TwoFactorOn = "two-factor-on", "two-factor turned on";
    /// Two-factor was turned off.
    TwoFactorOff = "two-factor-off", "two-factor turned off";
    /// An authenticator was paired.
    Paired = "paired", "authenticator paired";
    /// An authenticator was renamed.
    Renamed = "renamed", "authenticator renamed";
    /// An authenticator was removed.
    Removed = "removed", "authenticator removed";
    /// A new set of recovery codes was created.
    RecoveryRenewed = "recovery-renewed", "recovery codes renewed";
    /// An administrator reset two-factor and gave a help code.
    TwoFactorReset = "two-factor-reset", "two-factor reset";
    /// An administrator gave a temporary password.
    TemporaryPassword = "temporary-password", "temporary password issued";
    /// A temporary password expired and is no longer accepted.
    TemporaryPasswordExpired = "temporary-password-expired", "temporary password expired";
    /// A help code expired and is no longer accepted.
    HelpCodeExpired = "help-code-expired", "help code expired";
    /// An administrator lifted the suspension of codes.
    CodesAllowed = "codes-allowed", "one-time codes allowed again";
    /// An administrator disabled the account.
    Disabled = "disabled", "account disabled";
    /// An administrator enabled the account.
    Enabled = "enabled", "account enabled";
    /// An administrator made the account an administrator's.
    MadeAdministrator = "made-administrator", "account made an administrator";
    /// An administrator made the account a member's.
    MadeMember = "made-member", "account made a member";
    /// An administrator deleted the account.
    Deleted = "deleted", "account deleted";
    /// An administrator changed the settings for all accounts. The detail lists each change as `field=old>new`, with
    /// the fields of [`Policy`](crate::auth::Policy) in their order, separated by spaces: `lock_after_minutes=15>5
    /// unlock_needs_code=true>false`.
    PolicyChanged = "policy-changed", "policy changed";
    /// The cost of a password check was measured; the detail is its old and new value.
    CostMeasured = "cost-measured", "cost of a password measured";
    /// The program was started; the detail is its name.
    Started = "started", "program started";
    /// A session's window ended without signing out; the detail says when it was last seen.
    SessionLost = "session-lost", "window ended without signing out";
    /// Too many wrong codes: codes are refused until a recovery code or an administrator lifts the suspension.
    CodesSuspended = "codes-suspended", "one-time codes suspended";
    /// Several starts agreed that the latest time seen was wrong; the detail is its old value.
    LatestTimeCorrected = "latest-time-corrected", "latest known time corrected";
}

impl Event {
    /// Returns the event of a stored name; `None` for one of a later version.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.word() == name)
    }

    /// Returns whether it counts as a failed attempt.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::PasswordRefused | Self::CodeRefused | Self::RecoveryRefused)
    }
}
