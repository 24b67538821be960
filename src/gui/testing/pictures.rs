//! Pictures of windows for visual inspection, in `target`.

use std::path::Path;

use egui::{Ui, UiBuilder, Vec2};
use egui_kittest::{Harness, HarnessBuilder};

use crate::gui::fonts;
use crate::gui::theme::Theme;

/// Both themes (dark or not), each at two scales in pixels per point.
pub const VARIANTS: [(bool, f32); 4] = [(false, 1.0), (false, 2.0), (true, 1.0), (true, 2.0)];

/// Returns the path below `target` of one variant of a picture, without the extension.
pub fn variant(folder: &str, name: &str, dark: bool, scale: f32) -> String {
    format!("{folder}/{name}-{}-{scale}x", if dark { "dark" } else { "light" })
}

/// Saves a picture of the window; `path` is relative to `target`, without the extension.
pub fn save<S>(harness: &mut Harness<'_, S>, path: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/{path}.png"));
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder for screenshots can be created");
    harness.render().expect("the window is rendered").save(file).expect("a file");
}

/// Saves a picture of the window that `build` makes for each variant.
pub fn save_variants<'a, S>(folder: &str, name: &str, build: impl Fn(bool, f32) -> Harness<'a, S>) {
    for (dark, scale) in VARIANTS {
        save(&mut build(dark, scale), &variant(folder, name, dark, scale));
    }
}

/// Begins a window of this size, in points, that can be rendered.
pub fn window<S>(size: Vec2, dark: bool, scale: f32) -> HarnessBuilder<S> {
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light })
        .with_context_setup(fonts::tests::use_program_fonts)
        .wgpu()
}

/// Applies the theme and fills the window with its background. (The harness leaves a margin that a window does not
/// have.)
pub fn fill_window(ui: &mut Ui, theme: &Theme) -> Ui {
    theme.apply(ui);
    let area = ui.max_rect().expand(8.0);
    ui.painter().rect_filled(area, 0.0, theme.palette.background);
    ui.new_child(UiBuilder::new().max_rect(area))
}
