//! A mouse, a keyboard, a camera and a button that closes windows, for a virtual display.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt, EventMask};
use x11rb::rust_connection::RustConnection;

use crate::process::{ChildGuard, output};
use crate::wait::wait_for;

/// They work on one display.
pub struct InputDriver<'a> {
    pub display: &'a str,
}

impl InputDriver<'_> {
    /// The window of `title` as soon as it is on the screen.
    pub fn find_window(&self, title: &str) -> Option<String> {
        let window_ids = self.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")], "").ok()?;
        window_ids.lines().next().map(str::to_owned)
    }

    /// Without a window manager nobody else gives a window the keyboard.
    pub fn focus(&self, window: &str) {
        self.xdotool(&["windowfocus", "--sync", window], "").unwrap();
    }

    pub fn click(&self, window: &str, x: i32, y: i32) {
        let (x, y) = (x.to_string(), y.to_string());
        self.xdotool(&["mousemove", "--sync", "--window", window, &x, &y, "click", "1"], "").unwrap();
    }

    /// Presses keys by their X names, such as `Return` or `ctrl+l`.
    pub fn press(&self, keys: &str) {
        self.xdotool(&["key", keys], "").unwrap();
    }

    /// Types `text`, which no list of processes shows.
    pub fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--delay", "5", "--file", "-"], text).unwrap();
    }

    /// What `window` shows, as a PNG.
    pub fn screenshot(&self, window: &str, file: &Path) {
        let mut import = Command::new("import");
        import.env("DISPLAY", self.display).args(["-silent", "-window", window]).arg(file);
        output(&mut import, "").unwrap();
    }

    /// What the cross in a title bar does: asks the window to close.
    pub fn close(&self, window: &str) {
        let (connection, _) = x11rb::connect(Some(self.display)).unwrap();
        send_client_message(&connection, window, b"WM_DELETE_WINDOW", 0);
    }

    /// Waits until the window has drawn what it knows: it answers when it is through with what came before.
    pub fn wait_until_drawn(&self, window: &str) {
        let (connection, screen) = x11rb::connect(Some(self.display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let listen = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &listen).unwrap();
        send_client_message(&connection, window, b"_NET_WM_PING", window.parse().unwrap());
        let pong_received = || match connection.poll_for_event().unwrap() {
            Some(Event::ClientMessage(answer)) => (answer.window == root).then_some(()),
            _ => None,
        };
        wait_for("the window to answer", pong_received, String::new);
    }

    fn xdotool(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        output(Command::new("xdotool").env("DISPLAY", self.display).args(arguments), input)
    }
}

/// Sends what a window manager sends: a request by its name, about `subject`.
fn send_client_message(connection: &RustConnection, window: &str, request: &[u8], subject: u32) {
    let atom = |name: &[u8]| connection.intern_atom(false, name).unwrap().reply().unwrap().atom;
    let window = window.parse().unwrap();
    let message = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS"), [atom(request), 0, subject, 0, 0]);
    connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
}

/// A text that another program has copied, for as long as this lives.
pub struct Clipboard {
    _owner: ChildGuard,
}

impl Clipboard {
    /// Copies `text` on `display`. It goes to the owner by a file, since arguments are for everybody to read.
    pub fn with_text(display: &str, text: &str) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut owner = Command::new("xclip");
        owner.env("DISPLAY", display).args(["-quiet", "-selection", "clipboard", "-in"]).arg(file.path());
        let owner = ChildGuard::start(owner.stdout(Stdio::null()).stderr(Stdio::null()));
        let (connection, _) = x11rb::connect(Some(display)).unwrap();
        let clipboard = connection.intern_atom(false, b"CLIPBOARD").unwrap().reply().unwrap().atom;
        let owned = || connection.get_selection_owner(clipboard).unwrap().reply().unwrap().owner != x11rb::NONE;
        wait_for("somebody to own the clipboard", || owned().then_some(()), String::new);
        Self { _owner: owner }
    }
}
