//! The rules as a person meets them, one file a topic. Each test names its rule as a sentence.

mod again;
mod alike;
mod audit;
mod between;
mod budgets;
mod clocks;
mod codes;
mod cost;
mod expiry;
mod faults;
mod gone;
mod halves;
mod host;
mod lock;
#[cfg(target_os = "linux")]
mod memory;
pub(crate) mod model;
mod names;
mod owed;
mod passwords;
mod races;
mod recovery;
mod replays;
mod retries;
mod setup;
mod sign_in;
mod stand_in;
mod starts;
mod step_up;
mod tampered;
mod told;
mod unchanged;
mod unicode;
mod users;
mod waits;
mod written;
