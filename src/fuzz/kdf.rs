//! The KDF strings that a file may hold.

use crate::auth::{Cost, KdfParams};
use crate::fuzz::Verdict;
use crate::fuzz::input::{ByteReader, text};

/// A KDF string: a parsed one has one spelling and bounded cost; a formatted one is parsed.
pub fn kdf_string(bytes: &[u8]) -> Verdict {
    let mut input = ByteReader::new(bytes);
    let cost = Cost::new(u32::from_be_bytes(input.array()), input.byte().into(), input.byte().into());
    let written = KdfParams::from_parts(cost, input.array());
    let read = KdfParams::parse(&written.text, &Cost::STANDARD);
    assert_eq!(read.ok().as_ref(), Some(&written).filter(|_| is_within_bounds(cost)));

    let line = text(bytes);
    let Ok(kdf) = KdfParams::parse(&line, &Cost::STANDARD) else { return Verdict::Refused };
    assert_eq!(kdf.text, line);
    assert!(is_within_bounds(kdf.cost), "{:?}", kdf.cost);
    assert_eq!(KdfParams::from_parts(kdf.cost, kdf.salt), kdf, "the parameters have one spelling");
    Verdict::Accepted
}

/// The bounds: from the work of two passes over 19 MiB to 1 GiB, 16 passes and 16 lanes.
fn is_within_bounds(cost: Cost) -> bool {
    (8 * cost.lanes()..=1 << 20).contains(&cost.memory_kib())
        && (1..=16).contains(&cost.passes())
        && (1..=16).contains(&cost.lanes())
        && u64::from(cost.memory_kib()) * u64::from(cost.passes()) >= 2 * (19 << 10)
}
