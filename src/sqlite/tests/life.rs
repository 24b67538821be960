//! A process under load: Alice adds somebody, who does everything that a person can do, act by act. It says what it is
//! about to do and that it was done, so that whoever ends it knows what must be in the file.

mod hands;
mod story;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use self::hands::Hands;
use crate::auth::testing::children::{Child, TAB, given, say, told};
use crate::auth::testing::{FakeClock, Phone};
use crate::auth::{Auth, Error, Open, Reader, Store, SystemRandom, TotpSecret, UnixTime, Writer};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{generous, open};

/// The test that lives it.
pub(super) const LIFE: &str = "sqlite::tests::life::another_process_does_what_people_do";

/// Where and when a life begins.
pub(super) struct Beginning<'a> {
    pub file: &'a Path,
    /// What Alice's phone computes its codes from.
    pub phone: &'a Phone,
    pub now: UnixTime,
    /// The name of the person who is added.
    pub name: String,
}

impl Beginning<'_> {
    /// Tells a child, which says that it is ready once it has opened the file.
    pub fn tell(&self, child: &mut Child) {
        let secret: String = self.phone.secret.expose_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let Self { file, now, name, .. } = self;
        child.tell(&format!("{secret}{TAB}{}{TAB}{name}{TAB}{}", now.seconds(), file.display()));
    }

    fn hear() -> (TotpSecret, UnixTime, String, PathBuf) {
        let line = told().unwrap();
        let words: Vec<&str> = line.split(TAB).collect();
        let [secret, seconds, name, file] = words[..] else { panic!("{line}") };
        let mut bytes = [0; TotpSecret::LENGTH];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&secret[2 * place..][..2], 16).unwrap();
        }
        let now = UnixTime::from_seconds(seconds.parse().unwrap());
        (TotpSecret::from_bytes(&bytes), now, name.to_owned(), file.into())
    }
}

/// A file whose transactions are said, once the accounts are open: opening writes down what expired.
struct Said {
    store: SqliteStore,
    is_open: AtomicBool,
}

impl Said {
    fn say(&self, word: &str) {
        if self.is_open.load(Ordering::SeqCst) {
            say(word);
        }
    }
}

impl Store for Said {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        self.say("in");
        let written = self.store.write(&mut |rows| {
            act(rows)?;
            self.say("commits");
            Ok(())
        });
        self.say("out");
        written
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        self.store.read(act)
    }

    fn version(&self) -> Result<u64, Error> {
        self.store.version()
    }

    fn scrub(&self) -> Result<(), Error> {
        self.store.scrub()
    }

    fn place(&self) -> Option<String> {
        self.store.place()
    }
}

/// Not a promise of its own: what the processes do that other tests end.
#[test]
fn another_process_does_what_people_do() {
    let Some(_) = given() else { return };
    let (secret, now, name, file) = Beginning::hear();
    let store = match open(&file, Open::Existing) {
        Ok(store) => store,
        Err(fault) => return hands::refuse(&fault),
    };
    let clock = Arc::new(FakeClock::new());
    clock.set_wall(now);
    // The boot clock of a test is the process's own.
    clock.set_boot_id(None);
    let random = Arc::new(SystemRandom);
    let store = Arc::new(Said { store, is_open: AtomicBool::new(false) });
    let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, random, generous()).unwrap();
    store.is_open.store(true, Ordering::SeqCst);
    say("ready");
    let alice = Phone { secret, recovery: Vec::new() };
    if story::live(&Hands { auth, clock }, &alice, &name).is_ok() {
        say("over");
    }
    told();
}
