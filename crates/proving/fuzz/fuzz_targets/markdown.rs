//! Any bytes as a draft in Markdown.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydesk_fuzz::read("draft.md", bytes, None));
