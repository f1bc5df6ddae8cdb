//! A newsroom on disk whose mail goes to a relay of the test's own, and the program
//! that runs its pages.

#![allow(dead_code, reason = "no test needs all of it")]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::program::copydesk;

/// A brief without a slip, ready to go out.
pub(crate) const DRAFT: &str = "---\nstatus: ready\ndate: 2023-03-04\n---\n\nQuay shut\n\nThe \
    board shut the quay on 2 March 2023.[1]\n\n1. “Quay shut” Island Post, 2 Mar. 2023, \
    https://post.example.org/quay\n";

const PIPELINE: &str = "name: brief\ndrafts: { folder: drafts, match: [\"*.md\"], ready: marked, \
    review: none }\nstages:\n  - parse\n  - validate: {}\n  - render: { template: brief }\n  - \
    distribute: [archive, feed, { email: { list: brief } }]\n";

/// A port of this machine that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// What differs between newsrooms.
pub(crate) struct Plan<'a> {
    pub(crate) url: &'a str,
    /// Beside `from` and `reply_to`.
    pub(crate) sender: &'a str,
    /// Of the relay.
    pub(crate) smtp: &'a str,
    pub(crate) listen: &'a str,
}

/// Writes it, with nobody on its lists, and adopts its ledger.
pub(crate) fn build(plan: &Plan<'_>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let Plan { url, sender, smtp, listen } = plan;
    let yaml = format!(
        "newsroom: {{ name: The Quay, url: '{url}', postal: 1 Pier Road, language: en-GB, \
         time_zone: UTC, corrections: corrections@quay.example.org }}\n\
         sender: {{ from: The Quay <quay@news.example.org>, reply_to: desk@quay.example.org\
         {sender} }}\n\
         lists:\n  brief: {{ title: The Brief }}\n  \
         week: {{ title: 'The Week, Looked at Again from the Far End of the Pier' }}\n\
         attributes: {{ city: text, age: number, premium: yes-no, joined: date }}\n\
         serve: {{ listen: '{listen}', subscribe: [brief, week], \
         editable: [city, age, premium, joined] }}\n\
         profiles:\n  live: {{ transport: {{ smtp: {{ {smtp} }} }}, approval: none, hold_at: error, \
         archive: {{ folder: www, verify: false }} }}\n"
    );
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("copydesk.yaml", &yaml);
    write("pipelines/brief.yaml", PIPELINE);
    std::fs::create_dir_all(folder.path().join("drafts")).unwrap();
    done(copydesk(folder.path()).args(["ledger", "adopt", "--nothing"]));
    folder
}

/// Puts people on the list.
pub(crate) fn subscribe(folder: &Path, addresses: impl Iterator<Item = String>) {
    let csv = addresses.map(|address| format!("{address}\n")).collect::<String>();
    let path = folder.join("people.csv");
    std::fs::write(&path, format!("address\n{csv}")).unwrap();
    done(copydesk(folder).args(["subscribers", "import", "people.csv", "--list", "brief"]));
}

/// What it says on stdout, if it ends well.
pub(crate) fn done(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{status}: {stdout}{stderr}");
    stdout
}

/// `copydesk serve`, from when it answers; ends with its value.
pub(crate) struct Pages(pub(crate) Child);

impl Pages {
    pub(crate) fn start(folder: &Path) -> Self {
        let mut command = copydesk(folder);
        command.args(["--profile", "live", "serve"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(" answers for "), "{line}");
        Self(child)
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
