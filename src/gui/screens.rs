//! The screens, one file each. Each variant owns only its own fields, and passes data to the next when it closes.

pub(super) mod account;
pub(super) mod begin_setup;
pub(super) mod choose_password;
pub(super) mod confirm_pairing;
pub(super) mod home;
pub(super) mod locked;
pub(super) mod opening;
pub(super) mod qr_code;
pub(super) mod recovery_codes;
pub(super) mod second_factor;
pub(super) mod settings;
mod setup_step;
pub(super) mod sign_in;
pub(super) mod users;
pub(super) mod welcome;

use crate::gui::screens::{
    begin_setup::BeginSetupScreen, choose_password::ChoosePasswordScreen, confirm_pairing::ConfirmPairingScreen,
    home::HomeScreen, locked::LockedScreen, opening::OpeningScreen, qr_code::QrCodeScreen,
    recovery_codes::RecoveryCodesScreen, second_factor::SecondFactorScreen, sign_in::SignInScreen,
    welcome::WelcomeScreen,
};
use crate::gui::view::View;

pub enum Screen {
    Opening(OpeningScreen),
    Welcome(Box<WelcomeScreen>),
    BeginSetup(BeginSetupScreen),
    SignIn(Box<SignInScreen>),
    SecondFactor(Box<SecondFactorScreen>),
    ChoosePassword(Box<ChoosePasswordScreen>),
    QrCode(Box<QrCodeScreen>),
    ConfirmPairing(Box<ConfirmPairingScreen>),
    RecoveryCodes(Box<RecoveryCodesScreen>),
    Home(Box<HomeScreen>),
    Locked(Box<LockedScreen>),
}

impl Screen {
    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::Opening(screen) => screen,
            Self::Welcome(screen) => &mut **screen,
            Self::BeginSetup(screen) => screen,
            Self::SignIn(screen) => &mut **screen,
            Self::SecondFactor(screen) => &mut **screen,
            Self::ChoosePassword(screen) => &mut **screen,
            Self::QrCode(screen) => &mut **screen,
            Self::ConfirmPairing(screen) => &mut **screen,
            Self::RecoveryCodes(screen) => &mut **screen,
            Self::Home(screen) => &mut **screen,
            Self::Locked(screen) => &mut **screen,
        }
    }
}
