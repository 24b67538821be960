//! What a host may rely on, tested with the public API only: its style, its panics, its keys.

use std::sync::Arc;

use egui::{FontFamily, Key};
use vestibule::auth::{ActionError, Auth};
use vestibule::gui::{Gate, Options};

use super::harness::{
    AppHarness, PASSWORD, accounts, choose_password, create_admin, create_member, secret_input, step_up,
};

type Draw = Box<dyn FnMut(&mut egui::Ui, &mut Gate)>;

/// A host that draws the given content around a gate.
struct HostApp {
    gate: Gate,
    draw: Draw,
    calls_logic: bool,
    /// The style before the gate was first drawn.
    style_before: Option<StyleSnapshot>,
}

impl HostApp {
    fn new(gate: Gate, calls_logic: bool, draw: impl FnMut(&mut egui::Ui, &mut Gate) + 'static) -> Self {
        Self { gate, draw: Box::new(draw), calls_logic, style_before: None }
    }
}

impl eframe::App for HostApp {
    fn logic(&mut self, context: &egui::Context, _: &mut eframe::Frame) {
        self.style_before.get_or_insert_with(|| StyleSnapshot::capture(context));
        if self.calls_logic {
            self.gate.logic(context);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        (self.draw)(ui, &mut self.gate);
    }
}

fn app_harness(calls_logic: bool, draw: impl FnMut(&mut egui::Ui, &mut Gate) + 'static) -> AppHarness<HostApp> {
    let prepare = |auth: &Auth| drop(create_admin(auth));
    AppHarness::new([480.0, 640.0], Options::default(), prepare, |gate| HostApp::new(gate, calls_logic, draw))
}

/// Everything that a host may have configured.
#[derive(Debug, PartialEq)]
struct StyleSnapshot {
    styles: [Arc<egui::Style>; 2],
    theme: egui::ThemePreference,
    zoom: f32,
    families: Vec<(FontFamily, Vec<String>)>,
}

impl StyleSnapshot {
    fn capture(context: &egui::Context) -> Self {
        let families = context.fonts(|fonts| {
            let known = [FontFamily::Proportional, FontFamily::Monospace, FontFamily::Name("host".into())];
            known.map(|family| (family.clone(), fonts.definitions().families.get(&family).cloned().unwrap_or_default()))
        });
        Self {
            styles: [context.style_of(egui::Theme::Light), context.style_of(egui::Theme::Dark)],
            theme: context.options(|options| options.theme_preference),
            zoom: context.zoom_factor(),
            families: families.into(),
        }
    }
}

/// Configures the context as a host does at its start.
fn configure_host(context: &egui::Context) {
    context.add_font(egui::epaint::text::FontInsert::new(
        "host",
        egui::FontData::from_static(include_bytes!("../../assets/fonts/Inter-Medium.otf")),
        vec![egui::epaint::text::InsertFontFamily {
            family: FontFamily::Name("host".into()),
            priority: egui::epaint::text::FontPriority::Highest,
        }],
    ));
    context.all_styles_mut(|style| style.spacing.item_spacing = egui::vec2(17.0, 3.0));
    context.set_theme(egui::Theme::Dark);
    context.set_zoom_factor(1.5);
}

#[test]
fn the_host_style_fonts_theme_and_zoom_are_unchanged_by_the_gate() {
    let draw = |ui: &mut egui::Ui, gate: &mut Gate| {
        let before = Arc::clone(ui.style());
        gate.ui(ui, |ui, _| drop(ui.label("Content")));
        assert_eq!(&before, ui.style(), "the host's style applies after the gate");
    };
    let builder = egui_kittest::Harness::builder().with_context_setup(configure_host);
    let prepare = |auth: &Auth| drop(create_admin(auth));
    let build = |gate| HostApp::new(gate, true, draw);
    let mut app = AppHarness::with_builder(builder, [480.0, 640.0], Options::default(), prepare, build);
    let context = app.harness.ctx.clone();
    let before = app.harness.state_mut().style_before.take().unwrap();
    assert_eq!((before.zoom, before.theme), (1.5, egui::ThemePreference::Dark));
    assert_eq!(before.families[2].1, ["host"], "the host's font family is present");
    assert_eq!(StyleSnapshot::capture(&context), before, "on the sign-in screen");
    app.sign_in("alice");
    assert!(app.has_label("Content"));
    assert_eq!(StyleSnapshot::capture(&context), before, "in the content");
    app.harness.state_mut().draw = Box::new(|ui, gate| gate.account_ui(ui));
    app.run();
    app.click_button("Change password…");
    assert!(app.has_label("Current password"));
    assert_eq!(StyleSnapshot::capture(&context), before, "with an open dialog of the account section");
}

#[test]
fn a_host_that_never_calls_logic_still_locks() {
    let mut app = app_harness(false, |ui, gate| gate.ui(ui, |ui, _| drop(ui.label("Content"))));
    app.sign_in("alice");
    assert!(app.has_label("Content"));
    app.advance_clock(15 * 60);
    assert_eq!(app.heading(), "Locked");
    app.type_into("Password", PASSWORD);
    app.press_key(Key::Enter);
    assert!(app.has_label("Content"));
}

#[test]
fn a_panic_in_host_content_ends_the_session_and_keeps_the_accounts() {
    let (auth, clock) = accounts();
    auth.sign_out(create_admin(&auth)).unwrap();
    let gate = vestibule::testing::inline_gate(&auth, Options::default());
    let draw = |ui: &mut egui::Ui, gate: &mut Gate| gate.ui(ui, |_, _| panic!("injected panic of the host"));
    let host = HostApp::new(gate, true, draw);
    let harness = egui_kittest::Harness::builder().with_max_steps(64).build_eframe(|_| host);
    let mut app = AppHarness { harness, auth: Arc::clone(&auth), clock };
    app.run();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| app.sign_in("alice")));
    assert!(panicked.is_err(), "the host content panics");

    // The program is dropped; acknowledged data remains, and its session ended with it.
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(app))));
    let vestibule::auth::Outcome::SignedIn(again) = auth.sign_in("alice", secret_input(PASSWORD)).unwrap() else {
        panic!("expected the account to be unchanged")
    };
    let view = auth.account(&again.session).unwrap();
    assert_eq!(view.sessions.len(), 1, "the host's session is ended: {:?}", view.sessions);
    assert!(matches!(auth.verify_audit_log(&again.session).unwrap(), vestibule::auth::ChainStatus::Intact { .. }));
}

#[test]
fn a_data_key_is_bound_to_account_and_context_and_survives_a_new_password() {
    const NEW: &str = "seven quiet herons wade slowly";
    let (auth, _) = accounts();
    let alice = create_admin(&auth);
    create_member(&auth, &alice, "bob");
    let sign_in = |name: &str, password: &str| match auth.sign_in(name, secret_input(password)).unwrap() {
        vestibule::auth::Outcome::SignedIn(signed_in) => signed_in.session,
        other => panic!("expected sign-in without a second factor: {other:?}"),
    };
    let bob = sign_in("bob", PASSWORD);
    let (id, key) = bob.data_key("notes").unwrap();
    let bytes = |key: &vestibule::auth::DataKey| *key.expose_bytes();
    assert_eq!(bytes(&bob.data_key_of(id, "notes").unwrap()), bytes(&key));
    assert_ne!(bytes(&bob.data_key("scans").unwrap().1), bytes(&key), "another context has another key");
    assert_ne!(bytes(&alice.data_key("notes").unwrap().1), bytes(&key), "another account has another key");
    assert!(matches!(alice.data_key_of(id, "notes"), Err(ActionError::NotFound)), "another account's key id");

    let own =
        match auth.step_up(&bob, vestibule::auth::StepUpPurpose::OwnAccount, secret_input(PASSWORD), None).unwrap() {
            vestibule::auth::StepUpResult::Proven(own) => own,
            other => panic!("expected a step-up: {other:?}"),
        };
    auth.change_password(&bob, own, secret_input(NEW)).unwrap();
    let again = sign_in("bob", NEW);
    let (same, unchanged) = again.data_key("notes").unwrap();
    assert_eq!((same, bytes(&unchanged)), (id, bytes(&key)), "a new password keeps the key");

    let number = auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap().id;
    let temporary = auth.temporary_password(&alice, step_up(&auth, &alice), number).unwrap();
    assert!(again.data_key("notes").is_ok(), "the session stays valid until it is refreshed");
    assert_eq!(auth.refresh_session(&again).unwrap(), vestibule::auth::SessionStatus::Ended);
    assert!(matches!(again.data_key("notes"), Err(ActionError::SessionEnded)), "an ended session returns no key");
    choose_password(&auth, "bob", temporary, PASSWORD);
    let reset = sign_in("bob", PASSWORD);
    let (other, fresh) = reset.data_key("notes").unwrap();
    assert!(other != id && bytes(&fresh) != bytes(&key), "a reset creates a new key");
    assert!(matches!(reset.data_key_of(id, "notes"), Err(ActionError::NotFound)));
    auth.open_old_data(&reset, secret_input(NEW)).unwrap();
    assert_eq!(bytes(&reset.data_key_of(id, "notes").unwrap()), bytes(&key), "the old password restores the old key");
    let locked = auth.lock(reset);
    drop(locked);
}
