//! The bytes between us and the relay, as lettre's connection takes them: TCP
//! with or without TLS around it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client::TlsStream;

use super::offers::Ear;

/// A line to the relay over `S`, which is TCP but for tests.
#[derive(Debug)]
pub(super) enum Stream<S> {
    /// In the clear, to this machine.
    Plain(S),
    /// Encrypted from the first byte.
    Tls(Box<TlsStream<S>>),
    /// Encrypted after STARTTLS. The relay does not greet twice, and lettre waits
    /// for a greeting: it is played back, then what the relay says follows.
    Upgraded {
        /// What is left of it.
        greeting: &'static [u8],
        /// The relay.
        tls: Box<TlsStream<S>>,
    },
}

impl<S: AsyncTokioStream> AsyncTokioStream for Stream<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(tcp) => tcp.peer_addr(),
            Self::Tls(tls) | Self::Upgraded { tls, .. } => tls.get_ref().0.peer_addr(),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, into),
            Self::Upgraded { greeting, .. } if !greeting.is_empty() => {
                let (now, later) = greeting.split_at(greeting.len().min(into.remaining()));
                into.put_slice(now);
                *greeting = later;
                Poll::Ready(Ok(()))
            }
            Self::Tls(tls) | Self::Upgraded { tls, .. } => {
                Pin::new(tls.as_mut()).poll_read(cx, into)
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Self::Tls(tls) | Self::Upgraded { tls, .. } => {
                Pin::new(tls.as_mut()).poll_write(cx, bytes)
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Tls(tls) | Self::Upgraded { tls, .. } => Pin::new(tls.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Tls(tls) | Self::Upgraded { tls, .. } => Pin::new(tls.as_mut()).poll_shutdown(cx),
        }
    }
}

/// A line whose replies are overheard for a while.
#[derive(Debug)]
pub(super) struct Overheard<S> {
    pub(super) stream: Stream<S>,
    pub(super) ear: Ear,
}

impl<S: AsyncTokioStream> AsyncTokioStream for Overheard<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Overheard<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        let before = into.filled().len();
        let read = Pin::new(&mut line.stream).poll_read(cx, into);
        line.ear.hear(&into.filled()[before..]);
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Overheard<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
