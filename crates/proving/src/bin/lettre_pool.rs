//! lettre's own pool as its documentation shows it:
//! `lettre_pool PORT PEOPLE FOLDER CONNECTIONS`.

#![allow(clippy::print_stderr, reason = "a peer that is measured says what went wrong")]

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lettre::message::MultiPart;
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done =
        runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("lettre_pool: {why}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [port, people, folder, connections] = words.as_slice() else {
        return Err("PORT PEOPLE FOLDER CONNECTIONS".to_owned());
    };
    let connections: u32 = connections.parse().map_err(wrong)?;
    let (port, people) = (port.parse().map_err(wrong)?, people.parse().map_err(wrong)?);
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).map_err(wrong);
    let parts = Arc::new((read("mail.txt")?, read("mail.html")?));
    let pool = PoolConfig::new().max_size(connections);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .pool_config(pool)
        .build();
    let next = Arc::new(AtomicU64::new(0));
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            tokio::spawn(work(transport.clone(), Arc::clone(&parts), Arc::clone(&next), people))
        })
        .collect();
    for worker in workers {
        worker.await.map_err(wrong)??;
    }
    Ok(())
}

async fn work(
    transport: AsyncSmtpTransport<Tokio1Executor>,
    parts: Arc<(String, String)>,
    next: Arc<AtomicU64>,
    people: u64,
) -> Result<(), String> {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= people {
            return Ok(());
        }
        let name = format!("Reader {n}");
        let fill = |part: &str| part.replace("{{name}}", &name);
        let message = Message::builder()
            .from("The Quay <brief@quay.example.org>".parse().map_err(wrong)?)
            .to(format!("reader{n:07}@peer.example").parse().map_err(wrong)?)
            .subject("Quay shut after the storm")
            .multipart(MultiPart::alternative_plain_html(fill(&parts.0), fill(&parts.1)));
        transport.send(message.map_err(wrong)?).await.map_err(wrong)?;
    }
}

fn wrong(error: impl std::fmt::Display) -> String {
    error.to_string()
}
