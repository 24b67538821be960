//! Reading an input: as text, or as a list of small decisions.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::auth::{Error, Random, SecretInput};

/// Returns the bytes as text; invalid UTF-8 becomes U+FFFD.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns the text as typed input.
pub(super) fn typed(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

/// An input that is read from its start. It is extended with zeros, so that every input is complete.
pub(super) struct ByteReader<'a>(&'a [u8]);

impl<'a> ByteReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }

    pub(super) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        array.iter_mut().zip(self.take(N)).for_each(|(target, byte)| *target = *byte);
        array
    }

    /// Reads text whose length in bytes is in the next byte.
    pub(super) fn string(&mut self) -> String {
        let length = self.byte();
        text(self.take(length.into()))
    }

    /// Reads up to `length` bytes.
    pub(super) fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.0
    }
}

/// A random source that is the same in every run, so that failures are reproducible.
pub(super) struct DeterministicRandom(AtomicU8);

impl DeterministicRandom {
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(1))
    }
}

impl Random for DeterministicRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}
