//! Password strength.

use std::fmt;
use std::time::Duration;

use zeroize::Zeroizing;
use zxcvbn::feedback::Warning;
use zxcvbn::{Entropy, zxcvbn};

use crate::auth::error::Error;
use crate::auth::formatting::format_approximately;
use crate::auth::password::normalized::{self, NormalizedPassword};
use crate::auth::password::{Cost, MIN_PASSWORD_CHARS, PasswordProblem, common_passwords};
use crate::auth::secret::Password;
use crate::auth::username::Username;

/// How many characters are estimated; the estimator's time grows with the square of their number.
const STRENGTH_CHARS: usize = 100;

/// The minimum length of a name, in characters, to be checked for: shorter ones occur by chance.
const MIN_CHECKED_NAME: usize = 3;

/// Guesses that a new password must withstand: ten thousand million, more than two weeks for one large graphics card
/// against [`Cost::STANDARD`].
pub const REQUIRED_GUESSES: u64 = 10_000_000_000;

/// The most that a program may require: the estimator still distinguishes it, and every drawn passphrase exceeds it.
const MAX_REQUIRED_GUESSES: u64 = 1_000_000_000_000_000_000;

/// The factor between strength levels.
const LEVEL_RATIO: f64 = 10_000.0;

/// Why a password is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordWeakness {
    /// Equal or similar to a password that many people use.
    Common,
    /// Consists of names and surnames.
    Names,
    /// Consists of dates and years.
    Dates,
    /// Repeats itself.
    Repeats,
    /// Contains sequences such as `abc` or `6543`.
    Sequences,
    /// Consists of neighbouring keys.
    Keyboard,
    /// Is a single word.
    Words,
    /// A mixture of these.
    Other,
}

impl fmt::Display for PasswordWeakness {
    /// Completes "it is easy to guess: ".
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

/// The strength of a password, for display beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Fewer than [`MIN_PASSWORD_CHARS`] characters.
    Short,
    /// Less than a ten-thousandth of the required guesses, or refused for another reason.
    Weak,
    /// Fewer than the required guesses; refused.
    Fair,
    /// Accepted.
    Good,
    /// At least ten thousand times the required guesses.
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

/// An estimate of a password while it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Accepted from [`Strength::Good`] on, judging by these characters.
    pub strength: Strength,
    /// How long an attacker with a copy of the accounts and one large graphics card would take to guess it; `None` if
    /// it is refused regardless. At most some hundred million years, the estimator's limit.
    pub time_to_guess: Option<Duration>,
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.strength)?;
        self.time_to_guess.map_or(Ok(()), |time| {
            write!(f, "; with a copy of the file and one large graphics card: {}", format_approximately(time))
        })
    }
}

/// A program's rules for new passwords.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PasswordRules<'a> {
    /// The name of the program, which no password may contain.
    pub program_name: &'a str,
    /// The guesses that a password must withstand.
    pub required_guesses: u64,
}

impl PasswordRules<'_> {
    /// Checks whether a program may require this number of guesses.
    pub fn check_required(guesses: u64) -> Result<(), Error> {
        match guesses {
            REQUIRED_GUESSES..=MAX_REQUIRED_GUESSES => Ok(()),
            _ => Err(Error::InvalidSetting("guesses for a new password")),
        }
    }

    /// Estimates the typed text by its first 100 characters, for a program that stores passwords at `cost`.
    pub fn estimate(&self, typed: &str, username: &str, cost: &Cost) -> Estimate {
        let prefix = typed.char_indices().nth(STRENGTH_CHARS).and_then(|(end, _)| typed.get(..end)).unwrap_or(typed);
        let names = [username];
        let checked = normalized::normalize_new_text(prefix).and_then(|prepared| {
            self.check_simple_rules(&prepared, &names).map(|()| self.estimate_guesses(&prepared, &names))
        });
        let (strength, time_to_guess) = match checked {
            Err(PasswordProblem::TooShort { .. }) => (Strength::Short, None),
            Err(_) => (Strength::Weak, None),
            Ok((guesses, _)) => (self.strength_of(guesses), Some(cost.time_for(guesses))),
        };
        Estimate { strength, time_to_guess }
    }

    /// Checks whether `password` may become the new password of `username`. The estimator takes milliseconds; do not
    /// call it on the UI thread.
    ///
    /// # Errors
    /// Returns the first rule that is violated.
    pub(crate) fn check_new(&self, password: &Password, username: &Username) -> Result<(), PasswordProblem> {
        let normalized = normalized::normalize_new(password)?;
        let names = [username.canonical_name(), username.display()];
        self.check_simple_rules(&normalized, &names)?;
        let (guesses, weakness) = self.estimate_guesses(&normalized, &names);
        if self.strength_of(guesses) >= Strength::Good { Ok(()) } else { Err(PasswordProblem::Guessable(weakness)) }
    }

    fn strength_of(&self, guesses: f64) -> Strength {
        match guesses / self.required_guesses as f64 {
            ratio if ratio < 1.0 / LEVEL_RATIO => Strength::Weak,
            part if part < 1.0 => Strength::Fair,
            part if part < LEVEL_RATIO => Strength::Good,
            _ => Strength::Strong,
        }
    }

    /// Checks the rules that need no estimator.
    fn check_simple_rules(&self, normalized: &NormalizedPassword, names: &[&str]) -> Result<(), PasswordProblem> {
        let characters = normalized.expose_text().chars().count();
        if characters < MIN_PASSWORD_CHARS {
            return Err(PasswordProblem::TooShort { characters });
        }
        let password = lower_case(normalized.expose_text());
        let contains =
            |name: &str| name.chars().count() >= MIN_CHECKED_NAME && password.contains(lower_case(name).as_str());
        if names.iter().any(|name| contains(name)) {
            return Err(PasswordProblem::ContainsUsername);
        }
        if contains(self.program_name) { Err(PasswordProblem::ContainsProgram) } else { Ok(()) }
    }

    /// Returns how many guesses an attacker needs to find a password, and its main weakness.
    ///
    /// An entry of the lists counts as one of ten thousand words, and the rest is estimated separately. The estimator
    /// copies its input; these copies are wiped only if the program's allocator wipes freed memory.
    fn estimate_guesses(&self, normalized: &NormalizedPassword, names: &[&str]) -> (f64, PasswordWeakness) {
        let names: Vec<&str> = names.iter().copied().chain([self.program_name]).collect();
        let text = normalized.expose_text();
        let entropy = zxcvbn(text, &names);
        let estimated = entropy.guesses() as f64;
        let known = common_passwords::remove_known_entry(text).map(|rest| {
            let rest = zxcvbn(&rest, &names).guesses() as f64;
            common_passwords::GUESSES_FOR_AN_ENTRY * rest.max(1.0)
        });
        match known {
            Some(known) if known < estimated => (known, PasswordWeakness::Common),
            _ => (estimated, weakness(&entropy)),
        }
    }
}

fn weakness(entropy: &Entropy) -> PasswordWeakness {
    let Some(warning) = entropy.feedback().and_then(|feedback| feedback.warning()) else {
        return PasswordWeakness::Other;
    };
    match warning {
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => PasswordWeakness::Common,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            PasswordWeakness::Names
        }
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => PasswordWeakness::Dates,
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            PasswordWeakness::Repeats
        }
        Warning::SequencesLikeAbcAreEasyToGuess => PasswordWeakness::Sequences,
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            PasswordWeakness::Keyboard
        }
        Warning::AWordByItselfIsEasyToGuess => PasswordWeakness::Words,
    }
}

/// Lower-cases into a buffer that is wiped and does not grow.
fn lower_case(text: &str) -> Zeroizing<String> {
    let folded = || text.chars().flat_map(char::to_lowercase);
    let mut lower = Zeroizing::new(String::with_capacity(folded().map(char::len_utf8).sum()));
    lower.extend(folded());
    lower
}
