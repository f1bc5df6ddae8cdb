//! What a running daemon says of itself, as Prometheus reads it; and whether the
//! dashboard in `docs/` asks for nothing else.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use copydesk_proving::saving::room::{Reviews, Room, wait};

const PATIENCE: Duration = Duration::from_secs(120);

/// A port that nobody had a moment ago.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A newsroom whose daemon answers at this port.
fn listening() -> (Room, u16) {
    let room = Room::open(Some(&program::path()), Reviews::None).unwrap();
    let port = port();
    let newsroom = fs::read_to_string(room.path("copydesk.yaml")).unwrap();
    let listen = format!("watch: {{ listen: 127.0.0.1:{port} }}\n");
    fs::write(room.path("copydesk.yaml"), newsroom + &listen).unwrap();
    (room, port)
}

/// The answer with its head, or nothing while nobody listens.
fn ask(port: u16, path: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream.read_to_string(&mut answer).unwrap();
    }
    answer
}

#[test]
fn prometheus_reads_the_figures_and_the_dashboard_asks_for_no_others() {
    let (room, port) = listening();
    let _daemon = room.watch().unwrap();
    room.save("out.md", "---\ntitle: Out\nedition: out\nstatus: ready\n---\n\nWords.\n").unwrap();
    room.save("held.md", "# Held\n\nWords that cite nothing there is.[1]\n").unwrap();
    let state = |state: &str, count: u32| {
        let line = format!("copydesk_drafts{{pipeline=\"brief\",state=\"{state}\"}} {count}\n");
        wait(PATIENCE, || Ok(ask(port, "/metrics").contains(&line))).unwrap()
    };
    assert!(state("out", 1), "{}", ask(port, "/metrics"));
    assert!(state("held", 1), "{}", ask(port, "/metrics"));
    assert!(ask(port, "/healthz").starts_with("HTTP/1.1 200 "));
    assert!(ask(port, "/readyz").starts_with("HTTP/1.1 200 "), "{}", ask(port, "/readyz"));

    let answer = ask(port, "/metrics");
    let (_, figures) = answer.split_once("\r\n\r\n").unwrap();
    let file = room.path("figures.txt");
    fs::write(&file, figures).unwrap();
    let samples = judges::open_metrics(&file);
    let value = |name: &str| samples.iter().find(|(found, ..)| found == name).map(|s| s.2);
    assert_eq!(value("copydesk_ready"), Some(1.0));
    assert!(value("copydesk_ledger_commit_seconds_count").unwrap() > 2.0);
    assert!(value("copydesk_reconcile_seconds_count").unwrap() > 0.0);
    let labels: BTreeSet<&str> =
        samples.iter().flat_map(|(_, labels, _)| labels.keys().map(String::as_str)).collect();
    let known = ["check", "le", "outcome", "pipeline", "severity", "state", "version"];
    assert!(labels.iter().all(|label| known.contains(label)), "{labels:?}");
    assert!(!figures.contains('@') && !figures.contains("out.md"), "{figures}");

    let names: BTreeSet<&str> = samples.iter().map(|(name, ..)| name.as_str()).collect();
    let asked = asked();
    assert!(asked.len() > 10, "{asked:?}");
    let strange: Vec<_> = asked.iter().filter(|name| !names.contains(name.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?} are in no figures: {names:?}");

    // A folder that is gone is degraded, and the daemon lives on.
    fs::rename(room.path("drafts"), room.path("away")).unwrap();
    let unready = || Ok(ask(port, "/readyz").contains("the drafts folder cannot be read"));
    assert!(wait(PATIENCE, unready).unwrap(), "{}", ask(port, "/readyz"));
    assert!(ask(port, "/readyz").starts_with("HTTP/1.1 503 "));
    assert!(ask(port, "/healthz").starts_with("HTTP/1.1 200 "));
    fs::rename(room.path("away"), room.path("drafts")).unwrap();
    let ready = || Ok(ask(port, "/readyz").starts_with("HTTP/1.1 200 "));
    assert!(wait(PATIENCE, ready).unwrap(), "{}", ask(port, "/readyz"));
}

/// The names of figures in the dashboard's queries.
fn asked() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/grafana.json");
    let board: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let panels = board["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let queries = targets.map(|target| target["expr"].as_str().unwrap());
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = queries.flat_map(|query| query.split(move |c| !is_part(c)));
    words.filter(|word| word.starts_with("copydesk_")).map(str::to_owned).collect()
}

#[test]
fn a_ledger_out_of_reach_is_named_and_the_daemon_lives_on() {
    let (room, port) = listening();
    let daemon = room.watch().unwrap();
    let is_ready = || Ok(ask(port, "/readyz").starts_with("HTTP/1.1 200 "));
    assert!(wait(PATIENCE, is_ready).unwrap(), "{}", ask(port, "/readyz"));
    // The daemon looks at once, rather than within half a minute.
    let look = || {
        let pid = daemon.id().to_string();
        assert!(Command::new("kill").args(["-USR1", &pid]).status().unwrap().success());
    };
    let (ledger, away) = (room.path(".copydesk/ledger.sqlite"), room.path("away.sqlite"));
    fs::rename(&ledger, &away).unwrap();
    look();
    let named = || Ok(ask(port, "/readyz").contains("ledger.sqlite"));
    assert!(wait(PATIENCE, named).unwrap(), "{}", ask(port, "/readyz"));
    assert!(ask(port, "/readyz").starts_with("HTTP/1.1 503 "));
    // It is not stuck, and its figures say how it stands.
    assert!(ask(port, "/healthz").starts_with("HTTP/1.1 200 "));
    let figures = ask(port, "/metrics");
    assert!(figures.starts_with("HTTP/1.1 200 "), "{figures}");
    assert!(figures.contains("\ncopydesk_ready 0"), "{figures}");
    // What is saved meanwhile is not lost, and goes nowhere.
    room.save("out.md", "---\ntitle: Out\nedition: out\nstatus: ready\n---\n\nWords.\n").unwrap();
    look();
    assert!(!ledger.exists(), "nobody begins another one");
    fs::rename(&away, &ledger).unwrap();
    look();
    assert!(wait(PATIENCE, is_ready).unwrap(), "{}", ask(port, "/readyz"));
    assert!(wait(PATIENCE, || Ok(room.page("out").is_file())).unwrap());
}

#[test]
fn a_port_that_is_taken_is_named_and_ends_the_start() {
    let (room, port) = listening();
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let output = room.command(&["--profile", "live", "watch"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains(&format!("cannot answer at 127.0.0.1:{port}")), "{said}");
}
