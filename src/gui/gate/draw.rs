//! Drawing: the sign-in screens, the content, the sections that a host places, and the dialogs.

use egui::{CentralPanel, Context, Frame, Id, Rect, Ui, UiBuilder};

use crate::auth::{Now, Role, Session, SessionDeadline};
use crate::gui::fonts;
use crate::gui::gate::views::{OpenDialog, Views};
use crate::gui::gate::{Gate, OpenAccounts};
use crate::gui::keyboard::{Keyboard, Shown};
use crate::gui::message::{Command, Requester};
use crate::gui::options::{Content, Options};
use crate::gui::screens::Screen;
use crate::gui::section::Section;
use crate::gui::settings::ThemeChoice;
use crate::gui::text;
use crate::gui::theme::{GRID, Theme};
use crate::gui::view::ViewContext;
use crate::gui::widgets::DialogArea;

/// Margin around the host's content below the tab bar, in points: that of the bar.
const MARGIN: f32 = 2.0 * GRID;

impl Gate {
    /// Draws the sign-in screens, or `content` while a user is signed in, and any open dialog above either. Fills the
    /// available space of `ui`. Call it in every frame.
    pub fn ui(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Ui, &Session)) {
        let available = ui.available_rect_before_wrap();
        self.begin_draw(ui, Section::Content);
        if self.shows_content() {
            self.draw_host_content(ui, content);
        } else {
            self.draw_and_handle(ui, self.views.screen_requester, Self::draw_screen);
        }
        self.draw_dialogs(ui, available);
        self.guide_keyboard(ui, available, !self.shows_content());
        self.request_repaints(ui);
    }

    /// Draws the account of the signed-in user: two-factor, password, history, sessions. Fills the available space of
    /// `ui` and scrolls if that is too small.
    ///
    /// If the host also draws [`Gate::ui`], this is empty while no user is signed in, and screens opened from here
    /// (pairing an authenticator, new recovery codes) replace the host's content. If the host draws it instead of
    /// [`Gate::ui`], as one of its pages, it also draws the sign-in screens and the dialogs.
    pub fn account_ui(&mut self, ui: &mut Ui) {
        self.section_ui(ui, Section::Account);
    }

    /// Draws the list of accounts, for administrators; empty for members. Otherwise as [`Gate::account_ui`].
    pub fn users_ui(&mut self, ui: &mut Ui) {
        self.section_ui(ui, Section::Users);
    }

    /// Draws the user's settings and the policy that administrators set. Otherwise as [`Gate::account_ui`].
    pub fn settings_ui(&mut self, ui: &mut Ui) {
        self.section_ui(ui, Section::Settings);
    }

    fn section_ui(&mut self, ui: &mut Ui, section: Section) {
        let available = ui.available_rect_before_wrap();
        // An empty panel must not shrink: it needs its width once a user signs in.
        ui.take_available_width();
        let draw = self.begin_draw(ui, section);
        let fits =
            section != Section::Users || self.session().is_some_and(|session| session.role() == Role::Administrator);
        let home = matches!(self.views.screen, Screen::Home(_)) && self.session.open.is_some();
        if draw.just_shown {
            // Whether this section is the primary one is known only in the next frame.
            ui.request_repaint();
        }
        if home && fits {
            self.refresh_section(section, draw.just_shown);
            // Keeps the ids of two sections in one panel apart.
            ui.push_id(section, |ui| {
                if self.dialog_is_in_panel() {
                    ui.disable();
                }
                self.draw_and_handle(ui, self.views.screen_requester, |gate, ui| gate.draw_section(ui, section));
            });
        } else if !home && draw.is_primary {
            self.draw_and_handle(ui, self.views.screen_requester, Self::draw_screen);
        }
        if draw.is_primary {
            self.draw_dialogs(ui, available);
        }
        self.guide_keyboard(ui, available, home && fits || !home && draw.is_primary);
        self.request_repaints(ui);
    }

    /// Tells the keyboard whether it types into a view of ours: a screen drawn in `available` (`own`), or a dialog.
    fn guide_keyboard(&self, context: &Context, available: Rect, own: bool) {
        let is_own = own || !self.views.dialogs.is_empty();
        let focused = context.memory(|memory| memory.focused());
        let outside = |id| context.read_response(id).is_some_and(|widget| !available.intersects(widget.rect));
        let has_focus = is_own && (self.options.owns_window || !focused.is_some_and(outside));
        let requester = self.views.dialogs.last().map_or(self.views.screen_requester, |top| top.requester);
        let view = Id::unique(("vestibule", self.options.id_salt, requester));
        Keyboard::set_shown(context, Shown { view, has_focus, busy: self.worker.is_busy_for(requester) });
    }

    fn begin_draw(&mut self, ui: &Ui, section: Section) -> super::sections::SectionDraw {
        if !std::mem::take(&mut self.frame.ticked) {
            self.update(ui);
        }
        self.update_theme(ui);
        self.frame.sections.begin(section)
    }

    /// Draws with `draw` in a scope, so that styles and ids do not leak, and handles the command of `view`.
    fn draw_and_handle(
        &mut self,
        ui: &mut Ui,
        view: Requester,
        draw: impl FnOnce(&mut Self, &mut Ui) -> Option<Command>,
    ) {
        if fonts::install(ui)
            && let Some(command) = ui.push_id(("vestibule", self.options.id_salt), |ui| draw(self, ui)).inner
        {
            self.handle_command(ui, view, command);
        }
    }

    /// Draws the topmost dialog in the rectangle available before the content was drawn.
    fn draw_dialogs(&mut self, ui: &mut Ui, available: Rect) {
        self.views.save_or_restore_focus(ui);
        // Created without a dialog too, so that the ids of what the host draws next do not change.
        let mut dialog_ui = ui.new_child(UiBuilder::new().max_rect(available));
        if let Some(top) = self.views.dialogs.last() {
            self.draw_and_handle(&mut dialog_ui, top.requester, Self::draw_top_dialog);
        }
    }

    fn shows_content(&self) -> bool {
        let Screen::Home(home) = &self.views.screen else { return false };
        match &self.options.content {
            Content::Host => true,
            Content::HostTab(_) => home.current == Section::Content,
            Content::AccountOnly => false,
        }
    }

    fn draw_host_content(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Ui, &Session)) {
        self.draw_and_handle(ui, self.views.screen_requester, Self::draw_top_bar);
        // The bar is not a widget of the host, so the item spacing after it must not move the content.
        ui.add_space(-ui.spacing().item_spacing.y);
        let Some(session) = &self.session.open else { return };
        let dialog_open = self.dialog_is_in_panel();
        let draw_content = |ui: &mut Ui| {
            if dialog_open {
                ui.disable();
            }
            content(ui, session);
        };
        match &self.options.content {
            Content::HostTab(_) => {
                let frame = Frame::central_panel(ui.style()).inner_margin(MARGIN);
                CentralPanel::default().frame(frame).show(ui, draw_content);
            }
            Content::Host | Content::AccountOnly => draw_content(ui),
        }
    }

    /// Whether a dialog is open in a host's panel. It does not block the host's window, so our sections are disabled.
    fn dialog_is_in_panel(&self) -> bool {
        !self.views.dialogs.is_empty() && !self.options.owns_window
    }

    fn update_theme(&mut self, ui: &Ui) {
        let dark = match self.settings.current.theme {
            ThemeChoice::Light => false,
            ThemeChoice::Dark => true,
            ThemeChoice::System => ui.visuals().dark_mode,
        };
        if (dark, self.settings.current.reduce_motion) != (self.theme.dark, self.theme.reduce_motion) {
            self.theme = Theme::new(dark, self.settings.current.reduce_motion);
        }
    }

    fn draw_screen(&mut self, ui: &mut Ui) -> Option<Command> {
        self.fill_background(ui);
        self.with_screen(ui, |screen, ui, cx| screen.view_mut().show(ui, cx))
    }

    fn draw_section(&mut self, ui: &mut Ui, section: Section) -> Option<Command> {
        self.fill_background(ui);
        self.with_screen(ui, |screen, ui, cx| match screen {
            Screen::Home(home) => home.show_section(ui, cx, section),
            _ => None,
        })
    }

    /// Draws what is above the host's content: the tab bar, if there is one, and urgent notices.
    fn draw_top_bar(&mut self, ui: &mut Ui) -> Option<Command> {
        let bar = matches!(self.options.content, Content::HostTab(_));
        self.with_screen(ui, |screen, ui, cx| match screen {
            Screen::Home(home) => home.show_top_bar(ui, cx, bar),
            _ => None,
        })
    }

    fn fill_background(&self, ui: &Ui) {
        ui.painter().rect_filled(ui.max_rect(), 0.0, self.theme.palette.background);
    }

    /// Draws the screen with `draw`, in a frame from which egui's scroll fade reads the colour behind it.
    fn with_screen<R>(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Screen, &mut Ui, &ViewContext<'_>) -> R) -> R {
        self.theme.apply(ui);
        let now = self.now();
        let username = self.views.screen.view_mut().code_username();
        let hint = demo_hint(&self.options, self.accounts.as_ref(), username, now);
        let (screen, _, cx) = self.views_and_context(ui, now, self.views.screen_requester, hint.as_deref());
        Frame::NONE.fill(cx.theme.palette.background).show(ui, |ui| draw(screen, ui, &cx)).inner
    }

    /// Draws the topmost dialog; others are hidden.
    fn draw_top_dialog(&mut self, ui: &mut Ui) -> Option<Command> {
        self.theme.apply(ui);
        let now = self.now();
        let hint = self
            .session
            .open
            .as_ref()
            .and_then(|session| demo_hint(&self.options, self.accounts.as_ref(), Some(session.username()), now));
        let top = self.views.dialogs.last()?.requester;
        let (_, dialogs, cx) = self.views_and_context(ui, now, top, hint.as_deref());
        dialogs.last_mut()?.dialog.view_mut().show(ui, &cx)
    }

    /// Returns the screen and the dialogs, with the context from which `view`, one of them, draws.
    fn views_and_context<'a>(
        &'a mut self,
        context: &Context,
        now: Now,
        view: Requester,
        demo_hint: Option<&'a str>,
    ) -> (&'a mut Screen, &'a mut [OpenDialog], ViewContext<'a>) {
        let (policy, conceal_secrets) = (self.policy(), self.must_conceal_secrets(context));
        let Self { options, settings, theme, accounts, session, views, worker, .. } = self;
        let Views { screen_requester, screen, dialogs, status_message, undo, .. } = views;
        let accounts = accounts.as_ref();
        let named = Some(options.program.as_str()).filter(|name| !name.is_empty());
        let cx = ViewContext {
            theme,
            settings: &settings.current,
            policy,
            now,
            session: session.open.as_ref(),
            timeout: session.deadline.unwrap_or(SessionDeadline::NotDue),
            busy: worker.is_busy_for(view),
            dialog_open: view == *screen_requester && !dialogs.is_empty(),
            conceal_secrets,
            dialog_area: if options.owns_window { DialogArea::Window } else { DialogArea::Panel },
            content: &options.content,
            program: accounts
                .map_or(named.unwrap_or(text::FALLBACK_PROGRAM_NAME), |accounts| accounts.auth.program_name()),
            storage_location: accounts.and_then(|accounts| accounts.location.as_deref()),
            status_message: status_message.as_deref(),
            undo: undo.as_ref().filter(|undo| undo.is_offered(status_message.as_deref(), now)),
            settings_error: settings.save_error.as_deref(),
            demo_hint,
        };
        (screen, dialogs, cx)
    }
}

/// Returns the sentences of a demo; otherwise what opening the accounts found, where no code is asked for.
fn demo_hint(options: &Options, accounts: Option<&OpenAccounts>, username: Option<&str>, now: Now) -> Option<String> {
    let hint = options.demo_hint.as_ref().and_then(|hint| hint(username, now));
    hint.or_else(|| accounts.filter(|_| username.is_none())?.notices.clone())
}
