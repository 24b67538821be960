//! See [`vestibule::fuzz::password`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::password(bytes);
});
