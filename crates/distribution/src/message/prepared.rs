//! What all messages of an edition share, encoded once, with places for what each
//! has of its own.

use std::ops::Range;

use copydesk_manuscript::Digest;
use copydesk_rendering::{Slot, Syntax};
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use super::{Composer, date, quoted, wire};
use crate::FrozenEdition;
use crate::dkim::Beginning;

/// A whole message in pieces. Composing one is copying these, and encoding a few
/// short values in between.
pub(super) struct PreparedMessage {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    /// Of the HTML part before encoding, less what its slots hold.
    html_bytes: usize,
    /// What comes before the first place in the body.
    beginning: Beginning,
}

enum Piece {
    Fixed(Range<usize>),
    Place(Place),
}

/// What each message has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The whole header.
    To,
    /// The part of the Message-ID before its `@`.
    Id,
    /// The recipient's token, in a header.
    Token,
    /// A slot of a part, encoded.
    Slot(Slot, Syntax),
}

/// Letters and digits that stand for places while the message is built. They are
/// made of the edition's digest, which nobody knows who has not finished it.
struct Words<'a>(&'a Digest);

impl Words<'_> {
    /// As long as what will stand there where that always has one length, so that
    /// headers are folded as they will be.
    fn word(&self, place: Place) -> String {
        let (name, length) = match place {
            Place::To => ("to".to_owned(), 40),
            Place::Id => ("id".to_owned(), super::ID_LENGTH),
            Place::Token => ("token".to_owned(), 32),
            Place::Slot(slot, syntax) => (format!("{slot:?}-{syntax:?}"), 40),
        };
        let hash =
            Digest::of_parts([("edition", self.0.as_str().as_bytes()), ("place", name.as_bytes())]);
        hash.as_str()[..length].to_owned()
    }

    fn all(&self) -> impl Iterator<Item = (Place, Vec<u8>)> {
        let places = Slot::ALL
            .into_iter()
            .flat_map(|slot| [Syntax::Html, Syntax::Text].map(|syntax| Place::Slot(slot, syntax)));
        let places = [Place::Id, Place::Token].into_iter().chain(places);
        places.map(|place| (place, self.word(place).into_bytes()))
    }
}

impl PreparedMessage {
    /// Builds the message that all others are made of.
    pub(super) fn new(composer: &Composer<'_>) -> Result<Self, String> {
        let edition = composer.edition;
        let words = Words(edition.digest());
        let stranger = format!("{}@slot.invalid", words.word(Place::To));
        let stranger: Mailbox = stranger.parse().map_err(|_| "no address to build with")?;
        let mut subject = crate::address::one_line(edition.subject()).unwrap_or_default();
        if composer.test_to.is_some() {
            subject.insert_str(0, "[Test] ");
        }
        let id = format!("<{}@{}>", words.word(Place::Id), composer.sender.domain());
        let mut builder = lettre::Message::builder()
            .from(composer.sender.from.clone())
            .to(stranger.clone())
            .date(date(edition.frozen_at()))
            .subject(subject)
            .message_id(Some(id));
        if let Some(reply_to) = &composer.sender.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        for header in composer.list_headers(&words.word(Place::Token))? {
            builder = builder.raw_header(header);
        }
        let part = |kind, prepared: &copydesk_rendering::Prepared| {
            let word = |slot| words.word(Place::Slot(slot, prepared.syntax));
            encoded(kind, quoted::part(prepared, word))
        };
        let parts = MultiPart::alternative()
            .boundary(boundary(edition))
            .singlepart(part(ContentType::TEXT_PLAIN, edition.text()))
            .singlepart(part(ContentType::TEXT_HTML, edition.html()));
        let built = builder.multipart(parts).map_err(|error| error.to_string())?;
        let bytes = built.formatted();
        wire::accept(&bytes)?;
        let to = format!("To: {stranger}\r\n");
        let pieces = cut(&bytes, &to, &words).ok_or("lettre has built another message")?;
        let html_bytes = edition.html().fill(|_| String::new()).len();
        let beginning = Beginning::of(before_the_first_place(&bytes, &pieces));
        Ok(Self { bytes, pieces, html_bytes, beginning })
    }

    /// The whole message, with `write` putting in what belongs to each place.
    pub(super) fn fill(&self, mut write: impl FnMut(Place, &mut Vec<u8>)) -> Vec<u8> {
        // Room for what recipients have of their own.
        let mut message = Vec::with_capacity(self.bytes.len() + 1024);
        for piece in &self.pieces {
            match piece {
                Piece::Fixed(range) => message.extend_from_slice(&self.bytes[range.clone()]),
                Piece::Place(place) => write(*place, &mut message),
            }
        }
        message
    }

    pub(super) fn html_bytes(&self) -> usize {
        self.html_bytes
    }

    /// With which the body of every message begins.
    pub(super) fn beginning(&self) -> &Beginning {
        &self.beginning
    }
}

fn before_the_first_place<'a>(bytes: &'a [u8], pieces: &[Piece]) -> &'a [u8] {
    let body = memchr::memmem::find(bytes, b"\r\n\r\n").map_or(bytes.len(), |end| end + 4);
    let around = pieces.iter().find_map(|piece| match piece {
        Piece::Fixed(range) if range.contains(&body) => Some(range.end),
        _ => None,
    });
    &bytes[body..around.unwrap_or(body)]
}

/// Where places are in the message. None if one of the headers' is missing.
fn cut(bytes: &[u8], to: &str, words: &Words<'_>) -> Option<Vec<Piece>> {
    let mut marks: Vec<(Place, Vec<u8>)> = words.all().collect();
    marks.push((Place::To, to.as_bytes().to_vec()));
    let mut found: Vec<(Range<usize>, Place)> = marks
        .iter()
        .flat_map(|(place, mark)| {
            let starts = bytes.windows(mark.len()).enumerate().filter(|(_, w)| w == mark);
            starts.map(|(at, _)| (at..at + mark.len(), *place)).collect::<Vec<_>>()
        })
        .collect();
    found.sort_by_key(|(range, _)| range.start);
    let has = |place| found.iter().any(|(_, found)| *found == place);
    if !has(Place::To) || !has(Place::Id) || !has(Place::Token) {
        return None;
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    for (range, place) in found {
        pieces.push(Piece::Fixed(from..range.start));
        pieces.push(Piece::Place(place));
        from = range.end;
    }
    pieces.push(Piece::Fixed(from..bytes.len()));
    Some(pieces)
}

fn encoded(kind: ContentType, body: String) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    SinglePart::builder()
        .header(kind)
        // Always, so that no relay has to change a byte.
        .header(encoding)
        .body(Body::dangerous_pre_encoded(body.into_bytes(), encoding))
}

/// No line of quoted-printable holds `=_`, so the boundary is never in a part.
fn boundary(edition: &FrozenEdition) -> String {
    format!("=_{}", edition.digest().short())
}
