//! A line to a relay without a network, so that time can be stopped, and the other
//! end of it, word by word.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{
    AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, DuplexStream,
    ReadBuf, duplex,
};

use super::Log;

/// Less than a long message, more than any command.
const ROOM: usize = 16 * 1024;

/// Our end.
#[derive(Debug)]
pub(crate) struct Pipe(DuplexStream);

/// The relay's end. All that it hears goes into its log.
pub(crate) struct Peer<S> {
    stream: BufReader<S>,
    pub(crate) log: Log,
}

/// Both ends.
pub(crate) fn pipe() -> (Pipe, Peer<DuplexStream>) {
    let (ours, theirs) = duplex(ROOM);
    (Pipe(ours), Peer::over(theirs, Log::default()))
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    pub(crate) fn over(stream: S, log: Log) -> Self {
        Self { stream: BufReader::new(stream), log }
    }

    /// One line of ours, or nothing if we hung up.
    pub(crate) async fn hear(&mut self) -> String {
        let mut line = String::new();
        let _ = self.stream.read_line(&mut line).await;
        let line = line.trim_end().to_owned();
        self.log.add(&line);
        line
    }

    /// These bytes. Whether we take them is our business.
    pub(crate) async fn say(&mut self, bytes: &str) {
        let _ = self.stream.write_all(bytes.as_bytes()).await;
    }

    /// Hears a line and answers.
    pub(crate) async fn answer(&mut self, bytes: &str) -> String {
        let line = self.hear().await;
        self.say(bytes).await;
        line
    }

    /// The lines of a message, as far as its final dot.
    pub(crate) async fn message(&mut self) -> String {
        let mut message = String::new();
        while !message.ends_with("\r\n.\r\n") && message != ".\r\n" {
            if self.stream.read_line(&mut message).await.unwrap_or_default() == 0 {
                break;
            }
        }
        message
    }

    /// A body of so many bytes.
    pub(crate) async fn bytes(&mut self, count: usize) -> String {
        let mut bytes = vec![0; count];
        let _ = self.stream.read_exact(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub(crate) fn into_inner(self) -> S {
        self.stream.into_inner()
    }
}

impl AsyncTokioStream for Pipe {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(([127, 0, 0, 1], 25).into())
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
