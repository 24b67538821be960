//! What of a secret is left a second after its last use: in the memory of the process, in its log, in its files.
//!
//! Where the tests run as root, all readable memory is searched. Where they do not, the system keeps the memory from
//! them, which is the stronger proof, and is asserted instead.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::memmem;

use crate::desk::Desk;
use crate::hands::Clipboard;
use crate::journey::{CODE, NAME, PASSWORD, enter_password, fill_welcome, is_recovery_code, sign_out};
use crate::memory;
use crate::phone::Phone;
use crate::program::Program;
use crate::reader::Role;
use crate::secrecy::we_are_root;
use crate::stock;
use crate::tour::Tour;
use crate::waiting::wait_for;

/// How long something may stay after its last use.
const A_SECOND: Duration = Duration::from_secs(1);

/// Typed, and never right.
const MARKER: &str = "wombat lantern seventeen fjords";

/// What must not stay, and how it may lie in memory.
struct Secret {
    what: String,
    forms: Vec<Vec<u8>>,
    /// How often it was there before it was typed: six digits are also parts of longer numbers.
    before: usize,
}

impl Secret {
    fn new(what: &str, text: &str) -> Self {
        Self { what: what.to_owned(), forms: memory::forms(text), before: 0 }
    }

    /// A one-time code that nobody has typed yet.
    fn code(program: &Program<'_>, code: &str) -> Self {
        Self { before: memory::count(program.id(), code).unwrap_or(0), ..Self::new("a one-time code", code) }
    }

    /// A recovery code as it is shown, as it is kept, and as it is typed.
    fn recovery(code: &str) -> Vec<Self> {
        let plain = code.replace('-', "");
        [code.to_owned(), plain.to_lowercase(), code.to_lowercase(), plain]
            .iter()
            .map(|text| Self::new("a recovery code", text))
            .collect()
    }

    /// The secret of an authenticator: its bytes, as it is written, as it is shown.
    fn setup_key(base32: &str) -> Vec<Self> {
        let bytes = totp_rs::Secret::try_from_base32(base32).unwrap();
        let groups: Vec<_> = base32.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        vec![
            Self { what: "the secret itself".to_owned(), forms: vec![bytes.as_ref().to_vec()], before: 0 },
            Self::new("the setup key", base32),
            Self::new("the setup key in groups", &groups.join(" ")),
        ]
    }
}

/// Within a second, none of `secrets` is in the memory of `program`.
fn assert_gone(program: &Program<'_>, when: &str, secrets: &[Secret]) {
    let forms: Vec<_> = secrets.iter().map(|secret| secret.forms.clone()).collect();
    let start = Instant::now();
    loop {
        let late = start.elapsed() > A_SECOND;
        let counts = memory::count_each(program.id(), &forms);
        assert_eq!(counts.is_some(), we_are_root());
        let there = secrets.iter().zip(counts.unwrap_or_default());
        let left: Vec<_> = there.filter(|(secret, count)| *count > secret.before).map(|(s, n)| (&s.what, n)).collect();
        if left.is_empty() {
            return;
        }
        assert!(!late, "{when}: {left:?}");
    }
}

/// While it is typed it is there: the search finds what there is to find.
fn assert_there(program: &Program<'_>, text: &str) {
    assert_eq!(memory::count(program.id(), text).is_some_and(|count| count > 0), we_are_root());
}

/// None of `secrets` is in any file that the program left: accounts, journals, settings, log.
fn assert_in_no_file(folder: &Path, secrets: &[Secret]) {
    let mut names = 0;
    for file in files(folder) {
        let bytes = fs::read(&file).unwrap();
        names += memmem::find_iter(&bytes, NAME).count();
        for Secret { what, forms, .. } in secrets {
            let found = forms.iter().any(|form| memmem::find(&bytes, form).is_some());
            assert!(!found, "{what} is in {}", file.display());
        }
    }
    assert!(names > 0, "not even the username was found");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files
        .into_iter()
        .filter(|path| path.is_file())
        .chain(folders.iter().flat_map(|folder| self::files(folder)))
        .collect()
}

/// Pairs a phone, and gives it with the recovery codes.
fn pair(program: &Program<'_>, album: &str) -> (Phone, Vec<String>, Secret) {
    program.click("Set up two-factor");
    program.wait_for_a(Role::Image, "QR code");
    let (mut phone, _) = Phone::scan(&Tour::new(album).picture(program, "qr-code")).unwrap();
    program.click("Next");
    program.wait_for(CODE);
    let code = phone.code();
    let secret = Secret::code(program, &code);
    program.enter(CODE, &code);
    program.click("I have saved my recovery codes");
    let codes: Vec<_> = program.texts().into_iter().filter(|text| is_recovery_code(text)).collect();
    assert_eq!(codes.len(), 10);
    assert_there(program, &codes[0]);
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

    sign_out(&program);
    enter_password(&program);
    program.wait_for_a(Role::Heading, "Enter your code");
    assert_gone(&program, "at the second door", &secrets);
    let code = phone.code();
    secrets.push(Secret::code(&program, &code));
    program.enter(CODE, &code);
    program.wait_for_words("Signed in as alice");
    assert_gone(&program, "after signing in", &secrets);

    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    assert_gone(&program, "after locking", &secrets);
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &codes[0]);
    assert_there(&program, PASSWORD);
    program.click("Unlock");
    program.wait_for_words("Signed in as alice");
    assert_gone(&program, "after unlocking with a recovery code", &secrets);

    assert!(program.close().success());
    assert_in_no_file(desk.folder(), &secrets);
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
