//! What the three steps of a set-up say, and what comes after them.

use crate::auth::{CodeRefusal, EnrolmentRefusal, SecretText};
use crate::gui::text::sign_in;

pub(in crate::gui) const SET_UP: &str = "Set up two-factor";
pub(in crate::gui) const REQUIRED_SETUP_SUBTITLE: &str = "To finish signing in, set up your authenticator app.";
pub(in crate::gui) const SCAN_SUBTITLE: &str = "Scan this with your authenticator app";
pub(in crate::gui) const SCAN_AGAIN: &str = "Too many wrong codes. Here is a new QR code; scan it again";
pub(in crate::gui) const QR_CODE: &str = "QR code";
pub(in crate::gui) const QR_CODE_DESCRIPTION: &str = "The same key is below as text";
pub(in crate::gui) const SHOW_QR: &str = "Show QR code";
pub(in crate::gui) const QR_TOO_LONG: &str = "This key does not fit into a picture. Type it from below";
pub(in crate::gui) const COPY_KEY: &str = "Copy setup key";
pub(in crate::gui) const SAVE_QR: &str = "Save QR code…";
pub(in crate::gui) const SAVE_QR_TITLE: &str = "Save the QR code";
pub(in crate::gui) const SAVE_CODES_TITLE: &str = "Save the recovery codes";
/// In place of the key while it is hidden: the same room, two lines.
pub(in crate::gui) const HIDDEN_KEY: &str = "•••• •••• •••• ••••\n•••• •••• •••• ••••";
pub(in crate::gui) const NEXT: &str = "Next";

pub(in crate::gui) const TYPE_CODE: &str = "Type the code your app shows";
pub(in crate::gui) const TYPE_CODE_BODY: &str = "It proves that the phone has the key.";
pub(in crate::gui) const AUTHENTICATOR_NAME: &str = "Name of this phone";
pub(in crate::gui) const CONFIRM: &str = "Confirm";

pub(in crate::gui) const KEEP_CODES: &str = "Keep these recovery codes";
pub(in crate::gui) const KEEP_CODES_BODY: &str =
    "Each one lets you in once if you lose your phone. They are shown only now.";
pub(in crate::gui) const COPY_CODES: &str = "Copy codes";
pub(in crate::gui) const SAVE_CODES: &str = "Save codes…";
pub(in crate::gui) const CODES_SAVED: &str = "I have saved my recovery codes";
pub(in crate::gui) const FINISH: &str = "Finish";

pub(in crate::gui) const EXPIRED: &str = "That took longer than ten minutes, so nothing was changed. Start again";
pub(in crate::gui) const ADDED: &str = "The authenticator is added";
pub(in crate::gui) const CONFIRM_CLOSE_TITLE: &str = "Two-factor is not on yet";
pub(in crate::gui) const CONFIRM_CLOSE_BODY: &str =
    "It counts once you have kept the recovery codes and finished. Closing now changes nothing.";
pub(in crate::gui) const STAY: &str = "Stay";
pub(in crate::gui) const CLOSE_ANYWAY: &str = "Close anyway";

/// Above a heading. A further authenticator needs no recovery codes, so its set-up has two steps.
pub(in crate::gui) fn step(number: u8, first: bool) -> String {
    format!("Step {number} of {}", if first { 3 } else { 2 })
}

/// What to look for in the app.
pub(in crate::gui) fn app_entry_name(issuer: &str, account: &str) -> String {
    format!("In your app it will be called: {issuer} / {account}")
}

/// Why the second step did not accept.
pub(in crate::gui) fn confirm_refusal(refusal: EnrolmentRefusal) -> String {
    match refusal {
        EnrolmentRefusal::Malformed => sign_in::code_refusal(CodeRefusal::Malformed),
        EnrolmentRefusal::Wrong => sign_in::code_refusal(CodeRefusal::Wrong { wrong: 1, clock_behind: false }),
        EnrolmentRefusal::ClockOff { minutes } => sign_in::clock_off(minutes),
        EnrolmentRefusal::InvalidName => "Give it a name of 1 to 32 characters".to_owned(),
        EnrolmentRefusal::NameTaken => "Another authenticator has this name. Choose another one".to_owned(),
        EnrolmentRefusal::NewSecret => SCAN_AGAIN.to_owned(),
    }
}

/// The codes for the clipboard, one a line.
pub(in crate::gui) fn codes(codes: &[SecretText]) -> SecretText {
    codes_text("", codes)
}

/// The codes for a file, with what they are.
pub(in crate::gui) fn codes_file(program: &str, username: &str, codes: &[SecretText]) -> SecretText {
    let head =
        format!("Recovery codes of {username} for {program}\nEach one lets you in once if you lose your phone.\n\n");
    codes_text(&head, codes)
}

/// Characters of a code with its line end.
const LINE_CHARS: usize = 20;

fn codes_text(head: &str, codes: &[SecretText]) -> SecretText {
    // All the room at once, since a buffer that grows leaves copies.
    let mut text = SecretText::new(String::with_capacity(head.len() + LINE_CHARS * codes.len()));
    text.push_str(head);
    for code in codes {
        text.push_str(code);
        text.push('\n');
    }
    text
}

pub(in crate::gui) fn codes_file_name(username: &str) -> String {
    format!("vestibule-recovery-codes-{}.txt", in_file_name(username))
}

pub(in crate::gui) fn qr_file_name(username: &str) -> String {
    format!("vestibule-qr-code-{}.png", in_file_name(username))
}

/// Longest part of a file name that a username makes, in bytes: names of files end at 255.
const MAX_FILE_NAME_PART_BYTES: usize = 96;

/// What of a username every file system takes.
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
