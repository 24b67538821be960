//! An eframe window with a [`Gate`] in it: the shortest way to add sign-in to a program.

use eframe::egui;

use super::error::StartError;
use super::signals::EndRequest;
use super::system_fonts::SystemFonts;
use crate::auth::Session;
use crate::gui::{Event, Gate, ThemeChoice, window_font_definitions};

/// Initial size in points. It fits the QR code with its text, and small screens such as a till's.
const SIZE: [f32; 2] = [480.0, 640.0];
const MIN_SIZE: [f32; 2] = [400.0, 560.0];
const ICON: &[u8] = include_bytes!("../../assets/icon-256.png");

type Content = Box<dyn FnMut(&mut egui::Ui, &Session)>;
type Viewport = Box<dyn FnOnce(egui::ViewportBuilder) -> egui::ViewportBuilder>;

/// A window that shows its content only while a user is signed in.
///
/// ```no_run
/// use std::sync::Arc;
/// use vestibule::app::Window;
/// use vestibule::auth::{Auth, MemoryStore, Options, SystemRandom};
/// use vestibule::gui::{self, Gate};
///
/// let store = Arc::new(MemoryStore::new(&SystemRandom)?);
/// let auth = Auth::new(store, Options::new("Lab notebook"))?;
/// Window::new("Lab notebook", Gate::new(auth, gui::Options::default()))
///     .content(|ui, session| {
///         ui.label(format!("The notes of {}", session.username()));
///     })
///     .open()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "it is opened by `open`"]
pub struct Window {
    title: String,
    gate: Gate,
    content: Content,
    on_event: Box<dyn FnMut(Event)>,
    viewport: Viewport,
    /// The theme last applied to the window.
    theme: Option<ThemeChoice>,
    system_fonts: SystemFonts,
    end_request: EndRequest,
}

impl Window {
    /// Creates a window with this title and without content.
    pub fn new(title: impl Into<String>, gate: Gate) -> Self {
        Self {
            title: title.into(),
            gate,
            content: Box::new(|_, _| {}),
            on_event: Box::new(drop),
            viewport: Box::new(|viewport| viewport),
            theme: None,
            system_fonts: SystemFonts::default(),
            end_request: EndRequest::default(),
        }
    }

    /// Sets the function that draws the content while a user is signed in; it receives the session.
    pub fn content(mut self, content: impl FnMut(&mut egui::Ui, &Session) + 'static) -> Self {
        self.content = Box::new(content);
        self
    }

    /// Calls the function with each event of the gate.
    pub fn on_event(mut self, heard: impl FnMut(Event) + 'static) -> Self {
        self.on_event = Box::new(heard);
        self
    }

    /// Changes the window before it opens: its size (480 × 640 points by default, at least 400 × 560), its icon, its
    /// application id (derived from the title by default).
    pub fn viewport(mut self, change: impl FnOnce(egui::ViewportBuilder) -> egui::ViewportBuilder + 'static) -> Self {
        self.viewport = Box::new(change);
        self
    }

    /// Opens the window, and returns when it is closed. Call it on the main thread, and once only.
    ///
    /// On Unix, SIGTERM, SIGINT and SIGHUP close the window from then on, unless they are ignored; a second one ends
    /// the process at once.
    ///
    /// # Errors
    /// Fails if there is no display, or if the window system or the graphics driver refuses.
    pub fn open(mut self) -> Result<(), StartError> {
        let title = self.title.clone();
        require_display(&title)?;
        let change = std::mem::replace(&mut self.viewport, Box::new(|viewport| viewport));
        let options = eframe::NativeOptions {
            viewport: change(viewport(&title)),
            persist_window: false,
            // Fonts are listed later, by `SystemFonts`.
            system_font_fallback: false,
            ..Default::default()
        };
        let build = |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
            configure_context(&creation.egui_ctx);
            self.system_fonts.provide(&creation.egui_ctx);
            if let Err(error) = self.end_request.listen(&creation.egui_ctx) {
                tracing::warn!("failed to listen for signals, so they end the process at once: {error}");
            }
            Ok(Box::new(self))
        };
        eframe::run_native(&title, options, Box::new(build)).map_err(|error| StartError::new(&title, error))
    }
}

impl eframe::App for Window {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        self.system_fonts.list_after_first_pass(context);
        self.gate.logic(context);
        self.gate.events().for_each(&mut self.on_event);
        let theme = self.gate.settings().theme;
        if self.theme.replace(theme) != Some(theme) {
            context.set_theme(theme_preference(theme));
        }
        if self.end_request.take() {
            self.gate.close_window(context);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let Self { gate, content, .. } = self;
        gate.ui(ui, content);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("title", &self.title).field("gate", &self.gate).finish_non_exhaustive()
    }
}

/// Fails if the environment names no display; outside X11 and Wayland there always is one. Callers check before they
/// open accounts: a gate begins to open them as soon as it is created.
pub(super) fn require_display(program: &str) -> Result<(), StartError> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let always_available = cfg!(any(windows, target_os = "macos"));
    if always_available || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(is_set) {
        return Ok(());
    }
    Err(StartError::NoDisplay(program.to_owned()))
}

/// Sets what belongs to the window and not to the gate.
fn configure_context(context: &egui::Context) {
    // Linux does not report the theme of the desktop.
    context.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    // A blinking caret would redraw the window twice a second.
    context.all_styles_mut(|style| style.visuals.text_cursor.blink = false);
    context.set_fonts(window_font_definitions());
}

/// The theme of the host's content: the one chosen for the sign-in screens.
fn theme_preference(theme: ThemeChoice) -> egui::ThemePreference {
    match theme {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    }
}

/// The application id as desktops expect it: lower case, without blanks.
fn app_id(title: &str) -> String {
    title.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn viewport(title: &str) -> egui::ViewportBuilder {
    let viewport = egui::ViewportBuilder::default()
        .with_title(title)
        .with_app_id(app_id(title))
        .with_inner_size(SIZE)
        .with_min_inner_size(MIN_SIZE);
    match eframe::icon_data::from_png_bytes(ICON) {
        Ok(icon) => viewport.with_icon(icon),
        Err(_) => viewport,
    }
}
