//! The window: three pages, one of the notebook itself and two of the gate.

use std::error::Error;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use vestibule::auth::{Clock, Role, SystemClock, UnixTime};
use vestibule::gui::{Event, Gate};
use vestibule::{Session, eframe, egui};

use super::entries::{Entries, Entry, EntryText};

/// The page below the bar.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Notebook,
    Account,
    People,
}

/// The program.
pub struct Notebook {
    gate: Gate,
    entries: Entries,
    page: Page,
    /// The data of the signed-in user, dropped when the session locks or ends.
    user_state: UserState,
    /// The entry that is being signed, and the purpose of its proof.
    signing: Option<(i64, String)>,
}

/// Everything of one user that is open on the screen.
#[derive(Default)]
struct UserState {
    draft: String,
    /// `None`: must be loaded.
    entries: Option<Vec<Entry>>,
    error: String,
}

/// A requested action, applied after the page was drawn.
enum PageAction {
    Add,
    Sign(i64),
}

impl Notebook {
    /// Creates a notebook with this gate.
    pub fn new(gate: Gate, entries: Entries) -> Self {
        Self { gate, entries, page: Page::default(), user_state: UserState::default(), signing: None }
    }

    /// Drops what was opened under a user's keys when these are wiped.
    fn handle_events(&mut self) {
        let Self { gate, entries, user_state, signing, page } = self;
        let events: Vec<Event> = gate.events().collect();
        for event in events {
            match event {
                Event::Locked => user_state.entries = None,
                Event::SignedIn | Event::SignedOut => {
                    *user_state = UserState::default();
                    *signing = None;
                    *page = Page::default();
                }
                // With the keys, or with more of them, more entries can be opened.
                Event::Unlocked | Event::OldDataOpened => user_state.entries = None,
                Event::Proven(proof) => {
                    if let Some((number, _)) = signing.take_if(|(_, purpose)| purpose == proof.purpose()) {
                        user_state.apply_result(entries.sign(number, &proof).map(drop).map_err(Into::into));
                    }
                }
                Event::NotProven(purpose) => drop(signing.take_if(|(_, signing)| *signing == purpose)),
                _ => {}
            }
        }
    }

    fn bar_ui(&mut self, ui: &mut egui::Ui) {
        let Some(role) = self.gate.session().map(Session::role) else { return };
        ui.horizontal(|ui| {
            ui.selectable_value(&mut self.page, Page::Notebook, "Notebook");
            ui.selectable_value(&mut self.page, Page::Account, "Account");
            if role == Role::Administrator {
                ui.selectable_value(&mut self.page, Page::People, "People");
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Sign out").clicked() {
                    self.gate.sign_out();
                } else if ui.button("Lock").clicked() {
                    self.gate.lock();
                }
            });
        });
    }

    fn notebook_ui(&mut self, ui: &mut egui::Ui) {
        let Self { gate, entries, user_state, .. } = self;
        let mut action = None;
        gate.ui(ui, |ui, me| {
            user_state.read(entries, me);
            let frame = egui::Frame::central_panel(ui.style()).inner_margin(16);
            action = egui::CentralPanel::default().frame(frame).show(ui, |ui| user_state.ui(ui, me)).inner;
            if matches!(action, Some(PageAction::Add)) {
                user_state.add(entries, me);
            }
        });
        if let (Some(PageAction::Sign(number)), None) = (action, &self.signing) {
            let purpose = format!("Sign entry {number}");
            self.gate.request_proof(purpose.as_str());
            self.signing = Some((number, purpose));
        }
    }
}

impl eframe::App for Notebook {
    fn logic(&mut self, context: &egui::Context, _: &mut eframe::Frame) {
        self.gate.logic(context);
        self.handle_events();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        if self.gate.session().is_some() {
            egui::Panel::top("bar").show(ui, |ui| self.bar_ui(ui));
        }
        // The gate's screens have their own margins.
        egui::CentralPanel::no_frame().show(ui, |ui| match self.page {
            Page::Notebook => self.notebook_ui(ui),
            Page::Account => self.gate.account_ui(ui),
            Page::People => self.gate.users_ui(ui),
        });
    }
}

impl UserState {
    fn read(&mut self, entries: &Entries, me: &Session) {
        if self.entries.is_none() {
            match entries.list(me) {
                Ok(read) => self.entries = Some(read),
                Err(error) => self.error = error.to_string(),
            }
        }
    }

    fn add(&mut self, entries: &Entries, me: &Session) {
        let added = entries.add(me, self.draft.trim(), SystemClock.now().wall);
        if added.is_ok() {
            self.draft.clear();
        }
        self.apply_result(added);
    }

    /// Reloads the entries to show a success; shows the error otherwise.
    fn apply_result(&mut self, result: Result<(), Box<dyn Error>>) {
        self.entries = None;
        self.error = result.err().map_or_else(String::new, |error| error.to_string());
    }

    fn ui(&mut self, ui: &mut egui::Ui, me: &Session) -> Option<PageAction> {
        ui.spacing_mut().item_spacing.y = 6.0;
        let label = ui.label("New entry");
        // A separate id for each account, so that no other user can undo to this one's text.
        let field = egui::TextEdit::multiline(&mut self.draft).id_salt(me.account());
        ui.add(field.desired_rows(3).desired_width(f32::INFINITY)).labelled_by(label.id);
        let ready = !self.draft.trim().is_empty();
        let add = ui.add_enabled(ready, egui::Button::new("Add entry")).clicked();
        if !self.error.is_empty() {
            ui.colored_label(ui.visuals().error_fg_color, &self.error);
        }
        ui.separator();
        let mut action = add.then_some(PageAction::Add);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for entry in self.entries.iter().flatten() {
                if entry_ui(ui, entry) {
                    action = Some(PageAction::Sign(entry.number));
                }
            }
        });
        action
    }
}

/// Draws one entry; returns whether it is to be signed.
fn entry_ui(ui: &mut egui::Ui, entry: &Entry) -> bool {
    let Entry { number, written, text, signed } = entry;
    ui.label(egui::RichText::new(format!("Entry {number}, {}", format_time(*written))).weak());
    match text {
        EntryText::Open(text) => ui.label(text),
        EntryText::SealedBeforeReset => {
            ui.label("Closed since your account was reset. Open it under Account, with the old password")
        }
        EntryText::Damaged => ui.label("This entry was changed by something else and does not open"),
    };
    let sign = match signed {
        Some(signed) => {
            ui.label(egui::RichText::new(signed).strong());
            false
        }
        None => matches!(text, EntryText::Open(_)) && ui.button(format!("Sign entry {number}…")).clicked(),
    };
    ui.add_space(8.0);
    sign
}

fn format_time(time: UnixTime) -> String {
    let timestamp = Timestamp::from_millisecond(time.millis()).unwrap_or_default();
    timestamp.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
