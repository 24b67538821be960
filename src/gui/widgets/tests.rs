use egui::accesskit::{Live, Role};
use egui::{Key, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::*;
use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, FIELD_HEIGHT, Theme};

pub(super) const LABELS: SecretLabels<'_> = SecretLabels {
    show: "Show password",
    hide: "Hide password",
    caps: "Caps Lock is on",
    too_long: "That is too long",
};

pub(super) fn harness<'a, S: 'a>(
    size: (f32, f32),
    state: S,
    draw: impl Fn(&mut Ui, &Theme, &mut S) + 'a,
) -> Harness<'a, S> {
    let theme = Theme::new(false, true);
    Harness::builder().with_size(vec2(size.0, size.1)).build_ui_state(
        move |ui, state| {
            theme.apply(ui);
            draw(ui, &theme, state);
        },
        state,
    )
}

#[test]
fn headings_have_the_role_heading() {
    let harness = harness((400.0, 300.0), (), |ui, theme, ()| {
        heading(ui, theme, "Sign in");
    });
    harness.get_by_role_and_label(Role::Heading, "Sign in");
}

#[test]
fn a_button_has_an_accessible_name_and_a_minimum_size() {
    let harness = harness((400.0, 300.0), (), |ui, theme, ()| {
        Button::primary("Sign in").show(ui, theme);
        Button::link("Back").show(ui, theme);
        Button::icon_only(Icon::Eye, "Show password").show(ui, theme);
    });
    assert_eq!(harness.get_by_role_and_label(Role::Button, "Sign in").rect().height(), FIELD_HEIGHT);
    for name in ["Back", "Show password"] {
        let rect = harness.get_by_role_and_label(Role::Button, name).rect();
        assert!(rect.height() >= COMPACT_HEIGHT && rect.width() >= COMPACT_HEIGHT, "{name}: {rect:?}");
    }
}

#[derive(Default)]
struct Form {
    error: &'static str,
    busy: bool,
    pressed: usize,
    name: String,
}

fn form(ui: &mut Ui, theme: &Theme, form: &mut Form) {
    TextField::new("Username").error(form.error).hint("At most 64 letters").show(ui, theme, &mut form.name);
    form.pressed += usize::from(Button::primary("Sign in").full_width().busy(form.busy).show(ui, theme).clicked());
}

#[test]
fn the_primary_button_does_not_move_for_an_error_or_while_busy() {
    let mut harness = harness((400.0, 300.0), Form::default(), form);
    let rect = |harness: &Harness<'_, Form>| harness.get_by_label("Sign in").rect();
    let before = rect(&harness);
    for (error, busy) in [("Wrong username or password", false), ("", true), (&"long ".repeat(18), false)] {
        harness.state_mut().error = error.to_owned().leak();
        harness.state_mut().busy = busy;
        harness.run_steps(2);
        assert_eq!(rect(&harness), before, "{error:?} {busy}");
    }
}

#[test]
fn a_busy_button_cannot_be_pressed() {
    let mut harness = harness((400.0, 300.0), Form { busy: true, ..Form::default() }, form);
    harness.get_by_label("Sign in").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, 0);
    assert!(harness.get_by_label("Sign in").accesskit_node().is_disabled());
}

#[test]
fn an_error_is_announced_by_an_existing_live_region() {
    let mut harness = harness((400.0, 300.0), Form::default(), form);
    let assertive = |harness: &Harness<'_, Form>| {
        let regions = harness.get_all_by(|node| node.live() == Live::Assertive);
        regions.map(|node| (node.accesskit_node().id(), node.value())).collect::<Vec<_>>()
    };
    let [(before, None)] = assertive(&harness)[..] else { panic!("expected one empty live region") };
    harness.state_mut().error = "That name is taken";
    harness.run();
    let after = assertive(&harness);
    assert_eq!(after[0].0, before);
    harness.get_by_label("That name is taken");
}

#[test]
fn a_field_is_named_by_its_label_and_reports_enter() {
    let mut harness = harness((400.0, 300.0), (String::new(), 0), |ui, theme, (name, submitted)| {
        *submitted += usize::from(TextField::new("Username").show(ui, theme, name).submitted);
    });
    harness.get_by_role_and_label(Role::TextInput, "Username").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Username").type_text("alice");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), ("alice".to_owned(), 1));
    assert!(harness.get_by_role_and_label(Role::TextInput, "Username").is_focused());
}

#[test]
fn checkbox_radio_button_and_stepper_can_be_operated() {
    let mut harness = harness((400.0, 300.0), (false, 'a', 15_u32), |ui, theme, (on, letter, minutes)| {
        checkbox(ui, theme, on, "Administrator");
        radio_group(ui, theme, "Theme", letter, &[('a', "Light"), ('b', "Dark")]);
        stepper(ui, theme, "Lock after", minutes, (1, 60, 1), |n| format!("{n} min"));
    });
    harness.get_by_role_and_label(Role::CheckBox, "Administrator").click();
    harness.run();
    harness.get_by_role_and_label(Role::RadioButton, "Dark").click();
    harness.run();
    harness.get_by_role_and_label(Role::SpinButton, "Lock after").focus();
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::ArrowLeft);
    harness.run();
    harness.get_by_role_and_label(Role::SpinButton, "Lock after").increment_accesskit();
    harness.run();
    assert_eq!(*harness.state(), (true, 'b', 17));
}

#[test]
fn an_icon_only_tab_keeps_its_role_and_name() {
    let harness = harness((400.0, 300.0), (), |ui, theme, ()| {
        tab(ui, theme, Icon::User, "Account", true, true);
        tab(ui, theme, Icon::Users, "Users", false, false);
    });
    let account = harness.get_by_role_and_label(Role::Tab, "Account");
    assert_eq!(account.accesskit_node().is_selected(), Some(true));
    harness.get_by_role_and_label(Role::Tab, "Users");
}

#[test]
fn a_menu_uses_the_theme_and_closes_on_selection() {
    let mut harness = harness((400.0, 300.0), (0, None), |ui, theme, (chosen, style)| {
        menu_button(ui, theme, overflow_button("Actions for Phone"), |menu| {
            *style = Some(menu.ui.style().visuals.panel_fill);
            *chosen += usize::from(menu.entry("Rename Phone…"));
        });
    });
    harness.get_by_role_and_label(Role::Button, "Actions for Phone").click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItem, "Rename Phone…").click();
    harness.run();
    assert!(harness.query_by_label("Rename Phone…").is_none());
    assert_eq!(*harness.state(), (1, Some(Theme::new(false, true).palette.background)));
}

#[test]
fn a_dialog_is_named_by_its_title_and_closed_by_escape_only() {
    for cover in [DialogArea::Window, DialogArea::Panel] {
        let mut harness = harness((480.0, 640.0), 0, move |ui, theme, cancelled: &mut usize| {
            let shown = dialog(ui, theme, cover, "Delete alice", |ui| Button::danger("Delete alice").show(ui, theme));
            *cancelled += usize::from(shown.cancelled);
        });
        harness.get_by_role_and_label(Role::Dialog, "Delete alice");
        harness.get_by_role_and_label(Role::Button, "Delete alice");
        harness.drag_at(egui::pos2(5.0, 5.0));
        harness.drop_at(egui::pos2(5.0, 5.0));
        harness.run();
        assert_eq!(*harness.state(), 0, "{cover:?}");
        harness.key_press(Key::Escape);
        harness.run();
        assert_eq!(*harness.state(), 1, "{cover:?}");
    }
}

/// Draws a button with two links below it.
pub(super) fn footer_with_links(ui: &mut Ui, theme: &Theme, button: Button<'_>) {
    button.full_width().show(ui, theme);
    row_with_trailing(
        ui,
        |ui| Button::link("Use a recovery code").show(ui, theme),
        |ui| Button::link("Back").show(ui, theme),
    );
}
