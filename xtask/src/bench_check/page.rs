//! What was measured, as a section of `docs/performance.md`.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::process::Command;
use std::thread;

use super::folder::Folder;
use super::run::Run;
use crate::machine;

/// The section stands between these lines.
const BEGIN: &str = "<!-- bench-check -->";
const END: &str = "<!-- end of bench-check -->";

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

/// What is checked out.
fn commit() -> String {
    let git = |words: &[&str]| {
        let output = Command::new("git").args(words).current_dir(machine::root()).output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| said.trim().to_owned())
    };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]);
    let remark = if changed.is_some_and(|files| !files.is_empty()) { " with changes" } else { "" };
    let commit = git(&["rev-parse", "--short=10", "HEAD"]);
    commit.map_or_else(|| "no commit".to_owned(), |commit| format!("commit {commit}{remark}"))
}

/// Puts the section into the page, in place of the former one.
pub(super) fn write(section: &str) -> Result<(), String> {
    let path = machine::root().join("docs/performance.md");
    let page = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let page = replaced(&page, section)
        .ok_or_else(|| format!("{} has no lines `{BEGIN}` and `{END}`", path.display()))?;
    fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))
}

fn replaced(page: &str, section: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", section.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_takes_the_place_of_the_former() {
        let page = format!("# Title\n\n{BEGIN}\nold\n{END}\n\nrest\n");
        let new = format!("# Title\n\n{BEGIN}\nnew\n{END}\n\nrest\n");
        assert_eq!(replaced(&page, "new\n"), Some(new));
        assert_eq!(replaced("# Title\n", "new"), None);
    }
}
