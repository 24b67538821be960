//! Searches the memory of a process, as a reader with full access could.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use aho_corasick::AhoCorasick;

/// Bytes read at a time, with an overlap so that no match is cut in two.
const CHUNK: usize = 1 << 20;

/// Returns the encodings of `text` in memory: UTF-8, UTF-16 (window systems, accessibility buses) and UTF-32 (the
/// characters of a text layout).
pub fn encodings(text: &str) -> Vec<Vec<u8>> {
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf32 = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    vec![text.as_bytes().to_vec(), utf16, utf32]
}

/// Counts the occurrences of the text `secret` in the memory of process `id`, in any encoding. `None` if the system
/// denies access to that memory.
pub fn count(id: u32, secret: &str) -> Option<usize> {
    Some(count_each(id, &[encodings(secret)])?.iter().sum())
}

/// Counts the occurrences of each of `secrets`, in any encoding, in the memory of process `id`.
pub fn count_each(id: u32, secrets: &[Vec<Vec<u8>>]) -> Option<Vec<usize>> {
    let max_length = secrets.iter().flatten().map(Vec::len).max().unwrap_or(1);
    let owners: Vec<_> =
        secrets.iter().enumerate().flat_map(|(whose, forms)| forms.iter().map(move |_| whose)).collect();
    let automaton = AhoCorasick::new(secrets.iter().flatten()).unwrap();
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).ok()?;
    let mut memory = File::open(format!("/proc/{id}/mem")).ok()?;
    let mut counts = vec![0; secrets.len()];
    let mut read = 0;
    for (start, end) in maps.lines().filter_map(readable_range) {
        let mut at = start;
        while let Some(bytes) = read_chunk(&mut memory, at, end) {
            read += bytes.len();
            for hit in automaton.find_overlapping_iter(&bytes) {
                counts[owners[hit.pattern()]] += 1;
            }
            // The last chunk of a mapping is complete; before it, the end of each chunk is read again.
            let overlap = if at + bytes.len() as u64 >= end { 0 } else { max_length as u64 - 1 };
            at += bytes.len() as u64 - overlap;
        }
    }
    // Any program has more than this; less means that the search did not work.
    assert!(read > 2 << 20, "only {read} bytes of the memory could be read");
    Some(counts)
}

/// Returns the bounds of a mapping that its process may read.
fn readable_range(line: &str) -> Option<(u64, u64)> {
    let mut parts = line.split(' ');
    let (start, end) = parts.next()?.split_once('-')?;
    let permissions = parts.next()?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    permissions.starts_with('r').then_some((number(start)?, number(end)?))
}

/// Returns the next chunk of a mapping, or `None` at its end and in kernel mappings that cannot be read from outside.
fn read_chunk(memory: &mut File, at: u64, end: u64) -> Option<Vec<u8>> {
    let length = usize::try_from(end.checked_sub(at)?).ok()?.min(CHUNK);
    let mut bytes = vec![0; length];
    memory.seek(SeekFrom::Start(at)).ok()?;
    memory.read_exact(&mut bytes).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}
