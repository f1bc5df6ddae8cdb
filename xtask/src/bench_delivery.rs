//! `cargo xtask bench-delivery`: how fast mail goes out, beside nodemailer's pool,
//! lettre's own and Python's smtplib. All mail the same words to the same sink in the
//! same run, in turn; only the ratios mean something on another machine.

mod sink;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::measured::{Run, built, measure, median};
use crate::{exit, judges, machine, section};
use sink::Sink;

/// Messages that everybody sends. The slowest peer needs seconds for them.
const SHARED: u32 = 2_000;
const CONNECTIONS: u32 = 10;
/// As long as briefs are.
const DRAFT: &str = "drafts/malaria-vaccines.md";

/// Measures, and prints what was found.
pub(crate) fn run(rounds: usize, million: bool, write: bool) -> ExitCode {
    let measured = bench(rounds, million).and_then(|page| {
        println!("{page}");
        if write { section::write("docs/performance.md", "bench-delivery", &page) } else { Ok(()) }
    });
    match measured {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn bench(rounds: usize, million: bool) -> Result<String, String> {
    let mut build = machine::cargo();
    build.args(["build", "--release", "--quiet", "-p", "copydesk-proving", "--bins"]);
    match build.status() {
        Ok(status) if status.success() => {}
        _ => return Err("the release was not built; cargo says why above".to_owned()),
    }
    let bench = Bench {
        packages: judges::install("crates/proving/judges/bench-delivery", "bench-delivery/npm")?,
    };
    let mut runs: Vec<Vec<(Run, f64)>> = vec![Vec::new(); WHO.len()];
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        for (who, runs) in WHO.iter().zip(&mut runs) {
            runs.push(bench.run(who.0, SHARED)?);
        }
    }
    let mut growth = Vec::new();
    let counts: &[u32] =
        if million { &[1_000, 10_000, 100_000, 1_000_000] } else { &[1_000, 10_000, 100_000] };
    for count in counts {
        eprintln!("{count} recipients");
        growth.push((*count, bench.run("copydesk", *count)?));
    }
    Ok(page(rounds, &runs, &growth))
}

/// Who sends, and what they are.
const WHO: [(&str, &str); 4] = [
    ("copydesk", "Copydesk, ledger and all"),
    ("nodemailer", "nodemailer, pooled"),
    ("lettre", "lettre, its pool"),
    ("smtplib", "Python, smtplib, one connection"),
];

struct Bench {
    packages: PathBuf,
}

impl Bench {
    /// One run, and how much of a core the sink had to work.
    fn run(&self, who: &str, count: u32) -> Result<(Run, f64), String> {
        let place = machine::target().join("bench-delivery");
        let folder = place.join("newsroom");
        // A former run's newsroom; that it is missing is as good.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut sink = Sink::start()?;
        let mut trial = Command::new(built("trial"));
        trial.arg(&folder).args([count, sink.port.into(), CONNECTIONS].map(|n| n.to_string()));
        let status = trial.arg(machine::root().join(DRAFT)).status();
        if !status.is_ok_and(|status| status.success()) {
            return Err("the newsroom was not written; the reason stands above".to_owned());
        }
        let cpu = sink.cpu();
        let run = measure(&self.command(who, count, sink.port, &folder)?)?;
        let share = (sink.cpu() - cpu) / run.wall;
        let (messages, people) = sink.accepted()?;
        if (messages, people) != (count, count) {
            return Err(format!("{who} sent {messages} messages to {people} of {count} people"));
        }
        Ok((run, share))
    }

    fn command(
        &self,
        who: &str,
        count: u32,
        port: u16,
        folder: &std::path::Path,
    ) -> Result<Command, String> {
        let script = |name: &str| -> Result<PathBuf, String> {
            // Beside its packages, where node looks for them.
            let from = machine::root().join("crates/proving/judges/bench-delivery").join(name);
            let to = self.packages.join(name);
            fs::copy(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
            Ok(to)
        };
        let mut command = match who {
            "copydesk" => {
                let mut command = Command::new(built("sender"));
                command.arg(folder);
                return Ok(command);
            }
            "nodemailer" => {
                let mut command = Command::new("node");
                command.arg(script("nodemailer.mjs")?);
                command
            }
            "lettre" => Command::new(built("lettre_pool")),
            _ => {
                let mut command = Command::new("python3");
                command.arg(script("smtplib.peer.py")?);
                command
            }
        };
        command.args([port.to_string(), count.to_string()]).arg(folder);
        Ok(command)
    }
}

fn page(rounds: usize, runs: &[Vec<(Run, f64)>], growth: &[(u32, (Run, f64))]) -> String {
    let mut page = String::new();
    let head = "messages/s | CPU µs a message | peak MB | sink, of a core |";
    let rule = "|--:|--:|--:|--:|";
    let _ = writeln!(page, "| {SHARED} messages, unsigned | {head}\n|---{rule}");
    let row = |page: &mut String, who: &str, count: u32, run: &Run, share: f64| {
        let (count, peak) = (f64::from(count), run.peak as f64 / 1e3);
        let (speed, cpu) = (count / run.wall, run.cpu / count * 1e6);
        let _ = writeln!(page, "| {who} | {speed:.0} | {cpu:.0} | {peak:.1} | {share:.2} |");
    };
    for ((_, who), runs) in WHO.iter().zip(runs) {
        let all: Vec<Run> = runs.iter().map(|(run, _)| *run).collect();
        let share = runs.iter().map(|(_, share)| share).sum::<f64>() / runs.len().max(1) as f64;
        row(&mut page, who, SHARED, &median(&all), share);
    }
    let _ = writeln!(
        page,
        "\nCopydesk by the length of the list, plan, ledger and closing balance included:\n"
    );
    let _ = writeln!(page, "| recipients | {head}\n|--:{rule}");
    for (count, (run, share)) in growth {
        row(&mut page, &count.to_string(), *count, run, *share);
    }
    let _ = write!(
        page,
        "\n`cargo xtask bench-delivery --rounds {rounds}` at {}, medians of whole processes, {CONNECTIONS} \
         connections; Python has one.",
        section::commit()
    );
    page
}
