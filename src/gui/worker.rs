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

use super::gate::SaveSettings;
use super::requester::Requester;
use crate::auth::{Auth, Now, Session};

/// How often it is asked whether the session was ended elsewhere.
const WATCH_EVERY: Duration = Duration::from_secs(10);

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
