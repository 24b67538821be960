//! Layout checks: clipping, reachability, and pictures for visual inspection.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, ViewportId, vec2};
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::{By, NodeT, Queryable};

use crate::gui::ThemeChoice;
use crate::gui::testing::{GateHarness, pictures};

/// Windows of 480 × 640 and 400 × 560 points at 100, 150 and 200 %, and two small screens.
pub const WINDOW_SIZES: [[f32; 2]; 8] = [
    [480.0, 640.0],
    [320.0, 427.0],
    [240.0, 320.0],
    [400.0, 560.0],
    [267.0, 373.0],
    [200.0, 280.0],
    [800.0, 480.0],
    [480.0, 320.0],
];

impl GateHarness {
    /// Resizes the window, in points.
    pub fn resize(&mut self, [width, height]: [f32; 2]) {
        self.kittest.set_size(vec2(width, height));
        self.run();
    }

    /// Selects a tab of the bar.
    pub fn select_tab(&mut self, tab: &str) {
        self.click(Role::Tab, tab);
    }

    /// Presses a button that may have to be scrolled into view.
    pub fn scroll_to_and_click(&mut self, name: &str) {
        self.kittest.get_by_role_and_label(Role::Button, name).focus();
        self.run();
        self.click_button(name);
    }

    /// Asserts that nothing is clipped at the sides, and that Tab scrolls every control completely into view.
    pub fn assert_all_reachable(&mut self) {
        let size = self.kittest.ctx.content_rect();
        let mut visited = Vec::new();
        for _ in 0..60 {
            self.assert_nothing_clipped(size);
            self.kittest.key_press_modifiers(Modifiers::NONE, Key::Tab);
            self.run();
            let Some((name, rect)) = self.focused_node() else { continue };
            let tall = rect.height() > size.height();
            assert!(tall || size.expand(1.0).contains_rect(rect), "{name:?} at {rect:?} is not inside {size:?}");
            if visited.contains(&(name.clone(), rect.top().round() as i32)) {
                return;
            }
            visited.push((name, rect.top().round() as i32));
        }
    }

    /// As [`Self::assert_all_reachable`], at every window size and zoom.
    pub fn assert_all_reachable_at_all_sizes(&mut self) {
        for size in WINDOW_SIZES {
            self.resize(size);
            self.assert_all_reachable();
        }
    }

    fn focused_node(&self) -> Option<(String, Rect)> {
        let node = self.kittest.query_all(By::new().predicate(|node| node.is_focused())).next()?;
        Some((node.accesskit_node().label().unwrap_or_default(), node.rect()))
    }

    fn assert_nothing_clipped(&self, size: Rect) {
        let is_text = |role| matches!(role, Role::Label | Role::Heading | Role::Button | Role::Tab | Role::TextInput);
        for node in self.kittest.query_all(By::new().predicate(move |node| is_text(node.role()))) {
            let rect = node.rect();
            let inside = rect.left() >= size.left() - 0.5 && rect.right() <= size.right() + 0.5;
            let name = node.accesskit_node().label().or(node.value()).unwrap_or_default();
            assert!(inside || rect.width() < 1.0, "{name:?} at {rect:?} is clipped by {size:?}");
        }
    }

    /// Compares the window with its picture in README; `UPDATE_SNAPSHOTS=1` updates the picture. It contains the local
    /// time, so a few pixels may differ.
    pub fn assert_readme_snapshot(&mut self, name: &str, theme: ThemeChoice) {
        const A_FEW: usize = 6000;
        self.kittest.remove_cursor();
        self.set_theme_and_scale(theme, 2.0);
        let options = SnapshotOptions::new().output_path("docs").max_failed_pixels(A_FEW);
        self.kittest.snapshot_options(name, &options);
    }

    /// Saves pictures of the window in `target/pictures`, in both themes at two scales.
    pub fn save_screenshots(&mut self, name: &str) {
        for (dark, scale) in pictures::VARIANTS {
            self.set_theme_and_scale(if dark { ThemeChoice::Dark } else { ThemeChoice::Light }, scale);
            pictures::save(&mut self.kittest, &pictures::variant("pictures", name, dark, scale));
        }
    }

    fn set_theme_and_scale(&mut self, theme: ThemeChoice, scale: f32) {
        self.kittest.state_mut().settings_mut().theme = theme;
        // Not `set_pixels_per_point`, which sets the zoom, and the gate controls the zoom.
        let viewport = self.kittest.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(scale);
        self.kittest.run();
    }
}

impl GateHarness {
    /// Returns every visible label.
    pub fn labels(&self) -> Vec<String> {
        let labels = self.kittest.query_all_by_role(Role::Label);
        labels
            .filter_map(|node| node.accesskit_node().label().or(node.value()))
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// Returns the label that contains `part`.
    pub fn find_label(&self, part: &str) -> Option<String> {
        self.labels().into_iter().find(|sentence| sentence.contains(part))
    }

    /// Asserts that a text, a button or a field with this label is on the screen.
    #[track_caller]
    pub fn assert_label(&self, label: &str) {
        assert!(self.has_label(label), "{label:?} is not in {:?}", self.labels());
    }

    /// Asserts that a text that contains `part` is on the screen.
    #[track_caller]
    pub fn assert_label_containing(&self, part: &str) {
        assert!(self.has_label_containing(part), "{part:?} is not in {:?}", self.labels());
    }

    /// Whether the button with this name is disabled.
    pub fn is_disabled(&self, name: &str) -> bool {
        self.kittest.get_by_role_and_label(Role::Button, name).accesskit_node().is_disabled()
    }

    /// Focuses a button.
    pub fn focus_button(&mut self, name: &str) {
        self.kittest.get_by_role_and_label(Role::Button, name).focus();
        self.run();
    }
}
