//! Tests of saving a file, from the button in the set-up to the file on disk.

use std::path::Path;

use egui::{Key, Modifiers};

use crate::gui::dialogs::save_file::resolve_folder;
use crate::gui::testing::GateHarness;
use crate::gui::text::save::{NO_HOME, OTHER_USERS_HOME};

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
