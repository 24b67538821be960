//! The texts of the three set-up steps and their results.

use crate::auth::{CodeRefusal, EnrolmentRefusal, SecretText};
use crate::gui::text::sign_in;

pub const SET_UP: &str = "Set up two-factor";
/// In place of [`SET_UP`] where a sign-in requires it.
pub const PAIR_AGAIN: &str = "Pair a phone again";
pub const REQUIRED_SETUP_SUBTITLE: &str = "To finish signing in, set up your authenticator app.";
pub const SCAN_SUBTITLE: &str = "Scan this with your authenticator app";
pub const APPS: &str = "Google Authenticator, Microsoft Authenticator, Aegis, …: any that makes six-digit codes";
pub const CANNOT_SCAN: &str = "Cannot scan? Type this key";
pub const SCAN_AGAIN: &str = "Too many wrong codes. Here is a new QR code; scan it again";
pub const QR_CODE: &str = "QR code";
pub const QR_CODE_DESCRIPTION: &str = "The same key is below as text";
pub const SHOW_QR: &str = "Show QR code";
pub const QR_TOO_LONG: &str = "This key does not fit into a picture. Type it from below";
pub const COPY_KEY: &str = "Copy setup key";
pub const SAVE_QR: &str = "Save QR code…";
pub const SAVE_QR_TITLE: &str = "Save the QR code";
pub const SAVE_CODES_TITLE: &str = "Save the recovery codes";
/// Placeholder of a hidden key: two lines in the same space.
pub const HIDDEN_KEY: &str = "•••• •••• •••• ••••\n•••• •••• •••• ••••";
pub const NEXT: &str = "Next";

pub const TYPE_CODE: &str = "Type the code your app shows";
pub const TYPE_CODE_BODY: &str = "It proves that the phone has the key.";
pub const AUTHENTICATOR_NAME: &str = "Name of this phone";
pub const CONFIRM: &str = "Confirm";

pub const KEEP_CODES: &str = "Keep these recovery codes";
pub const KEEP_CODES_BODY: &str = "Each one lets you in once if you lose your phone. They are shown only now.";
pub const COPY_CODES: &str = "Copy codes";
pub const SAVE_CODES: &str = "Save codes…";
pub const CODES_SAVED: &str = "I have saved my recovery codes";
pub const FINISH: &str = "Finish";

pub const EXPIRED: &str = "That took longer than ten minutes, so nothing was changed. Start again";
pub const ADDED: &str = "The authenticator is added";
pub const CONFIRM_CLOSE_TITLE: &str = "Two-factor is not on yet";
pub const CONFIRM_CLOSE_BODY: &str =
    "It counts once you have kept the recovery codes and finished. Closing now changes nothing.";
pub const STAY: &str = "Stay";
pub const CLOSE_ANYWAY: &str = "Close anyway";

/// Shown above the heading. A further authenticator needs no recovery codes, so its set-up has two steps.
pub fn step(number: u8, first: bool) -> String {
    format!("Step {number} of {}", if first { 3 } else { 2 })
}

pub fn app_entry_name(issuer: &str, account: &str) -> String {
    format!("In your app it will be called: {issuer} / {account}")
}

pub fn confirm_refusal(refusal: EnrolmentRefusal) -> String {
    match refusal {
        EnrolmentRefusal::Malformed => sign_in::code_refusal(CodeRefusal::Malformed),
        EnrolmentRefusal::Wrong => sign_in::code_refusal(CodeRefusal::Wrong { wrong: 1, clock_behind: false }),
        EnrolmentRefusal::ClockOff { minutes } => sign_in::clock_off(minutes),
        EnrolmentRefusal::InvalidName => "Give it a name of 1 to 32 characters".to_owned(),
        EnrolmentRefusal::NameTaken => "Another authenticator has this name. Choose another one".to_owned(),
        EnrolmentRefusal::NewSecret => SCAN_AGAIN.to_owned(),
    }
}

/// The codes for the clipboard, one per line.
pub fn codes(codes: &[SecretText]) -> SecretText {
    codes_text("", codes)
}

/// The codes for a file, with a heading.
pub fn codes_file(program: &str, username: &str, codes: &[SecretText]) -> SecretText {
    let head =
        format!("Recovery codes of {username} for {program}\nEach one lets you in once if you lose your phone.\n\n");
    codes_text(&head, codes)
}

/// Characters of a code with its line end.
const LINE_CHARS: usize = 20;

fn codes_text(head: &str, codes: &[SecretText]) -> SecretText {
    // The full capacity is allocated at once, since a buffer that grows leaves copies.
    let mut text = SecretText::new(String::with_capacity(head.len() + LINE_CHARS * codes.len()));
    text.push_str(head);
    for code in codes {
        text.push_str(code);
        text.push('\n');
    }
    text
}

pub fn codes_file_name(username: &str) -> String {
    format!("vestibule-recovery-codes-{}.txt", in_file_name(username))
}

pub fn qr_file_name(username: &str) -> String {
    format!("vestibule-qr-code-{}.png", in_file_name(username))
}

/// Maximum length of the username in a file name, in bytes: file names end at 255.
const MAX_FILE_NAME_PART_BYTES: usize = 96;

/// The username with only characters that every file system accepts.
fn in_file_name(username: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '+') { c } else { '-' };
    let mut name: String = username.chars().map(plain).collect();
    name.truncate(name.floor_char_boundary(MAX_FILE_NAME_PART_BYTES));
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::RecoveryCode;

    #[test]
    fn file_names_contain_the_username_and_no_path() {
        assert_eq!(codes_file_name("alice"), "vestibule-recovery-codes-alice.txt");
        assert_eq!(codes_file_name("jürgen+lab@home"), "vestibule-recovery-codes-jürgen+lab@home.txt");
        assert_eq!(codes_file_name("../a\\b:c"), "vestibule-recovery-codes-..-a-b-c.txt");
        assert!(qr_file_name(&"字".repeat(64)).len() <= 255);
    }

    #[test]
    fn codes_are_written_one_a_line_without_the_buffer_growing() {
        let set: Vec<SecretText> = (0..10).map(|byte| RecoveryCode::from_bytes(&[byte; 10]).expose_text()).collect();
        for (text, lines) in [(codes(&set), 10), (codes_file("Vestibule", "alice", &set), 13)] {
            assert_eq!(text.lines().count(), lines);
            assert_eq!(text.capacity(), text.len());
        }
    }
}
