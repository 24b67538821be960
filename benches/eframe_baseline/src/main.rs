//! A bare eframe window: the baseline for the program's start and memory (`cargo bench --bench performance --features
//! testing`).

use eframe::egui;

fn main() -> eframe::Result {
    let viewport = egui::ViewportBuilder::default().with_title("Bare").with_inner_size([480.0, 640.0]);
    let options = eframe::NativeOptions { viewport, persist_window: false, ..Default::default() };
    let mut fonts = None;
    eframe::run_ui_native("Bare", options, move |ui, _| {
        fonts.get_or_insert_with(|| ui.set_fonts(font()));
        egui::CentralPanel::default().show(ui, |ui| ui.label("Bare"));
    })
}

/// One font of our own in place of egui's, as in the program.
fn font() -> egui::FontDefinitions {
    let data = egui::FontData::from_static(include_bytes!("../../../assets/fonts/Inter-Regular.otf"));
    let mut fonts = egui::FontDefinitions::empty();
    fonts.font_data.insert("Inter".to_owned(), data.into());
    fonts.families.values_mut().for_each(|family| family.push("Inter".to_owned()));
    fonts
}
