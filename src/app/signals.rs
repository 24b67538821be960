//! Closes the window at a signal that asks the process to end, so that it ends as the user's own closing does: secrets
//! wiped, the clipboard cleared, the session signed out, the journal merged into the accounts file.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui::Context;

/// Whether a signal has asked the process to end.
#[derive(Clone, Debug, Default)]
pub(super) struct EndRequest(Arc<AtomicBool>);

impl EndRequest {
    /// Listens from now on for the signals that end a process, and wakes the window at the first. The second ends the
    /// process at once, for a window that does not respond.
    ///
    /// # Errors
    /// Fails if the system refuses a handler or a thread. The signals then end the process at once, as without a
    /// listener.
    pub(super) fn listen(&self, context: &Context) -> io::Result<()> {
        #[cfg(unix)]
        unix::listen(self.clone(), context.clone())?;
        #[cfg(not(unix))]
        let _ = context;
        Ok(())
    }

    /// Whether a signal arrived that has not been handled; the next call returns false.
    pub(super) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }

    #[cfg(unix)]
    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(unix)]
mod unix {
    use std::{io, thread};

    use eframe::egui::Context;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::EndRequest;

    /// From `kill` and the end of a desktop session, from Ctrl+C, and from a terminal that is closed.
    const SIGNALS: [i32; 3] = [SIGTERM, SIGINT, SIGHUP];

    pub(super) fn listen(request: EndRequest, context: Context) -> io::Result<()> {
        let ignored = ignored_signals();
        // Bit 0 stands for signal 1. A process started by `nohup` goes on ignoring SIGHUP.
        let heeded = SIGNALS.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        let mut signals = Signals::new(heeded)?;
        let wait = move || {
            let mut is_asked = false;
            for signal in signals.forever() {
                if std::mem::replace(&mut is_asked, true) {
                    let _ = emulate_default_handler(signal);
                }
                tracing::info!("a signal asks the process to end, closing the window");
                request.set();
                context.request_repaint();
            }
        };
        thread::Builder::new().name("vestibule-signals".to_owned()).spawn(wait)?;
        Ok(())
    }

    /// The signals that were ignored when the process started, as a bit mask; none where the system does not tell.
    fn ignored_signals() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}
