//! A sign-in panel beside public content that stays usable while a user signs in: `cargo run --example kiosk`.

mod kiosk;

use kiosk::Kiosk;
use vestibule::gui::{self, Gate};
use vestibule::{AccountsFile, auth, eframe, egui};

fn main() -> eframe::Result {
    let accounts = AccountsFile::default_location("vestibule-kiosk");
    let gate = Gate::opening(move || accounts.open(auth::Options::new("Kiosk")), gui::Options::default());
    let viewport = egui::ViewportBuilder::default().with_inner_size([900.0, 600.0]);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native("Kiosk", options, Box::new(|_| Ok(Box::new(Kiosk::new(gate)))))
}
