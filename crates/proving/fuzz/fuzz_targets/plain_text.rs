//! Any bytes as a draft in plain text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk_fuzz::read("draft.txt", bytes, None));
