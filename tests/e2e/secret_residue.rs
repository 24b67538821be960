//! What remains of a secret a second after its last use: in the memory of the process, in its log, in its files.
//!
//! As root, the tests search all readable memory. Otherwise the system denies them the memory of the hardened program,
//! which is the stronger proof, and is asserted instead.

mod secrets;

use std::process::Command;

use self::secrets::{Secret, assert_absent, assert_in_no_file, assert_present, assert_secret_present};
use crate::accessibility::Role;
use crate::authenticator::Authenticator;
use crate::desktop::TestDesktop;
use crate::full_flow::{CODE, NAME, PASSWORD, enter_password, fill_welcome, recovery_codes, sign_out};
use crate::input::Clipboard;
use crate::keys::Keys;
use crate::process_memory;
use crate::program::{Program, example};
use crate::screenshots::ScreenshotLog;
use crate::stock_text_edit;
use crate::wait::wait_for;

/// A password that is typed, and always wrong.
const MARKER: &str = "wombat lantern seventeen fjords";

/// Pairs an authenticator, and returns it with the recovery codes.
fn pair(program: &Program<'_>, folder: &str) -> (Authenticator, Vec<String>, Secret) {
    program.click("Set up two-factor");
    program.wait_for_role(Role::Image, "QR code");
    let (mut authenticator, _) = Authenticator::scan(&ScreenshotLog::new(folder).save(program, "qr-code")).unwrap();
    assert_secret_present(program, &Secret::setup_key(authenticator.secret())[0]);
    program.click("Next");
    program.wait_for(CODE);
    let code = authenticator.code();
    let secret = Secret::code(program, &code);
    program.type_into(CODE, &code);
    program.click("I have saved my recovery codes");
    let codes = recovery_codes(program);
    assert_present(program, &codes[0]);
    assert_secret_present(program, &Secret::recovery(&codes[0])[0]);
    program.click("Finish");
    program.wait_for_text("Two-factor is on");
    (authenticator, codes, secret)
}

#[test]
fn no_secret_remains_in_memory_log_or_files_after_sign_in_and_lock() {
    let desktop = TestDesktop::new();
    let program = desktop.start(&["--database", desktop.database().to_str().unwrap()]);
    fill_welcome(&program);
    assert_present(&program, PASSWORD);
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    let mut secrets = vec![Secret::new("the password", PASSWORD)];
    assert_absent(&program, "after the first account", &secrets);

    let (mut authenticator, codes, confirmed) = pair(&program, "leftovers");
    secrets.extend(Secret::setup_key(authenticator.secret()));
    secrets.extend(codes.iter().flat_map(|code| Secret::recovery(code)));
    secrets.push(confirmed);
    assert_absent(&program, "once the account screen shows", &secrets);
    let account_key = || Secret::account_key(&desktop);
    assert_secret_present(&program, &account_key());

    sign_out(&program);
    assert_absent(&program, "after signing out", &[account_key()]);
    enter_password(&program);
    program.wait_for_role(Role::Heading, "Enter your code");
    assert_absent(&program, "at the code screen", &secrets);
    let code = authenticator.code();
    secrets.push(Secret::code(&program, &code));
    program.type_into(CODE, &code);
    program.wait_for_text("Signed in as alice");
    assert_absent(&program, "after signing in", &secrets);
    assert_secret_present(&program, &account_key());

    program.press("ctrl+l");
    program.wait_for_role(Role::Heading, "Locked");
    assert_absent(&program, "after locking", &secrets);
    assert_absent(&program, "after locking", &[account_key()]);
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &codes[0]);
    assert_present(&program, PASSWORD);
    program.click("Unlock");
    program.wait_for_text("Signed in as alice");
    assert_absent(&program, "after unlocking with a recovery code", &secrets);
    assert_secret_present(&program, &account_key());
    secrets.push(account_key());

    assert!(program.close().success());
    assert_in_no_file(desktop.folder(), &secrets);
}

#[test]
fn keys_are_wiped_on_lock_and_sign_out_without_a_zeroing_allocator() {
    let desktop = TestDesktop::new();
    let database = desktop.folder().join(".local/share/lab-notebook/accounts.db");
    let program = Program::start_titled(&desktop, Command::new(example("embed")), &[], "Lab notebook");
    program.wait_for_role(Role::Heading, "Welcome to Lab notebook");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    let (authenticator, codes, _) = pair(&program, "leftovers-of-a-host");
    let account_key = [Secret::bytes("the account key", Keys::open(&database, PASSWORD).account_key())];
    assert_secret_present(&program, &account_key[0]);
    // Texts are wiped only by the host's allocator: egui's layouts and screen readers' nodes hold copies too.
    let mut of_pairing: Vec<_> = Secret::setup_key(authenticator.secret()).into_iter().take(1).collect();
    of_pairing.extend(codes.iter().flat_map(|code| Secret::recovery(code).into_iter().take(1)));
    assert_absent(&program, "after pairing", &of_pairing);

    program.press("ctrl+l");
    program.wait_for_role(Role::Heading, "Locked");
    assert_absent(&program, "after locking", &account_key);
    assert_absent(&program, "after locking", &of_pairing);
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &codes[0]);
    program.click("Unlock");
    program.wait_for("The notes of alice");
    assert_secret_present(&program, &account_key[0]);

    sign_out(&program);
    assert_absent(&program, "after signing out", &account_key);
    assert_absent(&program, "after signing out", &of_pairing);
    assert!(program.close().success());
}

#[test]
fn no_typed_secret_remains_after_a_failed_attempt() {
    let desktop = TestDesktop::new();
    let program = desktop.start(&["--database", desktop.database().to_str().unwrap()]);
    fill_welcome(&program);
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    let (authenticator, codes, _) = pair(&program, "leftovers-of-failure");
    sign_out(&program);

    let mut secrets = vec![Secret::new("a wrong password", MARKER)];
    program.fill("Username", NAME);
    program.fill("Password", MARKER);
    assert_present(&program, MARKER);
    program.press("Return");
    program.wait_for_text("Wrong username or password");
    assert_absent(&program, "after a wrong password", &secrets);

    enter_password(&program);
    program.wait_for(CODE);
    let wrong = authenticator.wrong_code();
    secrets.push(Secret::code(&program, &wrong));
    program.type_into(CODE, &wrong);
    program.wait_for_text("That code is not right");
    assert_absent(&program, "after a wrong code", &secrets);

    // Right except for its last symbol.
    let (last, all_but_last) = (codes[0].chars().last().unwrap(), &codes[0][..codes[0].len() - 1]);
    let typed = format!("{all_but_last}{}", if last == '7' { '8' } else { '7' });
    secrets.extend(Secret::recovery(&typed));
    program.click("Use a recovery code");
    program.fill("Recovery code", &typed);
    program.click("Verify");
    program.wait_for_text("not right");
    // The field keeps a refused recovery code, so that a typo can be corrected, until the screen is left.
    program.click("Back");
    program.wait_for("Password");
    assert_absent(&program, "after leaving a wrong recovery code", &secrets);

    assert!(program.close().success());
    assert_in_no_file(desktop.folder(), &secrets);
}

#[test]
fn no_password_remains_after_a_paste_or_after_showing_it() {
    let desktop = TestDesktop::new();
    let program = desktop.start(&["--database", desktop.database().to_str().unwrap()]);
    program.wait_for_role(Role::Heading, "Welcome to Vestibule");
    program.fill("Username", NAME);
    let secrets = [Secret::new("the password", PASSWORD)];
    {
        let _clipboard = Clipboard::with_text(&desktop.display, PASSWORD);
        program.type_into("Password", "");
        program.press("ctrl+v");
        program.wait_for_length("Password", PASSWORD.chars().count());
    }
    assert_present(&program, PASSWORD);
    // The password is shown here at first.
    program.wait_for("Hide password");
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    assert_absent(&program, "after a paste", &secrets);

    program.click("Not now");
    program.wait_for_text("Signed in as alice");
    program.press("ctrl+l");
    program.wait_for_role(Role::Heading, "Locked");
    program.fill("Password", PASSWORD);
    program.press("ctrl+h");
    program.wait_for("Hide password");
    assert_present(&program, PASSWORD);
    program.press("Return");
    program.wait_for_text("Signed in as alice");
    assert_absent(&program, "after it was shown and unlocked", &secrets);

    program.press("ctrl+l");
    program.wait_for_role(Role::Heading, "Locked");
    program.fill("Password", PASSWORD);
    program.click("Sign in as someone else");
    program.wait_for_role(Role::Heading, "Sign in");
    assert_absent(&program, "though it was never sent", &secrets);
}

#[test]
fn text_typed_into_a_stock_text_edit_is_found_in_all_its_copies() {
    let desktop = TestDesktop::new();
    let window = stock_text_edit::StockWindow::open(&desktop);
    window.type_text(MARKER);
    let typed = || process_memory::count(window.id(), MARKER).filter(|count| *count > 0);
    // Its own user may read the memory of a process that is not hardened.
    let count = wait_for("the text in memory", typed, || "the memory of other processes may be unreadable".to_owned());
    assert!(count > 1, "{count}: expected copies in the undo history and layouts too");
}
