//! What the program does: an account if there is none, and who has one.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use vestibule::auth::{Auth, Clock, Open, Options, Password, Role, Store, SystemClock, SystemRandom};

use super::store::TextStore;

/// Who has the first account.
const FIRST: &str = "administrator";

/// Opens the accounts at `path`, and says to `out` what there is to say.
pub fn run(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
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
