//! `waiver-without-reason`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::reading::Reading;
use crate::waiving::standing;

check! {
    /// # What it looks for
    ///
    /// A waiver that does not say why. It answers nothing: the finding stays.
    ///
    /// # Why it matters to a reader
    ///
    /// A reason can be weighed, by a colleague today and by a reader later; a
    /// silence cannot.
    ///
    /// # Example
    ///
    /// `<!-- allow sentence-uncited -->`
    ///
    /// # How to fix it
    ///
    /// Say why behind a colon: `<!-- allow sentence-uncited: our reporter was there -->`.
    "waiver-without-reason", Warning, find, "{n} waivers give no reason"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let silent = reading.document.waivers.iter().filter(|waiver| waiver.reason.is_empty());
    silent
        .map(|waiver| {
            let standing = standing(reading.document, waiver, None);
            let message =
                format!("{}this waiver gives no reason, so it answers nothing", standing.prefix);
            let help = match standing.in_file {
                true => "say why in `reason:`",
                false => "say why behind a colon, before the `-->`",
            };
            CHECK.finding(standing.span, message).help(help).label(standing.label)
        })
        .collect()
}
