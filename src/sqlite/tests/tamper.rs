//! Every stored field, changed in the file: flipped bit by bit, swapped, missing, out of range.
//!
//! For each column of each table `expectations` lists the allowed outcomes. The `probes` assert what must never happen:
//! nobody signs in with fewer factors than the account requires, no code is accepted twice, a wait never exceeds its
//! maximum, a refusal costs one derivation at a bounded cost, and overwrites no rows.

mod database;
mod expectation;
mod expectations;
mod fixtures;
mod mutations;
mod probes;

use std::collections::BTreeSet;

use self::database::TamperedDatabase;
use self::expectation::{ColumnExpectation, RowExpectation};
use self::expectations::EXPECTATIONS;
use self::mutations::Mutation;

/// Makes every change to every column of the rows of `table`, and compares the outcomes.
fn run_mutations(table: &str) {
    let database = TamperedDatabase::new();
    let rows: Vec<&RowExpectation> = EXPECTATIONS.iter().filter(|row| row.table == table).collect();
    assert!(!rows.is_empty());
    for row in rows {
        for column in row.columns {
            let [bits, values] = [mutations::bits, mutations::values].map(|make| {
                database.restore();
                outcomes(&database, row, column, make(&database, row, column.name))
            });
            let listed = |outcomes: &[&str]| outcomes.iter().map(|&outcome| outcome.to_owned()).collect();
            assert_eq!(bits, listed(column.bits), "bits of {table}.{} where {}", column.name, row.selector);
            assert_eq!(values, listed(column.values), "values of {table}.{} where {}", column.name, row.selector);
        }
    }
}

/// Returns the distinct outcomes of these changes.
fn outcomes(
    database: &TamperedDatabase,
    row: &RowExpectation,
    column: &ColumnExpectation,
    changes: Vec<Mutation>,
) -> BTreeSet<String> {
    let outcome = |change: Mutation| {
        database.restore();
        if !database.apply(row, column.name, &change) {
            return "no file holds it".to_owned();
        }
        let reported = (row.probe)(database);
        if !matches!(change, Mutation::Swap) {
            probes::assert_bob_unaffected(database);
        }
        reported
    };
    changes.into_iter().map(outcome).collect()
}

#[test]
fn every_column_of_every_table_has_expectations() {
    let database = TamperedDatabase::new();
    let tables = database.tables();
    assert_eq!(
        tables.iter().cloned().collect::<BTreeSet<_>>(),
        EXPECTATIONS.iter().map(|row| row.table.to_owned()).collect()
    );
    for table in tables {
        let of_table = EXPECTATIONS.iter().filter(|row| row.table == table);
        let listed: BTreeSet<&str> = of_table.flat_map(|row| row.columns).map(|column| column.name).collect();
        let columns = database.columns(&table);
        assert_eq!(listed, columns.iter().map(|column| &*column.name).collect(), "{table}");
    }
}

#[test]
fn unmodified_accounts_sign_in_as_expected() {
    let database = TamperedDatabase::new();
    for row in EXPECTATIONS {
        database.restore();
        assert_eq!((row.probe)(&database), row.unmodified, "{}", row.table);
    }
}

macro_rules! mutation_tests {
    ($($name:ident: $table:literal;)+) => {
        $(#[test]
        fn $name() {
            run_mutations($table);
        })+
    };
}

mutation_tests! {
    a_changed_account_weakens_no_sign_in: "account";
    a_changed_wrapped_key_is_refused: "wrap";
    a_changed_authenticator_never_replaces_the_code: "authenticator";
    a_changed_recovery_code_never_replaces_the_code: "recovery";
    a_changed_help_code_is_refused: "help_code";
    a_changed_counter_accepts_no_wrong_password: "counter";
    a_changed_name_counter_accepts_no_wrong_password: "name_counter";
    a_changed_session_gives_no_access: "session";
    a_changed_log_blocks_no_sign_in_and_is_detected: "audit";
    changed_meta_weakens_no_sign_in: "meta";
}
