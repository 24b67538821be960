//! A program that keeps its accounts in a place of its own making: a text file.
//!
//! ```console
//! cargo run --example custom_store --no-default-features --features serde
//! cat accounts.txt
//! ```
//! The first time it makes an account, and shows its passphrase; from then on it says who has one. `store.rs` is the
//! store, `file.rs` the file. `tests/examples/custom_store.rs` puts it through what every store must do.
//!
//! For a program of your own: `vestibule` with the feature `serde`, `serde_json` and `sha2`.

mod file;
mod store;

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use vestibule::auth::{Auth, Clock, Open, Options, Password, Role, Store, SystemClock, SystemRandom};

use self::store::TextStore;

/// Who has the first account.
const FIRST: &str = "administrator";

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).unwrap_or_else(|| "accounts.txt".into());
    match run(path.as_ref(), &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If not even this can be written, the exit code says it.
            let _ = writeln!(io::stderr(), "{error}.");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let store = Arc::new(TextStore::open(path, Open::CreateIfMissing, &SystemRandom, SystemClock.now().wall)?);
    let auth = Auth::new(Arc::clone(&store) as _, Options::new("Accounts in a text file"))?;
    if auth.is_new()? {
        let passphrase = first_account(&auth)?;
        writeln!(out, "The first account is \"{FIRST}\". Its passphrase, shown this once:")?;
        writeln!(out, "\n    {}\n", passphrase.expose_text())?;
    }
    list(&*store, out)
}

/// Makes the first account with a suggested passphrase, and signs it out again.
fn first_account(auth: &Auth) -> Result<Password, Box<dyn Error>> {
    let passphrase = auth.suggest_passphrase()?;
    let given = Password::new(passphrase.expose_text().to_owned());
    let first = auth.create_first_account(FIRST, given)?;
    auth.sign_out(first.session)?;
    Ok(passphrase)
}

/// Says who has an account.
fn list(store: &dyn Store, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut accounts = Vec::new();
    store.read(&mut |rows| {
        accounts = rows.accounts()?;
        Ok(())
    })?;
    writeln!(out, "{} has {} account(s):", store.place().unwrap_or_default(), accounts.len())?;
    for account in accounts {
        let role = match account.role {
            Role::Administrator => "administrator",
            Role::Member => "member",
        };
        let doors = if account.two_factor { "password and code" } else { "password" };
        writeln!(out, "  {} ({role}, {doors})", account.username)?;
    }
    Ok(())
}
