//! `url-bare-domain`

use copydesk_manuscript::{Finding, Origin};

use crate::address::Address;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// A source whose address is a home page: `https://post.example/`. A link in the text
    /// may name an organisation that way and is not looked at.
    ///
    /// # Why it matters to a reader
    ///
    /// Home pages change every hour; what was read there is gone when the reader comes.
    ///
    /// # Example
    ///
    /// `1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example`
    ///
    /// # How to fix it
    ///
    /// Give the address of the page itself.
    "url-bare-domain", Warning, find, "{n} sources lead to a home page"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let listed = reading.addresses().filter(|(entry, ..)| entry.origin != Origin::Link);
    let homes = listed.filter(|(_, _, url)| {
        Address::read(url).is_ok_and(|a| a.path.trim_matches('/').is_empty() && a.query.is_empty())
    });
    homes
        .map(|(entry, span, _)| {
            CHECK
                .finding(span, "this is a home page, not the page that says it")
                .help("give the address of the page itself")
                .label(name(entry))
        })
        .collect()
}
