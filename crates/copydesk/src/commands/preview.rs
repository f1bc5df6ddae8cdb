//! `copydesk preview [DRAFT|FOLDER]`
//!
//! Serves drafts to this machine's browser until a signal ends it. It writes
//! nothing, and there is nothing it could send with.

use copydesk_web::preview;
use serde_json::json;

use crate::args::{Global, Preview};
use crate::exit::Exit;
use crate::previewing::Previewing;
use crate::report::printer::Printer;
use crate::running;
use crate::trouble::{Failure, Trouble};

/// Where a bookmark finds it again, unless another one is there.
const PORT: u16 = 4600;

/// Shows the drafts again whenever one is saved.
pub(crate) fn run(
    global: &Global,
    command: &Preview,
    printer: &mut Printer,
) -> Result<Exit, Failure> {
    let shown = preview::Preview::default();
    let mut previewing = Previewing::new(global, command, shown.clone())?;
    running::runtime()?.block_on(async {
        let mut signals = running::Signals::listen()?;
        let listener = listener(command.port).await?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        // The first look comes first: whoever opens the page finds the drafts there.
        previewing.look().await;
        let url = format!("http://{address}/");
        if printer.is_human() {
            printer.page(&format!("{url}\n"));
        } else {
            printer.json(&json!({ "v": 1, "type": "preview", "url": url }));
        }
        printer.note("shown to this machine only; Ctrl-C ends it");
        let server = tokio::spawn(shown.serve(listener));
        tokio::select! {
            () = previewing.follow() => {}
            () = signals.ended() => {}
            ended = server => {
                if let Ok(Err(error)) = ended {
                    return Err(failed(&error));
                }
            }
        }
        Ok(Exit::Done)
    })
}

async fn listener(wanted: Option<u16>) -> Result<tokio::net::TcpListener, Failure> {
    let bound = preview::Preview::bind(wanted.unwrap_or(PORT)).await;
    match (bound, wanted) {
        (Ok(listener), _) => Ok(listener),
        (Err(_), None) => preview::Preview::bind(0).await.map_err(|error| failed(&error)),
        (Err(error), Some(port)) => {
            let message = format!("port {port} of 127.0.0.1 cannot be had: {error}");
            let help = "name another, or none: any that is free is taken then";
            Err(Trouble::new(message).help(help).exit(Exit::Machine))
        }
    }
}

fn failed(error: &std::io::Error) -> Failure {
    Trouble::new(format!("the preview cannot be served: {error}")).exit(Exit::Machine)
}
