//! What a reading came to. No address is named.

use copydesk_distribution::BounceClass;
use copydesk_ledger::{Followed, Reason};
use serde::Serialize;

use crate::report::printer::Printer;

#[derive(Default, Serialize)]
pub(super) struct Tally {
    /// Messages or notices.
    pub(super) read: u64,
    hard_bounces: u64,
    soft_bounces: u64,
    refusals: u64,
    delivered: u64,
    pub(super) complaints: u64,
    pub(super) requests: u64,
    pub(super) auto_replies: u64,
    pub(super) answers: u64,
    pub(super) unreadable: u64,
    /// Read before.
    pub(super) known: u64,
    /// Without a token of the person they name.
    pub(super) unproved: u64,
    /// Lines that are no notice.
    pub(super) broken: u64,
    /// About deliveries that their worker has not settled yet.
    under_way: u64,
    marked: u64,
    settled: u64,
    now_bounced: u64,
    now_complained: u64,
    now_unsubscribed: u64,
}

impl Tally {
    pub(super) fn class(&mut self, class: BounceClass) -> &mut u64 {
        match class {
            BounceClass::Hard => &mut self.hard_bounces,
            BounceClass::Soft => &mut self.soft_bounces,
            BounceClass::Refused => &mut self.refusals,
            BounceClass::Delivered => &mut self.delivered,
        }
    }

    pub(super) fn suppressed(&mut self, reason: Reason, new: bool) {
        let count = u64::from(new);
        match reason {
            Reason::Bounced => self.now_bounced += count,
            Reason::Complained => self.now_complained += count,
            _ => self.now_unsubscribed += count,
        }
    }

    pub(super) fn followed(&mut self, followed: &Followed) {
        self.under_way += u64::from(followed.under_way);
        self.marked += u64::from(followed.marked);
        self.settled += u64::from(followed.settled);
    }

    /// `what`: messages or notices.
    pub(super) fn print(&self, what: &'static str, printer: &mut Printer) {
        if !printer.is_human() {
            let mut line = serde_json::json!({ "v": 1, "type": "ingest", "of": what });
            if let (Some(line), Ok(tally)) = (line.as_object_mut(), serde_json::to_value(self)) {
                line.extend(tally.as_object().cloned().unwrap_or_default());
            }
            return printer.json(&line);
        }
        let mut page = format!("{:>7} {what}\n", self.read);
        for (count, what) in [
            (self.hard_bounces, "say that an address is gone"),
            (self.soft_bounces, "say that it may be taken later"),
            (self.refusals, "refuse the mail, not the address: look at what they say"),
            (self.delivered, "say that it was delivered"),
            (self.complaints, "complain"),
            (self.requests, "ask to leave"),
            (self.auto_replies, "are a machine's answer"),
            (self.answers, "are from people: somebody should read them"),
            (self.unreadable, "cannot be read"),
            (self.known, "were read before"),
            (self.broken, "are no notice: see above"),
            (self.under_way, "are about mail still on its way: read them again later"),
            (self.unproved, "name nobody whom they can prove to be about, and change nothing"),
        ] {
            if count > 0 {
                page += &format!("{count:>7} {what}\n");
            }
        }
        page += &format!(
            "Marked: {}; certain now: {}.\nNo more mail to: {} bounced, {} complained, {} unsubscribed.\n",
            self.marked, self.settled, self.now_bounced, self.now_complained, self.now_unsubscribed
        );
        printer.page(&page);
    }
}
