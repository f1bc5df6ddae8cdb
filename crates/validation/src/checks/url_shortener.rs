//! `url-shortener`

use copydesk_manuscript::Finding;

use crate::address::Address;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An address of a shortening service, which hides where it leads.
    ///
    /// # Why it matters to a reader
    ///
    /// The reader cannot see whose page opens, and shorteners die with their links.
    ///
    /// # Example
    ///
    /// `https://bit.ly/3xYz12`
    ///
    /// # How to fix it
    ///
    /// Open it and copy the address of the page it leads to.
    "url-shortener", Warning, find, "{n} addresses are shortened"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let short = reading.addresses().filter(|(_, _, url)| {
        Address::read(url).is_ok_and(|address| SHORTENERS.contains(&address.site().as_str()))
    });
    short
        .map(|(entry, span, _)| {
            CHECK
                .finding(span, "a shortened address hides where it leads")
                .help("open it and copy the address of the page it leads to")
                .label(name(entry))
        })
        .collect()
}

/// Services whose only purpose is to shorten.
const SHORTENERS: [&str; 16] = [
    "bit.ly",
    "t.co",
    "tinyurl.com",
    "goo.gl",
    "ow.ly",
    "buff.ly",
    "is.gd",
    "v.gd",
    "lnkd.in",
    "dlvr.it",
    "rebrand.ly",
    "cutt.ly",
    "shorturl.at",
    "t.ly",
    "tiny.cc",
    "rb.gy",
];
