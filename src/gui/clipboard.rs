//! Secrets on the clipboard: for a while, outside its histories, and gone at exit.
//!
//! A thread of its own, since a clipboard is a conversation with other programs and may hang. It keeps a hash of what
//! it put there, not the text, and clears only what is still its own.

mod system;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::auth::ExposedText;

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
            if thread.spawn(move || run(&inbox, system::open)).is_ok() {
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

/// What is ours on the clipboard, and until when.
struct Ours {
    hash: [u8; 32],
    until: Instant,
}

/// The thread's work. `open` is asked for the clipboard with the first copy, and again after it gave none.
fn run<B: Board>(inbox: &Receiver<Job>, open: impl Fn() -> Option<B>) {
    let mut board: Option<B> = None;
    let mut ours: Option<Ours> = None;
    loop {
        let job = match &ours {
            Some(ours) => inbox.recv_timeout(ours.until.saturating_duration_since(Instant::now())),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match job {
            Ok(Job::Put { text, clear_after, done }) => {
                board = board.or_else(&open);
                let put = board.as_mut().is_some_and(|board| board.put(&text));
                if put {
                    ours = Some(Ours { hash: hash(&text), until: Instant::now() + clear_after });
                }
                done(put);
            }
            Err(RecvTimeoutError::Timeout) => clear(&mut board, ours.take()),
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

    use super::*;

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
        let (jobs, inbox) = channel();
        let board = shared.clone();
        let thread = std::thread::spawn(move || run(&inbox, || Some(board.clone())));
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
            let deadline = Instant::now() + Duration::from_secs(20);
            while shared.0.lock().unwrap().is_some() {
                assert!(Instant::now() < deadline, "it is still there");
                std::thread::yield_now();
            }
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
        let thread = std::thread::spawn(move || run::<Shared>(&inbox, || None));
        assert!(!copy(&jobs, "JBSWY3DP", LONG).recv().unwrap());
        drop(jobs);
        thread.join().unwrap();
    }
}
