//! From the relay's greeting to encryption (RFC 3207), over our own reader.
//!
//! lettre keeps what it had buffered in the clear, so that a reply which somebody
//! on the way put behind the `220` would be taken for one that came encrypted.
//! Here every reply must be the last thing the relay has said, and a relay that
//! offers no encryption is not used: there is no way back to plain text.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::Timeouts;
use super::offers::is_offer;
use super::reply::tidy;
use super::stream::Stream;
use super::tls::Tls;

/// What lettre is told in the place of the greeting that it did not see.
const GREETING: &[u8] = b"220 the relay greeted before encryption\r\n";
/// Of one reply, in bytes. Real ones have a few hundred.
const LONGEST_REPLY: usize = 16 * 1024;

/// Greets in the clear, asks for encryption, and gives the encrypted line. `host` is
/// whom the certificate must name.
pub(super) async fn upgrade<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    host: &str,
    hello: &str,
    tls: &Tls,
    timeouts: Timeouts,
) -> Result<Stream<S>, String> {
    let mut plain = Plain { stream, timeouts };
    let greeting = plain.reply("its greeting").await?;
    expect("220", &greeting, "greeted with")?;
    let offers = plain.ask(&format!("EHLO {hello}")).await?;
    expect("250", &offers, "answered EHLO with")?;
    if !offers.lines().skip(1).any(|line| is_offer(line, "STARTTLS")) {
        return Err(not_offered(&offers));
    }
    let answer = plain.ask("STARTTLS").await?;
    expect("220", &answer, "offers STARTTLS and answered it with")?;
    let tls = tls.handshake(host, plain.stream, timeouts.command).await?;
    Ok(Stream::Upgraded { greeting: GREETING, tls })
}

/// The part of the dialogue that anybody on the way may read and write.
struct Plain<S> {
    stream: S,
    timeouts: Timeouts,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Plain<S> {
    async fn ask(&mut self, command: &str) -> Result<String, String> {
        let line = format!("{command}\r\n");
        match timeout(self.timeouts.command, self.stream.write_all(line.as_bytes())).await {
            Ok(Ok(())) => self.reply(&format!("the answer to {command}")).await,
            Ok(Err(error)) => Err(format!("the line broke before {command}: {error}")),
            Err(_) => Err(format!("it took no {command} within {:?}", self.timeouts.command)),
        }
    }

    /// One whole reply, with nothing behind it.
    async fn reply(&mut self, what: &str) -> Result<String, String> {
        let limit = self.timeouts.command;
        match timeout(limit, self.whole_reply(what)).await {
            Ok(reply) => reply,
            Err(_) => Err(format!("no {} within {limit:?}", bare(what))),
        }
    }

    async fn whole_reply(&mut self, what: &str) -> Result<String, String> {
        let mut said = Vec::new();
        loop {
            if let Some(end) = end_of_reply(&said) {
                if said.len() > end {
                    return Err(format!(
                        "there was more behind {what}, before encryption: somebody on the way \
                         may have added it, so the relay is not used"
                    ));
                }
                return Ok(String::from_utf8_lossy(&said).into_owned());
            }
            if said.len() > LONGEST_REPLY {
                return Err(format!("{what} does not end"));
            }
            match self.stream.read_buf(&mut said).await {
                Ok(0) => return Err(format!("it hung up before the end of {what}")),
                Ok(_) => {}
                Err(error) => {
                    return Err(format!("the line broke before the end of {what}: {error}"));
                }
            }
        }
    }
}

fn bare(what: &str) -> &str {
    what.trim_start_matches("its ").trim_start_matches("the ")
}

/// Behind the first line that is the last of its reply: three digits without a
/// hyphen (RFC 5321, 4.2.1).
fn end_of_reply(said: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in said.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.ends_with(b"\n") && line.get(3) != Some(&b'-') {
            return Some(end);
        }
    }
    None
}

fn expect(code: &str, reply: &str, doing: &str) -> Result<(), String> {
    if reply.starts_with(code) {
        return Ok(());
    }
    Err(format!("it {doing} `{}`", tidy(reply)))
}

fn not_offered(offers: &str) -> String {
    let logs_in = offers.lines().any(|line| is_offer(line, "AUTH"));
    let login = if logs_in { ", and a password sent to it could be read on the way" } else { "" };
    format!(
        "it does not offer STARTTLS{login}: if it encrypts from the first byte, as on port 465, \
         say `tls: implicit`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_ends_with_its_last_line() {
        assert_eq!(end_of_reply(b"220 ready\r\n"), Some(11));
        assert_eq!(end_of_reply(b"250-a\r\n250 STARTTLS\r\n"), Some(21));
        assert_eq!(end_of_reply(b"220 ready\r\n250 injected\r\n"), Some(11));
        assert_eq!(end_of_reply(b"250-a\r\n250 b"), None);
        assert_eq!(end_of_reply(b"250-a\r\n"), None);
        assert_eq!(end_of_reply(b"SSH-2.0\r\n"), None, "looks like a line that goes on");
    }
}
