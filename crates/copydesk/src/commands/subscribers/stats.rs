//! `copydesk subscribers stats`: how the lists stand.

use copydesk_ledger::ListStats;
use copydesk_pipeline::Newsroom;
use serde_json::json;

use super::import::thousands;
use super::people;
use crate::exit::Exit;
use crate::report::printer::Printer;
use crate::trouble::Failure;

pub(super) async fn run(newsroom: &Newsroom, printer: &mut Printer) -> Result<Exit, Failure> {
    let mut stats = match newsroom.has_ledger() {
        true => people(newsroom)?.stats().await?,
        false => Vec::new(),
    };
    // Lists on which nobody is yet are lists too.
    for name in newsroom.lists.keys() {
        if !stats.iter().any(|stats| stats.list == *name) {
            stats.push(ListStats { list: name.clone(), ..ListStats::default() });
        }
    }
    stats.sort_by(|one, other| one.list.cmp(&other.list));
    for stats in &stats {
        let file = newsroom.lists.get(&stats.list).and_then(|list| list.file.as_ref());
        if !printer.is_human() {
            let list = (!stats.list.is_empty()).then_some(&stats.list);
            printer.json(&json!({
                "v": 1, "type": "list", "list": list, "subscribed": stats.subscribed,
                "pending": stats.pending, "suppressed": stats.suppressed,
                "file": file.map(|file| file.display().to_string()),
            }));
            continue;
        }
        let suppressed: Vec<String> = stats
            .suppressed
            .iter()
            .map(|(reason, count)| format!("{} {reason}", thousands(*count)))
            .collect();
        let suppressed = match suppressed.is_empty() {
            true => "nobody suppressed".to_owned(),
            false => suppressed.join(", "),
        };
        printer.page(&match (stats.list.as_str(), file) {
            ("", _) => format!("every list: {suppressed}\n"),
            (list, Some(file)) => {
                format!("{list}: read from {}; {suppressed}\n", file.display())
            }
            (list, None) => format!(
                "{list}: {} subscribed, {} pending; {suppressed}\n",
                thousands(stats.subscribed),
                thousands(stats.pending)
            ),
        });
    }
    Ok(Exit::Done)
}
