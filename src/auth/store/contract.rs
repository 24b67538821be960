//! What every store must do, as checks that any store can be put through.
//!
//! Each check gets a fresh store. One that fails is named by [`run`], after whatever it said itself.

mod account;
mod counter;
mod factor;
pub(crate) mod sample;
mod transaction;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Reader, Store, Writer};
use crate::auth::error::Error;

/// One promise of a store, and its name.
type Check = (&'static str, fn(&dyn Store) -> Result<(), Error>);

/// Lists functions with their names.
macro_rules! checks {
    ($($room:ident :: $name:ident),+ $(,)?) => { &[$((stringify!($name), $room::$name)),+] };
}

const CHECKS: &[Check] = checks![
    account::a_new_store_has_a_key_and_no_accounts,
    account::the_id_the_key_and_the_creation_time_never_change,
    account::an_account_is_found_by_its_id_and_by_its_canonical_name,
    account::a_taken_name_is_refused_and_nothing_is_written,
    account::an_update_replaces_every_field,
    account::an_update_of_nobody_or_to_a_taken_name_is_refused,
    account::accounts_come_by_canonical_name,
    account::able_administrators_are_enabled_and_chose_their_password,
    account::deleting_an_account_takes_all_that_is_its_own_and_leaves_the_audit,
    account::the_largest_values_come_back,
    factor::wraps_come_by_generation_and_are_replaced_by_kind_and_generation,
    factor::authenticators_come_in_the_order_they_were_added,
    factor::two_authenticators_of_an_account_cannot_share_a_name,
    factor::a_step_is_spent_once_and_never_lowered,
    factor::a_recovery_code_is_spent_once,
    factor::a_new_set_of_recovery_codes_replaces_the_old_one,
    factor::a_help_code_is_put_replaced_and_removed,
    counter::counters_are_kept_apart_by_account_kind_and_name,
    counter::pruning_keeps_the_latest_unknown_names_and_no_account_counter_goes,
    counter::sessions_are_found_by_token_hash_and_listed_by_time,
    counter::audit_entries_come_newest_first_and_as_a_chain_oldest_first,
    counter::only_the_last_audit_entry_is_replaced,
    transaction::an_error_takes_everything_back,
    transaction::a_panic_takes_everything_back_and_the_store_lives,
    transaction::what_belongs_to_no_account_is_refused,
    transaction::a_read_sees_what_was_written_and_gives_its_own_error,
    transaction::writes_of_two_threads_come_one_after_the_other,
    transaction::the_version_changes_with_every_write,
    transaction::scrubbing_changes_no_row,
];

/// Puts the stores that `make` gives through every check.
///
/// # Panics
/// If a check fails, with its name.
pub(crate) fn run(make: &dyn Fn() -> Box<dyn Store>) {
    for (name, check) in CHECKS {
        let store = make();
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&*store)));
        assert!(matches!(outcome, Ok(Ok(()))), "the store breaks the contract: {name}: {outcome:?}");
    }
}

/// One write that gives something.
fn write<T>(store: &dyn Store, mut act: impl FnMut(&mut dyn Writer) -> Result<T, Error>) -> Result<T, Error> {
    let mut given = Err(Error::Unreadable);
    store.write(&mut |rows| {
        given = Ok(act(rows)?);
        Ok(())
    })?;
    given
}

/// One read that gives something.
fn read<T>(store: &dyn Store, mut act: impl FnMut(&dyn Reader) -> Result<T, Error>) -> Result<T, Error> {
    let mut given = Err(Error::Unreadable);
    store.read(&mut |rows| {
        given = Ok(act(rows)?);
        Ok(())
    })?;
    given
}

/// Whether `outcome` is the refusal of rows that contradict each other.
fn is_conflict<T>(outcome: &Result<T, Error>) -> bool {
    use crate::auth::error::StoreError;
    matches!(outcome, Err(Error::Store(StoreError::Conflict(_))))
}
