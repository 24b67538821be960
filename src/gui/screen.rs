//! Which screen is shown. Each variant owns its own fields and nothing else; leaving one hands over data for the next.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Estimate, Now, Password};
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::screens::{
    code::Code, codes::Codes, confirm::Confirm, home::Home, locked::LockedScreen, new_password::NewPassword,
    opening::Opening, pairing_owed::PairingOwed, recovery::Recovery, scan::Scan, second_door::SecondDoor,
    sign_in::SignIn, welcome::Welcome,
};

/// One screen.
pub(super) enum Screen {
    Opening(Opening),
    Welcome(Box<Welcome>),
    SecondDoor(SecondDoor),
    SignIn(Box<SignIn>),
    Code(Box<Code>),
    Recovery(Box<Recovery>),
    NewPassword(Box<NewPassword>),
    PairingOwed(PairingOwed),
    Scan(Box<Scan>),
    Confirm(Box<Confirm>),
    Codes(Box<Codes>),
    Home(Box<Home>),
    Locked(Box<LockedScreen>),
}

impl Default for Screen {
    fn default() -> Self {
        Self::Opening(Opening::default())
    }
}

impl Screen {
    /// Who is half-way through the doors here, if that is known.
    pub(super) fn username(&self) -> Option<&str> {
        match self {
            Self::Code(screen) => Some(screen.username()),
            Self::Recovery(screen) => Some(screen.username()),
            Self::NewPassword(screen) => Some(screen.username()),
            Self::PairingOwed(screen) => Some(screen.username()),
            _ => None,
        }
    }

    /// Whose one-time code it asks for, if it does.
    pub(super) fn asks_code_of(&self) -> Option<&str> {
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
            Screen::SecondDoor($screen) => $what,
            Screen::SignIn($screen) => $what,
            Screen::Code($screen) => $what,
            Screen::Recovery($screen) => $what,
            Screen::NewPassword($screen) => $what,
            Screen::PairingOwed($screen) => $what,
            Screen::Scan($screen) => $what,
            Screen::Confirm($screen) => $what,
            Screen::Codes($screen) => $what,
            Screen::Home($screen) => $what,
            Screen::Locked($screen) => $what,
        }
    };
}

/// What every screen does. All but drawing is optional.
pub(super) trait Show {
    /// Draws itself and gives back what the person wants.
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action>;

    /// Looks at the clock, also while the window is hidden.
    fn tick(&mut self, _now: Now) -> Option<Action> {
        None
    }

    /// How long nothing changes by itself. `None`: for ever.
    fn due(&self, _now: Now) -> Option<Duration> {
        None
    }

    /// 120 s without input: forgets what was typed, hides what is secret.
    fn rest(&mut self) {}

    /// How good is what was typed so far.
    fn weighed(&mut self, _estimate: Estimate) {}

    /// A passphrase that was asked for.
    fn suggested(&mut self, _passphrase: &Password) {}

    /// A fault came in place of a reply, and the screen goes on.
    fn fault(&mut self, _sentence: &str) {}

    /// Whether it shows what a screenshot must not.
    fn shows_secret(&self) -> bool {
        false
    }
}

impl Show for Screen {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        each!(self, screen => screen.show(ui, scene))
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        each!(self, screen => screen.tick(now))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        each!(self, screen => screen.due(now))
    }

    fn rest(&mut self) {
        each!(self, screen => screen.rest());
    }

    fn weighed(&mut self, estimate: Estimate) {
        each!(self, screen => screen.weighed(estimate));
    }

    fn suggested(&mut self, passphrase: &Password) {
        each!(self, screen => screen.suggested(passphrase));
    }

    fn fault(&mut self, sentence: &str) {
        each!(self, screen => screen.fault(sentence));
    }

    fn shows_secret(&self) -> bool {
        each!(self, screen => screen.shows_secret())
    }
}
