//! `url-publisher-mismatch`

use copydesk_manuscript::Finding;

use crate::address::Address;
use crate::check::check;
use crate::outlets;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An entry that names a well-known outlet and leads to somebody else's site. Only
    /// outlets in a table of ours are looked at; archives and libraries may stand in for
    /// any of them.
    ///
    /// # Why it matters to a reader
    ///
    /// The reader expects one outlet's word and gets another's.
    ///
    /// # Example
    ///
    /// `“Quay shut” BBC, 2 Mar. 2023, https://copycat.example/12`
    ///
    /// # How to fix it
    ///
    /// Name the site that the address leads to, or give the outlet's own address.
    "url-publisher-mismatch", Info, find, "{n} addresses lead to another outlet"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let named = reading.addresses().filter_map(|(entry, span, url)| {
        let outlet = entry.publisher.as_ref()?;
        let hosts = outlets::hosts(&outlet.text)?;
        let site = Address::read(url).ok()?.site();
        if outlets::is_of(&site, hosts) || outlets::is_archive(&site) {
            return None;
        }
        let message = format!("the entry names {}, the address leads to {site}", outlet.text);
        let help = "name the site, or give the outlet's own address";
        Some(CHECK.finding(span, message).help(help).label(name(entry)))
    });
    named.collect()
}
