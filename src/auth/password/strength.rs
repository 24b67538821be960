//! How hard a password is to guess.

use std::fmt;

use zeroize::Zeroizing;
use zxcvbn::feedback::Warning;
use zxcvbn::{Entropy, Score, zxcvbn};

use super::prepared::{self, Prepared};
use super::{MINIMUM, PasswordProblem};

/// As many characters of a password are weighed; the guesser's time grows with the square of their number.
const WEIGHED: usize = 100;

/// A name shorter than this, in characters, may stand in a password: it does so by accident.
const SHORTEST_NAME: usize = 3;

/// Why a password would be guessed, so that it can be said in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Guess {
    /// It is, or resembles, a password that many people use.
    Common,
    /// Names and surnames.
    Names,
    /// Dates and years.
    Dates,
    /// The same again and again.
    Repeats,
    /// Sequences such as `abc` or `6543`.
    Sequences,
    /// Neighbouring keys.
    Keyboard,
    /// One word by itself.
    Words,
    /// A mixture of these.
    Other,
}

impl fmt::Display for Guess {
    /// After "it is easy to guess: ".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Common => "it is or resembles a common password",
            Self::Names => "it consists of names",
            Self::Dates => "it consists of dates or years",
            Self::Repeats => "it repeats itself",
            Self::Sequences => "it contains sequences such as abc",
            Self::Keyboard => "it consists of neighbouring keys",
            Self::Words => "it is a single word",
            Self::Other => "it is too predictable",
        })
    }
}

/// How good a password is, for a line in words beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Fewer than [`MINIMUM`] characters.
    Short,
    /// Guessed soon, or refused for another reason.
    Weak,
    /// Guessed by who tries for long; refused.
    Fair,
    /// Accepted.
    Good,
    /// Beyond what the guesser reaches.
    Strong,
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Short => "too short",
            Self::Weak => "easy to guess",
            Self::Fair => "not hard enough to guess",
            Self::Good => "hard to guess",
            Self::Strong => "very hard to guess",
        })
    }
}

/// Weighs what was typed so far. From [`Strength::Good`] on it would be accepted, as far as these characters tell.
/// Only the first 100 are weighed. Milliseconds: not for a drawing thread.
pub fn strength(typed: &str, username: &str, program: &str) -> Strength {
    let weighed = typed.char_indices().nth(WEIGHED).and_then(|(end, _)| typed.get(..end)).unwrap_or(typed);
    let names = [username];
    let plain = prepared::prepare_text(weighed)
        .and_then(|prepared| check_plainly(&prepared, &names, program).map(|()| weigh(&prepared, &names, program)));
    match plain.map(|entropy| entropy.score()) {
        Err(PasswordProblem::TooShort { .. }) => Strength::Short,
        Err(_) | Ok(Score::Zero | Score::One) => Strength::Weak,
        Ok(Score::Two) => Strength::Fair,
        Ok(Score::Three) => Strength::Good,
        Ok(_) => Strength::Strong,
    }
}

/// Everything that a new password must satisfy beyond being one.
pub(super) fn check(prepared: &Prepared, names: &[&str], program: &str) -> Result<(), PasswordProblem> {
    check_plainly(prepared, names, program)?;
    let entropy = weigh(prepared, names, program);
    if entropy.score() >= Score::Three { Ok(()) } else { Err(PasswordProblem::Guessable(reason(&entropy))) }
}

/// The rules that need no guesser.
fn check_plainly(prepared: &Prepared, names: &[&str], program: &str) -> Result<(), PasswordProblem> {
    let characters = prepared.expose_text().chars().count();
    if characters < MINIMUM {
        return Err(PasswordProblem::TooShort { characters });
    }
    let password = fold_case(prepared.expose_text());
    let contains = |name: &str| name.chars().count() >= SHORTEST_NAME && password.contains(fold_case(name).as_str());
    if names.iter().any(|name| contains(name)) {
        return Err(PasswordProblem::ContainsUsername);
    }
    if contains(program) { Err(PasswordProblem::ContainsProgram) } else { Ok(()) }
}

/// The guesser copies what it is given; only a program whose allocator wipes freed memory wipes these copies.
fn weigh(prepared: &Prepared, names: &[&str], program: &str) -> Entropy {
    let known: Vec<&str> = names.iter().copied().chain([program]).collect();
    zxcvbn(prepared.expose_text(), &known)
}

fn reason(entropy: &Entropy) -> Guess {
    let Some(warning) = entropy.feedback().and_then(|feedback| feedback.warning()) else {
        return Guess::Other;
    };
    match warning {
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Guess::Common,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            Guess::Names
        }
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Guess::Dates,
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Guess::Repeats
        }
        Warning::SequencesLikeAbcAreEasyToGuess => Guess::Sequences,
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => Guess::Keyboard,
        Warning::AWordByItselfIsEasyToGuess => Guess::Words,
    }
}

/// Lower case, in a buffer that is wiped and does not grow.
fn fold_case(text: &str) -> Zeroizing<String> {
    let folded = || text.chars().flat_map(char::to_lowercase);
    let mut lower = Zeroizing::new(String::with_capacity(folded().map(char::len_utf8).sum()));
    lower.extend(folded());
    lower
}
