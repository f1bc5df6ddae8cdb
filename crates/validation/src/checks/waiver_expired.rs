//! `waiver-expired`

use copydesk_manuscript::Finding;

use crate::check::check;
use crate::reading::Reading;
use crate::waiving::{is_over, standing};

check! {
    /// # What it looks for
    ///
    /// A waiver whose last day is over. It holds on that day and no longer: what it
    /// answered for must be answered again.
    ///
    /// # Why it matters to a reader
    ///
    /// What could be taken on trust for a week should have a source by now.
    ///
    /// # Example
    ///
    /// `<!-- allow sentence-uncited until 2024-05-03: the report is out on Friday -->`
    ///
    /// # How to fix it
    ///
    /// Mend what was waived, or give a later day and say why.
    "waiver-expired", Warning, find, "{n} waivers have ended"
}

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let waivers = reading.document.waivers.iter().zip(&reading.answers.met);
    let over = waivers.filter(|(waiver, _)| is_over(waiver, reading.policy.today));
    over.map(|(waiver, met)| {
        let standing = standing(reading.document, waiver, None);
        let day = waiver.until.map(|day| day.strftime("%-d %B %Y").to_string());
        let day = day.unwrap_or_default();
        let message = format!("{}this waiver ended on {day}", standing.prefix);
        let help = match met.iter().any(|met| met.some) {
            true => "mend what it answered for, or give a later day",
            false => "delete it: nothing needs it any more",
        };
        CHECK.finding(standing.span, message).help(help).label(standing.label)
    })
    .collect()
}
