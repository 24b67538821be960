//! The global keyboard shortcuts, and how the operating system writes them.

use egui::{Context, Key, KeyboardShortcut, ModifierNames, Modifiers};

use crate::gui::theme::Typography;

/// Locks the session, while a user is signed in.
pub(super) const LOCK: KeyboardShortcut = command(Key::L);
/// Focuses the filter of the users, if the gate owns the window.
pub(super) const FIND: KeyboardShortcut = command(Key::F);
/// Zooms in, if the gate owns the window.
pub(super) const ZOOM_IN: KeyboardShortcut = command(Key::Plus);
/// The same key on many keyboards without Shift.
pub(super) const ZOOM_IN_UNSHIFTED: KeyboardShortcut = command(Key::Equals);
pub(super) const ZOOM_OUT: KeyboardShortcut = command(Key::Minus);
pub(super) const RESET_ZOOM: KeyboardShortcut = command(Key::Num0);

/// Ctrl, or ⌘ on a Mac.
const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// Formats the shortcut, as "Ctrl+L" or "⌘L" on a Mac.
///
/// egui checks the host's fonts for the symbols of a Mac; this text is drawn with Vestibule's fonts.
pub(super) fn format_shortcut(context: &Context, shortcut: &KeyboardShortcut) -> String {
    if context.os().is_mac() {
        let text = shortcut.format(&ModifierNames::SYMBOLS, true);
        if context.fonts_mut(|fonts| fonts.has_glyphs(&Typography::Caption.font(), &text)) {
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

    use crate::gui::options::{Content, Options};
    use crate::gui::testing::{GateHarness, create_admin};

    fn admin_on(os: OperatingSystem) -> GateHarness {
        let mut harness = GateHarness::with_setup(create_admin, Options::for_window(Content::AccountOnly));
        harness.kittest.ctx.set_os(os);
        harness.sign_in("alice");
        harness
    }

    #[test]
    fn shortcuts_are_written_as_the_system_writes_them() {
        for (os, lock, zoom) in [
            (OperatingSystem::Nix, "Ctrl+L", "Ctrl+Plus and Ctrl+Minus do it too"),
            (OperatingSystem::Windows, "Ctrl+L", "Ctrl+Plus and Ctrl+Minus do it too"),
            (OperatingSystem::Mac, "⌘L", "⌘+ and ⌘− do it too"),
        ] {
            let mut harness = admin_on(os);
            let button = harness.kittest.get_by_role_and_label(Role::Button, "Lock");
            assert_eq!(button.accesskit_node().data().keyboard_shortcut(), Some(lock), "{os:?}");
            let at = button.rect().center();
            harness.kittest.event(Event::PointerMoved(at));
            harness.kittest.run_steps(60);
            assert!(harness.has_label(lock), "the tooltip of {os:?}: {:?}", harness.labels());
            harness.kittest.event(Event::PointerMoved(pos2(240.0, 600.0)));
            harness.select_tab("Settings");
            assert!(harness.has_label(zoom), "{os:?}: {:?}", harness.labels());
        }
    }

    #[test]
    fn the_command_key_locks() {
        let mut harness = admin_on(OperatingSystem::Mac);
        harness.key_with(Modifiers::COMMAND, Key::L);
        assert_eq!(harness.heading(), "Locked");
    }
}
