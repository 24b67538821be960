//! What is said about a username or a password that somebody chooses.

use std::time::Duration;

use crate::auth::wording::count;
use crate::auth::{Estimate, Guess, MAXIMUM, MINIMUM, PasswordProblem, Strength, UsernameProblem};

pub(in crate::gui) const USERNAME_RULE: &str = "Up to 64 letters, digits and . _ - @ +";

/// The rule under a new password before typing.
pub(in crate::gui) fn password_rule() -> String {
    format!("At least {MINIMUM} characters. Several words are easiest")
}

/// How good what was typed so far is, and how much of the bar that fills.
pub(in crate::gui) fn strength(estimate: Estimate, characters: usize) -> (String, f32) {
    let (words, part) = match estimate.strength {
        Strength::Short if characters == 0 => return (password_rule(), 0.0),
        Strength::Short => {
            let missing = MINIMUM.saturating_sub(characters);
            let words = match u64::try_from(missing).unwrap_or(u64::MAX) {
                0 => "Too short".to_owned(),
                missing => format!("{} to go", count(missing, "character", "characters")),
            };
            (words, 0.2)
        }
        Strength::Weak => ("Easy to guess".to_owned(), 0.3),
        Strength::Fair => ("Not hard enough to guess".to_owned(), 0.5),
        Strength::Good => ("Hard to guess".to_owned(), 0.8),
        Strength::Strong => ("Very hard to guess".to_owned(), 1.0),
    };
    match estimate.time_to_guess {
        Some(time) => (format!("{words}. {} {}", WITH_A_COPY, time_to_guess(time)), part),
        None => (words, part),
    }
}

/// What the time after it is measured by.
const WITH_A_COPY: &str = "With a copy of the file and one large graphics card:";

/// The longest line that [`strength`] gives, so that room can be kept for it.
pub(in crate::gui) fn longest_strength() -> String {
    let estimate = Estimate { strength: Strength::Fair, time_to_guess: Some(Duration::MAX) };
    strength(estimate, MINIMUM).0
}

/// "about 2 months", rounded down.
fn time_to_guess(time: Duration) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    const YEAR: u64 = 31_556_952; // seconds of the Gregorian calendar's mean year
    const MONTH: u64 = YEAR / 12;
    /// More than this, in years, and it makes no difference how much more.
    const LIFETIME: u64 = 100;
    let seconds = time.as_secs();
    let (number, unit) = match seconds {
        0 => return "less than a second".to_owned(),
        _ if seconds < 2 * MINUTE => (seconds, "second"),
        _ if seconds < 2 * HOUR => (seconds / MINUTE, "minute"),
        _ if seconds < 2 * DAY => (seconds / HOUR, "hour"),
        _ if seconds < 2 * MONTH => (seconds / DAY, "day"),
        _ if seconds < 2 * YEAR => (seconds / MONTH, "month"),
        _ if seconds < LIFETIME * YEAR => (seconds / YEAR, "year"),
        _ => return "longer than anybody can wait".to_owned(),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("about {number} {unit}{plural}")
}

/// Why a password is not taken.
pub(in crate::gui) fn password_problem(problem: PasswordProblem) -> String {
    match problem {
        PasswordProblem::TooShort { characters } => {
            format!("That has {characters} characters. Use at least {MINIMUM}")
        }
        PasswordProblem::TooLong => format!("That is too long. Use at most {MAXIMUM} characters"),
        PasswordProblem::Character => "It holds a character that no password can have, such as a line end".to_owned(),
        PasswordProblem::ContainsUsername => "It contains the username. Leave that out".to_owned(),
        PasswordProblem::ContainsProgram => "It contains the name of this program. Leave that out".to_owned(),
        PasswordProblem::Guessable(guess) => guessable(guess).to_owned(),
    }
}

fn guessable(guess: Guess) -> &'static str {
    match guess {
        Guess::Common => "Many people use that one or one like it. Choose several words",
        Guess::Names => "Names are guessed first. Choose several words",
        Guess::Dates => "Dates and years are guessed first. Choose several words",
        Guess::Repeats => "Repetition makes it easy to guess. Choose several words",
        Guess::Sequences => "Sequences such as abc are guessed first. Choose several words",
        Guess::Keyboard => "Neighbouring keys are guessed first. Choose several words",
        Guess::Words => "One word is guessed soon. Choose several",
        Guess::Other => "That is too easy to guess. Choose several words, or take a suggestion",
    }
}

/// Why a username is not taken, and what would be.
pub(in crate::gui) fn username_problem(problem: UsernameProblem) -> String {
    match problem {
        UsernameProblem::Empty => "Type a username".to_owned(),
        UsernameProblem::TooLong => "That is longer than 64 characters. Choose a shorter one".to_owned(),
        UsernameProblem::FirstCharacter => "Begin with a letter or a digit".to_owned(),
        UsernameProblem::Character(' ') => "A username has no spaces".to_owned(),
        UsernameProblem::Character(other) => format!("A username has no {other}. Use letters, digits and . _ - @ +"),
        UsernameProblem::Unusable => "That mix of letters cannot be told apart. Choose another one".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Cost;

    fn said(guesses: f64, memory_mib: u32) -> String {
        time_to_guess(Cost::new(memory_mib * 1024, 3, 4).time_for(guesses))
    }

    #[test]
    fn the_time_to_guess_follows_from_what_was_measured() {
        for (guesses, memory_mib, sentence) in [
            (1e3, 64, "less than a second"),
            (1e4, 64, "about 1 second"),
            (1e6, 64, "about 2 minutes"),
            (1e8, 64, "about 4 hours"),
            (1e10, 64, "about 20 days"),
            (1e10, 256, "about 2 months"),
            (1e10, 1024, "about 2 years"),
            (1e13, 64, "about 55 years"),
            (1e14, 64, "longer than anybody can wait"),
        ] {
            assert_eq!(said(guesses, memory_mib), sentence, "{guesses} guesses at {memory_mib} MiB");
        }
    }

    #[test]
    fn the_line_says_the_word_and_the_time() {
        let estimate = |strength, time_to_guess| Estimate { strength, time_to_guess };
        let two_months = Some(Duration::from_secs(78 * 24 * 60 * 60));
        let good = strength(estimate(Strength::Good, two_months), 20).0;
        assert_eq!(good, "Hard to guess. With a copy of the file and one large graphics card: about 2 months");
        assert_eq!(strength(estimate(Strength::Weak, None), 20).0, "Easy to guess");
        assert_eq!(strength(estimate(Strength::Short, None), 14).0, "1 character to go");
    }

    #[test]
    fn room_is_kept_for_the_longest_line() {
        for word in [Strength::Weak, Strength::Fair, Strength::Good, Strength::Strong] {
            for seconds in (0..64).map(|bit| 1_u64 << bit).chain([0, 3_155_695_200 - 1, u64::MAX]) {
                let estimate = Estimate { strength: word, time_to_guess: Some(Duration::from_secs(seconds)) };
                assert!(strength(estimate, 20).0.len() <= longest_strength().len());
            }
        }
    }
}
