//! The cost of checking a password: fixed by the host, or measured on this computer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::auth::account::Role;
use crate::auth::action_error::ActionError;
use crate::auth::error::Error;
use crate::auth::password::{
    Cost, KdfParams, Machine, MeasuredCost, NormalizedPassword, Observations, measure, measure_at, memory_limit,
};
use crate::auth::seal::{self, PasswordKeys};
use crate::auth::service::{Auth, CostChoice, lock};
use crate::auth::session::Session;
use crate::auth::step_up::{StepUp, StepUpPurpose};

/// The cost of checking a password, for display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostView {
    /// Cost of new passwords.
    pub cost: Cost,
    /// Measured duration of a derivation; `None` before the measurement, and if the program fixes the cost.
    pub duration: Option<Duration>,
    /// Duration of the last of several derivations, if all took more than twice as long as measured.
    pub recent_duration: Option<Duration>,
    /// Whether the program fixes the cost, so that it is not measured.
    pub is_fixed: bool,
}

/// The computer, and the observed durations.
pub(super) struct CostMeasurement {
    machine: Arc<dyn Machine>,
    observations: Mutex<Observations>,
    /// Whether this run has checked that a measurement is stored and suits this computer.
    checked: AtomicBool,
}

impl CostMeasurement {
    pub(super) fn new(machine: Arc<dyn Machine>) -> Self {
        Self { machine, observations: Mutex::default(), checked: AtomicBool::new(false) }
    }

    fn observations(&self) -> MutexGuard<'_, Observations> {
        lock(&self.observations)
    }
}

impl Auth {
    /// Returns the cost of checking a password.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn cost(&self) -> Result<CostView, Error> {
        let (cost, duration) = self.current_cost()?;
        let recent_duration = duration.and_then(|_| self.cost_measurement.observations().slower());
        let is_fixed = matches!(self.options.cost, CostChoice::Fixed(_));
        Ok(CostView { cost, duration: duration.map(|measured| measured.duration()), recent_duration, is_fixed })
    }

    /// Returns whether [`Auth::measure_cost_if_due`] would measure. Never blocks.
    pub fn is_cost_measurement_due(&self) -> bool {
        self.options.cost == CostChoice::Measured
            && (!self.cost_measurement.checked.load(Ordering::Relaxed)
                || self.cost_measurement.observations().is_faster())
    }

    /// Measures the cost of checking a password on this computer, if that was never done, if several passwords in a row
    /// were checked in less than half the time, or if the stored cost needs more than an eighth of this computer's
    /// memory. Takes a second or two: call it while no user waits, and off the drawing thread. Returns whether the new
    /// measurement is in force.
    ///
    /// Never lowers the cost because of time: an attacker could otherwise lower it by keeping the computer busy. Only
    /// an administrator can do that, with [`Auth::measure_cost`].
    ///
    /// # Errors
    /// Fails if the store or memory allocation fails.
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

    /// Measures the cost of checking a password on this computer anew and stores it, whether higher or lower than
    /// before. New passwords use it at once; passwords stored at a lower cost are upgraded when their owners sign in.
    ///
    /// # Errors
    /// [`ActionError::CostFixed`] if the program fixes the cost, [`ActionError::NotAdministrator`],
    /// [`ActionError::StepUpExpired`], [`ActionError::SessionEnded`], or [`ActionError::Fault`].
    pub fn measure_cost(&self, session: &Session, proof: StepUp) -> Result<CostView, ActionError> {
        let (transactions, account) = self.require_step_up(session, &proof, StepUpPurpose::Administration)?;
        if account.role != Role::Administrator {
            return Err(ActionError::NotAdministrator);
        }
        if self.options.cost != CostChoice::Measured {
            return Err(ActionError::CostFixed);
        }
        let measured = measure(&*self.cost_measurement.machine)?;
        transactions.replace_measured_cost(&proof, measured)?;
        *self.cost_measurement.observations() = Observations::default();
        Ok(self.cost()?)
    }

    /// Returns the cost in force, and the measurement that it comes from.
    pub(super) fn current_cost(&self) -> Result<(Cost, Option<MeasuredCost>), Error> {
        match self.options.cost {
            CostChoice::Fixed(cost) => Ok((cost, None)),
            CostChoice::Measured => {
                let measured = self.transactions().read(|store| Ok(store.meta()?.measured))?;
                Ok((measured.map_or(Cost::STANDARD, |measured| measured.cost()), measured))
            }
        }
    }

    /// Draws KDF parameters for a new password. The first call for a store waits for the measurement.
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

    /// Derives the keys of an entered password. Records the duration if it has the measured cost in force.
    pub(super) fn derive(
        &self,
        measured: Option<MeasuredCost>,
        normalized: &NormalizedPassword,
        kdf: &KdfParams,
    ) -> Result<PasswordKeys, Error> {
        let Some(measured) = measured.filter(|measured| measured.cost() == kdf.cost) else {
            return seal::derive(normalized, kdf);
        };
        let start = self.cost_measurement.machine.clock();
        let derived = seal::derive(normalized, kdf)?;
        let took = self.cost_measurement.machine.clock().saturating_sub(start);
        self.cost_measurement.observations().record(&measured, took);
        Ok(derived)
    }

    /// Measures anew if there is a reason to and the result is to be stored.
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
            // The earlier observations were misleading.
            *self.cost_measurement.observations() = Observations::default();
            return Ok(None);
        }
        Ok(Some(measured))
    }

    /// Uses a computer of the test's.
    #[cfg(test)]
    pub(crate) fn with_machine(mut self, machine: Arc<dyn Machine>) -> Self {
        self.cost_measurement = CostMeasurement::new(machine);
        self
    }
}
