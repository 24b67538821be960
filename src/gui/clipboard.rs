//! Secrets on the clipboard: for a limited time, excluded from clipboard histories, cleared at exit.
//!
//! Runs on its own thread, since clipboard access talks to other programs and may hang. The thread keeps a hash of the
//! copied text, not the text, and clears the clipboard only if it still holds that text. The time limit is measured by
//! the boot clock: sleep counts, and a change of the wall clock does not.

mod system;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::auth::{Clock, SecretText, SystemClock};

/// How often the boot clock is read while a secret is on the clipboard: the thread's own timeouts do not count sleep.
const CLOCK_POLL_INTERVAL: Duration = Duration::from_secs(1);
/// The time limit for clearing at exit, so that a hanging clipboard does not keep the program running.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(500);

/// A clipboard. On X11 and Wayland the text lives only as long as this value.
trait ClipboardBackend {
    /// Copies `text`, excluded from histories where the system allows it. Returns whether it was copied.
    fn put(&mut self, text: &str) -> bool;
    /// Returns the current text, if any.
    fn text(&mut self) -> Option<SecretText>;
    /// Clears the clipboard.
    fn clear(&mut self);
}

/// A job for the clipboard thread.
enum Job {
    Put { text: SecretText, clear_after: Duration, done: Box<dyn FnOnce(bool) + Send> },
    // Clears the clipboard, then acknowledges.
    Shutdown(Sender<()>),
}

/// The gate's end of the thread, which starts with the first copy.
pub(super) struct Clipboard {
    jobs: Option<Sender<Job>>,
    results: (Sender<bool>, Receiver<bool>),
}

impl Default for Clipboard {
    fn default() -> Self {
        Self { jobs: None, results: channel() }
    }
}

impl Clipboard {
    /// Puts `text` on the clipboard for `clear_after`, and calls `wake` once [`Clipboard::next_result`] knows whether
    /// it is there.
    pub(super) fn put(&mut self, text: SecretText, clear_after: Duration, wake: impl FnOnce() + Send + 'static) {
        let result = self.results.0.clone();
        let done = move |copied| {
            // The gate may have been dropped by now.
            let _ = result.send(copied);
            wake();
        };
        let job = Job::Put { text, clear_after, done: Box::new(done) };
        if let Err(Job::Put { done, .. }) = self.post(job) {
            done(false);
        }
    }

    /// Whether the text of the next finished [`Clipboard::put`] is on the clipboard.
    pub(super) fn next_result(&mut self) -> Option<bool> {
        self.results.1.try_recv().ok()
    }

    fn post(&mut self, job: Job) -> Result<(), Job> {
        if self.jobs.is_none() {
            let (jobs, inbox) = channel();
            let thread = std::thread::Builder::new().name("vestibule-clipboard".into());
            if thread.spawn(move || run(&inbox, &SystemClock, system::open)).is_ok() {
                self.jobs = Some(jobs);
            }
        }
        match &self.jobs {
            Some(jobs) => jobs.send(job).map_err(|unsent| unsent.0),
            None => Err(job),
        }
    }
}

impl Drop for Clipboard {
    /// Clears the copied secret, so that it does not outlive the program.
    fn drop(&mut self) {
        let Some(jobs) = self.jobs.take() else { return };
        let (done, wait) = channel();
        if jobs.send(Job::Shutdown(done)).is_ok() {
            // On a timeout there is nothing left to do.
            let _ = wait.recv_timeout(SHUTDOWN_TIMEOUT);
        }
    }
}

/// The copied text's hash, and when to clear it by the boot clock.
struct OwnedContent {
    hash: [u8; 32],
    until: Duration,
}

impl OwnedContent {
    fn remaining(&self, clock: &impl Clock) -> Duration {
        self.until.saturating_sub(clock.now().boot)
    }
}

/// Runs the thread. `open` opens the clipboard for the first copy, and again after a failure.
fn run<B: ClipboardBackend>(inbox: &Receiver<Job>, clock: &impl Clock, open: impl Fn() -> Option<B>) {
    let mut backend: Option<B> = None;
    let mut owned: Option<OwnedContent> = None;
    loop {
        let job = match &owned {
            Some(owned) => inbox.recv_timeout(owned.remaining(clock).min(CLOCK_POLL_INTERVAL)),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match job {
            Ok(Job::Put { text, clear_after, done }) => {
                backend = backend.or_else(&open);
                let put = backend.as_mut().is_some_and(|backend| backend.put(&text));
                if put {
                    owned =
                        Some(OwnedContent { hash: hash(&text), until: clock.now().boot.saturating_add(clear_after) });
                }
                done(put);
            }
            Err(RecvTimeoutError::Timeout) => {
                clear(&mut backend, owned.take_if(|owned| owned.remaining(clock).is_zero()));
            }
            Ok(Job::Shutdown(acknowledge)) => {
                clear(&mut backend, owned.take());
                // The waiting side may have timed out.
                let _ = acknowledge.send(());
                return;
            }
            Err(RecvTimeoutError::Disconnected) => return clear(&mut backend, owned.take()),
        }
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Clears the clipboard if it still holds our text.
fn clear<B: ClipboardBackend>(backend: &mut Option<B>, owned: Option<OwnedContent>) {
    let (Some(backend), Some(owned)) = (backend, owned) else { return };
    if backend.text().is_some_and(|current| hash(&current) == owned.hash) {
        backend.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use super::*;
    use crate::auth::UnixTime;
    use crate::auth::testing::ManualClock;

    const LONG: Duration = Duration::from_hours(1);

    /// A clipboard shared by tests and the thread.
    #[derive(Clone, Default)]
    struct SharedClipboard(Arc<Mutex<Option<String>>>);

    impl ClipboardBackend for SharedClipboard {
        fn put(&mut self, text: &str) -> bool {
            *self.0.lock().unwrap() = Some(text.to_owned());
            true
        }

        fn text(&mut self) -> Option<SecretText> {
            self.0.lock().unwrap().clone().map(SecretText::new)
        }

        fn clear(&mut self) {
            *self.0.lock().unwrap() = None;
        }
    }

    fn copy(jobs: &Sender<Job>, text: &str, clear_after: Duration) -> Receiver<bool> {
        let (sender, receiver) = channel();
        let done = Box::new(move |put| sender.send(put).unwrap());
        jobs.send(Job::Put { text: SecretText::new(text.to_owned()), clear_after, done }).unwrap();
        receiver
    }

    /// Runs the thread's work on `shared` while `send_jobs` sends jobs; returns once it has ended.
    fn with_system_clock(shared: &SharedClipboard, send_jobs: impl FnOnce(&Sender<Job>)) {
        with_clock(shared, Arc::new(ManualClock::new()), send_jobs);
    }

    fn with_clock(shared: &SharedClipboard, clock: Arc<ManualClock>, send_jobs: impl FnOnce(&Sender<Job>)) {
        let (jobs, inbox) = channel();
        let backend = shared.clone();
        let thread = std::thread::spawn(move || run(&inbox, &*clock, || Some(backend.clone())));
        send_jobs(&jobs);
        drop(jobs);
        thread.join().unwrap();
    }

    #[test]
    fn copied_text_is_cleared_at_exit() {
        let shared = SharedClipboard::default();
        with_system_clock(&shared, |jobs| {
            assert!(copy(jobs, "JBSWY3DP", LONG).recv().unwrap());
            assert_eq!(shared.0.lock().unwrap().as_deref(), Some("JBSWY3DP"));
        });
        assert_eq!(*shared.0.lock().unwrap(), None);
    }

    #[test]
    fn copied_text_is_cleared_when_its_time_is_over() {
        let shared = SharedClipboard::default();
        with_system_clock(&shared, |jobs| {
            copy(jobs, "JBSWY3DP", Duration::ZERO).recv().unwrap();
            wait_until_clear(&shared);
        });
    }

    fn wait_until_clear(shared: &SharedClipboard) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while shared.0.lock().unwrap().is_some() {
            assert!(Instant::now() < deadline, "the clipboard is not cleared");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn changing_the_wall_clock_does_not_change_the_clearing_time() {
        let clock = ManualClock::new();
        let owned = OwnedContent { hash: [0; 32], until: clock.now().boot + LONG };
        for turned in [0, 4_000_000_000] {
            clock.set_wall(UnixTime::from_seconds(turned));
            assert_eq!(owned.remaining(&clock), LONG);
        }
    }

    #[test]
    fn sleep_counts_towards_the_clearing_time() {
        let (shared, clock) = (SharedClipboard::default(), Arc::new(ManualClock::new()));
        with_clock(&shared, Arc::clone(&clock), |jobs| {
            copy(jobs, "JBSWY3DP", LONG).recv().unwrap();
            // A computer that slept: the boot clock advanced, but no thread timeout did.
            clock.advance(LONG);
            wait_until_clear(&shared);
        });
    }

    #[test]
    fn text_copied_by_another_program_is_not_cleared() {
        let shared = SharedClipboard::default();
        with_system_clock(&shared, |jobs| {
            copy(jobs, "JBSWY3DP", LONG).recv().unwrap();
            *shared.0.lock().unwrap() = Some("milk, eggs".to_owned());
        });
        assert_eq!(shared.0.lock().unwrap().as_deref(), Some("milk, eggs"));
    }

    #[test]
    fn copying_without_a_clipboard_reports_failure() {
        let (jobs, inbox) = channel();
        let thread = std::thread::spawn(move || run::<SharedClipboard>(&inbox, &SystemClock, || None));
        assert!(!copy(&jobs, "JBSWY3DP", LONG).recv().unwrap());
        drop(jobs);
        thread.join().unwrap();
    }
}
