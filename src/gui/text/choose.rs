//! What is said about a username or a password that somebody chooses.

use std::time::Duration;

use crate::auth::wording::{about, count};
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
        Some(time) => (format!("{words}. {} {}", WITH_A_COPY, about(time)), part),
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
