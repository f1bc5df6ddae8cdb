//! The ways out of the house, one file each.

pub(crate) mod archive;
pub(crate) mod email;
pub(crate) mod feed;
pub(crate) mod online;

/// A way out. They run in this order, however a pipeline lists them: a mail
/// leads to its page, so the page stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The edition's page and the archive's first page.
    Archive,
    /// The archive's Atom feed.
    Feed,
    /// Mail to the audience.
    Email,
}
