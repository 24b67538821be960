//! Hands what is typed to the fields in its order, and lets a held key act once.
//!
//! egui moves the keyboard focus at the end of a pass, so that what a password manager or a scanner types within one
//! pass would all reach the field that had the focus before. This plugin ends the input of a pass at a key that may move
//! the focus, and holds the rest until the focus has arrived. It works while a gate shows a screen or a dialog that has
//! the focus; otherwise it passes all input on.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};

use egui::{Context, Event, Id, ImeEvent, Key, Plugin, RawInput, Ui, ViewportId, ViewportIdMap};
use zeroize::Zeroize;

/// After a screen or dialog has changed, Enter and Space press nothing for this long, in seconds: they were meant for
/// what was shown before.
const GUARD_SECONDS: f64 = 0.2;
/// Passes until the focus has arrived after a key: a field requests it in the next one.
const PASSES_AFTER_KEY: u8 = 1;
/// The same after a change of screen: it is drawn, then enabled.
const PASSES_AFTER_CHANGE: u8 = 2;

/// What a gate drew in a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Identifies the topmost screen or dialog.
    pub(super) view: Id,
    /// Keys are for this view, and not for the host.
    pub(super) has_focus: bool,
    /// The view waits for a reply.
    pub(super) busy: bool,
}

/// The plugin: the input of each viewport.
#[derive(Default)]
pub(super) struct Keyboard {
    viewports: ViewportIdMap<TypedInput>,
}

impl Keyboard {
    /// Sets what a gate drew in this pass of the current viewport. Of several, the one with the focus counts.
    pub(super) fn set_shown(context: &Context, shown: Shown) {
        let viewport = context.viewport_id();
        let plugin = context.plugin_or_default::<Self>();
        let mut plugin = plugin.lock();
        let current = &mut plugin.input_of(viewport).shown;
        if !current.is_some_and(|current| current.has_focus) {
            *current = Some(shown);
        }
    }

    fn input_of(&mut self, viewport: ViewportId) -> &mut TypedInput {
        self.viewports.entry(viewport).or_default()
    }
}

impl Plugin for Keyboard {
    fn debug_name(&self) -> &'static str {
        "vestibule keyboard"
    }

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        let now = input.time.unwrap_or_else(|| context.input_for(input.viewport_id, |before| before.time));
        self.input_of(input.viewport_id).filter(&mut input.events, now);
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        if self.input_of(ui.viewport_id()).is_ready() {
            ui.request_repaint();
        }
    }
}

/// The input of one viewport.
#[derive(Default)]
struct TypedInput {
    /// What the next passes receive, in its order.
    held: VecDeque<Event>,
    shown: Option<Shown>,
    /// The view that receives the keys.
    view: Option<Id>,
    /// Until then, in egui's seconds, Enter and Space press nothing in the view, unless text was typed in it.
    guarded_until: f64,
    /// How many more passes receive nothing.
    passes: u8,
    /// The last pass received keys.
    typed: bool,
    /// The view waits for a reply to what was typed.
    submitted: bool,
    pressed: BTreeSet<Key>,
    /// Keys that were pressed when the view changed, until they are released.
    held_over: BTreeSet<Key>,
    /// The last key was dropped with its text.
    drop_text: bool,
}

impl TypedInput {
    /// Whether held input can go on in the next pass.
    fn is_ready(&self) -> bool {
        !self.held.is_empty() && self.shown.is_none_or(|shown| !shown.busy)
    }

    /// Replaces the `events` of a pass with those that it receives.
    fn filter(&mut self, events: &mut Vec<Event>, now: f64) {
        self.held.extend(events.drain(..));
        let shown = self.shown.take();
        self.follow_view(shown, now);
        *events = match shown {
            Some(shown) if shown.has_focus && shown.busy => self.take_pointer_and_shortcuts(now),
            Some(shown) if shown.has_focus => self.take_until_focus_moves(now),
            _ => self.take_all(now),
        };
    }

    /// Applies a change of what is shown since the last pass.
    fn follow_view(&mut self, shown: Option<Shown>, now: f64) {
        let Some(shown) = shown else {
            // No gate is drawn: what was typed for it is for nothing else.
            self.discard_typed();
            self.view = None;
            return;
        };
        if self.view.replace(shown.view) != Some(shown.view) {
            self.guarded_until = now + GUARD_SECONDS;
            self.held_over.clone_from(&self.pressed);
            self.passes = PASSES_AFTER_CHANGE;
            self.submitted = false;
            if !shown.has_focus {
                self.discard_typed();
            }
        } else if shown.busy {
            self.submitted |= self.typed;
            self.passes = PASSES_AFTER_CHANGE;
        } else if std::mem::take(&mut self.submitted) {
            // What followed was meant for the next screen, and the input was refused.
            self.discard_typed();
        }
    }

    /// Takes everything, for a host.
    fn take_all(&mut self, now: f64) -> Vec<Event> {
        self.passes = 0;
        let events: Vec<_> = self.held.drain(..).collect();
        events.into_iter().filter_map(|event| self.admit(event, now, false)).collect()
    }

    /// Takes the events up to a key that may move the focus.
    fn take_until_focus_moves(&mut self, now: f64) -> Vec<Event> {
        let mut taken = Vec::new();
        self.typed = false;
        if self.passes > 0 {
            self.passes -= 1;
            return taken;
        }
        while let Some(event) = self.held.pop_front() {
            let may_move_focus = may_move_focus(&event);
            self.typed |= is_typed(&event);
            let admitted = self.admit(event, now, true);
            let ends_pass = may_move_focus && admitted.is_some();
            taken.extend(admitted);
            if ends_pass {
                self.passes = PASSES_AFTER_KEY;
                // The text of the same key goes with it.
                if let Some(text) = self.held.pop_front_if(|next| matches!(next, Event::Text(_))) {
                    taken.extend(self.admit(text, now, true));
                }
                break;
            }
        }
        taken
    }

    /// Takes what does not depend on the focus while a view waits for a reply.
    fn take_pointer_and_shortcuts(&mut self, now: f64) -> Vec<Event> {
        let (typed, other): (Vec<_>, Vec<_>) = self.held.drain(..).partition(is_typed);
        self.held = typed.into();
        other.into_iter().filter_map(|event| self.admit(event, now, true)).collect()
    }

    /// Returns the event, unless it comes from a key that was held too long. In a view of ours (`own`), a repeated key
    /// moves and deletes, but presses nothing.
    fn admit(&mut self, mut event: Event, now: f64, own: bool) -> Option<Event> {
        let dropped = match &event {
            Event::Key { key, pressed: true, .. } => {
                let repeated = !self.pressed.insert(*key);
                let is_early = now < self.guarded_until;
                self.drop_text = self.held_over.contains(key);
                let acts = repeated && !may_repeat(*key) || is_early && matches!(key, Key::Enter | Key::Space);
                self.drop_text || own && acts
            }
            Event::Key { key, pressed: false, .. } => {
                self.pressed.remove(key);
                self.held_over.remove(key);
                false
            }
            Event::Text(_) if std::mem::take(&mut self.drop_text) => true,
            Event::Text(_) | Event::Paste(_) => {
                self.guarded_until = 0.0;
                false
            }
            Event::WindowFocused(false) => {
                // The releases that follow go to another window.
                self.pressed.clear();
                self.held_over.clear();
                false
            }
            _ => false,
        };
        if dropped {
            wipe(&mut event);
            return None;
        }
        Some(event)
    }

    /// Drops and wipes what was typed; keys stay released.
    fn discard_typed(&mut self) {
        self.held.retain_mut(|event| {
            let typed = is_typed(event);
            if typed {
                wipe(event);
            }
            !typed
        });
    }
}

impl Drop for TypedInput {
    fn drop(&mut self) {
        self.held.iter_mut().for_each(wipe);
    }
}

/// Whether the event is input for the focused widget, as opposed to the pointer, a shortcut or a released key.
fn is_typed(event: &Event) -> bool {
    match event {
        Event::Key { pressed, modifiers, .. } => *pressed && !modifiers.command,
        Event::Text(_) | Event::Paste(_) | Event::Ime(_) | Event::Copy | Event::Cut => true,
        _ => false,
    }
}

/// Whether the key may move the focus or change what is shown.
fn may_move_focus(event: &Event) -> bool {
    let Event::Key { key, pressed: true, modifiers, .. } = event else { return false };
    modifiers.command
        || matches!(key, Key::Tab | Key::Enter | Key::Space | Key::Escape | Key::F1)
        || matches!(key, Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight)
}

/// Whether a repeated press of the key only moves, deletes, zooms or undoes.
fn may_repeat(key: Key) -> bool {
    matches!(key, Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight | Key::Tab)
        || matches!(key, Key::Home | Key::End | Key::PageUp | Key::PageDown | Key::Backspace | Key::Delete)
        || matches!(key, Key::Plus | Key::Equals | Key::Minus | Key::Z | Key::Y)
}

/// Wipes the text of an event.
fn wipe(event: &mut Event) {
    match event {
        Event::Text(text) | Event::Paste(text) => text.zeroize(),
        Event::Ime(ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text)) => text.zeroize(),
        _ => {}
    }
}
