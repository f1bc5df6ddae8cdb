//! A relay that accepts everything as fast as it comes and remembers for whom, or
//! delays its answers, or speaks TLS. It knows PIPELINING and CHUNKING (RFC 2920, RFC
//! 3030), which Postfix's `smtp-sink` does not.

mod faults;
mod line;

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use std::path::PathBuf;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

pub use self::faults::{Act, At, Fault, Faults};
use self::line::Line;

use crate::chance::Chance;

/// How it answers.
#[derive(Clone, Default)]
pub struct Manner {
    /// Before each reply, or the replies that go out together.
    pub delay: Duration,
    /// After a message was accepted and before that is said: at random up to this.
    pub hesitates: Duration,
    /// Every so many recipients it says that it goes away, and hangs up; 0: never.
    pub leaves_at: u64,
    /// Offers CHUNKING.
    pub chunking: bool,
    /// What goes wrong, and for whom.
    pub faults: Option<Arc<Faults>>,
    /// Offers STARTTLS.
    pub tls: Option<TlsAcceptor>,
    /// Where the first messages are kept, a file each, as they were sent.
    pub keep: Option<PathBuf>,
}

/// Messages that are kept.
const KEPT: u64 = 20;
/// Read at once, in bytes: more than a message has, so that what was said in one write is
/// answered in one.
const READ: usize = 64 * 1024;

/// A sink that listens until it is dropped.
#[derive(Debug)]
pub struct Sink {
    /// Where.
    pub port: u16,
    memory: Arc<Memory>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Memory {
    accepted: AtomicU64,
    answers: AtomicU64,
    recipients: AtomicU64,
    people: Mutex<People>,
}

#[derive(Debug, Default)]
struct People {
    /// How many messages for each were accepted.
    messages: HashMap<String, u32>,
    last: Option<Instant>,
}

impl Manner {
    /// Offers STARTTLS with a certificate and its key, both PEM.
    ///
    /// # Errors
    /// If they are none.
    pub fn with_tls(self, certificate: &[u8], key: &[u8]) -> io::Result<Self> {
        Ok(Self { tls: Some(line::acceptor(certificate, key)?), ..self })
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sink {
    /// Listens on loopback, on any port or this one.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start(port: u16, manner: Manner) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let port = listener.local_addr()?.port();
        let memory = Arc::<Memory>::default();
        let task = tokio::spawn(listen(listener, Arc::clone(&memory), manner));
        Ok(Self { port, memory, task })
    }

    /// How many messages it has accepted.
    pub fn accepted(&self) -> u64 {
        self.memory.accepted.load(Ordering::SeqCst)
    }

    /// How often it has answered: replies that go out together are one answer, for which
    /// whoever sends has waited.
    pub fn answers(&self) -> u64 {
        self.memory.answers.load(Ordering::SeqCst)
    }

    /// How many messages it has accepted for this person.
    pub fn for_person(&self, address: &str) -> u32 {
        self.people(|people| people.messages.get(address).copied().unwrap_or_default())
    }

    /// How many people it has accepted messages for.
    pub fn people_served(&self) -> usize {
        self.people(|people| people.messages.len())
    }

    /// When it accepted its last message.
    pub fn last(&self) -> Option<Instant> {
        self.people(|people| people.last)
    }

    /// Forgets everybody.
    pub fn forget(&self) {
        self.people(|people| people.messages.clear());
    }

    fn people<T>(&self, look: impl FnOnce(&mut People) -> T) -> T {
        look(&mut self.memory.people.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn listen(listener: TcpListener, memory: Arc<Memory>, manner: Manner) {
    let mut seed = 0;
    while let Ok((stream, _)) = listener.accept().await {
        seed += 1;
        let talk = Talk {
            line: Line::Plain(stream),
            memory: Arc::clone(&memory),
            manner: manner.clone(),
            kept: Vec::new(),
            chance: Chance::new(seed),
            input: Vec::new(),
            taken: 0,
            output: Vec::new(),
            recipient: String::new(),
        };
        tokio::spawn(async move {
            // Whoever is killed hangs up in the middle.
            let _ = talk.run().await;
        });
    }
}

struct Talk {
    line: Line,
    /// The message under way, if it is kept.
    kept: Vec<u8>,
    memory: Arc<Memory>,
    manner: Manner,
    chance: Chance,
    input: Vec<u8>,
    /// How much of the input is dealt with.
    taken: usize,
    output: Vec<u8>,
    recipient: String,
}

impl Talk {
    async fn run(mut self) -> io::Result<()> {
        self.line.prepare()?;
        self.say(b"220 sink\r\n");
        loop {
            let line = self.line().await?;
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match word.as_slice() {
                b"EHLO" => {
                    self.say(b"250-sink\r\n250-PIPELINING\r\n");
                    if self.manner.chunking {
                        self.say(b"250-CHUNKING\r\n");
                    }
                    if self.manner.tls.is_some() && self.line.is_plain() {
                        self.say(b"250-STARTTLS\r\n");
                    }
                    self.say(b"250 8BITMIME\r\n");
                }
                b"STAR" => {
                    self.say(b"220 go on\r\n");
                    self.flush().await?;
                    if let Some(tls) = &self.manner.tls {
                        self.line = self.line.encrypted(tls).await?;
                    }
                }
                b"RCPT" if self.goes_away() => {
                    self.say(b"421 4.3.2 going away\r\n");
                    return self.flush().await;
                }
                b"RCPT" => {
                    let text = String::from_utf8_lossy(&line);
                    let address = text.split(['<', '>']).nth(1).unwrap_or_default();
                    address.clone_into(&mut self.recipient);
                    match self.goes_well(At::Recipient).await? {
                        true => self.say(b"250 2.1.5 yes\r\n"),
                        false => self.recipient.clear(),
                    }
                }
                b"DATA" if self.recipient.is_empty() => self.say(b"554 5.5.1 for nobody\r\n"),
                b"DATA" if !self.goes_well(At::Data).await? => {}
                b"DATA" => {
                    self.say(b"354 go on\r\n");
                    self.body().await?;
                    self.accept().await?;
                }
                b"BDAT" => {
                    let text = String::from_utf8_lossy(&line);
                    let size = text.split_whitespace().nth(1).and_then(|n| n.parse().ok());
                    let last = text.to_ascii_uppercase().ends_with(" LAST");
                    self.skip(size.unwrap_or_default()).await?;
                    match last {
                        true => self.accept().await?,
                        false => self.say(b"250 2.0.0 more\r\n"),
                    }
                }
                b"QUIT" => {
                    self.say(b"221 bye\r\n");
                    return self.flush().await;
                }
                _ => self.say(b"250 2.0.0 yes\r\n"),
            }
        }
    }

    fn goes_away(&self) -> bool {
        let named = self.memory.recipients.fetch_add(1, Ordering::SeqCst) + 1;
        named.is_multiple_of(self.manner.leaves_at)
    }

    async fn accept(&mut self) -> io::Result<()> {
        let fault = self.meets(At::End);
        if fault.is_none_or(|fault| fault.has_it) {
            self.keep()?;
        }
        if let Some(fault) = fault
            && !self.act(fault.act).await?
        {
            return Ok(());
        }
        let most = self.manner.hesitates.as_micros() as usize;
        if most > 0 {
            self.flush().await?;
            tokio::time::sleep(Duration::from_micros(self.chance.below(most) as u64)).await;
        }
        self.say(b"250 2.0.0 queued\r\n");
        Ok(())
    }

    /// It has the message.
    fn keep(&mut self) -> io::Result<()> {
        {
            let mut people = self.memory.people.lock().unwrap_or_else(PoisonError::into_inner);
            *people.messages.entry(self.recipient.clone()).or_default() += 1;
            people.last = Some(Instant::now());
        }
        let before = self.memory.accepted.fetch_add(1, Ordering::SeqCst);
        if let Some(folder) = self.manner.keep.as_ref().filter(|_| before < KEPT) {
            std::fs::write(folder.join(format!("{before}.eml")), &self.kept)?;
        }
        self.kept.clear();
        Ok(())
    }

    /// Replies wait for each other while commands are there already.
    fn say(&mut self, reply: &[u8]) {
        self.output.extend_from_slice(reply);
    }

    async fn flush(&mut self) -> io::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        if !self.manner.delay.is_zero() {
            tokio::time::sleep(self.manner.delay).await;
        }
        self.line.write(&self.output).await?;
        self.memory.answers.fetch_add(1, Ordering::SeqCst);
        self.output.clear();
        Ok(())
    }

    async fn more(&mut self) -> io::Result<()> {
        self.flush().await?;
        self.input.drain(..self.taken);
        self.taken = 0;
        self.input.reserve(READ);
        if self.line.read(&mut self.input).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    async fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            let rest = &self.input[self.taken..];
            if let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let line = rest[..end].trim_ascii_end().to_vec();
                self.taken += end + 1;
                return Ok(line);
            }
            self.more().await?;
        }
    }

    /// Up to the line that is a dot.
    async fn body(&mut self) -> io::Result<()> {
        let end = b"\r\n.\r\n";
        // The line break that ends DATA counts for a body of nothing.
        while self.input.len() - self.taken < 3 {
            self.more().await?;
        }
        if self.input[self.taken..].starts_with(b".\r\n") {
            self.taken += 3;
            return Ok(());
        }
        loop {
            let rest = &self.input[self.taken..];
            if let Some(at) = find(rest, end) {
                self.take(at + 2);
                self.taken += end.len() - 2;
                return Ok(());
            }
            // The end may be cut in two.
            let sure = rest.len().saturating_sub(end.len());
            self.take(sure);
            self.more().await?;
        }
    }

    /// So much more of a message is dealt with.
    fn take(&mut self, length: usize) {
        if self.manner.keep.is_some() {
            self.kept.extend_from_slice(&self.input[self.taken..self.taken + length]);
        }
        self.taken += length;
    }

    async fn skip(&mut self, size: usize) -> io::Result<()> {
        let mut left = size;
        loop {
            let there = (self.input.len() - self.taken).min(left);
            self.take(there);
            left -= there;
            if left == 0 {
                return Ok(());
            }
            self.more().await?;
        }
    }
}

/// Where `needle` begins: by its second-last byte, a dot, which is rare.
fn find(hay: &[u8], needle: &[u8; 5]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = hay.get(from..)?.iter().position(|byte| *byte == b'.') {
        let begin = (from + at).checked_sub(2);
        if begin.is_some_and(|begin| hay[begin..].starts_with(needle)) {
            return begin;
        }
        from += at + 1;
    }
    None
}
