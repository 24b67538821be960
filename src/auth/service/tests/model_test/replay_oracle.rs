//! Records accepted codes and coverage from the results alone, independently of the model.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::auth::UnixTime;
use crate::auth::service::tests::model_test::account_model::matching_steps;

/// Every code that was accepted.
#[derive(Default)]
pub(super) struct ReplayOracle {
    spent_steps: BTreeSet<([u8; 20], u64)>,
    spent_codes: BTreeSet<String>,
}

impl ReplayOracle {
    /// Records that these digits were accepted for an account with these authenticators.
    pub fn accept_digits(&mut self, secrets: &[[u8; 20]], digits: &str, wall: UnixTime) {
        let matching: Vec<_> = secrets
            .iter()
            .flat_map(|secret| matching_steps(secret, digits, wall).into_iter().map(|step| (*secret, step)))
            .collect();
        assert!(!matching.is_empty(), "a code of no authenticator of this account is accepted");
        assert!(matching.iter().any(|step| !self.spent_steps.contains(step)), "a code is accepted twice");
        self.spent_steps.extend(matching);
    }

    /// Records that a pairing was confirmed with the code of this step.
    pub fn accept_pairing(&mut self, secret: [u8; 20], step: u64) {
        assert!(self.spent_steps.insert((secret, step)), "a code is accepted twice");
    }

    /// Records that a recovery or help code was accepted.
    pub fn accept_symbols(&mut self, symbols: &str) {
        assert!(self.spent_codes.insert(symbols.to_owned()), "a recovery code is accepted twice");
    }
}

/// Number of occurrences of each event, over all cases.
#[derive(Default)]
pub(crate) struct Coverage(RefCell<BTreeMap<&'static str, u32>>);

impl Coverage {
    pub(super) fn count(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    pub(crate) fn count_of(&self, what: &str) -> u32 {
        self.0.borrow().get(what).copied().unwrap_or(0)
    }

    /// All counts, for display.
    pub(crate) fn summary(&self) -> String {
        format!("{:?}", self.0.borrow())
    }
}
