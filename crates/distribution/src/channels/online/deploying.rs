//! The operator's command while it runs: in the newsroom's folder, without input, for
//! a limited time. What it says is shown if it fails, with stars for secrets.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command as Process;
use tokio::time::{Instant, sleep};

use super::{Deploy, OnlineProblem};
use crate::Stop;

/// How often a run looks up from a command.
const GLANCE: Duration = Duration::from_millis(50);
/// The end of what a command said, in bytes and in lines.
const SHOWN: (u64, usize) = (8 * 1024, 12);
/// Words in a variable's name that make its value a secret.
const SECRET: [&str; 5] = ["PASS", "SECRET", "TOKEN", "CREDENTIAL", "_KEY"];
/// Shorter values are found everywhere.
const SHORTEST: usize = 6;

impl Deploy {
    /// Runs it to its end. `false` if `stop` was asked before.
    pub(super) async fn run(&self, key: &str, stop: &Stop) -> Result<bool, OnlineProblem> {
        let not_started =
            |error| OnlineProblem::NotStarted { command: self.command.to_string(), error };
        let (program, words) = self.command.split();
        // A file, not a pipe: what it leaves behind running must not keep us waiting.
        let said = tempfile::tempfile().map_err(not_started)?;
        let out = || said.try_clone().map(Stdio::from).map_err(not_started);
        let mut process = Process::new(program);
        process
            .args(words)
            .current_dir(&self.folder)
            .env("COPYDESK_EDITION", key)
            .stdin(Stdio::null())
            .stdout(out()?)
            .stderr(out()?)
            .kill_on_drop(true);
        for variable in &self.without {
            process.env_remove(variable);
        }
        let mut child = process.spawn().map_err(not_started)?;
        let began = Instant::now();
        let how = loop {
            if let Some(status) = child.try_wait().map_err(not_started)? {
                if status.success() {
                    return Ok(true);
                }
                break format!("failed ({status})");
            }
            if stop.asked() {
                return Ok(false);
            }
            if began.elapsed() > self.limit {
                break format!("was ended after {:?}", self.limit);
            }
            sleep(GLANCE).await;
        };
        let said = shown(said).unwrap_or_default();
        Err(OnlineProblem::Failed { command: self.command.to_string(), how, said })
    }
}

/// The last lines, each on a line of its own, or nothing.
fn shown(mut said: File) -> io::Result<String> {
    let length = said.seek(SeekFrom::End(0))?;
    said.seek(SeekFrom::Start(length.saturating_sub(SHOWN.0)))?;
    let mut bytes = Vec::new();
    said.take(SHOWN.0).read_to_end(&mut bytes)?;
    let secrets = std::env::vars().filter(|(name, value)| {
        let name = name.to_ascii_uppercase();
        value.len() >= SHORTEST && SECRET.iter().any(|word| name.contains(word))
    });
    let text = secrets.fold(String::from_utf8_lossy(&bytes).into_owned(), |text, (_, value)| {
        text.replace(&value, "***")
    });
    let clean = |line: &str| -> String {
        without_logins(line).chars().filter(|c| !c.is_control()).collect()
    };
    let lines: Vec<String> = text.lines().map(clean).filter(|line| !line.is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(SHOWN.1)..];
    Ok(last.iter().map(|line| format!("\n    {line}")).collect())
}

/// `scheme://***@host` for `scheme://user:password@host`.
fn without_logins(line: &str) -> String {
    let mut clean = String::new();
    let mut rest = line;
    while let Some(scheme) = rest.find("://") {
        let (before, after) = rest.split_at(scheme + 3);
        clean.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(after.len());
        rest = match after.get(..end).and_then(|host| host.rfind('@')) {
            Some(login) => {
                clean.push_str("***");
                &after[login..]
            }
            None => after,
        };
    }
    clean + rest
}
