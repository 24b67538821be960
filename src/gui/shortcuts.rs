//! The keys that work everywhere, and how the system writes them.

use egui::{Context, Key, KeyboardShortcut, ModifierNames, Modifiers};

use crate::gui::theme::Type;

/// Locks, while somebody is signed in.
pub(super) const LOCK: KeyboardShortcut = command(Key::L);
/// Zooms, where the window is ours.
pub(super) const LARGER: KeyboardShortcut = command(Key::Plus);
/// The same key on many keyboards, without Shift.
pub(super) const LARGER_UNSHIFTED: KeyboardShortcut = command(Key::Equals);
pub(super) const SMALLER: KeyboardShortcut = command(Key::Minus);
pub(super) const AS_IT_WAS: KeyboardShortcut = command(Key::Num0);

/// Ctrl, or ⌘ on a Mac.
const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// "Ctrl+L", or "⌘L" on a Mac.
///
/// egui asks the host's fonts whether they have the signs of a Mac; what is written here is drawn with ours.
pub(super) fn written(context: &Context, shortcut: &KeyboardShortcut) -> String {
    if context.os().is_mac() {
        let text = shortcut.format(&ModifierNames::SYMBOLS, true);
        if context.fonts_mut(|fonts| fonts.has_glyphs(&Type::Note.font(), &text)) {
            return text;
        }
    }
    context.format_shortcut(shortcut)
}

#[cfg(test)]
mod tests {
    use egui::accesskit::Role;
    use egui::os::OperatingSystem;
    use egui::{Event, Key, Modifiers, pos2};
    use egui_kittest::kittest::{NodeT, Queryable};

    use crate::gui::gate::{Inside, Options};
    use crate::gui::testing::{Stage, make_alice};

    fn alice_on(os: OperatingSystem) -> Stage {
        let mut stage = Stage::with(make_alice, Options::window(Inside::Account));
        stage.harness.ctx.set_os(os);
        stage.sign_in("alice");
        stage
    }

    #[test]
    fn shortcuts_are_written_as_the_system_writes_them() {
        for (os, lock, zoom) in [
            (OperatingSystem::Nix, "Ctrl+L", "Ctrl+Plus and Ctrl+Minus do it too"),
            (OperatingSystem::Windows, "Ctrl+L", "Ctrl+Plus and Ctrl+Minus do it too"),
            (OperatingSystem::Mac, "⌘L", "⌘+ and ⌘− do it too"),
        ] {
            let mut stage = alice_on(os);
            let button = stage.harness.get_by_role_and_label(Role::Button, "Lock");
            assert_eq!(button.accesskit_node().data().keyboard_shortcut(), Some(lock), "{os:?}");
            let at = button.rect().center();
            stage.harness.event(Event::PointerMoved(at));
            stage.harness.run_steps(60);
            assert!(stage.says(lock), "the tooltip of {os:?}: {:?}", stage.sentences());
            stage.harness.event(Event::PointerMoved(pos2(240.0, 600.0)));
            stage.choose("Settings");
            assert!(stage.says(zoom), "{os:?}: {:?}", stage.sentences());
        }
    }

    #[test]
    fn the_command_key_locks() {
        let mut stage = alice_on(OperatingSystem::Mac);
        stage.key_with(Modifiers::COMMAND, Key::L);
        assert_eq!(stage.heading(), "Locked");
    }
}
