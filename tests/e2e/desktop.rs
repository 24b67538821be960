//! A separate desktop for each test: a display, a message bus and a folder, removed afterwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::accessibility::AccessibilityClient;
use crate::input::InputDriver;
use crate::process::ChildGuard;
use crate::program::{Program, executable};

/// The virtual screen, in pixels: larger than the window, so that its edges are visible.
const SCREEN: &str = "1000x1000x24";

/// A bus without services or activation: it only connects the two programs.
const BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// The desktop of a test.
pub struct TestDesktop {
    // In drop order.
    accessibility: AccessibilityClient,
    _bus: ChildGuard,
    _screen: ChildGuard,
    pub display: String,
    pub bus_address: String,
    folder: TempDir,
}

impl TestDesktop {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (screen, number) = ChildGuard::start_and_read_line(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"])
                .stderr(Stdio::null()),
        );
        let configuration = folder.path().join("bus.xml");
        std::fs::write(&configuration, BUS_CONFIG.replace("FOLDER", &folder.path().to_string_lossy())).unwrap();
        let (bus, bus_address) = ChildGuard::start_and_read_line(
            Command::new("dbus-daemon")
                .arg("--config-file")
                .arg(&configuration)
                .args(["--nofork", "--print-address=1"])
                .stderr(Stdio::null()),
        );
        let accessibility = AccessibilityClient::listen(&bus_address);
        Self { accessibility, _bus: bus, _screen: screen, display: format!(":{number}"), bus_address, folder }
    }

    /// Starts the program with `arguments` and waits for its window.
    pub fn start(&self, arguments: &[&str]) -> Program<'_> {
        Program::start(self, Command::new(executable()), arguments)
    }

    /// The same through `starter`, which takes the command as its last arguments and executes it in its own place.
    pub fn start_with(&self, mut starter: Command, arguments: &[&str]) -> Program<'_> {
        starter.arg(executable());
        Program::start(self, starter, arguments)
    }

    /// The path of this desktop's accounts.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("accounts").join("accounts.db")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn accessibility(&self) -> &AccessibilityClient {
        &self.accessibility
    }

    pub fn input(&self) -> InputDriver<'_> {
        InputDriver { display: &self.display }
    }
}
