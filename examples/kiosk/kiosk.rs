//! Public opening hours, and to the right a sign-in panel for the staff, who can put a notice above them.

use vestibule::gui::{Event, Gate};
use vestibule::{eframe, egui};

/// Width in points. The sign-in screens need about the width of a phone.
const STAFF_PANEL: f32 = 380.0;

const HOURS: [(&str, &str); 3] =
    [("Monday to Friday", "09:00 to 18:00"), ("Saturday", "10:00 to 16:00"), ("Sunday", "closed")];

/// The program. The public content needs no sign-in; the staff's actions need the gate.
pub struct Kiosk {
    gate: Gate,
    staff_panel: bool,
    search: String,
    notice: String,
    /// Belongs to the signed-in user.
    draft: String,
    /// Why an action of that user failed.
    error: String,
}

impl Kiosk {
    /// Creates a kiosk whose staff signs in through this gate.
    pub fn new(gate: Gate) -> Self {
        let [search, notice, draft, error] = Default::default();
        Self { gate, staff_panel: false, search, notice, draft, error }
    }

    /// Clears one user's data before the next signs in.
    fn handle_events(&mut self) {
        let Self { gate, draft, error, .. } = self;
        for event in gate.events() {
            match event {
                Event::SignedIn | Event::SignedOut => {
                    draft.clear();
                    error.clear();
                }
                Event::NotRecorded { text, reason: why } => *error = format!("{text}: not in the log. {why}"),
                _ => {}
            }
        }
    }

    fn public_ui(&mut self, ui: &mut egui::Ui) {
        ui.horizontal(|ui| {
            ui.heading("City museum");
            ui.toggle_value(&mut self.staff_panel, "Staff");
        });
        if !self.notice.is_empty() {
            ui.label(egui::RichText::new(&self.notice).strong());
        }
        let label = ui.label("When is it open?");
        ui.text_edit_singleline(&mut self.search).labelled_by(label.id);
        let filter = self.search.to_lowercase();
        for (day, hours) in HOURS.iter().filter(|(day, _)| day.to_lowercase().contains(&filter)) {
            ui.label(format!("{day}: {hours}"));
        }
    }

    /// Draws the sign-in screens, or the staff's actions. The closure runs only while a user is signed in, so what it
    /// requests is done after it, for that user.
    fn staff_panel_ui(&mut self, ui: &mut egui::Ui) {
        let Self { gate, draft, notice, error, .. } = self;
        let mut posted = false;
        gate.ui(ui, |ui, me| {
            padded(ui, |ui| {
                ui.heading(format!("Good day, {}", me.username()));
                let label = ui.label("Notice for visitors");
                // A separate id for each account, so that no other user can undo to this one's text.
                let field = egui::TextEdit::singleline(draft).id_salt(me.account());
                ui.add(field).labelled_by(label.id);
                if !error.is_empty() {
                    ui.colored_label(ui.visuals().error_fg_color, error.as_str());
                }
                posted = ui.button("Post the notice").clicked();
            });
        });
        if posted {
            gate.write_audit_entry("Posted a notice");
            *notice = std::mem::take(draft);
        }
    }
}

impl eframe::App for Kiosk {
    /// Locks after idle time also while the window is hidden.
    fn logic(&mut self, context: &egui::Context, _: &mut eframe::Frame) {
        self.gate.logic(context);
        self.handle_events();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        // The panel stays open while a user is signed in, who could otherwise be forgotten.
        let panel_open = self.staff_panel || self.gate.session().is_some();
        if panel_open {
            let panel = egui::Panel::right("staff").exact_size(STAFF_PANEL).frame(egui::Frame::NONE);
            panel.show(ui, |ui| self.staff_panel_ui(ui));
        }
        padded(ui, |ui| self.public_ui(ui));
    }
}

fn padded(ui: &mut egui::Ui, content: impl FnOnce(&mut egui::Ui)) {
    let frame = egui::Frame::central_panel(ui.style()).inner_margin(24);
    egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        content(ui);
    });
}
