//! What of a secret is left a second after its last use: in the memory of the process, in its log, in its files.
//!
//! Where the tests run as root, all readable memory is searched. Where they do not, the system keeps the memory of the
//! hardened program from them, which is the stronger proof, and is asserted instead.

mod secrets;

use std::process::Command;

use self::secrets::{Secret, assert_gone, assert_held, assert_in_no_file, assert_there};
use crate::desk::Desk;
use crate::hands::Clipboard;
use crate::journey::{CODE, NAME, PASSWORD, enter_password, fill_welcome, recovery_codes, sign_out};
use crate::keys::Keys;
use crate::memory;
use crate::phone::Phone;
use crate::program::{Program, example};
use crate::reader::Role;
use crate::stock;
use crate::tour::Tour;
use crate::waiting::wait_for;

/// Typed, and never right.
const MARKER: &str = "wombat lantern seventeen fjords";

/// Pairs a phone, and gives it with the recovery codes.
fn pair(program: &Program<'_>, album: &str) -> (Phone, Vec<String>, Secret) {
    program.click("Set up two-factor");
    program.wait_for_a(Role::Image, "QR code");
    let (mut phone, _) = Phone::scan(&Tour::new(album).picture(program, "qr-code")).unwrap();
    assert_held(program, &Secret::setup_key(phone.secret())[0]);
    program.click("Next");
    program.wait_for(CODE);
    let code = phone.code();
    let secret = Secret::code(program, &code);
    program.enter(CODE, &code);
    program.click("I have saved my recovery codes");
    let codes = recovery_codes(program);
    assert_there(program, &codes[0]);
    assert_held(program, &Secret::recovery(&codes[0])[0]);
    program.click("Finish");
    program.wait_for_words("Two-factor is on");
    (phone, codes, secret)
}

#[test]
fn a_second_after_signing_in_and_locking_nothing_secret_is_left_in_memory_log_or_files() {
    let desk = Desk::set_up();
    let program = desk.start(&["--database", desk.database().to_str().unwrap()]);
    fill_welcome(&program);
    assert_there(&program, PASSWORD);
    program.click("Create account");
    program.wait_for_a(Role::Heading, "Add a second door");
    let mut secrets = vec![Secret::new("the password", PASSWORD)];
    assert_gone(&program, "after the first account", &secrets);

    let (mut phone, codes, confirmed) = pair(&program, "leftovers");
    secrets.extend(Secret::setup_key(phone.secret()));
    secrets.extend(codes.iter().flat_map(|code| Secret::recovery(code)));
    secrets.push(confirmed);
    assert_gone(&program, "once the account screen shows", &secrets);
    let account_key = || Secret::account_key(&desk);
    assert_held(&program, &account_key());

    sign_out(&program);
    assert_gone(&program, "after signing out", &[account_key()]);
    enter_password(&program);
    program.wait_for_a(Role::Heading, "Enter your code");
    assert_gone(&program, "at the second door", &secrets);
    let code = phone.code();
    secrets.push(Secret::code(&program, &code));
    program.enter(CODE, &code);
    program.wait_for_words("Signed in as alice");
    assert_gone(&program, "after signing in", &secrets);
    assert_held(&program, &account_key());

    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    assert_gone(&program, "after locking", &secrets);
    assert_gone(&program, "after locking", &[account_key()]);
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &codes[0]);
    assert_there(&program, PASSWORD);
    program.click("Unlock");
    program.wait_for_words("Signed in as alice");
    assert_gone(&program, "after unlocking with a recovery code", &secrets);
    assert_held(&program, &account_key());
    secrets.push(account_key());

    assert!(program.close().success());
    assert_in_no_file(desk.folder(), &secrets);
}

#[test]
fn in_a_host_whose_allocator_wipes_nothing_keys_are_gone_a_second_after_locking_and_signing_out() {
    let desk = Desk::set_up();
    let database = desk.folder().join(".local/share/lab-notebook/accounts.db");
    let program = Program::start_titled(&desk, Command::new(example("embed")), &[], "Lab notebook");
    program.wait_for_a(Role::Heading, "Welcome to Lab notebook");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
    program.click("Create account");
    program.wait_for_a(Role::Heading, "Add a second door");
    let (phone, codes, _) = pair(&program, "leftovers-of-a-host");
    let account_key = [Secret::bytes("the account key", Keys::open(&database, PASSWORD).account_key())];
    assert_held(&program, &account_key[0]);
    // Texts are the host's allocator's to wipe: egui's layouts and screen readers' nodes have them too.
    let mut of_pairing: Vec<_> = Secret::setup_key(phone.secret()).into_iter().take(1).collect();
    of_pairing.extend(codes.iter().flat_map(|code| Secret::recovery(code).into_iter().take(1)));
    assert_gone(&program, "after pairing", &of_pairing);

    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    assert_gone(&program, "after locking", &account_key);
    assert_gone(&program, "after locking", &of_pairing);
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &codes[0]);
    program.click("Unlock");
    program.wait_for("The notes of alice");
    assert_held(&program, &account_key[0]);

    sign_out(&program);
    assert_gone(&program, "after signing out", &account_key);
    assert_gone(&program, "after signing out", &of_pairing);
    assert!(program.close().success());
}

#[test]
fn a_second_after_a_failed_try_nothing_typed_is_left() {
    let desk = Desk::set_up();
    let program = desk.start(&["--database", desk.database().to_str().unwrap()]);
    fill_welcome(&program);
    program.click("Create account");
    program.wait_for_a(Role::Heading, "Add a second door");
    let (phone, codes, _) = pair(&program, "leftovers-of-failure");
    sign_out(&program);

    let mut secrets = vec![Secret::new("a wrong password", MARKER)];
    program.fill("Username", NAME);
    program.fill("Password", MARKER);
    assert_there(&program, MARKER);
    program.press("Return");
    program.wait_for_words("Wrong username or password");
    assert_gone(&program, "after a wrong password", &secrets);

    enter_password(&program);
    program.wait_for(CODE);
    let wrong = phone.wrong_code();
    secrets.push(Secret::code(&program, &wrong));
    program.enter(CODE, &wrong);
    program.wait_for_words("That code is not right");
    assert_gone(&program, "after a wrong code", &secrets);

    // Right but for its last symbol.
    let (last, most) = (codes[0].chars().last().unwrap(), &codes[0][..codes[0].len() - 1]);
    let typed = format!("{most}{}", if last == '7' { '8' } else { '7' });
    secrets.extend(Secret::recovery(&typed));
    program.click("Use a recovery code");
    program.fill("Recovery code", &typed);
    program.click("Verify");
    program.wait_for_words("not right");
    assert_gone(&program, "after a wrong recovery code", &secrets);

    assert!(program.close().success());
    assert_in_no_file(desk.folder(), &secrets);
}

#[test]
fn a_second_after_a_paste_or_after_showing_the_password_nothing_is_left() {
    let desk = Desk::set_up();
    let program = desk.start(&["--database", desk.database().to_str().unwrap()]);
    program.wait_for_a(Role::Heading, "Welcome to Vestibule");
    program.fill("Username", NAME);
    let secrets = [Secret::new("the password", PASSWORD)];
    {
        let _held = Clipboard::holding(&desk.display, PASSWORD);
        program.enter("Password", "");
        program.press("ctrl+v");
        program.wait_for_length("Password", PASSWORD.chars().count());
    }
    assert_there(&program, PASSWORD);
    // It is shown here at first.
    program.wait_for("Hide password");
    program.click("Create account");
    program.wait_for_a(Role::Heading, "Add a second door");
    assert_gone(&program, "after a paste", &secrets);

    program.click("Not now");
    program.wait_for_words("Signed in as alice");
    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    program.fill("Password", PASSWORD);
    program.press("ctrl+h");
    program.wait_for("Hide password");
    assert_there(&program, PASSWORD);
    program.press("Return");
    program.wait_for_words("Signed in as alice");
    assert_gone(&program, "after it was shown and unlocked", &secrets);

    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    program.fill("Password", PASSWORD);
    program.click("Sign in as someone else");
    program.wait_for_a(Role::Heading, "Sign in");
    assert_gone(&program, "though it was never sent", &secrets);
}

#[test]
fn what_is_typed_into_a_stock_field_is_found_in_all_its_copies() {
    let desk = Desk::set_up();
    let field = stock::Field::show(&desk);
    field.type_text(MARKER);
    let typed = || memory::count(field.id(), MARKER).filter(|count| *count > 0);
    // Its own user may read the memory of a process that does not ask to be left alone.
    let found = wait_for("the text in memory", typed, || "may this user read the memory of others?".to_owned());
    assert!(found > 1, "{found}: one is the field's own; the others are its undo history and its layouts");
}
