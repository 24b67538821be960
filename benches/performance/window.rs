//! Start and memory of the window, compared to a bare one.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event as X11Event;
use x11rb::protocol::xproto::{AtomEnum, ChangeWindowAttributesAux, ConnectionExt, EventMask};
use x11rb::rust_connection::RustConnection;

const ROUNDS: usize = 5;
const TIMEOUT: Duration = Duration::from_secs(30);

/// Ends its process when it is dropped.
struct ChildGuard(Child);

impl Drop for ChildGuard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prints both windows' medians and their ratio, and the size of the program.
pub fn measure() {
    build();
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release");
    let (program, baseline) = (programs.join("vestibule"), programs.join("eframe_baseline"));
    let display = Display::start();
    let mut program_samples = Samples::default();
    let mut baseline_samples = Samples::default();
    // Alternating, so that other load on the machine affects both.
    for _ in 0..ROUNDS {
        program_samples.sample(&program, "Vestibule", &display);
        baseline_samples.sample(&baseline, "Bare", &display);
    }
    let (shown, baseline_shown) = (crate::median(program_samples.shown), crate::median(baseline_samples.shown));
    println!("window shown: {shown:.0} ms, bare {baseline_shown:.0} ms, ratio {:.2}", shown / baseline_shown);
    let (memory, baseline_memory) = (crate::median(program_samples.memory), crate::median(baseline_samples.memory));
    println!("memory (PSS): {memory:.1} MiB, bare {baseline_memory:.1} MiB, ratio {:.2}", memory / baseline_memory);
    let size = std::fs::metadata(&program).map_or(0, |file| file.len());
    println!("program, stripped: {:.1} MB", size as f64 / 1e6);
}

/// Builds both programs with release features. The binaries that `cargo bench` builds itself have test features.
fn build() {
    let packages = ["build", "--release", "--locked", "--package", "vestibule", "--package", "eframe_baseline"];
    let built = Command::new(env!("CARGO")).args(packages).current_dir(env!("CARGO_MANIFEST_DIR")).status();
    assert!(built.unwrap().success(), "failed to build the release programs");
}

/// Milliseconds until the window is displayed, and MiB once it is idle.
#[derive(Default)]
struct Samples {
    shown: Vec<f64>,
    memory: Vec<f64>,
}

impl Samples {
    fn sample(&mut self, program: &Path, title: &str, display: &Display) {
        let folder = tempfile::tempdir().unwrap();
        let error_file = folder.path().join("said");
        let start = Instant::now();
        let child = Command::new(program)
            // An environment without the user's own: no bus, no settings, no theme.
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DISPLAY", &display.name)
            .env("HOME", folder.path())
            .stderr(std::fs::File::create(&error_file).unwrap())
            .spawn()
            .unwrap();
        let mut guard = ChildGuard(child);
        while !display.has_window(title) {
            let exit_status = guard.0.try_wait().unwrap();
            assert!(
                start.elapsed() < TIMEOUT && exit_status.is_none(),
                "{} has no window after {:?}; exit status: {exit_status:?}; stderr: {}",
                program.display(),
                start.elapsed(),
                std::fs::read_to_string(&error_file).unwrap_or_default()
            );
        }
        self.shown.push(start.elapsed().as_secs_f64() * 1000.0);
        self.memory.push(idle_memory(guard.0.id()));
    }
}

/// Returns the first size that stays constant for a second.
fn idle_memory(process: u32) -> f64 {
    let mut last = f64::NAN;
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = pss(process);
        if (now - last).abs() < 0.1 {
            return now;
        }
        last = now;
    }
}

/// Returns the proportional set size in MiB (`proc(5)`, `smaps_rollup`).
fn pss(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).expect("the benchmark runs as root");
    let line = text.lines().find(|line| line.starts_with("Pss:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// A virtual display, and a connection that reports its windows.
struct Display {
    name: String,
    connection: RustConnection,
    _server: ChildGuard,
}

impl Display {
    /// Starts the display on a free number.
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let windows = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &windows).unwrap().check().unwrap();
        Self { name, connection, _server: ChildGuard(server) }
    }

    /// Whether a window of this title has appeared, after a short wait for one. No process is started for this, and the
    /// display reports by itself: polling takes no time from the measured program.
    fn has_window(&self, title: &str) -> bool {
        let Some(event) = self.connection.poll_for_event().unwrap() else {
            std::thread::sleep(Duration::from_millis(1));
            return false;
        };
        let X11Event::MapNotify(mapped) = event else { return false };
        let name = self.connection.get_property(false, mapped.window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64).unwrap();
        name.reply().is_ok_and(|name| name.value == title.as_bytes())
    }
}
