use egui::accesskit::Role;
use egui::{Event, Modifiers, PointerButton, Rect, TouchDeviceId, TouchId, TouchPhase, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::*;
use crate::gui::theme::{COLUMN, Intent};
use crate::gui::widgets::tests::{footer_with_links, harness};
use crate::gui::widgets::{Button, FocusRequest, TextField, banner, heading};

/// Draws a page with a field for each of `names`.
fn page(ui: &mut Ui, theme: &Theme, placement: Placement, names: &mut [String]) {
    let fill = |ui: &mut Ui| {
        heading(ui, theme, "A page");
        for (index, name) in names.iter_mut().enumerate() {
            TextField::new(&format!("Field {index}")).show(ui, theme, name);
        }
        banner(ui, theme, Intent::Warning, "The last line");
    };
    let footer = |ui: &mut Ui| footer_with_links(ui, theme, Button::primary("Sign in"));
    scroll_with_footer(ui, theme, COLUMN, placement, fill, footer);
}

fn page_harness(size: (f32, f32), placement: Placement, fields: usize) -> Harness<'static, Vec<String>> {
    let mut harness = harness(size, vec![String::new(); fields], move |ui, theme, names: &mut Vec<String>| {
        page(ui, theme, placement, names);
    });
    harness.run();
    harness
}

fn button(harness: &Harness<'_, Vec<String>>, name: &str) -> Rect {
    harness.get_by_role_and_label(Role::Button, name).rect()
}

fn focus(harness: &mut Harness<'_, Vec<String>>, role: Role, name: &str) -> Rect {
    harness.get_by_role_and_label(role, name).focus();
    harness.run_steps(3);
    harness.get_by_role_and_label(role, name).rect()
}

#[test]
fn the_footer_stays_in_the_window_and_focus_scrolls_fields_into_view() {
    for size in [(480.0, 640.0), (400.0, 560.0), (800.0, 480.0)] {
        let mut harness = page_harness(size, Placement::Centred, 8);
        let window = Rect::from_min_size(pos2(0.0, 0.0), size.into());
        for name in ["Sign in", "Use a recovery code", "Back"] {
            let rect = button(&harness, name);
            assert!(window.contains_rect(rect), "{name} at {size:?}: {rect:?}");
        }
        let footer_top = button(&harness, "Sign in").top();
        for name in ["Field 7", "Field 0", "Field 4"] {
            let rect = focus(&mut harness, Role::TextInput, name);
            assert!(window.with_max_y(footer_top).contains_rect(rect), "{name} at {size:?}: {rect:?}");
        }
    }
}

#[test]
fn a_footer_of_more_than_a_quarter_of_the_height_scrolls_with_the_content() {
    for size in [(320.0, 426.0), (266.0, 373.0), (240.0, 320.0), (480.0, 320.0), (200.0, 280.0)] {
        let mut harness = page_harness(size, Placement::Centred, 8);
        let window = Rect::from_min_size(pos2(0.0, 0.0), size.into());
        assert!(!window.intersects(button(&harness, "Sign in")), "{size:?}");
        for (role, name) in [(Role::Button, "Sign in"), (Role::TextInput, "Field 0"), (Role::Button, "Back")] {
            let rect = focus(&mut harness, role, name);
            assert!(window.contains_rect(rect), "{name} at {size:?}: {rect:?}");
        }
    }
}

#[test]
fn a_centred_page_has_its_footer_right_below_and_the_same_start_whatever_its_height() {
    for height in [640.0, 800.0, 1080.0] {
        let [one, two] = [1, 2].map(|fields| page_harness((1280.0, height), Placement::Centred, fields));
        let top = |harness: &Harness<'_, Vec<String>>| harness.get_by_label("A page").rect().top();
        assert_eq!(top(&one), top(&two));
        let footer = button(&two, "Sign in");
        let last_line = two.get_by_label("The last line").rect();
        assert!(footer.top() - last_line.bottom() < 40.0, "{footer} under {last_line}");
        let (above, below) = (top(&two), height - button(&two, "Back").bottom());
        assert!((above - below).abs() < height * 0.15, "{above} above and {below} below, in {height}");
    }
}

#[test]
fn the_buttons_of_steps_are_in_one_place_whatever_the_height_of_the_content() {
    for size in [(480.0, 640.0), (400.0, 560.0), (1280.0, 800.0), (1920.0, 1080.0)] {
        let steps = [0, 2, 9].map(|fields| button(&page_harness(size, Placement::Step, fields), "Sign in"));
        assert!(steps.iter().all(|rect| *rect == steps[0]), "{size:?}: {steps:?}");
        assert!(steps[0].bottom() < size.1);
    }
}

#[test]
fn a_change_of_the_window_keeps_the_focused_widget_in_view() {
    let mut harness = page_harness((480.0, 900.0), Placement::Centred, 7);
    for (role, name) in [(Role::TextInput, "Field 6"), (Role::Button, "Back"), (Role::TextInput, "Field 3")] {
        harness.set_size(vec2(480.0, 900.0));
        harness.run();
        focus(&mut harness, role, name);
        for size in [vec2(480.0, 320.0), vec2(240.0, 320.0), vec2(480.0, 400.0)] {
            harness.set_size(size);
            harness.run();
            let rect = harness.get_by_role_and_label(role, name).rect();
            assert!(Rect::from_min_size(pos2(0.0, 0.0), size).contains_rect(rect), "{name} at {rect} in {size}");
        }
    }
}

#[test]
fn a_field_that_a_view_focuses_is_scrolled_into_view() {
    let state = (vec![String::new(); 7], FocusRequest::initially(5));
    let mut harness = harness((480.0, 320.0), state, |ui, theme, (names, focus)| {
        let fill = |ui: &mut Ui| {
            for (index, name) in names.iter_mut().enumerate() {
                let field = TextField::new(&format!("Field {index}")).show(ui, theme, name);
                focus.apply_to(index, &field.response);
            }
        };
        scroll_with_footer(ui, theme, COLUMN, Placement::Step, fill, |_| ());
    });
    let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(480.0, 320.0));
    for field in [5, 0, 6] {
        harness.state_mut().1.set(field);
        harness.run();
        let name = format!("Field {field}");
        let rect = harness.get_by_role_and_label(Role::TextInput, &name).rect();
        assert!(window.contains_rect(rect), "{name}: {rect}");
    }
}

#[test]
fn a_finger_scrolls_a_low_page_to_its_buttons() {
    let mut harness = page_harness((480.0, 320.0), Placement::Centred, 3);
    let touch = |harness: &mut Harness<'_, Vec<String>>, phase, y| {
        let pos = pos2(30.0, y);
        harness.event(Event::Touch { device_id: TouchDeviceId(1), id: TouchId(1), phase, pos, force: None });
        match phase {
            TouchPhase::Move => harness.event(Event::PointerMoved(pos)),
            _ => {
                harness.event(Event::PointerMoved(pos));
                harness.event(Event::PointerButton {
                    pos,
                    button: PointerButton::Primary,
                    pressed: phase == TouchPhase::Start,
                    modifiers: Modifiers::NONE,
                });
            }
        }
        harness.step();
    };
    for _ in 0..3 {
        touch(&mut harness, TouchPhase::Start, 280.0);
        for y in [240.0, 180.0, 120.0, 60.0, 40.0] {
            touch(&mut harness, TouchPhase::Move, y);
        }
        touch(&mut harness, TouchPhase::End, 40.0);
        // The page goes on for a while.
        harness.run_steps(30);
    }
    let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(480.0, 320.0));
    let rect = button(&harness, "Sign in");
    assert!(window.contains_rect(rect), "{rect}");
}
