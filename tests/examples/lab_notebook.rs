//! The notebook: entries that only their author reads, signed by proving who one is.

#[path = "../../examples/lab_notebook/entries.rs"]
pub mod entries;
#[path = "../../examples/lab_notebook/notebook.rs"]
mod notebook;

use std::fs;
use std::path::PathBuf;

use egui::Key;
use egui_kittest::Harness;
use tempfile::TempDir;
use vestibule::auth::{Auth, Outcome, Session};
use vestibule::gui::Options;

use self::entries::Entries;
use self::notebook::Notebook;
use super::seat::{PASSWORD, Seat, make_alice, make_member, proof, take_over, typed};

const WINDOW: [f32; 2] = [720.0, 640.0];

/// A notebook in a folder of its own, with alice, who administers, and bob.
struct Bench {
    folder: TempDir,
    seat: Seat<Notebook>,
}

impl Bench {
    fn new() -> Self {
        Self::built(Harness::builder())
    }

    fn built(builder: egui_kittest::HarnessBuilder<Notebook>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let entries = Entries::open(&folder.path().join("entries.db")).unwrap();
        let prepare = |auth: &Auth| {
            let alice = make_alice(auth);
            make_member(auth, &alice, "bob");
            auth.sign_out(alice).unwrap();
        };
        let build = |gate| Notebook::new(gate, entries);
        let seat = Seat::built(builder, WINDOW, Options::default(), prepare, build);
        Self { folder, seat }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("entries.db")
    }

    fn write(&mut self, text: &str) {
        self.seat.type_into("New entry", text);
        self.seat.press("Add entry");
    }

    fn change(&self, statement: &str) {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        assert!(connection.execute(statement, []).unwrap() > 0, "nothing was changed");
    }

    /// Somebody else signs in somewhere else.
    fn elsewhere(&self, name: &str) -> Session {
        match self.seat.auth.sign_in(name, typed(PASSWORD)).unwrap() {
            Outcome::SignedIn(signed_in) => signed_in.session,
            other => panic!("two-factor is off: {other:?}"),
        }
    }
}

#[test]
fn an_entry_is_read_by_its_author_and_by_nobody_else_and_its_words_are_not_in_the_file() {
    let mut bench = Bench::new();
    bench.seat.sign_in("bob");
    bench.write("The buffer was cloudy");
    assert!(bench.seat.says("The buffer was cloudy"));
    bench.seat.press("Sign out");
    assert!(!bench.seat.says("The buffer was cloudy"));
    bench.seat.sign_in("alice");
    assert!(bench.seat.says("Add entry"));
    assert!(!bench.seat.says("The buffer was cloudy"));
    let bytes = fs::read(bench.file()).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"cloudy"));
    bench.seat.press("Sign out");
    bench.seat.sign_in("bob");
    assert!(bench.seat.says("The buffer was cloudy"));
}

#[test]
fn an_entry_is_signed_by_proving_who_one_is_once() {
    let mut bench = Bench::new();
    bench.seat.sign_in("bob");
    bench.write("pH 7.4");
    bench.seat.press("Sign entry 1…");
    assert!(bench.seat.says("Sign entry 1. Type your password once more."));
    bench.seat.press("Cancel");
    assert!(!bench.seat.says_in_part("Signed by"));
    bench.seat.press("Sign entry 1…");
    bench.seat.type_into("Current password", "not this one at all");
    bench.seat.key(Key::Enter);
    assert!(!bench.seat.says_in_part("Signed by"));
    bench.seat.type_into("Current password", PASSWORD);
    bench.seat.key(Key::Enter);
    assert!(bench.seat.says_in_part("Signed by bob with password, log entry"));
    assert!(!bench.seat.says("Sign entry 1…"));

    let alice = bench.elsewhere("alice");
    let log = bench.seat.auth.log(&alice, 1, 100).unwrap();
    let entry = log.iter().find(|entry| entry.event == "proven").unwrap();
    assert_eq!((entry.username.as_str(), entry.detail.as_str()), ("bob", "Sign entry 1"));
    assert!(bench.seat.says(&format!("Signed by bob with password, log entry {}", entry.number)));
}

#[test]
fn after_idle_time_nothing_of_an_entry_is_on_the_screen_until_its_author_is_back() {
    let mut bench = Bench::new();
    bench.seat.sign_in("bob");
    bench.write("pH 7.4");
    bench.seat.type_into("New entry", "A thought half writ");
    // egui keeps a state to go back to only after a while.
    bench.seat.harness.run_steps(20);
    bench.seat.wait(15 * 60);
    assert_eq!(bench.seat.heading(), "Locked");
    assert!(!bench.seat.says("pH 7.4"));
    bench.seat.type_into("Password", PASSWORD);
    bench.seat.key(Key::Enter);
    assert!(bench.seat.says("pH 7.4"));
    assert_eq!(
        bench.seat.value_of("New entry"),
        "A thought half writ",
        "the draft is still there for whoever wrote it"
    );
    bench.seat.press("Lock");
    bench.seat.press("Sign in as someone else");
    bench.seat.sign_in("alice");
    assert_eq!(bench.seat.value_of("New entry"), "", "and for nobody else");
    bench.seat.type_into("New entry", "");
    for _ in 0..4 {
        bench.seat.key_with(egui::Modifiers::COMMAND, Key::Z);
        assert_eq!(bench.seat.value_of("New entry"), "", "not by undo either");
    }
}

#[test]
fn entries_from_before_a_reset_open_with_the_old_password() {
    let mut bench = Bench::new();
    bench.seat.sign_in("bob");
    bench.write("Before the reset");
    bench.seat.press("Sign out");
    let (auth, alice) = (bench.seat.auth.clone(), bench.elsewhere("alice"));
    let bob = auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap().id;
    let temporary = auth.temporary_password(&alice, proof(&auth, &alice), bob).unwrap();
    const NEW: &str = "seven quiet herons wade slowly";
    take_over(&auth, "bob", temporary, NEW);

    bench.seat.type_into("Username", "bob");
    bench.seat.type_into("Password", NEW);
    bench.seat.key(Key::Enter);
    bench.write("After the reset");
    assert!(bench.seat.says("After the reset"));
    assert!(!bench.seat.says("Before the reset"));
    assert!(bench.seat.says_in_part("Closed since your account was reset"));
    bench.seat.press("Account");
    bench.seat.press("Open data from before the reset…");
    bench.seat.type_into("Password from before the reset", PASSWORD);
    bench.seat.key(Key::Enter);
    bench.seat.press("Notebook");
    assert!(bench.seat.says("Before the reset"), "{}", bench.seat.heading());
    assert!(bench.seat.says("After the reset"));
}

#[test]
fn an_entry_that_was_changed_or_moved_says_so_and_the_others_are_read() {
    let mut bench = Bench::new();
    bench.seat.sign_in("bob");
    bench.write("one");
    bench.write("two");
    bench.write("three");
    bench.change("UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE number = 2) WHERE number = 1");
    bench.change("UPDATE entry SET key = 'nonsense' WHERE number = 3");
    bench.seat.press("Lock");
    bench.seat.type_into("Password", PASSWORD);
    bench.seat.key(Key::Enter);
    assert_eq!(bench.seat.count("two"), 1, "an entry opens in its own row alone");
    assert_eq!(bench.seat.count("one") + bench.seat.count("three"), 0);
    assert_eq!(bench.seat.count("This entry was changed by something else and does not open"), 2);
}

#[test]
fn the_account_and_the_people_are_pages_with_the_same_doors() {
    let mut bench = Bench::new();
    bench.seat.sign_in("bob");
    assert!(!bench.seat.says("People"), "members have no such page");
    bench.seat.press("Account");
    assert_eq!(bench.seat.heading(), "bob");
    bench.seat.press("Lock");
    assert_eq!(bench.seat.heading(), "Locked");
    bench.seat.press("Sign in as someone else");
    bench.seat.sign_in("alice");
    assert!(bench.seat.says("Add entry"));
    bench.seat.press("People");
    assert_eq!(bench.seat.heading(), "Users");
    assert!(bench.seat.says("bob"));
}

/// For looking at, and for the guide.
#[test]
fn pictures() {
    for (theme, shade) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        let mut bench = Bench::built(Harness::builder().with_theme(theme).wgpu());
        bench.seat.sign_in("bob");
        bench.write("The buffer was cloudy; filtered once more before use.");
        bench.write("pH 7.4 at 21 °C, balance 2 calibrated this morning.");
        bench.seat.press("Sign entry 2…");
        bench.seat.picture(&format!("example-notebook-sign-{shade}"));
        bench.seat.type_into("Current password", PASSWORD);
        bench.seat.key(Key::Enter);
        bench.seat.picture(&format!("example-notebook-{shade}"));
        bench.seat.press("Account");
        bench.seat.picture(&format!("example-notebook-account-{shade}"));
    }
}
