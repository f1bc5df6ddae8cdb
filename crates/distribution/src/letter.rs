//! A letter: a mail to one person that is no edition. Somebody confirms with it what
//! they asked for, or is welcomed; an editor reads what holds a draft.
//!
//! It goes the way of every message, but no ledger counts it, and it says that a
//! machine wrote it (RFC 3834), so that nobody's out-of-office answers.

use std::path::PathBuf;

use copydesk_manuscript::Digest;
use jiff::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::message::{Message, accept_lines, date, leaving};
use crate::transports::{outbox, smtp};
use crate::{
    DistributeError, MessageProblem, Sender, SingleReceipt, Token, Transport, address, dkim,
};

/// What a person reads.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Normalised.
    pub to: String,
    /// On one line.
    pub subject: String,
    /// Complete in itself; `None` where plain text is all there is.
    pub html: Option<String>,
    /// The same in plain text.
    pub text: String,
    /// The link by which the person leaves again, if they are on a list by now.
    pub leave: Option<(Token, String)>,
}

impl Letter {
    /// The message, signed. `id` is unlike that of any other letter; it is not shown
    /// to be a secret.
    ///
    /// # Errors
    /// [`MessageProblem`] if the address can stand in no message, or it cannot be
    /// signed.
    pub fn seal(
        &self,
        sender: &Sender,
        id: u64,
        now: Timestamp,
    ) -> Result<Message, MessageProblem> {
        self.message(sender, id, now).map_err(|message| MessageProblem { message })
    }

    fn message(&self, sender: &Sender, id: u64, now: Timestamp) -> Result<Message, String> {
        let to = address::accept(&self.to).map_err(|why| format!("the address {why}"))?;
        let seed = [("letter", id.to_be_bytes().to_vec()), ("to", self.to.clone().into_bytes())];
        let seed = Digest::of_parts(seed.iter().map(|(name, part)| (*name, part.as_slice())));
        let id = format!("<{}@{}>", seed.as_str().get(..40).unwrap_or_default(), sender.domain());
        let mut builder = lettre::Message::builder()
            .from(sender.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .date(date(now))
            .subject(address::one_line(&self.subject).unwrap_or_default())
            .message_id(Some(id.clone()))
            .raw_header(HeaderValue::new(
                const { HeaderName::new_from_ascii_str("Auto-Submitted") },
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = &sender.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        if let Some((token, url)) = &self.leave {
            let [leave, one_click] = leaving(sender, url, token.as_str());
            builder = builder.raw_header(leave).raw_header(one_click);
        }
        let text = part(ContentType::TEXT_PLAIN, &self.text);
        let built = match &self.html {
            None => builder.singlepart(text),
            Some(html) => builder.multipart(
                MultiPart::alternative()
                    // No line of quoted-printable holds `=_`.
                    .boundary(format!("=_{}", seed.short()))
                    .singlepart(text)
                    .singlepart(part(ContentType::TEXT_HTML, html)),
            ),
        };
        let bytes = built.map_err(|error| error.to_string())?.formatted();
        accept_lines(&bytes)?;
        let bytes = match sender.signers.is_empty() {
            true => bytes,
            false => dkim::sign(&sender.signers, now, &dkim::Beginning::none(), &bytes)
                .ok_or("it cannot be signed")?,
        };
        Ok(Message::alone(sender.bounces().clone(), to, id, bytes))
    }
}

/// Sends a letter, or writes it where the profile writes files.
///
/// # Errors
/// [`DistributeError`] if it cannot be written, or the relay must not be used. What
/// the relay says is in the receipt.
pub async fn post(
    letter: &Message,
    sender: &Sender,
    transport: &Transport,
) -> Result<SingleReceipt, DistributeError> {
    match transport {
        Transport::Outbox(outbox) => {
            let path: PathBuf = outbox::keep_letter(outbox, letter)?;
            Ok(SingleReceipt::Written(path))
        }
        Transport::Smtp(relay) => {
            relay.admit().await?;
            Ok(smtp::submit_one(relay, sender.domain(), letter).await)
        }
    }
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text.to_owned())
}
