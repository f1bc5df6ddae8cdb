//! `cargo xtask gallery`: pictures of every look, in light and in dark, on a phone
//! and in a reading pane.
//!
//! A look is a folder of `templates/` that a pipeline of the sample newsroom names.
//! The newsroom is copied, its pipelines publish there, and the first mail of each
//! is shown by a browser: what stands in `docs/gallery/` is what was sent. A digest
//! carries its day, so the newsroom publishes at a moment of the past: where browser and
//! fonts are the same, the same look is the same picture on any day.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::{exit, judges, machine, publish, services};

/// The pictures, from the checkout's root.
const GALLERY: &str = "docs/gallery";

/// The moment at which the newsroom publishes, in UTC.
const MOMENT: &str = "2026-11-25 07:00:00";

/// What makes a newsroom.
const NEWSROOM: [&str; 5] = ["copydesk.yaml", "drafts", "pipelines", "subscribers", "templates"];

/// A folder of `templates/`, and the pipeline that shows it.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    name: String,
    pipeline: String,
}

/// Publishes, and takes the pictures.
pub(crate) fn run() -> ExitCode {
    match services::provide().and_then(|()| judges::provide()).and_then(|()| gallery()) {
        Ok(()) => exit::DONE,
        Err(message) => {
            eprintln!("error: {message}");
            exit::machine()
        }
    }
}

fn gallery() -> Result<(), String> {
    let root = machine::root();
    let at = |path: &Path| {
        let path = path.display().to_string();
        move |error: io::Error| format!("{path}: {error}")
    };
    let looks = looks(&definitions(&root.join("pipelines")).map_err(at(&root))?);
    if looks.is_empty() {
        return Err("no pipeline names a template".to_owned());
    }
    let copies = machine::target().join("gallery");
    if copies.exists() {
        fs::remove_dir_all(&copies).map_err(at(&copies))?;
    }
    let program = build()?;
    let mut shown = Vec::new();
    for look in &looks {
        let newsroom = copies.join(&look.name);
        for name in NEWSROOM {
            copy(&root.join(name), &newsroom.join(name)).map_err(at(&newsroom))?;
        }
        let mail = first_mail(&program, &newsroom, &look.pipeline)?;
        shown.push(format!("{}={}", look.name, mail.display()));
    }
    let gallery = root.join(GALLERY);
    fs::create_dir_all(&gallery).map_err(at(&gallery))?;
    let chromium = machine::find("chromium").ok_or("chromium is missing")?;
    let status = machine::program("node")
        .arg(root.join("crates/proving/judges/gallery.mjs"))
        .arg(chromium)
        .arg(&gallery)
        .args(&shown)
        .current_dir(machine::target().join("judges"))
        .status()
        .map_err(|error| format!("node did not start: {error}"))?;
    if !status.success() {
        return Err("the pictures were not taken; the reason stands above".to_owned());
    }
    let names: Vec<&str> = looks.iter().map(|look| look.name.as_str()).collect();
    println!("{GALLERY} has {}", names.join(" and "));
    Ok(())
}

/// The program, built.
fn build() -> Result<PathBuf, String> {
    let status = machine::cargo().args(["build", "-p", "copydesk"]).status();
    match status {
        Ok(status) if status.success() => {}
        Ok(_) => return Err("Copydesk was not built; cargo says why above".to_owned()),
        Err(error) => return Err(format!("cargo did not start: {error}")),
    }
    publish::binary()
}

/// The first mail that a pipeline writes.
fn first_mail(program: &Path, newsroom: &Path, pipeline: &str) -> Result<PathBuf, String> {
    let output = machine::program("faketime")
        // What it waits by goes on, or it would wait for ever.
        .args(["--exclude-monotonic", "-f", MOMENT])
        .arg(program)
        .args(["publish", "--pipeline", pipeline])
        .current_dir(newsroom)
        .env("TZ", "UTC")
        .output()
        .map_err(|error| format!("faketime did not start: {error}"))?;
    let mut mails = mails(&newsroom.join("outbox")).unwrap_or_default();
    mails.sort();
    mails.into_iter().next().ok_or_else(|| {
        let (out, err) = (output.stdout, output.stderr);
        let said = [out, err].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        format!("the pipeline {pipeline} wrote no mail:\n{said}")
    })
}

fn mails(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(mails(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "eml") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Each definition's name and text.
fn definitions(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) {
            found.push((name.to_owned(), fs::read_to_string(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

/// The templates that pipelines name, each with the first pipeline that does.
/// Theirs is one line of YAML, and reading no more of it needs no reader of YAML.
fn looks(pipelines: &[(String, String)]) -> Vec<Look> {
    let mut looks: Vec<Look> = Vec::new();
    for (pipeline, text) in pipelines {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let named = lines.filter_map(|line| line.split_once("template:")).next();
        let Some((_, rest)) = named else { continue };
        let name: String = rest
            .trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        if !name.is_empty() && looks.iter().all(|look| look.name != name) {
            looks.push(Look { name, pipeline: pipeline.clone() });
        }
    }
    looks
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_shown_by_the_first_pipeline_that_names_it() {
        let pipeline = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let pipelines = [
            pipeline("brief", "# template: none\nstages:\n  - render: { template: brief }\n"),
            pipeline("evening", "stages:\n  - render:\n      template: brief # the same\n"),
            pipeline("morning", "stages:\n  - render: { template: digest }\n"),
        ];
        let look = |name: &str, pipeline: &str| Look {
            name: name.to_owned(),
            pipeline: pipeline.to_owned(),
        };
        assert_eq!(looks(&pipelines), [look("brief", "brief"), look("digest", "morning")]);
    }
}
