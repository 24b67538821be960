//! Names shown in log lines or beside a field, and the notices.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::auth::sentences::tests::{assert_style, sentences};
use crate::auth::{
    ChainStatus, Estimate, Event, Role, SessionDeadline, SessionStatus, SignInMethod, SignInNotices, Strength, UnixTime,
};

#[test]
fn roles_methods_and_strengths_have_names() {
    sentences! { Role:
        Role::Administrator = Role::Administrator => "administrator",
        Role::Member = Role::Member => "member",
    }
    sentences! { SignInMethod:
        SignInMethod::Password = SignInMethod::Password => "password",
        SignInMethod::Code = SignInMethod::Code => "one-time code",
        SignInMethod::Recovery = SignInMethod::Recovery => "recovery code",
        SignInMethod::Help = SignInMethod::Help => "help code",
        SignInMethod::Temporary = SignInMethod::Temporary => "temporary password",
    }
    sentences! { Strength:
        Strength::Short = Strength::Short => "too short",
        Strength::Weak = Strength::Weak => "easy to guess",
        Strength::Fair = Strength::Fair => "not hard enough to guess",
        Strength::Good = Strength::Good => "hard to guess",
        Strength::Strong = Strength::Strong => "very hard to guess",
    }
}

#[test]
fn an_estimate_shows_strength_and_time() {
    let day = Duration::from_hours(24);
    let text = |strength, time_to_guess| Estimate { strength, time_to_guess }.to_string();
    let good = text(Strength::Good, Some(78 * day));
    assert_eq!(good, "hard to guess; with a copy of the file and one large graphics card: about 2 months");
    assert_style(&good);
    assert_eq!(text(Strength::Short, None), "too short");
}

#[test]
fn session_deadlines_have_sentences() {
    sentences! { SessionDeadline:
        SessionDeadline::NotDue = SessionDeadline::NotDue => "the session is open",
        SessionDeadline::LocksIn(_) = SessionDeadline::LocksIn(Duration::from_secs(90)) => "the session locks in 90 s",
        SessionDeadline::LockNow = SessionDeadline::LockNow => "the session has been idle for too long",
        SessionDeadline::EndsIn(_) = SessionDeadline::EndsIn(Duration::from_mins(10)) => "the session ends in 10 minutes",
        SessionDeadline::EndNow = SessionDeadline::EndNow => "the session has lasted for 12 hours",
    }
    sentences! { SessionStatus:
        SessionStatus::Active = SessionStatus::Active => "the session is open",
        SessionStatus::Ended = SessionStatus::Ended => "the session was ended elsewhere",
    }
}

#[test]
fn the_chain_status_says_where_the_log_is_broken() {
    sentences! { ChainStatus:
        ChainStatus::Intact { entries: 1 } = ChainStatus::Intact { entries: 1 } => "the log is intact: 1 entry",
        ChainStatus::Intact { .. } = ChainStatus::Intact { entries: 12 } => "the log is intact: 12 entries",
        ChainStatus::Broken { .. } = ChainStatus::Broken { at: 7 } => "the log is broken at entry 7",
    }
}

#[test]
fn every_event_has_its_own_display_name() {
    let names: BTreeSet<String> = Event::ALL.iter().map(Event::to_string).collect();
    assert_eq!(names.len(), Event::ALL.len());
    sentences! { Event:
        Event::AccountCreated = Event::AccountCreated => "account created",
        Event::SignedIn = Event::SignedIn => "signed in",
        Event::PasswordRefused = Event::PasswordRefused => "password refused",
        Event::CodeRefused = Event::CodeRefused => "one-time code refused",
        Event::RecoveryRefused = Event::RecoveryRefused => "recovery code refused",
        Event::SignedOut = Event::SignedOut => "signed out",
        Event::Locked = Event::Locked => "session locked",
        Event::Unlocked = Event::Unlocked => "session unlocked",
        Event::SteppedUp = Event::SteppedUp => "identity confirmed",
        Event::Proven = Event::Proven => "identity confirmed for the program",
        Event::Host = Event::Host => "entry of the program",
        Event::Expired = Event::Expired => "session expired",
        Event::OthersSignedOut = Event::OthersSignedOut => "other sessions signed out",
        Event::PasswordChanged = Event::PasswordChanged => "password changed",
        Event::OldDataOpened = Event::OldDataOpened => "data from before a reset opened",
        Event::TwoFactorOn = Event::TwoFactorOn => "two-factor turned on",
        Event::TwoFactorOff = Event::TwoFactorOff => "two-factor turned off",
        Event::Paired = Event::Paired => "authenticator paired",
        Event::Renamed = Event::Renamed => "authenticator renamed",
        Event::Removed = Event::Removed => "authenticator removed",
        Event::RecoveryRenewed = Event::RecoveryRenewed => "recovery codes renewed",
        Event::TwoFactorReset = Event::TwoFactorReset => "two-factor reset",
        Event::TemporaryPassword = Event::TemporaryPassword => "temporary password issued",
        Event::TemporaryPasswordExpired = Event::TemporaryPasswordExpired => "temporary password expired",
        Event::HelpCodeExpired = Event::HelpCodeExpired => "help code expired",
        Event::CodesAllowed = Event::CodesAllowed => "one-time codes allowed again",
        Event::Disabled = Event::Disabled => "account disabled",
        Event::Enabled = Event::Enabled => "account enabled",
        Event::MadeAdministrator = Event::MadeAdministrator => "account made an administrator",
        Event::MadeMember = Event::MadeMember => "account made a member",
        Event::Deleted = Event::Deleted => "account deleted",
        Event::PolicyChanged = Event::PolicyChanged => "policy changed",
        Event::CostMeasured = Event::CostMeasured => "cost of a password measured",
        Event::Started = Event::Started => "program started",
        Event::SessionLost = Event::SessionLost => "window ended without signing out",
        Event::CodesSuspended = Event::CodesSuspended => "one-time codes suspended",
        Event::LatestTimeCorrected = Event::LatestTimeCorrected => "latest known time corrected",
    }
}

#[test]
fn notices_put_the_most_important_first_and_use_the_singular_for_one() {
    let noon = UnixTime::from_seconds(1_795_356_200);
    let all = SignInNotices { failed: 5, last_failed: Some(noon), wrong_codes: 4, recovery_left: Some(9) };
    let sentences = all.sentences();
    assert_eq!(
        sentences,
        [
            "someone who knows the password typed 4 wrong codes; change the password",
            "5 failed attempts since the last sign-in, the last at 2026-11-22 14:03:20 UTC",
            "9 recovery codes left",
        ]
    );
    sentences.iter().for_each(|sentence| assert_style(sentence));
    assert_eq!(all.to_string(), sentences.join("; "));

    let one = SignInNotices { failed: 1, last_failed: None, wrong_codes: 1, recovery_left: Some(1) };
    assert_eq!(
        one.to_string(),
        "someone who knows the password typed 1 wrong code; change the password; 1 failed attempt since the last sign-in; 1 recovery code left"
    );
    assert_eq!(
        SignInNotices { recovery_left: Some(0), ..SignInNotices::default() }.to_string(),
        "no recovery codes left"
    );
    assert!(SignInNotices::default().sentences().is_empty());
    assert_eq!(SignInNotices::default().to_string(), "no failed attempts since the last sign-in");
}

#[test]
fn times_are_printed_in_utc_even_beyond_the_calendar() {
    assert_eq!(UnixTime::from_seconds(0).to_string(), "1970-01-01 00:00:00 UTC");
    assert_eq!(UnixTime::from_millis(-1).to_string(), "1969-12-31 23:59:59 UTC");
    assert_eq!(UnixTime::from_millis(i64::MAX).to_string(), "9223372036854775 s after 1970");
}
