//! See [`vestibule::fuzz::kdf_string`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::kdf_string(bytes);
});
