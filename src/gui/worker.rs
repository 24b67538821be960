//! The thread that does everything slow: hashing, the store, weighing passwords. The window keeps drawing meanwhile.
//!
//! A request carries the id of its requester, and the reply has the same: the gate delivers it there or nowhere.

mod desk;
mod file;
mod request;

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use desk::Desk;
pub(super) use desk::Opener;
use egui::Context;
pub(super) use file::FileContent;
pub(super) use request::{Done, Kept, Reply, Request, StepUpRefused, View};

use crate::auth::{Auth, Now, Session};
use crate::gui::gate::SaveSettings;
use crate::gui::requester::Requester;

/// How often it is asked whether the session was ended elsewhere.
const WATCH_EVERY: Duration = Duration::from_secs(10);

/// The computer is measured after nothing was asked for so long: the window is there, and a person reads or types.
const QUIET: Duration = Duration::from_secs(1);

/// How often what expired is written down while nobody is signed in: [`Auth::write_expired`] does no more.
const UPKEEP_EVERY: Duration = Duration::from_secs(10 * 60);

/// The session that is looked after while nothing is asked.
pub(super) struct Watch {
    pub(super) session: Session,
    /// A member's own, shorter time to locking.
    pub(super) lock_after: Option<Duration>,
}

/// A reply, and who sent the request.
pub(super) struct Answer {
    pub(super) requester: Requester,
    pub(super) reply: Reply,
    quiet: bool,
}

#[cfg(test)]
impl Answer {
    pub(super) fn new(requester: Requester, reply: Reply) -> Self {
        Self { requester, reply, quiet: true }
    }
}

enum Job {
    Do { requester: Requester, request: Request },
    Watch(Option<(Requester, Watch)>),
}

/// The gate's end of the thread.
pub(super) struct Worker {
    place: Place,
    answers: Receiver<Answer>,
    /// Who waits, once for each request that is not quiet.
    waiting: Vec<Requester>,
}

enum Place {
    Thread {
        jobs: Option<Sender<Job>>,
        thread: Option<JoinHandle<()>>,
        window: Arc<OnceLock<Context>>,
    },
    /// On the calling thread: for tests, and for a system that gives no thread.
    Inline {
        shift: Shift,
        jobs: VecDeque<Job>,
        watched: Option<Now>,
    },
}

impl Worker {
    /// Starts the thread, with accounts that are open or with what opens them.
    pub(super) fn start(auth: Option<Arc<Auth>>, opener: Option<Opener>, saver: Option<SaveSettings>) -> Self {
        let (answer, answers) = channel();
        let window = Arc::new(OnceLock::new());
        let (jobs, inbox) = channel();
        let mut shift = Shift::new(Desk { opener, auth, saver }, answer, Some(Arc::clone(&window)));
        // A thread that does not start takes the shift with it, so the shift is sent after it.
        let (hand_over, start) = channel::<Shift>();
        let spawned = std::thread::Builder::new().name("vestibule".into()).spawn(move || {
            if let Ok(mut shift) = start.recv() {
                shift.run(&inbox);
            }
        });
        let place = match spawned {
            Ok(thread) => {
                // The thread waits for it.
                let _ = hand_over.send(shift);
                Place::Thread { jobs: Some(jobs), thread: Some(thread), window }
            }
            Err(_) => {
                shift.window = None;
                Place::Inline { shift, jobs: VecDeque::new(), watched: None }
            }
        };
        Self { place, answers, waiting: Vec::new() }
    }

    /// Does everything on the calling thread, when [`Worker::take`] is called.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn inline(auth: Option<Arc<Auth>>, opener: Option<Opener>, saver: Option<SaveSettings>) -> Self {
        let (answer, answers) = channel();
        let shift = Shift::new(Desk { opener, auth, saver }, answer, None);
        let place = Place::Inline { shift, jobs: VecDeque::new(), watched: None };
        Self { place, answers, waiting: Vec::new() }
    }

    /// Which window to wake. The first call counts.
    pub(super) fn wake(&self, context: &Context) {
        if let Place::Thread { window, .. } = &self.place {
            window.get_or_init(|| context.clone());
        }
    }

    /// Asks for something.
    pub(super) fn send(&mut self, requester: Requester, request: Request) {
        if !request.is_quiet() {
            self.waiting.push(requester);
        }
        self.post(Job::Do { requester, request });
    }

    /// Looks after this session from now on, or after none.
    pub(super) fn watch(&mut self, watch: Option<(Requester, Watch)>) {
        if let Place::Inline { watched, .. } = &mut self.place {
            *watched = None;
        }
        self.post(Job::Watch(watch));
    }

    fn post(&mut self, job: Job) {
        match &mut self.place {
            // The thread ends only after this end of the channel does.
            Place::Thread { jobs, .. } => {
                if let Some(jobs) = jobs {
                    let _ = jobs.send(job);
                }
            }
            Place::Inline { jobs, .. } => jobs.push_back(job),
        }
    }

    /// Whether something runs that `requester` waits for.
    pub(super) fn is_busy_for(&self, requester: Requester) -> bool {
        self.waiting.contains(&requester)
    }

    /// Whether something waits for [`Worker::take`], so that the window has to wake itself.
    pub(super) fn wants_a_frame(&self) -> bool {
        matches!(&self.place, Place::Inline { jobs, .. } if !jobs.is_empty())
    }

    /// The next reply that has come.
    pub(super) fn take(&mut self, now: Now) -> Option<Answer> {
        if let Place::Inline { shift, jobs, watched } = &mut self.place {
            while let Some(job) = jobs.pop_front() {
                shift.take(job);
            }
            let due = watched.is_none_or(|at| now.boot.saturating_sub(at.boot) >= WATCH_EVERY);
            if due {
                *watched = Some(now);
                shift.look();
            }
        }
        let answer = self.answers.try_recv().ok()?;
        if !answer.quiet
            && let Some(at) = self.waiting.iter().position(|requester| *requester == answer.requester)
        {
            self.waiting.swap_remove(at);
        }
        Some(answer)
    }
}

impl Drop for Worker {
    /// Waits for what was asked for: a sign-out that was acknowledged is written.
    fn drop(&mut self) {
        match &mut self.place {
            Place::Thread { jobs, thread, .. } => {
                jobs.take();
                // It ends by itself now; a panic of its own has nobody left to hear it.
                drop(thread.take().map(JoinHandle::join));
            }
            Place::Inline { shift, jobs, .. } => jobs.drain(..).for_each(|job| shift.take(job)),
        }
    }
}

/// What the thread owns.
struct Shift {
    desk: Desk,
    answers: Sender<Answer>,
    window: Option<Arc<OnceLock<Context>>>,
    watch: Option<(Requester, Watch)>,
}

impl Shift {
    fn new(desk: Desk, answers: Sender<Answer>, window: Option<Arc<OnceLock<Context>>>) -> Self {
        Self { desk, answers, window, watch: None }
    }

    fn run(&mut self, inbox: &Receiver<Job>) {
        let mut looked = Instant::now();
        loop {
            let every = if self.watch.is_some() { WATCH_EVERY } else { UPKEEP_EVERY };
            let to_look = every.saturating_sub(looked.elapsed());
            let to_measure = self.desk.is_cost_due().then_some(QUIET).filter(|wait| *wait < to_look);
            match inbox.recv_timeout(to_measure.unwrap_or(to_look)) {
                Ok(job) => self.take(job),
                Err(RecvTimeoutError::Timeout) if to_measure.is_some() => self.desk.measure_cost(),
                Err(RecvTimeoutError::Timeout) => {
                    looked = Instant::now();
                    self.look();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Do { requester, request } => {
                let quiet = request.is_quiet();
                let reply = self.desk.answer(request);
                self.tell(Answer { requester, reply, quiet });
                // After the reply, so that no window waits for it.
                self.desk.record_start();
            }
            Job::Watch(watch) => self.watch = watch,
        }
    }

    /// Looks after the session. The window is woken only if there is something to say.
    fn look(&mut self) {
        let Some((requester, watch)) = &self.watch else { return self.desk.write_expired() };
        let requester = *requester;
        if self.desk.has_ended(&watch.session) {
            self.watch = None;
            self.tell(Answer { requester, reply: Reply::Ended, quiet: true });
        } else if let Some(policy) = self.desk.due(watch) {
            // With the bounds of today: an administrator may have changed them in another window.
            self.tell(Answer { requester, reply: Reply::Read(Ok(View::Policy(policy))), quiet: true });
        }
    }

    fn tell(&self, answer: Answer) {
        // Nobody listens any more once the gate is gone.
        let _ = self.answers.send(answer);
        self.repaint();
    }

    fn repaint(&self) {
        if let Some(context) = self.window.as_ref().and_then(|window| window.get()) {
            context.request_repaint();
        }
    }
}
