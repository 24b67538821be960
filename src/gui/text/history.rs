//! The texts of the audit log.

use crate::auth::{Event, HistoryEntry, SignInMethod, UnixTime};
use crate::gui::text::when::DateFormatter;

pub const HISTORY: &str = "Sign-in history";
pub const SHOW: &str = "Show sign-in history";
pub const HIDE: &str = "Hide sign-in history";
pub const OLDER: &str = "Show older entries";
pub const SEARCH: &str = "Search the history";
pub const NO_MATCH: &str = "No entry matches";
pub const NO_SIGN_INS: &str = "No sign-ins yet";

/// The kind of a refusal during a wait or a suspension, in which the input was not checked.
const NOT_CHECKED: &str = "unread";

/// "Today 09:12, this computer".
pub fn last_sign_in(opened: UnixTime, dates: &DateFormatter) -> String {
    format!("{}, this computer", super::capitalised(&dates.day_and_time(opened)))
}

/// The event, such as "Wrong password".
pub fn event(entry: &HistoryEntry) -> String {
    let label = entry.event.map_or(entry.event_name.as_str(), |event| event_label(event, &entry.detail));
    if entry.repeat_count > 1 { format!("{label}, {} times", entry.repeat_count) } else { label.to_owned() }
}

/// "today 09:12 · with a one-time code · front-desk".
pub fn circumstances(entry: &HistoryEntry, dates: &DateFormatter) -> String {
    let mut parts = vec![dates.day_and_time(entry.occurred_at)];
    if entry.event == Some(Event::SignedIn)
        && let Some(method) = method(&entry.detail)
    {
        parts.push(method.to_owned());
    }
    if entry.by_other {
        parts.push("by an administrator".to_owned());
    }
    if !entry.host_name.is_empty() {
        parts.push(entry.host_name.clone());
    }
    parts.join(" · ")
}

fn event_label(event: Event, detail: &str) -> &'static str {
    match event {
        Event::AccountCreated => "Account made",
        Event::SignedIn => "Signed in",
        Event::PasswordRefused => password_refused(detail),
        Event::CodeRefused => code_refused(detail),
        Event::RecoveryRefused if detail == "used" => "Recovery code used before",
        Event::RecoveryRefused if detail == NOT_CHECKED => "Recovery code refused unread",
        Event::RecoveryRefused => "Wrong recovery code",
        Event::SignedOut => "Signed out",
        Event::Locked => "Locked",
        Event::Unlocked => "Unlocked",
        Event::SteppedUp => "Confirmed it was you",
        Event::Proven => "Proved it was you",
        Event::Host => "An entry of the program",
        Event::Expired => "Signed out after 12 hours",
        Event::OthersSignedOut => "Other sessions signed out",
        Event::PasswordChanged => "Password changed",
        Event::OldDataOpened => "Data from before the reset opened",
        Event::TwoFactorOn => "Two-factor turned on",
        Event::TwoFactorOff => "Two-factor turned off",
        Event::Paired => "Authenticator added",
        Event::Renamed => "Authenticator renamed",
        Event::Removed => "Authenticator removed",
        Event::RecoveryRenewed => "New recovery codes",
        Event::TwoFactorReset => "Two-factor reset",
        Event::TemporaryPassword => "Temporary password given",
        Event::TemporaryPasswordExpired => "Temporary password expired",
        Event::HelpCodeExpired => "Help code expired",
        Event::CodesAllowed => "Codes allowed again",
        Event::Disabled => "Account disabled",
        Event::Enabled => "Account enabled",
        Event::MadeAdministrator => "Made an administrator",
        Event::MadeMember => "Made a member",
        Event::Deleted => "Account deleted",
        Event::PolicyChanged => "Rules for everybody changed",
        Event::CostMeasured => "Checking a password measured again",
        Event::Started => "Program started",
        Event::SessionLost => "Window ended without signing out",
        Event::CodesSuspended => "Codes suspended",
        Event::LatestTimeCorrected => "Latest known time corrected",
    }
}

fn password_refused(detail: &str) -> &'static str {
    match detail {
        "disabled" => "Tried while disabled",
        "expired" => "Temporary password expired",
        "unreadable" => "Password could not be read",
        "old-password" => "Wrong old password",
        NOT_CHECKED => "Password refused unread",
        _ => "Wrong password",
    }
}

fn code_refused(detail: &str) -> &'static str {
    match detail {
        "used" => "Code used before",
        "clock" => "Code of another time",
        "ahead-of-time" => "Authenticator ahead of time",
        "no-authenticator" => "Code without an authenticator",
        "unreadable" => "Code could not be checked",
        NOT_CHECKED => "Code refused unread",
        _ => "Wrong code",
    }
}

fn method(detail: &str) -> Option<&'static str> {
    let methods = [
        (SignInMethod::Password, "with the password"),
        (SignInMethod::Code, "with a one-time code"),
        (SignInMethod::Recovery, "with a recovery code"),
        (SignInMethod::Help, "with a help code"),
        (SignInMethod::Temporary, "after a temporary password"),
    ];
    methods.iter().find(|(method, _)| method.as_str() == detail).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::UnixTime;

    fn entry(event: Option<Event>, detail: &str) -> HistoryEntry {
        HistoryEntry {
            occurred_at: UnixTime::from_seconds(0),
            event,
            event_name: "from-the-future".to_owned(),
            detail: detail.to_owned(),
            repeat_count: 1,
            host_name: "front-desk".to_owned(),
            by_other: false,
        }
    }

    #[test]
    fn an_event_of_a_later_version_is_shown_as_it_is_stored() {
        assert_eq!(event(&entry(None, "")), "from-the-future");
    }

    #[test]
    fn a_sign_in_names_its_method_and_computer() {
        let dates = DateFormatter::local(UnixTime::from_seconds(0));
        let words = circumstances(&entry(Some(Event::SignedIn), "recovery"), &dates);
        assert!(words.ends_with(" · with a recovery code · front-desk"), "{words}");
    }

    #[test]
    fn coalesced_entries_show_their_count() {
        let many = HistoryEntry { repeat_count: 12, ..entry(Some(Event::PasswordRefused), "wrong-password") };
        assert_eq!(event(&many), "Wrong password, 12 times");
    }
}
