//! Replies to the steps of a set-up.

use crate::auth::{ConfirmResult, EnrolmentRefusal, FinishResult, SignedIn};
use crate::gui::gate::Gate;
use crate::gui::message::Requester;
use crate::gui::screens::Screen;
use crate::gui::screens::qr_code::QrCodeScreen;
use crate::gui::screens::recovery_codes::RecoveryCodesScreen;
use crate::gui::text;

impl Gate {
    pub(super) fn on_pairing_confirmed(&mut self, requester: Requester, confirmed: ConfirmResult) {
        match confirmed {
            ConfirmResult::RecoveryCodes(state) => {
                self.views.show(Screen::RecoveryCodes(Box::new(RecoveryCodesScreen::new(*state, false))))
            }
            ConfirmResult::Added => self.show_account(Some(text::setup::ADDED)),
            ConfirmResult::Refused(EnrolmentRefusal::NewSecret, state) => {
                self.views.show(Screen::QrCode(Box::new(QrCodeScreen::new_after_failures(state.back()))));
            }
            ConfirmResult::Refused(refusal, state) => {
                if let Screen::ConfirmPairing(screen) = self.views.screen_mut() {
                    screen.on_refused(refusal, state);
                }
            }
            ConfirmResult::Failed(denied) => self.on_denied(requester, &denied),
        }
    }

    pub(super) fn on_setup_finished(&mut self, requester: Requester, finished: FinishResult) {
        match finished {
            FinishResult::TwoFactorOn => self.show_account(Some(text::account::TURNED_ON)),
            FinishResult::RecoveryCodesRenewed => self.show_account(Some(text::account::CODES_RENEWED)),
            FinishResult::SignedIn(signed_in) => {
                let SignedIn { session, notices } = *signed_in;
                self.begin_session(session);
                self.session.notices = notices;
                self.show_account(Some(text::account::TURNED_ON));
            }
            FinishResult::Failed(denied) => self.on_denied(requester, &denied),
        }
    }
}
