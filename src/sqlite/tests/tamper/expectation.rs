//! How it is written down what may come of a change.

use crate::sqlite::tests::tamper::database::TamperedDatabase;

/// A row that is changed, and who is asked what came of it.
pub(super) struct RowExpectation {
    pub table: &'static str,
    /// Names it.
    pub selector: &'static str,
    /// Names the row that it exchanges values with; empty without one.
    pub other_selector: &'static str,
    pub probe: fn(&TamperedDatabase) -> String,
    /// What is answered while nothing is changed.
    pub unmodified: &'static str,
    /// Whether every bit is flipped in every run; otherwise, in a short one, a bit of every byte.
    pub every_bit: bool,
    pub columns: &'static [ColumnExpectation],
}

/// A column, and every outcome that a change of it has.
pub(super) struct ColumnExpectation {
    pub name: &'static str,
    pub bits: &'static [&'static str],
    pub values: &'static [&'static str],
}

pub(super) const fn column(
    name: &'static str,
    bits: &'static [&'static str],
    values: &'static [&'static str],
) -> ColumnExpectation {
    ColumnExpectation { name, bits, values }
}
