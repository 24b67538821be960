//! The folder of the file: a path, the folders in it, and the places that are offered.

use std::path::{Path, PathBuf};

use egui::{CornerRadius, Frame, Margin, Stroke, Ui};

use crate::gui::icon::Icon;
use crate::gui::message::{FileRequest, Place, PlaceKind};
use crate::gui::text::save;
use crate::gui::theme::{GRID, Intent, RADIUS, Theme};
use crate::gui::widgets::{Button, ListAction, caption, list};

/// Height of the list, in points: three rows, and half of another if there are more.
const LIST_HEIGHT: f32 = 112.0;

#[derive(Debug, Default)]
pub struct Location {
    places: Vec<Place>,
    /// The path as it is typed.
    pub typed: String,
    /// The folder that is open, as its path is known: text may not be able to name it.
    folder: PathBuf,
    folders: Vec<PathBuf>,
    names: Vec<String>,
    active: usize,
}

impl Location {
    /// Sets the places and returns the request for the first one to open: a drive, or what is left.
    pub fn set_places(&mut self, places: Vec<Place>) -> Option<FileRequest> {
        self.places = places;
        let place = |kind| self.places.iter().find(|place| place.kind == kind);
        let first = place(PlaceKind::Drive).or(place(PlaceKind::Documents)).or(place(PlaceKind::Home));
        first.filter(|_| self.typed.is_empty()).map(|place| place.path.clone()).map(|path| self.open(path))
    }

    /// Opens a folder; the request asks what is in it.
    pub fn open(&mut self, folder: PathBuf) -> FileRequest {
        self.typed = folder.to_string_lossy().into_owned();
        self.folder.clone_from(&folder);
        FileRequest::ListFolder(folder)
    }

    /// Sets the folders in `folder`, unless another one was opened meanwhile; returns whether they were set.
    pub fn set_folders(&mut self, folder: &Path, folders: Vec<PathBuf>) -> bool {
        if folder != self.folder {
            return false;
        }
        self.names = folders.iter().map(|path| save::folder_name(path)).collect();
        self.folders = folders;
        self.active = 0;
        true
    }

    /// Returns the folder that is typed, or why it is none.
    pub fn resolve(&self) -> Result<PathBuf, &'static str> {
        if self.is_open() {
            return Ok(self.folder.clone());
        }
        resolve_folder(self.typed.trim(), std::env::home_dir().as_deref())
    }

    /// Whether the typed folder is the one that is open.
    pub fn is_open(&self) -> bool {
        !self.typed.is_empty() && self.typed == self.folder.to_string_lossy()
    }

    /// Draws who can open the folder.
    pub fn show_notice(&self, ui: &mut Ui, theme: &Theme) {
        let typed = Path::new(self.typed.trim());
        let mut drives = self.places.iter().filter(|place| place.kind == PlaceKind::Drive);
        match drives.any(|drive| typed.starts_with(&drive.path)) {
            true => caption(ui, theme, Intent::Neutral, save::ON_DRIVE),
            false => caption(ui, theme, Intent::Warning, save::ON_COMPUTER),
        };
    }

    /// Draws the places; returns the one that was pressed, or the folder above.
    pub fn show_places(&self, ui: &mut Ui, theme: &Theme) -> Option<PathBuf> {
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::splat(GRID / 2.0);
            let above = self.folder.parent();
            let up = Button::icon_only(Icon::Up, save::UP).bordered().enabled(above.is_some());
            if up.show(ui, theme).clicked() {
                pressed = above.map(Path::to_path_buf);
            }
            for place in &self.places {
                let name = save::place(place);
                let icon = if place.kind == PlaceKind::Drive { Icon::Drive } else { Icon::Folder };
                if Button::secondary(&name).icon(icon).compact().show(ui, theme).clicked() {
                    pressed = Some(place.path.clone());
                }
            }
        });
        pressed
    }

    /// Draws the folders in the open one; returns the one that was chosen, or the one above.
    pub fn show_folders(&mut self, ui: &mut Ui, theme: &Theme) -> Option<PathBuf> {
        let border = Stroke::new(1.0, theme.palette.divider);
        let frame = Frame::NONE.stroke(border).corner_radius(CornerRadius::same(RADIUS)).inner_margin(Margin::same(4));
        let is_open = self.is_open();
        let show = |ui: &mut Ui| {
            ui.set_width(ui.available_width());
            if !is_open {
                // The list is that of another folder until Enter opens the typed one.
                ui.disable();
            }
            if self.names.is_empty() {
                ui.set_min_height(LIST_HEIGHT);
                caption(ui, theme, Intent::Neutral, if is_open { save::NO_FOLDERS } else { "" });
                return None;
            }
            list(ui, theme, (save::FOLDERS, Icon::Folder), &self.names, &mut self.active, LIST_HEIGHT)
        };
        match frame.show(ui, show).inner? {
            ListAction::Choose(index) => self.folders.get(index).cloned(),
            ListAction::Leave => self.folder.parent().map(Path::to_path_buf),
        }
    }
}

/// Returns the folder that `typed` names, or why it names none. A leading `~` is the user's home, against which
/// relative paths are also resolved. A `~` with a name is another user's home, which only a shell knows.
pub fn resolve_folder(typed: &str, home: Option<&Path>) -> Result<PathBuf, &'static str> {
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
