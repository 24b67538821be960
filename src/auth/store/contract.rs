//! What every store must do, as checks that any store can be put through.
//!
//! Each check gets a fresh store. Those that fail are all named at the end, each with what it said.

mod account;
mod counter;
mod factor;
mod failing;
mod opened;
pub(crate) mod sample;
mod state;
mod transaction;
mod value;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::auth::error::Error;
use crate::auth::store::{Reader, Store, Writer};

/// One promise of a store, and its name.
type Check = (&'static str, fn(&dyn Store) -> Result<(), Error>);

/// Opens the one place of a check once more, and makes a store there if there is none.
type Opener<'a> = dyn Fn() -> Box<dyn Store> + 'a;

/// One promise of a store that outlives the program, and its name.
type OpenedCheck = (&'static str, fn(&Opener<'_>) -> Result<(), Error>);

/// Makes the next commit of the store fail.
type FailNext<'a> = &'a dyn Fn();

/// One promise of a store whose commit fails, and its name.
type FailingCheck = (&'static str, fn(&dyn Store, FailNext<'_>) -> Result<(), Error>);

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
    account::what_has_expired_is_found_until_it_is_marked,
    account::deleting_an_account_takes_all_that_is_its_own_and_leaves_the_audit,
    factor::wraps_come_by_generation_and_are_replaced_by_kind_and_generation,
    factor::the_kdf_strings_in_force_are_a_sample_by_account,
    factor::authenticators_come_in_the_order_they_were_added,
    factor::two_authenticators_of_an_account_cannot_share_a_name,
    factor::a_step_is_spent_once_and_never_lowered,
    factor::a_recovery_code_is_spent_once,
    factor::a_new_set_of_recovery_codes_replaces_the_old_one,
    factor::a_help_code_is_put_replaced_and_removed,
    counter::counters_are_kept_apart_by_account_kind_and_name,
    counter::password_counters_are_listed_by_key_and_others_are_not,
    counter::sessions_are_found_by_token_hash_and_listed_by_time,
    counter::audit_entries_come_newest_first_and_as_a_chain_oldest_first,
    counter::an_audit_entry_never_changes_once_it_was_written,
    counter::codes_are_suspended_for_those_accounts_alone_whose_counter_says_so,
    value::every_text_comes_back_as_it_was,
    value::every_byte_comes_back_as_it_was,
    value::the_largest_values_come_back,
    value::a_number_beyond_all_others_is_kept_or_refused,
    value::removing_what_is_not_there_changes_nothing,
    transaction::an_error_takes_everything_back,
    transaction::every_error_of_an_act_comes_back_as_it_was,
    transaction::of_an_act_that_is_run_again_the_last_run_alone_is_kept,
    transaction::a_panic_takes_everything_back_and_the_store_lives,
    transaction::what_belongs_to_no_account_is_refused,
    transaction::a_read_sees_what_was_written_and_gives_its_own_error,
    transaction::a_read_keeps_the_state_it_began_with_and_no_writer_waits_for_it,
    transaction::writes_of_two_threads_come_one_after_the_other,
    transaction::the_version_changes_with_every_write,
    transaction::scrubbing_changes_no_row,
];

const OPENED_CHECKS: &[OpenedCheck] = checks![
    opened::what_was_written_is_there_when_it_is_opened_again,
    opened::what_failed_is_not_there_when_it_is_opened_again,
    opened::two_opened_at_once_see_each_others_writes,
    opened::writes_of_two_opened_at_once_come_one_after_the_other,
    opened::a_step_and_a_recovery_code_are_spent_once_between_two,
];

const FAILING_CHECKS: &[FailingCheck] = checks![
    failing::a_commit_that_fails_is_an_error_and_leaves_nothing,
    failing::after_a_commit_that_failed_the_next_one_counts,
    failing::an_act_that_gives_an_error_is_told_by_that_error_where_a_commit_would_have_failed,
];

/// Puts the stores that `make` gives through every check.
///
/// # Panics
/// If a check fails: with all that do, and what they said.
pub(crate) fn run<S: Store>(make: impl Fn() -> S) {
    let checks = CHECKS.iter().map(|(name, check)| {
        let store = make();
        outcome(name, || check(&store))
    });
    judge(checks.collect());
}

/// The same for what holds between two stores that are opened at one place. Each check gets a place of its own.
///
/// # Panics
/// As [`run`].
pub(crate) fn run_opened<P, S: Store + 'static>(place: impl Fn() -> P, open: impl Fn(&P) -> S) {
    let checks = OPENED_CHECKS.iter().map(|(name, check)| {
        let place = place();
        outcome(name, || check(&|| Box::new(open(&place))))
    });
    judge(checks.collect());
}

/// The same for what holds when a commit fails, which `fail_next` brings about.
///
/// # Panics
/// As [`run`].
pub(crate) fn run_failing<S: Store>(make: impl Fn() -> S, fail_next: impl Fn(&S)) {
    let checks = FAILING_CHECKS.iter().map(|(name, check)| {
        let store = make();
        outcome(name, || check(&store, &|| fail_next(&store)))
    });
    judge(checks.collect());
}

/// Runs one check; a promise that is broken is told in words.
fn outcome(name: &str, check: impl FnOnce() -> Result<(), Error>) -> Result<(), String> {
    let said = match catch_unwind(AssertUnwindSafe(check)) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(fault)) => format!("the store gave an error: {fault}"),
        Err(panic) => words(&*panic),
    };
    Err(format!("\n- {}\n  {}", name.replace('_', " "), said.replace('\n', "\n  ")))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}

fn judge(outcomes: Vec<Result<(), String>>) {
    let all = outcomes.len();
    let broken: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(broken.is_empty(), "the store breaks {} of {all} promises:{}", broken.len(), broken.concat());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::error::StoreError;
    use crate::auth::{MemoryStore, SystemRandom};

    /// A store that breaks two promises.
    struct Careless(MemoryStore);

    impl Store for Careless {
        fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
            self.0.write(act)
        }

        fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
            self.0.read(act)
        }

        fn version(&self) -> Result<u64, Error> {
            Ok(7)
        }

        fn scrub(&self) -> Result<(), Error> {
            // The check that a panic leaves the store alive scrubs too, with two accounts.
            match read(self, |rows| rows.accounts())?.len() {
                1 => Err(StoreError::Conflict("made up".to_owned()).into()),
                _ => Ok(()),
            }
        }

        fn place(&self) -> Option<String> {
            None
        }
    }

    /// A store that reports success whatever became of the commit.
    struct Hopeful(crate::auth::testing::FaultyStore);

    impl Store for Hopeful {
        fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
            match self.0.write(act) {
                Err(Error::Store(StoreError::Full(_))) => Ok(()),
                outcome => outcome,
            }
        }

        fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
            self.0.read(act)
        }

        fn version(&self) -> Result<u64, Error> {
            self.0.version()
        }

        fn scrub(&self) -> Result<(), Error> {
            self.0.scrub()
        }

        fn place(&self) -> Option<String> {
            None
        }
    }

    #[test]
    fn a_store_that_swallows_a_failed_commit_is_found_out() {
        use crate::auth::testing::FaultyStore;

        run_failing(FaultyStore::new, |store| store.fail_at(1));
        let outcome = catch_unwind(|| run_failing(|| Hopeful(FaultyStore::new()), |store| store.0.fail_at(1)));
        let said = words(&*outcome.expect_err("it reports success"));
        assert!(said.contains("the commit failed, and the store reports success"), "{said}");
        assert!(said.starts_with("the store breaks 2 of 3 promises"), "{said}");
    }

    #[test]
    fn each_broken_promise_is_named_with_what_was_said_and_no_other() {
        let outcome = catch_unwind(|| run(|| Careless(MemoryStore::new(&SystemRandom).unwrap())));
        let said = words(&*outcome.expect_err("two promises are broken"));
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[0], format!("the store breaks 2 of {} promises:", CHECKS.len()));
        assert_eq!(lines.iter().filter(|line| line.starts_with("- ")).count(), 2, "{said}");
        let after = |name: &str| lines.iter().skip_while(|line| **line != name).nth(1).copied().unwrap_or_default();
        assert!(after("- the version changes with every write").contains("left != right"), "{said}");
        assert!(after("- scrubbing changes no row").ends_with("contradict themselves: made up"), "{said}");
    }
}
