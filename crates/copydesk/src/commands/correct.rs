//! `copydesk correct` and `copydesk retract`: the draft of an edition that went out, with
//! the front matter that puts it right. Nothing is published: a person changes the words,
//! marks the draft ready, and it goes the way of every draft.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use copydesk_ledger::{EditionSummary, Ledger, SentDraft, World};
use copydesk_manuscript::{Correction, CorrectionKind, Draft, Tell};
use copydesk_parsing::parse;
use copydesk_pipeline::same_text;
use serde_json::json;

use crate::args::{Correct, CorrectingKind, Global, Retract, Telling};
use crate::drafts::READY;
use crate::editions;
use crate::exit::Exit;
use crate::files;
use crate::front_matter;
use crate::newsrooms::{self, Loaded};
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Makes the draft of a correction.
pub(crate) fn correct(
    global: &Global,
    command: &Correct,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let kind = match command.kind {
        Some(CorrectingKind::Typo) => CorrectionKind::Typo,
        Some(CorrectingKind::Clarification) => CorrectionKind::Clarification,
        Some(CorrectingKind::Correction) => CorrectionKind::Correction,
        None => return Err(which_kind()),
    };
    let tell = command.tell.map(|tell| match tell {
        Telling::Page => Tell::Page,
        Telling::Next => Tell::Next,
        Telling::Readers => Tell::Readers,
    });
    let note = match kind {
        CorrectionKind::Typo => command.note.clone(),
        _ => Some(asked(command.note.as_deref())?),
    };
    let correction = Correction { kind, note, tell };
    let wanted = Wanted { draft: command.draft.as_deref(), correction, ready: command.ready };
    write(global, &command.edition, &wanted, printer)
}

/// Makes the draft of a retraction: its text stays as it was.
pub(crate) fn retract(
    global: &Global,
    command: &Retract,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let note = Some(asked(command.note.as_deref())?);
    let correction = Correction { kind: CorrectionKind::Retraction, note, tell: None };
    let wanted = Wanted { draft: command.draft.as_deref(), correction, ready: command.ready };
    write(global, &command.edition, &wanted, printer)
}

struct Wanted<'a> {
    draft: Option<&'a str>,
    correction: Correction,
    ready: bool,
}

fn write(
    global: &Global,
    key: &str,
    wanted: &Wanted<'_>,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let loaded = newsrooms::here(global)?;
    let ledger = editions::ledger(&loaded)?;
    let (edition, sent) = running::runtime()?.block_on(async {
        let edition = newest(&loaded, global, &*ledger, key).await?;
        let drafts = ledger.drafts(edition.id).await?;
        Ok::<_, Failure>((edition, chosen(drafts, wanted.draft, key)?))
    })?;
    let folder = folder(&loaded, &edition)?;
    let (path, bytes) = place(&folder, &sent, key)?;
    let text = String::from_utf8(bytes).map_err(|_| unwritable(&path, "it is not UTF-8"))?;
    let text = front_matter::with(&text, &lines(key, wanted));
    let read = parse(&Draft::new(path.display().to_string(), text.as_bytes())).front_matter;
    if read.correction.as_ref() != Some(&wanted.correction) || read.edition.as_deref() != Some(key)
    {
        return Err(unwritable(&path, "its front matter cannot be read with a correction in it"));
    }
    files::replace(&path, text.as_bytes())
        .map_err(|error| unwritable(&path, &format!("it cannot be written: {error}")))?;
    tell(&path, &edition, wanted, printer);
    Ok(Exit::Done)
}

/// The last revision: of what went to people, else of what was rehearsed, unless a profile
/// says which.
async fn newest(
    loaded: &Loaded,
    global: &Global,
    ledger: &dyn Ledger,
    key: &str,
) -> Result<EditionSummary, Failure> {
    let world = editions::world(loaded, global)?;
    for world in [world, World::Rehearsal] {
        if world == World::Rehearsal && global.profile.is_some() {
            continue;
        }
        let editions = ledger.editions(world).await?;
        let revisions = editions.into_iter().filter(|edition| edition.key == key);
        if let Some(found) = revisions.max_by_key(|edition| edition.revision) {
            return Ok(found);
        }
    }
    editions::named(ledger, world, key).await
}

/// The one draft, or the one that is named.
fn chosen(
    mut drafts: Vec<SentDraft>,
    named: Option<&str>,
    key: &str,
) -> Result<SentDraft, Failure> {
    let names: Vec<String> = drafts.iter().map(|draft| name(&draft.path).to_owned()).collect();
    let found = match (named, drafts.len()) {
        (Some(named), _) => names.iter().position(|other| other == name(named)),
        (None, 1) => Some(0),
        (None, _) => None,
    };
    match found {
        Some(found) => Ok(drafts.swap_remove(found)),
        None if names.is_empty() => {
            let message = format!("the ledger has no draft of {key}");
            Err(Trouble::new(message).exit(Exit::Usage))
        }
        None => {
            let message = format!("{key} was made of {}", names.join(", "));
            let help = format!("say which of them it is about: --draft {}", names[0]);
            Err(Trouble::new(message).help(help).exit(Exit::Usage))
        }
    }
}

/// Where the drafts of its pipeline lie.
fn folder(loaded: &Loaded, edition: &EditionSummary) -> Result<PathBuf, Failure> {
    let pipeline = match &edition.pipeline {
        Some(name) => Some(loaded.named(name)?),
        None => loaded.pipelines.only(),
    };
    let folder = pipeline.map(|pipeline| loaded.newsroom.root.join(&pipeline.drafts.folder));
    folder.ok_or_else(|| {
        let message = format!("nobody knows which pipeline {} came through", edition.key);
        let help = "write `edition:` and `correction:` into its draft";
        Trouble::new(message).help(help).exit(Exit::Usage)
    })
}

/// The draft where it stands, whatever was changed in it since; else a place for it, with
/// the bytes that went out. Another text under its name is not touched.
fn place(folder: &Path, sent: &SentDraft, key: &str) -> Result<(PathBuf, Vec<u8>), Failure> {
    let name = Path::new(name(&sent.path));
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let ending = name.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    let other = format!("{stem}-correction{}", ending.unwrap_or_default());
    let places = [folder.join(name), folder.join(READY).join(name), folder.join(other)];
    // A pipe, or a device, would keep us waiting.
    for path in places.iter().filter(|path| path.is_file()) {
        match fs::read(path) {
            Ok(bytes) if is_the_same(&bytes, sent, key) => return Ok((path.clone(), bytes)),
            _ => {}
        }
    }
    let [first, _, other] = places;
    let free = [first, other].into_iter().find(|path| !path.exists());
    let taken = || unwritable(&folder.join(name), "another text stands under its name");
    free.map(|path| (path, sent.bytes.clone())).ok_or_else(taken)
}

/// Whether a file is the draft that went out, perhaps with other words by now.
fn is_the_same(bytes: &[u8], sent: &SentDraft, key: &str) -> bool {
    let read = |bytes: &[u8]| parse(&Draft::new(sent.path.clone(), bytes));
    let there = read(bytes);
    bytes == sent.bytes
        || there.front_matter.edition.as_deref() == Some(key)
        || same_text(&there, &read(&sent.bytes))
}

/// What the front matter says from now on.
fn lines(key: &str, wanted: &Wanted<'_>) -> [(&'static str, String); 3] {
    let Correction { kind, note, tell } = &wanted.correction;
    // A JSON string is a YAML one.
    let note = note.as_ref().map(|note| format!(", note: {}", json!(note)));
    let tell = tell.map(|tell| format!(", tell: {}", json!(tell).as_str().unwrap_or_default()));
    let kind = json!(kind);
    let correction = format!(
        "{{ kind: {}{}{} }}",
        kind.as_str().unwrap_or_default(),
        note.unwrap_or_default(),
        tell.unwrap_or_default()
    );
    let status = if wanted.ready { "ready" } else { "draft" };
    [("edition", key.to_owned()), ("status", status.to_owned()), ("correction", correction)]
}

fn tell(path: &Path, edition: &EditionSummary, wanted: &Wanted<'_>, printer: &mut Printer) {
    let kind = json!(wanted.correction.kind);
    let tells = wanted.correction.tells();
    if !printer.is_human() {
        let world = json!(edition.world);
        return printer.json(&json!({
            "v": 1, "type": "correction", "path": path, "key": edition.key,
            "corrects": edition.revision, "world": world, "kind": kind, "tell": tells,
            "note": wanted.correction.note, "ready": wanted.ready,
        }));
    }
    let who = match tells {
        Tell::Page => "its page and the feed",
        Tell::Next => "its page, the feed and a box in the list's next edition",
        Tell::Readers => "its page, the feed, and by mail those who have it",
    };
    let words = match wanted.correction.kind {
        CorrectionKind::Retraction => "its text stays as it was",
        _ => "change its words",
    };
    let next = match wanted.ready {
        true => "it is marked ready".to_owned(),
        false => format!("{words}, then mark it `status: ready`"),
    };
    printer.page(&format!(
        "{}   a {} of {}, for {who}: {next}\n",
        path.display(),
        kind.as_str().unwrap_or_default(),
        edition.key
    ));
}

/// The note; who sits at a terminal is asked for it.
fn asked(note: Option<&str>) -> Result<String, Failure> {
    let written = match note {
        Some(note) => note.to_owned(),
        None if io::stdin().is_terminal() && io::stderr().is_terminal() => {
            let mut line = String::new();
            let asked = write!(io::stderr(), "What was wrong, for readers? ");
            let read = asked.and_then(|()| io::stdin().read_line(&mut line));
            read.map_err(|error| Trouble::new(error.to_string()).exit(Exit::Machine))?;
            line
        }
        None => String::new(),
    };
    match written.split_whitespace().collect::<Vec<_>>().join(" ") {
        note if note.is_empty() => Err(Trouble::new("nothing says what was wrong")
            .help("`--note WORDS` says it to readers; only a typo needs none")
            .exit(Exit::Usage)),
        note => Ok(note),
    }
}

fn which_kind() -> Failure {
    Trouble::new("nothing says how grave it is")
        .help("--kind typo|clarification|correction; `copydesk retract` takes all of it back")
        .exit(Exit::Usage)
}

fn unwritable(path: &Path, why: &str) -> Failure {
    Trouble::of(path.display(), why)
        .help("write `edition:` and `correction:` into the draft's front matter yourself")
        .exit(Exit::Usage)
}

fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn a_pipe_under_the_drafts_name_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("quay.md");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (key, path, bytes) = ("k".to_owned(), "drafts/quay.md".to_owned(), b"T".to_vec());
        let sent = SentDraft { key, path, bytes };
        let (found, _) = place(folder.path(), &sent, "k").unwrap();
        assert_eq!(found, folder.path().join("quay-correction.md"));
    }
}
