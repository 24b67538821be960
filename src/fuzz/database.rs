//! Arbitrary bytes as the accounts file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::auth::{
    AccountRow, Auth, Clock, Cost, CounterKey, CounterKind, Error, KdfParams, Now, Open, Options, Outcome, Reader,
    Store, StoreError, TotpSecret, UnixTime, code_at, verify,
};
use crate::fuzz::Verdict;
use crate::fuzz::input::{DeterministicRandom, typed};
use crate::sqlite::SqliteStore;

/// The credentials of Alice in the seed `furnished`.
pub(super) const PASSWORD: &str = "grumpy violet otters juggle maps";
pub(super) const TOTP_SECRET: [u8; TotpSecret::LENGTH] = [
    0xa6, 0x9c, 0xc4, 0x0a, 0xa0, 0x1c, 0x16, 0x2a, 0x1d, 0x67, 0xdc, 0x6e, 0x1f, 0x9e, 0x8b, 0x60, 0xe4, 0xd7, 0x19,
    0x73,
];

/// A quarter of an hour after the seed was made.
pub(super) const NOW: UnixTime = UnixTime::from_seconds(1_795_357_100);

/// Sign-in is skipped where a file asks for a higher cost: it may ask for a GiB.
const LOW_COST: Cost = Cost::for_tests();

/// A database file: refused unchanged, or used without a panic, and no wrong password opens anything in it.
pub fn database_file(bytes: &[u8]) -> Verdict {
    let dir = TempDir::new(bytes);
    let open = |mode| SqliteStore::open(&dir.file(), mode, &DeterministicRandom::new(), NOW);
    match open(Open::Existing) {
        Ok(store) => {
            exercise(store);
            Verdict::Accepted
        }
        Err(error) => {
            dir.assert_untouched(bytes, &error);
            if let Err(refused) = open(Open::CreateIfMissing) {
                dir.assert_untouched(bytes, &refused);
            } else {
                assert!(bytes.is_empty(), "a new database replaces existing content: {error}");
            }
            Verdict::Refused
        }
    }
}

/// Does what the program does with accounts. Any result but a panic is accepted.
fn exercise(store: SqliteStore) {
    let store: Arc<dyn Store> = Arc::new(store);
    let mut accounts = Vec::new();
    let read = store.read(&mut |rows| {
        accounts = rows.accounts()?;
        let _ = (rows.meta(), rows.has_accounts(), rows.active_administrators(2), rows.account_summaries());
        accounts.iter().for_each(|account| read_all(rows, account));
        accounts.retain(|account| has_low_cost(rows, account));
        Ok(())
    });
    assert_only_file_errors(read);
    let _ = verify(&*store);
    let options = Options { cost: LOW_COST.into(), ..Options::new("Vestibule") };
    let Ok(auth) = Auth::with(store, Arc::new(FixedClock), Arc::new(DeterministicRandom::new()), options) else {
        return;
    };
    for account in &accounts {
        let _ = auth.remaining_wait(&account.username);
        let wrong = auth.sign_in(&account.username, typed("somebody else's password"));
        assert!(matches!(wrong, Ok(Outcome::Refused(_)) | Err(_)), "{wrong:?}");
        assert_only_file_errors(sign_in(&auth, &account.username));
    }
    let _ = (auth.has_no_accounts(), auth.policy(), auth.sign_in("nobody", typed(PASSWORD)));
}

/// Signs in with the right credentials, reads everything, and signs out.
fn sign_in(auth: &Auth, username: &str) -> Result<(), Error> {
    let outcome = match auth.sign_in(username, typed(PASSWORD))? {
        Outcome::CodeRequired(pending) => {
            auth.submit_code(*pending, typed(&code_at(&TotpSecret::from_bytes(&TOTP_SECRET), NOW)))?
        }
        other => other,
    };
    if let Outcome::SignedIn(signed_in) = outcome {
        let session = signed_in.session;
        let _ = (auth.account(&session), auth.users(&session), auth.history(&session), auth.refresh_session(&session));
        auth.sign_out(session)?;
    }
    Ok(())
}

fn read_all(rows: &dyn Reader, account: &AccountRow) {
    let id = account.id;
    let _ = (
        rows.account(id),
        rows.account_by_canonical_name(&account.canonical_name),
        rows.wrapped_keys(id),
        rows.authenticators(id),
    );
    let _ = (rows.recovery(id), rows.help_code(id), rows.history(id, 100));
    for kind in [CounterKind::Password, CounterKind::Code, CounterKind::Recovery] {
        let _ = rows.counter(&CounterKey::Account(id, kind));
    }
    for session in rows.sessions(id).unwrap_or_default() {
        let _ = rows.session(&session.token_hash);
    }
}

fn has_low_cost(rows: &dyn Reader, account: &AccountRow) -> bool {
    let wrapped_keys = rows.wrapped_keys(account.id).unwrap_or_default();
    wrapped_keys.iter().all(|wrapped_key| {
        KdfParams::parse(&wrapped_key.kdf_params, &LOW_COST).is_ok_and(|kdf| !LOW_COST.weaker_than(&kdf.cost))
    })
}

/// Accepts only the errors that a damaged file can cause.
fn assert_only_file_errors(outcome: Result<(), Error>) {
    let is_file_error = |fault: &Error| {
        use StoreError as E;
        matches!(fault, Error::Corrupt | Error::Store(E::Damaged { .. } | E::Io { .. } | E::Conflict(_)))
    };
    assert!(outcome.as_ref().err().is_none_or(is_file_error), "{outcome:?}");
}

/// A clock that does not advance.
struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Now {
        Now { wall: NOW, boot: Duration::from_secs(1000) }
    }
}

/// A folder with one file, deleted on drop.
struct TempDir(PathBuf);

impl TempDir {
    fn new(bytes: &[u8]) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = Self(std::env::temp_dir().join(format!("vestibule-fuzz-{}-{number}", std::process::id())));
        let created = fs::create_dir(&dir.0).and_then(|()| fs::write(dir.file(), bytes));
        assert!(created.is_ok(), "failed to create files in {}: {created:?}", dir.0.display());
        dir
    }

    fn file(&self) -> PathBuf {
        self.0.join("accounts.db")
    }

    fn assert_untouched(&self, bytes: &[u8], error: &Error) {
        assert!(!error.to_string().is_empty() && !error.advice().is_empty());
        let read = |path: &Path| fs::read(path).ok();
        assert!(read(&self.file()).as_deref() == Some(bytes), "the refused file is modified: {error}");
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // A failure leaves the folder among the temporary files, which is acceptable.
        let _ = fs::remove_dir_all(&self.0);
    }
}
