//! Mouse, keyboard, screenshots and window closing on a virtual display.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt, EventMask};
use x11rb::rust_connection::RustConnection;

use crate::process::{ChildGuard, output};
use crate::wait::wait_for;

/// Input on one display.
pub struct InputDriver<'a> {
    pub display: &'a str,
}

impl InputDriver<'_> {
    /// Returns the visible window of this title, if there is one.
    pub fn find_window(&self, title: &str) -> Option<String> {
        let window_ids = self.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")], "").ok()?;
        window_ids.lines().next().map(str::to_owned)
    }

    /// Focuses a window, since there is no window manager that does.
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

    /// Types `text`, which does not appear in the process list.
    pub fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--delay", "5", "--file", "-"], text).unwrap();
    }

    /// Saves the content of `window` as a PNG.
    pub fn screenshot(&self, window: &str, file: &Path) {
        let mut import = Command::new("import");
        import.env("DISPLAY", self.display).args(["-silent", "-window", window]).arg(file);
        output(&mut import, "").unwrap();
    }

    /// Asks the window to close, as the close button of a title bar does.
    pub fn close(&self, window: &str) {
        let (connection, _) = x11rb::connect(Some(self.display)).unwrap();
        send_client_message(&connection, window, b"WM_DELETE_WINDOW", 0);
    }

    /// Waits until the window has drawn its state: it answers after processing all earlier events.
    pub fn wait_until_drawn(&self, window: &str) {
        let (connection, screen) = x11rb::connect(Some(self.display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let listen = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &listen).unwrap();
        send_client_message(&connection, window, b"_NET_WM_PING", window.parse().unwrap());
        let pong_received = || match connection.poll_for_event().unwrap() {
            Some(Event::ClientMessage(message)) => (message.window == root).then_some(()),
            _ => None,
        };
        wait_for("the window to answer", pong_received, String::new);
    }

    fn xdotool(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        output(Command::new("xdotool").env("DISPLAY", self.display).args(arguments), input)
    }
}

/// Sends a client message by its name about `subject`, as a window manager does.
fn send_client_message(connection: &RustConnection, window: &str, request: &[u8], subject: u32) {
    let atom = |name: &[u8]| connection.intern_atom(false, name).unwrap().reply().unwrap().atom;
    let window = window.parse().unwrap();
    let message = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS"), [atom(request), 0, subject, 0, 0]);
    connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
}

/// Text copied by another program, available until this is dropped.
pub struct Clipboard {
    _owner: ChildGuard,
}

impl Clipboard {
    /// Copies `text` on `display`. It is passed in a file, since all users can read arguments.
    pub fn with_text(display: &str, text: &str) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut owner = Command::new("xclip");
        owner.env("DISPLAY", display).args(["-quiet", "-selection", "clipboard", "-in"]).arg(file.path());
        let owner = ChildGuard::start(owner.stdout(Stdio::null()).stderr(Stdio::null()));
        let (connection, _) = x11rb::connect(Some(display)).unwrap();
        let clipboard = connection.intern_atom(false, b"CLIPBOARD").unwrap().reply().unwrap().atom;
        let owned = || connection.get_selection_owner(clipboard).unwrap().reply().unwrap().owner != x11rb::NONE;
        wait_for("an owner of the clipboard", || owned().then_some(()), String::new);
        Self { _owner: owner }
    }
}
