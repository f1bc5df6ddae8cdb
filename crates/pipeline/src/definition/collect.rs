//! How several briefs become one edition.

use copydesk_parsing::yaml::Path;
use jiff::civil::{Time, Weekday};

use super::file::{CollectFile, HeldWord, OrderWord};
use super::week;
use crate::newsroom::line;
use crate::source::Source;

/// The draft in the pipeline's folder that stands above the others.
pub const INTRO: &str = "intro.md";

/// What a digest is made of, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collect {
    /// When it is due, in the newsroom's time zone. `publish` does not wait for it.
    pub at: Option<Time>,
    /// On which days it is due; at least one.
    pub days: Vec<Weekday>,
    /// Which brief comes first.
    pub order: Order,
    /// How many briefs an edition needs; at least 1.
    pub at_least: usize,
    /// What a held brief does to the others.
    pub when_held: WhenHeld,
    /// The mail's subject, unless the intro has one of its own.
    pub subject: Option<String>,
}

/// Which brief comes first. Where that leaves two equal, their names decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The lightest; those without a weight come last.
    Weight,
    /// The latest date of a text; those without a date are of today.
    Date,
    /// The first of the alphabet.
    Name,
}

/// What a held brief does to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenHeld {
    /// They go out without it.
    LeaveOut,
    /// They wait for it.
    Wait,
}

/// What is wrong is noted in `source`; then nobody sees what stands in its place.
pub(super) fn narrow(written: CollectFile, path: &Path, source: &Source) -> Collect {
    if written.days.is_some() && written.at.is_none() {
        let help = Some("such as `at: \"07:00\"`".to_owned());
        source.refuse(&path.key("days"), "`days` needs an hour: there is no `at`", help);
    }
    let subject = written.subject.and_then(|words| line(source, &path.key("subject"), &words));
    let days = written.days.as_deref().unwrap_or("mon-sun");
    Collect {
        at: written.at.and_then(|words| week::time(&words, &path.key("at"), source)),
        days: week::days(days, &path.key("days"), source),
        order: match written.order {
            OrderWord::Weight => Order::Weight,
            OrderWord::Date => Order::Date,
            OrderWord::Name => Order::Name,
        },
        at_least: usize::try_from(written.at_least.get()).unwrap_or(usize::MAX),
        when_held: match written.when_held {
            HeldWord::LeaveOut => WhenHeld::LeaveOut,
            HeldWord::Wait => WhenHeld::Wait,
        },
        subject,
    }
}
