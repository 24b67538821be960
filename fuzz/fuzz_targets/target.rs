//! Runs the function of `vestibule::fuzz` that has the name of the binary.
#![no_main]

use vestibule::fuzz;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match env!("CARGO_BIN_NAME") {
        "audit_chain" => fuzz::audit_chain(bytes),
        #[cfg(feature = "gui")]
        "clipboard_text" => fuzz::clipboard_text(bytes),
        #[cfg(feature = "sqlite")]
        "database_file" => fuzz::database_file(bytes),
        "kdf_string" => fuzz::kdf_string(bytes),
        "new_password" => fuzz::new_password(bytes),
        "password" => fuzz::password(bytes),
        "recovery_code" => fuzz::recovery_code(bytes),
        "sealed_field" => fuzz::sealed_field(bytes),
        "typed_code" => fuzz::typed_code(bytes),
        "username" => fuzz::username(bytes),
        name => panic!("there is no function {name}"),
    };
});
