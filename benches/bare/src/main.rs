//! A bare eframe window: what the program's start and memory are measured against (`cargo bench --bench figures --features testing`).

use eframe::egui;

fn main() -> eframe::Result {
    let viewport = egui::ViewportBuilder::default().with_title("Bare").with_inner_size([480.0, 640.0]);
    let options = eframe::NativeOptions { viewport, persist_window: false, ..Default::default() };
    eframe::run_ui_native("Bare", options, |ui, _| {
        egui::CentralPanel::default().show(ui, |ui| ui.label("Bare"));
    })
}
