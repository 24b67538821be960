//! Secrets on the clipboard: for a while, outside its histories, and gone at exit.
//!
//! A thread of its own, since a clipboard is a conversation with other programs and may hang. It keeps a hash of what
//! it put there, not the text, and clears only what is still its own. The time until then is measured by the boot clock:
//! sleep counts, and a wall clock that is turned does not.

mod system;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::auth::{Clock, ExposedText, SystemClock};

/// How often the boot clock is read while a secret is there: the thread's own timeouts do not count sleep.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Longest wait for clearing at exit: a clipboard that hangs must not keep the program.
const LEAVE_WITHIN: Duration = Duration::from_millis(500);

/// A clipboard. On X11 and Wayland the text lives only as long as this does.
trait Board {
    /// Puts `text` there, outside histories where there is a way to ask for it; whether it is there.
    fn put(&mut self, text: &str) -> bool;
    /// What is there, if it is text.
    fn text(&mut self) -> Option<ExposedText>;
    /// Leaves nothing.
    fn clear(&mut self);
}

/// What the clipboard's thread does next.
enum Job {
    Put {
        text: ExposedText,
        clear_after: Duration,
        done: Box<dyn FnOnce(bool) + Send>,
    },
    /// Clears, then says so.
    Leave(Sender<()>),
}

/// The gate's end of the thread, which starts with the first copy.
#[derive(Default)]
pub(super) struct Clipboard {
    jobs: Option<Sender<Job>>,
}

impl Clipboard {
    /// Puts `text` there for `clear_after`; `done` hears whether it is there.
    pub(super) fn put(&mut self, text: ExposedText, clear_after: Duration, done: impl FnOnce(bool) + Send + 'static) {
        let job = Job::Put { text, clear_after, done: Box::new(done) };
        if let Err(Job::Put { done, .. }) = self.post(job) {
            done(false);
        }
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
    /// What we put there does not outlive the program.
    fn drop(&mut self) {
        let Some(jobs) = self.jobs.take() else { return };
        let (gone, wait) = channel();
        if jobs.send(Job::Leave(gone)).is_ok() {
            // Nothing is left to do if it does not answer.
            let _ = wait.recv_timeout(LEAVE_WITHIN);
        }
    }
}

/// What is ours on the clipboard, and until when by the boot clock.
struct Ours {
    hash: [u8; 32],
    until: Duration,
}

impl Ours {
    fn left(&self, clock: &impl Clock) -> Duration {
        self.until.saturating_sub(clock.now().boot)
    }
}

/// The thread's work. `open` is asked for the clipboard with the first copy, and again after it gave none.
fn run<B: Board>(inbox: &Receiver<Job>, clock: &impl Clock, open: impl Fn() -> Option<B>) {
    let mut board: Option<B> = None;
    let mut ours: Option<Ours> = None;
    loop {
        let job = match &ours {
            Some(ours) => inbox.recv_timeout(ours.left(clock).min(LOOK_EVERY)),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match job {
            Ok(Job::Put { text, clear_after, done }) => {
                board = board.or_else(&open);
                let put = board.as_mut().is_some_and(|board| board.put(&text));
                if put {
                    ours = Some(Ours { hash: hash(&text), until: clock.now().boot.saturating_add(clear_after) });
                }
                done(put);
            }
            Err(RecvTimeoutError::Timeout) => {
                clear(&mut board, ours.take_if(|ours| ours.left(clock).is_zero()));
            }
            Ok(Job::Leave(gone)) => {
                clear(&mut board, ours.take());
                // Whoever waits may have given up.
                let _ = gone.send(());
                return;
            }
            Err(RecvTimeoutError::Disconnected) => return clear(&mut board, ours.take()),
        }
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Clears what is still ours.
fn clear<B: Board>(board: &mut Option<B>, ours: Option<Ours>) {
    let (Some(board), Some(ours)) = (board, ours) else { return };
    if board.text().is_some_and(|there| hash(&there) == ours.hash) {
        board.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use super::*;
    use crate::auth::UnixTime;
    use crate::auth::testing::FakeClock;

    const LONG: Duration = Duration::from_secs(3600);

    /// Everybody's clipboard.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Option<String>>>);

    impl Board for Shared {
        fn put(&mut self, text: &str) -> bool {
            *self.0.lock().unwrap() = Some(text.to_owned());
            true
        }

        fn text(&mut self) -> Option<ExposedText> {
            self.0.lock().unwrap().clone().map(ExposedText::new)
        }

        fn clear(&mut self) {
            *self.0.lock().unwrap() = None;
        }
    }

    fn copy(jobs: &Sender<Job>, text: &str, clear_after: Duration) -> Receiver<bool> {
        let (told, heard) = channel();
        let done = Box::new(move |put| told.send(put).unwrap());
        jobs.send(Job::Put { text: ExposedText::new(text.to_owned()), clear_after, done }).unwrap();
        heard
    }

    /// Runs the thread's work over `shared` while `act` sends jobs; it has ended when this returns.
    fn with(shared: &Shared, act: impl FnOnce(&Sender<Job>)) {
        with_clock(shared, Arc::new(FakeClock::new()), act);
    }

    fn with_clock(shared: &Shared, clock: Arc<FakeClock>, act: impl FnOnce(&Sender<Job>)) {
        let (jobs, inbox) = channel();
        let board = shared.clone();
        let thread = std::thread::spawn(move || run(&inbox, &*clock, || Some(board.clone())));
        act(&jobs);
        drop(jobs);
        thread.join().unwrap();
    }

    #[test]
    fn what_was_copied_is_there_and_gone_at_exit() {
        let shared = Shared::default();
        with(&shared, |jobs| {
            assert!(copy(jobs, "JBSWY3DP", LONG).recv().unwrap());
            assert_eq!(shared.0.lock().unwrap().as_deref(), Some("JBSWY3DP"));
        });
        assert_eq!(*shared.0.lock().unwrap(), None);
    }

    #[test]
    fn it_goes_by_itself_when_its_time_is_over() {
        let shared = Shared::default();
        with(&shared, |jobs| {
            copy(jobs, "JBSWY3DP", Duration::ZERO).recv().unwrap();
            wait_until_clear(&shared);
        });
    }

    fn wait_until_clear(shared: &Shared) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while shared.0.lock().unwrap().is_some() {
            assert!(Instant::now() < deadline, "it is still there");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_wall_clock_that_is_turned_neither_shortens_nor_lengthens_the_time() {
        let clock = FakeClock::new();
        let ours = Ours { hash: [0; 32], until: clock.now().boot + LONG };
        for turned in [0, 4_000_000_000] {
            clock.set_wall(UnixTime::from_seconds(turned));
            assert_eq!(ours.left(&clock), LONG);
        }
    }

    #[test]
    fn time_that_the_computer_sleeps_counts() {
        let (shared, clock) = (Shared::default(), Arc::new(FakeClock::new()));
        with_clock(&shared, Arc::clone(&clock), |jobs| {
            copy(jobs, "JBSWY3DP", LONG).recv().unwrap();
            // A computer that slept: the boot clock went on, and no timeout of a thread did.
            clock.advance(LONG);
            wait_until_clear(&shared);
        });
    }

    #[test]
    fn what_somebody_else_copied_since_stays() {
        let shared = Shared::default();
        with(&shared, |jobs| {
            copy(jobs, "JBSWY3DP", LONG).recv().unwrap();
            *shared.0.lock().unwrap() = Some("milk, eggs".to_owned());
        });
        assert_eq!(shared.0.lock().unwrap().as_deref(), Some("milk, eggs"));
    }

    #[test]
    fn a_computer_without_a_clipboard_is_told() {
        let (jobs, inbox) = channel();
        let thread = std::thread::spawn(move || run::<Shared>(&inbox, &SystemClock, || None));
        assert!(!copy(&jobs, "JBSWY3DP", LONG).recv().unwrap());
        drop(jobs);
        thread.join().unwrap();
    }
}
