//! The texts about a new username or password.

use std::time::Duration;

use crate::auth::formatting::{format_approximately, format_count};
use crate::auth::{
    Estimate, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordProblem, PasswordWeakness, Strength, UsernameProblem,
};

pub const USERNAME_RULE: &str = "Up to 64 letters, digits and . _ - @ +";

/// The rule under a new password, before typing.
pub fn password_rule() -> String {
    format!("At least {MIN_PASSWORD_CHARS} characters. Several words are easiest")
}

/// The strength of the input, and the fraction of the bar that it fills.
pub fn strength(estimate: Estimate, characters: usize) -> (String, f32) {
    let (label, part) = match estimate.strength {
        Strength::Short if characters == 0 => return (password_rule(), 0.0),
        Strength::Short => {
            let missing = MIN_PASSWORD_CHARS.saturating_sub(characters);
            let text = match u64::try_from(missing).unwrap_or(u64::MAX) {
                0 => "Too short".to_owned(),
                missing => format!("{} to go", format_count(missing, "character", "characters")),
            };
            (text, 0.2)
        }
        Strength::Weak => ("Easy to guess".to_owned(), 0.3),
        Strength::Fair => ("Not hard enough to guess".to_owned(), 0.5),
        Strength::Good => ("Hard to guess".to_owned(), 0.8),
        Strength::Strong => ("Very hard to guess".to_owned(), 1.0),
    };
    match estimate.time_to_guess {
        Some(time) => (format!("{label}. {} {}", GUESSING_SETUP, format_approximately(time)), part),
        None => (label, part),
    }
}

/// The assumption behind the time that follows it.
const GUESSING_SETUP: &str = "With a copy of the file and one large graphics card:";

/// The longest line that [`strength`] returns, so that space can be reserved.
pub fn longest_strength() -> String {
    let estimate = Estimate { strength: Strength::Fair, time_to_guess: Some(Duration::MAX) };
    strength(estimate, MIN_PASSWORD_CHARS).0
}

pub fn password_problem(problem: PasswordProblem) -> String {
    match problem {
        PasswordProblem::TooShort { characters } => {
            format!("That has {characters} characters. Use at least {MIN_PASSWORD_CHARS}")
        }
        PasswordProblem::TooLong => format!("That is too long. Use at most {MAX_PASSWORD_CHARS} characters"),
        PasswordProblem::Character => "It holds a character that no password can have, such as a line end".to_owned(),
        PasswordProblem::ContainsUsername => "It contains the username. Leave that out".to_owned(),
        PasswordProblem::ContainsProgram => "It contains the name of this program. Leave that out".to_owned(),
        PasswordProblem::Temporary => "That is the temporary password. Choose your own".to_owned(),
        PasswordProblem::Guessable(guess) => weakness(guess).to_owned(),
    }
}

fn weakness(guess: PasswordWeakness) -> &'static str {
    match guess {
        PasswordWeakness::Common => "Many people use that one or one like it. Choose several words",
        PasswordWeakness::Names => "Names are guessed first. Choose several words",
        PasswordWeakness::Dates => "Dates and years are guessed first. Choose several words",
        PasswordWeakness::Repeats => "Repetition makes it easy to guess. Choose several words",
        PasswordWeakness::Sequences => "Sequences such as abc are guessed first. Choose several words",
        PasswordWeakness::Keyboard => "Neighbouring keys are guessed first. Choose several words",
        PasswordWeakness::Words => "One word is guessed soon. Choose several",
        PasswordWeakness::Other => "That is too easy to guess. Choose several words, or take a suggestion",
    }
}

pub fn username_problem(problem: UsernameProblem) -> String {
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
    fn the_strength_line_names_strength_and_guessing_time() {
        let estimate = |strength, time_to_guess| Estimate { strength, time_to_guess };
        let two_months = Some(Duration::from_hours(78 * 24));
        let good = strength(estimate(Strength::Good, two_months), 20).0;
        assert_eq!(good, "Hard to guess. With a copy of the file and one large graphics card: about 2 months");
        assert_eq!(strength(estimate(Strength::Weak, None), 20).0, "Easy to guess");
        assert_eq!(strength(estimate(Strength::Short, None), 14).0, "1 character to go");
    }

    #[test]
    fn longest_strength_is_at_least_as_long_as_every_line() {
        for word in [Strength::Weak, Strength::Fair, Strength::Good, Strength::Strong] {
            for seconds in (0..64).map(|bit| 1_u64 << bit).chain([0, 3_155_695_200 - 1, u64::MAX]) {
                let estimate = Estimate { strength: word, time_to_guess: Some(Duration::from_secs(seconds)) };
                assert!(strength(estimate, 20).0.len() <= longest_strength().len());
            }
        }
    }
}
