//! A process under load: Alice adds a user, who performs every operation in turn. The process prints each operation
//! before and after it, so that the parent knows what must be in the file after a kill.

mod client;
mod script;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use self::client::Client;
use crate::auth::testing::subprocess::{Child, FIELD_SEPARATOR, argument, print_line, read_line};
use crate::auth::testing::{Hook, HookedStore, ManualClock, TestAuthenticator, WriteOperation};
use crate::auth::{Auth, Error, Open, Store, SystemRandom, TotpSecret, UnixTime};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{lenient_options, open};

/// The test that runs the workload.
pub(super) const WORKLOAD_TEST: &str = "sqlite::tests::workload::child_process_runs_the_workload";

/// The parameters of a run.
pub(super) struct Setup<'a> {
    pub file: &'a Path,
    /// Alice's authenticator.
    pub authenticator: &'a TestAuthenticator,
    pub now: UnixTime,
    /// The name of the user who is added.
    pub name: String,
}

impl Setup<'_> {
    /// Sends the parameters to a child, which reports when it has opened the file.
    pub fn send(&self, child: &mut Child) {
        let secret: String =
            self.authenticator.secret.expose_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let Self { file, now, name, .. } = self;
        child.send(&format!(
            "{secret}{FIELD_SEPARATOR}{}{FIELD_SEPARATOR}{name}{FIELD_SEPARATOR}{}",
            now.seconds(),
            file.display()
        ));
    }

    fn receive() -> (TotpSecret, UnixTime, String, PathBuf) {
        let line = read_line().unwrap();
        let fields: Vec<&str> = line.split(FIELD_SEPARATOR).collect();
        let [secret, seconds, name, file] = fields[..] else { panic!("{line}") };
        let mut bytes = [0; TotpSecret::LENGTH];
        for (database, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&secret[2 * database..][..2], 16).unwrap();
        }
        let now = UnixTime::from_seconds(seconds.parse().unwrap());
        (TotpSecret::from_bytes(&bytes), now, name.to_owned(), file.into())
    }
}

/// Prints the transactions of a store once the accounts are open: opening itself writes down what expired.
struct LogTransactions {
    is_open: AtomicBool,
}

impl LogTransactions {
    fn log(&self, line: &str) {
        if self.is_open.load(Ordering::SeqCst) {
            print_line(line);
        }
    }
}

impl Hook<SqliteStore> for LogTransactions {
    fn write(&self, store: &SqliteStore, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        self.log("in");
        let written = store.write(&mut |rows| {
            operation(rows)?;
            self.log("commits");
            Ok(())
        });
        self.log("out");
        written
    }
}

/// Not a test of its own: the processes that other tests kill.
#[test]
fn child_process_runs_the_workload() {
    let Some(_) = argument() else { return };
    let (secret, now, name, file) = Setup::receive();
    let store = match open(&file, Open::Existing) {
        Ok(store) => store,
        Err(fault) => return client::report_refusal(&fault),
    };
    let clock = Arc::new(ManualClock::new());
    clock.set_wall(now);
    // The boot clock of a test is local to the process.
    clock.set_boot_id(None);
    let random = Arc::new(SystemRandom);
    let store = Arc::new(HookedStore { store, hook: LogTransactions { is_open: AtomicBool::new(false) } });
    let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, random, lenient_options()).unwrap();
    store.hook.is_open.store(true, Ordering::SeqCst);
    print_line("ready");
    let alice = TestAuthenticator { secret, recovery_codes: Vec::new() };
    if script::run(&Client { auth, clock }, &alice, &name).is_ok() {
        print_line("over");
    }
    read_line();
}
