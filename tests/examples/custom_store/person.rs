//! A person who signs in, with the rules of the library over this store.

use std::sync::Arc;
use std::time::Duration;

use vestibule::auth::{
    Auth, CodeRefusal, Confirmed, Cost, Finished, Options, Outcome, Password, Pending, ShowSecret, SystemRandom,
    TotpSecret, TypedText, code_at,
};
use vestibule::testing::ManualClock;

use super::{Place, program};

const PASSWORD: &str = "grumpy violet otters juggle maps";

fn typed(text: &str) -> TypedText {
    TypedText::new(text.to_owned())
}

/// The program, started anew.
fn start(place: &Place, clock: &Arc<ManualClock>) -> Auth {
    // Cheap, since it is a test.
    let options = Options { cost: Cost::for_tests().into(), ..Options::new("Notebook") };
    Auth::with(Arc::new(place.open()), Arc::clone(clock) as _, Arc::new(SystemRandom), options).unwrap()
}

/// The secret that somebody types into a phone, out of its base32.
fn secret_of(show: &ShowSecret) -> TotpSecret {
    let key = show.setup_key();
    let value = |symbol: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(symbol).unwrap();
    let bits: String = key.chars().filter(|c| *c != ' ').map(|symbol| format!("{:05b}", value(symbol))).collect();
    TotpSecret::from_bytes(&std::array::from_fn(|n| u8::from_str_radix(&bits[8 * n..8 * n + 8], 2).unwrap()))
}

/// Through the first door.
fn pending(auth: &Auth) -> Pending {
    match auth.sign_in("alice", typed(PASSWORD)).unwrap() {
        Outcome::CodeOwed(pending) => *pending,
        other => panic!("no code is owed: {other:?}"),
    }
}

#[test]
fn somebody_comes_in_by_both_doors_and_no_code_works_twice_though_the_program_starts_anew() {
    let (place, clock) = (Place::new(), Arc::new(ManualClock::new()));
    let auth = start(&place, &clock);
    let first = auth.create_first_account("alice", typed(PASSWORD)).unwrap();
    let show = auth.begin_setup(&first.session, first.step_up).unwrap();
    let secret = secret_of(&show);
    let now = || code_at(&secret, auth.now().wall);
    let Confirmed::Codes(codes) = auth.confirm(show.next(), typed(&now()), "Phone").unwrap() else {
        panic!("the code is right");
    };
    let recovery = typed(&codes.codes()[0].expose_text());
    assert!(matches!(auth.finish_setup(*codes), Ok(Finished::On)));
    auth.sign_out(first.session).unwrap();

    clock.advance(Duration::from_secs(60));
    let again = start(&place, &clock);
    let Outcome::SignedIn(signed_in) = again.give_code(pending(&again), typed(&now())).unwrap() else {
        panic!("the code is right");
    };
    assert_eq!(signed_in.session.username(), "alice");
    again.sign_out(signed_in.session).unwrap();
    drop(again);

    let again = start(&place, &clock);
    let outcome = again.give_code(pending(&again), typed(&now())).unwrap();
    assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _)), "{outcome:?}");
    // As does the program that was open all the time.
    let outcome = auth.give_code(pending(&auth), typed(&now())).unwrap();
    assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _)), "{outcome:?}");

    let used = Password::new(recovery.expose_text().to_owned());
    let outcome = again.give_recovery_code(pending(&again), recovery).unwrap();
    assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
    let outcome = start(&place, &clock).give_recovery_code(pending(&again), used).unwrap();
    assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _)), "{outcome:?}");
}

#[test]
fn the_file_names_who_has_an_account_and_holds_neither_password_nor_code() {
    let (place, clock) = (Place::new(), Arc::new(ManualClock::new()));
    let auth = start(&place, &clock);
    let first = auth.create_first_account("Alice", typed(PASSWORD)).unwrap();
    let before = String::from_utf8(place.bytes()).unwrap();
    auth.sign_out(first.session).unwrap();
    let after = String::from_utf8(place.bytes()).unwrap();
    assert!(after.contains("\"username\":\"Alice\""));
    assert!(!after.contains(PASSWORD) && !after.contains("grumpy"));

    // What signing out changed: the first line, what the store knows of itself, and an entry; a session less.
    let new: Vec<&str> = after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    assert_eq!(new.len(), 3, "{new:?}");
    assert!(new[2].contains("signed-out"));
    assert!(before.contains("{\"session\":") && !after.contains("{\"session\":"));
}

#[test]
fn the_program_shows_the_first_passphrase_once_and_then_who_has_an_account() {
    let place = Place::new();
    let run = || {
        let mut said = Vec::new();
        program::run(&place.file(), &mut said).map(|()| String::from_utf8(said).unwrap())
    };
    let first = run().unwrap();
    let passphrase = first.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    let listed = format!("{} has 1 account(s):\n  administrator (administrator, password)\n", place.file().display());
    assert!(first.ends_with(&listed), "{first}");
    assert_eq!(run().unwrap(), listed);

    assert!(!String::from_utf8(place.bytes()).unwrap().contains(passphrase));
    let auth = Auth::new(Arc::new(place.open()), Options::new("Accounts in a text file")).unwrap();
    assert!(matches!(auth.sign_in("administrator", typed(passphrase)), Ok(Outcome::SignedIn(_))));

    std::fs::write(place.file(), "").unwrap();
    assert!(run().unwrap_err().to_string().ends_with("is not a Vestibule accounts file"));
}
