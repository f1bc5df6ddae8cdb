//! `waiver-unknown-check`

use copydesk_manuscript::{Finding, did_you_mean};

use crate::check::check;
use crate::reading::Reading;
use crate::waiving::standing;

check! {
    /// # What it looks for
    ///
    /// A waiver that names a check which does not exist.
    ///
    /// # Why it matters to a reader
    ///
    /// What the writer meant to answer for is not answered.
    ///
    /// # Example
    ///
    /// `<!-- allow sentence-uncitd: we saw it -->`
    ///
    /// # How to fix it
    ///
    /// Write the name as findings show it; `copydesk explain` lists all checks.
    "waiver-unknown-check", Warning, find, "{n} waivers name no check"
}

/// More slips than this are not one editor's.
const MOST_SUGGESTIONS: usize = 100;

fn find(reading: &Reading<'_>) -> Vec<Finding> {
    let waivers = reading.document.waivers.iter();
    let named = waivers.flat_map(|waiver| waiver.checks.iter().map(move |name| (waiver, name)));
    let unknown = named.filter(|(_, name)| crate::check(&name.text).is_none());
    unknown
        .enumerate()
        .map(|(i, (waiver, name))| {
            let names = crate::catalogue().map(|check| check.name);
            let likely = (i < MOST_SUGGESTIONS).then(|| did_you_mean(&name.text, names));
            let help = match likely.flatten() {
                Some(likely) => format!("did you mean `{likely}`? `copydesk explain` lists all"),
                None => "`copydesk explain` lists all checks".to_owned(),
            };
            let standing = standing(reading.document, waiver, Some(name));
            let shown: String = name.text.chars().take(60).collect();
            let message = format!("{}there is no check `{shown}`", standing.prefix);
            CHECK.finding(standing.span, message).help(help).label(standing.label)
        })
        .collect()
}
