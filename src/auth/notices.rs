//! Notices for the user after a sign-in.

use std::fmt;

use crate::auth::clock::UnixTime;
use crate::auth::formatting::format_count;

/// Failed attempts since the last sign-in, and recovery codes left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignInNotices {
    /// Failed attempts since the last sign-in.
    pub failed: u32,
    /// Time of the last failed attempt.
    pub last_failed: Option<UnixTime>,
    /// Wrong codes entered after the right password, in sign-ins never completed.
    pub wrong_codes: u32,
    /// Recovery codes left, if this sign-in used one.
    pub recovery_left: Option<u32>,
}

impl SignInNotices {
    /// Returns one sentence per notice, the most important first; empty if there are none.
    pub fn sentences(&self) -> Vec<String> {
        let Self { failed, last_failed, wrong_codes, recovery_left } = *self;
        let typed = (wrong_codes > 0).then(|| {
            let codes = format_count(wrong_codes.into(), "wrong code", "wrong codes");
            format!("someone who knows the password typed {codes}; change the password")
        });
        let failures = (failed > 0).then(|| {
            let attempts = format_count(failed.into(), "failed attempt", "failed attempts");
            let last = last_failed.map_or_else(String::new, |time| format!(", the last at {time}"));
            format!("{attempts} since the last sign-in{last}")
        });
        let left = recovery_left.map(|left| match left {
            0 => "no recovery codes left".to_owned(),
            left => format!("{} left", format_count(left.into(), "recovery code", "recovery codes")),
        });
        [typed, failures, left].into_iter().flatten().collect()
    }
}

impl fmt::Display for SignInNotices {
    /// Formats all sentences, separated by semicolons.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences = self.sentences();
        f.write_str(if sentences.is_empty() { "no failed attempts since the last sign-in" } else { "" })?;
        f.write_str(&sentences.join("; "))
    }
}
