//! The notebook: entries that only their author can read, signed with a proof of identity.

#[path = "../../examples/lab_notebook/entries.rs"]
pub mod entries;
#[path = "../../examples/lab_notebook/notebook.rs"]
mod notebook;

use std::fs;
use std::path::PathBuf;

use self::entries::Entries;
use self::notebook::Notebook;
use egui::Key;
use egui_kittest::Harness;
use tempfile::TempDir;
use vestibule::auth::{Auth, Outcome, Session};
use vestibule::gui::Options;

use super::harness::{AppHarness, PASSWORD, choose_password, create_admin, create_member, secret_input, step_up};

const WINDOW: [f32; 2] = [720.0, 640.0];

/// A notebook in a separate folder, with alice, an administrator, and bob.
struct Fixture {
    folder: TempDir,
    app: AppHarness<Notebook>,
}

impl Fixture {
    fn new() -> Self {
        Self::with_builder(Harness::builder())
    }

    fn with_builder(builder: egui_kittest::HarnessBuilder<Notebook>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let entries = Entries::open(&folder.path().join("entries.db")).unwrap();
        let prepare = |auth: &Auth| {
            let alice = create_admin(auth);
            create_member(auth, &alice, "bob");
            auth.sign_out(alice).unwrap();
        };
        let build = |gate| Notebook::new(gate, entries);
        let app = AppHarness::with_builder(builder, WINDOW, Options::default(), prepare, build);
        Self { folder, app }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("entries.db")
    }

    fn write(&mut self, text: &str) {
        self.app.type_into("New entry", text);
        self.app.click_button("Add entry");
    }

    fn execute_sql(&self, statement: &str) {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        assert!(connection.execute(statement, []).unwrap() > 0, "the statement changes no row");
    }

    /// Opens another session elsewhere.
    fn second_session(&self, name: &str) -> Session {
        match self.app.auth.sign_in(name, secret_input(PASSWORD)).unwrap() {
            Outcome::SignedIn(signed_in) => signed_in.session,
            other => panic!("expected sign-in without a second factor: {other:?}"),
        }
    }
}

#[test]
fn an_entry_is_readable_only_by_its_author_and_encrypted_on_disk() {
    let mut fixture = Fixture::new();
    fixture.app.sign_in("bob");
    fixture.write("The buffer was cloudy");
    assert!(fixture.app.has_label("The buffer was cloudy"));
    fixture.app.click_button("Sign out");
    assert!(!fixture.app.has_label("The buffer was cloudy"));
    fixture.app.sign_in("alice");
    assert!(fixture.app.has_label("Add entry"));
    assert!(!fixture.app.has_label("The buffer was cloudy"));
    let bytes = fs::read(fixture.file()).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"cloudy"));
    fixture.app.click_button("Sign out");
    fixture.app.sign_in("bob");
    assert!(fixture.app.has_label("The buffer was cloudy"));
}

#[test]
fn an_entry_is_signed_with_one_proof() {
    let mut fixture = Fixture::new();
    fixture.app.sign_in("bob");
    fixture.write("pH 7.4");
    fixture.app.click_button("Sign entry 1…");
    assert!(fixture.app.has_label("Sign entry 1. Type your password once more."));
    fixture.app.click_button("Cancel");
    assert!(!fixture.app.has_label_containing("Signed by"));
    fixture.app.click_button("Sign entry 1…");
    fixture.app.submit("Current password", "not this one at all");
    assert!(!fixture.app.has_label_containing("Signed by"));
    fixture.app.submit("Current password", PASSWORD);
    assert!(fixture.app.has_label_containing("Signed by bob with password, log entry"));
    assert!(!fixture.app.has_label("Sign entry 1…"));

    let alice = fixture.second_session("alice");
    let log = fixture.app.auth.audit_log(&alice, 1, 100).unwrap();
    let entry = log.iter().find(|entry| entry.event == "proven").unwrap();
    assert_eq!((entry.username.as_str(), entry.detail.as_str()), ("bob", "Sign entry 1"));
    assert!(fixture.app.has_label(&format!("Signed by bob with password, log entry {}", entry.number)));
}

#[test]
fn entries_and_drafts_are_hidden_on_idle_lock_until_their_author_unlocks() {
    let mut fixture = Fixture::new();
    fixture.app.sign_in("bob");
    fixture.write("pH 7.4");
    fixture.app.type_into("New entry", "A thought half writ");
    // egui adds an undo state only after some time.
    fixture.app.harness.run_steps(20);
    fixture.app.advance_clock(15 * 60);
    assert_eq!(fixture.app.heading(), "Locked");
    assert!(!fixture.app.has_label("pH 7.4"));
    fixture.app.submit("Password", PASSWORD);
    assert!(fixture.app.has_label("pH 7.4"));
    assert_eq!(fixture.app.value_of("New entry"), "A thought half writ", "the draft is kept for its author");
    fixture.app.click_button("Lock");
    fixture.app.click_button("Sign in as someone else");
    fixture.app.sign_in("alice");
    assert_eq!(fixture.app.value_of("New entry"), "", "the draft is not shown to another user");
    fixture.app.type_into("New entry", "");
    for _ in 0..4 {
        fixture.app.press_key_with(egui::Modifiers::COMMAND, Key::Z);
        assert_eq!(fixture.app.value_of("New entry"), "", "undo does not restore the draft");
    }
}

#[test]
fn entries_from_before_a_reset_open_with_the_old_password() {
    const NEW: &str = "seven quiet herons wade slowly";
    let mut fixture = Fixture::new();
    fixture.app.sign_in("bob");
    fixture.write("Before the reset");
    fixture.app.click_button("Sign out");
    let (auth, alice) = (fixture.app.auth.clone(), fixture.second_session("alice"));
    let bob = auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap().id;
    let temporary = auth.temporary_password(&alice, step_up(&auth, &alice), bob).unwrap();
    choose_password(&auth, "bob", temporary, NEW);

    fixture.app.type_into("Username", "bob");
    fixture.app.submit("Password", NEW);
    fixture.write("After the reset");
    assert!(fixture.app.has_label("After the reset"));
    assert!(!fixture.app.has_label("Before the reset"));
    assert!(fixture.app.has_label_containing("Closed since your account was reset"));
    fixture.app.click_button("Account");
    fixture.app.click_button("Open data from before the reset…");
    fixture.app.submit("Password from before the reset", PASSWORD);
    fixture.app.click_button("Notebook");
    assert!(fixture.app.has_label("Before the reset"), "{}", fixture.app.heading());
    assert!(fixture.app.has_label("After the reset"));
}

#[test]
fn a_tampered_or_moved_entry_is_reported_and_the_others_are_readable() {
    let mut fixture = Fixture::new();
    fixture.app.sign_in("bob");
    fixture.write("one");
    fixture.write("two");
    fixture.write("three");
    fixture.execute_sql("UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE number = 2) WHERE number = 1");
    fixture.execute_sql("UPDATE entry SET key = 'nonsense' WHERE number = 3");
    fixture.app.click_button("Lock");
    fixture.app.submit("Password", PASSWORD);
    assert_eq!(fixture.app.count_labels("two"), 1, "an entry opens only in its own row");
    assert_eq!(fixture.app.count_labels("one") + fixture.app.count_labels("three"), 0);
    assert_eq!(fixture.app.count_labels("This entry was changed by something else and does not open"), 2);
}

#[test]
fn the_account_and_users_pages_sit_behind_the_same_gate() {
    let mut fixture = Fixture::new();
    fixture.app.sign_in("bob");
    assert!(!fixture.app.has_label("People"), "members have no users page");
    fixture.app.click_button("Account");
    assert_eq!(fixture.app.heading(), "bob");
    fixture.app.click_button("Lock");
    assert_eq!(fixture.app.heading(), "Locked");
    fixture.app.click_button("Sign in as someone else");
    fixture.app.sign_in("alice");
    assert!(fixture.app.has_label("Add entry"));
    fixture.app.click_button("People");
    assert_eq!(fixture.app.heading(), "Users");
    assert!(fixture.app.has_label("bob"));
}

/// Screenshots for review and for the guide.
#[test]
fn screenshots() {
    for (theme, shade) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        let mut fixture = Fixture::with_builder(Harness::builder().with_theme(theme).wgpu());
        fixture.app.sign_in("bob");
        fixture.write("The buffer was cloudy; filtered once more before use.");
        fixture.write("pH 7.4 at 21 °C, balance 2 calibrated this morning.");
        fixture.app.click_button("Sign entry 2…");
        fixture.app.save_screenshot(&format!("example-notebook-sign-{shade}"));
        fixture.app.submit("Current password", PASSWORD);
        fixture.app.save_screenshot(&format!("example-notebook-{shade}"));
        fixture.app.click_button("Account");
        fixture.app.save_screenshot(&format!("example-notebook-account-{shade}"));
    }
}
