//! See [`vestibule::fuzz::new_password`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::new_password(bytes);
});
