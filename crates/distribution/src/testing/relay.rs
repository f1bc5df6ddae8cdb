//! A relay on loopback that follows a script, one turn a message.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use super::Log;
use crate::{Relay, Stop, Stopper, Timeouts};

/// What the relay does with one message, or with one connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Turn {
    /// 250 after the dot.
    Accept,
    /// This reply to this command.
    At(&'static str, &'static str),
    /// This reply after the dot.
    AfterDot(&'static str),
    /// A reset of the connection once some of the body is there.
    ResetInBody,
    /// No more reading after 354.
    StallInBody,
    /// The connection ends after the dot.
    CloseAfterDot,
    /// Nothing after the dot.
    SilentAfterDot,
    /// The connection ends at this command.
    CloseAt(&'static str),
    /// Nothing at this command.
    SilentAt(&'static str),
    /// Stop is asked for at this command, which is answered with yes.
    StopAt(&'static str),
    /// A connection is greeted like this.
    Banner(&'static str),
}

pub(crate) struct ScriptedRelay {
    pub(crate) relay: Relay,
    /// Wired to [`Turn::StopAt`].
    pub(crate) stop: Stop,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
    task: JoinHandle<()>,
}

impl Drop for ScriptedRelay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Script {
    turns: Mutex<VecDeque<Turn>>,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
    log: Log,
    stopper: Stopper,
}

impl ScriptedRelay {
    /// After the script's end every message is accepted.
    pub(crate) async fn start(log: &Log, turns: &[Turn]) -> Self {
        // Small buffers, so that a body does not fit into the kernel.
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener = socket.listen(16).unwrap();
        let mut relay = Relay::new("127.0.0.1", listener.local_addr().unwrap().port());
        relay.timeouts = Timeouts {
            connect: Duration::from_secs(5),
            command: Duration::from_secs(5),
            body: Duration::from_secs(20),
            after_dot: Duration::from_secs(5),
        };
        let received = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let (stopper, stop) = Stop::new();
        let script = Arc::new(Script {
            turns: Mutex::new(turns.iter().copied().collect()),
            received: received.clone(),
            log: log.clone(),
            stopper,
        });
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                script.log.add("connected");
                let script = script.clone();
                tokio::spawn(async move { script.serve(BufReader::new(stream)).await });
            }
        });
        Self { relay, stop, received, task }
    }

    /// Messages taken, as they were before the dots were doubled.
    pub(crate) fn received(&self) -> Vec<Vec<u8>> {
        self.received.lock().unwrap().clone()
    }
}

impl Script {
    fn next(&self) -> Turn {
        self.turns.lock().unwrap().pop_front().unwrap_or(Turn::Accept)
    }

    async fn serve(&self, mut stream: BufReader<TcpStream>) -> std::io::Result<()> {
        let banner = match self.turns.lock().unwrap().front() {
            Some(Turn::Banner(banner)) => Some(*banner),
            _ => None,
        };
        if let Some(banner) = banner {
            self.next();
            say(&mut stream, banner).await?;
        } else {
            say(&mut stream, "220 scripted").await?;
        }
        let mut turn = Turn::Accept;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.split_whitespace().next().unwrap_or_default().to_owned();
            if verb == "MAIL" {
                turn = self.next();
            }
            match turn {
                Turn::At(at, reply) if at == verb => {
                    say(&mut stream, reply).await?;
                    continue;
                }
                Turn::CloseAt(at) if at == verb => return Ok(()),
                Turn::SilentAt(at) if at == verb => return self.wait(stream).await,
                Turn::StopAt(at) if at == verb => self.stopper.stop(),
                _ => {}
            }
            match verb.as_str() {
                "DATA" => {
                    say(&mut stream, "354 go on").await?;
                    if !self.body(&mut stream, turn).await? {
                        return Ok(());
                    }
                }
                "QUIT" => return say(&mut stream, "221 bye").await,
                _ => say(&mut stream, "250 yes").await?,
            }
        }
    }

    /// `false` if the connection is over.
    async fn body(&self, stream: &mut BufReader<TcpStream>, turn: Turn) -> std::io::Result<bool> {
        let mut first = [0; 1];
        if stream.read(&mut first).await? == 0 {
            self.log.add("no body");
            return Ok(false);
        }
        self.log.add("body");
        match turn {
            Turn::ResetInBody => {
                stream.get_ref().set_zero_linger()?;
                return Ok(false);
            }
            Turn::StallInBody => std::future::pending().await,
            _ => {}
        }
        let mut message = Vec::new();
        let mut line = first.to_vec();
        loop {
            stream.read_until(b'\n', &mut line).await?;
            match line.as_slice() {
                b".\r\n" => break,
                [b'.', rest @ ..] => message.extend_from_slice(rest),
                all => message.extend_from_slice(all),
            }
            line.clear();
        }
        match turn {
            Turn::CloseAfterDot => return Ok(false),
            Turn::SilentAfterDot => std::future::pending().await,
            Turn::AfterDot(reply) => say(stream, reply).await?,
            _ => {
                self.received.lock().unwrap().push(message);
                say(stream, "250 2.0.0 queued").await?;
            }
        }
        Ok(true)
    }

    /// Until the other side gives up.
    async fn wait(&self, mut stream: BufReader<TcpStream>) -> std::io::Result<()> {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.map(|_| ())
    }
}

async fn say(stream: &mut BufReader<TcpStream>, reply: &str) -> std::io::Result<()> {
    stream.write_all(format!("{reply}\r\n").as_bytes()).await
}
