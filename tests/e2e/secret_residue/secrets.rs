//! Searching for secrets in the memory and the files of a program.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::memmem;

use crate::desktop::TestDesktop;
use crate::full_flow::{NAME, PASSWORD};
use crate::keys::{self, Keys};
use crate::process_memory;
use crate::program::Program;
use crate::ptrace::is_root;

/// How long a secret may remain after its last use.
const RESIDUE_TIMEOUT: Duration = Duration::from_secs(1);

/// A secret that must not remain, and its encodings in memory.
pub struct Secret {
    description: String,
    encodings: Vec<Vec<u8>>,
    /// Occurrences before it was typed: six digits are also parts of longer numbers.
    baseline_count: usize,
}

impl Secret {
    pub fn new(what: &str, text: &str) -> Self {
        Self { description: what.to_owned(), encodings: process_memory::encodings(text), baseline_count: 0 }
    }

    /// A one-time code that was not typed yet.
    pub fn code(program: &Program<'_>, code: &str) -> Self {
        Self {
            baseline_count: process_memory::count(program.id(), code).unwrap_or(0),
            ..Self::new("a one-time code", code)
        }
    }

    /// A secret that is not text.
    pub fn bytes(what: &str, bytes: &[u8]) -> Self {
        Self { description: what.to_owned(), encodings: keys::halves(bytes), baseline_count: 0 }
    }

    /// The account key of the only account of `desktop`.
    pub fn account_key(desktop: &TestDesktop) -> Self {
        Self::bytes("the account key", Keys::open(&desktop.database(), PASSWORD).account_key())
    }

    /// A recovery code: its bits, as shown, as stored, and as typed.
    pub fn recovery(code: &str) -> Vec<Self> {
        let plain = code.replace('-', "");
        let texts = [code.to_owned(), plain.to_lowercase(), code.to_lowercase(), plain];
        let bits = std::iter::once(Self {
            description: "the bits of a recovery code".to_owned(),
            encodings: vec![bits(code)],
            baseline_count: 0,
        });
        bits.chain(texts.iter().map(|text| Self::new("a recovery code", text))).collect()
    }

    /// The secret of an authenticator: its bytes, as written, as shown.
    pub fn setup_key(base32: &str) -> Vec<Self> {
        let bytes = totp_rs::Secret::try_from_base32(base32).unwrap();
        let groups: Vec<_> = base32.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        vec![
            Self::bytes("the secret itself", bytes.as_ref()),
            Self::new("the setup key", base32),
            Self::new("the setup key in groups", &groups.join(" ")),
        ]
    }
}

/// Returns the ten bytes of a recovery code: sixteen symbols of five bits.
fn bits(code: &str) -> Vec<u8> {
    let value = |symbol: char| "023456789ABCDEFGHJKMNPQRSTUVWXYZ".find(symbol).unwrap() as u128;
    let bits = code.chars().filter(|c| *c != '-').fold(0, |bits, symbol| bits << 5 | value(symbol));
    bits.to_be_bytes()[6..].to_vec()
}

/// Asserts that within a second none of `secrets` is in the memory of `program`.
pub fn assert_absent(program: &Program<'_>, when: &str, secrets: &[Secret]) {
    let encodings: Vec<_> = secrets.iter().map(|secret| secret.encodings.clone()).collect();
    let start = Instant::now();
    loop {
        let timed_out = start.elapsed() > RESIDUE_TIMEOUT;
        let counts = process_memory::count_each(program.id(), &encodings);
        assert_eq!(counts.is_some(), can_read_memory(program));
        let counted = secrets.iter().zip(counts.unwrap_or_default());
        let remaining: Vec<_> = counted
            .filter(|(secret, count)| *count > secret.baseline_count)
            .map(|(s, n)| (&s.description, n))
            .collect();
        if remaining.is_empty() {
            return;
        }
        assert!(!timed_out, "{when}: {remaining:?}");
    }
}

/// Asserts that `text` is found while it is typed, which shows that the search works.
pub fn assert_present(program: &Program<'_>, text: &str) {
    assert_eq!(process_memory::count(program.id(), text).is_some_and(|count| count > 0), can_read_memory(program));
}

/// Asserts that `secret` is found while it is held, which shows that the program has it in this form.
pub fn assert_secret_present(program: &Program<'_>, secret: &Secret) {
    let is_present =
        process_memory::count_each(program.id(), std::slice::from_ref(&secret.encodings)).map(|counts| counts[0] > 0);
    assert_eq!(is_present.unwrap_or(false), can_read_memory(program), "{}", secret.description);
}

/// Asserts that none of `secrets` is in any file that the program left: accounts, journals, settings, log.
pub fn assert_in_no_file(folder: &Path, secrets: &[Secret]) {
    let mut names = 0;
    for file in files(folder) {
        let bytes = fs::read(&file).unwrap();
        names += memmem::find_iter(&bytes, NAME).count();
        for Secret { description: what, encodings: forms, .. } in secrets {
            let is_present = forms.iter().any(|form| memmem::find(&bytes, form).is_some());
            assert!(!is_present, "{what} is in {}", file.display());
        }
    }
    assert!(names > 0, "the username is in no file");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files
        .into_iter()
        .filter(|path| path.is_file())
        .chain(folders.iter().flat_map(|folder| self::files(folder)))
        .collect()
}

/// Whether the system allows reading its memory.
fn can_read_memory(program: &Program<'_>) -> bool {
    is_root() || !program.is_hardened()
}
