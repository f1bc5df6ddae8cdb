//! Profiles: what separates files from people.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path as FilePath, PathBuf};

use copydesk_ledger::World;
use copydesk_manuscript::Severity;
use copydesk_parsing::yaml::{Part, Path};
use jiff::SignedDuration;

use super::archive::{self, Archive, plain};
use super::file::{ApprovalFile, HoldAtWord, ProfileFile, TransportFile};
use super::smtp::{self, Smtp};
use super::{DEFAULT_PROFILE, Sender, duration, words};
use crate::source::Source;

/// Where an edition goes, and under which policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What it is called.
    pub name: String,
    /// How mail leaves.
    pub transport: Transport,
    /// Where pages and feeds go.
    pub archive: Archive,
    /// The lowest severity that holds a draft: error or warning.
    pub hold_at: Severity,
    /// Who must say yes.
    pub approval: Approval,
    /// How long an edition that may go out can still be stopped.
    pub grace: SignedDuration,
}

/// How mail leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Transport {
    /// It does not: messages are files.
    Outbox,
    /// To a relay, and so to people.
    Smtp(Smtp),
}

/// Who must say yes before mail leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// Nobody.
    None,
    /// So many people.
    Needed(NonZeroU32),
}

impl Profile {
    /// The profile that exists where none is written: files, nothing leaves.
    pub fn rehearsal() -> Self {
        Self {
            name: DEFAULT_PROFILE.to_owned(),
            transport: Transport::Outbox,
            archive: Archive::of("public"),
            hold_at: Severity::Error,
            approval: Approval::None,
            grace: SignedDuration::ZERO,
        }
    }

    /// In which world its editions count.
    pub fn world(&self) -> World {
        match self.transport {
            Transport::Outbox => World::Rehearsal,
            Transport::Smtp(_) => World::Live,
        }
    }

    /// Whether it reaches people.
    pub fn is_live(&self) -> bool {
        self.world() == World::Live
    }
}

pub(super) fn narrow_all(
    written: BTreeMap<String, ProfileFile>,
    root: &FilePath,
    source: &Source,
) -> Option<BTreeMap<String, Profile>> {
    let narrowed: Vec<_> =
        written.into_iter().map(|(name, profile)| narrow(name, profile, source)).collect();
    let narrowed: Option<Vec<_>> = narrowed.into_iter().collect();
    let mut profiles: BTreeMap<_, _> =
        narrowed?.into_iter().map(|profile| (profile.name.clone(), profile)).collect();
    profiles.entry(DEFAULT_PROFILE.to_owned()).or_insert_with(Profile::rehearsal);
    refuse_shared_archives(&profiles, root, source);
    Some(profiles)
}

fn narrow(name: String, written: ProfileFile, source: &Source) -> Option<Profile> {
    let path = profile_path(&name);
    words::name(source, &path, "profile", &name);
    let live = matches!(written.transport, TransportFile::Smtp(_));
    let transport = match written.transport {
        TransportFile::Outbox => Some(Transport::Outbox),
        TransportFile::Smtp(relay) if name == DEFAULT_PROFILE => {
            let message = "`rehearsal` is what runs where no profile is named, so it writes files";
            let help =
                Some("`transport: outbox`; call the one that reaches people `live`".to_owned());
            source.refuse(&path.key("transport"), message, help);
            smtp::narrow(relay, &path.key("transport").key("smtp"), source).map(Transport::Smtp)
        }
        TransportFile::Smtp(relay) => {
            smtp::narrow(relay, &path.key("transport").key("smtp"), source).map(Transport::Smtp)
        }
    };
    let archive = archive::narrow(written.archive, live, &path.key("archive"), source);
    let transport = transport?;
    let outbox = transport == Transport::Outbox;
    if outbox && written.grace.is_some() {
        let message = "`grace` is for profiles that reach people: nobody has to stop a rehearsal";
        source.refuse_part(&path.key("grace"), Part::Key, message, None);
    }
    let grace = written.grace.and_then(|words| duration(source, &path.key("grace"), &words));
    Some(Profile {
        name,
        transport,
        archive: archive?,
        hold_at: match written.hold_at {
            Some(HoldAtWord::Error) => Severity::Error,
            Some(HoldAtWord::Warning) => Severity::Warning,
            None if outbox => Severity::Error,
            None => Severity::Warning,
        },
        approval: match written.approval {
            Some(ApprovalFile::None) => Approval::None,
            Some(ApprovalFile::Needed(people)) => Approval::Needed(people),
            None if outbox => Approval::None,
            None => Approval::Needed(NonZeroU32::MIN),
        },
        grace: grace.unwrap_or_default(),
    })
}

/// A page that nobody approved must never be deployed: the folders of the two
/// worlds neither coincide nor lie in each other.
fn refuse_shared_archives(profiles: &BTreeMap<String, Profile>, root: &FilePath, source: &Source) {
    for live in profiles.values().filter(|profile| profile.is_live()) {
        let folder = on_disk(root, live);
        let shared = profiles.values().filter(|p| !p.is_live()).find(|rehearsal| {
            let other = on_disk(root, rehearsal);
            folder.starts_with(&other) || other.starts_with(&folder)
        });
        if let Some(rehearsal) = shared {
            let message = format!(
                "`{}` writes what nobody approved to `{}`; a profile that reaches people needs \
                 a folder of its own",
                rehearsal.name,
                rehearsal.archive.folder.display(),
            );
            let help = Some("such as `www`".to_owned());
            source.refuse(&profile_path(&live.name).key("archive"), message, help);
        }
    }
}

/// Mail beyond this machine is signed, or providers refuse it. A relay here may sign
/// by itself, which nobody can see from here.
pub(super) fn refuse_unsigned(
    sender: &Sender,
    profiles: &BTreeMap<String, Profile>,
    source: &Source,
) {
    for profile in profiles.values().filter(|_| sender.dkim.is_empty()) {
        let Transport::Smtp(relay) = &profile.transport else { continue };
        if relay.is_here() {
            continue;
        }
        let message = format!(
            "`{}` sends beyond this machine, and nothing signs its mail: providers refuse \
             newsletters that nobody signed",
            profile.name
        );
        let help = "`copydesk keys dkim new` makes a key, and says what to publish and to add";
        source.refuse_part(&Path::root().key("sender"), Part::Key, message, Some(help.to_owned()));
    }
}

/// Providers show a button for leaving only where the address is https (RFC 8058).
pub(super) fn refuse_one_click_in_the_clear(
    profiles: &BTreeMap<String, Profile>,
    url: &str,
    source: &Source,
) {
    for profile in profiles.values() {
        let Transport::Smtp(smtp) = &profile.transport else { continue };
        if !smtp.is_here() && !url.starts_with("https://") {
            let message = "readers could not leave by one click: mail that goes beyond this very \
                           machine needs a newsroom at an https address";
            let help = Some("`newsroom: { url: https://… }`".to_owned());
            let path = profile_path(&profile.name).key("transport").key("smtp").key("host");
            source.refuse(&path, message, help);
        }
    }
}

/// The archive's folder under the one name that no link disguises, where it
/// exists already.
fn on_disk(root: &FilePath, profile: &Profile) -> PathBuf {
    let folder = root.join(&profile.archive.folder);
    let absolute = std::path::absolute(&folder).map_or(folder, |absolute| plain(&absolute));
    std::fs::canonicalize(&absolute).unwrap_or(absolute)
}

fn profile_path(name: &str) -> Path {
    Path::root().key("profiles").key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_beyond_this_machine_is_signed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copydesk.yaml");
        std::fs::write(&path, "sender: { from: a@b.org }\n").unwrap();
        let said = |host: &str| {
            let source = Source::open(&path).unwrap();
            let relay = Smtp {
                host: host.to_owned(),
                port: 587,
                tls: smtp::Tls::Starttls,
                ca: None,
                login: None,
                traffic: Default::default(),
            };
            let live = Profile { transport: Transport::Smtp(relay), ..Profile::rehearsal() };
            let from = super::super::Mailbox { name: None, address: "a@b.org".to_owned() };
            let reply_to = "a@b.org".to_owned();
            let sender = Sender { from, reply_to, bounces: None, dkim: Vec::new() };
            refuse_unsigned(&sender, &[("live".to_owned(), live)].into(), &source);
            source.finish(Some(())).err().map(|problems| problems[0].to_string())
        };
        assert_eq!(said("localhost"), None);
        let refused = said("relay.example.org").unwrap();
        assert!(refused.contains(":1:1: ") && refused.contains("nothing signs"), "{refused}");
    }
}
