//! The screen and its dialogs, each with the id by which replies find it.

use egui::{Id as WidgetId, Ui};

use crate::gui::dialogs::Dialog;
use crate::gui::message::{IdCounter, Requester, RequesterId};
use crate::gui::screens::Screen;
use crate::gui::view::View;

/// A dialog with its id and the requester that it was opened for.
pub(super) struct OpenDialog {
    pub(super) id: RequesterId,
    pub(super) dialog: Dialog,
    opened_for: Requester,
}

/// The screen, and its dialogs from the lowest to the topmost.
pub(super) struct Views {
    ids: IdCounter,
    screen_id: RequesterId,
    screen: Screen,
    dialogs: Vec<OpenDialog>,
    /// What was just done, for the status bar.
    pub(super) status_message: Option<String>,
    /// Which screen had the keyboard where, before a dialog came over it.
    focus_before: Option<(RequesterId, Option<WidgetId>)>,
}

/// The view of a requester.
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
        Self { screen_id: ids.next(), ids, screen, dialogs: Vec::new(), status_message: None, focus_before: None }
    }

    /// Returns an id for a requester that is not a view.
    pub(super) fn next_id(&mut self) -> RequesterId {
        self.ids.next()
    }

    /// Shows `screen` under a new id. Dialogs that the previous screen opened are closed.
    pub(super) fn show(&mut self, screen: Screen) {
        self.close_opened_for(self.screen_id);
        self.screen_id = self.ids.next();
        self.screen = screen;
    }

    pub(super) fn screen(&self) -> &Screen {
        &self.screen
    }

    pub(super) fn screen_mut(&mut self) -> &mut Screen {
        &mut self.screen
    }

    /// Returns the screen as a requester.
    pub(super) fn screen_requester(&self) -> Requester {
        Requester::View(self.screen_id)
    }

    /// Opens `dialog` above all others.
    pub(super) fn open_dialog(&mut self, opened_for: Requester, dialog: Dialog) {
        let id = self.ids.next();
        self.dialogs.push(OpenDialog { id, opened_for, dialog });
    }

    /// Closes a dialog and those that were opened for it.
    pub(super) fn close(&mut self, id: RequesterId) {
        self.dialogs.retain(|open| open.id != id);
        self.close_opened_for(id);
    }

    fn close_opened_for(&mut self, id: RequesterId) {
        while let Some(above) = self.dialogs.iter().find(|open| open.opened_for == Requester::View(id)) {
            self.close(above.id);
        }
    }

    /// Closes all dialogs and returns them from the lowest to the topmost.
    pub(super) fn close_all(&mut self) -> impl Iterator<Item = Dialog> + '_ {
        self.dialogs.drain(..).map(|open| open.dialog)
    }

    /// Closes a cancelled dialog. If it is a step-up for a confirmation, the confirmation closes too, since it was
    /// already answered.
    pub(super) fn cancel(&mut self, id: RequesterId) {
        let origin =
            self.dialogs.iter().find(|open| open.id == id).and_then(|open| match (&open.dialog, open.opened_for) {
                (Dialog::StepUp(_), Requester::View(origin)) => Some(origin),
                _ => None,
            });
        self.close(id);
        if let Some(origin) = origin
            && matches!(self.dialog_mut(origin), Some(Dialog::Confirm(_)))
        {
            self.close(origin);
        }
    }

    /// Closes the dialogs that led to a result, starting with `requester`. Returns the requester that remains.
    pub(super) fn close_chain(&mut self, mut requester: Requester) -> Requester {
        while let Requester::View(id) = requester
            && let Some(open) = self.dialogs.iter().find(|open| open.id == id)
        {
            requester = open.opened_for;
            self.close(id);
        }
        requester
    }

    /// Closes a step-up that failed, and returns the requester that it was opened for.
    pub(super) fn close_step_up(&mut self, requester: Requester) -> Requester {
        match requester {
            Requester::View(id) if matches!(self.dialog_mut(id), Some(Dialog::StepUp(_))) => {
                let opened_for = self.dialogs.iter().find(|open| open.id == id).map(|open| open.opened_for);
                self.close(id);
                opened_for.unwrap_or(requester)
            }
            other => other,
        }
    }

    /// Returns the view with this id, if it is open.
    pub(super) fn find(&mut self, id: RequesterId) -> Option<ViewMut<'_>> {
        if id == self.screen_id {
            return Some(ViewMut::Screen(&mut self.screen));
        }
        self.dialog_mut(id).map(ViewMut::Dialog)
    }

    pub(super) fn is_open(&self, id: RequesterId) -> bool {
        id == self.screen_id || self.dialogs.iter().any(|open| open.id == id)
    }

    /// Whether a dialog is open that was opened for `requester`.
    pub(super) fn has_dialog_for(&self, requester: Requester) -> bool {
        self.dialogs.iter().any(|open| open.opened_for == requester)
    }

    fn dialog_mut(&mut self, id: RequesterId) -> Option<&mut Dialog> {
        self.dialogs.iter_mut().find(|open| open.id == id).map(|open| &mut open.dialog)
    }

    pub(super) fn dialogs(&self) -> impl Iterator<Item = &Dialog> {
        self.dialogs.iter().map(|open| &open.dialog)
    }

    pub(super) fn dialogs_mut(&mut self) -> impl Iterator<Item = &mut Dialog> {
        self.dialogs.iter_mut().map(|open| &mut open.dialog)
    }

    pub(super) fn has_dialogs(&self) -> bool {
        !self.dialogs.is_empty()
    }

    /// Returns the topmost dialog.
    pub(super) fn top_dialog(&self) -> Option<&Dialog> {
        self.dialogs.last().map(|open| &open.dialog)
    }

    /// Returns the topmost dialog as a requester.
    #[cfg(test)]
    pub(super) fn top_requester(&self) -> Option<Requester> {
        self.dialogs.last().map(|open| Requester::View(open.id))
    }

    /// Takes the screen out, so that it can borrow the gate's state while it draws.
    pub(super) fn take_screen(&mut self) -> Screen {
        std::mem::take(&mut self.screen)
    }

    pub(super) fn put_screen_back(&mut self, screen: Screen) {
        self.screen = screen;
    }

    /// Takes the topmost dialog out, for the same reason.
    pub(super) fn take_top(&mut self) -> Option<OpenDialog> {
        self.dialogs.pop()
    }

    pub(super) fn put_top_back(&mut self, open: OpenDialog) {
        self.dialogs.push(open);
    }

    /// Saves the focus when a dialog opens, and restores it once all are closed unless the screen has changed.
    pub(super) fn save_or_restore_focus(&mut self, ui: &Ui) {
        match (self.dialogs.is_empty(), self.focus_before) {
            (false, None) => self.focus_before = Some((self.screen_id, ui.memory(|memory| memory.focused()))),
            (true, Some((screen, focused))) => {
                self.focus_before = None;
                if let (true, Some(id)) = (screen == self.screen_id, focused) {
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
            }
            (true, None) | (false, Some(_)) => {}
        }
    }
}
