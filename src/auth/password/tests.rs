use std::sync::Mutex;

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;
use proptest::prelude::*;

use super::*;
use crate::auth::error::Error;
use crate::auth::random_source::{Random, SystemRandom};
use crate::auth::secret::Password;
use crate::auth::username::Username;

const PROGRAM_NAME: &str = "Lab Bench";

fn normalized(typed: &str) -> Result<String, PasswordProblem> {
    normalize_new(&Password::new(typed.to_owned())).map(|normalized| normalized.expose_text().to_owned())
}

const RULES: PasswordRules<'_> = PasswordRules { program_name: PROGRAM_NAME, required_guesses: REQUIRED_GUESSES };

fn check(typed: &str, username: &str) -> Result<(), PasswordProblem> {
    RULES.check_new(&Password::new(typed.to_owned()), &Username::parse(username).unwrap())
}

fn strength(typed: &str, username: &str) -> Strength {
    RULES.estimate(typed, username, &Cost::STANDARD).strength
}

#[test]
fn the_examples_of_rfc_8265_section_4_3_are_normalized_as_specified() {
    for (typed, bytes) in [
        ("correct horse battery staple", Ok("correct horse battery staple")),
        ("Correct Horse Battery Staple", Ok("Correct Horse Battery Staple")),
        ("πßå", Ok("πßå")),
        ("Jack of ♦s", Ok("Jack of ♦s")),
        ("foo\u{1680}bar", Ok("foo bar")),
        ("", Err(PasswordProblem::TooShort { characters: 0 })),
        ("my cat is a \u{9}by", Err(PasswordProblem::Character)),
    ] {
        assert_eq!(normalized(typed).as_deref(), bytes.as_ref().copied(), "{typed}");
    }
}

#[test]
fn spaces_at_the_ends_count() {
    assert_eq!(normalized("  two  ").as_deref(), Ok("  two  "));
    assert_eq!(normalized("\u{a0}\u{3000}x\u{2003}").as_deref(), Ok("  x "));
}

#[test]
fn line_ends_and_controls_are_refused() {
    for typed in ["a\nb", "a\rb", "a\0b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{200b}b", "a\u{ad}b"] {
        assert_eq!(normalized(typed), Err(PasswordProblem::Character), "{typed:?}");
    }
}

#[test]
fn a_decomposed_password_is_the_same_password() {
    assert_eq!(normalized("pa\u{308}sse"), normalized("pässe"));
    assert_eq!(normalized("\u{1112}\u{1161}\u{11ab}").as_deref(), Ok("한"));
    // Allowed as typed, while its composed form would be allowed only between two l.
    assert_eq!(normalized("\u{387}").as_deref(), Ok("\u{b7}"));
}

#[test]
fn a_password_is_never_truncated() {
    for letter in ["x", "ä", "a\u{308}", "\u{1112}\u{1161}\u{11ab}", "🐒"] {
        assert_eq!(normalized(&letter.repeat(256)).unwrap().chars().count(), 256, "{letter}");
        assert_eq!(normalized(&letter.repeat(257)), Err(PasswordProblem::TooLong), "{letter}");
    }
    // Characters whose composed form is excluded by Unicode.
    assert_eq!(normalized(&"\u{958}".repeat(256)), Err(PasswordProblem::TooLong));
}

#[test]
fn a_megabyte_is_answered_in_bounded_time() {
    for part in ["x", "\u{301}", "\u{1680}", "\0"] {
        let long = Password::new(part.repeat(1 << 20));
        for _ in 0..20 {
            assert_eq!(normalize_new(&long).err(), Some(PasswordProblem::TooLong));
        }
    }
}

#[test]
fn a_short_password_is_refused_by_its_composed_characters() {
    assert_eq!(check("kvlq9 z#ü-wtdb", "alice"), Err(PasswordProblem::TooShort { characters: 14 }));
    assert_eq!(check("kvlq9 z#u\u{308}-wtdb", "alice"), Err(PasswordProblem::TooShort { characters: 14 }));
    assert_eq!(check("kvlq9 z#ü-wtdbm", "alice"), Ok(()));
}

#[test]
fn a_password_with_the_username_or_program_name_is_refused() {
    assert_eq!(check("kvlq9 ALICE z#ü-wt", "Alice"), Err(PasswordProblem::ContainsUsername));
    assert_eq!(check("kvlq9 jÜrgen z#o-wt", "ju\u{308}rgen"), Err(PasswordProblem::ContainsUsername));
    assert_eq!(check("kvlq9 lab BENCH z#o", "alice"), Err(PasswordProblem::ContainsProgram));
    assert_eq!(check("kvlq9 al z#ü-wtdbm", "al"), Ok(()), "a username of two letters may occur by chance");
}

#[test]
fn a_guessable_password_is_refused_with_its_weakness() {
    for (typed, reason) in [
        ("aaaaaaaaaaaaaaa", PasswordWeakness::Repeats),
        ("abcabcabcabcabcabc", PasswordWeakness::Repeats),
        ("abcdefghijklmnopq", PasswordWeakness::Sequences),
        ("zxcvbnm,./asdfghj", PasswordWeakness::Keyboard),
    ] {
        assert_eq!(check(typed, "alice"), Err(PasswordProblem::Guessable(reason)), "{typed}");
    }
    assert!(matches!(check("passwordpassword", "alice"), Err(PasswordProblem::Guessable(_))));
}

/// Between the score that zxcvbn considers safe (10^8) and the required guesses.
const SCORE_THREE_PASSWORD: &str = "sunshine dragonfly";

#[test]
fn a_password_that_zxcvbn_scores_3_is_refused_below_the_required_guesses() {
    let entropy = zxcvbn::zxcvbn(SCORE_THREE_PASSWORD, &["alice", PROGRAM_NAME]);
    assert_eq!(entropy.score(), zxcvbn::Score::Three);
    assert!((1e8..1e10).contains(&(entropy.guesses() as f64)), "{}", entropy.guesses());
    assert!(matches!(check(SCORE_THREE_PASSWORD, "alice"), Err(PasswordProblem::Guessable(_))));
    assert_eq!(strength(SCORE_THREE_PASSWORD, "alice"), Strength::Fair);
}

#[test]
fn a_program_may_require_more_guesses_and_not_fewer() {
    let typed = "kvlq9 z#ü-wtdbm";
    let more = PasswordRules { required_guesses: 1_000_000_000_000_000_000, ..RULES };
    assert_eq!(check(typed, "alice"), Ok(()));
    let refused = more.check_new(&Password::new(typed.to_owned()), &Username::parse("alice").unwrap());
    assert_eq!(refused, Err(PasswordProblem::Guessable(PasswordWeakness::Other)));
    assert_eq!(more.estimate(typed, "alice", &Cost::STANDARD).strength, Strength::Fair);
    for guesses in [0, REQUIRED_GUESSES - 1, more.required_guesses + 1, u64::MAX] {
        let refused = PasswordRules::check_required(guesses);
        assert!(matches!(refused, Err(Error::InvalidSetting("guesses for a new password"))), "{guesses}");
    }
    for guesses in [REQUIRED_GUESSES, more.required_guesses] {
        assert!(PasswordRules::check_required(guesses).is_ok(), "{guesses}");
    }
}

#[test]
fn a_common_password_is_refused_in_any_spelling_and_with_additions() {
    for typed in [
        "correct horse battery staple",
        "Correct Horse Battery Staple",
        "CORRECTHORSEBATTERYSTAPLE",
        "c0rrect-h0rse-b4ttery-st4ple",
        "correct horse battery staple 1",
        "May the Force be with you!",
        // From the list of a million passwords.
        "polniypizdec1102",
        "Polniy-Pizdec-1102",
    ] {
        assert_eq!(check(typed, "alice"), Err(PasswordProblem::Guessable(PasswordWeakness::Common)), "{typed}");
        assert!(strength(typed, "alice") < Strength::Good, "{typed}");
        assert!(zxcvbn::zxcvbn(typed, &[]).guesses() >= REQUIRED_GUESSES, "{typed}: the estimator alone refuses it");
    }
    assert_eq!(check("correct horse battery staple kvlq9 z#", "alice"), Ok(()), "the added text is hard to guess");
}

#[test]
fn the_time_to_guess_depends_on_the_cost() {
    let time = |typed, memory_mib: u32| {
        let cost = Cost::new(memory_mib * 1024, 3, 4);
        RULES.estimate(typed, "alice", &cost).time_to_guess
    };
    let guesses = zxcvbn::zxcvbn(SCORE_THREE_PASSWORD, &["alice", PROGRAM_NAME]).guesses() as f64;
    assert_eq!(time(SCORE_THREE_PASSWORD, 64).unwrap().as_secs(), (guesses / 5_731.0) as u64);
    assert_eq!(time(SCORE_THREE_PASSWORD, 256).unwrap().as_secs(), (guesses / 1_482.0) as u64);
    assert_eq!(time("correct horse battery staple", 64).unwrap().as_secs(), 1, "counts as one of ten thousand");
    assert_eq!(time("too short", 64), None);
    assert_eq!(time("kvlq9 alice z#ü-wt", 64), None);
    let passphrase = passphrase(&SystemRandom).unwrap();
    let lifetime = std::time::Duration::from_hours(100 * 366 * 24);
    assert!(time(passphrase.expose_text(), 64).unwrap() > lifetime);
}

#[test]
fn strength_is_good_exactly_for_accepted_passwords() {
    for typed in ["", "kvlq9", "aaaaaaaaaaaaaaa", "passwordpassword1", "kvlq9 alice z#ü", "kvlq9 z#ü-wtdbm", "a\nb"] {
        assert_eq!(strength(typed, "alice") >= Strength::Good, check(typed, "alice").is_ok(), "{typed:?}");
    }
    assert_eq!(strength("kvlq9", "alice"), Strength::Short);
    assert_eq!(strength("aaaaaaaaaaaaaaa", "alice"), Strength::Weak);
    assert_eq!(strength("kvlq9 alice z#ü", "alice"), Strength::Weak);
    assert_eq!(strength("kvlq9 z#ü-wtdbm", "alice"), Strength::Strong);
}

#[test]
fn strength_considers_a_hundred_characters() {
    let weak = "a".repeat(100);
    assert_eq!(strength(&format!("{weak}kvlq9 z#ü-wtdbm"), "alice"), strength(&weak, "alice"));
    let _ = strength(&"ä".repeat(1 << 20), "alice");
}

#[test]
fn a_passphrase_is_six_listed_words_and_satisfies_every_rule() {
    for _ in 0..40 {
        let drawn = passphrase(&SystemRandom).unwrap();
        let length = drawn.expose_text().chars().count();
        assert!((MIN_PASSWORD_CHARS..=60).contains(&length));
        assert_eq!(RULES.check_new(&drawn, &Username::parse("zz9-plural").unwrap()), Ok(()));
        let strictest = PasswordRules { required_guesses: 1_000_000_000_000_000_000, ..RULES };
        assert_eq!(strictest.check_new(&drawn, &Username::parse("zz9-plural").unwrap()), Ok(()));
    }
}

/// Returns these numbers, two bytes each.
struct ScriptedRandom(Mutex<Vec<u16>>);

impl Random for ScriptedRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        let next = self.0.lock().unwrap().pop().ok_or(Error::RandomSource)?;
        bytes.copy_from_slice(&next.to_le_bytes());
        Ok(())
    }
}

#[test]
fn words_are_equally_likely_because_biased_draws_are_rejected() {
    // Eight times the list is the largest multiple in sixteen bits; larger draws are repeated.
    let drawn = passphrase(&ScriptedRandom(Mutex::new(vec![1, 7776, 62_207, 62_208, 7775, 0, 65_535, 0]))).unwrap();
    assert_eq!(drawn.expose_text(), "abacus abacus zoom zoom abacus abdomen");
}

#[test]
fn a_broken_random_source_gives_no_passphrase() {
    assert!(matches!(passphrase(&ScriptedRandom(Mutex::new(vec![u16::MAX; 1000]))), Err(Error::RandomSource)));
    assert!(matches!(passphrase(&ScriptedRandom(Mutex::new(vec![0; 5]))), Err(Error::RandomSource)));
}

#[test]
fn a_password_never_prints() {
    let normalized = normalize_new(&Password::new("correct horse".to_owned())).unwrap();
    assert_eq!(format!("{normalized:?}"), "NormalizedPassword([redacted])");
}

proptest! {
    #[test]
    fn normalizing_agrees_with_the_profile(typed in any::<String>()) {
        if let Ok(enforced) = OpaqueString::enforce(typed.as_str()) {
            prop_assert_eq!(normalized(&typed), Ok(enforced.into_owned()));
        }
    }

    #[test]
    fn normalizing_twice_changes_nothing(typed in r"[\p{L}\p{M}\p{S}\p{Zs}]{1,20}") {
        if let Ok(once) = normalized(&typed) {
            prop_assert!(normalized(&once).is_err() || normalized(&once) == Ok(once));
        }
    }

    #[test]
    fn the_strength_estimate_never_panics(typed in any::<String>()) {
        let _ = strength(&typed, "alice");
    }
}
