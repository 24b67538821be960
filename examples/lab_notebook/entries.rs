//! The notebook's own file: sealed entries and their signatures.
//!
//! An entry is sealed under its author's data key, for its own row. Without that author's session this module knows the
//! number of entries and when they were written, but not their content.

use std::error::Error;
use std::path::Path;

use rusqlite::{Connection, Row, params};
use vestibule::Session;
use vestibule::auth::{ActionError, KeyId, Proof, SignInMethod, SystemRandom, UnixTime};

/// The context of the data key: another use of the same accounts gets other keys.
const CONTEXT: &str = "lab-notebook/entries";

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY,
    account BLOB NOT NULL,
    -- Name of the key: after a reset of the account it is another one.
    key TEXT NOT NULL,
    written INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    -- Who signed it, as a sentence; the number is the entry of the audit log.
    signed TEXT,
    log_entry INTEGER
) STRICT";

/// An entry as shown to its author.
pub struct Entry {
    pub number: i64,
    pub written: UnixTime,
    pub text: EntryText,
    pub signed: Option<String>,
}

/// The text of an entry, if this session can open it.
pub enum EntryText {
    Open(String),
    /// Sealed before the account was reset: its owner opens it with the old password.
    SealedBeforeReset,
    /// The file was changed by something else.
    Damaged,
}

/// The entries file.
pub struct Entries {
    connection: Connection,
}

impl Entries {
    /// Opens the file, or creates it.
    pub fn open(path: &Path) -> Result<Self, rusqlite::Error> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection })
    }

    /// Seals `text` for the signed-in user.
    pub fn add(&self, me: &Session, text: &str, now: UnixTime) -> Result<(), Box<dyn Error>> {
        let (id, key) = me.data_key(CONTEXT)?;
        let transaction = self.connection.unchecked_transaction()?;
        let number =
            1 + transaction.query_row("SELECT coalesce(max(number), 0) FROM entry", [], |row| row.get::<_, i64>(0))?;
        let sealed = key.seal(text.as_bytes(), &associated_data(number), &SystemRandom)?;
        transaction.execute(
            "INSERT INTO entry (number, account, key, written, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![number, me.account().as_bytes(), id.to_string(), now.millis(), sealed],
        )?;
        Ok(transaction.commit()?)
    }

    /// Returns the entries of the signed-in user, newest first.
    pub fn list(&self, me: &Session) -> Result<Vec<Entry>, Box<dyn Error>> {
        let mut statement = self.connection.prepare(
            "SELECT number, written, key, sealed, signed FROM entry WHERE account = ?1 ORDER BY number DESC",
        )?;
        let rows = statement.query_map([me.account().as_bytes()], SealedRow::read)?;
        rows.map(|row| Ok(row?.open(me)?)).collect()
    }

    /// Records that an entry was signed, once, by its own author.
    pub fn sign(&self, number: i64, proof: &Proof) -> Result<bool, rusqlite::Error> {
        let with = match proof.method() {
            SignInMethod::Password => "password",
            _ => "password and code",
        };
        let signed = format!("Signed by {} with {with}, log entry {}", proof.username(), proof.entry());
        let updated_rows = self.connection.execute(
            "UPDATE entry SET signed = ?3, log_entry = ?4 WHERE number = ?1 AND account = ?2 AND signed IS NULL",
            params![number, proof.account().as_bytes(), signed, proof.entry().cast_signed()],
        )?;
        Ok(updated_rows == 1)
    }
}

/// A row as stored in the file.
struct SealedRow {
    number: i64,
    written: i64,
    key: String,
    sealed: Vec<u8>,
    signed: Option<String>,
}

impl SealedRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            written: row.get(1)?,
            key: row.get(2)?,
            sealed: row.get(3)?,
            signed: row.get(4)?,
        })
    }

    fn open(self, me: &Session) -> Result<Entry, ActionError> {
        let text = match self.key.parse::<KeyId>() {
            Err(_) => EntryText::Damaged,
            Ok(id) => match me.data_key_of(id, CONTEXT) {
                Ok(key) => match key.open(&self.sealed, &associated_data(self.number)).map(String::from_utf8) {
                    Ok(Ok(text)) => EntryText::Open(text),
                    Ok(Err(_)) | Err(_) => EntryText::Damaged,
                },
                Err(ActionError::NotFound) => EntryText::SealedBeforeReset,
                Err(denied) => return Err(denied),
            },
        };
        let Self { number, written, signed, .. } = self;
        Ok(Entry { number, written: UnixTime::from_millis(written), text, signed })
    }
}

/// The associated data, which binds an entry to its own row.
fn associated_data(number: i64) -> [u8; 8] {
    number.to_be_bytes()
}
