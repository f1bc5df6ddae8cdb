//! `cargo xtask bench-check`: how fast `copydesk check` is, beside textlint, the
//! checker of prose that newsrooms have. Both read the same drafts in the same
//! run, in turn; only that ratio means something on another machine.

mod folder;
mod page;
mod peers;

use std::path::Path;
use std::process::ExitCode;

use crate::measured::{Run, median};
use crate::{exit, machine};
use folder::Folder;
use page::{Growth, Page, Speed};
use peers::Peers;

/// Bytes of a draft, as briefs are long.
const BYTES: usize = 3_400;

/// All drafts, and those that textlint reads too: of all it would need minutes.
const ALL: usize = 10_000;
const SHARED: usize = 1_000;

/// What is read for each line of growth, in drafts of each length.
const TOTAL: usize = 10_000_000;

/// What is read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Drafts {
    /// Drafts made up here, each different; `write` puts the figures into
    /// `docs/performance.md`.
    Ours { write: bool },
    /// One draft again and again. A processor learns it by heart, so this is faster.
    CopiesOf(String),
}

/// Measures, and prints what was found.
pub(crate) fn run(rounds: usize, drafts: &Drafts) -> ExitCode {
    let measured = match drafts {
        Drafts::Ours { .. } => measure(rounds),
        Drafts::CopiesOf(draft) => measure_copies(rounds, draft),
    };
    let measured = measured.and_then(|page| {
        let page = page.to_string();
        println!("{page}");
        if *drafts == (Drafts::Ours { write: true }) { page::write(&page) } else { Ok(()) }
    });
    match measured {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn measure(rounds: usize) -> Result<Page, String> {
    let peers = Peers::provide()?;
    eprintln!("writing drafts");
    let all = Folder::write("all", ALL, BYTES, "brief")?;
    let shared = Folder::write("shared", SHARED, BYTES, "brief")?;
    peers.both_read_every_draft_of(&shared)?;

    let (mut ours, mut theirs, mut many) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        ours.push(peers.copydesk(&shared)?);
        theirs.push(peers.textlint(&shared)?);
        many.push(peers.copydesk(&all)?);
    }
    let speed = |who, folder: &Folder, runs: &[Run]| Speed::of(who, folder, &median(runs));
    let speeds = vec![
        speed("copydesk check", &shared, &ours),
        speed("textlint, two rules", &shared, &theirs),
        speed("copydesk check", &all, &many),
    ];
    let mut memory = vec![(SHARED, median(&ours).peak), (ALL, median(&many).peak)];
    let few = Folder::write("few", SHARED / 10, BYTES, "brief")?;
    memory.insert(0, (SHARED / 10, peers.copydesk(&few)?.peak));
    Ok(Page { rounds, of: None, speeds, growth: growth(&peers, rounds)?, memory })
}

/// Both over as many copies of one draft.
fn measure_copies(rounds: usize, draft: &str) -> Result<Page, String> {
    let peers = Peers::provide()?;
    let folder = Folder::copies("copies", ALL, Path::new(draft))?;
    peers.both_read_every_draft_of(&folder)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        ours.push(peers.copydesk(&folder)?);
        theirs.push(peers.textlint(&folder)?);
    }
    let speeds = vec![
        Speed::of("copydesk check", &folder, &median(&ours)),
        Speed::of("textlint, two rules", &folder, &median(&theirs)),
    ];
    let of = format!("copies of {draft}");
    Ok(Page { rounds, of: Some(of), speeds, growth: Vec::new(), memory: Vec::new() })
}

/// The same number of bytes, in ever longer drafts.
fn growth(peers: &Peers, rounds: usize) -> Result<Vec<Growth>, String> {
    let mut found = Vec::new();
    for shape in ["brief", "line", "references", "markers", "quotes"] {
        let mut growth = Growth { shape, cpu_per_mb: Vec::new() };
        for bytes in [10_000, 100_000, 1_000_000, 10_000_000] {
            eprintln!("drafts of {bytes} bytes, {shape}");
            let folder = Folder::write("growth", TOTAL / bytes, bytes, shape)?;
            let runs: Result<Vec<_>, _> = (0..rounds).map(|_| peers.copydesk(&folder)).collect();
            let megabytes = folder.bytes as f64 / 1e6;
            growth.cpu_per_mb.push((bytes, median(&runs?).cpu / megabytes));
        }
        found.push(growth);
    }
    Ok(found)
}

/// Where everything is written.
fn place() -> std::path::PathBuf {
    machine::target().join("bench-check")
}
