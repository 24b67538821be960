//! One person's way through the whole program, twice through the same file.

use crate::desk::Desk;
use crate::phone::Phone;
use crate::program::{Program, said};
use crate::reader::Role;
use crate::tour::Tour;
use crate::waiting::wait_for;

pub const NAME: &str = "alice";
pub const PASSWORD: &str = "pickle harbour violet trumpet";
pub const CODE: &str = "6-digit code";

/// What never may be read anywhere but on the screen.
struct Secrets {
    phone: Phone,
    recovery: Vec<String>,
}

#[test]
fn from_the_first_start_to_the_second_with_both_doors() {
    let desk = Desk::set_up();
    let tour = Tour::new("journey");
    let database = desk.database();
    let database = database.to_str().unwrap();

    let program = desk.start(&["--database", database]);
    let mut secrets = create_and_pair(&program, &tour);
    sign_out(&program);
    let code = sign_in_with_both(&program, &tour, &mut secrets);
    sign_out(&program);
    sign_in_without_the_phone(&program, &tour, &mut secrets, &code);
    lock_and_unlock(&program, &tour, &mut secrets);
    turn_off(&program, &tour, &mut secrets);
    assert!(program.close().success());

    let program = desk.start(&["--database", database]);
    enter_password(&program);
    program.wait_for_words("Signed in as alice");
    tour.picture(&program, "second-start");
    assert!(program.close().success());

    let log = said(&desk);
    for secret in [PASSWORD, &code].into_iter().chain(secrets.recovery.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "a secret is in the log");
    }
}

fn create_and_pair(program: &Program<'_>, tour: &Tour) -> Secrets {
    fill_welcome(program);
    tour.picture(program, "welcome");
    program.click("Create account");

    program.wait_for_a(Role::Heading, "Add a second door");
    tour.picture(program, "second-door");
    program.click("Set up two-factor");

    program.wait_for_a(Role::Image, "QR code");
    let picture = tour.picture(program, "qr-code");
    let (mut phone, uri) = Phone::scan(&picture).expect("zbarimg reads the QR code off the window");
    assert!(uri.starts_with("otpauth://totp/Vestibule:alice?secret="), "{uri}");
    assert!(uri.ends_with("&issuer=Vestibule"), "{uri}");
    program.click("Next");

    program.wait_for(CODE);
    tour.picture(program, "confirm");
    program.enter(CODE, &phone.code());

    program.wait_for_a(Role::Heading, "Keep these recovery codes");
    let recovery = recovery_codes(program);
    program.click("I have saved my recovery codes");
    tour.picture(program, "recovery-codes");
    program.click("Finish");

    program.wait_for_words("Two-factor is on");
    tour.picture(program, "account");
    Secrets { phone, recovery }
}

/// All but the button.
pub fn fill_welcome(program: &Program<'_>) {
    program.wait_for_a(Role::Heading, "Welcome to Vestibule");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
}

/// Gives the code that was used.
fn sign_in_with_both(program: &Program<'_>, tour: &Tour, secrets: &mut Secrets) -> String {
    tour.picture(program, "sign-in");
    enter_password(program);
    program.wait_for_a(Role::Heading, "Enter your code");
    program.enter(CODE, &secrets.phone.wrong_code());
    program.wait_for_words("That code is not right");
    tour.picture(program, "wrong-code");
    let code = secrets.phone.code();
    program.enter(CODE, &code);
    program.wait_for_words("Signed in as alice");
    code
}

fn sign_in_without_the_phone(program: &Program<'_>, tour: &Tour, secrets: &mut Secrets, used: &str) {
    enter_password(program);
    program.wait_for_a(Role::Heading, "Enter your code");
    program.enter(CODE, used);
    program.wait_for_words("That code was already used. The next one comes in");
    tour.picture(program, "used-code");
    program.click("Use a recovery code");
    program.wait_for_a(Role::Heading, "Use a recovery code");
    program.fill("Recovery code", &secrets.recovery.remove(0).to_lowercase());
    tour.picture(program, "recovery-code");
    program.click("Verify");
    program.wait_for_words("9 recovery codes left");
}

fn lock_and_unlock(program: &Program<'_>, tour: &Tour, secrets: &mut Secrets) {
    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    tour.picture(program, "locked");
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &secrets.recovery.remove(0));
    program.click("Unlock");
    program.wait_for_words("Signed in as alice");
}

fn turn_off(program: &Program<'_>, tour: &Tour, secrets: &mut Secrets) {
    program.click("Turn off two-factor…");
    program.wait_for_a(Role::Dialog, "Turn off two-factor");
    tour.picture(program, "turn-off");
    program.click("Turn off two-factor");
    program.wait_for("Current password");
    tour.picture(program, "confirm-it-is-you");
    program.fill("Current password", PASSWORD);
    program.enter(CODE, &secrets.phone.code());
    program.click("Continue");
    program.wait_for_a(Role::Button, "Set up two-factor");
    tour.picture(program, "two-factor-off");
}

pub fn enter_password(program: &Program<'_>) {
    program.wait_for_a(Role::Heading, "Sign in");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
    program.press("Return");
}

pub fn sign_out(program: &Program<'_>) {
    program.click("Sign out");
    program.wait_for_a(Role::Heading, "Sign in");
}

/// The ten recovery codes on the screen: they follow its heading, once the window is protected.
pub fn recovery_codes(program: &Program<'_>) -> Vec<String> {
    let ten = || {
        let codes: Vec<_> = program.texts().into_iter().filter(|text| is_recovery_code(text)).collect();
        (codes.len() == 10).then_some(codes)
    };
    wait_for("ten recovery codes", ten, || program.describe())
}

/// `XXXX-XXXX-XXXX-XXXX`.
fn is_recovery_code(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.len() == 4 && groups.iter().all(|group| group.len() == 4 && group.chars().all(|c| c.is_ascii_alphanumeric()))
}
