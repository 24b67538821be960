//! One user's complete flow through the program, in two runs on the same file.

use crate::accessibility::Role;
use crate::authenticator::Authenticator;
use crate::desktop::TestDesktop;
use crate::program::{Program, read_log};
use crate::screenshots::ScreenshotLog;
use crate::wait::wait_for;

pub const NAME: &str = "alice";
pub const PASSWORD: &str = "pickle harbour violet trumpet";
pub const CODE: &str = "6-digit code";

/// What must never be readable except on the screen.
struct Secrets {
    authenticator: Authenticator,
    recovery: Vec<String>,
}

#[test]
fn the_full_flow_from_first_start_to_second_start() {
    let desktop = TestDesktop::new();
    let screenshots = ScreenshotLog::new("full-flow");
    let database = desktop.database();
    let database = database.to_str().unwrap();

    let program = desktop.start(&["--database", database]);
    let mut secrets = create_and_pair(&program, &screenshots);
    sign_out(&program);
    let code = sign_in_with_both_factors(&program, &screenshots, &mut secrets);
    sign_out(&program);
    sign_in_with_recovery_code(&program, &screenshots, &mut secrets, &code);
    lock_and_unlock(&program, &screenshots, &mut secrets);
    disable_two_factor(&program, &screenshots, &mut secrets);
    assert!(program.close().success());

    let program = desktop.start(&["--database", database]);
    enter_password(&program);
    program.wait_for_text("Signed in as alice");
    screenshots.save(&program, "second-start");
    assert!(program.close().success());

    let log = read_log(&desktop);
    for secret in [PASSWORD, &code].into_iter().chain(secrets.recovery.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "a secret is in the log");
    }
}

fn create_and_pair(program: &Program<'_>, screenshots: &ScreenshotLog) -> Secrets {
    fill_welcome(program);
    screenshots.save(program, "welcome");
    program.click("Create account");

    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    screenshots.save(program, "offer-two-factor");
    program.click("Set up two-factor");

    program.wait_for_role(Role::Image, "QR code");
    let picture = screenshots.save(program, "qr-code");
    let (mut authenticator, uri) = Authenticator::scan(&picture).expect("the QR code in the screenshot is readable");
    assert!(uri.starts_with("otpauth://totp/Vestibule:alice?secret="), "{uri}");
    assert!(uri.ends_with("&issuer=Vestibule"), "{uri}");
    program.click("Next");

    program.wait_for(CODE);
    screenshots.save(program, "confirm");
    program.type_into(CODE, &authenticator.code());

    program.wait_for_role(Role::Heading, "Keep these recovery codes");
    let recovery = recovery_codes(program);
    program.click("I have saved my recovery codes");
    screenshots.save(program, "recovery-codes");
    program.click("Finish");

    program.wait_for_text("Two-factor is on");
    screenshots.save(program, "account");
    Secrets { authenticator, recovery }
}

/// Fills in everything without pressing the button.
pub fn fill_welcome(program: &Program<'_>) {
    program.wait_for_role(Role::Heading, "Welcome to Vestibule");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
}

/// Returns the code that was used.
fn sign_in_with_both_factors(program: &Program<'_>, screenshots: &ScreenshotLog, secrets: &mut Secrets) -> String {
    screenshots.save(program, "sign-in");
    enter_password(program);
    program.wait_for_role(Role::Heading, "Enter your code");
    program.type_into(CODE, &secrets.authenticator.wrong_code());
    program.wait_for_text("That code is not right");
    screenshots.save(program, "wrong-code");
    let code = secrets.authenticator.code();
    program.type_into(CODE, &code);
    program.wait_for_text("Signed in as alice");
    code
}

fn sign_in_with_recovery_code(program: &Program<'_>, screenshots: &ScreenshotLog, secrets: &mut Secrets, used: &str) {
    enter_password(program);
    program.wait_for_role(Role::Heading, "Enter your code");
    program.type_into(CODE, used);
    program.wait_for_text("That code was already used. The next one comes in");
    screenshots.save(program, "used-code");
    program.click("Use a recovery code");
    program.wait_for_role(Role::Heading, "Use a recovery code");
    program.fill("Recovery code", &secrets.recovery.remove(0).to_lowercase());
    screenshots.save(program, "recovery-code");
    program.click("Verify");
    program.wait_for_text("9 recovery codes left");
}

fn lock_and_unlock(program: &Program<'_>, screenshots: &ScreenshotLog, secrets: &mut Secrets) {
    program.press("ctrl+l");
    program.wait_for_role(Role::Heading, "Locked");
    screenshots.save(program, "locked");
    program.fill("Password", PASSWORD);
    program.click("Use a recovery code");
    program.fill("Recovery code", &secrets.recovery.remove(0));
    program.click("Unlock");
    program.wait_for_text("Signed in as alice");
}

fn disable_two_factor(program: &Program<'_>, screenshots: &ScreenshotLog, secrets: &mut Secrets) {
    program.click("Turn off two-factor…");
    program.wait_for_role(Role::Dialog, "Turn off two-factor");
    screenshots.save(program, "turn-off");
    program.click("Turn off two-factor");
    program.wait_for("Current password");
    screenshots.save(program, "confirm-it-is-you");
    program.fill("Current password", PASSWORD);
    program.type_into(CODE, &secrets.authenticator.code());
    program.click("Continue");
    program.wait_for_role(Role::Button, "Set up two-factor");
    screenshots.save(program, "two-factor-off");
}

pub fn enter_password(program: &Program<'_>) {
    program.wait_for_role(Role::Heading, "Sign in");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
    program.press("Return");
}

pub fn sign_out(program: &Program<'_>) {
    program.click("Sign out");
    program.wait_for_role(Role::Heading, "Sign in");
}

/// Returns the ten recovery codes on the screen: they follow its heading, once the window is protected.
pub fn recovery_codes(program: &Program<'_>) -> Vec<String> {
    let ten = || {
        let codes: Vec<_> = program.texts().into_iter().filter(|text| is_recovery_code(text)).collect();
        (codes.len() == 10).then_some(codes)
    };
    wait_for("ten recovery codes", ten, || program.describe())
}

/// Whether the text has the form `XXXX-XXXX-XXXX-XXXX`.
fn is_recovery_code(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.len() == 4 && groups.iter().all(|group| group.len() == 4 && group.chars().all(|c| c.is_ascii_alphanumeric()))
}
