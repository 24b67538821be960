//! A screen reader, and the part of a desktop's accessibility service that a program needs to talk to one.
//!
//! AT-SPI over D-Bus. A program asks `org.a11y.Bus` whether a client listens, registers itself, and from then on
//! answers queries about its screen.

use std::fmt;
use std::sync::{Arc, Mutex};

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::OwnedObjectPath;

const BUS_PATH: &str = "/org/a11y/bus";
const ROOT_PATH: &str = "/org/a11y/atspi/accessible/root";
const CACHE_PATH: &str = "/org/a11y/atspi/cache";
/// Coordinates are relative to the window.
const COORD_TYPE_WINDOW: u32 = 1;

/// Bus name and object path.
type ObjectReference = (String, OwnedObjectPath);
/// Object, application, parent, index, children, interfaces, name, role, description, states.
type CacheItem =
    (ObjectReference, ObjectReference, ObjectReference, i32, i32, Vec<String>, String, u32, String, Vec<u32>);

/// The role of an element. The numbers are AT-SPI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    CheckBox = 7,
    Dialog = 16,
    Image = 27,
    Tab = 37,
    Password = 40,
    Button = 43,
    Radio = 44,
    Toggle = 62,
    Entry = 79,
    Heading = 83,
}

/// An element of the screen as a screen reader sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub description: String,
    role: u32,
    states: u64,
    path: OwnedObjectPath,
}

/// A rectangle in the window, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// A client of the program that registered last.
pub struct AccessibilityClient {
    connection: Connection,
    program: Arc<Mutex<Option<String>>>,
    /// Why the last query failed.
    last_error: Mutex<String>,
}

impl Element {
    pub fn is(&self, role: Role) -> bool {
        self.role == role as u32
    }

    pub fn is_focused(&self) -> bool {
        self.has_state(12)
    }

    /// Whether the element is neither disabled nor busy.
    pub fn is_enabled(&self) -> bool {
        self.has_state(8)
    }

    fn has_state(&self, bit: u32) -> bool {
        self.states & (1 << bit) != 0
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>3} {:?}", self.role, self.name)
    }
}

impl AccessibilityClient {
    /// Offers the service on the bus at `address`.
    pub fn listen(address: &str) -> Self {
        let program = Arc::new(Mutex::new(None));
        let connection = Builder::address(address)
            .and_then(|bus| bus.serve_at(BUS_PATH, BusAddress(address.to_owned())))
            .and_then(|bus| bus.serve_at(BUS_PATH, Status))
            .and_then(|bus| bus.serve_at(ROOT_PATH, Socket(program.clone())))
            .and_then(|bus| bus.name("org.a11y.Bus"))
            .and_then(|bus| bus.name("org.a11y.atspi.Registry"))
            .and_then(Builder::build)
            .expect("the bus accepts the accessibility service");
        Self { connection, program, last_error: Mutex::default() }
    }

    /// Returns all elements on the screen, in reading order; none before a program has registered.
    pub fn elements(&self) -> Vec<Element> {
        let items: Option<Vec<CacheItem>> = self.call(CACHE_PATH, "org.a11y.atspi.Cache", "GetItems", &());
        items.unwrap_or_default().into_iter().map(element).collect()
    }

    /// Returns the position of `element` in its window.
    pub fn bounds(&self, element: &Element) -> Option<Bounds> {
        let (x, y, width, height) =
            self.call(&element.path, "org.a11y.atspi.Component", "GetExtents", &(COORD_TYPE_WINDOW,))?;
        Some(Bounds { x, y, width, height })
    }

    /// Focuses `element`, which also scrolls it into view.
    pub fn focus(&self, element: &Element) -> Option<bool> {
        self.call(&element.path, "org.a11y.atspi.Component", "GrabFocus", &())
    }

    /// Returns the content of a text field, as it would be read out.
    pub fn text(&self, element: &Element) -> Option<String> {
        self.call(&element.path, "org.a11y.atspi.Text", "GetText", &(0i32, -1i32))
    }

    /// Describes the registered program and the last failed query.
    pub fn last_error(&self) -> String {
        format!("program {:?}, last trouble {:?}", self.program.lock().unwrap(), self.last_error.lock().unwrap())
    }

    /// Returns `None` if the program or the element no longer exists.
    fn call<B, R>(&self, path: &str, interface: &str, method: &str, body: &B) -> Option<R>
    where
        B: zbus::export::serde::ser::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let program = self.program.lock().unwrap().clone()?;
        let result = Proxy::new(&self.connection, program, path, interface).and_then(|proxy| proxy.call(method, body));
        result.map_err(|error| *self.last_error.lock().unwrap() = format!("{method}: {error}")).ok()
    }
}

fn element((object, _, _, _, _, _, name, role, description, states): CacheItem) -> Element {
    let word = |n: usize| states.get(n).copied().map_or(0, u64::from);
    Element { name, description, role, states: word(0) | word(1) << 32, path: object.1 }
}

struct BusAddress(String);

#[zbus::interface(name = "org.a11y.Bus")]
impl BusAddress {
    fn get_address(&self) -> String {
        self.0.clone()
    }
}

struct Status;

#[zbus::interface(name = "org.a11y.Status")]
impl Status {
    #[zbus(property)]
    fn is_enabled(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn screen_reader_enabled(&self) -> bool {
        true
    }
}

struct Socket(Arc<Mutex<Option<String>>>);

#[zbus::interface(name = "org.a11y.atspi.Socket")]
impl Socket {
    /// The answer is one structure, hence the tuple around it.
    fn embed(&self, plug: ObjectReference, #[zbus(connection)] bus: &zbus::Connection) -> (ObjectReference,) {
        *self.0.lock().unwrap() = Some(plug.0);
        let name = bus.unique_name().expect("the connection has a unique name").to_string();
        ((name, OwnedObjectPath::try_from(ROOT_PATH).unwrap()),)
    }
}
