//! `cargo xtask bench-subscribers`: how long a list takes to move here, again, from an
//! export of before people left, and how long a part of it takes to be planned. Each
//! figure is of a whole process; what a run counted is looked at, or it has none.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::measured::{Run, built, measure_saying};
use crate::{exit, machine, section};

/// So that growth shows.
const LENGTHS: [u32; 2] = [100_000, 1_000_000];
/// Of so many people one leaves between two imports.
const LEAVES: u32 = 100;
const CITIES: [&str; 4] = ["Rome", "Oslo", "Lima", "Cairo"];
const DOMAINS: [&str; 5] = ["gmail.com", "outlook.com", "yahoo.com", "gmx.net", "small.example"];

const SEGMENT: &str = "age >= 40 and (city = \"Rome\" or city = \"Oslo\" or tagged \"patron\")";
const DRAFT: &str = "---\ntitle: Quay shut after the storm\ndate: 2023-03-04\nstatus: ready\n---\n\n\
The board shut the quay on Thursday.[1] It will meet again in May.[2]\n\n\
1. “Quay shut” Island Post, 2 Mar. 2023, https://post.example/quay\n\
2. “Board meets” The Ferry, 3 Mar. 2023, https://ferry.example/board\n";

/// Nobody listens on the port of its relay: everybody is planned, and nobody is mailed.
const CONFIG: &str = "newsroom: { name: The Quay, url: \"https://quay.example.org\", \
postal: 1 Pier Road, language: en-GB, time_zone: Europe/London, \
corrections: errors@quay.example.org }\n\
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }\n\
lists: { readers: { title: The Quay } }\n\
attributes: { city: text, age: number, premium: yes-no, joined: date }\n\
profiles:\n  live:\n    transport: { smtp: { host: 127.0.0.1, port: 9, tls: none } }\n    \
archive: { folder: www, verify: false }\n    approval: none\n";

/// Measures, and prints what was found.
pub(crate) fn run(write: bool) -> ExitCode {
    let measured = bench().and_then(|page| {
        println!("{page}");
        match write {
            true => section::write("docs/performance.md", "bench-subscribers", &page),
            false => Ok(()),
        }
    });
    match measured {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

/// What was measured at one length.
struct Figures {
    people: u32,
    first: Run,
    again: Run,
    old: Run,
    left: u32,
    planned: Run,
    taken: u32,
}

fn bench() -> Result<String, String> {
    let mut build = machine::cargo();
    build.args(["build", "--release", "--quiet", "-p", "copydesk"]);
    match build.status() {
        Ok(status) if status.success() => {}
        _ => return Err("the release was not built; cargo says why above".to_owned()),
    }
    let figures: Vec<Figures> =
        LENGTHS.iter().map(|people| at(*people)).collect::<Result<_, _>>()?;
    Ok(page(&figures))
}

fn at(people: u32) -> Result<Figures, String> {
    eprintln!("{people} subscribers");
    let folder = machine::target().join("bench-subscribers");
    // A former run's newsroom; that it is missing is as good.
    let _ = fs::remove_dir_all(&folder);
    newsroom(&folder, people).map_err(|error| format!("{}: {error}", folder.display()))?;
    let import = |file: &str, more: &[&str]| {
        let words = ["subscribers", "import", file, "--list", "readers", "--format", "json"];
        run_in(&folder, &[&words, more].concat(), &[0])
    };
    let left = people / LEAVES;
    let (first, said) = import("people.csv", &[])?;
    expect(&said, "added", people)?;
    let (again, said) = import("people.csv", &[])?;
    expect(&said, "unchanged", people)?;
    let (_, said) = import("left.csv", &["--preset", "mailchimp"])?;
    expect(&said, "now_unsubscribed", left)?;
    let (old, said) = import("people.csv", &[])?;
    expect(&said, "kept_unsubscribed", left)?;
    expect(&said, "added", 0)?;
    run_in(&folder, &["ledger", "adopt", "--nothing"], &[0])?;
    // 3: it can be retried.
    let (planned, _) = run_in(&folder, &["publish", "--profile", "live"], &[3, 5])?;
    // 3: somebody waits, as is meant.
    let (_, said) = run_in(&folder, &["status", "--format", "json"], &[0, 3])?;
    let taken = number(&said, "candidates").ok_or("nobody was planned")?;
    let expected = (0..people).filter(|n| takes(*n) && !n.is_multiple_of(LEAVES)).count();
    if taken as usize != expected || number(&said, "waiting") != Some(taken) {
        return Err(format!("{taken} people were planned, not {expected}: {said}"));
    }
    Ok(Figures { people, first, again, old, left, planned, taken })
}

fn run_in(folder: &Path, words: &[&str], ends: &[i32]) -> Result<(Run, String), String> {
    let mut command = Command::new(built("copydesk"));
    command.args(words).current_dir(folder);
    measure_saying(&command, ends).map_err(|why| format!("copydesk {}: {why}", words.join(" ")))
}

/// A number in a line of JSON.
fn number(said: &str, name: &str) -> Option<u32> {
    let (_, rest) = said.split_once(&format!("\"{name}\":"))?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn expect(said: &str, name: &str, count: u32) -> Result<(), String> {
    match number(said, name) {
        Some(found) if found == count => Ok(()),
        found => Err(format!("{name} is {found:?}, not {count}: {said}")),
    }
}

fn newsroom(folder: &Path, people: u32) -> std::io::Result<()> {
    let pipeline = format!(
        "name: brief\ndrafts: {{ folder: drafts, review: none }}\nstages:\n  - parse\n  - validate\n  \
         - render: {{ template: brief }}\n  - distribute: [archive, {{ email: {{ list: readers, \
         segment: '{SEGMENT}' }} }}]\n"
    );
    for (name, text) in
        [("copydesk.yaml", CONFIG), ("pipelines/brief.yaml", &pipeline), ("drafts/quay.md", DRAFT)]
    {
        let path: PathBuf = folder.join(name);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        fs::write(path, text)?;
    }
    let mut all = BufWriter::new(File::create(folder.join("people.csv"))?);
    let mut left = BufWriter::new(File::create(folder.join("left.csv"))?);
    writeln!(all, "address,name,city,age,premium,joined,tags,consent_at")?;
    writeln!(left, "Email Address,UNSUB_TIME")?;
    for n in 0..people {
        let address = address(n);
        let (city, age) = (CITIES[n as usize % CITIES.len()], age(n));
        let premium = if n.is_multiple_of(7) { "yes" } else { "no" };
        let tags = if is_patron(n) { "patron" } else { "" };
        let day = n % 28 + 1;
        writeln!(
            all,
            "{address},Reader {n},{city},{age},{premium},2021-03-{day:02},{tags},2021-03-{day:02} 10:00:00"
        )?;
        if n.is_multiple_of(LEAVES) {
            writeln!(left, "{address},2024-01-01 10:00:00")?;
        }
    }
    all.flush()?;
    left.flush()
}

/// In no order that the ledger keeps.
fn address(n: u32) -> String {
    let mixed = n.wrapping_mul(2_654_435_761);
    format!("reader{mixed:010}@{}", DOMAINS[n as usize % DOMAINS.len()])
}

fn age(n: u32) -> u32 {
    18 + n / 3 % 60
}

fn is_patron(n: u32) -> bool {
    n.is_multiple_of(11)
}

/// As the segment says.
fn takes(n: u32) -> bool {
    age(n) >= 40 && (n as usize % CITIES.len() < 2 || is_patron(n))
}

fn page(figures: &[Figures]) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "| rows | | s | CPU s | rows/s | peak MB |\n|--:|---|--:|--:|--:|--:|");
    for Figures { people, first, again, old, left, .. } in figures {
        let kept_out = format!("old export, {left} kept out");
        for (what, run) in [("imported", first), ("again", again), (kept_out.as_str(), old)] {
            let _ = writeln!(page, "| {people} | {what} | {}", row(*people, run));
        }
    }
    let _ = writeln!(page, "\nThe segment `{SEGMENT}`:\n");
    let head = "| subscribers | taken | s | CPU s | subscribers/s | peak MB |";
    let _ = writeln!(page, "{head}\n|--:|--:|--:|--:|--:|--:|");
    for Figures { people, planned, taken, .. } in figures {
        let _ = writeln!(page, "| {people} | {taken} | {}", row(*people, planned));
    }
    let _ = write!(
        page,
        "\n`cargo xtask bench-subscribers` at {}, whole processes, one run each{}.",
        section::commit(),
        load()
    );
    page
}

fn row(people: u32, run: &Run) -> String {
    let speed = f64::from(people) / run.wall;
    format!("{:.1} | {:.1} | {speed:.0} | {:.0} |", run.wall, run.cpu, run.peak as f64 / 1e3)
}

/// What else the machine was doing in the last minutes, where it says so: seconds by the
/// clock mean little beside other work.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minutes: Vec<&str> = load.split(' ').take(3).collect();
    let cores = std::thread::available_parallelism().map_or(1, Into::into);
    match minutes.as_slice() {
        [_, _, fifteen] => format!(", {cores} cores, load of the last 15 minutes {fifteen}"),
        _ => format!(", {cores} cores"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_lines() {
        let said = r#"{"v":1,"added":12,"kept_out":0}"#;
        assert_eq!((number(said, "added"), number(said, "kept_out")), (Some(12), Some(0)));
        assert_eq!(number(said, "gone"), None);
        assert!(expect(said, "added", 12).is_ok() && expect(said, "added", 13).is_err());
    }

    #[test]
    fn everybody_has_an_address_of_their_own() {
        let all: std::collections::HashSet<String> = (0..10_000).map(address).collect();
        assert_eq!(all.len(), 10_000);
    }
}
