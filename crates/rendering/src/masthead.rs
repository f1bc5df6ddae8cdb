//! What the newsroom says about itself to readers.

use serde::Serialize;

use crate::Theme;

/// The newsroom, as every edition shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Masthead {
    /// `The Daily Brief`.
    pub name: String,
    /// The archive's address, without a slash at its end.
    pub url: String,
    /// The sender's postal address.
    pub postal: String,
    /// BCP 47.
    pub language: String,
    /// Where readers report errors.
    pub corrections: String,
    /// The list's title, for the line that says why one gets this.
    pub list: String,
    /// Its logo, colours and footer.
    pub theme: Theme,
}
