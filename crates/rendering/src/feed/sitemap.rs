//! Every page for search engines (<https://www.sitemaps.org/protocol.html>).

use std::io::Error;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{FeedProblem, home};
use crate::{ArchiveEntry, Masthead};

/// Addresses in one sitemap, by its protocol.
const MOST: usize = 50_000;

/// `entries`, newest first, behind the archive's first page.
pub(super) fn write(entries: &[&ArchiveEntry], masthead: &Masthead) -> Result<String, FeedProblem> {
    let newest = entries.iter().map(|entry| entry.updated).max();
    let first = (home(masthead), newest);
    let pages = entries.iter().map(|entry| (entry.about.url.clone(), Some(entry.updated)));
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let unwritable = |error: Error| FeedProblem::Unwritable(error.to_string());
    writer
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
        .map_err(unwritable)?;
    writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|writer| {
            for (address, changed) in std::iter::once(first).chain(pages).take(MOST) {
                writer.create_element("url").write_inner_content(|writer| {
                    let text = |text: &str| BytesText::new(text).into_owned();
                    writer.create_element("loc").write_text_content(text(&address))?;
                    if let Some(changed) = changed {
                        let changed = text(&changed.to_string());
                        writer.create_element("lastmod").write_text_content(changed)?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })
        .map_err(unwritable)?;
    let xml = String::from_utf8(writer.into_inner());
    xml.map_err(|error| FeedProblem::Unwritable(error.to_string()))
}
