//! The system clipboard.

use arboard::Clipboard;
#[cfg(target_os = "macos")]
use arboard::SetExtApple;
#[cfg(target_os = "linux")]
use arboard::SetExtLinux;
#[cfg(windows)]
use arboard::SetExtWindows;

use crate::auth::SecretText;
use crate::gui::clipboard::ClipboardBackend;

/// Opens the system clipboard, if there is one.
pub(super) fn open() -> Option<Clipboard> {
    Clipboard::new().ok()
}

impl ClipboardBackend for Clipboard {
    fn put(&mut self, text: &str) -> bool {
        let clipboard = self.set();
        #[cfg(any(target_os = "linux", target_os = "macos", windows))]
        let clipboard = clipboard.exclude_from_history();
        #[cfg(windows)]
        let clipboard = clipboard.exclude_from_cloud().exclude_from_monitoring();
        clipboard.text(text).is_ok()
    }

    fn text(&mut self) -> Option<SecretText> {
        self.get_text().ok().map(SecretText::new)
    }

    fn clear(&mut self) {
        // On failure there is nothing further to try.
        let _ = Clipboard::clear(self);
    }
}
