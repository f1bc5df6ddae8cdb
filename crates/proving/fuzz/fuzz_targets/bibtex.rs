//! Any bytes as a BibTeX bibliography.
#![no_main]

use copydesk_manuscript::Role;

const DRAFT: &[u8] = b"---\nbibliography: b.bib\n---\n\n# Quay\n\nIt rose [see @a, p. 3; -@b2].\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    copydesk_fuzz::read("draft.md", DRAFT, Some((Role::Bibliography, "b.bib", bytes)));
});
