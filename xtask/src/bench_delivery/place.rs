//! Where the senders run: programs, a key, a certificate, a newsroom and a sink for
//! each run. A run that reaches somebody twice or not at all has no figures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::rows::{Row, Who};
use super::sink::{Offer, Sink};
use super::yardsticks;
use crate::measured::{Run, built, measure};
use crate::{judges, machine};

/// As long as briefs are.
const DRAFT: &str = "drafts/malaria-vaccines.md";
/// Signed messages that dkimpy verifies before anything is timed.
const SAMPLE: u32 = 20;
/// Bytes of a message, for who makes up its own.
const SIZE: u32 = 18_000;

/// Everything that runs need.
pub(super) struct Place {
    folder: PathBuf,
    /// nodemailer's.
    packages: PathBuf,
    smtp_source: Option<PathBuf>,
}

impl Place {
    pub(super) fn prepare() -> Result<Self, String> {
        let mut build = machine::cargo();
        build.args(["build", "--release", "--quiet", "-p", "copydesk-proving"]);
        // Each is linked for minutes: only what is run here.
        build.args(["trial", "sender", "sink", "lettre_pool"].map(|name| format!("--bin={name}")));
        match build.status() {
            Ok(status) if status.success() => {}
            _ => return Err("the release was not built; cargo says why above".to_owned()),
        }
        let folder = machine::target().join("bench-delivery");
        let packages = judges::provide_nodemailer()?;
        let smtp_source = machine::find("smtp-source");
        if smtp_source.is_none() {
            eprintln!("without smtp-source: on Debian, apt-get install -y postfix");
        }
        let place = Self { folder, packages, smtp_source };
        yardsticks::make_key(&place.key())?;
        yardsticks::make_certificate(&place.certificate(), &place.file("certificate-key.pem"))?;
        Ok(place)
    }

    /// Whether the program of a row is here.
    pub(super) fn can(&self, row: &Row) -> bool {
        row.who != Who::SmtpSource || self.smtp_source.is_some()
    }

    /// One run, and how much of a core the sink had to work.
    pub(super) fn run(&self, row: &Row) -> Result<(Run, f64), String> {
        let mut sink = Sink::start(&self.offer(row, None))?;
        self.newsroom(row, sink.port)?;
        let cpu = sink.cpu();
        let run = measure(&self.command(row, sink.port))?;
        let share = (sink.cpu() - cpu) / run.wall;
        let (messages, people) = sink.accepted()?;
        // That one has no list.
        let wanted = if row.who == Who::SmtpSource { 1 } else { row.messages };
        if (messages, people) != (row.messages, wanted) {
            let (who, all) = (row.name(), row.messages);
            return Err(format!("{who} sent {messages} messages to {people} of {all} people"));
        }
        Ok((run, share))
    }

    /// Sends a few signed messages and has dkimpy verify them; says how many.
    pub(super) fn check_signatures(&self) -> Result<u32, String> {
        let kept = self.file("kept");
        let _ = fs::remove_dir_all(&kept);
        fs::create_dir_all(&kept).map_err(|error| format!("{}: {error}", kept.display()))?;
        let row = Row {
            who: Who::Copydesk,
            messages: SAMPLE,
            connections: 2,
            signed: true,
            tls: true,
            delay: 0,
        };
        let mut sink = Sink::start(&self.offer(&row, Some(kept.clone())))?;
        self.newsroom(&row, sink.port)?;
        measure(&self.command(&row, sink.port))?;
        let (messages, people) = sink.accepted()?;
        if (messages, people) != (SAMPLE, SAMPLE) {
            return Err(format!("a sample of {SAMPLE} went to {people} people"));
        }
        yardsticks::dkimpy_verifies(&self.key(), &kept)
    }

    fn key(&self) -> PathBuf {
        self.file("dkim.pem")
    }

    fn certificate(&self) -> PathBuf {
        self.file("certificate.pem")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn offer(&self, row: &Row, keep: Option<PathBuf>) -> Offer {
        let tls = row.tls.then(|| (self.certificate(), self.file("certificate-key.pem")));
        Offer { delay: row.delay, tls, keep }
    }

    /// A list, a draft and a ledger that has sent nothing.
    fn newsroom(&self, row: &Row, port: u16) -> Result<(), String> {
        let folder = self.file("newsroom");
        // A former run's; that it is missing is as good.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut trial = Command::new(built("trial"));
        trial
            .arg(&folder)
            .args([row.messages, port.into(), row.connections].map(|n| n.to_string()));
        trial.arg(machine::root().join(DRAFT));
        self.add_options(row, &mut trial);
        match trial.status() {
            Ok(status) if status.success() => Ok(()),
            _ => Err("the newsroom was not written; the reason stands above".to_owned()),
        }
    }

    fn command(&self, row: &Row, port: u16) -> Command {
        let folder = self.file("newsroom");
        let mut command = match row.who {
            Who::Copydesk | Who::Forgetful => {
                let mut command = Command::new(built("sender"));
                command.arg(&folder);
                if row.who == Who::Forgetful {
                    command.arg("--forget");
                }
                return command;
            }
            Who::SmtpSource => return self.smtp_source(row, port),
            Who::Nodemailer => {
                let mut command = script("node", "nodemailer.mjs");
                command.current_dir(&self.packages);
                command
            }
            Who::Lettre => Command::new(built("lettre_pool")),
            Who::Smtplib => script("python3", "smtplib.peer.py"),
        };
        command.args([port.to_string(), row.messages.to_string()]).arg(folder);
        if row.who != Who::Smtplib {
            command.arg(row.connections.to_string());
        }
        self.add_options(row, &mut command);
        command
    }

    /// `--key FILE` and `--ca FILE`, as all of ours and the peers understand them.
    fn add_options(&self, row: &Row, command: &mut Command) {
        if row.signed {
            command.arg("--key").arg(self.key());
        }
        if row.tls {
            command.arg("--ca").arg(self.certificate());
        }
    }

    fn smtp_source(&self, row: &Row, port: u16) -> Command {
        let mut command =
            Command::new(self.smtp_source.as_deref().unwrap_or(Path::new("smtp-source")));
        let numbers = [("-s", row.connections), ("-m", row.messages), ("-l", SIZE)];
        command.arg("-d").args(["-f", "brief@quay.example.org", "-t", "reader@peer.example"]);
        for (option, number) in numbers {
            command.arg(option).arg(number.to_string());
        }
        command.arg(format!("127.0.0.1:{port}"));
        command
    }
}

/// One of the peers' scripts.
fn script(program: &str, name: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(machine::root().join(judges::BENCH_DELIVERY).join(name));
    command
}
