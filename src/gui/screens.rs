//! The screens, one file each. Each variant owns only its own fields, and passes data to the next when it closes.

pub(super) mod account;
pub(super) mod choose_password;
pub(super) mod code;
pub(super) mod confirm_pairing;
pub(super) mod home;
pub(super) mod locked;
pub(super) mod offer_two_factor;
pub(super) mod opening;
pub(super) mod qr_code;
pub(super) mod recovery;
pub(super) mod recovery_codes;
pub(super) mod required_setup;
pub(super) mod settings;
mod setup_step;
pub(super) mod sign_in;
pub(super) mod users;
pub(super) mod welcome;

use crate::gui::screens::{
    choose_password::ChoosePasswordScreen, code::CodeScreen, confirm_pairing::ConfirmPairingScreen, home::HomeScreen,
    locked::LockedScreen, offer_two_factor::OfferTwoFactorScreen, opening::OpeningScreen, qr_code::QrCodeScreen,
    recovery::RecoveryCodeScreen, recovery_codes::RecoveryCodesScreen, required_setup::RequiredSetupScreen,
    sign_in::SignInScreen, welcome::WelcomeScreen,
};
use crate::gui::view::View;

/// A screen.
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

impl Screen {
    /// Returns the user whose sign-in or set-up is in progress, if known.
    pub fn username(&self) -> Option<&str> {
        match self {
            Self::Code(screen) => Some(screen.username()),
            Self::RecoveryCode(screen) => Some(screen.username()),
            Self::ChoosePassword(screen) => Some(screen.username()),
            Self::RequiredSetup(screen) => Some(screen.username()),
            _ => None,
        }
    }

    /// Returns the user whose one-time code the screen asks for, if it does.
    pub fn code_username(&self) -> Option<&str> {
        match self {
            Self::Code(screen) => Some(screen.username()),
            Self::Locked(screen) => Some(screen.username()),
            _ => None,
        }
    }

    pub fn view(&self) -> &dyn View {
        match self {
            Self::Opening(screen) => screen,
            Self::Welcome(screen) => &**screen,
            Self::OfferTwoFactor(screen) => screen,
            Self::SignIn(screen) => &**screen,
            Self::Code(screen) => &**screen,
            Self::RecoveryCode(screen) => &**screen,
            Self::ChoosePassword(screen) => &**screen,
            Self::RequiredSetup(screen) => screen,
            Self::QrCode(screen) => &**screen,
            Self::ConfirmPairing(screen) => &**screen,
            Self::RecoveryCodes(screen) => &**screen,
            Self::Home(screen) => &**screen,
            Self::Locked(screen) => &**screen,
        }
    }

    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::Opening(screen) => screen,
            Self::Welcome(screen) => &mut **screen,
            Self::OfferTwoFactor(screen) => screen,
            Self::SignIn(screen) => &mut **screen,
            Self::Code(screen) => &mut **screen,
            Self::RecoveryCode(screen) => &mut **screen,
            Self::ChoosePassword(screen) => &mut **screen,
            Self::RequiredSetup(screen) => screen,
            Self::QrCode(screen) => &mut **screen,
            Self::ConfirmPairing(screen) => &mut **screen,
            Self::RecoveryCodes(screen) => &mut **screen,
            Self::Home(screen) => &mut **screen,
            Self::Locked(screen) => &mut **screen,
        }
    }
}
