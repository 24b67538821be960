//! Records when the program was built. A clock that shows an earlier time is behind, and users are warned.

use std::time::{SystemTime, UNIX_EPOCH};

#[allow(clippy::print_stdout, reason = "build scripts instruct cargo on standard output")]
fn main() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=VESTIBULE_BUILT={}", fixed.unwrap_or(now));
}
