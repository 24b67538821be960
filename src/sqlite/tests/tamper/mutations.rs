//! The changes of a field.

use rusqlite::types::Value;

use crate::sqlite::tests::tamper::database::TamperedDatabase;
use crate::sqlite::tests::tamper::expectation::RowExpectation;
use crate::sqlite::tests::tamper::expectations::EXPECTATIONS;

/// One change of one field.
pub(super) enum Mutation {
    /// Replaces the value.
    Set(Replacement),
    /// Swaps the values of two rows.
    Swap,
}

pub(super) enum Replacement {
    Value(Value),
    /// NULL where it is not allowed.
    Null,
    /// Invalid UTF-8 where text is required.
    InvalidText,
}

fn set_to(value: Value) -> Mutation {
    Mutation::Set(Replacement::Value(value))
}

/// Every bit of the field, flipped one at a time. None for NULL; text remains valid text.
pub(super) fn bits(database: &TamperedDatabase, row: &RowExpectation, column: &str) -> Vec<Mutation> {
    let every_bit = row.every_bit || std::env::var_os("VESTIBULE_LONG").is_some();
    let flips = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let bits = (0..8 * bytes.len()).filter(|bit| every_bit || bit / 8 % 8 == bit % 8);
        bits.map(|bit| flip_bit(bytes, bit)).collect()
    };
    match database.value(row.table, column, row.selector) {
        Value::Integer(number) => (0..64).map(|bit| set_to(Value::Integer(number ^ (1 << bit)))).collect(),
        Value::Blob(bytes) => flips(&bytes).into_iter().map(|bytes| set_to(Value::Blob(bytes))).collect(),
        Value::Text(text) => flips(text.as_bytes())
            .into_iter()
            .filter_map(|bytes| String::from_utf8(bytes).ok())
            .map(|text| set_to(text.into()))
            .collect(),
        Value::Null | Value::Real(_) => Vec::new(),
    }
}

fn flip_bit(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

/// Whole values: the ends of the range, other lengths, NULL, the other row's, and those of other columns.
pub(super) fn values(database: &TamperedDatabase, row: &RowExpectation, column: &str) -> Vec<Mutation> {
    let info = database.columns(row.table).into_iter().find(|info| info.name == column).unwrap();
    let before = database.value(row.table, column, row.selector);
    let mut values = match info.kind.as_str() {
        "INTEGER" => [0, 1, 2, -1, i64::MAX, i64::MIN, 1 << 32, 1 << 62].map(Value::Integer).to_vec(),
        "BLOB" => other_lengths(&before),
        "TEXT" => other_texts(column),
        other => panic!("unsupported column type {other}"),
    };
    values.extend(of_other_columns(database, &info.kind));
    values.retain(|value| *value != before);
    let mut changes: Vec<Mutation> = values.into_iter().map(set_to).collect();
    if !info.is_key {
        changes.push(Mutation::Set(Replacement::Null));
    }
    if info.kind == "TEXT" {
        changes.push(Mutation::Set(Replacement::InvalidText));
    }
    if !row.other_selector.is_empty() && database.value(row.table, column, row.other_selector) != before {
        changes.push(Mutation::Swap);
    }
    changes
}

fn other_lengths(before: &Value) -> Vec<Value> {
    let Value::Blob(bytes) = before else { return vec![Value::Blob(vec![0; 16])] };
    let (long, short) = ([bytes.as_slice(), &[0]].concat(), bytes[1..].to_vec());
    let same = [vec![0; bytes.len()], vec![0xff; bytes.len()]];
    [vec![], vec![0; 1 << 20], long, short].into_iter().chain(same).map(Value::Blob).collect()
}

fn other_texts(column: &str) -> Vec<Value> {
    let mut texts = vec![String::new(), "\0".to_owned(), "a".repeat(1 << 20), "é🔑".to_owned()];
    if column == "kdf" {
        // Never run, whatever their cost: below the floor, above the ceiling, beyond any machine, invalid.
        let costs = [
            "m=8,t=1,p=1",
            "m=63,t=1,p=1",
            "m=64,t=0,p=1",
            "m=64,t=1,p=0",
            "m=1048577,t=1,p=1",
            "m=64,t=17,p=1",
            "m=1048576,t=1,p=17",
            "m=4294967295,t=4294967295,p=4294967295",
            "m=99999999999,t=1,p=1",
            "m=-1,t=1,p=1",
        ];
        texts.extend(costs.map(|cost| format!("$argon2id$v=19${cost}$AAECAwQFBgcICQoLDA0ODw")));
        texts.push("$argon2i$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw".to_owned());
        texts.push("$argon2id$v=16$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw".to_owned());
        texts.push("$argon2id$v=19$m=64,t=1,p=1$".to_owned());
    }
    texts.into_iter().map(Value::Text).collect()
}

/// Returns the values of all other columns of this type.
fn of_other_columns(database: &TamperedDatabase, kind: &str) -> Vec<Value> {
    if kind == "INTEGER" {
        return Vec::new();
    }
    let columns = EXPECTATIONS.iter().flat_map(|row| {
        let of_kind = database.columns(row.table).into_iter().filter(|info| info.kind == kind);
        of_kind.map(|info| database.value(row.table, &info.name, row.selector)).collect::<Vec<_>>()
    });
    columns.filter(|value| *value != Value::Null).collect()
}
