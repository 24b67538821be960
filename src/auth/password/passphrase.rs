//! Random passphrases.

use zeroize::Zeroizing;

use crate::auth::error::Error;
use crate::auth::random_source::Random;
use crate::auth::secret::{Password, Secret};

/// The large list of the Electronic Frontier Foundation (CC BY 3.0 US), one word per line.
const WORDS: &str = include_str!("../../../assets/words/eff_large_wordlist.txt");

/// Number of words in the list: five throws of a die.
const WORD_COUNT: u16 = 7776;

/// Number of words in a passphrase: 77 bits.
const PASSPHRASE_WORDS: usize = 6;

/// Length of the longest passphrase, in bytes: six words of nine letters, with the spaces.
const MAX_PASSPHRASE_BYTES: usize = PASSPHRASE_WORDS * 10;

/// Draws from this value on are rejected, so that every word is equally likely.
const REJECTION_BOUND: u16 = u16::MAX / WORD_COUNT * WORD_COUNT;

/// Rejected draws in a row after which the source counts as broken; normally one draw in twenty is rejected.
const MAX_DRAWS: usize = 64;

/// Draws six random words, separated by spaces. They satisfy every rule for a new password unless they contain a name.
///
/// # Errors
/// Fails with [`Error::RandomSource`] if the random source fails.
pub fn passphrase(random: &dyn Random) -> Result<Password, Error> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_PASSPHRASE_BYTES));
    for index in 0..PASSPHRASE_WORDS {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(draw_word(random)?);
    }
    Ok(Password::new(std::mem::take(&mut *text)))
}

fn draw_word(random: &dyn Random) -> Result<&'static str, Error> {
    for _ in 0..MAX_DRAWS {
        let drawn = u16::from_le_bytes(*Secret::draw(random)?.expose_bytes());
        if drawn < REJECTION_BOUND {
            return WORDS.lines().nth(usize::from(drawn % WORD_COUNT)).ok_or(Error::RandomSource);
        }
    }
    Err(Error::RandomSource)
}
