//! How far a long run is: a bar on a terminal, a JSON line a second for programs,
//! nothing in a file.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use copydesk_distribution::Step;
use copydesk_ledger::Settled;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::answers::Answers;
use super::printer::Printer;

/// Between two words on it.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens to one edition's run.
pub(crate) struct Progress<'a> {
    printer: &'a mut Printer,
    answers: &'a mut Answers,
    began: Instant,
    last: Instant,
    counts: Counts,
    bar: Option<ProgressBar>,
}

/// What became of those tried in this run.
#[derive(Default)]
struct Counts {
    sent: u64,
    deferred: u64,
    rejected: u64,
    uncertain: u64,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(printer: &'a mut Printer, answers: &'a mut Answers) -> Self {
        let now = Instant::now();
        Self { printer, answers, began: now, last: now, counts: Counts::default(), bar: None }
    }

    /// Takes note of a step, and says how far the run is if it takes long.
    pub(crate) fn hear(&mut self, step: &Step<'_>) {
        self.answers.hear(step);
        let Step { done, candidates, settled } = step;
        self.counts.add(settled);
        if self.last.elapsed() < PAUSE {
            return;
        }
        self.last = Instant::now();
        let pace = Pace::of(&self.counts, self.began.elapsed(), candidates - done);
        if !self.printer.is_human() {
            self.printer.json(&json!({
                "v": 1,
                "type": "progress",
                "done": done,
                "candidates": candidates,
                "sent": self.counts.sent,
                "deferred": self.counts.deferred,
                "rejected": self.counts.rejected,
                "uncertain": self.counts.uncertain,
                "per_second": pace.per_second,
                "seconds_left": pace.seconds_left,
            }));
        } else if io::stderr().is_terminal() && !self.printer.is_quiet() {
            let bar = self.bar.get_or_insert_with(|| bar(*candidates));
            bar.set_length(*candidates);
            bar.set_position(*done);
            bar.set_message(self.counts.words(&pace));
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            // The results take its place.
            bar.finish_and_clear();
        }
    }
}

impl Counts {
    fn add(&mut self, settled: &Settled) {
        match settled {
            Settled::Written | Settled::Accepted(_) => self.sent += 1,
            Settled::Deferred { .. } => self.deferred += 1,
            Settled::Rejected(_) => self.rejected += 1,
            Settled::Uncertain(_) => self.uncertain += 1,
            Settled::Unsent(_) => {}
        }
    }

    /// `1200 sent · 400/s · 3 deferred · 1 rejected · 2 min left`
    fn words(&self, pace: &Pace) -> String {
        let mut words = vec![format!("{} sent", self.sent), format!("{}/s", pace.per_second)];
        for (count, word) in [
            (self.deferred, "deferred"),
            (self.rejected, "rejected"),
            (self.uncertain, "uncertain"),
        ] {
            if count > 0 {
                words.push(format!("{count} {word}"));
            }
        }
        if let Some(left) = pace.seconds_left {
            words.push(match left {
                0..=90 => format!("{left} s left"),
                _ => format!("{} min left", left.div_ceil(60)),
            });
        }
        words.join(" · ")
    }
}

/// How fast it goes, and how long at that pace.
struct Pace {
    per_second: u64,
    seconds_left: Option<u64>,
}

impl Pace {
    fn of(counts: &Counts, elapsed: Duration, waiting: u64) -> Self {
        let tried = counts.sent + counts.deferred + counts.rejected + counts.uncertain;
        let per_second = tried as f64 / elapsed.as_secs_f64().max(1e-3);
        // Who was put off is not tried again in this run.
        let left = waiting.saturating_sub(counts.deferred) as f64 / per_second;
        Self {
            per_second: per_second.round() as u64,
            seconds_left: left.is_finite().then(|| left.ceil() as u64),
        }
    }
}

fn bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    // A template of ours is sound; without it the bar is plain.
    if let Ok(style) = ProgressStyle::with_template("    {bar:24} {pos} of {len} · {msg}") {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_adds_up() {
        let mut counts = Counts::default();
        for _ in 0..20 {
            counts.add(&Settled::Accepted("250".to_owned()));
        }
        counts.add(&Settled::Rejected("550".to_owned()));
        counts.add(&Settled::Unsent("reset".to_owned()));
        let pace = Pace::of(&counts, Duration::from_secs(2), 2_100);
        assert_eq!(counts.words(&pace), "20 sent · 11/s · 1 rejected · 4 min left");
        let none = Pace::of(&Counts::default(), Duration::from_secs(1), 5);
        assert_eq!(none.seconds_left, None);
    }
}
