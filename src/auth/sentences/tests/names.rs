//! What is named in lines of a log or beside a field, and the notices.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::auth::sentences::tests::{assert_style, sentences};
use crate::auth::{Chain, Estimate, Event, Method, Notices, Role, Standing, Status, Strength, UnixTime, Watched};

#[test]
fn roles_methods_and_strengths_have_names() {
    sentences! { Role:
        Role::Administrator = Role::Administrator => "administrator",
        Role::Member = Role::Member => "member",
    }
    sentences! { Method:
        Method::Password = Method::Password => "password",
        Method::Code = Method::Code => "one-time code",
        Method::Recovery = Method::Recovery => "recovery code",
        Method::Help = Method::Help => "help code",
        Method::Temporary = Method::Temporary => "temporary password",
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
fn an_estimate_says_the_word_and_the_time() {
    let day = Duration::from_secs(24 * 60 * 60);
    let told = |strength, time_to_guess| Estimate { strength, time_to_guess }.to_string();
    let good = told(Strength::Good, Some(78 * day));
    assert_eq!(good, "hard to guess; with a copy of the file and one large graphics card: about 2 months");
    assert_style(&good);
    assert_eq!(told(Strength::Short, None), "too short");
}

#[test]
fn what_is_due_of_a_session_is_told() {
    sentences! { Standing:
        Standing::Open = Standing::Open => "the session is open",
        Standing::LocksIn(_) = Standing::LocksIn(Duration::from_secs(90)) => "the session locks in 90 s",
        Standing::LockNow = Standing::LockNow => "the session has been idle for too long",
        Standing::EndsIn(_) = Standing::EndsIn(Duration::from_secs(600)) => "the session ends in 10 minutes",
        Standing::EndNow = Standing::EndNow => "the session has lasted for 12 hours",
    }
    sentences! { Watched:
        Watched::Open = Watched::Open => "the session is open",
        Watched::Ended = Watched::Ended => "the session was ended elsewhere",
    }
    sentences! { Status:
        Status::Ok = Status::Ok => "signed in",
        Status::OtpRequired = Status::OtpRequired => "a further step is required",
        Status::WrongOtp = Status::WrongOtp => "the second factor was refused",
        Status::WrongCredentials = Status::WrongCredentials => "the password was refused",
    }
}

#[test]
fn the_chain_says_what_verifying_it_found() {
    sentences! { Chain:
        Chain::Whole { entries: 1 } = Chain::Whole { entries: 1 } => "the log is intact: 1 entry",
        Chain::Whole { .. } = Chain::Whole { entries: 12 } => "the log is intact: 12 entries",
        Chain::Broken { .. } = Chain::Broken { at: 7 } => "the log is broken at entry 7",
    }
}

#[test]
fn every_event_has_a_name_of_its_own_beside_its_stable_word() {
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
fn notices_are_told_with_the_most_important_first_and_in_the_singular_where_there_is_one() {
    let noon = UnixTime::from_seconds(1_795_356_200);
    let all = Notices { failed: 5, last_failed: Some(noon), wrong_codes: 4, recovery_left: Some(9) };
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

    let one = Notices { failed: 1, last_failed: None, wrong_codes: 1, recovery_left: Some(1) };
    assert_eq!(
        one.to_string(),
        "someone who knows the password typed 1 wrong code; change the password; 1 failed attempt since the last sign-in; 1 recovery code left"
    );
    assert_eq!(Notices { recovery_left: Some(0), ..Notices::default() }.to_string(), "no recovery codes left");
    assert!(Notices::default().sentences().is_empty());
    assert_eq!(Notices::default().to_string(), "no failed attempts since the last sign-in");
}

#[test]
fn moments_are_told_in_universal_time_also_beyond_the_calendar() {
    assert_eq!(UnixTime::from_seconds(0).to_string(), "1970-01-01 00:00:00 UTC");
    assert_eq!(UnixTime::from_millis(-1).to_string(), "1969-12-31 23:59:59 UTC");
    assert_eq!(UnixTime::from_millis(i64::MAX).to_string(), "9223372036854775 s after 1970");
}
