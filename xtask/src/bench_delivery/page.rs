//! The tables of figures.

use std::fmt::Write as _;

use super::Figures;

/// A sink that works so much of its one core is the limit itself.
const LIMIT: f64 = 0.9;

const HEAD: &str = "messages/s | CPU µs a message | peak MB | sink, of a core |";
const RULE: &str = "--:|--:|--:|--:|";

/// All rows, and ours by the length of the list.
pub(super) fn measured(
    rows: &[Figures],
    growth: &[Figures],
    signature: Option<f64>,
    verified: u32,
) -> String {
    let mut page = String::new();
    let _ =
        writeln!(page, "| sender | way | connections | messages | {HEAD}\n|---|---|--:|--:|{RULE}");
    let mut former: Option<&Figures> = None;
    for found in rows {
        if former.is_some_and(|former| !former.row.like(&found.row)) {
            let _ = writeln!(page, "| | | | | | | | |");
        }
        let row = &found.row;
        let (who, way, k, n) = (row.name(), row.way(), row.connections, row.messages);
        let _ = writeln!(page, "| {who} | {way} | {k} | {n} | {}", figures(found));
        former = Some(found);
    }
    let limited = rows.iter().chain(growth).filter(|found| found.sink >= LIMIT);
    if limited.count() > 0 {
        let _ = writeln!(page, "\n\\* The sink worked nearly all of its core: it was the limit.");
    }
    let _ = writeln!(
        page,
        "\nBefore anything was timed, dkimpy verified a sample of {verified} signed messages, sent over STARTTLS."
    );
    if let Some(signature) = signature {
        let _ = writeln!(
            page,
            "`openssl speed rsa2048`, in turn with the rounds: {signature:.0} µs a signature."
        );
    }
    let _ = writeln!(
        page,
        "\nCopydesk by the length of the list, unsigned; plan, ledger and closing balance included:\n"
    );
    let _ = writeln!(page, "| recipients | {HEAD}\n|--:|{RULE}");
    for found in growth {
        let _ = writeln!(page, "| {} | {}", found.row.messages, figures(found));
    }
    page
}

fn figures(found: &Figures) -> String {
    let mark = if found.sink >= LIMIT { "\\*" } else { "" };
    let (rate, cpu, peak, sink) = (found.rate(), found.cpu(), found.peak(), found.sink);
    format!("{rate:.0} | {cpu:.0} | {peak:.1} | {sink:.2}{mark} |")
}
