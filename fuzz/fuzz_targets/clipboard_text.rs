//! See [`vestibule::fuzz::clipboard_text`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule::fuzz::clipboard_text(bytes);
});
