//! `copydesk init`

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use copydesk_pipeline::schema;
use jiff::tz::TimeZone;

use crate::args::Init;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

const GIT: &str = ".gitignore";

/// What is no business of version control.
const IGNORED: &str = "\
# What a run writes, and whom it writes to.
/.copydesk/
/outbox/
/public/
/subscribers/
*.review.md
";

const READERS: &str = "address,name\nann@example.org,Ann Reader\nbo@example.org,\n";

/// Writes a newsroom to start from, which works at once; overwrites nothing.
pub(crate) fn run(command: &Init, printer: &mut Printer) -> Result<Exit, Failure> {
    let folder = command.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    let mut files = files();
    // A folder under version control has one, and its owner knows what belongs in it.
    files.retain(|(name, _)| *name != GIT || !folder.join(name).exists());
    let taken: Vec<&str> = files
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| folder.join(name).symlink_metadata().is_ok())
        .collect();
    if !taken.is_empty() {
        let message = format!("these stand there already: {}", taken.join(", "));
        let help = "name an empty folder: copydesk init DIR";
        return Err(Trouble::of(folder.display(), message).help(help).exit(Exit::Usage));
    }
    for (name, text) in &files {
        write(&folder.join(name), text).map_err(|error| {
            Trouble::of(folder.join(name).display(), format!("cannot be written: {error}"))
                .exit(Exit::Machine)
        })?;
    }
    let go = match folder == Path::new(".") {
        true => String::new(),
        false => format!("cd {}\n", folder.display()),
    };
    printer.page(&format!(
        "{}: a newsroom with one pipeline and one draft; nothing in it reaches anybody\n\n\
         {go}copydesk publish      the draft through the whole chain, into files\n\
         copydesk watch        then save a draft and read <draft>.review.md\n\
         copydesk check        the newsroom and its drafts, judged\n",
        folder.display()
    ));
    Ok(Exit::Done)
}

/// Everything that is written, by name.
fn files() -> Vec<(&'static str, String)> {
    let zone = TimeZone::system();
    let zone = zone.iana_name().unwrap_or("Etc/UTC");
    let newsroom = include_str!("init/copydesk.yaml").replace("TIME_ZONE", zone);
    vec![
        ("copydesk.yaml", newsroom),
        ("pipelines/brief.yaml", include_str!("init/brief.yaml").to_owned()),
        ("drafts/first-brief.md", include_str!("init/first-brief.md").to_owned()),
        ("subscribers/readers.csv", READERS.to_owned()),
        ("schemas/config.json", format!("{:#}\n", schema::config())),
        ("schemas/pipeline.json", format!("{:#}\n", schema::pipeline())),
        ("schemas/draft.json", format!("{:#}\n", schema::draft())),
        ("schemas/waivers.json", format!("{:#}\n", schema::waivers())),
        (GIT, IGNORED.to_owned()),
    ]
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::options().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
