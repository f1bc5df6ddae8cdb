//! `url-insecure`

use copydesk_manuscript::Finding;

use crate::address::Address;
use crate::check::check;
use crate::reading::{Reading, name};

check! {
    /// # What it looks for
    ///
    /// An address that begins with `http://`.
    ///
    /// # Why it matters to a reader
    ///
    /// Whoever sits between the reader and the page can read and change it; mail programs
    /// may warn of it.
    ///
    /// # Example
    ///
    /// `http://post.example/12`
    ///
    /// # How to fix it
    ///
    /// Try the page with `https://`; most have it. One that has not is left as it is.
    "url-insecure", Info, find, "{n} addresses are not protected on their way"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let open = reading.addresses().filter(|(_, _, url)| {
        let scheme = url.split(':').next().unwrap_or_default();
        scheme.eq_ignore_ascii_case("http")
    });
    let insecure = open.filter(|(_, _, url)| Address::read(url).is_ok());
    insecure
        .map(|(entry, span, _)| {
            CHECK
                .finding(span, "this address is not protected on its way")
                .help("try it with https://")
                .label(name(entry))
        })
        .collect()
}
