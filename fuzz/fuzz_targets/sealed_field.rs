//! See [`vestibule::fuzz::sealed_field`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::sealed_field(bytes);
});
