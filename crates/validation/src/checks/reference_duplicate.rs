//! `reference-duplicate`

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use copydesk_manuscript::{Field, Finding, Reference, Related};

use crate::address::Address;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// Two entries for one source: the same address (tracking parameters, `www.` and a
    /// slash at the end aside), or the same outlet, title and date.
    ///
    /// # Why it matters to a reader
    ///
    /// Two numbers look like two witnesses.
    ///
    /// # Example
    ///
    /// `1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/12` and, as `4.`, the
    /// same again
    ///
    /// # How to fix it
    ///
    /// Keep one entry and point both markers at it.
    "reference-duplicate", Warning, find, "{n} entries repeat a source"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let mut pages = HashMap::new();
    let mut works = HashMap::new();
    let mut findings = Vec::new();
    for entry in reading.sources() {
        let page = entry.url.as_ref().and_then(|url| Address::read(&url.text).ok());
        let by_page = page.and_then(|page| repeated(&mut pages, page.canonical(), entry));
        let by_words = work(entry).and_then(|work| repeated(&mut works, work, entry));
        let Some(earlier) = by_page.or(by_words) else { continue };
        let related = [earlier, entry].map(|e| Related { span: e.span, label: name(e) });
        findings.push(
            CHECK
                .finding(
                    entry.span,
                    format!("{} is the same source as {}", name(entry), name(earlier)),
                )
                .help("keep one entry and point both markers at it")
                .label(name(entry))
                .related(related.to_vec()),
        );
    }
    findings
}

/// The entry that had `key` first, if another had it.
fn repeated<'a, K: Hash + Eq>(
    seen: &mut HashMap<K, &'a Reference>,
    key: K,
    entry: &'a Reference,
) -> Option<&'a Reference> {
    match seen.entry(key) {
        Entry::Occupied(earlier) => Some(earlier.get()),
        Entry::Vacant(free) => {
            free.insert(entry);
            None
        }
    }
}

/// Outlet, title and date; nothing if one of them is not known.
fn work(entry: &Reference) -> Option<[String; 3]> {
    let fold = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let field = |field: &Option<Field>| Some(fold(&field.as_ref()?.text));
    Some([field(&entry.publisher)?, field(&entry.title)?, field(&entry.date)?])
}
