//! `own-link-insecure`

use std::collections::BTreeSet;

use crate::check::check;
use crate::proof::{At, Mark};
use crate::sheets::{Sheets, address};

check! {
    /// # What it looks for
    ///
    /// A link or picture of the newsroom's own, in the mail or on its page, whose
    /// address begins with `http://`. A source keeps the address that it has;
    /// `url-insecure` is about those.
    ///
    /// # Why it matters to a reader
    ///
    /// Whoever sits between the reader and the archive can read and change what passes,
    /// an unsubscribe link included; mail programs warn of such a mail.
    ///
    /// # Example
    ///
    /// `url: http://brief.example` in `copydesk.yaml`.
    ///
    /// # How to fix it
    ///
    /// Serve the archive over https and write `https://` in `copydesk.yaml` or in the
    /// template that brings the link in.
    "own-link-insecure", Warning, edition find, "{n} links of our own are not protected on their way"
}

fn find(sheets: &Sheets<'_>) -> Vec<Mark> {
    let theirs: BTreeSet<&str> = sheets.addresses().into_iter().map(plain).collect();
    let mut marks = Vec::new();
    for (part, html) in sheets.pages() {
        for element in &html.elements {
            let Some(url) = address(element) else { continue };
            let is_open = url.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"));
            if is_open && !theirs.contains(plain(url)) {
                let message = format!("{url} is not protected on its way");
                let mark = CHECK.mark(At::Part(part), element.span, message);
                marks.push(mark.help("https:// in copydesk.yaml, or in the template"));
            }
        }
    }
    marks
}

/// An address as far as it is the same in the draft and in HTML, where characters
/// that do not belong in one are escaped.
fn plain(url: &str) -> &str {
    let end = url.find(|c: char| "\"<>\\`^{|}%".contains(c));
    end.map_or(url, |end| &url[..end])
}
