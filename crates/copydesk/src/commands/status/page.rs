//! The operator's home page, for people: how everything stands, and under each thing
//! that needs somebody the command that helps.

use copydesk_ledger::{EditionSummary, Proposal};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::home::{DraftNow, Home, Store};
use crate::commands::watch::Presence;
use crate::report::count::counted;
use crate::report::delivery;
use crate::report::edition::sum;
use crate::report::paint::Paint;
use crate::report::proposal;
use crate::watching::State;

/// More of one kind are counted, not shown.
const MOST: usize = 5;
/// Cells of a bar.
const BAR: u64 = 20;

/// As a page of so many columns.
pub(super) fn page(home: &Home, zone: &TimeZone, paint: Paint, width: usize) -> String {
    let look = Look { zone, paint, width };
    let parts = [look.head(home), look.needs(home), look.going(home), look.rest(home)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

struct Look<'a> {
    zone: &'a TimeZone,
    paint: Paint,
    width: usize,
}

impl Look<'_> {
    /// Who, the daemon, the ledger, the folders.
    fn head(&self, home: &Home) -> String {
        let files = if home.live { "" } else { ": files only, nothing is sent" };
        let mut page = format!("{} · profile {}{files}\n\n", home.name, home.profile);
        let daemon = match &home.daemon {
            Presence::Running(Some(watcher)) => format!(
                "{} since {}, profile {}, process {}",
                self.paint.good("running"),
                self.at(watcher.since),
                watcher.profile,
                watcher.pid
            ),
            Presence::Running(None) => self.paint.good("running"),
            Presence::Died(watcher) => {
                let died = self.paint.bad("died");
                format!("{died}: process {} did not end by itself", watcher.pid)
            }
            Presence::None => "not running".to_owned(),
        };
        page.push_str(&self.field("daemon", &daemon));
        page.push_str(&self.field("ledger", &self.store(&home.store)));
        for (index, folder) in home.folders.iter().enumerate() {
            let (path, pipeline) = (folder.path.display(), &folder.pipeline);
            let said = match &folder.drafts {
                Ok(count) => counted(*count, "draft"),
                Err(why) => format!("{}: {why}", self.paint.bad("degraded")),
            };
            let word = if index == 0 { "folders" } else { "" };
            page.push_str(&self.field(word, &format!("{path}/ ({pipeline}): {said}")));
        }
        let counts = State::ALL.iter().filter_map(|state| {
            let count = home.drafts.iter().filter(|draft| draft.state == *state).count();
            (count > 0).then(|| format!("{count} {}", state.word()))
        });
        let counts: Vec<String> = counts.collect();
        if !counts.is_empty() {
            page.push_str(&self.field("drafts", &counts.join(" · ")));
        }
        page
    }

    fn store(&self, store: &Store) -> String {
        let free = store.free.map(|free| format!("{} free", size(free)));
        let free = match free {
            Some(free) if store.is_tight() => self.paint.bad(&free),
            Some(free) => free,
            None => "nobody knows how much room is left".to_owned(),
        };
        match (&store.trouble, store.bytes) {
            (Some(why), _) => format!("{}: {why}", self.paint.bad("does not answer")),
            (None, Some(bytes)) => format!("answers · {} · {free}", size(bytes)),
            (None, None) => format!("none yet: nothing was published · {free}"),
        }
    }

    /// What does not go on by itself, and what to do about it.
    fn needs(&self, home: &Home) -> String {
        let mut lines = String::new();
        if let Presence::Died(_) = home.daemon {
            lines.push_str(&self.need("the daemon died", &["copydesk watch".to_owned()]));
        }
        if home.store.is_tight() {
            let what = "the ledger's disk is nearly full";
            lines.push_str(
                &self.need(what, &["make room: what cannot be noted is not sent".into()]),
            );
        }
        for folder in home.folders.iter().filter(|folder| folder.drafts.is_err()) {
            let what = format!("{}/ cannot be looked at", folder.path.display());
            lines.push_str(&self.need(&what, &["make it readable, or mount it again".to_owned()]));
        }
        self.several(&mut lines, home.stuck(), |edition| self.stuck(home, edition));
        self.several(&mut lines, home.asked(), |proposal| self.asked(proposal, home.needed));
        let failed = home.drafts.iter().filter(|draft| draft.state == State::Failed);
        self.several(&mut lines, home.held().chain(failed), |draft| self.held(draft));
        match lines.is_empty() {
            true => format!("{}\n", self.paint.good("Nothing needs you.")),
            false => format!("Needs you\n{lines}"),
        }
    }

    fn several<T>(
        &self,
        lines: &mut String,
        of: impl Iterator<Item = T>,
        told: impl Fn(T) -> String,
    ) {
        let mut more = 0;
        for (index, one) in of.enumerate() {
            match index < MOST {
                true => lines.push_str(&told(one)),
                false => more += 1,
            }
        }
        if more > 0 {
            lines.push_str(&format!("    and {more} more\n"));
        }
    }

    fn stuck(&self, home: &Home, edition: &EditionSummary) -> String {
        let (key, balance) = (&edition.key, &edition.balance);
        if delivery::standing(edition) == "stopped" {
            let since = edition.stopped_at.map(|at| format!(" since {}", self.at(at)));
            let since = since.unwrap_or_default();
            let what = format!("{key} is stopped{since}; {} wait", balance.waiting);
            return self.need(
                &what,
                &[format!("copydesk resume {key}"), format!("copydesk cancel {key}")],
            );
        }
        if home.nobody_sends(edition) {
            let what = format!("{} wait for {key}, and nobody sends it", balance.waiting);
            return self.need(&what, &[format!("copydesk retry {key}"), "copydesk watch".into()]);
        }
        let what = format!("{key}: {} deliveries are uncertain", balance.uncertain);
        let resolve = format!("copydesk resolve {key} --all --accepted|--resend --reason WHY");
        self.need(&what, &["look into the relay's log, then".to_owned(), resolve])
    }

    fn asked(&self, proposal: &Proposal, needed: u32) -> String {
        let key = &proposal.proposed.key;
        if let Some(no) = proposal.rejection() {
            let what = format!("{key} was rejected by {}: {}", no.name, no.comment);
            return self.need(&what, &["mend the draft: then it is asked about anew".to_owned()]);
        }
        let given = proposal.approvals().count();
        let since = self.at(proposal.proposed_at);
        let what = format!("{key} waits for approval since {since}, {given} of {needed} given");
        self.need(
            &what,
            &[
                format!("“{}”", proposal.proposed.subject),
                format!("copydesk approve {key} --by NAME"),
                format!("copydesk reject {key} --by NAME --comment WORDS"),
            ],
        )
    }

    fn held(&self, draft: &DraftNow) -> String {
        let path = draft.path.display();
        let what = match draft.state {
            State::Failed => format!("{path} cannot be read"),
            _ => {
                let things = if draft.to_do == 1 { "thing" } else { "things" };
                format!("{path} is ready and held: {} {things} to do", draft.to_do)
            }
        };
        let first = draft.first.as_ref().map(|(at, message)| match at {
            Some((line, column)) => format!("{line}:{column} {message}"),
            None => message.clone(),
        });
        let help: Vec<String> =
            first.into_iter().chain([format!("copydesk check {path}")]).collect();
        self.need(&what, &help)
    }

    /// What waits for its time, then editions on their way, with how far they are.
    fn going(&self, home: &Home) -> String {
        let mut lines = String::new();
        let timed = home.waiting.iter().filter(|proposal| proposal.waits_until.is_some());
        self.several(&mut lines, timed, |one| format!("  {}", proposal::line(one, self.zone)));
        self.several(&mut lines, home.timed().into_iter(), |(at, draft)| {
            let at = at.to_zoned_datetime(self.zone.clone()).strftime("%-d %B %Y, %H:%M");
            format!("{}\n", self.cut(&format!("  {}: waits until {at}", draft.path.display())))
        });
        self.several(&mut lines, home.going(), |edition| {
            let balance = &edition.balance;
            let (all, done) = (balance.candidates, balance.candidates - balance.waiting);
            let cells = (done * BAR).checked_div(all).unwrap_or_default();
            let share = (done * 100).checked_div(all).unwrap_or_default();
            let bar: String = (0..BAR).map(|cell| if cell < cells { '█' } else { '░' }).collect();
            format!("  {}\n    {bar} {share} %, {done} of {all}\n", edition.key)
        });
        if lines.is_empty() { lines } else { format!("On their way\n{lines}") }
    }

    /// The last editions, each with its balance.
    fn rest(&self, home: &Home) -> String {
        let closed = home.editions.iter().filter(|edition| edition.closed_at.is_some());
        let last: Vec<String> = closed
            .take(MOST)
            .map(|edition| {
                let at = edition.closed_at.map(|at| self.at(at)).unwrap_or_default();
                let line = format!("  {at}  {}", edition.key);
                format!("{}\n    {}\n", self.cut(&line), sum(&edition.balance))
            })
            .collect();
        match (last.is_empty(), home.live) {
            (false, _) => format!("Last editions\n{}", last.concat()),
            (true, true) => "No edition has gone out to people.\n".to_owned(),
            (true, false) => "No edition was rehearsed.\n".to_owned(),
        }
    }

    fn field(&self, word: &str, said: &str) -> String {
        // Colours take no room on a terminal, and lines with them are ours: short.
        let line = format!("{word:<9} {said}");
        format!("{}\n", if self.paint.0 { line } else { self.cut(&line) })
    }

    fn need(&self, what: &str, help: &[String]) -> String {
        let mut lines = self.cut(&format!("  {what}")) + "\n";
        for line in help {
            lines.push_str(&self.paint.dim(&self.cut(&format!("    {line}"))));
            lines.push('\n');
        }
        lines
    }

    /// Commands are never cut: somebody copies them.
    fn cut(&self, line: &str) -> String {
        let command = line.trim_start().starts_with("copydesk ");
        if command || line.chars().count() <= self.width {
            return line.to_owned();
        }
        let short: String = line.chars().take(self.width.saturating_sub(1)).collect();
        format!("{}…", short.trim_end())
    }

    fn at(&self, moment: Timestamp) -> String {
        moment.to_zoned_datetime(self.zone.clone()).strftime("%-d %b %H:%M").to_string()
    }
}

/// As people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}
