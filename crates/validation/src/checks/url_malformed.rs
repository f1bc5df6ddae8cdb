//! `url-malformed`

use copydesk_manuscript::Finding;

use crate::address::{Address, Malformed};
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An address that no browser opens: without a host, with two schemes, with a port that
    /// is no number, or with a host that cannot be one.
    ///
    /// # Why it matters to a reader
    ///
    /// The reader taps the source and nothing happens.
    ///
    /// # Example
    ///
    /// `https://https://post.example/12`
    ///
    /// # How to fix it
    ///
    /// Open the page and copy the address from the browser.
    "url-malformed", Error, find, "{n} addresses open nothing"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let addresses = reading.addresses();
    let broken = addresses.filter_map(|(entry, span, url)| {
        let why = match Address::read(url).err()? {
            Malformed::NoHost => "it names no host",
            Malformed::TwoSchemes => "it begins twice",
            Malformed::Host => "no host is called like this",
            Malformed::Port => "its port is no number",
        };
        let finding = CHECK.finding(span, format!("this address opens nothing: {why}"));
        Some(finding.help("copy it from the browser").label(name(entry)))
    });
    broken.collect()
}
