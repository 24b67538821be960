//! Every answer of the rules in this program's words: what happened, then what to do.

use std::time::Duration;

use jiff::Timestamp;
use vestibule::auth::{
    CodeRefusal, ConfirmRefusal, Denied, Guess, MAXIMUM, MINIMUM, Notices, PasswordProblem, Refusal, UnixTime,
    UsernameProblem,
};

use super::console::Over;

pub const HELP: &str = "\
whoami · key · history · password · lock · sign-out
set-up: pair a phone · codes: new recovery codes · turn-off: two-factor off
administrators: users · add NAME";

/// Why the program ends.
pub fn over(over: &Over) -> String {
    match over {
        Over::Denied(why) => denied(why),
        Over::Left | Over::Terminal(_) => sentence(&over.to_string()),
    }
}

/// Why an act was not done.
pub fn denied(denied: &Denied) -> String {
    match denied {
        Denied::Username(problem) => username_problem(*problem).to_owned(),
        Denied::Password(problem) => password_problem(*problem),
        Denied::Waiting(left) => waiting(*left),
        other => format!("{} {}.", sentence(&other.to_string()), other.way_out()),
    }
}

pub fn waiting(left: Duration) -> String {
    format!("Too many tries. Wait {}.", span(left))
}

pub fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::Wrong => "Wrong username or password.".to_owned(),
        Refusal::Waiting { left } => waiting(left),
        Refusal::TemporaryExpired => "This temporary password is over. Ask an administrator for another.".to_owned(),
        Refusal::Changed => "The account was changed meanwhile. Sign in again.".to_owned(),
    }
}

pub fn code_refusal(refusal: CodeRefusal) -> String {
    let plain = match refusal {
        CodeRefusal::Malformed => "A code has six digits, a recovery code sixteen letters and digits.",
        CodeRefusal::Wrong { clock_behind: true, .. } | CodeRefusal::ClockOff { clock_behind: true, .. } => {
            "That code is not right, and this computer's clock is behind. Set it."
        }
        CodeRefusal::Wrong { wrong: _, clock_behind: false } => "That code is not right.",
        CodeRefusal::AlreadyUsed { next_in: Some(left) } => {
            return format!("That code was used. The next one comes in {}.", span(left));
        }
        CodeRefusal::AlreadyUsed { next_in: None } => "That code was used. Take another one.",
        CodeRefusal::ClockOff { minutes, clock_behind: false } => return clock_off(minutes),
        CodeRefusal::AheadOfTime => "This phone was last used at a time still to come. Use a recovery code.",
        CodeRefusal::Waiting { left } => return waiting(left),
        CodeRefusal::Suspended => "Codes are off. Use a recovery code, or ask an administrator.",
        CodeRefusal::Unreadable => "This account's data does not open. Ask an administrator.",
        CodeRefusal::HelpCodeOwed => "Two-factor was reset. Use the help code that the administrator gave you.",
        CodeRefusal::TookTooLong => "That took too long. Sign in again.",
        CodeRefusal::Changed => "The account was changed meanwhile. Sign in again.",
    };
    plain.to_owned()
}

pub fn confirm_refusal(refusal: ConfirmRefusal) -> String {
    let plain = match refusal {
        ConfirmRefusal::Malformed => "A code has six digits.",
        ConfirmRefusal::Wrong => "That code is not right.",
        ConfirmRefusal::ClockOff { minutes } => return clock_off(minutes),
        ConfirmRefusal::Name => "A name has 1 to 32 characters.",
        ConfirmRefusal::NameTaken => "Another phone has that name.",
        ConfirmRefusal::NewSecret => "Too many wrong codes. Here is a new key.",
    };
    plain.to_owned()
}

fn clock_off(minutes: u32) -> String {
    format!("A clock is about {minutes} min off, the phone's or this computer's. Set both.")
}

pub fn password_problem(problem: PasswordProblem) -> String {
    let plain = match problem {
        PasswordProblem::TooShort { characters } => {
            return format!("That has {characters} characters. Use at least {MINIMUM}.");
        }
        PasswordProblem::TooLong => return format!("That is too long. Use at most {MAXIMUM} characters."),
        PasswordProblem::Character => "It holds a character that no password can have.",
        PasswordProblem::ContainsUsername => "It contains the username.",
        PasswordProblem::ContainsProgram => "It contains the name of this program.",
        PasswordProblem::Guessable(guess) => return guessable(guess),
        _ => "It cannot be used.",
    };
    plain.to_owned()
}

fn guessable(guess: Guess) -> String {
    let because = match guess {
        Guess::Common => "many people use it",
        Guess::Names => "it is a name",
        Guess::Dates => "it is a date",
        Guess::Repeats => "it repeats itself",
        Guess::Sequences => "it is a sequence",
        Guess::Keyboard => "its keys are neighbours",
        Guess::Words => "it is one word",
        _ => "it is too simple",
    };
    format!("That would be guessed: {because}. Choose several words.")
}

pub fn username_problem(problem: UsernameProblem) -> &'static str {
    match problem {
        UsernameProblem::Empty => "A username has at least one character.",
        UsernameProblem::TooLong => "A username has at most 64 characters.",
        UsernameProblem::FirstCharacter => "A username begins with a letter or a digit.",
        UsernameProblem::Character(_) => "A username has letters, digits and . _ - @ + alone.",
        _ => "That mix of letters cannot be told apart.",
    }
}

/// What somebody who has signed in should hear first.
pub fn notices(notices: Notices) -> Vec<String> {
    let Notices { failed, last_failed, wrong_codes, recovery_left } = notices;
    let last = last_failed.map_or_else(String::new, |last| format!(", the last at {}", time(last)));
    let mut told = Vec::new();
    if failed > 0 {
        told.push(format!("Failed attempts since your last sign-in: {failed}{last}."));
    }
    if wrong_codes > 0 {
        told.push(format!("Somebody who knows your password typed wrong codes: {wrong_codes}. Change it."));
    }
    if let Some(left) = recovery_left {
        told.push(format!("Recovery codes left: {left}."));
    }
    told
}

/// In universal time, as the log is kept.
pub fn time(moment: UnixTime) -> String {
    let moment = Timestamp::from_millisecond(moment.millis()).unwrap_or_default();
    moment.strftime("%F %T UTC").to_string()
}

/// Rounded up, so that it reaches zero when the time does.
pub fn span(left: Duration) -> String {
    let seconds = left.as_millis().div_ceil(1000);
    if seconds < 120 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
