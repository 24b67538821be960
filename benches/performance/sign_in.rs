//! Sign-in with password and code, over the embedded store.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use vestibule::auth::{
    AccountId, AccountRow, Auth, Clock, ConfirmResult, Cost, FinishResult, Now, Open, Options, Outcome, Role,
    SecretInput, Store, SystemClock, SystemRandom, TotpSecret, code_at,
};
use vestibule::sqlite::SqliteStore;

const PASSWORD: &str = "pickle harbour violet trumpet";
const ROUNDS: usize = 41;

/// The system's clock, advanced by a step before each sign-in so that its code is fresh.
struct Ahead(Mutex<Duration>);

impl Clock for Ahead {
    fn now(&self) -> Now {
        let ahead = *self.0.lock().unwrap();
        let now = SystemClock.now();
        Now { wall: now.wall.after(ahead), boot: now.boot + ahead }
    }
}

/// Prints the median sign-in at the real cost, Argon2id's part of it, and the remainder.
pub fn measure(accounts: u32) {
    let (real, rest) = (Cost::STANDARD, Cost::for_tests());
    let total = sign_in(accounts, real);
    let beyond = sign_in(accounts, rest) - argon2(rest);
    println!(
        "sign-in with both factors, {accounts} accounts: median {total:.1} ms, of which Argon2id {:.1} ms; \
         beyond Argon2id {beyond:.2} ms",
        argon2(real)
    );
}

/// Returns the median duration in milliseconds.
fn sign_in(accounts: u32, cost: Cost) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let store = SqliteStore::open(&path, Open::CreateIfMissing, &SystemRandom, SystemClock.now().wall).unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    let clock = Arc::new(Ahead(Mutex::default()));
    let options = Options { cost: cost.into(), ..Options::new("Vestibule") };
    let auth = Auth::with(Arc::clone(&store), clock.clone(), Arc::new(SystemRandom), options).unwrap();
    let secret = pair(&auth, &clock);
    fill(&*store, accounts);
    let samples = (0..ROUNDS).map(|_| {
        *clock.0.lock().unwrap() += Duration::from_mins(1);
        let code = code_at(&secret, auth.now().wall);
        let start = Instant::now();
        let Ok(Outcome::CodeRequired(pending)) = auth.sign_in("alice", PASSWORD.to_owned().into()) else {
            panic!("expected a code to be required")
        };
        let Ok(Outcome::SignedIn(_)) = auth.submit_code(*pending, SecretInput::new(code.to_string())) else {
            panic!("expected the code to be accepted")
        };
        start.elapsed().as_secs_f64() * 1000.0
    });
    crate::median(samples.collect())
}

/// Returns the duration of the derivation alone, in milliseconds.
fn argon2(cost: Cost) -> f64 {
    let params = argon2::Params::new(cost.memory_kib(), cost.passes(), cost.lanes(), Some(32)).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let samples = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        argon2.hash_password_into(PASSWORD.as_bytes(), &[7; 16], &mut [0; 32]).unwrap();
        start.elapsed().as_secs_f64() * 1000.0
    });
    crate::median(samples.collect())
}

fn pair(auth: &Auth, clock: &Ahead) -> TotpSecret {
    let first = auth.create_first_account("alice", PASSWORD.to_owned().into()).unwrap();
    let shown = auth.begin_enrolment(&first.session, first.step_up).unwrap();
    let secret = secret_of(shown.uri().expose_text());
    let code = code_at(&secret, clock.now().wall);
    let Ok(ConfirmResult::RecoveryCodes(codes)) =
        auth.confirm_pairing(shown.next(), SecretInput::new(code.to_string()), "Phone")
    else {
        panic!("expected the pairing code to be accepted")
    };
    assert!(matches!(auth.finish_enrolment(*codes), Ok(FinishResult::TwoFactorOn)));
    secret
}

fn secret_of(uri: &str) -> TotpSecret {
    let key = uri.split("secret=").nth(1).unwrap().split('&').next().unwrap();
    let secret = totp_rs::Secret::try_from_base32(key).unwrap();
    TotpSecret::from_bytes(secret.as_ref().try_into().unwrap())
}

fn fill(store: &dyn Store, accounts: u32) {
    store
        .write(&mut |writer| {
            let first = writer.accounts()?.remove(0);
            for number in 1..accounts {
                let name = format!("person{number}");
                let mut id = [0; 16];
                id[..4].copy_from_slice(&number.to_be_bytes());
                let id = AccountId::from_bytes(id);
                let (role, two_factor) = (Role::Member, false);
                let (username, canonical_name) = (name.clone(), name);
                writer.insert_account(&AccountRow {
                    id,
                    username,
                    canonical_name,
                    role,
                    two_factor,
                    ..first.clone()
                })?;
            }
            Ok(())
        })
        .unwrap();
}
