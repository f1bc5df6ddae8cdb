//! `copydesk subscribers import`: every line is judged before the first is taken.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use copydesk_distribution::{Import, ImportProblem, ImportRules, RecipientKey};
use copydesk_ledger::{ImportChunk, ImportCounts, ImportRow, SqliteLedger, Subscriptions};
use copydesk_pipeline::Newsroom;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::{list, people};
use crate::args;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::count::counted;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Rows in one transaction: long enough to be fast, short enough that a sender
/// beside it need not wait.
const CHUNK: usize = 20_000;
/// Bad lines that are shown one by one.
const SHOWN: usize = 50;

pub(super) async fn run(
    newsroom: &Newsroom,
    command: &args::Import,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let list = list(newsroom, &command.list)?;
    let rules = ImportRules {
        file: command.file.display().to_string(),
        preset: command.preset,
        map: command.map.clone(),
        attributes: newsroom.attributes.clone(),
    };
    let mut file = open(&command.file)?;
    let size = file.metadata().map_or(0, |about| about.len());
    let store = Store::open(newsroom, command.dry_run)?;

    let bar = bar(printer, "checking", size);
    let checked = check(&mut file, &rules, &store.key, &bar)?;
    bar.finish_and_clear();
    told(&checked, printer);
    if checked.bad > 0 && (!command.skip_bad || checked.fatal) {
        return Ok(Exit::Usage);
    }

    let bar = self::bar(printer, "importing", size);
    let source =
        command.source.clone().unwrap_or_else(|| format!("import of {}", name(&command.file)));
    let mut first = true;
    let mut counts = ImportCounts::default();
    let mut import = rewound(&mut file, &rules, &store.key)?;
    loop {
        let rows: Vec<ImportRow> = import.by_ref().filter_map(Result::ok).take(CHUNK).collect();
        if rows.is_empty() {
            break;
        }
        let (list, source) = (list.to_owned(), source.clone());
        let chunk = ImportChunk { list, source, first, dry_run: command.dry_run, rows };
        counts.add(&store.people.import(chunk).await?);
        first = false;
        bar.set_position(import.bytes_read());
    }
    bar.finish_and_clear();
    summary(&counts, &checked, command, printer);
    if let Some(file) = newsroom.lists.get(list).and_then(|list| list.file.as_ref()) {
        printer.note(&format!(
            "The list `{list}` is still read from {}: take `file:` out of copydesk.yaml.",
            file.display()
        ));
    }
    Ok(Exit::Done)
}

/// Where the rows go, and what erased people are known by.
struct Store {
    people: Arc<dyn Subscriptions>,
    key: RecipientKey,
    /// Holds the ledger of a dry run where there is none yet.
    _folder: Option<tempfile::TempDir>,
}

impl Store {
    fn open(newsroom: &Newsroom, dry_run: bool) -> Result<Self, Failure> {
        let machine = |error: String| Trouble::new(error).exit(Exit::Machine);
        if dry_run && !newsroom.has_ledger() {
            let folder = tempfile::tempdir()
                .map_err(|error| machine(format!("no folder for a dry run: {error}")))?;
            let ledger = SqliteLedger::open(&folder.path().join("ledger"), newsrooms::clock())?;
            let key = RecipientKey::new([0; RecipientKey::LENGTH]);
            return Ok(Self { people: Arc::new(ledger), key, _folder: Some(folder) });
        }
        let key = RecipientKey::open(&newsroom.root).map_err(|error| machine(error.to_string()))?;
        Ok(Self { people: people(newsroom)?, key, _folder: None })
    }
}

/// What a first reading of the whole file found.
#[derive(Default)]
struct Checked {
    good: u64,
    bad: u64,
    fatal: bool,
    /// The first of the bad ones.
    problems: Vec<ImportProblem>,
}

fn check(
    file: &mut File,
    rules: &ImportRules,
    key: &RecipientKey,
    bar: &ProgressBar,
) -> Result<Checked, Failure> {
    let mut checked = Checked::default();
    let mut import = rewound(file, rules, key)?;
    while let Some(row) = import.next() {
        match row {
            Ok(_) => checked.good += 1,
            Err(problem) => {
                checked.bad += 1;
                checked.fatal |= problem.fatal;
                if checked.problems.len() < SHOWN {
                    checked.problems.push(problem);
                }
            }
        }
        if checked.good.is_multiple_of(1_000) {
            bar.set_position(import.bytes_read());
        }
    }
    Ok(checked)
}

fn rewound<'a>(
    file: &'a mut File,
    rules: &'a ImportRules,
    key: &'a RecipientKey,
) -> Result<Import<'a, impl Read + 'a>, Failure> {
    file.rewind()
        .map_err(|error| Trouble::of(&rules.file, error.to_string()).exit(Exit::Machine))?;
    Import::open(BufReader::new(file), rules, key)
        .map_err(|problem| trouble(&problem).exit(Exit::Usage))
}

/// The file, or what stdin has, in a file that is gone afterwards: it is read twice.
fn open(path: &Path) -> Result<File, Failure> {
    let opened = match path == Path::new("-") {
        false => File::open(path),
        true => tempfile::tempfile().and_then(|mut file| {
            io::copy(&mut io::stdin().lock(), &mut file)?;
            Ok(file)
        }),
    };
    opened.map_err(|error| {
        Trouble::of(path.display(), format!("the file cannot be read: {error}")).exit(Exit::Usage)
    })
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| "stdin".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn trouble(problem: &ImportProblem) -> Trouble {
    Trouble {
        line: usize::try_from(problem.line).ok(),
        column: problem.column,
        ..Trouble::of(&problem.file, problem.message.clone())
    }
}

/// The bad lines, as far as anybody reads them.
fn told(checked: &Checked, printer: &mut Printer) {
    let troubles: Vec<Trouble> = checked.problems.iter().map(trouble).collect();
    printer.troubles(&troubles);
    let more = checked.bad - checked.problems.len() as u64;
    if more > 0 {
        printer.note(&format!("{} more lines are bad.", thousands(more)));
    }
    if checked.bad > 0 {
        printer.note(&format!(
            "{} good. Nothing is imported while others are bad, unless with --skip-bad.",
            counted(usize::try_from(checked.good).unwrap_or(usize::MAX), "line")
        ));
    }
}

fn summary(
    counts: &ImportCounts,
    checked: &Checked,
    command: &args::Import,
    printer: &mut Printer,
) {
    if !printer.is_human() {
        let mut line = json!({
            "v": 1, "type": "import", "path": command.file.display().to_string(),
            "list": command.list, "dry_run": command.dry_run,
            "rows": counts.rows(), "bad": checked.bad,
        });
        if let (Some(line), Ok(counts)) = (line.as_object_mut(), serde_json::to_value(counts)) {
            line.extend(counts.as_object().cloned().unwrap_or_default());
        }
        return printer.json(&line);
    }
    let n = thousands;
    let mut page = format!("{} → {}\n", command.file.display(), command.list);
    page += &format!(
        "    {} rows: {} added, {} updated, {} unchanged, {} repeated, {} bad\n",
        n(counts.rows() + checked.bad),
        n(counts.added),
        n(counts.updated),
        n(counts.unchanged),
        n(counts.repeated),
        n(checked.bad)
    );
    page += &format!(
        "    taken over from there: {} unsubscribed, {} bounced\n",
        n(counts.now_unsubscribed),
        n(counts.now_bounced)
    );
    page += &format!(
        "    not subscribed again: {} unsubscribed here, {} bounced, {} complained, {} suppressed, \
         {} erased\n",
        n(counts.kept_unsubscribed),
        n(counts.kept_bounced),
        n(counts.kept_complained),
        n(counts.kept_suppressed),
        n(counts.kept_erased)
    );
    if command.dry_run {
        page += "\nDry run: nothing was changed.\n";
    }
    printer.page(&page);
}

/// `1,000,000`
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn bar(printer: &Printer, doing: &'static str, size: u64) -> ProgressBar {
    let target = match printer.is_human() && !printer.is_quiet() {
        // Nothing is drawn where stderr is no terminal.
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let style = ProgressStyle::with_template("{msg:9} {bar:40} {percent:>3} %  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(size), target).with_style(style).with_message(doing)
}
