//! `copydesk keys dkim new`

use std::path::PathBuf;

use copydesk_distribution::{Signer, SigningKey, SigningKeyKind, SigningKeyProblem};
use copydesk_pipeline::newsroom::{is_domain, is_selector};
use serde_json::json;

use crate::args::{Dkim, Global, Keys};
use crate::exit::Exit;
use crate::newsrooms::newsroom_here;
use crate::report::printer::Printer;
use crate::trouble::{Failure, Trouble};

/// Where the newsroom's keys are, which the web never sees.
const FOLDER: &str = ".copydesk/keys";
/// Octets of one string of a TXT record (RFC 1035, 3.3).
const STRING: usize = 255;

/// Makes a key that signs and prints what DNS has to say of it.
pub(crate) fn run(global: &Global, command: &Keys, printer: &mut Printer) -> Result<Exit, Failure> {
    let Keys::Dkim(Dkim::New(new)) = command;
    let domain = name("domain", &new.domain, is_domain, "news.example.org")?;
    let selector = name("selector", &new.selector, is_selector, "brief-2026")?;
    let newsroom = newsroom_here(global)?;
    let file = PathBuf::from(FOLDER).join(format!("dkim-{selector}.{domain}.pem"));
    let kind = if new.ed25519 { SigningKeyKind::Ed25519 } else { SigningKeyKind::Rsa };
    let key = SigningKey::create(kind, &newsroom.root.join(&file)).map_err(failed)?;
    let signer = Signer::new(&domain, &selector, key);
    let record = signer.record().map_err(failed)?;
    let entry = format!("{{ domain: {domain}, selector: {selector}, key: {} }}", file.display());
    if !printer.is_human() {
        printer.json(&json!({
            "v": 1, "type": "key", "domain": domain, "selector": selector,
            "file": file.display().to_string(), "name": signer.record_name(), "txt": record,
        }));
        return Ok(Exit::Done);
    }
    printer.page(&zone_line(&signer.record_name(), &record));
    printer.note(&format!("the key is in {}, for you alone: back it up", file.display()));
    printer.note(&format!(
        "publish the line above, and once DNS answers with it add to `sender` in copydesk.yaml:\n  dkim: [{entry}]"
    ));
    Ok(Exit::Done)
}

fn name(
    what: &str,
    written: &str,
    fits: fn(&str) -> bool,
    example: &str,
) -> Result<String, Failure> {
    let name = written.to_ascii_lowercase();
    if fits(&name) {
        return Ok(name);
    }
    Err(Trouble::new(format!("`{written}` cannot be a {what} in DNS"))
        .help(format!("such as {example}"))
        .exit(Exit::Usage))
}

fn failed(problem: SigningKeyProblem) -> Failure {
    let exit = match problem {
        SigningKeyProblem::Exists { .. } => Exit::Usage,
        _ => Exit::Machine,
    };
    Trouble::new(problem.to_string()).exit(exit)
}

/// As zone files have it: strings of bearable length, which verifiers put together.
fn zone_line(name: &str, record: &str) -> String {
    let strings: Vec<String> = record
        .as_bytes()
        .chunks(STRING)
        .map(|piece| format!("\"{}\"", String::from_utf8_lossy(piece)))
        .collect();
    format!("{name}. IN TXT ( {} )\n", strings.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_record_is_several_strings() {
        let line = zone_line("a._domainkey.b.org", &"x".repeat(300));
        let strings: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        assert_eq!(strings.iter().map(|s| s.len()).collect::<Vec<_>>(), [255, 45]);
        assert!(line.starts_with("a._domainkey.b.org. IN TXT ( \"x"));
        assert_eq!(zone_line("a", "y"), "a. IN TXT ( \"y\" )\n");
    }
}
