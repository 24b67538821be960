//! Letters that choose an entry of a list, a menu or a table.

use egui::{Event, Ui};

/// Returns the text that was typed in this frame.
pub fn typed_text(ui: &Ui) -> String {
    ui.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    })
}

/// Returns the first of `count` entries from `start` on, then from the top, that `matches`.
pub fn find_from(start: usize, count: usize, matches: impl Fn(usize) -> bool) -> Option<usize> {
    (start..count).chain(0..start.min(count)).find(|index| matches(*index))
}
