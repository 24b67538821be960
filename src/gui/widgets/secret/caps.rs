//! Infers the state of Caps Lock from key events, without asking the window system.

use egui::Event;

/// Returns the state after `events`: an upper-case letter without Shift, or a lower-case one with it, means Caps Lock
/// is on. Letters without case are ignored. `shift` is the state of Shift before the first key event.
pub(super) fn infer_caps_lock(before: bool, mut shift: bool, events: &[Event]) -> bool {
    let mut caps = before;
    for event in events {
        match event {
            Event::Key { modifiers, .. } => shift = modifiers.shift,
            Event::Text(text) => {
                if let Some(is_upper) = letter_case(text) {
                    caps = is_upper != shift;
                }
            }
            _ => {}
        }
    }
    caps
}

/// Returns whether the single letter `text` is upper case; `None` for anything else, such as a paste or a digit.
fn letter_case(text: &str) -> Option<bool> {
    let mut characters = text.chars();
    let letter = characters.next().filter(|_| characters.next().is_none())?;
    (letter.is_uppercase() != letter.is_lowercase()).then(|| letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use egui::{Key, Modifiers};

    use super::*;

    fn press(modifiers: Modifiers, text: &str) -> [Event; 2] {
        let key = Event::Key { key: Key::A, physical_key: None, pressed: true, repeat: false, modifiers };
        [key, Event::Text(text.to_owned())]
    }

    #[test]
    fn a_capital_without_shift_means_caps_lock() {
        assert!(infer_caps_lock(false, false, &press(Modifiers::NONE, "A")));
        assert!(infer_caps_lock(false, false, &press(Modifiers::NONE, "Ä")));
    }

    #[test]
    fn a_small_letter_with_shift_means_caps_lock() {
        assert!(infer_caps_lock(false, false, &press(Modifiers::SHIFT, "a")));
    }

    #[test]
    fn ordinary_letters_clear_caps_lock() {
        assert!(!infer_caps_lock(true, false, &press(Modifiers::NONE, "a")));
        assert!(!infer_caps_lock(true, false, &press(Modifiers::SHIFT, "A")));
    }

    #[test]
    fn digits_and_caseless_letters_change_nothing() {
        assert!(infer_caps_lock(true, false, &press(Modifiers::NONE, "1")));
        assert!(infer_caps_lock(true, false, &press(Modifiers::NONE, "字")));
        assert!(!infer_caps_lock(false, false, &press(Modifiers::NONE, "字")));
    }
}
