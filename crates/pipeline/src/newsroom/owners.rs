//! Whose a draft is: who gets a mail when it is held.
//!
//! A draft names people and never addresses, since anybody may write one; where their
//! mail goes, the newsroom says.

use std::collections::BTreeMap;

use copydesk_manuscript::FrontMatter;
use copydesk_parsing::yaml::Path;
use schemars::JsonSchema;

use super::words;
use crate::source::Source;

/// Who gets a mail when a draft that is marked ready is held.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindingsFile {
    /// The desk's address, for drafts of nobody below. Without it, nobody is written to
    /// about those.
    #[serde(default)]
    to: Option<String>,
    /// Addresses of people, by the name that a draft has under `editor:` or, where
    /// nobody of that name is here, first under `authors:`.
    #[serde(default)]
    people: BTreeMap<String, String>,
}

/// Whom the daemon writes to about drafts that are held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// For drafts of nobody in [`Owners::people`].
    pub desk: Option<String>,
    /// Addresses by names in drafts.
    pub people: BTreeMap<String, String>,
}

impl Owners {
    /// The address of whoever a draft belongs to: its editor, else the first of its
    /// authors who has one, else the desk.
    pub fn of(&self, draft: &FrontMatter) -> Option<&str> {
        let named = draft.editor.iter().chain(&draft.authors);
        let address = named.filter_map(|name| self.people.get(name.trim())).next();
        address.or(self.desk.as_ref()).map(String::as_str)
    }
}

/// `None` on the outside is a problem that was noted.
#[allow(clippy::option_option, reason = "outside: whether it is sound; inside: whether it is said")]
pub(super) fn narrow(written: Option<FindingsFile>, source: &Source) -> Option<Option<Owners>> {
    let Some(FindingsFile { to, people }) = written else { return Some(None) };
    let path = Path::root().key("watch").key("findings");
    if to.is_none() && people.is_empty() {
        let help = Some("`to: desk@example.org`, or `people: { Jo Field: jo@… }`".to_owned());
        source.refuse(&path, "`findings` says of nobody where their mail goes", help);
        return None;
    }
    let desk = match to {
        None => Some(None),
        Some(to) => words::address(source, &path.key("to"), &to).map(Some),
    };
    let people = people.into_iter().map(|(name, address)| {
        let address = words::address(source, &path.key("people").key(&name), &address);
        Some((name.trim().to_owned(), address?))
    });
    // Collected before it is judged, so that every address is looked at.
    let people = people.collect::<Vec<_>>().into_iter().collect::<Option<_>>();
    Some(Some(Owners { desk: desk?, people: people? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_belongs_to_its_editor_else_to_an_author_else_to_the_desk() {
        let jo = |address: &str| ("Jo Field".to_owned(), address.to_owned());
        let owners = Owners {
            desk: Some("desk@example.org".to_owned()),
            people: [jo("jo@example.org"), ("Ann Lee".to_owned(), "ann@example.org".to_owned())]
                .into(),
        };
        let draft = |editor: Option<&str>, authors: &[&str]| FrontMatter {
            editor: editor.map(str::to_owned),
            authors: authors.iter().map(|&author| author.to_owned()).collect(),
            ..FrontMatter::default()
        };
        let of = |editor, authors| owners.of(&draft(editor, authors));
        assert_eq!(of(Some("Jo Field"), &["Ann Lee"]), Some("jo@example.org"));
        assert_eq!(of(Some("A Guest"), &["A Stringer", "Ann Lee"]), Some("ann@example.org"));
        assert_eq!(of(Some("eve@example.net"), &[]), Some("desk@example.org"), "a draft's word");
        let nobody = Owners { desk: None, ..owners.clone() };
        assert_eq!(nobody.of(&draft(None, &[])), None);
    }
}
