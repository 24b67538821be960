//! See [`vestibule::fuzz::audit_chain`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::audit_chain(bytes);
});
