//! Fills a folder with drafts to measure with: `drafts FOLDER COUNT BYTES [SHAPE]`.
//! The same words give the same files.

use std::path::PathBuf;
use std::process::ExitCode;

use copydesk_proving::writing::{Shape, Writer};

/// Any number would do; this one is what the tables were made with.
const SEED: u64 = 20_261_124;

#[allow(clippy::print_stderr, reason = "a chore talks to the person who runs it")]
fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (folder, count, bytes, shape) = match &words[..] {
        [folder, count, bytes] => (folder, count, bytes, "brief"),
        [folder, count, bytes, shape] => (folder, count, bytes, shape.as_str()),
        _ => return Err("drafts FOLDER COUNT BYTES [SHAPE]".to_owned()),
    };
    let number = |word: &str| word.parse::<usize>().map_err(|_| format!("{word} is no number"));
    let (count, bytes) = (number(count)?, number(bytes)?);
    let shape = Shape::ALL.into_iter().find(|(name, _)| *name == shape);
    let (_, shape) = shape.ok_or_else(|| {
        let names = Shape::ALL.map(|(name, _)| name).join(", ");
        format!("a shape is one of {names}")
    })?;
    let folder = PathBuf::from(folder);
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let mut writer = Writer::new(SEED);
    for n in 0..count {
        let draft = writer.draft(shape, bytes);
        std::fs::write(folder.join(format!("{n:05}.txt")), draft).map_err(failed)?;
    }
    Ok(())
}
