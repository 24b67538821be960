//! Types that describe the allowed outcomes of a change.

use crate::sqlite::tests::tamper::database::TamperedDatabase;

/// A row that is changed, and the probe that observes the outcome.
pub(super) struct RowExpectation {
    pub table: &'static str,
    /// Selects the row.
    pub selector: &'static str,
    /// Selects the row to swap values with; empty without one.
    pub other_selector: &'static str,
    pub probe: fn(&TamperedDatabase) -> String,
    /// The outcome of the probe while nothing is changed.
    pub unmodified: &'static str,
    /// Whether every bit is flipped in every run; otherwise a short run flips one bit of every byte.
    pub every_bit: bool,
    pub columns: &'static [ColumnExpectation],
}

/// A column, and every outcome of changing it.
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
