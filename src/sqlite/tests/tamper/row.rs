//! How it is written down what may come of a change.

use crate::sqlite::tests::tamper::scene::Scene;

/// A row that is changed, and who is asked what came of it.
pub(super) struct Row {
    pub table: &'static str,
    /// Names it.
    pub is: &'static str,
    /// Names the row that it exchanges values with; empty without one.
    pub rival: &'static str,
    pub asked: fn(&Scene) -> String,
    /// What is answered while nothing is changed.
    pub untouched: &'static str,
    /// Whether every bit is flipped in every run; otherwise, in a short one, a bit of every byte.
    pub by_bits: bool,
    pub columns: &'static [Column],
}

/// A column, and every outcome that a change of it has.
pub(super) struct Column {
    pub name: &'static str,
    pub bits: &'static [&'static str],
    pub values: &'static [&'static str],
}

pub(super) const fn column(
    name: &'static str,
    bits: &'static [&'static str],
    values: &'static [&'static str],
) -> Column {
    Column { name, bits, values }
}
