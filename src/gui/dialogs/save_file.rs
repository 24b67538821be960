//! Asks where to write a file. Never overwrites an existing one. The desktop's file dialog is not used, since it
//! rejects programs that cannot be traced.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use egui::Ui;

use crate::gui::message::{Command, FileContent, Request};
use crate::gui::text::{self, save};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TextField, banner, button_row, dialog};

#[cfg(test)]
mod tests;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Folder,
    Name,
    Done,
}

/// The content to write, and its destination.
#[derive(Debug)]
pub struct SaveFileDialog {
    title: String,
    content: FileContent,
    folder: String,
    name: String,
    error: &'static str,
    is_folder_error: bool,
    saved: Option<PathBuf>,
    focus: FocusRequest<Field>,
}

impl SaveFileDialog {
    /// Proposes a file of this name in the user's downloads folder.
    pub fn new(title: &str, name: String, content: FileContent) -> Self {
        Self {
            title: title.to_owned(),
            content,
            folder: default_folder(),
            name,
            error: "",
            is_folder_error: false,
            saved: None,
            focus: FocusRequest::initially(Field::Name),
        }
    }

    /// Handles the result of writing.
    pub fn on_saved(&mut self, result: Result<PathBuf, ErrorKind>) {
        match result {
            Ok(path) => {
                self.saved = Some(path);
                self.focus.set(Field::Done);
            }
            Err(kind) => {
                self.error = save::not_saved(kind);
                self.is_folder_error = save::is_folder_error(kind);
                self.focus.set(if self.is_folder_error { Field::Folder } else { Field::Name });
            }
        }
    }

    fn show_saved(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, path: &Path) -> Option<Command> {
        banner(ui, cx.theme, Intent::Success, &save::saved(path));
        let done = Button::primary(save::DONE).full_width().show(ui, cx.theme);
        self.focus.apply_to(Field::Done, &done);
        done.clicked().then_some(Command::CloseDialog)
    }

    fn show_fields(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (in_folder, in_name) = if self.is_folder_error { (self.error, "") } else { ("", self.error) };
        let folder = TextField::new(save::FOLDER).error(in_folder).enabled(!cx.busy);
        let folder = folder.show(ui, theme, &mut self.folder);
        self.focus.apply_to(Field::Folder, &folder.response);
        let name = TextField::new(save::FILE_NAME).error(in_name).enabled(!cx.busy);
        let name = name.show(ui, theme, &mut self.name);
        self.focus.apply_to(Field::Name, &name.response);
        if folder.response.changed() || name.response.changed() {
            self.error = "";
        }
        let ready = !self.folder.trim().is_empty() && !self.name.trim().is_empty();
        let write = Button::primary(save::SAVE).enabled(ready).busy(cx.busy);
        let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
        let [write, cancel] = button_row(ui, theme, [save::SAVE, text::CANCEL], [write, cancel]);
        if cx.busy {
            return None;
        }
        if cancel.clicked() {
            return Some(Command::CloseDialog);
        }
        if !(ready && (folder.submitted || name.submitted || write.clicked())) {
            return None;
        }
        match resolve_folder(self.folder.trim(), std::env::home_dir().as_deref()) {
            Ok(folder) => {
                self.error = "";
                Some(Command::Send(Request::SaveFile {
                    folder,
                    name: self.name.trim().to_owned(),
                    content: self.content.clone(),
                }))
            }
            Err(sentence) => {
                self.error = sentence;
                self.is_folder_error = true;
                self.focus.set(Field::Folder);
                None
            }
        }
    }
}

impl View for SaveFileDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let title = std::mem::take(&mut self.title);
        let shown = dialog(ui, cx.theme, cx.dialog_area, &title, |ui| match self.saved.clone() {
            Some(path) => self.show_saved(ui, cx, &path),
            None => self.show_fields(ui, cx),
        });
        self.title = title;
        if shown.cancelled && !cx.busy { Some(Command::CloseDialog) } else { shown.inner }
    }

    fn show_error(&mut self, _sentence: &str) {
        self.on_saved(Err(ErrorKind::Other));
    }
}

/// Returns the folder that `typed` names, or why it names none. A leading `~` is the user's home, against which
/// relative paths are also resolved. A `~` with a name is another user's home, which only a shell knows.
fn resolve_folder(typed: &str, home: Option<&Path>) -> Result<PathBuf, &'static str> {
    let relative = match typed.strip_prefix('~') {
        None if Path::new(typed).has_root() => return Ok(PathBuf::from(typed)),
        None => typed,
        Some(rest) if rest.is_empty() || rest.starts_with(std::path::is_separator) => {
            rest.trim_start_matches(std::path::is_separator)
        }
        Some(_) => return Err(save::OTHER_USERS_HOME),
    };
    home.map(|home| home.join(relative)).ok_or(save::NO_HOME)
}

/// Returns the user's downloads folder, or the home folder if there is none.
fn default_folder() -> String {
    let Some(home) = std::env::home_dir() else { return String::new() };
    let downloads = home.join("Downloads");
    let folder = if downloads.is_dir() { downloads } else { home };
    folder.to_string_lossy().into_owned()
}
