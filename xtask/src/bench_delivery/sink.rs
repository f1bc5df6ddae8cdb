//! The sink as a process of its own, so that its work is counted apart.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::measured::built;

/// What it does beside accepting.
pub(super) struct Offer {
    /// Milliseconds before each answer.
    pub(super) delay: u32,
    /// A certificate and its key.
    pub(super) tls: Option<(PathBuf, PathBuf)>,
    /// Where the first messages are kept.
    pub(super) keep: Option<PathBuf>,
}

/// Ends with its value.
pub(super) struct Sink {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    pub(super) port: u16,
}

impl Sink {
    pub(super) fn start(offer: &Offer) -> Result<Self, String> {
        let mut command = Command::new(built("sink"));
        command.arg("--delay").arg(offer.delay.to_string());
        if let Some((certificate, key)) = &offer.tls {
            command.arg("--tls").arg(certificate).arg(key);
        }
        if let Some(folder) = &offer.keep {
            command.arg("--keep").arg(folder);
        }
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("the sink did not start: {error}"))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (stdin, stdout) = pipes.ok_or("the sink has no pipes")?;
        let mut sink = Self { child, stdin, stdout: BufReader::new(stdout), port: 0 };
        sink.port = sink.line()?.trim().parse().map_err(|_| "the sink said no port")?;
        Ok(sink)
    }

    /// How many messages for how many people it has accepted since it was asked last.
    pub(super) fn accepted(&mut self) -> Result<(u32, u32), String> {
        self.stdin.write_all(b"\n").map_err(|error| format!("the sink is gone: {error}"))?;
        let line = self.line()?;
        let mut words = line.split_whitespace().map(str::parse);
        match (words.next(), words.next()) {
            (Some(Ok(messages)), Some(Ok(people))) => Ok((messages, people)),
            _ => Err(format!("the sink said `{}`", line.trim())),
        }
    }

    /// Seconds of CPU so far, by `/proc`: in hundredths, as Linux counts for users.
    pub(super) fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let words = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: Vec<f64> = words.skip(11).take(2).filter_map(|word| word.parse().ok()).collect();
        ticks.iter().sum::<f64>() / 100.0
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.stdout.read_line(&mut line) {
            Ok(n) if n > 0 => Ok(line),
            _ => Err("the sink says nothing".to_owned()),
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
