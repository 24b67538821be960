//! The system clipboard.

use arboard::Clipboard;

use crate::auth::SecretText;
use crate::gui::clipboard::ClipboardBackend;

/// Opens the system clipboard, if there is one.
pub(super) fn open() -> Option<Clipboard> {
    Clipboard::new().ok()
}

impl ClipboardBackend for Clipboard {
    #[cfg(target_os = "linux")]
    fn put(&mut self, text: &str) -> bool {
        use arboard::SetExtLinux;
        self.set().exclude_from_history().text(text).is_ok()
    }

    #[cfg(target_os = "macos")]
    fn put(&mut self, text: &str) -> bool {
        use arboard::SetExtApple;
        self.set().exclude_from_history().text(text).is_ok()
    }

    #[cfg(windows)]
    fn put(&mut self, text: &str) -> bool {
        use arboard::SetExtWindows;
        self.set().exclude_from_history().exclude_from_cloud().exclude_from_monitoring().text(text).is_ok()
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    fn put(&mut self, text: &str) -> bool {
        self.set_text(text).is_ok()
    }

    fn text(&mut self) -> Option<SecretText> {
        self.get_text().ok().map(SecretText::new)
    }

    fn clear(&mut self) {
        // On failure there is nothing further to try.
        let _ = Clipboard::clear(self);
    }
}
