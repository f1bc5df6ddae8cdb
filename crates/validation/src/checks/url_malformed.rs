//! `url-malformed`

use copydesk_manuscript::{Applicability, Edit, Finding, Severity};

use crate::address::{Address, Damaged, Malformed};
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An address that no browser opens: without a host, with two schemes, with a port that
    /// is no number, with a host that cannot be one, or with a broken beginning
    /// (`https//`). One that only lacks its `https://` is a warning.
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
    broken.chain(damaged(reading)).collect()
}

/// What stands where the address belongs, and is none.
fn damaged<'a>(reading: &'a Reading<'_>) -> impl Iterator<Item = Finding> + use<'a> {
    reading.damaged_addresses().map(|(entry, span, kind)| match kind {
        Damaged::Scheme => CHECK
            .finding(span, "this address opens nothing: its beginning is broken")
            .help("copy it from the browser")
            .label(name(entry)),
        Damaged::NoScheme => {
            let edit = Edit { start: span.start, end: span.start, text: "https://".to_owned() };
            let mut finding = CHECK
                .finding(span, "this address opens nothing: https:// is missing")
                .help("write https:// before it")
                .label(name(entry))
                .fix(Applicability::Review, vec![edit]);
            finding.severity = Severity::Warning;
            finding
        }
    })
}
