//! The program under test, as the person in front of it has it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use crate::child::Running;
use crate::desk::Desk;
use crate::reader::{Area, Role, Thing};
use crate::waiting::wait_for;

/// Points and pixels alike: the display has a scale of one.
const WINDOW: (i32, i32) = (480, 640);

/// Started, and ended with the test.
pub struct Program<'a> {
    desk: &'a Desk,
    running: Running,
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
    alone(&mut command, folder);
    command
}

pub fn alone(command: &mut Command, folder: &Path) {
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", folder);
}

impl<'a> Program<'a> {
    /// Starts `program` (the program, or somebody who starts it) on `desk` and waits for its window.
    pub fn start(desk: &'a Desk, program: Command, arguments: &[&str]) -> Self {
        Self { hardened: true, ..Self::start_titled(desk, program, arguments, "Vestibule") }
    }

    /// The same for a host's program, whose window has another title.
    pub fn start_titled(desk: &'a Desk, mut program: Command, arguments: &[&str], title: &str) -> Self {
        alone(&mut program, desk.folder());
        let log = File::options().create(true).append(true).open(log_file(desk)).unwrap();
        let running = Running::start(
            program
                .env("DISPLAY", &desk.display)
                .env("DBUS_SESSION_BUS_ADDRESS", &desk.bus_address)
                .env("WINIT_X11_SCALE_FACTOR", "1")
                // The most that a curious person can ask for.
                .env("RUST_LOG", "trace")
                .env("EGUI_INSPECTION", "1")
                .args(arguments)
                .stderr(log),
        );
        let window = wait_for("the window", || desk.hands().find_window(title), || said(desk));
        desk.hands().focus(&window);
        Self { desk, running, window, hardened: false }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.running.id()
    }

    /// Whether it asks the system to keep its memory from others: a library does not.
    pub fn is_hardened(&self) -> bool {
        self.hardened
    }

    /// Waits until `name` is on the screen, whatever it is.
    pub fn wait_for(&self, name: &str) -> Thing {
        self.wait_until(&format!("{name:?}"), |thing| thing.name == name)
    }

    /// Waits until a thing of `role` and `name` is on the screen.
    pub fn wait_for_a(&self, role: Role, name: &str) -> Thing {
        self.wait_until(&format!("{role:?} {name:?}"), |thing| thing.is(role) && thing.name == name)
    }

    /// Waits until something on the screen reads `words` somewhere.
    pub fn wait_for_words(&self, words: &str) -> Thing {
        self.wait_until(&format!("the words {words:?}"), |thing| thing.name.contains(words))
    }

    fn wait_until(&self, what: &str, fits: impl Fn(&Thing) -> bool) -> Thing {
        // The last one: what lies on top, such as a dialog, is told last.
        let look = || self.desk.reader().things().into_iter().rev().find(&fits);
        wait_for(what, look, || self.describe())
    }

    /// Every text on the screen now.
    pub fn texts(&self) -> Vec<String> {
        self.desk.reader().things().into_iter().map(|thing| thing.name).collect()
    }

    /// Clicks the enabled button, tab or box called `name`, scrolled into view first where it is not.
    pub fn click(&self, name: &str) {
        let what = format!("{name:?} to be there and enabled");
        let thing = self.wait_until(&what, |thing| {
            let pressable = [Role::Button, Role::Toggle, Role::CheckBox, Role::Tab, Role::Radio];
            thing.name == name && thing.is_enabled() && pressable.iter().any(|role| thing.is(*role))
        });
        let area = self.still(&thing);
        self.desk.hands().click(&self.window, area.x + area.width / 2, area.y + area.height / 2);
    }

    /// Where `thing` is, once it has come to rest wholly inside the window.
    fn still(&self, thing: &Thing) -> Area {
        let inside = |area: &Area| area.y >= 0 && area.y + area.height <= WINDOW.1;
        if !self.desk.reader().area(thing).is_some_and(|area| inside(&area)) {
            self.desk.reader().focus(thing);
        }
        let mut last = None;
        let look = || {
            let area = self.desk.reader().area(thing).filter(inside);
            let rests = area.is_some() && area == last;
            last = area;
            area.filter(|_| rests)
        };
        wait_for(&format!("{thing:?} to come into view"), look, || self.describe())
    }

    /// Types `text` into the field called `name`, in place of what was there, and waits until it is in it.
    pub fn fill(&self, name: &str, text: &str) {
        self.enter(name, text);
        self.wait_for_length(name, text.chars().count());
    }

    /// Types `text` into the field called `name`, which may be gone with the last character.
    ///
    /// The keyboard is not put there by a click: what is typed before the button comes up again goes where the pointer
    /// says, and no person types that fast.
    pub fn enter(&self, name: &str, text: &str) {
        let is_field = |thing: &Thing| thing.name == name && (thing.is(Role::Entry) || thing.is(Role::Password));
        let field = self.wait_until(&format!("a field {name:?}"), |thing| is_field(thing) && thing.is_enabled());
        if !field.is_focused() {
            self.desk.reader().focus(&field);
        }
        self.wait_until(&format!("the keyboard in {name:?}"), |thing| is_field(thing) && thing.is_focused());
        self.press("ctrl+a");
        self.type_text(text);
    }

    /// Presses keys by their X names.
    pub fn press(&self, keys: &str) {
        self.desk.hands().press(keys);
    }

    /// Types `text` wherever the keyboard is.
    pub fn type_text(&self, text: &str) {
        self.desk.hands().type_text(text);
    }

    /// Waits until the field called `name` holds `length` characters; a password reads as bullets.
    pub fn wait_for_length(&self, name: &str, length: usize) {
        let look = || (self.text(name)?.chars().count() == length).then_some(());
        wait_for(&format!("{length} characters in {name:?}"), look, || {
            format!("{:?}\n{}", self.text(name), self.describe())
        });
    }

    fn text(&self, name: &str) -> Option<String> {
        let things = self.desk.reader().things();
        let field =
            things.iter().find(|thing| thing.name == name && (thing.is(Role::Entry) || thing.is(Role::Password)));
        self.desk.reader().text(field?)
    }

    /// A picture of the window, once it is at rest: two in a row are alike.
    pub fn photograph(&self, file: &Path) {
        self.desk.hands().wait_until_drawn(&self.window);
        let mut last = Vec::new();
        wait_for(
            "the window to be at rest",
            || {
                self.desk.hands().photograph(&self.window, file);
                let picture = std::fs::read(file).unwrap();
                let rests = picture == last;
                last = picture;
                rests.then_some(())
            },
            || self.describe(),
        );
    }

    /// Closes the window and waits until the program has ended by itself.
    pub fn close(mut self) -> ExitStatus {
        self.desk.hands().close(&self.window);
        self.running.ended()
    }

    /// Everything a screen reader would read now, and where a picture of it is.
    pub fn describe(&self) -> String {
        let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/tour/failed-{}.png", self.id()));
        self.desk.hands().photograph(&self.window, &picture);
        let things = self.desk.reader().things();
        let lines: Vec<_> = things.iter().filter(|thing| !thing.name.is_empty()).map(|t| format!("{t:?}")).collect();
        let trouble = self.desk.reader().trouble();
        format!("{}\n{}\n{trouble}\n{}", picture.display(), lines.join("\n"), said(self.desk))
    }
}

/// What the program wrote to the terminal.
pub fn said(desk: &Desk) -> String {
    std::fs::read_to_string(log_file(desk)).unwrap_or_default()
}

fn log_file(desk: &Desk) -> PathBuf {
    desk.folder().join("log")
}
