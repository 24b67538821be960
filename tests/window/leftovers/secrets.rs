//! What is searched for in the memory and the files of a program.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::memmem;

use crate::desk::Desk;
use crate::journey::{NAME, PASSWORD};
use crate::keys::{self, Keys};
use crate::memory;
use crate::program::Program;
use crate::secrecy::we_are_root;

/// How long something may stay after its last use.
const A_SECOND: Duration = Duration::from_secs(1);

/// What must not stay, and how it may lie in memory.
pub struct Secret {
    what: String,
    forms: Vec<Vec<u8>>,
    /// How often it was there before it was typed: six digits are also parts of longer numbers.
    before: usize,
}

impl Secret {
    pub fn new(what: &str, text: &str) -> Self {
        Self { what: what.to_owned(), forms: memory::forms(text), before: 0 }
    }

    /// A one-time code that nobody has typed yet.
    pub fn code(program: &Program<'_>, code: &str) -> Self {
        Self { before: memory::count(program.id(), code).unwrap_or(0), ..Self::new("a one-time code", code) }
    }

    /// A secret that is no text.
    pub fn bytes(what: &str, bytes: &[u8]) -> Self {
        Self { what: what.to_owned(), forms: keys::halves(bytes), before: 0 }
    }

    /// The account key of the only account of `desk`.
    pub fn account_key(desk: &Desk) -> Self {
        Self::bytes("the account key", Keys::open(&desk.database(), PASSWORD).account_key())
    }

    /// A recovery code: its bits, as it is shown, as it is kept, and as it is typed.
    pub fn recovery(code: &str) -> Vec<Self> {
        let plain = code.replace('-', "");
        let texts = [code.to_owned(), plain.to_lowercase(), code.to_lowercase(), plain];
        let bits = std::iter::once(Self {
            what: "the bits of a recovery code".to_owned(),
            forms: vec![bits(code)],
            before: 0,
        });
        bits.chain(texts.iter().map(|text| Self::new("a recovery code", text))).collect()
    }

    /// The secret of an authenticator: its bytes, as it is written, as it is shown.
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

/// The ten bytes of a recovery code: sixteen symbols of five bits.
fn bits(code: &str) -> Vec<u8> {
    let value = |symbol: char| "023456789ABCDEFGHJKMNPQRSTUVWXYZ".find(symbol).unwrap() as u128;
    let bits = code.chars().filter(|c| *c != '-').fold(0, |bits, symbol| bits << 5 | value(symbol));
    bits.to_be_bytes()[6..].to_vec()
}

/// Within a second, none of `secrets` is in the memory of `program`.
pub fn assert_gone(program: &Program<'_>, when: &str, secrets: &[Secret]) {
    let forms: Vec<_> = secrets.iter().map(|secret| secret.forms.clone()).collect();
    let start = Instant::now();
    loop {
        let late = start.elapsed() > A_SECOND;
        let counts = memory::count_each(program.id(), &forms);
        assert_eq!(counts.is_some(), may_be_read(program));
        let there = secrets.iter().zip(counts.unwrap_or_default());
        let left: Vec<_> = there.filter(|(secret, count)| *count > secret.before).map(|(s, n)| (&s.what, n)).collect();
        if left.is_empty() {
            return;
        }
        assert!(!late, "{when}: {left:?}");
    }
}

/// While it is typed it is there: the search finds what there is to find.
pub fn assert_there(program: &Program<'_>, text: &str) {
    assert_eq!(memory::count(program.id(), text).is_some_and(|count| count > 0), may_be_read(program));
}

/// While `secret` is held it is there: what is searched for is what the program has.
pub fn assert_held(program: &Program<'_>, secret: &Secret) {
    let there = memory::count_each(program.id(), std::slice::from_ref(&secret.forms)).map(|found| found[0] > 0);
    assert_eq!(there.unwrap_or(false), may_be_read(program), "{}", secret.what);
}

/// None of `secrets` is in any file that the program left: accounts, journals, settings, log.
pub fn assert_in_no_file(folder: &Path, secrets: &[Secret]) {
    let mut names = 0;
    for file in files(folder) {
        let bytes = fs::read(&file).unwrap();
        names += memmem::find_iter(&bytes, NAME).count();
        for Secret { what, forms, .. } in secrets {
            let found = forms.iter().any(|form| memmem::find(&bytes, form).is_some());
            assert!(!found, "{what} is in {}", file.display());
        }
    }
    assert!(names > 0, "not even the username was found");
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

/// Whether the system lets us read its memory.
fn may_be_read(program: &Program<'_>) -> bool {
    we_are_root() || !program.is_hardened()
}
