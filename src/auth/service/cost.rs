//! What checking a password costs: as the host fixes it, or as it was measured on this computer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::auth::account::Role;
use crate::auth::action_error::ActionError;
use crate::auth::error::Error;
use crate::auth::password::{
    Cost, KdfParams, Machine, MeasuredCost, NormalizedPassword, Observations, measure, measure_at, memory_limit,
};
use crate::auth::seal::{self, PasswordKeys};
use crate::auth::service::{Auth, CostChoice};
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};

/// What checking a password takes, for people to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostView {
    /// What new passwords are stored at.
    pub cost: Cost,
    /// What a derivation took when it was measured; `None` before that, and where the program fixes the cost.
    pub duration: Option<Duration>,
    /// What the last of several derivations took, if all of them took more than twice as long as was measured.
    pub recent_duration: Option<Duration>,
    /// Whether the program fixes the cost, so that it is not measured.
    pub is_fixed: bool,
}

/// The computer, and what it was seen to do.
pub(super) struct CostMeasurement {
    machine: Arc<dyn Machine>,
    observations: Mutex<Observations>,
    /// Whether it was looked in this run of the program what is stored, and whether that suits this computer.
    checked: AtomicBool,
}

impl CostMeasurement {
    pub(super) fn new(machine: Arc<dyn Machine>) -> Self {
        Self { machine, observations: Mutex::default(), checked: AtomicBool::new(false) }
    }

    fn observations(&self) -> std::sync::MutexGuard<'_, Observations> {
        self.observations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Auth {
    /// What checking a password takes.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cost(&self) -> Result<CostView, Error> {
        let (cost, duration) = self.current_cost()?;
        let recent_duration = duration.and_then(|_| self.cost_measurement.observations().slower());
        let is_fixed = matches!(self.options.cost, CostChoice::Fixed(_));
        Ok(CostView { cost, duration: duration.map(|measured| measured.duration()), recent_duration, is_fixed })
    }

    /// Whether [`Auth::measure_cost_if_due`] would measure. Never waits.
    pub fn is_cost_measurement_due(&self) -> bool {
        self.options.cost == CostChoice::Measured
            && (!self.cost_measurement.checked.load(Ordering::Relaxed)
                || self.cost_measurement.observations().is_faster())
    }

    /// Measures what checking a password takes on this computer, if that was never done, if several passwords in a row
    /// were checked in less than half the time, or if what is stored needs more than an eighth of this computer's memory.
    /// A second or two of work, for a moment in which nobody waits and not for a drawing thread. Says whether another
    /// cost is in force now.
    ///
    /// Of itself this never makes a guess cheaper on account of time: whoever keeps a computer busy would otherwise
    /// lower the cost. That is for an administrator, with [`Auth::measure_cost`].
    ///
    /// # Errors
    /// A fault of the store or memory.
    pub fn measure_cost_if_due(&self) -> Result<bool, Error> {
        if !self.is_cost_measurement_due() {
            return Ok(false);
        }
        self.cost_measurement.checked.store(true, Ordering::Relaxed);
        let transactions = self.transactions();
        let stored = self.current_cost()?.1;
        let Some(measured) = self.measure_if_needed(stored)? else { return Ok(false) };
        *self.cost_measurement.observations() = Observations::default();
        Ok(transactions.store_measured_cost(stored, measured)? == measured)
    }

    /// Measures anew what checking a password takes on this computer, and keeps it, be it more or less than before. New
    /// passwords are stored at that cost at once; those stored at a lower one when their owners sign in.
    ///
    /// # Errors
    /// [`ActionError::CostFixed`] where the program fixes the cost, [`ActionError::NotAdministrator`], [`ActionError::StepUpExpired`],
    /// [`ActionError::SessionEnded`], or a fault.
    pub fn measure_cost(&self, session: &Session, proof: StepUp) -> Result<CostView, ActionError> {
        let transactions = self.transactions();
        if self.require_step_up(&transactions, session, &proof, StepUpPurpose::Administration)?.role
            != Role::Administrator
        {
            return Err(ActionError::NotAdministrator);
        }
        if self.options.cost != CostChoice::Measured {
            return Err(ActionError::CostFixed);
        }
        let measured = measure(&*self.cost_measurement.machine)?;
        transactions.replace_measured_cost(&proof, session.token_hash(), measured)?;
        *self.cost_measurement.observations() = Observations::default();
        Ok(self.cost()?)
    }

    /// What passwords are checked at, and the measurement that says so.
    pub(super) fn current_cost(&self) -> Result<(Cost, Option<MeasuredCost>), Error> {
        match self.options.cost {
            CostChoice::Fixed(cost) => Ok((cost, None)),
            CostChoice::Measured => {
                let measured = self.transactions().read(|store| Ok(store.meta()?.measured))?;
                Ok((measured.map_or(Cost::STANDARD, |measured| measured.cost()), measured))
            }
        }
    }

    /// A KDF string for a new password. The first one of a store waits for the measurement.
    pub(super) fn new_kdf(&self) -> Result<KdfParams, Error> {
        let cost = match (self.options.cost, self.current_cost()?) {
            (CostChoice::Measured, (_, None)) => {
                let transactions = self.transactions();
                transactions.store_measured_cost(None, measure(&*self.cost_measurement.machine)?)?.cost()
            }
            (_, (cost, _)) => cost,
        };
        KdfParams::draw(cost, &*self.random)
    }

    /// Derives the keys of a password that is tried, and notes how long that took if it was at today's measured cost.
    pub(super) fn derive(
        &self,
        measured: Option<MeasuredCost>,
        normalized: &NormalizedPassword,
        kdf: &KdfParams,
    ) -> Result<PasswordKeys, Error> {
        let Some(measured) = measured.filter(|measured| measured.cost() == kdf.cost()) else {
            return seal::derive(normalized, kdf);
        };
        let start = self.cost_measurement.machine.clock();
        let derived = seal::derive(normalized, kdf)?;
        let took = self.cost_measurement.machine.clock().saturating_sub(start);
        self.cost_measurement.observations().record(&measured, took);
        Ok(derived)
    }

    /// A measurement in place of what is stored, if there is a reason for one and it comes to something.
    fn measure_if_needed(&self, stored: Option<MeasuredCost>) -> Result<Option<MeasuredCost>, Error> {
        let machine = &*self.cost_measurement.machine;
        let Some(stored) = stored else { return measure(machine).map(Some) };
        let limit = memory_limit(machine.memory());
        if machine.memory().is_some() && stored.memory_kib > limit {
            return measure_at(machine, limit).map(Some);
        }
        if !self.cost_measurement.observations().is_faster() {
            return Ok(None);
        }
        let measured = measure(machine)?;
        if measured.memory_kib < stored.memory_kib {
            // Not as fast as it looked.
            *self.cost_measurement.observations() = Observations::default();
            return Ok(None);
        }
        Ok(Some(measured))
    }

    /// On a computer of a test's own.
    #[cfg(test)]
    pub(crate) fn with_machine(mut self, machine: Arc<dyn Machine>) -> Self {
        self.cost_measurement = CostMeasurement::new(machine);
        self
    }
}
