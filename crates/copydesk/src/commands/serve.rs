//! `copydesk serve`
//!
//! The pages on which people subscribe and leave, until a signal ends them. `watch`
//! serves the same ones beside its work.

use std::io;

use serde_json::json;

use crate::args::Global;
use crate::exit::Exit;
use crate::newsrooms;
use crate::report::printer::Printer;
use crate::running;
use crate::serving::{self, Pages};
use crate::trouble::{Failure, Trouble};

/// Serves them. Letters go the way of the profile.
pub(crate) fn run(global: &Global, printer: &mut Printer) -> Result<Exit, Failure> {
    let newsroom = newsrooms::newsroom_here(global)?;
    let profile = newsrooms::profile_of(&newsroom, global)?;
    let Some(served) = &newsroom.serve else {
        let help = "serve: { listen: 127.0.0.1:8025 }, behind a proxy that speaks TLS";
        return Err(Trouble::new("copydesk.yaml has no `serve:`").help(help).exit(Exit::Usage));
    };
    running::runtime()?.block_on(async {
        let mut signals = running::Signals::listen()?;
        let listener = serving::bind(served.listen).await.map_err(|error| taken(served, &error))?;
        let address = listener.local_addr().map_err(|error| taken(served, &error))?;
        let pages = Pages::serve(&newsroom, served, profile, listener)?;
        let listen = format!("http://{address}");
        if printer.is_human() {
            printer.page(&format!("{listen} answers for {}\n", newsroom.url));
        } else {
            let url = &newsroom.url;
            printer.json(&json!({ "v": 1, "type": "serve", "listen": listen, "url": url }));
        }
        printer.note(&format!(
            "profile {}: letters go the way of its mail; Ctrl-C ends it",
            profile.name
        ));
        notify(&sd_notify::NotifyState::Ready);
        signals.ended().await;
        notify(&sd_notify::NotifyState::Stopping);
        pages.end().await;
        printer.note("stopped; whoever was being answered is");
        Ok(Exit::Done)
    })
}

fn taken(serving: &copydesk_pipeline::newsroom::Serving, error: &io::Error) -> Failure {
    let message = format!("{} cannot be had: {error}", serving.listen);
    let help = "another program listens there, perhaps `copydesk watch`, which serves the same \
                pages; `serve: { listen: … }` in copydesk.yaml names the address";
    Trouble::new(message).help(help).exit(Exit::Machine)
}

/// Where no supervisor listens, nobody is told.
fn notify(state: &sd_notify::NotifyState<'_>) {
    let _ = sd_notify::notify(std::slice::from_ref(state));
}
