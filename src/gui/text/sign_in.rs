//! The texts of the sign-in: opening, first start, sign-in, code, recovery code, new password.

use std::time::Duration;

use crate::auth::formatting::{format_count, whole_seconds};
use crate::auth::printable::is_printable;
use crate::auth::{CodeRefusal, PasswordRefusal, RecoveryCodeProblem, normalize_symbol};
use crate::gui::text::minutes_and_seconds;

pub const OPENING: &str = "Opening the accounts";
pub const RETRY: &str = "Try again";
pub const NO_ACCOUNTS: &str = "No accounts here yet";
pub const MAKE_ACCOUNTS: &str = "Make new accounts here";
pub const QUIT: &str = "Quit";

pub const SIGN_IN: &str = "Sign in";
pub const SIGN_IN_SUBTITLE: &str = "Accounts on this computer";
pub const FORGOT_PASSWORD: &str = "Forgot password?";
pub const FORGOT_PASSWORD_BODY: &str = "Ask an administrator for a temporary password. If you are the only \
    administrator, nobody can recover it.";

pub fn cannot_open(program: &str) -> String {
    format!("{program} cannot open its accounts")
}

pub fn welcome(program: &str) -> String {
    format!("Welcome to {program}")
}

pub fn refusal(refusal: PasswordRefusal) -> String {
    match refusal {
        PasswordRefusal::Wrong => "Wrong username or password".to_owned(),
        PasswordRefusal::Waiting { left } => too_many_attempts(left),
        PasswordRefusal::TemporaryExpired => {
            "This temporary password is over. Ask an administrator for a new one".to_owned()
        }
        PasswordRefusal::Changed => super::ACCOUNT_CHANGED.to_owned(),
    }
}

pub fn too_many_attempts(left: Duration) -> String {
    format!("Too many attempts. Try again in {}", minutes_and_seconds(left))
}

pub const ACCOUNT_EXISTS: &str = "An account exists already. Sign in";

pub fn code_refusal(refusal: CodeRefusal) -> String {
    match refusal {
        CodeRefusal::Malformed => "Type the six digits that the app shows".to_owned(),
        CodeRefusal::Wrong { clock_behind: true, .. } | CodeRefusal::ClockOff { clock_behind: true, .. } => {
            CLOCK_BEHIND.to_owned()
        }
        CodeRefusal::Wrong { .. } => "That code is not right".to_owned(),
        CodeRefusal::AlreadyUsed { next_in } => already_used(next_in),
        CodeRefusal::ClockOff { minutes, .. } => clock_off(minutes),
        CodeRefusal::LastStepInFuture => {
            "This authenticator was last used at a time that is still to come. Use a recovery \
            code, then pair it again"
                .to_owned()
        }
        CodeRefusal::Waiting { left } => too_many_attempts(left),
        CodeRefusal::Suspended => {
            "Codes are off after too many wrong tries. Use a recovery code, or ask an administrator".to_owned()
        }
        CodeRefusal::Corrupt => "This account's data does not open. Ask an administrator for help".to_owned(),
        CodeRefusal::HelpCodeRequired => {
            "Two-factor was reset. Use the help code that the administrator gave you".to_owned()
        }
        CodeRefusal::Expired => super::TIMED_OUT.to_owned(),
        CodeRefusal::Changed => super::ACCOUNT_CHANGED.to_owned(),
    }
}

const CLOCK_BEHIND: &str = "That code is not right. This computer's clock is behind: set it to automatic time";

pub fn clock_off(minutes: u32) -> String {
    let minutes = format_count(minutes.into(), "minute", "minutes");
    format!("The phone's clock or this computer's is about {minutes} off. Set both to automatic time")
}

/// Shown until the next code is available, and a little longer.
pub fn already_used(next_in: Option<Duration>) -> String {
    match next_in {
        Some(left) => format!("That code was already used. The next one comes in {} s", whole_seconds(left)),
        None => "That code was already used. Use another one".to_owned(),
    }
}

pub const ENTER_CODE: &str = "Enter your code";
pub const RECOVERY_CODE_SUBTITLE: &str = "One of the ten you kept.";
pub const RECOVERY_CODE_HINT: &str = "Case, spaces and dashes do not matter";
pub const USE_AUTHENTICATOR: &str = "Use the authenticator app";
pub const USE_HELP_CODE: &str = "Use a help code";
pub const HELP_CODE_SUBTITLE: &str = "An administrator gives you one after resetting your two-factor.";

/// Only a recovery code is accepted.
pub const CODES_SUSPENDED: &str = "One-time codes are off after too many wrong tries. Type one of the ten recovery codes you kept, or ask an \
    administrator to allow codes again.";
/// Only the help code is accepted.
pub const TWO_FACTOR_RESET: &str = "An administrator reset your two-factor. Type the help code you were given.";
pub const HELP_CODE_EXPIRED: &str = "Your help code has expired";
pub const HELP_CODE_EXPIRED_BODY: &str =
    "An administrator reset your two-factor, and the help code was valid for 24 hours. Ask for a new one.";

/// Under a recovery code that was pasted into the field for six digits.
pub const MOVED_PASTE: &str = "You pasted this as a one-time code. Press Verify to use it";

/// What is wrong with a typed recovery or help code.
pub fn recovery_code_problem(problem: RecoveryCodeProblem, typed: &str) -> String {
    match problem {
        RecoveryCodeProblem::Character { position } => {
            let symbols = || typed.chars().filter(|c| normalize_symbol(*c).is_some());
            match symbols().nth(position.saturating_sub(1)).filter(|c| is_printable(*c)) {
                Some(character) => format!("Character {position}, “{character}”, occurs in no such code. Compare it"),
                None => format!("Character {position} is invisible and occurs in no such code. Delete it"),
            }
        }
        RecoveryCodeProblem::TooShort { missing } => {
            let count = u64::try_from(missing).unwrap_or(u64::MAX);
            let verb = if missing == 1 { "is" } else { "are" };
            format!("{} of 16 {verb} missing", format_count(count, "character", "characters"))
        }
        RecoveryCodeProblem::TooLong => "That is too long. Such a code has 16 letters and digits".to_owned(),
    }
}

/// Why text that was pasted into the field for a one-time code is not there.
pub fn refused_paste(is_recovery_code: bool) -> &'static str {
    if is_recovery_code {
        "That is a recovery code. Type the six digits that the app shows"
    } else {
        "A one-time code has six digits, so nothing was pasted"
    }
}

pub fn enter_code_subtitle(program: &str, username: &str) -> String {
    format!("Open your authenticator app and type the code for {program} ({username}).")
}

/// Shown beside the countdown ring.
pub fn new_code_in(left: Duration) -> String {
    format!("New code in {} s", whole_seconds(left))
}

/// For comparison with the authenticator's clock.
pub fn computer_clock(clock: &str) -> String {
    format!("This computer says {clock}. The phone?")
}

pub const CREATE: &str = "Create account";

/// What the first account is, and where the accounts are kept; `None` in memory.
pub fn first_account(location: Option<&str>) -> String {
    let location = location.unwrap_or("memory only");
    format!(
        "Create the first account. It is the administrator of the accounts on this computer.\nThey are kept in {location}"
    )
}

pub const OFFER_TWO_FACTOR: &str = "Add two-factor sign-in";
pub const OFFER_TWO_FACTOR_BODY: &str =
    "With a code from your phone, somebody who learns your password still does not get in.";
pub const NOT_NOW: &str = "Not now";

pub const CHOOSE_PASSWORD: &str = "Choose a new password";

/// Why a new password is needed, and what follows.
pub fn choose_password_subtitle(pairing_follows: bool) -> &'static str {
    if pairing_follows {
        "The temporary one has done its work. After this you pair your phone again."
    } else {
        "The temporary one has done its work. This one is yours alone."
    }
}
