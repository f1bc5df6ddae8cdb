//! Mail to whoever a draft belongs to, when it was marked ready and is held: the words
//! of its review, once for the same findings, also over a restart. It leaves beside the
//! loop, by the post that letters go by; nothing waits for it, least of all an edition.

mod courier;

use std::path::Path;

use copydesk_distribution::Stop;
use copydesk_manuscript::{Digest, Severity};
use copydesk_pipeline::newsroom::Owners;
use copydesk_pipeline::{Newsroom, Outcome, Profile, Published};
use copydesk_validation::{Report, Verdict};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::review;
use crate::report::count::counted;
use crate::serving;
use crate::trouble::Failure;

use courier::{Courier, Mail, Of, Word};

/// What waits for the courier; more is told at the next look at its draft.
const QUEUE: usize = 1_000;

/// Writes to people.
pub(crate) struct Mailing {
    owners: Owners,
    queue: mpsc::Sender<Word>,
    task: JoinHandle<()>,
}

impl Mailing {
    /// If the newsroom says to whom. No mail leaves any more when `stop` is asked.
    pub(crate) fn open(
        newsroom: &Newsroom,
        profile: &Profile,
        stop: Stop,
    ) -> Result<Option<Self>, Failure> {
        let Some(owners) = newsroom.owners.clone() else { return Ok(None) };
        let (queue, words) = mpsc::channel(QUEUE);
        let courier = Courier::new(&newsroom.root, serving::post(newsroom, profile)?, stop);
        let task = tokio::spawn(courier.run(words));
        Ok(Some(Self { owners, queue, task }))
    }

    /// Waits until everything was sent that was told; after `stop`, for the one mail that
    /// is on its way. What was not sent is told again by the next daemon.
    pub(crate) async fn end(mailing: Option<Self>) {
        if let Some(Self { queue, task, .. }) = mailing {
            drop(queue);
            // A task that panicked has said so itself.
            let _ = task.await;
        }
    }

    /// What the checks say of a draft that is marked ready.
    pub(super) fn tell_of_draft(&self, path: &Path, verdict: &Verdict) {
        let (document, report) = (verdict.document(), verdict.report());
        if !report.holds() {
            return self.say(Word::Mended { about: path.to_owned(), of: Of::Draft });
        }
        let to = self.owners.of(&document.front_matter).map(str::to_owned);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.say(Word::Held(Mail {
            about: path.to_owned(),
            told: told(Of::Draft, report),
            to: to.into_iter().collect(),
            subject: format!("{name} is held: {} to do", things(report)),
            text: review::words(path, document, report, ""),
        }));
    }

    /// What became of the edition that was made of a draft, or of a folder of them.
    pub(super) fn tell_of_edition(&self, about: &Path, published: &Published) {
        let about = about.to_owned();
        let rendered = match &published.outcome {
            Outcome::Held(rendered) => rendered,
            Outcome::Nothing => return,
            _ => return self.say(Word::Mended { about, of: Of::Edition }),
        };
        let report = rendered.proof.report();
        let documents = rendered.lineup.documents();
        let owners = documents.iter().filter_map(|one| self.owners.of(&one.front_matter));
        let mut to: Vec<String> = owners.map(str::to_owned).collect();
        to.sort();
        to.dedup();
        self.say(Word::Held(Mail {
            told: told(Of::Edition, report),
            to,
            subject: format!(
                "The edition of {} is held: {} to do",
                about.file_name().unwrap_or_default().to_string_lossy(),
                things(report)
            ),
            text: review::held_edition(rendered),
            about,
        }));
    }

    fn say(&self, word: Word) {
        if self.queue.try_send(word).is_err() {
            tracing::warn!("a mail about a draft is not sent: too many wait");
        }
    }
}

fn things(report: &Report) -> String {
    let all = [Severity::Error, Severity::Warning].map(|one| report.things_to_do(one));
    counted(all.into_iter().sum(), "thing")
}

/// What stands for these findings: the same wherever in the draft their words are now.
fn told(of: Of, report: &Report) -> String {
    let open = report.findings.iter();
    let open = open.filter(|one| one.severity > Severity::Info && one.waived.is_none());
    let mut lines: Vec<String> = open
        .map(|one| {
            let passage = one.fingerprint.as_ref().map(|print| print.as_str());
            format!("{} {} {}\n", one.check, passage.unwrap_or_default(), one.message)
        })
        .collect();
    lines.sort();
    format!("{} {}", of.word(), Digest::of(lines.concat().as_bytes()).as_str())
}

#[cfg(test)]
mod tests {
    use copydesk_manuscript::Draft;
    use copydesk_parsing::parse;
    use copydesk_validation::{Policy, validate};
    use jiff::civil::date;

    use super::{Of, told};

    #[test]
    fn findings_are_the_same_wherever_they_stand() {
        let of = |text: &str| {
            let document = parse(&Draft::new("a.md".to_owned(), text.as_bytes().to_vec()));
            told(Of::Draft, validate(document, &Policy::rehearsal(date(2024, 5, 6))).report())
        };
        let held = "# Quay\n\nThe board shut the quay in 2023.[1]\n";
        assert_eq!(of(held), of(&held.replace("# Quay\n", "# Quay\n\n\n")));
        assert_ne!(of(held), of(&held.replace("[1]", "[1][2]")));
    }
}
