//! The file: how rows become lines, and how one file takes the place of the one before.
//!
//! ```text
//! {"format":1,"write":17,"sha256":"5c0e…"}
//! {"meta":{"id":"8b11…","key":"d0c3…", …}}
//! {"account":{"id":"41f9…","username":"Alice", …}}
//! ```
//! The first line numbers the write and sums up the rest; every further line is a row. Nothing is changed in place, and
//! a file that is not whole is neither used nor replaced. The sum finds accidents and careless hands. It does not stop
//! somebody who means it: whoever may write the file can make a new sum.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use vestibule::auth::{Error, MemoryStore, Row, StoreError};

/// How the lines are written. Raised whenever an older program would misread them.
const FORMAT: u64 = 1;

/// More than any first line has, in bytes.
const LONGEST_HEAD: u64 = 200;

/// The accounts file, and what lies beside it while it is written.
pub struct AccountsFile {
    path: PathBuf,
}

/// The first line.
#[derive(Clone, PartialEq)]
pub struct Head {
    /// Number of the write that made the file.
    pub write: u64,
    sum: String,
}

/// A file as it was read, whole.
pub struct Loaded {
    pub head: Head,
    pub rows: MemoryStore,
}

/// Keeps everybody else from writing until it is dropped.
#[must_use]
pub struct Lock(#[allow(dead_code, reason = "the system lets go of the lock when the file is closed")] File);

impl AccountsFile {
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn exists(&self) -> Result<bool, Error> {
        self.path.try_exists().map_err(|error| self.fault(error))
    }

    /// Waits until nobody else writes, which takes as long as it takes; a store for many programs would rather give up
    /// after some seconds, with [`StoreError::Busy`]. The lock is on a file beside, since the file itself is another one after each
    /// write. The system lets go of it when its program ends, however that ends; so the file may stay.
    pub fn lock(&self) -> Result<Lock, Error> {
        let lock = || {
            let file = private().create(true).truncate(false).open(self.beside(".lock"))?;
            file.lock()?;
            Ok(Lock(file))
        };
        lock().map_err(|error| self.fault(error))
    }

    /// Reads the first line alone.
    pub fn head(&self) -> Result<Head, Error> {
        let read = || {
            let mut line = String::new();
            BufReader::new(File::open(&self.path)?.take(LONGEST_HEAD)).read_line(&mut line)?;
            Ok(line)
        };
        let line = read().map_err(|error| self.fault(error))?;
        self.parse_head(line.trim_end_matches('\n'))
    }

    /// Reads everything, and takes nothing that is not as it was written.
    pub fn load(&self) -> Result<Loaded, Error> {
        let text = fs::read_to_string(&self.path).map_err(|error| self.fault(error))?;
        let (first, rest) = text.split_once('\n').ok_or_else(|| self.foreign())?;
        let head = self.parse_head(first)?;
        if first != Head::new(head.write, rest).line() {
            return Err(self.damaged("it was cut or edited (its rows do not give the sum in its first line)"));
        }
        let rows: Vec<Row> = rest
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .map_err(|error| self.damaged(&format!("a line is no row: {error}")))?;
        let rows = MemoryStore::from_rows(rows).map_err(|error| self.damaged(&error.to_string()))?;
        Ok(Loaded { head, rows })
    }

    /// Puts a file with these rows in place of the one that is there, if any. Whoever reads meanwhile has the old one
    /// or the new one; so has the disk, if the power goes. Only for who has the lock.
    ///
    /// One fault is left that no program can mend: if the very last step fails, the new file is there, and it is not
    /// known whether it would be after a power cut.
    pub fn replace(&self, _: &Lock, write: u64, rows: &[Row]) -> Result<Head, Error> {
        let lines: Result<Vec<String>, _> = rows.iter().map(serde_json::to_string).collect();
        let lines = lines.map_err(|error| StoreError::Conflict(error.to_string()))?;
        let rest = lines.join("\n") + "\n";
        let head = Head::new(write, &rest);
        let text = format!("{}\n{rest}", head.line());
        self.put(text.as_bytes()).map_err(|error| self.fault(error))?;
        Ok(head)
    }

    fn put(&self, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.beside(".new");
        self.remove_left_over()?;
        // Its own rights from the first moment on, and nobody's prepared file.
        let mut file = private().create_new(true).open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.path)?;
        sync_folder(&self.path)
    }

    /// Removes what a program left that was ended while it wrote. Only for who has the lock.
    pub fn scrub(&self, _: &Lock) -> Result<(), Error> {
        self.remove_left_over().map_err(|error| self.fault(error))
    }

    fn remove_left_over(&self) -> io::Result<()> {
        match fs::remove_file(self.beside(".new")) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(end);
        path.into()
    }

    fn parse_head(&self, line: &str) -> Result<Head, Error> {
        let head: Value = serde_json::from_str(line).map_err(|_| self.foreign())?;
        match head.get("format").and_then(Value::as_u64) {
            Some(FORMAT) => {}
            Some(found) if found > FORMAT => {
                let (path, found) = (self.path.clone(), i64::try_from(found).unwrap_or(i64::MAX));
                return Err(StoreError::Newer { path, found, known: FORMAT.cast_signed() }.into());
            }
            _ => return Err(self.foreign()),
        }
        let write = head.get("write").and_then(Value::as_u64);
        let sum = head.get("sha256").and_then(Value::as_str);
        match (write, sum) {
            (Some(write), Some(sum)) => Ok(Head { write, sum: sum.to_owned() }),
            _ => Err(self.damaged("its first line is not whole")),
        }
    }

    fn foreign(&self) -> Error {
        StoreError::Foreign(self.path.clone()).into()
    }

    fn damaged(&self, cause: &str) -> Error {
        StoreError::Damaged { path: self.path.clone(), cause: cause.into() }.into()
    }

    /// What the system reports, in the store's words.
    fn fault(&self, error: io::Error) -> Error {
        let (path, kind, cause) = (self.path.clone(), error.kind(), error.into());
        match kind {
            ErrorKind::NotFound => StoreError::Missing(path),
            ErrorKind::InvalidData => StoreError::Damaged { path, cause },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path, cause },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full(path),
            _ => StoreError::Io { path, cause },
        }
        .into()
    }
}

impl Head {
    fn new(write: u64, rest: &str) -> Self {
        let sum = Sha256::new().chain_update(write.to_be_bytes()).chain_update(rest).finalize();
        Self { write, sum: sum.iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    fn line(&self) -> String {
        let Self { write, sum } = self;
        format!(r#"{{"format":{FORMAT},"write":{write},"sha256":"{sum}"}}"#)
    }
}

/// For files that this user alone reads and writes.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the new name durable. Elsewhere than on Unix a folder cannot be asked.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
