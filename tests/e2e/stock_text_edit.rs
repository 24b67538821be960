//! A program with egui's own password field, to show that the search for residue finds some.
//!
//! This test binary is that program: started again with a display and a word in its environment, it opens the window.

use std::process::Command;

use eframe::egui;
use winit::platform::x11::EventLoopBuilderExtX11;

use crate::desktop::TestDesktop;
use crate::process::ChildGuard;
use crate::wait::wait_for;

const CHILD_VARIABLE: &str = "VESTIBULE_TEST_STOCK_FIELD";
const TITLE: &str = "A stock field";

/// The window, in a process of its own that ends with the test.
pub struct StockWindow<'a> {
    desktop: &'a TestDesktop,
    process: ChildGuard,
}

impl<'a> StockWindow<'a> {
    pub fn open(desktop: &'a TestDesktop) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "stock_text_edit::a_child_process_opens_a_stock_text_edit_when_requested",
            "--nocapture",
        ]);
        command.env(CHILD_VARIABLE, "yes").env("DISPLAY", &desktop.display).env("WINIT_X11_SCALE_FACTOR", "1");
        command.env_remove("WAYLAND_DISPLAY").stdout(std::process::Stdio::null());
        let process = ChildGuard::start(&mut command);
        let window = wait_for("the window", || desktop.input().find_window(TITLE), String::new);
        desktop.input().focus(&window);
        Self { desktop, process }
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn type_text(&self, text: &str) {
        self.desktop.input().type_text(text);
    }
}

#[derive(Default)]
struct StockApp(String);

impl eframe::App for StockApp {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        egui::CentralPanel::default().show(ui, |ui| {
            ui.add(egui::TextEdit::singleline(&mut self.0).password(true)).request_focus();
        });
    }
}

/// Not a test of its own: the window that the residue test types into.
#[test]
fn a_child_process_opens_a_stock_text_edit_when_requested() {
    if std::env::var_os(CHILD_VARIABLE).is_none() {
        return;
    }
    let options = eframe::NativeOptions {
        // Tests run on threads of their own.
        event_loop_builder: Some(Box::new(|builder| {
            builder.with_any_thread(true);
        })),
        ..Default::default()
    };
    eframe::run_native(TITLE, options, Box::new(|_| Ok(Box::<StockApp>::default()))).unwrap();
}
