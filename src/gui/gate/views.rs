//! The screen and its dialogs, each as the requester by which replies find it.

use egui::{Id, Ui};

use crate::gui::dialogs::Dialog;
use crate::gui::message::{IdCounter, Requester, Undo};
use crate::gui::screens::Screen;
use crate::gui::view::View;

/// A dialog as a requester, and the requester that it was opened for.
pub(super) struct OpenDialog {
    pub(super) requester: Requester,
    pub(super) dialog: Dialog,
    opened_for: Requester,
}

/// The screen, and its dialogs from bottom to top.
pub(super) struct Views {
    pub(super) ids: IdCounter,
    /// The screen as a requester: another one for each screen that is shown.
    pub(super) screen_requester: Requester,
    pub(super) screen: Screen,
    pub(super) dialogs: Vec<OpenDialog>,
    /// The message of the status bar: what was just done.
    pub(super) status_message: Option<String>,
    /// What can be undone while its message is shown.
    pub(super) undo: Option<Undo>,
    /// The screen, and its focused widget, before a dialog opened.
    focus_before: Option<(Requester, Option<Id>)>,
}

pub(super) enum ViewMut<'a> {
    Screen(&'a mut Screen),
    Dialog(&'a mut Dialog),
}

impl ViewMut<'_> {
    pub(super) fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::Screen(screen) => screen.view_mut(),
            Self::Dialog(dialog) => dialog.view_mut(),
        }
    }
}

impl Views {
    pub(super) fn new(screen: Screen) -> Self {
        let mut ids = IdCounter::default();
        let screen_requester = Requester::View(ids.next());
        Self {
            ids,
            screen_requester,
            screen,
            dialogs: Vec::new(),
            status_message: None,
            undo: None,
            focus_before: None,
        }
    }

    /// Shows `screen` as a new requester. Dialogs that the previous screen opened are closed.
    pub(super) fn show(&mut self, screen: Screen) {
        self.close(self.screen_requester);
        self.screen_requester = Requester::View(self.ids.next());
        self.screen = screen;
    }

    pub(super) fn open_dialog(&mut self, opened_for: Requester, dialog: Dialog) {
        let requester = Requester::View(self.ids.next());
        self.dialogs.push(OpenDialog { requester, dialog, opened_for });
    }

    /// Closes the dialog of `requester`, if it is one, and those that were opened for it.
    fn close(&mut self, requester: Requester) {
        self.dialogs.retain(|open| open.requester != requester);
        while let Some(above) = self.dialogs.iter().find(|open| open.opened_for == requester) {
            self.close(above.requester);
        }
    }

    /// Closes a cancelled dialog. If it is a step-up for a confirmation, the confirmation closes too, since it was
    /// already answered.
    pub(super) fn cancel(&mut self, requester: Requester) {
        let origin = self.close_step_up(requester);
        if origin == requester || matches!(self.dialog_mut(origin), Some(Dialog::Confirm(_))) {
            self.close(origin);
        }
    }

    /// Closes the dialogs that led to a result, starting with `requester`.
    pub(super) fn close_chain(&mut self, mut requester: Requester) {
        while let Some(open) = self.dialogs.iter().find(|open| open.requester == requester) {
            let opened_for = open.opened_for;
            self.close(requester);
            requester = opened_for;
        }
    }

    /// Closes the dialog if it is a step-up, and returns the requester that it was opened for.
    pub(super) fn close_step_up(&mut self, requester: Requester) -> Requester {
        let step_up =
            self.dialogs.iter().find(|open| open.requester == requester && matches!(open.dialog, Dialog::StepUp(_)));
        let Some(opened_for) = step_up.map(|open| open.opened_for) else { return requester };
        self.close(requester);
        opened_for
    }

    pub(super) fn find(&mut self, requester: Requester) -> Option<ViewMut<'_>> {
        if requester == self.screen_requester {
            return Some(ViewMut::Screen(&mut self.screen));
        }
        self.dialog_mut(requester).map(ViewMut::Dialog)
    }

    fn dialog_mut(&mut self, requester: Requester) -> Option<&mut Dialog> {
        self.dialogs.iter_mut().find(|open| open.requester == requester).map(|open| &mut open.dialog)
    }

    pub(super) fn has_dialog_for(&self, requester: Requester) -> bool {
        self.dialogs.iter().any(|open| open.opened_for == requester)
    }

    /// Saves the focus when a dialog opens, and restores it once all are closed unless the screen has changed.
    pub(super) fn save_or_restore_focus(&mut self, ui: &Ui) {
        match (self.dialogs.is_empty(), self.focus_before) {
            (false, None) => self.focus_before = Some((self.screen_requester, ui.memory(|memory| memory.focused()))),
            (true, Some((screen, focused))) => {
                self.focus_before = None;
                if let (true, Some(id)) = (screen == self.screen_requester, focused) {
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
            }
            (true, None) | (false, Some(_)) => {}
        }
    }
}
