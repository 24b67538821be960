//! What checking a password costs: as the host fixes it, or as it was measured on this computer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::auth::account::Role;
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::password::{
    Cost, KdfString, Machine, MeasuredCost, Observations, Prepared, measure, memory_limit, time_at,
};
use crate::auth::seal::{self, Derived};
use crate::auth::service::{Auth, CostChoice};
use crate::auth::session::Session;
use crate::auth::step_up::{Purpose, StepUp};

/// What checking a password takes, for people to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostView {
    /// What new passwords are stored at.
    pub cost: Cost,
    /// What a derivation took when it was measured; `None` before that, and where the program fixes the cost.
    pub takes: Option<Duration>,
    /// What the last of several derivations took, if all of them took more than twice as long as was measured.
    pub takes_lately: Option<Duration>,
    /// Whether the program fixes the cost, so that it is not measured.
    pub is_fixed: bool,
}

/// The computer, and what it was seen to do.
pub(super) struct Measuring {
    machine: Arc<dyn Machine>,
    observations: Mutex<Observations>,
    /// Whether it was looked in this run of the program what is stored, and whether that suits this computer.
    looked: AtomicBool,
}

impl Measuring {
    pub(super) fn on(machine: Arc<dyn Machine>) -> Self {
        Self { machine, observations: Mutex::default(), looked: AtomicBool::new(false) }
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
        let (cost, takes) = self.today()?;
        let takes_lately = takes.and_then(|_| self.measuring.observations().slower());
        let is_fixed = matches!(self.options.cost, CostChoice::Fixed(_));
        Ok(CostView { cost, takes: takes.map(|measured| measured.duration()), takes_lately, is_fixed })
    }

    /// Whether [`Auth::measure_cost_if_due`] would measure. Never waits.
    pub fn is_cost_due(&self) -> bool {
        self.options.cost == CostChoice::Measured
            && (!self.measuring.looked.load(Ordering::Relaxed) || self.measuring.observations().is_faster())
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
        if !self.is_cost_due() {
            return Ok(false);
        }
        self.measuring.looked.store(true, Ordering::Relaxed);
        let acts = self.acts();
        let stored = self.today()?.1;
        let Some(measured) = self.due(stored)? else { return Ok(false) };
        *self.measuring.observations() = Observations::default();
        Ok(acts.keep_measured(stored, measured)? == measured)
    }

    /// Measures anew what checking a password takes on this computer, and keeps it, be it more or less than before. New
    /// passwords are stored at that cost at once; those stored at a lower one when their owners sign in.
    ///
    /// # Errors
    /// [`Denied::CostFixed`] where the program fixes the cost, [`Denied::NotAdministrator`], [`Denied::StepUpOver`],
    /// [`Denied::Ended`], or a fault.
    pub fn measure_cost(&self, session: &Session, proof: StepUp) -> Result<CostView, Denied> {
        let acts = self.acts();
        if self.proven(&acts, session, &proof, Purpose::Administer)?.role != Role::Administrator {
            return Err(Denied::NotAdministrator);
        }
        if self.options.cost != CostChoice::Measured {
            return Err(Denied::CostFixed);
        }
        let measured = measure(&*self.measuring.machine)?;
        acts.measure_again(&proof, session.token_hash(), measured)?;
        *self.measuring.observations() = Observations::default();
        Ok(self.cost()?)
    }

    /// What passwords are checked at, and the measurement that says so.
    pub(super) fn today(&self) -> Result<(Cost, Option<MeasuredCost>), Error> {
        match self.options.cost {
            CostChoice::Fixed(cost) => Ok((cost, None)),
            CostChoice::Measured => {
                let measured = self.acts().read(|store| Ok(store.meta()?.measured))?;
                Ok((measured.map_or(Cost::STANDARD, |measured| measured.cost()), measured))
            }
        }
    }

    /// A KDF string for a new password. The first one of a store waits for the measurement.
    pub(super) fn new_kdf(&self) -> Result<KdfString, Error> {
        let cost = match (self.options.cost, self.today()?) {
            (CostChoice::Measured, (_, None)) => {
                let acts = self.acts();
                acts.keep_measured(None, measure(&*self.measuring.machine)?)?.cost()
            }
            (_, (cost, _)) => cost,
        };
        KdfString::draw(cost, &*self.random)
    }

    /// Derives the keys of a password that is tried, and notes how long that took if it was at today's measured cost.
    pub(super) fn derive(
        &self,
        measured: Option<MeasuredCost>,
        prepared: &Prepared,
        kdf: &KdfString,
    ) -> Result<Derived, Error> {
        let Some(measured) = measured.filter(|measured| measured.cost() == kdf.cost()) else {
            return seal::derive(prepared, kdf);
        };
        let start = self.measuring.machine.clock();
        let derived = seal::derive(prepared, kdf)?;
        let took = self.measuring.machine.clock().saturating_sub(start);
        self.measuring.observations().note(&measured, took);
        Ok(derived)
    }

    /// A measurement in place of what is stored, if there is a reason for one and it comes to something.
    fn due(&self, stored: Option<MeasuredCost>) -> Result<Option<MeasuredCost>, Error> {
        let machine = &*self.measuring.machine;
        let Some(stored) = stored else { return measure(machine).map(Some) };
        let limit = memory_limit(machine.memory());
        if machine.memory().is_some() && stored.memory_kib > limit {
            return time_at(machine, limit).map(Some);
        }
        if !self.measuring.observations().is_faster() {
            return Ok(None);
        }
        let measured = measure(machine)?;
        if measured.memory_kib < stored.memory_kib {
            // Not as fast as it looked.
            *self.measuring.observations() = Observations::default();
            return Ok(None);
        }
        Ok(Some(measured))
    }

    /// On a computer of a test's own.
    #[cfg(test)]
    pub(crate) fn on_machine(mut self, machine: Arc<dyn Machine>) -> Self {
        self.measuring = Measuring::on(machine);
        self
    }
}
