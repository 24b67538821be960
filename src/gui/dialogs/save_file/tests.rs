//! Tests of saving a file, from the button in the set-up to the file on disk.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::auth::testing::START_SECONDS;
use crate::auth::{Now, UnixTime};
use crate::gui::dialogs::save_file::SaveFileDialog;
use crate::gui::dialogs::save_file::location::resolve_folder;
use crate::gui::message::{Command, FileContent, FileReply, FileRequest, Place, PlaceKind, Request, SavedFile};
use crate::gui::testing::GateHarness;
use crate::gui::testing::view_harness::ViewHarness;
use crate::gui::text::save::{NO_ANSWER, NO_HOME, NOT_PRIVATE, ON_COMPUTER, ON_DRIVE, OTHER_USERS_HOME};

/// Opens the save dialog over the recovery codes, with a temporary folder.
fn at_save_dialog() -> (GateHarness, tempfile::TempDir) {
    let mut harness = GateHarness::at_recovery_codes_screen();
    harness.click_button("Save codes…");
    assert_eq!(harness.field("File name").value().as_deref(), Some("vestibule-recovery-codes-alice.txt"));
    let folder = tempfile::tempdir().unwrap();
    retype(&mut harness, "Folder", &folder.path().to_string_lossy());
    (harness, folder)
}

fn retype(harness: &mut GateHarness, field: &str, text: &str) {
    harness.field(field).focus();
    harness.run();
    harness.key_with(Modifiers::COMMAND, Key::A);
    harness.type_text(text);
}

#[test]
fn codes_are_saved_to_the_chosen_folder_and_the_path_is_shown() {
    let (mut harness, folder) = at_save_dialog();
    harness.click_button("Save");
    let path = folder.path().join("vestibule-recovery-codes-alice.txt");
    assert!(harness.has_label(&format!("Saved as {}", path.display())), "{:?}", harness.labels());
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().filter(|line| line.trim().len() == 19).count(), 10, "{text}");
    assert_eq!(harness.focused(), "Done");
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Keep these recovery codes");
    assert_eq!(harness.focused(), "", "no widget has the focus after a click");
}

#[test]
fn an_existing_file_is_kept_and_another_name_is_accepted() {
    let (mut harness, folder) = at_save_dialog();
    let path = folder.path().join("vestibule-recovery-codes-alice.txt");
    std::fs::write(&path, "mine").unwrap();
    harness.field("File name").focus();
    harness.run();
    harness.key(Key::Enter);
    assert!(harness.find_label("There is a file of that name already").is_some(), "{:?}", harness.labels());
    assert_eq!(harness.focused(), "File name");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    retype(&mut harness, "File name", "codes.txt");
    harness.key(Key::Enter);
    assert!(harness.find_label("Saved as ").is_some());
    assert!(folder.path().join("codes.txt").exists());
}

#[test]
fn an_existing_file_is_replaced_only_by_its_own_button() {
    let (mut harness, folder) = at_save_dialog();
    let path = folder.path().join("vestibule-recovery-codes-alice.txt");
    std::fs::write(&path, "mine").unwrap();
    harness.field("File name").focus();
    harness.run();
    for _ in 0..3 {
        harness.key(Key::Enter);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    harness.click_button("Replace the file");
    harness.assert_label(&format!("Saved as {}", path.display()));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("Recovery codes of alice"));
}

#[test]
fn folders_are_opened_in_the_list_and_left_again() {
    let (mut harness, folder) = at_save_dialog();
    for name in ["first", "second"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    harness.field("Folder").focus();
    harness.run();
    harness.key(Key::Enter);
    harness.click(Role::ListBoxOption, "second");
    let typed = |harness: &GateHarness| harness.field("Folder").value().unwrap_or_default();
    assert_eq!(typed(&harness), folder.path().join("second").to_string_lossy());
    assert!(harness.has_label("No folders in here"));
    harness.click_button("Up one folder");
    assert_eq!(typed(&harness), folder.path().to_string_lossy());
    harness.click(Role::ListBoxOption, "first");
    harness.click_button("Save");
    assert!(folder.path().join("first/vestibule-recovery-codes-alice.txt").exists());
}

/// Delivers the places of a computer with a drive to the open dialog.
fn dialog_with_drive() -> SaveFileDialog {
    let mut dialog = SaveFileDialog::new("Save", "codes.txt".to_owned(), FileContent::new(b"codes".to_vec()));
    let place = |kind, path: &str| Place { kind, path: path.into() };
    let places = vec![
        place(PlaceKind::Drive, "/media/alice/STICK"),
        place(PlaceKind::Documents, "/home/alice/Documents"),
        place(PlaceKind::Home, "/home/alice"),
    ];
    dialog.request = None;
    dialog.on_reply(FileReply::Places(places));
    dialog
}

fn draw(dialog: SaveFileDialog) -> ViewHarness<SaveFileDialog> {
    ViewHarness::new(dialog, None, egui::vec2(480.0, 640.0), 1.0, false)
}

#[test]
fn a_removable_drive_is_proposed_and_the_shared_home_is_warned_of() {
    let harness = draw(dialog_with_drive());
    let requests = harness.commands();
    let asked = |command: &Command| matches!(command, Command::Send(Request::File(FileRequest::ListFolder(folder))) if folder == Path::new("/media/alice/STICK"));
    assert!(requests.iter().any(asked), "{requests:?}");
    harness.get_by_label(ON_DRIVE);
    let mut harness = harness;
    harness.click_button("Documents");
    harness.get_by_label(ON_COMPUTER);
}

#[test]
fn a_file_that_others_can_read_is_reported_after_saving() {
    let mut dialog = dialog_with_drive();
    let file = SavedFile { path: "/media/alice/STICK/codes.txt".into(), is_private: false };
    dialog.on_reply(FileReply::Saved(Ok(file)));
    let harness = draw(dialog);
    harness.get_by_label("Saved as /media/alice/STICK/codes.txt");
    harness.get_by_label(NOT_PRIVATE);
    let mut dialog = dialog_with_drive();
    let file = SavedFile { path: "/home/alice/codes.txt".into(), is_private: true };
    dialog.on_reply(FileReply::Saved(Ok(file)));
    assert!(draw(dialog).query_by_label(NOT_PRIVATE).is_none());
}

#[test]
fn a_late_list_of_another_folder_is_ignored() {
    let mut dialog = dialog_with_drive();
    let reply =
        |folder: &str| FileReply::Folder { folder: folder.into(), folders: Ok(vec![format!("{folder}/in").into()]) };
    dialog.on_reply(reply("/somewhere"));
    assert!(draw(dialog).query_by_role(Role::ListBoxOption).is_none());
    let mut dialog = dialog_with_drive();
    dialog.on_reply(reply("/media/alice/STICK"));
    draw(dialog).get_by_role_and_label(Role::ListBoxOption, "in");
}

#[test]
fn a_drive_that_does_not_answer_is_reported_and_the_dialog_stays_usable() {
    let mut dialog = dialog_with_drive();
    let asked = Now { wall: UnixTime::from_seconds(START_SECONDS), boot: std::time::Duration::from_secs(996) };
    dialog.request = None;
    dialog.waiting_since = Some(asked);
    let mut harness = draw(dialog);
    harness.get_by_label(NO_ANSWER);
    harness.click_button("Cancel");
    assert!(matches!(harness.commands().last(), Some(Command::CloseDialog)));
}

#[test]
fn a_missing_folder_is_reported() {
    let (mut harness, folder) = at_save_dialog();
    retype(&mut harness, "Folder", &folder.path().join("nowhere").to_string_lossy());
    harness.click_button("Save");
    assert!(harness.has_label("There is no such folder"));
    assert_eq!(harness.focused(), "Folder");
}

#[test]
fn the_home_folder_of_another_user_is_refused() {
    let (mut harness, _folder) = at_save_dialog();
    for typed in ["~somebody", "~somebody/Documents"] {
        retype(&mut harness, "Folder", typed);
        harness.click_button("Save");
        harness.assert_label("Only ~ alone stands for a home folder. Type the whole path");
        assert_eq!(harness.focused(), "Folder");
    }
}

#[test]
fn a_relative_folder_is_resolved_from_home() {
    let home = Some(Path::new("/home/alice"));
    let folder = |typed| resolve_folder(typed, home).map(|path| path.to_string_lossy().into_owned());
    assert_eq!(folder("~").as_deref(), Ok("/home/alice/"));
    assert_eq!(folder("~/Documents").as_deref(), Ok("/home/alice/Documents"));
    assert_eq!(folder("~//Documents").as_deref(), Ok("/home/alice/Documents"));
    assert_eq!(folder("Documents").as_deref(), Ok("/home/alice/Documents"));
    assert_eq!(folder("./~bob").as_deref(), Ok("/home/alice/./~bob"));
    assert_eq!(folder("~bob"), Err(OTHER_USERS_HOME));
    assert_eq!(folder("/srv").as_deref(), Ok("/srv"));
    assert_eq!(resolve_folder("Documents", None), Err(NO_HOME), "a relative path needs a home folder");
    assert_eq!(resolve_folder("/srv", None), Ok("/srv".into()));
}

#[test]
fn escape_saves_nothing() {
    let (mut harness, folder) = at_save_dialog();
    harness.key(Key::Escape);
    assert!(!harness.has_label("File name"));
    assert_eq!(harness.heading(), "Keep these recovery codes");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_save_dialog_fits_every_window() {
    let (mut harness, _folder) = at_save_dialog();
    harness.save_screenshots("save");
    harness.assert_all_reachable_at_all_sizes();
}
