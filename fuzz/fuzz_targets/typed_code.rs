//! See [`vestibule::fuzz::typed_code`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::typed_code(bytes);
});
