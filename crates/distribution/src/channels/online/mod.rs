//! The archive's folder on its way to readers: a command of the operator's publishes
//! it, and mail waits until the edition's page can be read at its address.

mod asking;
mod command;
mod deploying;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

pub use self::command::{Command, CommandProblem};

use self::asking::Answer;
use crate::{FrozenEdition, Stop};

/// What is done with the archive's folder once an edition's page stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Online {
    /// Publishes the folder.
    pub deploy: Option<Deploy>,
    /// Ask for the page before anybody is planned.
    pub verify: bool,
    /// How long to ask.
    pub patience: Patience,
}

/// A command that publishes the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    /// Program and words; no shell reads them.
    pub command: Command,
    /// Where it runs.
    pub folder: PathBuf,
    /// Variables of ours that it does not get.
    pub without: Vec<String>,
    /// It may take so long.
    pub limit: Duration,
}

impl Deploy {
    /// How long a command may take.
    pub const LIMIT: Duration = Duration::from_secs(600);
}

/// How long a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one answer.
    pub answer: Duration,
    /// From the first time to the last. Some hosts need minutes.
    pub all: Duration,
    /// Before it is asked again the first time; twice as long each time, up to
    /// fifteen seconds.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(10),
            all: Duration::from_secs(180),
            pause: Duration::from_secs(1),
        }
    }
}

/// Why a page is not online. Nobody was planned.
#[derive(Debug, thiserror::Error)]
pub enum OnlineProblem {
    /// The command is not there, or may not be run.
    #[error("`{command}`, which publishes the archive, cannot be started: {error}")]
    NotStarted {
        /// As it was written.
        command: String,
        /// Why.
        error: io::Error,
    },
    /// It said no.
    #[error("`{command}`, which publishes the archive, {how}; nobody was planned{said}")]
    Failed {
        /// As it was written.
        command: String,
        /// As a predicate.
        how: String,
        /// The end of what it said, without secrets of ours.
        said: String,
    },
    /// The look's page cannot be told from another one.
    #[error(
        "the look's page has no <meta name=\"copydesk:digest\" content=\"{{{{slot.digest}}}}\">, so nobody can tell whether this edition is online"
    )]
    NoDigest,
    /// No HTTP client could be made.
    #[error("the page cannot be asked for: {0}")]
    NoClient(String),
    /// The page is not there, or is another one.
    #[error(
        "{address} is not this edition: {answer}, asked {times} times in {seconds} s; nobody was planned"
    )]
    NotThere {
        /// Of the page.
        address: String,
        /// What the last answer was.
        answer: String,
        /// So often.
        times: u32,
        /// In this time.
        seconds: u64,
    },
}

impl Online {
    /// Publishes the folder and waits for the page at `address`, as far as the profile
    /// wants it. `false` if `stop` was asked meanwhile.
    pub(crate) async fn bring(
        &self,
        edition: &FrozenEdition,
        address: &str,
        stop: &Stop,
    ) -> Result<bool, OnlineProblem> {
        let digest = edition.digest().as_str();
        if self.verify && !asking::names(edition.page().as_bytes(), digest) {
            return Err(OnlineProblem::NoDigest);
        }
        if !self.publish(&edition.about().key, stop).await? {
            return Ok(false);
        }
        if !self.verify {
            return Ok(true);
        }
        self.wait_for(address, digest, stop).await
    }

    /// Publishes the folder, and asks for no page.
    pub(crate) async fn publish(&self, key: &str, stop: &Stop) -> Result<bool, OnlineProblem> {
        match &self.deploy {
            Some(deploy) => deploy.run(key, stop).await,
            None => Ok(true),
        }
    }

    async fn wait_for(
        &self,
        address: &str,
        digest: &str,
        stop: &Stop,
    ) -> Result<bool, OnlineProblem> {
        let client = asking::client(self.patience.answer)?;
        let began = tokio::time::Instant::now();
        let mut pause = self.patience.pause;
        for times in 1.. {
            if stop.asked() {
                return Ok(false);
            }
            let answer = asking::ask(&client, address, digest).await;
            let Answer::No(answer) = answer else { return Ok(true) };
            tracing::info!(address, answer, "the page is not online yet");
            let waited = began.elapsed();
            if waited + pause > self.patience.all {
                let (address, seconds) = (address.to_owned(), waited.as_secs());
                return Err(OnlineProblem::NotThere { address, answer, times, seconds });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(15));
        }
        Ok(false)
    }
}
