//! Storing the measured cost of checking a password.

use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event};
use crate::auth::error::Error;
use crate::auth::password::MeasuredCost;
use crate::auth::step_up::StepUp;
use crate::auth::store::Meta;
use crate::auth::transactions::Transactions;
use crate::auth::transactions::administration::require_administrator;

impl Transactions<'_> {
    /// Stores an automatic measurement, unless the stored one is no longer `expected` because another process was
    /// faster. Returns the one in force.
    pub fn store_measured_cost(
        &self,
        expected: Option<MeasuredCost>,
        measured: MeasuredCost,
    ) -> Result<MeasuredCost, Error> {
        self.write(|store| {
            let meta = store.meta()?;
            match meta.measured {
                Some(other) if Some(other) != expected => Ok(other),
                before => {
                    store.put_meta(&Meta { measured: Some(measured), ..meta })?;
                    audit::append(store, &self.entry(Event::CostMeasured, &describe_change(before, measured)))?;
                    Ok(measured)
                }
            }
        })
    }

    /// Stores a measurement that an administrator requested. The same measurement again changes nothing.
    pub fn replace_measured_cost(&self, proof: &StepUp, measured: MeasuredCost) -> Result<(), ActionError> {
        self.run(|store| {
            let actor = require_administrator(store, proof)?;
            let meta = store.meta()?;
            if meta.measured == Some(measured) {
                return Ok(());
            }
            let detail = describe_change(meta.measured, measured);
            store.put_meta(&Meta { measured: Some(measured), ..meta })?;
            Ok(self.log(store, Event::CostMeasured, &detail, &actor)?)
        })
    }
}

/// Formats as "64 MiB, 110 ms to 320 MiB, 512 ms".
fn describe_change(before: Option<MeasuredCost>, after: MeasuredCost) -> String {
    let format_cost = |cost: MeasuredCost| format!("{} MiB, {} ms", cost.memory_kib / 1024, cost.millis);
    match before {
        Some(before) => format!("{} to {}", format_cost(before), format_cost(after)),
        None => format_cost(after),
    }
}
