//! Ways out.

use copydesk_distribution::Segment;
use copydesk_parsing::yaml::{self, Path};

use super::file::{ChannelFile, EmailFile};
use crate::Newsroom;
use crate::source::Source;

/// A way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A page in the profile's archive.
    Archive,
    /// An entry in the archive's feed.
    Feed,
    /// Mail to a list.
    Email {
        /// A key of [`Newsroom::lists`].
        list: String,
        /// Only some of them.
        segment: Option<Segment>,
    },
}

impl Channel {
    /// `archive`, `feed`, `email`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Feed => "feed",
            Self::Email { .. } => "email",
        }
    }
}

pub(super) fn narrow_all(
    written: Vec<ChannelFile>,
    path: &Path,
    newsroom: &Newsroom,
    source: &Source,
) -> Vec<Channel> {
    if written.is_empty() {
        let help = Some("accepted: archive, feed, email".to_owned());
        source.refuse(path, "`distribute` names no channel", help);
    }
    let mut channels: Vec<Channel> = Vec::new();
    for (index, channel) in written.into_iter().enumerate() {
        let at = path.index(index);
        let channel = match channel {
            ChannelFile::Archive => Channel::Archive,
            ChannelFile::Feed => Channel::Feed,
            ChannelFile::Email(email) => {
                if !newsroom.lists.contains_key(&email.list) {
                    let message = format!("unknown list `{}`", email.list);
                    let lists = newsroom.lists.keys().map(String::as_str);
                    let help = match newsroom.lists.is_empty() {
                        true => "copydesk.yaml has no lists yet".to_owned(),
                        false => yaml::help(&email.list, lists),
                    };
                    source.refuse(&at.key("email").key("list"), message, Some(help));
                }
                let segment = segment(&email, &at.key("email").key("segment"), newsroom, source);
                Channel::Email { list: email.list, segment }
            }
        };
        if channels.iter().any(|earlier| earlier.name() == channel.name()) {
            // Two lists are two newsletters: the line that says why one gets
            // this names one list.
            let help = match channel {
                Channel::Email { .. } => {
                    "a pipeline mails one list; a second one is a second pipeline"
                }
                Channel::Archive | Channel::Feed => "keep one of the two",
            };
            let message = format!("the channel `{}` stands here twice", channel.name());
            source.refuse(&at, message, Some(help.to_owned()));
        }
        channels.push(channel);
    }
    channels
}

/// The expression, checked against what the newsroom knows of people. A file has
/// nothing but addresses and names.
fn segment(
    email: &EmailFile,
    path: &Path,
    newsroom: &Newsroom,
    source: &Source,
) -> Option<Segment> {
    let written = email.segment.as_ref()?;
    let in_file = newsroom.lists.get(&email.list).is_some_and(|list| list.file.is_some());
    if in_file {
        let message = format!("the list `{}` is a file, which has no attributes", email.list);
        let help = "import it, and take `file:` out of copydesk.yaml".to_owned();
        source.refuse(path, message, Some(help));
        return None;
    }
    match Segment::parse(written, &newsroom.attributes) {
        Ok(segment) => Some(segment),
        Err(problem) => {
            source.refuse_within(path, written, problem.at, problem.message, problem.help);
            None
        }
    }
}
