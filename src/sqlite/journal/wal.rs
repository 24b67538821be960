//! Reads a write-ahead log without SQLite: which numbers its copies of page 1 hold.
//! (The format: <https://sqlite.org/fileformat2.html#the_write_ahead_log>.)

use std::io::{self, ErrorKind, Read};

use super::number::JournalNumber;
use crate::sqlite::header::journal_number;

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// The first four bytes; the lowest bit says in which order the checksum reads words.
const MAGIC: u32 = 0x377f_0682;
const MAX_PAGE_BYTES: u32 = 65536;

/// The committed pages of a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WalPages {
    pub page_size: u32,
    /// The numbers in its copies of page 1, in their order, without repetitions.
    pub numbers: Vec<JournalNumber>,
}

/// Reads a log up to its last valid frame. `None` if SQLite would find no page in it.
pub(super) fn read(mut log: impl Read) -> io::Result<Option<WalPages>> {
    let mut header = [0; HEADER_BYTES];
    if !fill(&mut log, &mut header)? {
        return Ok(None);
    }
    let [magic, _, page_size, _, _, _, sum_1, sum_2] = words(&header);
    let mut checksum = Checksum { big_endian: magic & 1 == 1, sums: (0, 0) };
    checksum.add(&header[..HEADER_BYTES - 8]);
    let is_page_size = page_size.is_power_of_two() && (512..=MAX_PAGE_BYTES).contains(&page_size);
    if magic & !1 != MAGIC || !is_page_size || checksum.sums != (sum_1, sum_2) {
        return Ok(None);
    }
    let mut frames = Frames { log, salts: header[16..24].to_vec(), checksum, page: vec![0; page_size as usize] };
    let (mut pages, mut uncommitted) = (None, Vec::new());
    while let Some(Frame { page_number, is_commit }) = frames.next()? {
        if page_number == 1 {
            uncommitted.extend(journal_number(&frames.page));
        }
        if is_commit {
            let WalPages { numbers, .. } = pages.get_or_insert_with(|| WalPages { page_size, numbers: Vec::new() });
            numbers.append(&mut uncommitted);
            numbers.dedup();
        }
    }
    Ok(pages)
}

struct Frames<R> {
    log: R,
    salts: Vec<u8>,
    checksum: Checksum,
    /// The content of the current frame.
    page: Vec<u8>,
}

struct Frame {
    page_number: u32,
    is_commit: bool,
}

impl<R: Read> Frames<R> {
    /// Reads the next frame; `None` after the last valid one.
    fn next(&mut self) -> io::Result<Option<Frame>> {
        let mut header = [0; FRAME_HEADER_BYTES];
        if !fill(&mut self.log, &mut header)? || !fill(&mut self.log, &mut self.page)? {
            return Ok(None);
        }
        self.checksum.add(&header[..8]);
        self.checksum.add(&self.page);
        let [page_number, pages_after_commit, _, _, sum_1, sum_2] = words(&header);
        let is_valid = header[8..16] == *self.salts && self.checksum.sums == (sum_1, sum_2);
        Ok(is_valid.then_some(Frame { page_number, is_commit: pages_after_commit != 0 }))
    }
}

/// The cumulative checksum over the header and all frames.
struct Checksum {
    big_endian: bool,
    sums: (u32, u32),
}

impl Checksum {
    /// Adds bytes, whose number is a multiple of eight.
    fn add(&mut self, bytes: &[u8]) {
        let word = |bytes: [u8; 4]| if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        let (mut one, mut two) = self.sums;
        for pair in bytes.as_chunks::<8>().0 {
            let [a, b, c, d, e, f, g, h] = *pair;
            one = one.wrapping_add(word([a, b, c, d])).wrapping_add(two);
            two = two.wrapping_add(word([e, f, g, h])).wrapping_add(one);
        }
        self.sums = (one, two);
    }
}

/// Splits a header into big-endian words.
fn words<const WORDS: usize>(bytes: &[u8]) -> [u32; WORDS] {
    let mut words = [0; WORDS];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    words
}

/// Fills `buffer`; `false` if the log ends before.
fn fill(log: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match log.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
