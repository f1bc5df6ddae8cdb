//! What is measured: who sends, how many messages, in which way.

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Copydesk,
    /// With a ledger that keeps deliveries in memory.
    Forgetful,
    Nodemailer,
    Lettre,
    Smtplib,
    SmtpSource,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) who: Who,
    /// As many as take some seconds.
    pub(super) messages: u32,
    pub(super) connections: u32,
    pub(super) signed: bool,
    /// Over STARTTLS.
    pub(super) tls: bool,
    /// Milliseconds before each answer of the sink.
    pub(super) delay: u32,
}

/// Of the rows with a slow sink, in milliseconds.
pub(super) const DELAY: u32 = 20;
/// Where a row says nothing else.
pub(super) const CONNECTIONS: u32 = 10;
/// The most that a row is run in a round.
pub(super) const TURNS: u32 = 3;

use Who::{Copydesk, Forgetful, Lettre, Nodemailer, SmtpSource, Smtplib};

/// Those of one way of sending stand together, ours first.
pub(super) const ROWS: [Row; 16] = [
    plain(Copydesk, 20_000),
    plain(Nodemailer, 3_000),
    plain(Lettre, 1_000),
    Row { connections: 1, ..plain(Smtplib, 2_000) },
    plain(SmtpSource, 20_000),
    signed(Copydesk, 10_000),
    signed(Forgetful, 10_000),
    signed(Nodemailer, 2_000),
    Row { tls: true, ..plain(Copydesk, 10_000) },
    Row { tls: true, ..plain(Nodemailer, 2_000) },
    Row { tls: true, connections: 1, ..plain(Smtplib, 1_000) },
    slow(Copydesk, 2_500),
    slow(Nodemailer, 500),
    slow(Lettre, 300),
    Row { connections: 1, ..plain(Copydesk, 5_000) },
    Row { connections: 1, ..plain(Lettre, 100) },
];

const fn plain(who: Who, messages: u32) -> Row {
    Row { who, messages, connections: CONNECTIONS, signed: false, tls: false, delay: 0 }
}

const fn signed(who: Who, messages: u32) -> Row {
    Row { signed: true, ..plain(who, messages) }
}

const fn slow(who: Who, messages: u32) -> Row {
    Row { delay: DELAY, ..plain(who, messages) }
}

/// Ours by the length of the list.
pub(super) fn growing(million: bool) -> Vec<Row> {
    let counts = [1_000, 10_000, 100_000, 1_000_000];
    let counts = counts.into_iter().filter(|count| million || *count < 1_000_000);
    counts.map(|count| plain(Copydesk, count)).collect()
}

impl Row {
    /// How often it is run in a round: those that are compared to a hundredth more often,
    /// since a machine that others share is off by more than that.
    pub(super) fn turns(&self) -> u32 {
        if self.signed && matches!(self.who, Copydesk | Forgetful) { TURNS } else { 1 }
    }

    /// Who it is, in words.
    pub(super) fn name(&self) -> &'static str {
        match self.who {
            Copydesk => "Copydesk, ledger and all",
            Forgetful => "Copydesk, without a durable ledger",
            Nodemailer => "nodemailer, pooled",
            Lettre => "lettre, its pool",
            Smtplib => "Python, smtplib",
            SmtpSource => "`smtp-source -d`",
        }
    }

    /// `RSA-2048, STARTTLS, 20 ms`
    pub(super) fn way(&self) -> String {
        let mut words = Vec::new();
        if self.signed {
            words.push("RSA-2048".to_owned());
        }
        if self.tls {
            words.push("STARTTLS".to_owned());
        }
        if self.delay > 0 {
            words.push(format!("{} ms", self.delay));
        }
        words.join(", ")
    }

    /// Whether it sends in the same way as another.
    pub(super) fn like(&self, other: &Self) -> bool {
        (self.signed, self.tls, self.delay) == (other.signed, other.tls, other.delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_another_one() {
        for (index, row) in ROWS.iter().enumerate() {
            let same = |other: &&Row| {
                other.who == row.who && other.like(row) && other.connections == row.connections
            };
            assert_eq!(ROWS[..index].iter().find(same), None);
        }
        assert_eq!(growing(false).len(), 3);
        assert_eq!(growing(true).last().map(|row| row.messages), Some(1_000_000));
    }
}
