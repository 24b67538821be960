//! See [`vestibule::fuzz::username`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::username(bytes);
});
