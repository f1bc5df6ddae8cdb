//! The newsroom: `copydesk.yaml`, narrowed.
//!
//! What it says of readers, sender, lists, limits and profiles. It opens no
//! list, no store and no secret: it knows where they are.

mod archive;
mod file;
mod find;
mod owners;
mod password;
mod profile;
mod retractions;
mod sender;
mod serving;
mod smtp;
mod theme;
mod traffic;
mod words;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use copydesk_distribution::AttributeKind;
use copydesk_manuscript::Draft;
use copydesk_parsing::yaml::{self, Part, Path};
use copydesk_rendering::Theme;
use copydesk_validation::Retractions;
use jiff::tz::TimeZone;

use crate::LoadProblem;
use crate::problem::in_order;
use crate::source::Source;

pub use archive::Archive;
pub(crate) use file::NewsroomFile;
use file::{AboutFile, KindWord, ListFile};
pub use owners::Owners;
pub use profile::{Approval, Profile, Transport};
pub use sender::{Dkim, Sender};
pub use serving::{Proxy, Serving};
pub use smtp::{Login, Secret, Smtp, Tls};
pub use words::{Mailbox, is_domain, is_selector};
pub(crate) use words::{duration, is_name, line};

/// The file's name.
pub const FILE: &str = "copydesk.yaml";

/// The profile that counts where none is named. It always writes files.
pub const DEFAULT_PROFILE: &str = "rehearsal";

/// A newsroom: who writes, to whom, and where editions go.
#[derive(Clone, Debug)]
pub struct Newsroom {
    /// Its folder, as given to [`Newsroom::load`]. All other paths in it are
    /// relative to this one unless they are absolute.
    pub root: PathBuf,
    /// The newsletter's name.
    pub name: String,
    /// The archive's address, without a slash at its end.
    pub url: String,
    /// The sender's postal address.
    pub postal: String,
    /// BCP 47.
    pub language: String,
    /// Where days begin at midnight.
    pub time_zone: TimeZone,
    /// Where readers report errors.
    pub corrections: String,
    /// What editions wear.
    pub theme: Theme,
    /// Whom mail comes from.
    pub sender: Sender,
    /// By name.
    pub lists: BTreeMap<String, List>,
    /// What may be known of subscribers, by name.
    pub attributes: BTreeMap<String, AttributeKind>,
    /// The ledger.
    pub store: Store,
    /// The pages on which people subscribe and leave, if they are served.
    pub serve: Option<Serving>,
    /// How much is too much.
    pub limits: Limits,
    /// Where the daemon answers about itself, if anywhere.
    pub listen: Option<SocketAddr>,
    /// Whom the daemon writes to about drafts that are held, if to anybody.
    pub owners: Option<Owners>,
    /// Papers that no brief should rest on.
    pub retracted: Arc<Retractions>,
    /// By name; [`DEFAULT_PROFILE`] is always among them.
    pub profiles: BTreeMap<String, Profile>,
}

/// A list of subscribers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// What subscribers know it as.
    pub title: String,
    /// Its CSV file, until it is imported.
    pub file: Option<PathBuf>,
    /// The most editions of one day that go out without a person's release.
    pub editions_per_day: Option<NonZeroU32>,
}

/// Which engine keeps the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// One file.
    Sqlite(PathBuf),
}

/// How much is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest draft, in bytes.
    pub draft: u64,
}

/// No such profile.
#[derive(Debug, thiserror::Error)]
#[error("unknown profile `{name}`")]
pub struct UnknownProfile {
    /// The name asked for.
    pub name: String,
    /// The likely name, and all there are.
    pub help: String,
}

impl Newsroom {
    /// Reads `copydesk.yaml` in `root`.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of its lines. What keeps
    /// it from being read at all (syntax, an unknown key) is told alone.
    pub fn load(root: &FilePath) -> Result<Self, Vec<LoadProblem>> {
        let source = Source::open(&root.join(FILE))?;
        let written = source.read()?;
        let newsroom = narrow(written, root, &source);
        source.finish(newsroom).map_err(in_order)
    }

    /// The folder of the newsroom that `start` lies in: the nearest one upwards
    /// with a `copydesk.yaml`.
    pub fn find(start: &FilePath) -> Option<PathBuf> {
        find::upwards(start)
    }

    /// Whether mail leaves under this profile without a signature of ours. Only a relay
    /// on this machine, which may sign by itself, gets such.
    pub fn is_unsigned(&self, profile: &Profile) -> bool {
        profile.is_live() && self.sender.dkim.is_empty()
    }

    /// The profile with this name, or the default one.
    ///
    /// # Errors
    /// [`UnknownProfile`], with the names there are.
    pub fn profile(&self, name: Option<&str>) -> Result<&Profile, UnknownProfile> {
        let name = name.unwrap_or(DEFAULT_PROFILE);
        self.profiles.get(name).ok_or_else(|| UnknownProfile {
            name: name.to_owned(),
            help: yaml::help(name, self.profiles.keys().map(String::as_str)),
        })
    }
}

fn narrow(written: NewsroomFile, root: &FilePath, source: &Source) -> Option<Newsroom> {
    let AboutFile { name, url, postal, language, time_zone, corrections } = written.newsroom;
    let about = Path::root().key("newsroom");
    // All of them are read before the first `?`, so that all problems are told.
    let name = words::line(source, &about.key("name"), &name);
    let url = words::url(source, &about.key("url"), &url);
    let postal = words::line(source, &about.key("postal"), &postal);
    let language = words::language(source, &about.key("language"), &language);
    let time_zone = words::time_zone(source, &about.key("time_zone"), &time_zone);
    let corrections = words::address(source, &about.key("corrections"), &corrections);
    let theme = theme::narrow(written.theme, source);
    let sender = sender::narrow(written.sender, source);
    let lists = lists(written.lists, source);
    let attributes = attributes(written.attributes, source);
    let store = store(written.store, source);
    let draft = match written.limits.draft {
        Some(size) => words::size(source, &Path::root().key("limits").key("draft"), &size),
        None => Some(Draft::DEFAULT_LIMIT),
    };
    let listen = listen(written.watch.listen, source);
    let owners = owners::narrow(written.watch.findings, source);
    let retracted = retractions::narrow(written.retractions, root, source);
    let profiles = profile::narrow_all(written.profiles, root, source);
    if let (Some(sender), Some(profiles)) = (&sender, &profiles) {
        profile::refuse_unsigned(sender, profiles, source);
    }
    if let (Some(url), Some(profiles)) = (&url, &profiles) {
        profile::refuse_one_click_in_the_clear(profiles, url, source);
    }
    let lists = lists?;
    let serve = serving::narrow(written.serve, &lists, &attributes, source);
    Some(Newsroom {
        root: root.to_path_buf(),
        name: name?,
        url: url?,
        postal: postal?,
        language: language?,
        time_zone: time_zone?,
        corrections: corrections?,
        theme: theme?,
        sender: sender?,
        lists,
        attributes,
        store: store?,
        serve: serve?,
        limits: Limits { draft: draft? },
        listen: listen?,
        owners: owners?,
        retracted: Arc::new(retracted?),
        profiles: profiles?,
    })
}

fn lists(written: BTreeMap<String, ListFile>, source: &Source) -> Option<BTreeMap<String, List>> {
    let narrowed = written.into_iter().map(|(name, list)| {
        let path = Path::root().key("lists").key(&name);
        words::name(source, &path, "list", &name);
        let title = words::line(source, &path.key("title"), &list.title);
        let list = List {
            title: title?,
            file: list.file.map(PathBuf::from),
            editions_per_day: list.editions_per_day,
        };
        Some((name, list))
    });
    // Collected before it is judged, so that every list is looked at.
    narrowed.collect::<Vec<_>>().into_iter().collect()
}

/// Words that segments and imports use themselves.
const RESERVED: [&str; 19] = [
    "and",
    "or",
    "not",
    "known",
    "tagged",
    "yes",
    "no",
    "address",
    "email",
    "name",
    "first_name",
    "last_name",
    "tags",
    "status",
    "consent_at",
    "consent_ip",
    "consent_source",
    "consent_text",
    "-",
];

fn attributes(
    written: BTreeMap<String, KindWord>,
    source: &Source,
) -> BTreeMap<String, AttributeKind> {
    let path = Path::root().key("attributes");
    for name in written.keys() {
        let sound = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !sound || !letter || RESERVED.contains(&name.as_str()) {
            let message = format!("an attribute cannot be called `{name}`");
            let help = "letters, digits, `_` and `-`, such as `city`; not a word of segments or \
                        of an import's own columns";
            source.refuse_part(&path.key(name), Part::Key, message, Some(help.to_owned()));
        }
    }
    let kind = |kind| match kind {
        KindWord::Text => AttributeKind::Text,
        KindWord::Number => AttributeKind::Number,
        KindWord::YesNo => AttributeKind::YesNo,
        KindWord::Date => AttributeKind::Date,
    };
    written.into_iter().map(|(name, word)| (name, kind(word))).collect()
}

/// Figures are nobody's secret and everybody's business: what is not loopback goes
/// through a proxy that asks who calls.
#[allow(clippy::option_option, reason = "outside: whether it is sound; inside: whether it is said")]
fn listen(written: Option<String>, source: &Source) -> Option<Option<SocketAddr>> {
    let Some(written) = written else { return Some(None) };
    let path = Path::root().key("watch").key("listen");
    let help = "as in `127.0.0.1:9109`";
    let address = words::listen(source, &path, &written, help)?;
    if !address.ip().is_loopback() {
        let message = "only this machine may ask the daemon how it is";
        source.refuse(&path, message, Some(help.to_owned()));
        return None;
    }
    Some(Some(address))
}

fn store(written: Option<String>, source: &Source) -> Option<Store> {
    let path = Path::root().key("store");
    let place = written.unwrap_or_else(|| ".copydesk/ledger.sqlite".to_owned());
    if place.starts_with("postgres://") || place.starts_with("postgresql://") {
        let message =
            "a ledger in PostgreSQL is not built yet; it comes with running on many machines";
        let help = "until then the ledger is a file: .copydesk/ledger.sqlite".to_owned();
        source.refuse_part(&path, Part::Value, message, Some(help));
        return None;
    }
    if place.contains("://") || place.trim().is_empty() {
        let help = "a file below the newsroom: .copydesk/ledger.sqlite".to_owned();
        source.refuse(&path, "`store` must be a file", Some(help));
        return None;
    }
    Some(Store::Sqlite(PathBuf::from(place)))
}
