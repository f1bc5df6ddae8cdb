//! `retractions:`, a list of retracted papers in the form in which Crossref gives
//! away the Retraction Watch database: a CSV of which three columns count.

use std::fs::File;
use std::path::Path as FilePath;

use copydesk_parsing::yaml::{Part, Path};
use copydesk_validation::Retractions;
use csv::ReaderBuilder;

use crate::source::Source;

/// Columns by their names in the file.
const DOI: &str = "OriginalPaperDOI";
const NATURE: &str = "RetractionNature";
const DATE: &str = "RetractionDate";

/// Reads the file that `retractions:` names, below `root`.
pub(super) fn narrow(
    written: Option<String>,
    root: &FilePath,
    source: &Source,
) -> Option<Retractions> {
    let Some(name) = written else { return Some(Retractions::default()) };
    let refuse = |message: String| {
        let help = format!("a CSV with the columns {DOI}, {NATURE} and {DATE}");
        source.refuse_part(&Path::root().key("retractions"), Part::Value, message, Some(help));
    };
    match read(&root.join(&name)) {
        Ok(retractions) => Some(retractions),
        Err(why) => {
            refuse(format!("{name}: {why}"));
            None
        }
    }
}

fn read(path: &FilePath) -> Result<Retractions, String> {
    let unreadable = |error: std::io::Error| format!("the file cannot be read: {error}");
    let file = File::open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err("this is no file".to_owned());
    }
    // Titles and notes in other columns may be in any encoding.
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
    let wrong = |error: csv::Error| match error.position() {
        Some(at) => format!("line {}: {error}", at.line()),
        None => error.to_string(),
    };
    let headers = reader.byte_headers().map_err(wrong)?.clone();
    let column = |name: &str| {
        let bare = |header: &[u8]| header.trim_ascii() == name.as_bytes();
        let byte_order_mark =
            |header: &[u8]| bare(header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header));
        headers.iter().position(byte_order_mark).ok_or_else(|| format!("it has no column `{name}`"))
    };
    let (doi, nature, date) = (column(DOI)?, column(NATURE)?, column(DATE)?);
    let mut papers = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(wrong)?;
        let field = |column| String::from_utf8_lossy(record.get(column).unwrap_or_default());
        let named = field(doi).trim().starts_with("10.");
        // Others are expressions of concern, corrections and reinstatements.
        if named && field(nature).trim().eq_ignore_ascii_case("retraction") {
            let when = field(date).split_whitespace().next().unwrap_or_default().to_owned();
            papers.push((field(doi).into_owned(), when));
        }
    }
    Ok(Retractions::new(papers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(csv: &str) -> Result<Retractions, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("retractions.csv");
        std::fs::write(&path, csv).unwrap();
        read(&path)
    }

    #[test]
    fn only_retractions_with_a_doi_count() {
        let csv = "\u{feff}Title,OriginalPaperDOI,RetractionNature,RetractionDate\n\
                   \"Tides, cured\",10.5555/TIDES.7,Retraction,5/3/2021 0:00\n\
                   Moons,10.5555/moons.8,Correction,5/3/2021 0:00\n\
                   Stars,unavailable,Retraction,5/3/2021 0:00\n";
        assert_eq!(read_from(csv).unwrap().len(), 1);
    }

    #[test]
    fn another_file_is_refused() {
        assert_eq!(read_from("a,b\n").unwrap_err(), "it has no column `OriginalPaperDOI`");
        assert!(read(FilePath::new("nowhere.csv")).unwrap_err().contains("cannot be read"));
        assert_eq!(read(FilePath::new("/dev")).unwrap_err(), "this is no file");
    }
}
