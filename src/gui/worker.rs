//! The worker thread: hashing, the store, password strength. The window keeps drawing meanwhile.
//!
//! A request carries the id of its requester, and so does its reply. The gate drops a reply whose requester is gone.

mod execute;
mod files;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use egui::Context;
use execute::Executor;
pub(super) use execute::Opener;

use crate::auth::{Auth, Now, Session};
use crate::gui::message::{FileRequest, QueryResult, Reply, Request, Requester};
use crate::gui::options::SaveSettings;

/// How often the worker checks whether the accounts file is in place, and the session was ended elsewhere.
const POLL_INTERVAL: Duration = Duration::from_secs(10);

/// The cost of a password is measured after this long without a request, while the user reads or types.
const IDLE_BEFORE_MEASURING: Duration = Duration::from_secs(1);

/// The session that the worker polls while it is idle.
pub(super) struct Watch {
    pub(super) requester: Requester,
    pub(super) session: Session,
    /// The user's own lock time, which is shorter than the policy's.
    pub(super) lock_after: Option<Duration>,
}

pub(super) struct TaggedReply {
    pub(super) requester: Requester,
    pub(super) reply: Reply,
    pub(super) background: bool,
}

enum Job {
    Execute { requester: Requester, request: Request },
    Watch(Option<Watch>),
}

pub(super) struct Worker {
    backend: Backend,
    replies: Receiver<TaggedReply>,
    /// The requester of each pending request that is not in the background.
    waiting: Vec<Requester>,
}

enum Backend {
    Thread { jobs: Option<Sender<Job>>, thread: Option<JoinHandle<()>>, context: Arc<OnceLock<Context>> },
    // Runs on the calling thread: for tests, and if no thread can be started.
    Inline { runner: JobRunner, jobs: VecDeque<Job>, last_poll: Option<Now> },
}

impl Worker {
    /// Starts the thread, with open accounts or with an opener.
    pub(super) fn start(auth: Option<Arc<Auth>>, opener: Option<Opener>, saver: Option<SaveSettings>) -> Self {
        let (reply_sender, replies) = channel();
        let context = Arc::new(OnceLock::new());
        let (jobs, inbox) = channel();
        let executor = Executor { opener, auth, settings_saver: saver };
        let runner = JobRunner {
            executor,
            replies: reply_sender,
            context: Arc::clone(&context),
            watch: None,
            is_store_replaced: false,
            is_thread: true,
        };
        // The runner is sent after the thread has started, since a failed spawn drops the closure and what it owns.
        let (runner_sender, runner_receiver) = channel::<JobRunner>();
        let spawned = std::thread::Builder::new().name("vestibule".into()).spawn(move || {
            if let Ok(mut runner) = runner_receiver.recv() {
                runner.run(&inbox);
            }
        });
        let backend = match spawned {
            Ok(thread) => {
                // The thread waits for the runner.
                let _ = runner_sender.send(runner);
                Backend::Thread { jobs: Some(jobs), thread: Some(thread), context }
            }
            Err(_) => Backend::Inline {
                runner: JobRunner { is_thread: false, ..runner },
                jobs: VecDeque::new(),
                last_poll: None,
            },
        };
        Self { backend, replies, waiting: Vec::new() }
    }

    /// Creates a worker that does everything on the calling thread, in [`Worker::next_reply`].
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn inline(auth: Option<Arc<Auth>>, opener: Option<Opener>, saver: Option<SaveSettings>) -> Self {
        let (reply_sender, replies) = channel();
        let executor = Executor { opener, auth, settings_saver: saver };
        let runner = JobRunner {
            executor,
            replies: reply_sender,
            context: Arc::default(),
            watch: None,
            is_store_replaced: false,
            is_thread: false,
        };
        let backend = Backend::Inline { runner, jobs: VecDeque::new(), last_poll: None };
        Self { backend, replies, waiting: Vec::new() }
    }

    /// Sets the egui context to repaint after a reply. Only the first call has an effect.
    pub(super) fn set_context(&self, context: &Context) {
        if let Backend::Thread { context: window, .. } = &self.backend {
            window.get_or_init(|| context.clone());
        }
    }

    pub(super) fn send(&mut self, requester: Requester, request: Request) {
        if !request.is_background() {
            self.waiting.push(requester);
        }
        self.post(Job::Execute { requester, request });
    }

    /// Sets the session to poll; `None` stops polling.
    pub(super) fn watch(&mut self, watch: Option<Watch>) {
        if let Backend::Inline { last_poll, .. } = &mut self.backend {
            *last_poll = None;
        }
        self.post(Job::Watch(watch));
    }

    fn post(&mut self, job: Job) {
        match &mut self.backend {
            // Joining blocks until the sender is dropped.
            Backend::Thread { jobs, .. } => {
                if let Some(jobs) = jobs {
                    let _ = jobs.send(job);
                }
            }
            Backend::Inline { jobs, .. } => jobs.push_back(job),
        }
    }

    /// Whether `requester` waits for a foreground request.
    pub(super) fn is_busy_for(&self, requester: Requester) -> bool {
        self.waiting.contains(&requester)
    }

    /// Whether jobs are queued that only [`Worker::next_reply`] runs, so that the window has to repaint.
    pub(super) fn needs_repaint(&self) -> bool {
        matches!(&self.backend, Backend::Inline { jobs, .. } if !jobs.is_empty())
    }

    pub(super) fn next_reply(&mut self, now: Now) -> Option<TaggedReply> {
        if let Backend::Inline { runner, jobs, last_poll } = &mut self.backend {
            while let Some(job) = jobs.pop_front() {
                runner.handle(job);
            }
            // Once the accounts are open, the time is that of their clock.
            let poll_due = last_poll.is_none_or(|at| now.boot.abs_diff(at.boot) >= POLL_INTERVAL);
            if poll_due {
                *last_poll = Some(now);
                runner.poll();
            }
        }
        let reply = self.replies.try_recv().ok()?;
        if !reply.background
            && let Some(at) = self.waiting.iter().position(|requester| *requester == reply.requester)
        {
            self.waiting.swap_remove(at);
        }
        Some(reply)
    }
}

impl Drop for Worker {
    /// Joins the thread after it has processed every queued request, so that a sign-out is persisted.
    fn drop(&mut self) {
        match &mut self.backend {
            Backend::Thread { jobs, thread, .. } => {
                jobs.take();
                // The thread ends now. Its panic, if any, cannot be reported any more.
                drop(thread.take().map(JoinHandle::join));
            }
            Backend::Inline { runner, jobs, .. } => jobs.drain(..).for_each(|job| runner.handle(job)),
        }
    }
}

/// The state that the thread owns.
struct JobRunner {
    executor: Executor,
    replies: Sender<TaggedReply>,
    /// What to repaint after a reply; stays empty on the calling thread.
    context: Arc<OnceLock<Context>>,
    watch: Option<Watch>,
    /// Whether the accounts file was not in place at the last poll, which was reported then.
    is_store_replaced: bool,
    /// Whether it runs on the worker's thread and not on the calling one.
    is_thread: bool,
}

impl JobRunner {
    fn run(&mut self, inbox: &Receiver<Job>) {
        let mut last_poll = Instant::now();
        loop {
            let until_poll = POLL_INTERVAL.saturating_sub(last_poll.elapsed());
            let until_measuring =
                self.executor.is_cost_due().then_some(IDLE_BEFORE_MEASURING).filter(|wait| *wait < until_poll);
            match inbox.recv_timeout(until_measuring.unwrap_or(until_poll)) {
                Ok(job) => self.handle(job),
                Err(RecvTimeoutError::Timeout) if until_measuring.is_some() => self.executor.measure_cost(),
                Err(RecvTimeoutError::Timeout) => {
                    last_poll = Instant::now();
                    self.poll();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn handle(&mut self, job: Job) {
        match job {
            Job::Execute { requester, request: Request::File(request) } if self.is_thread => {
                self.start_file_request(requester, request);
            }
            Job::Execute { requester, request } => {
                let background = request.is_background();
                let reply = self.executor.execute(request);
                self.send_reply(TaggedReply { requester, reply, background });
                // After the reply, so that the window does not wait for it.
                self.executor.record_start();
            }
            Job::Watch(watch) => self.watch = watch,
        }
    }

    /// Executes the request on a thread of its own, which is left alone when the program ends: a drive that does not
    /// answer must hold up neither the accounts nor the end.
    fn start_file_request(&self, requester: Requester, request: FileRequest) {
        let (replies, context) = (self.replies.clone(), Arc::clone(&self.context));
        let execute = move || {
            let reply = catch_unwind(AssertUnwindSafe(|| Reply::File(files::execute(request))));
            let reply = reply.unwrap_or(Reply::Panicked { state_lost: false });
            let _ = replies.send(TaggedReply { requester, reply, background: true });
            if let Some(context) = context.get() {
                context.request_repaint();
            }
        };
        if std::thread::Builder::new().name("vestibule files".into()).spawn(execute).is_err() {
            self.send_reply(TaggedReply { requester, reply: Reply::Panicked { state_lost: false }, background: true });
        }
    }

    /// Checks the accounts file, then the session; records expirations while no user is signed in.
    fn poll(&mut self) {
        let replaced = self.executor.replaced_store();
        let was_replaced = std::mem::replace(&mut self.is_store_replaced, replaced.is_some());
        match replaced {
            None => self.poll_session(),
            Some(_) if was_replaced => {}
            Some(error) => {
                let reply = Reply::StoreReplaced(error);
                self.send_reply(TaggedReply { requester: Requester::Gate, reply, background: true });
            }
        }
    }

    /// Checks the session. A reply is sent, and the window repainted, only if something has changed.
    fn poll_session(&mut self) {
        let Some(watch) = &self.watch else { return self.executor.write_expired() };
        let requester = watch.requester;
        let reply = if self.executor.session_ended(&watch.session) {
            self.watch = None;
            Reply::SessionEnded
        } else if let Some(policy) = self.executor.policy_if_timeout_due(watch) {
            // With the current policy: an administrator may have changed it in another window.
            Reply::QueryResult(Ok(QueryResult::Policy(policy)))
        } else {
            return;
        };
        self.send_reply(TaggedReply { requester, reply, background: true });
    }

    fn send_reply(&self, reply: TaggedReply) {
        // Sending fails only after the gate was dropped.
        let _ = self.replies.send(reply);
        if let Some(context) = self.context.get() {
            context.request_repaint();
        }
    }
}
