//! Whether Caps Lock is on, as far as the keys tell: no window system is asked.

use egui::Event;

/// What `events` say: a capital without Shift, or a small letter with it. Letters without case say nothing.
/// `shift` is how Shift stands where no key event says otherwise.
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

/// Whether `text` is one capital or one small letter; a paste or a digit is neither.
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
