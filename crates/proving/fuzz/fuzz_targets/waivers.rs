//! Any bytes as a file of waivers.
#![no_main]

use copydesk_manuscript::Role;

const DRAFT: &[u8] = b"# Quay\n\nThe river rose again.[1] Nobody was warned of it.\n\n1. Gazette\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let name = "draft.md.allow.yaml";
    copydesk_fuzz::read("draft.md", DRAFT, Some((Role::Waivers, name, bytes)));
});
