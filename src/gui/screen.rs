//! Which screen is shown. Each variant owns its own fields and nothing else; leaving one hands over data for the next.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Estimate, Now, Password};
use crate::gui::action::Command;
use crate::gui::scene::ViewContext;
use crate::gui::screens::{
    choose_password::ChoosePasswordScreen, code::CodeScreen, confirm_pairing::ConfirmPairingScreen, home::HomeScreen,
    locked::LockedScreen, offer_two_factor::OfferTwoFactorScreen, opening::OpeningScreen, qr_code::QrCodeScreen,
    recovery::RecoveryCodeScreen, recovery_codes::RecoveryCodesScreen, required_setup::RequiredSetupScreen,
    sign_in::SignInScreen, welcome::WelcomeScreen,
};

/// One screen.
pub enum Screen {
    Opening(OpeningScreen),
    Welcome(Box<WelcomeScreen>),
    OfferTwoFactor(OfferTwoFactorScreen),
    SignIn(Box<SignInScreen>),
    Code(Box<CodeScreen>),
    RecoveryCode(Box<RecoveryCodeScreen>),
    ChoosePassword(Box<ChoosePasswordScreen>),
    RequiredSetup(RequiredSetupScreen),
    QrCode(Box<QrCodeScreen>),
    ConfirmPairing(Box<ConfirmPairingScreen>),
    RecoveryCodes(Box<RecoveryCodesScreen>),
    Home(Box<HomeScreen>),
    Locked(Box<LockedScreen>),
}

impl Default for Screen {
    fn default() -> Self {
        Self::Opening(OpeningScreen::default())
    }
}

impl Screen {
    /// Who is half-way through the doors here, if that is known.
    pub fn username(&self) -> Option<&str> {
        match self {
            Self::Code(screen) => Some(screen.username()),
            Self::RecoveryCode(screen) => Some(screen.username()),
            Self::ChoosePassword(screen) => Some(screen.username()),
            Self::RequiredSetup(screen) => Some(screen.username()),
            _ => None,
        }
    }

    /// Whose one-time code it asks for, if it does.
    pub fn code_username(&self) -> Option<&str> {
        match self {
            Self::Code(screen) => Some(screen.username()),
            Self::Locked(screen) => Some(screen.username()),
            _ => None,
        }
    }
}

macro_rules! each {
    ($self:ident, $screen:ident => $what:expr) => {
        match $self {
            Screen::Opening($screen) => $what,
            Screen::Welcome($screen) => $what,
            Screen::OfferTwoFactor($screen) => $what,
            Screen::SignIn($screen) => $what,
            Screen::Code($screen) => $what,
            Screen::RecoveryCode($screen) => $what,
            Screen::ChoosePassword($screen) => $what,
            Screen::RequiredSetup($screen) => $what,
            Screen::QrCode($screen) => $what,
            Screen::ConfirmPairing($screen) => $what,
            Screen::RecoveryCodes($screen) => $what,
            Screen::Home($screen) => $what,
            Screen::Locked($screen) => $what,
        }
    };
}

/// What every screen does. All but drawing is optional.
pub trait View {
    /// Draws itself and gives back what the person wants.
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command>;

    /// Looks at the clock, also while the window is hidden.
    fn tick(&mut self, _now: Now) -> Option<Command> {
        None
    }

    /// How long nothing changes by itself. `None`: for ever.
    fn next_change_in(&self, _now: Now) -> Option<Duration> {
        None
    }

    /// 120 s without input: forgets what was typed, hides what is secret.
    fn clear_input(&mut self) {}

    /// How good is what was typed so far.
    fn set_strength(&mut self, _estimate: Estimate) {}

    /// A passphrase that was asked for.
    fn set_suggestion(&mut self, _passphrase: &Password) {}

    /// A fault came in place of a reply, and the screen goes on.
    fn show_error(&mut self, _sentence: &str) {}

    /// Whether it shows what a screenshot must not.
    fn shows_secret(&self) -> bool {
        false
    }
}

impl View for Screen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        each!(self, screen => screen.show(ui, cx))
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        each!(self, screen => screen.tick(now))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        each!(self, screen => screen.next_change_in(now))
    }

    fn clear_input(&mut self) {
        each!(self, screen => screen.clear_input());
    }

    fn set_strength(&mut self, estimate: Estimate) {
        each!(self, screen => screen.set_strength(estimate));
    }

    fn set_suggestion(&mut self, passphrase: &Password) {
        each!(self, screen => screen.set_suggestion(passphrase));
    }

    fn show_error(&mut self, sentence: &str) {
        each!(self, screen => screen.show_error(sentence));
    }

    fn shows_secret(&self) -> bool {
        each!(self, screen => screen.shows_secret())
    }
}
