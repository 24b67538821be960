//! What was accepted, and what came of it all: told by the answers alone, without asking the model.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::auth::UnixTime;
use crate::auth::service::tests::model_test::account_model::matching_steps;

/// Every code that ever opened anything.
#[derive(Default)]
pub(super) struct ReplayOracle {
    spent_steps: BTreeSet<([u8; 20], u64)>,
    spent_codes: BTreeSet<String>,
}

impl ReplayOracle {
    /// These digits were accepted for somebody who has these phones.
    pub fn accept_digits(&mut self, secrets: &[[u8; 20]], digits: &str, wall: UnixTime) {
        let matching: Vec<_> = secrets
            .iter()
            .flat_map(|secret| matching_steps(secret, digits, wall).into_iter().map(|step| (*secret, step)))
            .collect();
        assert!(!matching.is_empty(), "a code of no phone of this account was accepted");
        assert!(matching.iter().any(|step| !self.spent_steps.contains(step)), "a code was accepted twice");
        self.spent_steps.extend(matching);
    }

    /// A pairing was confirmed with the code of this step.
    pub fn accept_pairing(&mut self, secret: [u8; 20], step: u64) {
        assert!(self.spent_steps.insert((secret, step)), "a code was accepted twice");
    }

    /// A recovery or help code was accepted.
    pub fn accept_symbols(&mut self, symbols: &str) {
        assert!(self.spent_codes.insert(symbols.to_owned()), "a recovery code was accepted twice");
    }
}

/// How often what happened, over all cases.
#[derive(Default)]
pub(crate) struct Coverage(RefCell<BTreeMap<&'static str, u32>>);

impl Coverage {
    pub(super) fn count(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    pub(crate) fn count_of(&self, what: &str) -> u32 {
        self.0.borrow().get(what).copied().unwrap_or(0)
    }

    /// Everything, for whoever wants to know what a run has seen.
    pub(crate) fn summary(&self) -> String {
        format!("{:?}", self.0.borrow())
    }
}
