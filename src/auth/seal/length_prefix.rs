//! Joins values before they are hashed or bound: each with its length, so that no two lists encode equally.

/// The version of all formats in this module; part of every tag and of all associated data.
pub(super) const FORMAT: u8 = 1;

/// Returns the format version, then each part after its length (8 bytes, little endian).
pub(super) fn length_prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let length = 1 + parts.iter().map(|part| 8 + part.len()).sum::<usize>();
    let mut joined = Vec::with_capacity(length);
    joined.push(FORMAT);
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        joined.extend_from_slice(&length.to_le_bytes());
        joined.extend_from_slice(part);
    }
    joined
}
