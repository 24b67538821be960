//! What somebody who may read all memory of a process finds in it.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use memchr::memmem;

/// Reads this much at a time, with an overlap so that nothing is cut in two.
const PIECE: usize = 1 << 20;

/// How often the text `secret` is in the memory of process `id`, as bytes or as the four-byte characters that a text
/// layout holds. `None` where the system keeps its memory from us.
pub fn count(id: u32, secret: &str) -> Option<usize> {
    let wide: Vec<u8> = secret.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    count_bytes(id, &[secret.as_bytes(), &wide])
}

/// How often any of `secrets` is in the memory of process `id`.
pub fn count_bytes(id: u32, secrets: &[&[u8]]) -> Option<usize> {
    let longest = secrets.iter().map(|secret| secret.len()).max().unwrap_or(0) as u64;
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).ok()?;
    let mut memory = File::open(format!("/proc/{id}/mem")).ok()?;
    let mut read = 0;
    let mut found = 0;
    for (start, end) in maps.lines().filter_map(writable) {
        let mut at = start;
        while at < end {
            let Some(piece) = piece(&mut memory, at, end) else { break };
            read += piece.len();
            found += secrets.iter().map(|secret| memmem::find_iter(&piece, secret).count()).sum::<usize>();
            let overlap = if at + piece.len() as u64 >= end { 0 } else { longest };
            at += piece.len() as u64 - overlap;
        }
    }
    // A program with a window has more than this; less means that the search did not work.
    assert!(read > 4 << 20, "only {read} bytes of the memory could be read");
    Some(found)
}

fn writable(line: &str) -> Option<(u64, u64)> {
    let mut parts = line.split(' ');
    let (start, end) = parts.next()?.split_once('-')?;
    let permissions = parts.next()?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    permissions.starts_with("rw").then_some((number(start)?, number(end)?))
}

fn piece(memory: &mut File, at: u64, end: u64) -> Option<Vec<u8>> {
    let length = usize::try_from(end - at).ok()?.min(PIECE);
    let mut bytes = vec![0; length];
    memory.seek(SeekFrom::Start(at)).ok()?;
    memory.read_exact(&mut bytes).ok()?;
    Some(bytes)
}
