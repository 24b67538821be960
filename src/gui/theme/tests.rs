use egui::style::ScrollAnimation;

use super::*;

/// Relative luminance (WCAG 2.2).
fn luminance(color: Color32) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn themes() -> [Theme; 2] {
    [Theme::new(false, false), Theme::new(true, false)]
}

#[test]
fn contrast_of_black_and_white_is_21() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
}

#[test]
fn every_text_has_sufficient_contrast() {
    for theme in themes() {
        let p = &theme.palette;
        let mut pairs = vec![
            ("text on the accent", p.on_accent, p.accent),
            ("text on the accent under the pointer", p.on_accent, theme.hovered(p.accent)),
            ("text on the pressed accent", p.on_accent, theme.pressed(p.accent)),
            ("text on an error button", p.error_fill, p.error),
            ("text on a pressed error button", p.error_fill, theme.pressed(p.error)),
            ("text on a quiet fill", p.text, p.divider),
            ("text on a selection", p.text, p.accent_fill),
            ("selected text", p.accent, p.accent_fill),
        ];
        for ground in [p.background, p.surface] {
            pairs.extend([
                ("text", p.text, ground),
                ("soft text", p.weak_text, ground),
                ("a link", p.accent, ground),
                ("an error", p.error, ground),
                ("a warning", p.warning, ground),
                ("good news", p.success, ground),
            ]);
        }
        for intent in [Intent::Neutral, Intent::Accent, Intent::Success, Intent::Warning, Intent::Error] {
            let (text, fill) = theme.intent_colors(intent);
            pairs.push(("a badge", text, fill));
        }
        for (what, text, ground) in pairs {
            let ratio = contrast(text, ground);
            assert!(ratio >= 4.5, "{what} ({}): {ratio:.2}", if theme.dark { "dark" } else { "light" });
        }
    }
}

#[test]
fn field_borders_focus_ring_and_icons_have_sufficient_contrast() {
    for theme in themes() {
        let p = &theme.palette;
        for ground in [p.background, p.surface] {
            for (what, color) in [("field border", p.field_border), ("focus ring", p.accent), ("icon", p.weak_text)] {
                let ratio = contrast(color, ground);
                assert!(ratio >= 3.0, "{what} ({}): {ratio:.2}", if theme.dark { "dark" } else { "light" });
            }
        }
    }
}

#[test]
fn reduced_motion_leaves_no_animation() {
    let style = Theme::new(false, true).style;
    assert_eq!(style.animation_time, 0.0);
    assert_eq!(style.scroll_animation, ScrollAnimation::none());
}

#[test]
fn the_caret_does_not_blink() {
    assert!(!Theme::new(true, false).style.visuals.text_cursor.blink);
}
