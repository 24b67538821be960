//! Pictures of all widgets, for comparison with the mockups: `target/gallery/*.png`.

use std::sync::Arc;
use std::time::Duration;

use egui::{Ui, vec2};
use egui_kittest::kittest::Queryable;

use super::*;
use crate::gui::icon::{self, Icon};
use crate::gui::qr::QrTexture;
use crate::gui::testing::pictures;
use crate::gui::theme::{COLUMN, GRID, Intent, Theme};

/// Draws `page` in both themes at two scales, with the control named `focused` focused.
fn save_screenshots(name: &str, size: (f32, f32), focused: &str, page: impl Fn(&mut Ui, &Theme)) {
    pictures::save_variants("gallery", name, |dark, scale| {
        let theme = Theme::new(dark, true);
        let page = &page;
        let mut harness = pictures::window(vec2(size.0, size.1), dark, scale)
            .build_ui(move |ui| page(&mut pictures::fill_window(ui, &theme), &theme));
        if !focused.is_empty() {
            harness.get_by_label(focused).focus();
        }
        harness.run_steps(4);
        harness
    });
}

/// Draws a screen with the logo, a title and a footer.
fn titled_page(
    ui: &mut Ui,
    theme: &Theme,
    [title, below]: [&str; 2],
    body: impl FnOnce(&mut Ui),
    footer: impl FnOnce(&mut Ui),
) {
    let content = |ui: &mut Ui| {
        icon::logo(ui, theme, 40.0);
        ui.add_space(GRID);
        heading(ui, theme, title);
        subtitle(ui, theme, below);
        ui.add_space(GRID);
        body(ui);
    };
    scroll_with_footer(ui, theme, COLUMN, Placement::Centred, content, footer);
}

#[test]
fn sign_in() {
    save_screenshots("sign-in", (480.0, 640.0), "Password", |ui, theme| {
        let mut name = "alice".to_owned();
        let mut secret = SecretState::default();
        titled_page(
            ui,
            theme,
            ["Sign in", "Accounts on this computer"],
            |ui| {
                TextField::new("Username").show(ui, theme, &mut name);
                let error = "Wrong username or password";
                SecretField::new("Password", tests::LABELS).error(error).show(ui, theme, &mut secret);
            },
            |ui| {
                Button::primary("Sign in").full_width().show(ui, theme);
                Button::link("Forgot password?").show(ui, theme);
            },
        );
    });
}

#[test]
fn account() {
    for (name, size) in [("account", (480.0, 640.0)), ("account-small", (200.0, 280.0))] {
        save_screenshots(name, size, "", account_page);
    }
}

fn account_page(ui: &mut Ui, theme: &Theme) {
    sample_top_bar(ui, theme);
    scroll_page(ui, |ui| {
        heading(ui, theme, "alice");
        subtitle(ui, theme, "Signed in as alice · Administrator · since 09:12");
        ui.add_space(GRID);
        banner(ui, theme, Intent::Warning, "3 failed attempts since your last sign-in, the last on Friday at 18:40");
        two_factor(ui, theme);
        card(ui, theme, |ui| {
            list_row(ui, theme, Icon::Key, ("Password", "Changed 41 days ago"), |ui| {
                Button::secondary("Change password…").compact().show(ui, theme);
            });
            divider(ui, theme);
            list_row(ui, theme, Icon::Clock, ("Sign-in history", "Today 09:12, this computer"), |ui| {
                Button::secondary("Show").compact().show(ui, theme);
            });
        });
    });
}

fn sample_top_bar(ui: &mut Ui, theme: &Theme) {
    let compact = is_narrow(ui);
    top_bar(
        ui,
        theme,
        |ui| {
            tab(ui, theme, Icon::User, "Account", true, compact);
            tab(ui, theme, Icon::Users, "Users", false, compact);
            tab(ui, theme, Icon::Settings, "Settings", false, compact);
        },
        |ui| {
            Button::toolbar(Icon::Lock, "Lock", compact).show(ui, theme);
            Button::toolbar(Icon::SignOut, "Sign out", compact).show(ui, theme);
        },
    );
}

fn two_factor(ui: &mut Ui, theme: &Theme) {
    card(ui, theme, |ui| {
        card_head(ui, theme, Icon::Shield, "Two-factor", |ui| {
            badge(ui, theme, Intent::Accent, "On");
        });
        list_row(ui, theme, Icon::Phone, ("Pixel 9", "Added 3 March · used today"), |ui| {
            menu_button(ui, theme, overflow_button("Actions for Pixel 9"), |menu| {
                let _ = menu.entry("Rename Pixel 9…");
            });
        });
        divider(ui, theme);
        list_row(ui, theme, Icon::Key, ("Recovery codes", "8 left"), |ui| {
            Button::secondary("New recovery codes…").compact().show(ui, theme);
        });
        ui.horizontal_wrapped(|ui| {
            Button::secondary("Add an authenticator…").compact().show(ui, theme);
            Button::secondary("Turn off two-factor…").compact().show(ui, theme);
        });
    });
}

#[test]
fn all_widgets() {
    save_screenshots("parts", (480.0, 960.0), "Cancel", |ui, theme| {
        let mut on = true;
        let mut choosing = 1;
        let mut minutes = 15;
        let mut text = String::new();
        column(ui, 440.0, |ui| {
            ui.add_space(GRID);
            ui.horizontal_wrapped(|ui| {
                for icon in Icon::ALL {
                    icon.show(ui, 24.0, theme.palette.text);
                }
            });
            ui.horizontal(|ui| {
                Button::primary("Next").width(160.0).show(ui, theme);
                Button::secondary("Cancel").show(ui, theme);
                Button::danger("Delete alice").show(ui, theme);
            });
            ui.horizontal(|ui| {
                Button::primary("Verify").width(160.0).enabled(false).show(ui, theme);
                Button::primary("Sign in").width(160.0).busy(true).show(ui, theme);
            });
            ui.horizontal(|ui| {
                Button::secondary("Copy codes").icon(Icon::Copy).compact().show(ui, theme);
                Button::secondary("Save codes…").icon(Icon::Save).compact().show(ui, theme);
                Button::icon_only(Icon::Eye, "Show password").show(ui, theme);
                menu_button(ui, theme, overflow_button("Actions"), |_| {});
            });
            checkbox(ui, theme, &mut on, "I have saved my recovery codes");
            radio_group(ui, theme, "Theme", &mut choosing, &[(0, "System"), (1, "Light"), (2, "Dark")]);
            stepper(ui, theme, "Lock after", &mut minutes, (1, 60, 1), |n| format!("{n} min"));
            countdown(ui, theme, Duration::from_secs(19), Duration::from_secs(30), "New code in 19 s");
            countdown(ui, theme, Duration::from_secs(4), Duration::from_secs(30), "New code in 4 s");
            spinner(ui, theme, "Opening the accounts");
            for intent in [Intent::Neutral, Intent::Accent, Intent::Success, Intent::Warning, Intent::Error] {
                banner(ui, theme, intent, "Something to say about it");
            }
            ui.horizontal(|ui| {
                for (intent, label) in [
                    (Intent::Accent, "On"),
                    (Intent::Neutral, "Off"),
                    (Intent::Error, "disabled"),
                    (Intent::Success, "done"),
                ] {
                    badge(ui, theme, intent, label);
                }
            });
            TextField::search("Filter users", Icon::Search).show(ui, theme, &mut text);
            TextField::new("Username").hint("1 to 64 letters, digits and . _ - @ +").show(ui, theme, &mut text);
        });
    });
}

#[test]
fn code() {
    save_screenshots("code", (480.0, 640.0), "6-digit code", |ui, theme| {
        let mut code = CodeBuffer::new();
        egui::TextBuffer::insert_text(&mut code, "4810", egui::text::CharIndex(0));
        titled_page(
            ui,
            theme,
            ["Enter your code", "Open your authenticator app and type the code for Vestibule (alice)."],
            |ui| {
                CodeField::new("6-digit code").show(ui, theme, &mut code);
                let period = Duration::from_secs(30);
                countdown(ui, theme, Duration::from_secs(19), period, "New code in 19 s");
            },
            |ui| tests::footer_with_links(ui, theme, Button::primary("Verify").enabled(false)),
        );
    });
}

#[test]
fn set_up() {
    let uri = "otpauth://totp/Vestibule:alice?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vestibule";
    save_screenshots("set-up", (480.0, 640.0), "", |ui, theme| {
        let id = egui::Id::unique("code");
        let cached: Option<Arc<QrTexture>> = ui.data(|data| data.get_temp(id));
        let code = cached.unwrap_or_else(|| Arc::new(QrTexture::new(ui, uri).unwrap()));
        ui.data_mut(|data| data.insert_temp(id, Arc::clone(&code)));
        scroll_with_footer(
            ui,
            theme,
            COLUMN,
            Placement::Step,
            |ui| {
                caption(ui, theme, Intent::Neutral, "Step 1 of 3");
                ui.add_space(-GRID / 2.0);
                heading(ui, theme, "Set up two-factor");
                subtitle(ui, theme, "Scan this with your authenticator app");
                code.show(ui, vec2(ui.available_width(), 302.0), "QR code", "The same key is below as text");
                ui.vertical_centered(|ui| {
                    caption(ui, theme, Intent::Neutral, "In your app it will be called: Vestibule / alice")
                });
                card(ui, theme, |ui| {
                    tall_row_with_trailing(
                        ui,
                        44.0,
                        |ui| mono(ui, theme, "JBSW Y3DP EHPK 3PXP\nJBSW Y3DP EHPK 3PXP"),
                        |ui| {
                            Button::icon_only(Icon::Save, "Save QR code…").bordered().show(ui, theme);
                            Button::secondary("Copy").icon(Icon::Copy).compact().show(ui, theme);
                        },
                    );
                });
            },
            |ui| {
                row_with_trailing(
                    ui,
                    |ui| Button::secondary("Cancel").show(ui, theme),
                    |ui| Button::primary("Next").width(160.0).show(ui, theme),
                );
            },
        );
    });
}

#[test]
fn dialogs() {
    for (name, size) in [("dialog", (480.0, 640.0)), ("dialog-small", (200.0, 280.0))] {
        save_screenshots(name, size, "", |ui, theme| {
            let mut secret = SecretState { shown: true, ..SecretState::default() };
            egui::TextBuffer::insert_text(&mut secret.buffer, "correct hörse", egui::text::CharIndex(0));
            heading(ui, theme, "alice");
            dialog(ui, theme, DialogArea::Window, "Confirm it is you", |ui| {
                weak(ui, theme, "To turn off two-factor for alice");
                SecretField::new("Current password", tests::LABELS).show(ui, theme, &mut secret);
                CodeField::new("6-digit code").show(ui, theme, &mut CodeBuffer::new());
                row_with_trailing(
                    ui,
                    |ui| Button::secondary("Cancel").show(ui, theme),
                    |ui| Button::primary("Continue").show(ui, theme),
                );
            });
        });
    }
}
