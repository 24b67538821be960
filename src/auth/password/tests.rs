use std::sync::Mutex;

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;
use proptest::prelude::*;

use super::*;
use crate::auth::error::Error;
use crate::auth::random::{Random, SystemRandom};

const PROGRAM: &str = "Lab Bench";

fn prepared(typed: &str) -> Result<String, PasswordProblem> {
    prepare(&Password::new(typed.to_owned())).map(|prepared| prepared.expose_text().to_owned())
}

const RULES: PasswordRules<'_> = PasswordRules { program: PROGRAM, required_guesses: REQUIRED_GUESSES };

fn check(typed: &str, username: &str) -> Result<(), PasswordProblem> {
    RULES.check_new(&Password::new(typed.to_owned()), &Username::parse(username).unwrap())
}

fn strength(typed: &str, username: &str) -> Strength {
    RULES.estimate(typed, username, &Cost::STANDARD).strength
}

#[test]
fn the_examples_of_rfc_8265_section_4_3_are_prepared_as_it_says() {
    for (typed, bytes) in [
        ("correct horse battery staple", Ok("correct horse battery staple")),
        ("Correct Horse Battery Staple", Ok("Correct Horse Battery Staple")),
        ("πßå", Ok("πßå")),
        ("Jack of ♦s", Ok("Jack of ♦s")),
        ("foo\u{1680}bar", Ok("foo bar")),
        ("", Err(PasswordProblem::TooShort { characters: 0 })),
        ("my cat is a \u{9}by", Err(PasswordProblem::Character)),
    ] {
        assert_eq!(prepared(typed).as_deref(), bytes.as_ref().copied(), "{typed}");
    }
}

#[test]
fn spaces_at_the_ends_count() {
    assert_eq!(prepared("  two  ").as_deref(), Ok("  two  "));
    assert_eq!(prepared("\u{a0}\u{3000}x\u{2003}").as_deref(), Ok("  x "));
}

#[test]
fn line_ends_and_controls_are_refused() {
    for typed in ["a\nb", "a\rb", "a\0b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{200b}b", "a\u{ad}b"] {
        assert_eq!(prepared(typed), Err(PasswordProblem::Character), "{typed:?}");
    }
}

#[test]
fn a_decomposed_password_is_the_same_password() {
    assert_eq!(prepared("pa\u{308}sse"), prepared("pässe"));
    assert_eq!(prepared("\u{1112}\u{1161}\u{11ab}").as_deref(), Ok("한"));
    // Allowed as typed, while what it is composed to would only be between two l.
    assert_eq!(prepared("\u{387}").as_deref(), Ok("\u{b7}"));
}

#[test]
fn a_password_is_taken_whole_or_not_at_all() {
    for letter in ["x", "ä", "a\u{308}", "\u{1112}\u{1161}\u{11ab}", "🐒"] {
        assert_eq!(prepared(&letter.repeat(256)).unwrap().chars().count(), 256, "{letter}");
        assert_eq!(prepared(&letter.repeat(257)), Err(PasswordProblem::TooLong), "{letter}");
    }
    // Characters that Unicode never writes composed.
    assert_eq!(prepared(&"\u{958}".repeat(256)), Err(PasswordProblem::TooLong));
}

#[test]
fn a_megabyte_is_answered_in_bounded_time() {
    for part in ["x", "\u{301}", "\u{1680}", "\0"] {
        let long = Password::new(part.repeat(1 << 20));
        for _ in 0..20 {
            assert_eq!(prepare(&long).err(), Some(PasswordProblem::TooLong));
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
fn the_username_and_the_program_may_not_be_part_of_it() {
    assert_eq!(check("kvlq9 ALICE z#ü-wt", "Alice"), Err(PasswordProblem::ContainsUsername));
    assert_eq!(check("kvlq9 jÜrgen z#o-wt", "ju\u{308}rgen"), Err(PasswordProblem::ContainsUsername));
    assert_eq!(check("kvlq9 lab BENCH z#o", "alice"), Err(PasswordProblem::ContainsProgram));
    assert_eq!(check("kvlq9 al z#ü-wtdbm", "al"), Ok(()), "two letters stand in a password by accident");
}

#[test]
fn a_guessable_password_is_refused_with_what_it_is() {
    for (typed, reason) in [
        ("aaaaaaaaaaaaaaa", Guess::Repeats),
        ("abcabcabcabcabcabc", Guess::Repeats),
        ("abcdefghijklmnopq", Guess::Sequences),
        ("zxcvbnm,./asdfghj", Guess::Keyboard),
    ] {
        assert_eq!(check(typed, "alice"), Err(PasswordProblem::Guessable(reason)), "{typed}");
    }
    assert!(matches!(check("passwordpassword", "alice"), Err(PasswordProblem::Guessable(_))));
}

/// Between the score that zxcvbn calls safe (10^8) and the guesses that are required.
const BETWEEN: &str = "sunshine dragonfly";

#[test]
fn a_password_that_zxcvbn_scores_3_is_refused_below_the_required_guesses() {
    let entropy = zxcvbn::zxcvbn(BETWEEN, &["alice", PROGRAM]);
    assert_eq!(entropy.score(), zxcvbn::Score::Three);
    assert!((1e8..1e10).contains(&(entropy.guesses() as f64)), "{}", entropy.guesses());
    assert!(matches!(check(BETWEEN, "alice"), Err(PasswordProblem::Guessable(_))));
    assert_eq!(strength(BETWEEN, "alice"), Strength::Fair);
}

#[test]
fn a_program_may_require_more_guesses_and_not_fewer() {
    let typed = "kvlq9 z#ü-wtdbm";
    let more = PasswordRules { required_guesses: 1_000_000_000_000_000_000, ..RULES };
    assert_eq!(check(typed, "alice"), Ok(()));
    let refused = more.check_new(&Password::new(typed.to_owned()), &Username::parse("alice").unwrap());
    assert_eq!(refused, Err(PasswordProblem::Guessable(Guess::Other)));
    assert_eq!(more.estimate(typed, "alice", &Cost::STANDARD).strength, Strength::Fair);
    for guesses in [0, REQUIRED_GUESSES - 1, more.required_guesses + 1, u64::MAX] {
        let refused = PasswordRules::check_required(guesses);
        assert!(matches!(refused, Err(Error::Limit("guesses for a new password"))), "{guesses}");
    }
    for guesses in [REQUIRED_GUESSES, more.required_guesses] {
        assert!(PasswordRules::check_required(guesses).is_ok(), "{guesses}");
    }
}

#[test]
fn a_common_password_or_a_famous_phrase_is_refused_in_any_case_and_with_something_added() {
    for typed in [
        "correct horse battery staple",
        "Correct Horse Battery Staple",
        "CORRECTHORSEBATTERYSTAPLE",
        "c0rrect-h0rse-b4ttery-st4ple",
        "correct horse battery staple 1",
        "May the Force be with you!",
        // From the list of a million.
        "polniypizdec1102",
        "Polniy-Pizdec-1102",
    ] {
        assert_eq!(check(typed, "alice"), Err(PasswordProblem::Guessable(Guess::Common)), "{typed}");
        assert!(strength(typed, "alice") < Strength::Good, "{typed}");
        assert!(zxcvbn::zxcvbn(typed, &[]).guesses() >= REQUIRED_GUESSES, "{typed}: the estimator refuses it itself");
    }
    assert_eq!(check("correct horse battery staple kvlq9 z#", "alice"), Ok(()), "what was added is hard to guess");
}

#[test]
fn the_time_to_guess_is_that_of_the_cost() {
    let time = |typed, memory_mib: u32| {
        let cost = Cost::new(memory_mib * 1024, 3, 4);
        RULES.estimate(typed, "alice", &cost).time_to_guess
    };
    let guesses = zxcvbn::zxcvbn(BETWEEN, &["alice", PROGRAM]).guesses() as f64;
    assert_eq!(time(BETWEEN, 64).unwrap().as_secs(), (guesses / 5_731.0) as u64);
    assert_eq!(time(BETWEEN, 256).unwrap().as_secs(), (guesses / 1_482.0) as u64);
    assert_eq!(time("correct horse battery staple", 64).unwrap().as_secs(), 1, "one of ten thousand");
    assert_eq!(time("too short", 64), None);
    assert_eq!(time("kvlq9 alice z#ü-wt", 64), None);
    let passphrase = passphrase(&SystemRandom).unwrap();
    let lifetime = std::time::Duration::from_secs(100 * 366 * 24 * 60 * 60);
    assert!(time(passphrase.expose_text(), 64).unwrap() > lifetime);
}

#[test]
fn strength_says_good_exactly_where_the_password_is_accepted() {
    for typed in ["", "kvlq9", "aaaaaaaaaaaaaaa", "passwordpassword1", "kvlq9 alice z#ü", "kvlq9 z#ü-wtdbm", "a\nb"] {
        assert_eq!(strength(typed, "alice") >= Strength::Good, check(typed, "alice").is_ok(), "{typed:?}");
    }
    assert_eq!(strength("kvlq9", "alice"), Strength::Short);
    assert_eq!(strength("aaaaaaaaaaaaaaa", "alice"), Strength::Weak);
    assert_eq!(strength("kvlq9 alice z#ü", "alice"), Strength::Weak);
    assert_eq!(strength("kvlq9 z#ü-wtdbm", "alice"), Strength::Strong);
}

#[test]
fn strength_looks_at_a_hundred_characters() {
    let weak = "a".repeat(100);
    assert_eq!(strength(&format!("{weak}kvlq9 z#ü-wtdbm"), "alice"), strength(&weak, "alice"));
    let _ = strength(&"ä".repeat(1 << 20), "alice");
}

#[test]
fn a_passphrase_is_six_listed_words_and_satisfies_every_rule() {
    for _ in 0..40 {
        let drawn = passphrase(&SystemRandom).unwrap();
        let length = drawn.expose_text().chars().count();
        assert!((MINIMUM..=60).contains(&length));
        assert_eq!(RULES.check_new(&drawn, &Username::parse("zz9-plural").unwrap()), Ok(()));
        let most = PasswordRules { required_guesses: 1_000_000_000_000_000_000, ..RULES };
        assert_eq!(most.check_new(&drawn, &Username::parse("zz9-plural").unwrap()), Ok(()));
    }
}

/// Gives these numbers, two bytes each.
struct Given(Mutex<Vec<u16>>);

impl Random for Given {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        let next = self.0.lock().unwrap().pop().ok_or(Error::Random)?;
        bytes.copy_from_slice(&next.to_le_bytes());
        Ok(())
    }
}

#[test]
fn words_are_equally_likely_and_unfair_draws_are_left_out() {
    // Eight times the list is the largest multiple in sixteen bits; what is above begins anew.
    let drawn = passphrase(&Given(Mutex::new(vec![1, 7776, 62_207, 62_208, 7775, 0, 65_535, 0]))).unwrap();
    assert_eq!(drawn.expose_text(), "abacus-abacus-zoom-zoom-abacus-abdomen");
}

#[test]
fn a_source_without_fair_draws_gives_no_passphrase() {
    assert!(matches!(passphrase(&Given(Mutex::new(vec![u16::MAX; 1000]))), Err(Error::Random)));
    assert!(matches!(passphrase(&Given(Mutex::new(vec![0; 5]))), Err(Error::Random)));
}

#[test]
fn a_password_never_prints() {
    let prepared = prepare(&Password::new("correct horse".to_owned())).unwrap();
    assert_eq!(format!("{prepared:?}"), "Prepared([redacted])");
}

proptest! {
    #[test]
    fn preparing_agrees_with_the_profile(typed in any::<String>()) {
        if let Ok(enforced) = OpaqueString::enforce(typed.as_str()) {
            prop_assert_eq!(prepared(&typed), Ok(enforced.into_owned()));
        }
    }

    #[test]
    fn preparing_twice_changes_nothing(typed in r"[\p{L}\p{M}\p{S}\p{Zs}]{1,20}") {
        if let Ok(once) = prepared(&typed) {
            prop_assert!(prepared(&once).is_err() || prepared(&once) == Ok(once));
        }
    }

    #[test]
    fn no_text_makes_the_guesser_panic(typed in any::<String>()) {
        let _ = strength(&typed, "alice");
    }
}
