//! A store in a file with accounts, in which any field can be changed and everything restored.

use std::sync::{Arc, MutexGuard};

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use crate::auth::testing::Fixture;
use crate::auth::{Open, Store};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::TestDatabase;
use crate::sqlite::tests::tamper::expectation::RowExpectation;
use crate::sqlite::tests::tamper::fixtures::TestAccounts;
use crate::sqlite::tests::tamper::mutations::{Mutation, Replacement};

/// The rows of every table.
pub(super) type Rows = Vec<(String, Vec<Vec<Value>>)>;

/// A column of the schema.
pub(super) struct ColumnInfo {
    pub name: String,
    pub kind: String,
    /// Whether SQLite itself refuses NULL, regardless of the schema.
    pub is_key: bool,
}

pub(super) struct TamperedDatabase {
    pub fixture: Fixture,
    pub accounts: TestAccounts,
    store: Arc<SqliteStore>,
    base: Rows,
    _database: TestDatabase,
}

impl TamperedDatabase {
    pub fn new() -> Self {
        let file = TestDatabase::new();
        let store = Arc::new(file.open(Open::CreateIfMissing).unwrap());
        // Durability is not tested here.
        store.writer.lock().unwrap().pragma_update(None, "synchronous", "off").unwrap();
        let fixture = Fixture::with_store(Arc::clone(&store) as Arc<dyn Store>);
        let accounts = TestAccounts::create(&fixture);
        let mut database = Self { fixture, accounts, store, base: Rows::new(), _database: file };
        database.base = database.rows();
        database
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.store.writer.lock().unwrap()
    }

    pub fn tables(&self) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        let connection = self.connection();
        let mut tables = connection.prepare_cached(sql).unwrap();
        tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    pub fn columns(&self, table: &str) -> Vec<ColumnInfo> {
        let connection = self.connection();
        let mut columns = connection.prepare_cached("SELECT name, type, pk > 0 FROM pragma_table_info(?1)").unwrap();
        let info =
            |row: &rusqlite::Row<'_>| Ok(ColumnInfo { name: row.get(0)?, kind: row.get(1)?, is_key: row.get(2)? });
        columns.query_map([table], info).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// Returns everything that is stored.
    pub fn rows(&self) -> Rows {
        let read = |table: String| {
            let rows = self.rows_of(&table);
            (table, rows)
        };
        self.tables().into_iter().map(read).collect()
    }

    pub fn rows_of(&self, table: &str) -> Vec<Vec<Value>> {
        let connection = self.connection();
        let mut all = connection.prepare_cached(&format!("SELECT * FROM {table}")).unwrap();
        let width = all.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|column| row.get(column)).collect();
        // Invalid text cannot be read as text; other tests check its bytes.
        all.query_map([], read).unwrap().map(|row: rusqlite::Result<_>| row.unwrap_or_default()).collect()
    }

    /// Returns the value of a column in the row selected by `is`.
    pub fn value(&self, table: &str, column: &str, is: &str) -> Value {
        let sql = format!("SELECT {column} FROM {table} WHERE {is}");
        self.connection().query_row(&sql, [], |row| row.get(0)).unwrap_or_else(|fault| panic!("{sql}: {fault}"))
    }

    /// Runs `change` on the file without constraints, which are then restored.
    fn without_constraints(&self, change: impl FnOnce(&Connection)) {
        let mut connection = self.connection();
        let mind = |connection: &Connection, rules: bool| {
            connection.pragma_update(None, "foreign_keys", rules).unwrap();
            connection.pragma_update(None, "ignore_check_constraints", !rules).unwrap();
        };
        mind(&connection, false);
        let transaction = connection.transaction().unwrap();
        change(&transaction);
        transaction.commit().unwrap();
        mind(&connection, true);
    }

    /// Restores the original rows.
    pub fn restore(&self) {
        self.without_constraints(|connection| {
            for (table, rows) in &self.base {
                connection.prepare_cached(&format!("DELETE FROM {table}")).unwrap().execute([]).unwrap();
                for row in rows {
                    let placeholders = vec!["?"; row.len()].join(",");
                    let sql = format!("INSERT INTO {table} VALUES ({placeholders})");
                    connection.prepare_cached(&sql).unwrap().execute(params_from_iter(row)).unwrap();
                }
            }
        });
    }

    /// Changes one column of one row, or swaps it with another; returns `false` if a unique constraint forbids the
    /// value.
    pub fn apply(&self, row: &RowExpectation, column: &str, change: &Mutation) -> bool {
        let RowExpectation { table, selector: is, .. } = row;
        match change {
            Mutation::Set(Replacement::Value(value)) => return self.set(row, &format!("{column} = ?1"), &[value]),
            Mutation::Set(Replacement::InvalidText) => {
                return self.set(row, &format!("{column} = CAST(x'ff41' AS TEXT)"), &[]);
            }
            Mutation::Set(Replacement::Null) => self.set_null(table, column, is),
            Mutation::Swap => self.without_constraints(|connection| swap_values(connection, row, column)),
        }
        true
    }

    fn set(&self, row: &RowExpectation, to: &str, value: &[&Value]) -> bool {
        let sql = format!("UPDATE {} SET {to} WHERE {}", row.table, row.selector);
        let mut is_set = true;
        self.without_constraints(|connection| {
            let set = connection.prepare_cached(&sql).unwrap().execute(params_from_iter(value));
            let taken = |fault: &rusqlite::Error| fault.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
            match set {
                Err(fault) if taken(&fault) => is_set = false,
                set => assert_eq!(set.unwrap(), 1, "{sql}"),
            }
        });
        is_set
    }

    /// Writes NULL where the schema forbids it: the schema's text is changed meanwhile.
    fn set_null(&self, table: &str, column: &str, is: &str) {
        self.connection().set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
        self.without_constraints(|connection| {
            let read = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
            let sql: String = connection.query_row(read, [table], |row| row.get(0)).unwrap();
            let kinds = ["BLOB", "INTEGER", "TEXT"];
            let strict = |kind| (format!(" {column} {kind} NOT NULL"), format!(" {column} {kind}"));
            let loose = kinds.map(strict).iter().fold(sql.clone(), |sql, (from, to)| sql.replace(from, to));
            let set = |sql: &str| {
                connection.pragma_update(None, "writable_schema", true).unwrap();
                let update = "UPDATE sqlite_schema SET sql = ?1 WHERE type = 'table' AND name = ?2";
                assert_eq!(connection.execute(update, [sql, table]).unwrap(), 1);
                connection.execute_batch("PRAGMA writable_schema = RESET").unwrap();
            };
            set(&loose);
            let update = format!("UPDATE {table} SET {column} = NULL WHERE {is}");
            assert_eq!(connection.execute(&update, []).unwrap(), 1, "{update}");
            set(&sql);
        });
        self.connection().set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).unwrap();
    }
}

/// Deletes both rows and inserts them with swapped values, since some columns are unique.
fn swap_values(connection: &Connection, row: &RowExpectation, column: &str) {
    let RowExpectation { table, selector: is, other_selector: rival, .. } = row;
    let take = |is: &str| -> (usize, Vec<Value>) {
        let mut found = connection.prepare(&format!("SELECT * FROM {table} WHERE {is}")).unwrap();
        let (index, width) = (found.column_index(column).unwrap(), found.column_count());
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|column| row.get(column)).collect();
        (index, found.query_row([], read).unwrap())
    };
    let ((index, mut mine), (_, mut other)) = (take(is), take(rival));
    std::mem::swap(&mut mine[index], &mut other[index]);
    for is in [is, rival] {
        assert_eq!(connection.execute(&format!("DELETE FROM {table} WHERE {is}"), []).unwrap(), 1, "{table}: {is}");
    }
    let placeholders = vec!["?"; mine.len()].join(",");
    for row in [mine, other] {
        connection.execute(&format!("INSERT INTO {table} VALUES ({placeholders})"), params_from_iter(row)).unwrap();
    }
}
