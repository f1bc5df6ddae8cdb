//! A newsroom in a folder that vanishes, and the daemon that watches it: the
//! program as people run it, in a process of its own.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_ledger::{EditionSummary, Ledger, SqliteLedger, SystemClock, World};
use tempfile::TempDir;

use crate::trial::TrialError;

/// What the daemon tells, and what it complains of.
pub(super) const TOLD: &str = "told.jsonl";
const SAID: &str = "said.txt";

/// The program, which is no binary of this crate.
const PROGRAM: &str = "copydesk";

const NEWSROOM: &str = "\
newsroom: { name: The Quay, url: https://quay.example.org, postal: 1 Pier Road, language: en-GB, time_zone: Europe/London, corrections: c@quay.example.org }
sender: { from: The Quay <brief@quay.example.org>, reply_to: desk@quay.example.org }
profiles:
  live: { transport: { smtp: { host: localhost, port: 9, tls: none } }, archive: { folder: www, verify: false }, hold_at: error, approval: none }
";

/// Pages and feeds only: mail has trials of its own.
const STAGES: &str = "stages: [parse, validate, render, { distribute: [archive, feed] }]\n";

/// For how long a draft must be quiet before it is taken in.
pub const SETTLE: Duration = Duration::from_secs(2);

/// A newsroom under the profile `live`.
#[derive(Debug)]
pub struct Room {
    folder: TempDir,
    program: PathBuf,
}

/// A daemon; it is killed with its value.
#[derive(Debug)]
pub struct Daemon(Child);

/// Whether a draft's review is written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviews {
    /// As newsrooms have it.
    Beside,
    /// Nothing but drafts lies in the folder.
    None,
}

impl Room {
    /// Writes it, and opens its ledger. `program` is the built `copydesk`, or `None`
    /// for the one beside this program.
    ///
    /// # Errors
    /// If something cannot be written, or the program is not there.
    pub fn open(program: Option<&Path>, reviews: Reviews) -> Result<Self, TrialError> {
        let program = match program {
            Some(path) => path.to_owned(),
            None => std::env::current_exe()?.with_file_name(PROGRAM),
        };
        let room = Self { folder: tempfile::tempdir()?, program };
        fs::create_dir_all(room.path("drafts/ready"))?;
        fs::create_dir_all(room.path("pipelines"))?;
        fs::write(room.path("copydesk.yaml"), NEWSROOM)?;
        let review = if reviews == Reviews::Beside { "beside" } else { "none" };
        let drafts = format!("name: brief\ndrafts: {{ folder: drafts, review: {review} }}\n");
        fs::write(room.path("pipelines/brief.yaml"), drafts + STAGES)?;
        let adopted = room.command(&["--quiet", "ledger", "adopt", "--nothing"]).output()?;
        match adopted.status.success() {
            true => Ok(room),
            false => Err(TrialError::Broken(String::from_utf8_lossy(&adopted.stderr).into())),
        }
    }

    /// A file or folder of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the page of the edition with this key lies, once it is out.
    pub fn page(&self, key: &str) -> PathBuf {
        self.path("www").join(key).join("index.html")
    }

    /// The program with these words.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = command(&self.program, self.folder.path());
        command.args(words).stdin(Stdio::null());
        command
    }

    /// Starts to watch. What the daemon tells goes to `told.jsonl`, what it complains
    /// of to `said.txt`.
    ///
    /// # Errors
    /// If it does not start.
    pub fn watch(&self) -> Result<Daemon, TrialError> {
        let append = |name: &str| File::options().create(true).append(true).open(self.path(name));
        let mut command =
            self.command(&["--quiet", "--format", "json", "--profile", "live", "watch"]);
        // As the unit file has it.
        command.env("MIMALLOC_PURGE_DELAY", "0");
        command.stdout(append(TOLD)?).stderr(append(SAID)?);
        Ok(Daemon(command.spawn()?))
    }

    /// Saves a draft as careful programs do: beside, then renamed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, name: &str, text: &str) -> Result<PathBuf, TrialError> {
        let path = self.path("drafts").join(name);
        let beside = path.with_file_name(format!(".{name}.tmp"));
        fs::write(&beside, text)?;
        fs::rename(beside, &path)?;
        Ok(path)
    }

    /// Everything that went out.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn editions(&self) -> Result<Vec<EditionSummary>, TrialError> {
        let place = self.path(".copydesk/ledger.sqlite");
        let ledger = SqliteLedger::open(&place, Arc::new(SystemClock))?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(runtime.block_on(ledger.editions(World::Live))?)
    }
}

impl Daemon {
    /// As `kill -9` does; nothing is left of it when this returns.
    ///
    /// # Errors
    /// If it was gone already.
    pub fn kill(mut self) -> Result<(), TrialError> {
        if let Some(status) = self.0.try_wait()? {
            return Err(TrialError::Broken(format!("the daemon had ended by itself: {status}")));
        }
        Ok(self.0.kill()?)
    }

    /// Of its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Seconds of all cores that it has used.
    ///
    /// # Errors
    /// If it is gone.
    pub fn cpu(&self) -> Result<f64, TrialError> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()))?;
        // After the name, which may hold anything: user and system time are the 12th and 13th.
        let fields = stat.rsplit(") ").next().unwrap_or_default().split_whitespace();
        let ticks = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok());
        // A hundred a second on every Linux that Debian builds (getconf CLK_TCK).
        Ok(f64::from(ticks.sum::<u32>()) / 100.0)
    }

    /// Megabytes: what it holds now, and the most it ever held.
    ///
    /// # Errors
    /// If it is gone.
    pub fn memory(&self) -> Result<(f64, f64), TrialError> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            kilobytes.unwrap_or(f64::NAN) / 1024.0
        };
        Ok((field("VmRSS:"), field("VmHWM:")))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may be gone; nothing more can be done about it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program in a folder, with no setting of ours from the environment.
pub fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COPYDESK_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder);
    command
}

/// What the daemon tells, as it grows.
#[derive(Debug)]
pub struct Told {
    file: File,
    half: String,
}

impl Told {
    /// From its beginning, once it has been started.
    ///
    /// # Errors
    /// If nothing was ever told.
    pub fn of(room: &Room) -> Result<Self, TrialError> {
        Ok(Self { file: File::open(room.path(TOLD))?, half: String::new() })
    }

    /// The drafts that it has given an answer to since the last call, each as often as
    /// it did, by file name.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn answers(&mut self) -> Result<Vec<String>, TrialError> {
        let mut more = String::new();
        self.file.read_to_string(&mut more)?;
        self.half.push_str(&more);
        let whole = self.half.rfind('\n').map_or(0, |end| end + 1);
        let lines: String = self.half.drain(..whole).collect();
        let summaries = lines.lines().filter(|line| line.contains("\"type\":\"summary\""));
        let name = |line: &str| {
            let path = line.split("\"path\":\"").nth(1)?.split('"').next()?;
            Some(path.rsplit('/').next()?.to_owned())
        };
        Ok(summaries.filter_map(name).collect())
    }
}

/// Waits until `there` says so, at most so long; whether it did.
///
/// # Errors
/// Those of `there`.
pub fn wait(
    patience: Duration,
    mut there: impl FnMut() -> Result<bool, TrialError>,
) -> Result<bool, TrialError> {
    let end = Instant::now() + patience;
    loop {
        if there()? {
            return Ok(true);
        }
        if Instant::now() >= end {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
