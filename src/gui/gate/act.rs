//! The one place that acts on what a person wants: it asks the worker, or changes the screen.

use egui::{Context, ViewportCommand};

use crate::gui::action::Action;
use crate::gui::gate::Gate;
use crate::gui::gate::logic::Leaving;
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::screens::code::Code;
use crate::gui::screens::confirm::Confirm;
use crate::gui::screens::opening::Opening;
use crate::gui::screens::recovery::Recovery;
use crate::gui::screens::scan::Scan;
use crate::gui::worker::Request;

impl Gate {
    /// `from` is the view that wants it: what the worker replies goes there.
    pub(super) fn act(&mut self, context: &Context, from: Requester, action: Action) {
        match action {
            Action::TryAgain => {
                self.views.show(Screen::Opening(Opening::new(self.now())));
                self.send(self.views.on_screen(), Request::Open);
            }
            Action::Quit => context.send_viewport_cmd(ViewportCommand::Close),
            Action::CloseWindow => {
                self.close(from);
                self.leaving = Leaving::Asked;
                context.send_viewport_cmd(ViewportCommand::Close);
            }

            Action::CreateFirst { username, password } => self.send(from, Request::CreateFirst { username, password }),
            Action::SuggestPassphrase => self.send(from, Request::SuggestPassphrase),
            Action::Weigh { typed, username } => self.send(from, Request::Weigh { typed, username }),
            Action::SetUpFirst(proof) => {
                if let Some(session) = &self.session {
                    let session = session.share();
                    self.send(from, Request::BeginFirstSetup { session, proof });
                }
            }
            Action::NotNow => self.go_home(),

            Action::SignIn { username, password } => self.send(from, Request::SignIn { username, password }),
            Action::GiveCode { pending, code } => self.send(from, Request::GiveCode { pending, code }),
            Action::GiveRecovery { pending, code } => self.send(from, Request::GiveRecovery { pending, code }),
            Action::UseAuthenticator(pending) => self.views.show(Screen::Code(Box::new(Code::new(pending)))),
            Action::UseRecovery(pending) => {
                self.views.show(Screen::Recovery(Box::new(Recovery::new(pending))));
            }
            Action::ToSignIn { username, reason } => self.show_sign_in(&username, reason),
            Action::ChoosePassword { state, password } => self.send(from, Request::ChoosePassword { state, password }),

            Action::PairOwed(state) => self.send(from, Request::BeginOwedSetup(state)),
            Action::ToConfirm(state) => self.views.show(Screen::Confirm(Box::new(Confirm::new(state.next())))),
            Action::ToScan(state) => self.views.show(Screen::Scan(Box::new(Scan::new(state.back())))),
            Action::Confirm { state, code, name } => self.send(from, Request::Confirm { state, code, name }),
            Action::FinishSetup(state) => self.send(from, Request::FinishSetup(state)),
            Action::CancelSetup { reason } => self.cancel_setup(reason),

            other => self.act_within(context, from, other),
        }
    }

    /// What is wanted while signed in, and over any screen.
    fn act_within(&mut self, context: &Context, from: Requester, action: Action) {
        match action {
            Action::Copy(text) => {
                let (done, context) = (self.copied.0.clone(), context.clone());
                self.clipboard.put(text, self.clear_after(), move |copied| {
                    // The gate may be gone by now.
                    let _ = done.send(copied);
                    context.request_repaint();
                });
            }
            Action::Open(dialog) => {
                self.told = None;
                self.views.open(from, *dialog);
            }
            Action::AskNewPassword => {
                if let Some(session) = &self.session {
                    let request = Request::AskNewPassword(session.share());
                    self.send(from, request);
                }
            }
            Action::Save { folder, name, content } => self.send(from, Request::Save { folder, name, content }),
            Action::Close => self.close(from),
            Action::Do(act) => {
                self.told = None;
                if let Some(session) = &self.session {
                    let session = session.share();
                    self.send(from, Request::Do { session, act });
                }
            }
            Action::StepUp { act, password, factor } => {
                if let Some(session) = &self.session {
                    let session = session.share();
                    self.send(from, Request::StepUp { session, act, password, factor });
                }
            }
            Action::Read(what) => {
                // Another screen, or more of this one: what was done before is told.
                self.told = None;
                self.read(what);
            }
            Action::ToContent => self.told = None,
            Action::Lock => self.lock_session(),
            Action::Unlock { locked, password, factor } => {
                self.send(from, Request::Unlock { locked, password, factor })
            }
            Action::SignOut { reason } => self.end_session(reason),
            Action::Change(settings) => self.change_settings(settings),
            // All others are acted on in `act`.
            _ => {}
        }
    }

    /// Closes the dialog that wants it.
    fn close(&mut self, from: Requester) {
        if let Requester::View(id) = from {
            self.views.cancel(id);
            self.end_proof();
        }
    }

    /// Nothing of a set-up counts before it is finished, so leaving it is only leaving its screens.
    fn cancel_setup(&mut self, reason: Option<&'static str>) {
        if self.session.is_some() {
            self.go_to_account(reason);
        } else {
            self.show_sign_in("", reason);
        }
    }
}
