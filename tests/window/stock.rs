//! A program with a password field as the framework has it, to show that the search for leftovers finds some.
//!
//! This test program plays it: started again with a display and a word in its environment, it opens that window.

use std::process::Command;

use eframe::egui;
use winit::platform::x11::EventLoopBuilderExtX11;

use crate::child::Running;
use crate::desk::Desk;
use crate::waiting::wait_for;

const ASKED: &str = "VESTIBULE_TEST_STOCK_FIELD";
const TITLE: &str = "A stock field";

/// The window, in a process of its own that ends with the test.
pub struct Field<'a> {
    desk: &'a Desk,
    running: Running,
}

impl<'a> Field<'a> {
    pub fn show(desk: &'a Desk) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "stock::a_program_with_a_stock_field_opens_where_it_is_asked_for", "--nocapture"]);
        command.env(ASKED, "yes").env("DISPLAY", &desk.display).env("WINIT_X11_SCALE_FACTOR", "1");
        command.env_remove("WAYLAND_DISPLAY").stdout(std::process::Stdio::null());
        let running = Running::start(&mut command);
        let window = wait_for("the window", || desk.hands().find_window(TITLE), String::new);
        desk.hands().focus(&window);
        Self { desk, running }
    }

    pub fn id(&self) -> u32 {
        self.running.id()
    }

    pub fn type_text(&self, text: &str) {
        self.desk.hands().type_text(text);
    }
}

#[derive(Default)]
struct Stock(String);

impl eframe::App for Stock {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        egui::CentralPanel::default().show(ui, |ui| {
            ui.add(egui::TextEdit::singleline(&mut self.0).password(true)).request_focus();
        });
    }
}

/// Not a promise of its own: the window that the test of leftovers types into.
#[test]
fn a_program_with_a_stock_field_opens_where_it_is_asked_for() {
    if std::env::var_os(ASKED).is_none() {
        return;
    }
    let options = eframe::NativeOptions {
        // Tests run on threads of their own.
        event_loop_builder: Some(Box::new(|builder| {
            builder.with_any_thread(true);
        })),
        ..Default::default()
    };
    eframe::run_native(TITLE, options, Box::new(|_| Ok(Box::<Stock>::default()))).unwrap();
}
