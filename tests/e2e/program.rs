//! The program under test, operated like by a user.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use crate::accessibility::{Bounds, Element, Role};
use crate::desktop::TestDesktop;
use crate::process::ChildGuard;
use crate::wait::wait_for;

/// In points and pixels alike: the display has a scale of one.
const WINDOW: (i32, i32) = (480, 640);

/// A running program, ended with the test.
pub struct Program<'a> {
    desktop: &'a TestDesktop,
    process: ChildGuard,
    window: String,
    hardened: bool,
}

/// The release program, or the one that `VESTIBULE_PROGRAM` names.
pub fn executable() -> PathBuf {
    let named = std::env::var_os("VESTIBULE_PROGRAM").map(PathBuf::from);
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/vestibule");
    let path = named.unwrap_or(built);
    assert!(path.is_file(), "no program at {}: cargo build --release --locked", path.display());
    path.canonicalize().unwrap()
}

/// An example, built as `./check` and `cargo test` do before the tests.
pub fn example(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/debug/examples").join(name);
    assert!(
        path.is_file(),
        "no example at {}: cargo build --locked --features testing --example {name}",
        path.display()
    );
    path
}

/// The program with an environment that holds nothing of the user who runs the tests.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(executable());
    isolate_env(&mut command, folder);
    command
}

pub fn isolate_env(command: &mut Command, folder: &Path) {
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", folder);
}

impl<'a> Program<'a> {
    /// Starts `program` (the program itself or a wrapper) on `desktop` and waits for its window.
    pub fn start(desktop: &'a TestDesktop, program: Command, arguments: &[&str]) -> Self {
        Self { hardened: true, ..Self::start_titled(desktop, program, arguments, "Vestibule") }
    }

    /// The same for a host's program, whose window has another title.
    pub fn start_titled(desktop: &'a TestDesktop, mut program: Command, arguments: &[&str], title: &str) -> Self {
        isolate_env(&mut program, desktop.folder());
        let log = File::options().create(true).append(true).open(log_file(desktop)).unwrap();
        let running = ChildGuard::start(
            program
                .env("DISPLAY", &desktop.display)
                .env("DBUS_SESSION_BUS_ADDRESS", &desktop.bus_address)
                .env("WINIT_X11_SCALE_FACTOR", "1")
                // The most verbose logging and inspection that can be requested.
                .env("RUST_LOG", "trace")
                .env("EGUI_INSPECTION", "1")
                .args(arguments)
                .stderr(log),
        );
        let window = wait_for("the window", || desktop.input().find_window(title), || read_log(desktop));
        desktop.input().focus(&window);
        Self { desktop, process: running, window, hardened: false }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it asks the system to protect its memory: a library does not.
    pub fn is_hardened(&self) -> bool {
        self.hardened
    }

    /// Waits until an element with this name is on the screen.
    pub fn wait_for(&self, name: &str) -> Element {
        self.wait_until(&format!("{name:?}"), |thing| thing.name == name)
    }

    /// Waits until an element with this role and name is on the screen.
    pub fn wait_for_role(&self, role: Role, name: &str) -> Element {
        self.wait_until(&format!("{role:?} {name:?}"), |thing| thing.is(role) && thing.name == name)
    }

    /// Waits until an element whose name contains `text` is on the screen.
    pub fn wait_for_text(&self, text: &str) -> Element {
        self.wait_until(&format!("the text {text:?}"), |thing| thing.name.contains(text))
    }

    fn wait_until(&self, what: &str, matches: impl Fn(&Element) -> bool) -> Element {
        // The last match: what is on top, such as a dialog, is listed last.
        let poll = || self.desktop.accessibility().elements().into_iter().rev().find(&matches);
        wait_for(what, poll, || self.describe())
    }

    /// Returns every text on the screen now.
    pub fn texts(&self) -> Vec<String> {
        self.desktop.accessibility().elements().into_iter().map(|thing| thing.name).collect()
    }

    /// Clicks the enabled button, tab or box called `name`, scrolled into view first if needed.
    pub fn click(&self, name: &str) {
        let what = format!("{name:?} to be enabled");
        let element = self.wait_until(&what, |thing| {
            let clickable = [Role::Button, Role::Toggle, Role::CheckBox, Role::Tab, Role::Radio];
            thing.name == name && thing.is_enabled() && clickable.iter().any(|role| thing.is(*role))
        });
        let bounds = self.wait_until_stable(&element);
        self.desktop.input().click(&self.window, bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
    }

    /// Returns the bounds of `element`, once it is stationary and completely inside the window.
    fn wait_until_stable(&self, element: &Element) -> Bounds {
        let is_inside_window = |area: &Bounds| area.y >= 0 && area.y + area.height <= WINDOW.1;
        if !self.desktop.accessibility().bounds(element).is_some_and(|area| is_inside_window(&area)) {
            self.desktop.accessibility().focus(element);
        }
        let mut last = None;
        let poll = || {
            let area = self.desktop.accessibility().bounds(element).filter(is_inside_window);
            let is_stable = area.is_some() && area == last;
            last = area;
            area.filter(|_| is_stable)
        };
        wait_for(&format!("{element:?} to come into view"), poll, || self.describe())
    }

    /// Types `text` into the field called `name`, replacing its content, and waits until it is complete.
    pub fn fill(&self, name: &str, text: &str) {
        self.type_into(name, text);
        self.wait_for_length(name, text.chars().count());
    }

    /// Types `text` into the field called `name`, which may disappear with the last character.
    ///
    /// The field is not focused by a click: what is typed before the button is released goes where the pointer is, and
    /// no user types that fast.
    pub fn type_into(&self, name: &str, text: &str) {
        let is_field = |thing: &Element| thing.name == name && (thing.is(Role::Entry) || thing.is(Role::Password));
        let field = self.wait_until(&format!("a field {name:?}"), |thing| is_field(thing) && thing.is_enabled());
        if !field.is_focused() {
            self.desktop.accessibility().focus(&field);
        }
        self.wait_until(&format!("keyboard focus in {name:?}"), |thing| is_field(thing) && thing.is_focused());
        self.press("ctrl+a");
        self.type_text(text);
    }

    /// Presses keys by their X names.
    pub fn press(&self, keys: &str) {
        self.desktop.input().press(keys);
    }

    /// Types `text` into the focused element.
    pub fn type_text(&self, text: &str) {
        self.desktop.input().type_text(text);
    }

    /// Waits until the field called `name` holds `length` characters; a password reads as bullets.
    pub fn wait_for_length(&self, name: &str, length: usize) {
        let poll = || (self.text(name)?.chars().count() == length).then_some(());
        wait_for(&format!("{length} characters in {name:?}"), poll, || {
            format!("{:?}\n{}", self.text(name), self.describe())
        });
    }

    fn text(&self, name: &str) -> Option<String> {
        let elements = self.desktop.accessibility().elements();
        let field =
            elements.iter().find(|thing| thing.name == name && (thing.is(Role::Entry) || thing.is(Role::Password)));
        self.desktop.accessibility().text(field?)
    }

    /// Saves a screenshot of the window once two in a row are equal.
    pub fn screenshot(&self, file: &Path) {
        self.desktop.input().wait_until_drawn(&self.window);
        let mut last = Vec::new();
        wait_for(
            "two equal screenshots",
            || {
                self.desktop.input().screenshot(&self.window, file);
                let picture = std::fs::read(file).unwrap();
                let is_stable = picture == last;
                last = picture;
                is_stable.then_some(())
            },
            || self.describe(),
        );
    }

    /// Closes the window and waits until the program has ended by itself.
    pub fn close(self) -> ExitStatus {
        self.desktop.input().close(&self.window);
        self.wait()
    }

    /// Waits until the program has ended by itself.
    pub fn wait(mut self) -> ExitStatus {
        self.process.wait()
    }

    /// Returns everything a screen reader would read now, and the path of a screenshot.
    pub fn describe(&self) -> String {
        let screenshot = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/tour/failed-{}.png", self.id()));
        self.desktop.input().screenshot(&self.window, &screenshot);
        let elements = self.desktop.accessibility().elements();
        let lines: Vec<_> = elements.iter().filter(|thing| !thing.name.is_empty()).map(|t| format!("{t:?}")).collect();
        let last_error = self.desktop.accessibility().last_error();
        format!("{}\n{}\n{last_error}\n{}", screenshot.display(), lines.join("\n"), read_log(self.desktop))
    }
}

/// Returns what the program wrote to the terminal.
pub fn read_log(desktop: &TestDesktop) -> String {
    std::fs::read_to_string(log_file(desktop)).unwrap_or_default()
}

fn log_file(desktop: &TestDesktop) -> PathBuf {
    desktop.folder().join("log")
}
