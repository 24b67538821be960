//! Executes the commands of the views: sends a request to the worker, or changes the screen.

use egui::{Context, ViewportCommand};

use crate::gui::dialogs::Dialog;
use crate::gui::gate::Gate;
use crate::gui::message::{Command, Request, Requester, SessionRequest};
use crate::gui::screens::Screen;
use crate::gui::screens::confirm_pairing::ConfirmPairingScreen;
use crate::gui::screens::opening::OpeningScreen;
use crate::gui::screens::qr_code::QrCodeScreen;

impl Gate {
    /// Executes `command` for the view `requester`, which also receives the worker's reply.
    pub(super) fn handle_command(&mut self, context: &Context, requester: Requester, command: Command) {
        match command {
            Command::Send(request) => self.worker.send(requester, request),
            Command::SendInSession(request) => {
                // The user has moved on from what the status message reports.
                if let SessionRequest::StartOperation(_) | SessionRequest::Query(_) = request {
                    self.views.status_message = None;
                }
                self.send_in_session(requester, request);
            }

            Command::RetryOpen => {
                self.views.show(Screen::Opening(OpeningScreen::new(self.now())));
                self.worker.send(self.views.screen_requester, Request::Open);
            }
            Command::Quit => context.send_viewport_cmd(ViewportCommand::Close),
            Command::CloseWindow => {
                self.cancel_dialog(requester);
                self.close_window(context);
            }

            Command::ShowSignIn { username, reason } => self.show_sign_in(&username, reason),
            Command::SkipTwoFactor => self.show_home(),
            Command::ShowConfirmPairing(state) => {
                self.views.show(Screen::ConfirmPairing(Box::new(ConfirmPairingScreen::new(state.next()))));
            }
            Command::ShowQrCode(state) => self.views.show(Screen::QrCode(Box::new(QrCodeScreen::new(state.back())))),
            Command::CancelSetup { reason } => self.leave_setup("", reason),
            Command::ShowContent => self.views.status_message = None,

            Command::Copy(text) => {
                let context = context.clone();
                self.clipboard.put(text, self.clear_after(), move || context.request_repaint());
            }
            Command::OpenDialog(request) => {
                self.views.status_message = None;
                self.views.open_dialog(requester, Dialog::new(request));
            }
            Command::CloseDialog => self.cancel_dialog(requester),

            Command::Lock => self.lock(),
            Command::SignOut { reason } => self.end_session(reason),
            Command::ChangeSettings(settings) => self.change_settings(settings),
        }
    }

    fn cancel_dialog(&mut self, requester: Requester) {
        self.views.cancel(requester);
        self.expire_proof_request();
    }

    /// Leaves the screens of a set-up. Nothing is stored before it is finished, so nothing has to be undone.
    pub(super) fn leave_setup(&mut self, username: &str, reason: Option<&str>) {
        if self.session.open.is_some() {
            self.show_account(reason);
        } else {
            self.show_sign_in(username, reason);
        }
    }
}
