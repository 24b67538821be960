//! See [`vestibule::fuzz::database_file`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::database_file(bytes);
});
