//! The same for programs: a line for each thing, and one that says what it comes to.

use serde_json::{Value, json};

use super::home::Home;
use crate::commands::watch::Presence;
use crate::exit::Exit;
use crate::report::{delivery, proposal};

pub(super) fn lines(home: &Home, exit: Exit) -> Vec<Value> {
    let mut lines = vec![daemon(home), ledger(home)];
    lines.extend(home.folders.iter().map(|folder| {
        json!({
            "v": 1,
            "type": "folder",
            "path": folder.path.display().to_string(),
            "pipeline": folder.pipeline,
            "drafts": folder.drafts.as_ref().ok(),
            "degraded": folder.drafts.as_ref().err(),
        })
    }));
    lines.extend(home.drafts.iter().map(|draft| {
        let at = draft.first.as_ref().and_then(|(at, _)| *at);
        json!({
            "v": 1,
            "type": "draft",
            "path": draft.path.display().to_string(),
            "pipeline": draft.pipeline,
            "state": draft.state.word(),
            "ready": draft.ready,
            "send_at": draft.send_at.map(|at| at.to_string()),
            "to_do": draft.to_do,
            "line": at.map(|(line, _)| line),
            "column": at.map(|(_, column)| column),
            "message": draft.first.as_ref().map(|(_, message)| message),
        })
    }));
    lines.extend(home.waiting.iter().map(proposal::json));
    lines.extend(home.editions.iter().map(delivery::json));
    lines.push(json!({ "v": 1, "type": "status", "profile": home.profile, "exit": exit as u8 }));
    lines
}

fn daemon(home: &Home) -> Value {
    let (state, watcher) = match &home.daemon {
        Presence::Running(watcher) => ("running", watcher.as_ref()),
        Presence::Died(watcher) => ("died", Some(watcher)),
        Presence::None => ("none", None),
    };
    json!({
        "v": 1,
        "type": "daemon",
        "state": state,
        "pid": watcher.map(|watcher| watcher.pid),
        "profile": watcher.map(|watcher| &watcher.profile),
        "since": watcher.map(|watcher| watcher.since.to_string()),
    })
}

fn ledger(home: &Home) -> Value {
    json!({
        "v": 1,
        "type": "ledger",
        "bytes": home.store.bytes,
        "free": home.store.free,
        "trouble": home.store.trouble,
    })
}
