//! What can be done to a field.

use rusqlite::types::Value;

use crate::sqlite::tests::tamper::expected::EXPECTED;
use crate::sqlite::tests::tamper::row::Row;
use crate::sqlite::tests::tamper::scene::Scene;

/// One change of one field.
pub(super) enum Change {
    /// It holds something else.
    To(Target),
    /// It holds what the rival's does, and the other way round.
    Exchange,
}

pub(super) enum Target {
    Value(Value),
    /// NULL where none may be.
    Nothing,
    /// Bytes that are no text where text must be.
    NoText,
}

fn to(value: Value) -> Change {
    Change::To(Target::Value(value))
}

/// Every bit of the field, flipped one at a time. Of a missing value there is none; text stays text.
pub(super) fn bits(scene: &Scene, row: &Row, column: &str) -> Vec<Change> {
    let every_bit = row.by_bits || std::env::var_os("VESTIBULE_LONG").is_some();
    let flips = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let bits = (0..8 * bytes.len()).filter(|bit| every_bit || bit / 8 % 8 == bit % 8);
        bits.map(|bit| flipped(bytes, bit)).collect()
    };
    match scene.value(row.table, column, row.is) {
        Value::Integer(number) => (0..64).map(|bit| to(Value::Integer(number ^ (1 << bit)))).collect(),
        Value::Blob(bytes) => flips(&bytes).into_iter().map(|bytes| to(Value::Blob(bytes))).collect(),
        Value::Text(text) => flips(text.as_bytes())
            .into_iter()
            .filter_map(|bytes| String::from_utf8(bytes).ok())
            .map(|text| to(text.into()))
            .collect(),
        Value::Null | Value::Real(_) => Vec::new(),
    }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

/// Whole values: the ends of the range, other lengths, none, the rival's, and those of other columns.
pub(super) fn values(scene: &Scene, row: &Row, column: &str) -> Vec<Change> {
    let info = scene.columns(row.table).into_iter().find(|info| info.name == column).unwrap();
    let before = scene.value(row.table, column, row.is);
    let mut values = match info.kind.as_str() {
        "INTEGER" => [0, 1, 2, -1, i64::MAX, i64::MIN, 1 << 32, 1 << 62].map(Value::Integer).to_vec(),
        "BLOB" => lengths(&before),
        "TEXT" => texts(column),
        other => panic!("a column of {other}"),
    };
    values.extend(of_other_columns(scene, &info.kind));
    values.retain(|value| *value != before);
    let mut changes: Vec<Change> = values.into_iter().map(to).collect();
    if !info.is_key {
        changes.push(Change::To(Target::Nothing));
    }
    if info.kind == "TEXT" {
        changes.push(Change::To(Target::NoText));
    }
    if !row.rival.is_empty() && scene.value(row.table, column, row.rival) != before {
        changes.push(Change::Exchange);
    }
    changes
}

fn lengths(before: &Value) -> Vec<Value> {
    let Value::Blob(bytes) = before else { return vec![Value::Blob(vec![0; 16])] };
    let (long, short) = ([bytes.as_slice(), &[0]].concat(), bytes[1..].to_vec());
    let same = [vec![0; bytes.len()], vec![0xff; bytes.len()]];
    [vec![], vec![0; 1 << 20], long, short].into_iter().chain(same).map(Value::Blob).collect()
}

fn texts(column: &str) -> Vec<Value> {
    let mut texts = vec![String::new(), "\0".to_owned(), "a".repeat(1 << 20), "é🔑".to_owned()];
    if column == "kdf" {
        // Never run, whatever they would cost: below the floor, above the ceiling, beyond any machine, nonsense.
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

/// What stands in every other column of this kind.
fn of_other_columns(scene: &Scene, kind: &str) -> Vec<Value> {
    if kind == "INTEGER" {
        return Vec::new();
    }
    let columns = EXPECTED.iter().flat_map(|row| {
        let of_kind = scene.columns(row.table).into_iter().filter(|info| info.kind == kind);
        of_kind.map(|info| scene.value(row.table, &info.name, row.is)).collect::<Vec<_>>()
    });
    columns.filter(|value| *value != Value::Null).collect()
}
