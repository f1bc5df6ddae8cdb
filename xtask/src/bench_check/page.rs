//! What was measured, as a section of `docs/performance.md`.

use std::fmt::{self, Display, Formatter};
use std::thread;

use super::folder::Folder;
use crate::measured::Run;
use crate::section::{self, commit};

/// Everything measured.
pub(super) struct Page {
    pub(super) rounds: usize,
    /// Which drafts, if not our own.
    pub(super) of: Option<String>,
    /// Ours, theirs on the same drafts, ours on all drafts.
    pub(super) speeds: Vec<Speed>,
    pub(super) growth: Vec<Growth>,
    /// Drafts, and the most memory held over them, in kB.
    pub(super) memory: Vec<(usize, u64)>,
}

/// How fast somebody read a folder.
pub(super) struct Speed {
    who: &'static str,
    count: usize,
    drafts: f64,
    megabytes: f64,
    a_core: f64,
    peak: u64,
}

impl Speed {
    pub(super) fn of(who: &'static str, folder: &Folder, run: &Run) -> Self {
        let count = folder.drafts.len();
        let megabytes = folder.bytes as f64 / 1e6;
        Self {
            who,
            count,
            drafts: count as f64 / run.wall,
            megabytes: megabytes / run.wall,
            a_core: megabytes / run.cpu,
            peak: run.peak,
        }
    }
}

/// Seconds of one core for a megabyte, by the length of a draft.
pub(super) struct Growth {
    pub(super) shape: &'static str,
    pub(super) cpu_per_mb: Vec<(usize, f64)>,
}

impl Display for Page {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| program | drafts | drafts/s | MB/s | MB/s a core | peak MB |")?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|")?;
        for Speed { who, count, drafts, megabytes, a_core, peak } in &self.speeds {
            let peak = *peak as f64 / 1e3;
            writeln!(
                f,
                "| {who} | {count} | {drafts:.0} | {megabytes:.2} | {a_core:.2} | {peak:.0} |"
            )?;
        }
        if let [ours, theirs, ..] = &self.speeds[..] {
            let (drafts, a_core) = (ours.drafts / theirs.drafts, ours.a_core / theirs.a_core);
            writeln!(
                f,
                "\nOn the same {} drafts Copydesk reads {drafts:.0} times as many a second, and \
                 {a_core:.0} times as many for the same CPU.",
                ours.count
            )?;
        }
        if let Some(of) = &self.of {
            return write!(f, "\n{of}, at {}, medians of {} rounds.", commit(), self.rounds);
        }
        writeln!(f, "\nCPU milliseconds for a megabyte, in drafts of each length:\n")?;
        writeln!(f, "| drafts | 10 kB | 100 kB | 1 MB | 10 MB | longest / shortest |")?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|")?;
        for Growth { shape, cpu_per_mb } in &self.growth {
            let cells: Vec<_> =
                cpu_per_mb.iter().map(|(_, cpu)| format!("{:.0}", cpu * 1e3)).collect();
            let ends = cpu_per_mb.first().zip(cpu_per_mb.last());
            let ratio = ends.map_or(f64::NAN, |((_, first), (_, last))| last / first);
            writeln!(f, "| {shape} | {} | {ratio:.2} |", cells.join(" | "))?;
        }
        let memory: Vec<_> = self
            .memory
            .iter()
            .map(|(drafts, peak)| format!("{:.1} MB over {drafts}", *peak as f64 / 1e3))
            .collect();
        writeln!(f, "\nPeak memory over so many drafts in one call: {}.", memory.join(", "))?;
        let cores = thread::available_parallelism().map_or(1, Into::into);
        write!(
            f,
            "\n`cargo xtask bench-check --rounds {}` at {}, {cores} cores, medians.",
            self.rounds,
            commit()
        )
    }
}

/// Puts the section into the page, in place of the former one.
pub(super) fn write(words: &str) -> Result<(), String> {
    section::write("docs/performance.md", "bench-check", words)
}
