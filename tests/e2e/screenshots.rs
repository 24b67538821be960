//! Screenshots of every screen, in the order of the flow: `target/tour/`.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::Program;

/// The screenshots of one flow.
pub struct ScreenshotLog {
    folder: PathBuf,
    count: Cell<u32>,
}

impl ScreenshotLog {
    /// Creates an empty log; screenshots of an earlier run are deleted.
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tour").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder, count: Cell::new(0) }
    }

    /// Takes a screenshot and returns its path.
    pub fn save(&self, program: &Program<'_>, screen: &str) -> PathBuf {
        self.count.set(self.count.get() + 1);
        let file = self.folder.join(format!("{:02}-{screen}.png", self.count.get()));
        program.screenshot(&file);
        file
    }
}
