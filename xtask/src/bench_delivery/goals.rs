//! What was to be reached, and what was: floors and aims as ratios of figures of one
//! run.

use std::fmt::Write as _;

use super::Figures;
use super::rows::{CONNECTIONS, DELAY, Who};

/// Which way is better.
#[derive(Clone, Copy)]
enum Better {
    More,
    Less,
}

/// One line of the table.
struct Goal {
    name: &'static str,
    what: &'static str,
    better: Better,
    floor: f64,
    aim: f64,
    found: Option<f64>,
}

impl Goal {
    fn word(&self) -> &'static str {
        let reaches = |found: f64, goal: f64| match self.better {
            Better::More => found >= goal,
            Better::Less => found <= goal,
        };
        match self.found {
            None => "not measured",
            Some(found) if reaches(found, self.aim) => "aim",
            Some(found) if reaches(found, self.floor) => "floor",
            Some(_) => "missed",
        }
    }
}

/// As a Markdown table. `signature` is one of OpenSSL's, in microseconds.
pub(super) fn table(rows: &[Figures], growth: &[Figures], signature: Option<f64>) -> String {
    let mut table =
        "\n| goal | | floor | aim | measured | reached |\n|---|---|--:|--:|--:|---|\n".to_owned();
    for goal in goals(rows, growth, signature) {
        let measured = goal.found.map_or_else(|| "–".to_owned(), |found| format!("{found:.2}"));
        let (name, what, word) = (goal.name, goal.what, goal.word());
        let _ = writeln!(
            table,
            "| {name} | {what} | {} | {} | {measured} | {word} |",
            goal.floor, goal.aim
        );
    }
    table
}

fn goals(rows: &[Figures], growth: &[Figures], signature: Option<f64>) -> [Goal; 10] {
    let find = |who: Who, signed: bool, delay: u32, connections: u32| {
        rows.iter().find(|found| {
            let row = &found.row;
            (row.who, row.signed, row.tls, row.delay, row.connections)
                == (who, signed, false, delay, connections)
        })
    };
    let plain = |who| find(who, false, 0, CONNECTIONS);
    let signed = |who| find(who, true, 0, CONNECTIONS);
    let alone = |who| find(who, false, 0, 1);
    let ratio = |one: Option<f64>, other: Option<f64>| Some(one? / other?);
    let (cpu, rate) = (|f: &Figures| f.cpu(), |f: &Figures| f.rate());
    let (ours, theirs) = (signed(Who::Copydesk), signed(Who::Nodemailer));
    let long = growth.iter().find(|found| found.row.messages == 1_000_000);
    let short = growth.iter().find(|found| found.row.messages == 10_000);
    let peak = |f: &Figures| f.peak();
    let one_wait = f64::from(CONNECTIONS) * 1_000.0 / f64::from(DELAY);
    let more = |name, what, floor, aim, found| Goal {
        name,
        what,
        better: Better::More,
        floor,
        aim,
        found,
    };
    let less = |name, what, floor, aim, found| Goal {
        name,
        what,
        better: Better::Less,
        floor,
        aim,
        found,
    };
    [
        more(
            "P1",
            "signed CPU a message: nodemailer / ours",
            8.0,
            12.0,
            ratio(theirs.map(cpu), ours.map(cpu)),
        ),
        more(
            "P2",
            "signed messages a second: ours / one nodemailer process",
            10.0,
            16.0,
            ratio(ours.map(rate), theirs.map(rate)),
        ),
        more(
            "P3",
            "unsigned messages a second: ours / `smtp-source -d -s 10`",
            0.6,
            1.0,
            ratio(plain(Who::Copydesk).map(rate), plain(Who::SmtpSource).map(rate)),
        ),
        less(
            "P4",
            "signed CPU a message in signatures of `openssl speed rsa2048`",
            1.8,
            1.4,
            ratio(ours.map(cpu), signature),
        ),
        more(
            "P5",
            "share of the one-wait ideal, each answer after 20 ms",
            0.45,
            0.9,
            find(Who::Copydesk, false, DELAY, CONNECTIONS).map(|f| f.rate() / one_wait),
        ),
        more(
            "P6",
            "one connection: ours / lettre's pool",
            100.0,
            200.0,
            ratio(alone(Who::Copydesk).map(rate), alone(Who::Lettre).map(rate)),
        ),
        less(
            "P7",
            "peak memory, 1,000,000 recipients / 10,000",
            1.2,
            1.05,
            ratio(long.map(peak), short.map(peak)),
        ),
        less("P8", "peak memory at 1,000,000 recipients, MB", 57.0, 35.0, long.map(peak)),
        less(
            "P9",
            "CPU a message, 1,000,000 recipients / 10,000",
            1.15,
            1.05,
            ratio(long.map(cpu), short.map(cpu)),
        ),
        less(
            "P10",
            "signed CPU a message, durable ledger / none",
            1.10,
            1.03,
            ratio(ours.map(cpu), signed(Who::Forgetful).map(cpu)),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_delivery::rows::{ROWS, growing};
    use crate::measured::Run;

    #[test]
    fn every_goal_finds_its_figures() {
        let figures = |row: &super::super::Row| {
            let run = Run { wall: 2.0, cpu: 1.0, peak: 20_000 };
            Figures::of(*row, &[(run, 0.1)])
        };
        let rows: Vec<Figures> = ROWS.iter().map(figures).collect();
        let growth: Vec<Figures> = growing(true).iter().map(figures).collect();
        let found = goals(&rows, &growth, Some(200.0));
        assert!(found.iter().all(|goal| goal.found.is_some()));
        assert_eq!(found[7].found, Some(20.0));
        assert_eq!((found[7].word(), found[6].word()), ("aim", "aim"));
        // Of a short run nobody can say how it grows.
        let short: Vec<Figures> = growing(false).iter().map(figures).collect();
        let without = goals(&rows, &short, None);
        let unknown = without.iter().filter(|goal| goal.found.is_none()).count();
        assert_eq!(unknown, 4);
        assert!(table(&rows, &short, None).contains("| P4 | signed CPU a message in"));
    }
}
