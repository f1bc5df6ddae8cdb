//! Writes a newsroom to send from, and the same mail for other senders:
//! `trial FOLDER PEOPLE PORT CONNECTIONS DRAFT [--key FILE] [--ca FILE]`.

#![allow(clippy::print_stderr, reason = "says what went wrong")]

use std::path::Path;
use std::process::ExitCode;

use copydesk_manuscript::Draft;
use copydesk_proving::trial::{Terms, Trial};
use copydesk_rendering::{Lineup, Masthead, Occasion, Slot, Templates, Theme, render};
use copydesk_validation::{Policy, Verdict, validate};
use jiff::civil::date;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let done =
        runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("trial: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, people, port, connections, draft, options @ ..] = words.as_slice() else {
        return Err("FOLDER PEOPLE PORT CONNECTIONS DRAFT".to_owned());
    };
    let option = |name: &str| {
        let at = options.iter().position(|word| word == name)?;
        options.get(at + 1).map(Path::new)
    };
    let folder = Path::new(folder);
    let people = people.parse().map_err(wrong)?;
    let (port, connections) = (port.parse().map_err(wrong)?, connections.parse().map_err(wrong)?);
    let (key, ca) = (option("--key"), option("--ca"));
    let terms = Terms { people, port, connections, key, ca };
    Trial::under(folder, None, terms).await.map_err(wrong)?;
    let bytes = std::fs::read(draft).map_err(wrong)?;
    std::fs::write(folder.join("drafts/quay.md"), &bytes).map_err(wrong)?;
    mail(folder, Draft::new("drafts/quay.md", bytes))
}

/// What the edition says, with a place for the name.
fn mail(folder: &Path, draft: Draft) -> Result<(), String> {
    let today = date(2026, 11, 23);
    let policy = Policy::rehearsal(today);
    let Verdict::Clear(checked) = validate(copydesk_parsing::parse(&draft), &policy) else {
        return Err("the draft is held".to_owned());
    };
    let masthead = Masthead {
        name: "The Quay".to_owned(),
        url: "https://quay.example.org".to_owned(),
        postal: "1 Pier Road".to_owned(),
        language: "en-GB".to_owned(),
        corrections: "errors@quay.example.org".to_owned(),
        list: "The Quay".to_owned(),
        theme: Theme::default(),
    };
    let occasion =
        Occasion { key: "quay".to_owned(), date: today, subject: None, ..Occasion::default() };
    let templates = Templates::embedded().map_err(wrong)?;
    let lineup = Lineup::of_one(checked);
    let edition = render(&lineup, &templates, &masthead, &occasion).map_err(wrong)?;
    let fill = |slot: Slot| match slot {
        Slot::Name => "{{name}}".to_owned(),
        Slot::Address => "reader@peer.example".to_owned(),
        Slot::Unsubscribe => format!("https://quay.example.org/u/{}", "x".repeat(60)),
        Slot::Since => "On the list since 1 May 2024.".to_owned(),
        Slot::Preferences => format!("https://quay.example.org/p/{}", "x".repeat(60)),
        Slot::Digest => "0".repeat(64),
    };
    std::fs::write(folder.join("mail.html"), edition.html().fill(fill)).map_err(wrong)?;
    std::fs::write(folder.join("mail.txt"), edition.text().fill(fill)).map_err(wrong)
}

fn wrong(error: impl std::fmt::Display) -> String {
    error.to_string()
}
