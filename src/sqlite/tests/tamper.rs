//! Every stored field, changed behind the program's back: flipped bit by bit, swapped, missing, absurd.
//!
//! For each column of each table `expected` says what may come of it. What must not come of it, whatever is changed, the
//! `questions` assert themselves: nobody is let in by fewer doors than they have, no code is accepted twice, a wait never
//! outlasts its longest, a refusal costs one derivation at no absurd cost, and writes nothing over the rows.

mod changes;
mod expected;
mod people;
mod questions;
mod row;
mod scene;

use std::collections::BTreeSet;

use self::changes::Change;
use self::expected::EXPECTED;
use self::row::{Column, Row};
use self::scene::Scene;

/// Makes every change to every column of the rows of `table`, and compares what comes of it.
fn examine(table: &str) {
    let scene = Scene::new();
    let rows: Vec<&Row> = EXPECTED.iter().filter(|row| row.table == table).collect();
    assert!(!rows.is_empty());
    for row in rows {
        for column in row.columns {
            let [bits, values] = [changes::bits, changes::values].map(|make| {
                scene.restore();
                seen(&scene, row, column, make(&scene, row, column.name))
            });
            let listed = |outcomes: &[&str]| outcomes.iter().map(|&outcome| outcome.to_owned()).collect();
            assert_eq!(bits, listed(column.bits), "bits of {table}.{} where {}", column.name, row.is);
            assert_eq!(values, listed(column.values), "values of {table}.{} where {}", column.name, row.is);
        }
    }
}

/// What comes of these changes: each outcome once.
fn seen(scene: &Scene, row: &Row, column: &Column, changes: Vec<Change>) -> BTreeSet<String> {
    let outcome = |change: Change| {
        scene.restore();
        if !scene.make(row, column.name, &change) {
            return "no file holds it".to_owned();
        }
        let said = (row.asked)(scene);
        if !matches!(change, Change::Exchange) {
            questions::bob_is_as_before(scene);
        }
        said
    };
    changes.into_iter().map(outcome).collect()
}

#[test]
fn every_column_of_every_table_says_what_a_change_of_it_does() {
    let scene = Scene::new();
    let tables = scene.tables();
    assert_eq!(
        tables.iter().cloned().collect::<BTreeSet<_>>(),
        EXPECTED.iter().map(|row| row.table.to_owned()).collect()
    );
    for table in tables {
        let of_table = EXPECTED.iter().filter(|row| row.table == table);
        let listed: BTreeSet<&str> = of_table.flat_map(|row| row.columns).map(|column| column.name).collect();
        let columns = scene.columns(&table);
        assert_eq!(listed, columns.iter().map(|column| &*column.name).collect(), "{table}");
    }
}

#[test]
fn untouched_everybody_gets_in_by_all_their_doors() {
    let scene = Scene::new();
    for row in EXPECTED {
        scene.restore();
        assert_eq!((row.asked)(&scene), row.untouched, "{}", row.table);
    }
}

macro_rules! examined {
    ($($name:ident: $table:literal;)+) => {
        $(#[test]
        fn $name() {
            examine($table);
        })+
    };
}

examined! {
    a_changed_account_lets_nobody_past_a_door: "account";
    a_changed_wrap_opens_nothing: "wrap";
    a_changed_authenticator_lets_nobody_past_the_second_door: "authenticator";
    a_changed_recovery_code_lets_nobody_past_the_second_door: "recovery";
    a_changed_help_code_helps_nobody: "help_code";
    a_changed_counter_lets_nobody_in_by_a_wrong_password: "counter";
    a_changed_counter_of_typed_names_lets_nobody_in: "name_counter";
    a_changed_session_opens_no_door: "session";
    a_changed_log_keeps_nobody_out_and_is_seen_to_be_changed: "audit";
    what_the_store_knows_of_itself_lets_nobody_in_when_changed: "meta";
}
