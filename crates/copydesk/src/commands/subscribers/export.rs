//! `copydesk subscribers export`: a list as CSV, or one person as JSON.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use copydesk_distribution::attribute_text;
use copydesk_ledger::Member;
use copydesk_pipeline::Newsroom;

use super::{address, list, people};
use crate::args::Export;
use crate::exit::Exit;
use crate::report::person;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// People that are read at once.
const PAGE: u32 = 10_000;

pub(super) async fn run(
    newsroom: &Newsroom,
    command: &Export,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let mut out = Way::open(command.output.as_deref(), printer)?;
    match (&command.list, &command.person) {
        (Some(name), _) => whole_list(newsroom, list(newsroom, name)?, &mut out).await?,
        (None, Some(text)) => one(newsroom, &address(text)?, &mut out).await?,
        (None, None) => return Ok(Exit::Usage),
    }
    out.end()?;
    Ok(Exit::Done)
}

/// Where it goes: a file of its own, or stdout.
struct Way<'a> {
    file: Option<(File, &'a Path)>,
    printer: &'a mut Printer,
}

impl<'a> Way<'a> {
    fn open(path: Option<&'a Path>, printer: &'a mut Printer) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self { file: None, printer }) };
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Trouble::of(path.display(), "this file exists already")
                .help("an export is never written over another file: name a new one")
                .exit(Exit::Usage),
            _ => failed(path, &error),
        })?;
        Ok(Self { file: Some((file, path)), printer })
    }

    fn write(&mut self, words: &str) -> Result<(), Failure> {
        match &mut self.file {
            None => self.printer.page(words),
            Some((file, path)) => {
                file.write_all(words.as_bytes()).map_err(|error| failed(path, &error))?;
            }
        }
        Ok(())
    }

    fn end(self) -> Result<(), Failure> {
        if let Some((file, path)) = self.file {
            file.sync_all().map_err(|error| failed(path, &error))?;
            self.printer.note(&format!("Written to {}.", path.display()));
        }
        Ok(())
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Trouble::of(path.display(), error.to_string()).exit(Exit::Machine)
}

/// In the columns that `import` reads.
async fn whole_list(newsroom: &Newsroom, list: &str, out: &mut Way<'_>) -> Result<(), Failure> {
    let people = people(newsroom)?;
    let names: Vec<&str> = newsroom.attributes.keys().map(String::as_str).collect();
    let first = ["address", "name", "tags"];
    let consent = ["consent_at", "consent_source", "consent_text", "consent_ip"];
    let header = first.into_iter().chain(names.iter().copied()).chain(consent);
    out.write(&line(header.map(str::to_owned))?)?;
    let mut after: Option<String> = None;
    loop {
        let page = people.members(list, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.subscriber.address.clone());
        let mut lines = String::new();
        for member in &page {
            lines += &line(fields(member, &names))?;
        }
        out.write(&lines)?;
    }
    Ok(())
}

fn fields(member: &Member, names: &[&str]) -> impl Iterator<Item = String> {
    let Member { subscriber: person, consent } = member;
    let known = names
        .iter()
        .map(|name| person.attributes.get(*name).map(attribute_text).unwrap_or_default());
    let first =
        [person.address.clone(), person.name.clone().unwrap_or_default(), person.tags.join(",")];
    let proof = [
        consent.at.to_string(),
        consent.source.clone(),
        consent.text_version.clone().unwrap_or_default(),
        consent.ip.clone().unwrap_or_default(),
    ];
    first.into_iter().chain(known.collect::<Vec<_>>()).chain(proof)
}

fn line(fields: impl Iterator<Item = String>) -> Result<String, Failure> {
    let failed = |error: String| Trouble::new(error).exit(Exit::Machine);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields.collect::<Vec<_>>()).map_err(|error| failed(error.to_string()))?;
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
}

/// Everything, as one JSON object: on a line for programs, over many for people and in
/// a file, which is for the person.
async fn one(newsroom: &Newsroom, address: &str, out: &mut Way<'_>) -> Result<(), Failure> {
    let person = people(newsroom)?.person(address).await?;
    let object = person::json(&person);
    match out.file.is_some() || out.printer.is_human() {
        true => out.write(&format!("{object:#}\n"))?,
        false => out.printer.json(&object),
    }
    if person.is_unknown() {
        out.printer.note("Nothing is held about this address.");
    }
    Ok(())
}
