//! A sign-in must cost the same among ten accounts and among a million: no statement scans a table, except those listed
//! here.

use crate::auth::Open;
use crate::sqlite::tests::TestDatabase;

/// Tables of one row, lists of all accounts, lists with a limit, and queries that run every ten minutes.
const ALLOWED_SCANS: &[&str] = &[
    "SELECT * FROM account ORDER BY key",
    "SELECT * FROM counter WHERE kind = 'password' AND failures > 0 ORDER BY account",
    "SELECT * FROM meta",
    "SELECT * FROM name_counter ORDER BY name",
    "SELECT 1 FROM account LIMIT 1",
    "SELECT account.*, help_code.until AS help_code_until, EXISTS (SELECT 1 FROM counter WHERE counter.account = account.id AND counter.kind = 'code' AND counter.suspended = 1) AS codes_suspended FROM account LEFT JOIN help_code ON help_code.account = account.id ORDER BY key",
    "SELECT id FROM account WHERE role = 'administrator' AND enabled = 1 AND password_until IS NULL LIMIT ?1",
    "SELECT kdf FROM wrap WHERE kind = 'current' ORDER BY account, generation LIMIT ?1",
    "UPDATE meta SET latest = ?1, head_number = ?2, head_hash = ?3, lock_after_minutes = ?4, clear_clipboard_seconds = ?5, unlock_needs_code = ?6, starts_behind = ?7, last_start_behind = ?8, unlogged_refusals = ?9, unknown_logged = ?10, measured_memory_kib = ?11, measured_millis = ?12",
];

/// Returns every statement in the store's source.
fn statements() -> Vec<String> {
    let sources = concat!(include_str!("../transaction/read.rs"), include_str!("../transaction/write.rs"));
    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];
    let literals = sources.split('"').skip(1).step_by(2);
    let sql = literals.filter(|text| verbs.iter().any(|verb| text.starts_with(verb)));
    sql.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn only_allowed_statements_scan_a_table() {
    let database = TestDatabase::new();
    drop(database.open(Open::CreateIfMissing).unwrap());
    let connection = rusqlite::Connection::open(database.path()).unwrap();
    let statements = statements();
    assert!(statements.len() > 30, "{}", statements.len());
    let walks = |sql: &&String| {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = plan.parameter_count();
        let nothing = vec![None::<i64>; count];
        let lines = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>("detail")).unwrap();
        lines.map(Result::unwrap).any(|line| line.starts_with("SCAN") || line.contains("TEMP B-TREE FOR GROUP"))
    };
    let mut found: Vec<_> = statements.iter().filter(walks).collect();
    found.sort();
    found.dedup();
    assert_eq!(found, ALLOWED_SCANS);
}

/// Returns SQLite's query plan of a statement, one line for each step.
fn plan(begin: &str) -> Vec<String> {
    let database = TestDatabase::new();
    drop(database.open(Open::CreateIfMissing).unwrap());
    let connection = rusqlite::Connection::open(database.path()).unwrap();
    let sql = statements().into_iter().find(|sql| sql.starts_with(begin)).unwrap();
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nothing = vec![None::<i64>; plan.parameter_count()];
    let lines = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get("detail")).unwrap();
    lines.collect::<Result<_, _>>().unwrap()
}

#[test]
fn administrators_are_found_by_their_own_index() {
    let plan = plan("SELECT id FROM account");
    assert!(plan[0].contains("able_administrator"), "{plan:?}");
}

#[test]
fn the_history_uses_a_sorted_index_without_host_entries() {
    let plan = plan("SELECT * FROM audit WHERE account");
    assert_eq!(plan, ["SEARCH audit USING INDEX audit_history (account=?)"]);
}

#[test]
fn the_user_list_looks_up_each_counter_by_key() {
    let plan = plan("SELECT account.*").join("; ");
    assert!(plan.contains("SEARCH counter USING PRIMARY KEY (account=? AND kind=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
