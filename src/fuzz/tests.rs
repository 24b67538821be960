//! Runs the targets over the seeds and mutated copies of them: deterministic, fast, and without a fuzzer.

#[cfg(feature = "sqlite")]
mod populated;

use std::fs;
use std::path::Path;

use super::*;

/// Runs a target over its seeds and mutated copies of these. The seeds must yield both verdicts, otherwise half of the
/// target's assertions would not run.
fn run_corpus(name: &str, mutated_copies: usize, target: fn(&[u8]) -> Verdict) {
    let seeds = seeds(name);
    let verdicts: Vec<Verdict> = seeds.iter().map(|seed| run(target, seed)).collect();
    assert!(verdicts.contains(&Verdict::Accepted) && verdicts.contains(&Verdict::Refused), "{verdicts:?}");
    let mut mutator = Mutator(0x9e37_79b9_7f4a_7c15);
    let copies = mutated_copies * if std::env::var_os("VESTIBULE_LONG").is_some() { 20 } else { 1 };
    for seed in seeds.iter().cycle().take(copies) {
        let mut copy = seed.clone();
        for _ in 0..=mutator.random_below(4) {
            mutator.mutate(&mut copy, &seeds);
        }
        run(target, &copy);
    }
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn run(target: fn(&[u8]) -> Verdict, input: &[u8]) -> Verdict {
    let guard = PrintOnPanic(input);
    let verdict = target(guard.0);
    assert_eq!(target(guard.0), verdict, "the verdict is deterministic");
    verdict
}

/// Prints the input of a failure, escaped for `printf`, so that it can be repeated.
struct PrintOnPanic<'a>(&'a [u8]);

impl Drop for PrintOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input was: {}", self.0.escape_ascii());
        }
    }
}

/// Mutations by a fixed sequence of numbers (xorshift, Marsaglia 2003).
struct Mutator(u64);

impl Mutator {
    fn random_below(&mut self, end: usize) -> usize {
        for shift in [13_i32, -7, 17] {
            self.0 ^= if shift > 0 { self.0 << shift } else { self.0 >> -shift };
        }
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.random_below(bytes.len() + 1);
        let end = (at + self.random_below(8)).min(bytes.len());
        match self.random_below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_within(at..end),
            3 => drop(bytes.splice(at..end, INTERESTING_STRINGS[self.random_below(INTERESTING_STRINGS.len())].bytes())),
            4 => {
                let other = &seeds[self.random_below(seeds.len())];
                bytes.splice(at.., other[self.random_below(other.len())..].iter().copied());
            }
            _ => bytes[at..end].iter_mut().for_each(|byte| *byte ^= 1 << self.random_below(8)),
        }
    }
}

/// Characters that have caused bugs: NUL, line ends, direction marks, wide, small, composed, beyond 16 bits.
const INTERESTING_STRINGS: &[&str] = &[
    "\0",
    "\r\n",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "０",
    "Ａ",
    "٣",
    "½",
    "Ⅳ",
    "ﬁ",
    "İ",
    "ß",
    "ſ",
    "é",
    "e\u{301}",
    "한",
    "\u{1112}\u{1161}",
    "🐒",
    "\u{10ead}",
    "\u{fffd}",
    "-",
    " ",
    "0",
    "99999999999999999999",
    "$",
    ",",
    "'",
    "\u{ff}\u{ff}",
];

macro_rules! targets {
    ($($(#[$meta:meta])* $test:ident: $folder:literal, $copies:literal, $target:path;)+) => {$(
        #[test]
        $(#[$meta])*
        fn $test() {
            run_corpus($folder, $copies, $target);
        }
    )+};
}

targets! {
    a_one_time_code_is_six_digits_with_any_separators: "typed_code", 2000, typed_code;
    a_recovery_code_round_trips: "recovery_code", 2000, recovery_code;
    spellings_of_a_username_are_one_account: "username", 2000, username;
    a_password_is_normalized_completely_or_refused: "password", 2000, password;
    the_estimate_of_a_new_password_agrees_with_its_acceptance: "new_password", 100, new_password;
    a_kdf_string_has_one_spelling_and_bounded_cost: "kdf_string", 2000, kdf_string;
    a_sealed_field_opens_only_untouched: "sealed_field", 2000, sealed_field;
    an_audit_chain_is_intact_only_if_unchanged: "audit_chain", 500, audit_chain;
    #[cfg(feature = "sqlite")]
    a_database_file_is_refused_untouched_or_used_without_a_panic: "database_file", 300, database_file;
    #[cfg(feature = "gui")]
    a_pasted_text_is_inserted_completely_or_not_at_all: "clipboard_text", 300, clipboard_text;
}
