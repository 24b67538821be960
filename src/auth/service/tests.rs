//! Tests of the public behaviour of [`Auth`](super::Auth), one file per topic.

mod accessors;
mod administration;
mod atomicity;
mod attempt_budgets;
mod audit;
mod audit_entries;
mod clocks;
mod codes;
mod cost;
mod deleted_accounts;
mod dummy_costs;
mod enrolment;
mod expiry;
mod faults;
mod host;
mod indistinguishable;
mod interleavings;
#[cfg(target_os = "linux")]
mod memory;
pub(crate) mod model_test;
mod names;
mod no_op_operations;
mod passwords;
mod races;
mod recovery;
mod replays;
mod required_enrolment;
mod retried_transactions;
mod retries;
mod session;
mod sign_in;
mod starts;
mod step_up;
mod tampered;
mod throttling;
mod unicode;
