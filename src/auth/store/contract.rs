//! The contract of a store, as checks that run on any store.
//!
//! Each check gets a new store. All failed checks are reported at the end, each with its message.

mod account;
mod counter;
mod factor;
mod failed_commit;
mod reopen;
pub(crate) mod sample;
mod state;
mod transaction;
mod value;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::auth::error::Error;
use crate::auth::store::{Reader, Store, Writer};

/// A check of one guarantee, and its name.
type Check = (&'static str, fn(&dyn Store) -> Result<(), Error>);

/// Opens the location of a check again, creating a store there if there is none.
type Opener<'a> = dyn Fn() -> Box<dyn Store> + 'a;

/// A check of one guarantee of a persistent store, and its name.
type ReopenCheck = (&'static str, fn(&Opener<'_>) -> Result<(), Error>);

/// Makes the next commit of the store fail.
type FailNext<'a> = &'a dyn Fn();

/// A check of one guarantee when a commit fails, and its name.
type FailingCheck = (&'static str, fn(&dyn Store, FailNext<'_>) -> Result<(), Error>);

/// Lists functions with their names.
macro_rules! checks {
    ($($module:ident :: $name:ident),+ $(,)?) => { &[$((stringify!($name), $module::$name)),+] };
}

const CHECKS: &[Check] = checks![
    account::a_new_store_has_a_key_and_no_accounts,
    account::the_id_the_key_and_the_creation_time_never_change,
    account::an_account_is_found_by_its_id_and_by_its_canonical_name,
    account::a_taken_name_is_refused_and_nothing_is_written,
    account::an_update_replaces_every_field,
    account::an_update_of_a_missing_account_or_to_a_taken_name_is_refused,
    account::accounts_are_ordered_by_canonical_name,
    account::active_administrators_are_enabled_and_chose_their_password,
    account::expired_accounts_are_listed_until_they_are_marked,
    account::deleting_an_account_deletes_its_rows_and_keeps_the_audit,
    factor::wrapped_keys_are_ordered_by_generation_and_replaced_by_kind_too,
    factor::active_kdf_strings_are_sampled_by_account,
    factor::authenticators_are_listed_in_pairing_order,
    factor::two_authenticators_of_an_account_cannot_share_a_name,
    factor::a_step_is_spent_once_and_never_lowered,
    factor::a_recovery_code_is_spent_once,
    factor::a_new_set_of_recovery_codes_replaces_the_old_one,
    factor::a_help_code_is_put_replaced_and_removed,
    factor::a_help_code_is_listed_with_its_account,
    counter::counters_are_separate_by_account_kind_and_name,
    counter::password_counters_are_listed_by_key_and_others_are_not,
    counter::sessions_are_found_by_token_hash_and_listed_by_time,
    counter::audit_entries_are_listed_newest_first_and_as_a_chain_oldest_first,
    counter::an_audit_entry_never_changes_once_it_was_written,
    counter::codes_are_suspended_only_for_accounts_whose_counter_says_so,
    value::every_text_is_read_back_unchanged,
    value::every_byte_is_read_back_unchanged,
    value::the_largest_values_are_read_back,
    value::an_oversized_number_is_stored_or_refused,
    value::removing_a_missing_row_changes_nothing,
    transaction::an_error_rolls_everything_back,
    transaction::every_error_of_an_operation_is_returned_unchanged,
    transaction::only_the_last_run_of_a_repeated_operation_is_committed,
    transaction::a_panic_rolls_everything_back_and_the_store_stays_usable,
    transaction::rows_without_an_account_are_refused,
    transaction::a_read_sees_what_was_written_and_returns_its_own_error,
    transaction::a_read_sees_one_snapshot_and_blocks_no_writer,
    transaction::writes_of_two_threads_are_serialised,
    transaction::the_version_changes_with_every_write,
    transaction::scrubbing_changes_no_row,
];

const REOPEN_CHECKS: &[ReopenCheck] = checks![
    reopen::committed_rows_are_there_after_reopening,
    reopen::failed_writes_are_absent_after_reopening,
    reopen::two_open_stores_see_each_others_writes,
    reopen::writes_of_two_open_stores_are_serialised,
    reopen::a_step_and_a_recovery_code_are_spent_once_by_two_open_stores,
];

const FAILING_CHECKS: &[FailingCheck] = checks![
    failed_commit::a_failed_commit_is_an_error_and_writes_nothing,
    failed_commit::a_failed_commit_does_not_affect_the_next_one,
    failed_commit::an_operations_own_error_wins_over_a_failing_commit,
];

/// Runs every check, each on a store created by `make`.
///
/// # Panics
/// Panics if a check fails, listing all failures with their messages.
pub(crate) fn run<S: Store>(make: impl Fn() -> S) {
    let checks = CHECKS.iter().map(|(name, check)| {
        let store = make();
        run_check(name, || check(&store))
    });
    report(checks.collect());
}

/// Runs the checks on two stores opened at one location. Each check gets its own location.
///
/// # Panics
/// As [`run`].
pub(crate) fn run_reopen<P, S: Store + 'static>(location: impl Fn() -> P, open: impl Fn(&P) -> S) {
    let checks = REOPEN_CHECKS.iter().map(|(name, check)| {
        let location = location();
        run_check(name, || check(&|| Box::new(open(&location))))
    });
    report(checks.collect());
}

/// Runs the checks for a failing commit, which `fail_next` causes.
///
/// # Panics
/// As [`run`].
pub(crate) fn run_failing<S: Store>(make: impl Fn() -> S, fail_next: impl Fn(&S)) {
    let checks = FAILING_CHECKS.iter().map(|(name, check)| {
        let store = make();
        run_check(name, || check(&store, &|| fail_next(&store)))
    });
    report(checks.collect());
}

/// Runs one check and turns a failure into a message.
fn run_check(name: &str, check: impl FnOnce() -> Result<(), Error>) -> Result<(), String> {
    let message = match catch_unwind(AssertUnwindSafe(check)) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(fault)) => format!("the store gave an error: {fault}"),
        Err(panic) => panic_message(&*panic),
    };
    Err(format!("\n- {}\n  {}", name.replace('_', " "), message.replace('\n', "\n  ")))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}

fn report(outcomes: Vec<Result<(), String>>) {
    let all = outcomes.len();
    let broken: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(broken.is_empty(), "the store breaks {} of {all} promises:{}", broken.len(), broken.concat());
}

/// Runs one write transaction that returns a value.
fn write<T>(store: &dyn Store, mut operation: impl FnMut(&mut dyn Writer) -> Result<T, Error>) -> Result<T, Error> {
    let mut result = Err(Error::Corrupt);
    store.write(&mut |rows| {
        result = Ok(operation(rows)?);
        Ok(())
    })?;
    result
}

/// Runs one read that returns a value.
fn read<T>(store: &dyn Store, mut operation: impl FnMut(&dyn Reader) -> Result<T, Error>) -> Result<T, Error> {
    let mut result = Err(Error::Corrupt);
    store.read(&mut |rows| {
        result = Ok(operation(rows)?);
        Ok(())
    })?;
    result
}

/// Returns whether `outcome` is [`StoreError::Conflict`](crate::auth::StoreError::Conflict).
fn is_conflict<T>(outcome: &Result<T, Error>) -> bool {
    use crate::auth::error::StoreError;
    matches!(outcome, Err(Error::Store(StoreError::Conflict(_))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::error::StoreError;
    use crate::auth::testing::{FaultyStore, Hook, HookedStore, WriteOperation};
    use crate::auth::{MemoryStore, SystemRandom};

    /// A store that breaks two guarantees.
    struct BrokenStore(MemoryStore);

    impl Store for BrokenStore {
        fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
            self.0.write(operation)
        }

        fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
            self.0.read(operation)
        }

        fn version(&self) -> Result<u64, Error> {
            Ok(7)
        }

        fn purge_deleted(&self) -> Result<(), Error> {
            // The check that a store survives a panic purges too, with two accounts.
            match read(self, |rows| rows.accounts())?.len() {
                1 => Err(StoreError::Conflict("made up".to_owned()).into()),
                _ => Ok(()),
            }
        }

        fn location(&self) -> Option<String> {
            None
        }
    }

    /// Reports success even if the commit failed.
    struct HideFailedCommits;

    impl Hook<FaultyStore> for HideFailedCommits {
        fn write(&self, store: &FaultyStore, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
            match store.write(operation) {
                Err(Error::Store(StoreError::DiskFull(_))) => Ok(()),
                outcome => outcome,
            }
        }
    }

    #[test]
    fn a_store_that_hides_a_failed_commit_is_detected() {
        let make = || HookedStore { store: FaultyStore::new(), hook: HideFailedCommits };
        run_failing(FaultyStore::new, |store| store.fail_at(1));
        let outcome = catch_unwind(|| run_failing(make, |store| store.store.fail_at(1)));
        let message = panic_message(&*outcome.expect_err("the contract detects the hidden failure"));
        assert!(message.contains("the commit failed, and the store reports success"), "{message}");
        assert!(message.starts_with("the store breaks 2 of 3 promises"), "{message}");
    }

    #[test]
    fn each_broken_promise_is_reported_with_its_message() {
        let outcome = catch_unwind(|| run(|| BrokenStore(MemoryStore::new(&SystemRandom).unwrap())));
        let message = panic_message(&*outcome.expect_err("the store breaks two promises"));
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(lines[0], format!("the store breaks 2 of {} promises:", CHECKS.len()));
        assert_eq!(lines.iter().filter(|line| line.starts_with("- ")).count(), 2, "{message}");
        let after = |name: &str| lines.iter().skip_while(|line| **line != name).nth(1).copied().unwrap_or_default();
        assert!(after("- the version changes with every write").contains("left != right"), "{message}");
        assert!(after("- scrubbing changes no row").ends_with("contradict themselves: made up"), "{message}");
    }
}
