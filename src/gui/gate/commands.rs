//! The one place that acts on what a person wants: it asks the worker, or changes the screen.

use egui::{Context, ViewportCommand};

use crate::gui::dialogs::Dialog;
use crate::gui::gate::Gate;
use crate::gui::gate::tick::CloseState;
use crate::gui::message::{Command, Request, Requester};
use crate::gui::screens::Screen;
use crate::gui::screens::code::CodeScreen;
use crate::gui::screens::confirm_pairing::ConfirmPairingScreen;
use crate::gui::screens::opening::OpeningScreen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::screens::recovery::RecoveryCodeScreen;

impl Gate {
    /// `from` is the view that wants it: what the worker replies goes there.
    pub(super) fn handle_command(&mut self, context: &Context, requester: Requester, command: Command) {
        match command {
            Command::RetryOpen => {
                self.views.show(Screen::Opening(OpeningScreen::new(self.now())));
                self.send(self.views.screen_requester(), Request::Open);
            }
            Command::Quit => context.send_viewport_cmd(ViewportCommand::Close),
            Command::CloseWindow => {
                self.cancel_dialog(requester);
                self.close_state = CloseState::Confirmed;
                context.send_viewport_cmd(ViewportCommand::Close);
            }

            Command::CreateFirst { username, password } => {
                self.send(requester, Request::CreateFirst { username, password })
            }
            Command::SuggestPassphrase => self.send(requester, Request::SuggestPassphrase),
            Command::EstimateStrength { input, username } => {
                self.send(requester, Request::EstimateStrength { input, username })
            }
            Command::BeginFirstSetup(proof) => {
                if let Some(session) = &self.session {
                    let session = session.handle();
                    self.send(requester, Request::BeginFirstSetup { session, proof });
                }
            }
            Command::SkipTwoFactor => self.show_home(),

            Command::SignIn { username, password } => self.send(requester, Request::SignIn { username, password }),
            Command::SubmitCode { pending, code } => self.send(requester, Request::SubmitCode { pending, code }),
            Command::SubmitRecoveryCode { pending, code } => {
                self.send(requester, Request::SubmitRecoveryCode { pending, code })
            }
            Command::SwitchToCode(pending) => self.views.show(Screen::Code(Box::new(CodeScreen::new(pending)))),
            Command::SwitchToRecoveryCode(pending) => {
                self.views.show(Screen::RecoveryCode(Box::new(RecoveryCodeScreen::new(pending))));
            }
            Command::ShowSignIn { username, reason } => self.show_sign_in(&username, reason),
            Command::ChoosePassword { state, password } => {
                self.send(requester, Request::ChoosePassword { state, password })
            }

            Command::BeginRequiredSetup(state) => self.send(requester, Request::BeginRequiredSetup(state)),
            Command::ShowConfirmPairing(state) => {
                self.views.show(Screen::ConfirmPairing(Box::new(ConfirmPairingScreen::new(state.next()))))
            }
            Command::ShowQrCode(state) => self.views.show(Screen::QrCode(Box::new(QrCodeScreen::new(state.back())))),
            Command::ConfirmPairing { state, code, name } => {
                self.send(requester, Request::ConfirmPairing { state, code, name })
            }
            Command::FinishSetup(state) => self.send(requester, Request::FinishSetup(state)),
            Command::CancelSetup { reason } => self.cancel_setup(reason),

            other => self.handle_session_command(context, requester, other),
        }
    }

    /// What is wanted while signed in, and over any screen.
    fn handle_session_command(&mut self, context: &Context, requester: Requester, command: Command) {
        match command {
            Command::Copy(text) => {
                let (done, context) = (self.copy_results.0.clone(), context.clone());
                self.clipboard.put(text, self.clear_after(), move |copied| {
                    // The gate may be gone by now.
                    let _ = done.send(copied);
                    context.request_repaint();
                });
            }
            Command::OpenDialog(dialog) => {
                self.status_message = None;
                self.views.open_dialog(requester, Dialog::new(dialog));
            }
            Command::OpenChangePassword => {
                if let Some(session) = &self.session {
                    let request = Request::QueryStepUpNeeded(session.handle());
                    self.send(requester, request);
                }
            }
            Command::SaveFile { folder, name, content } => {
                self.send(requester, Request::SaveFile { folder, name, content })
            }
            Command::CloseDialog => self.cancel_dialog(requester),
            Command::Run(operation) => {
                self.status_message = None;
                if let Some(session) = &self.session {
                    let session = session.handle();
                    self.send(requester, Request::StartOperation { session, operation });
                }
            }
            Command::StepUp { operation, password, factor } => {
                if let Some(session) = &self.session {
                    let session = session.handle();
                    self.send(requester, Request::StepUp { session, operation, password, factor });
                }
            }
            Command::Query(query) => {
                // Another screen, or more of this one: what was done before is told.
                self.status_message = None;
                self.run_query(query);
            }
            Command::ShowContent => self.status_message = None,
            Command::Lock => self.lock_session(),
            Command::Unlock { locked, password, factor } => {
                self.send(requester, Request::Unlock { locked, password, factor })
            }
            Command::SignOut { reason } => self.end_session(reason),
            Command::ChangeSettings(settings) => self.change_settings(settings),
            // All others are acted on in `act`.
            _ => {}
        }
    }

    /// Closes the dialog that wants it.
    fn cancel_dialog(&mut self, requester: Requester) {
        if let Requester::View(id) = requester {
            self.views.cancel(id);
            self.expire_proof_request();
        }
    }

    /// Nothing of a set-up counts before it is finished, so leaving it is only leaving its screens.
    fn cancel_setup(&mut self, reason: Option<&'static str>) {
        if self.session.is_some() {
            self.show_account(reason);
        } else {
            self.show_sign_in("", reason);
        }
    }
}
