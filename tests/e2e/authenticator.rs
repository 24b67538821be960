//! An authenticator app: reads a QR code from the screen and computes codes.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::process::output;
use crate::wait::wait_for;

/// Validity of a code in seconds.
const STEP_SECONDS: u64 = 30;
/// Seconds reserved for typing a code.
const TYPING_SECONDS: u64 = 8;

/// An authenticator paired with one account.
pub struct Authenticator {
    secret: String,
    /// The last step whose code was used.
    last_used_step: u64,
}

impl Authenticator {
    /// Scans the QR code of a picture with `zbarimg`.
    pub fn scan(picture: &Path) -> Option<(Self, String)> {
        let mut scanner = Command::new("zbarimg");
        scanner.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(picture);
        let uri = output(&mut scanner, "").ok()?.trim().to_owned();
        let secret = uri.split_once("secret=")?.1.split('&').next()?.to_owned();
        Some((Self { secret, last_used_step: 0 }, uri))
    }

    /// The stored key, as text.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Returns an unused code that is valid now: the oldest, so that most are left. Waits if there is none.
    pub fn code(&mut self) -> String {
        let step = wait_for(
            "a code that was not used yet",
            || {
                let (now, remaining) = (now() / STEP_SECONDS, STEP_SECONDS - now() % STEP_SECONDS);
                let oldest = if remaining > TYPING_SECONDS { now - 1 } else { now };
                let step = oldest.max(self.last_used_step + 1);
                (step <= now + 1).then_some(step)
            },
            || "all are used".to_owned(),
        );
        self.last_used_step = step;
        self.code_of(step)
    }

    /// Returns a code that is wrong in all steps around now, and whose digits occur in few other places.
    pub fn wrong_code(&self) -> String {
        let now = now() / STEP_SECONDS;
        let near: Vec<_> = (now - 15..now + 15).map(|step| self.code_of(step)).collect();
        (730_519..).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }

    fn code_of(&self, step: u64) -> String {
        let time = format!("@{}", step * STEP_SECONDS);
        let mut app = Command::new("oathtool");
        output(app.args(["--totp", "--base32", "--now", &time, "-"]), &self.secret).unwrap().trim().to_owned()
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}
