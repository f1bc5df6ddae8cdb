//! Checked documents to an [`Edition`]: subject, HTML, plain text, archive page.
//!
//! Rendering is pure: the same lineup, templates and masthead give the same
//! bytes. It knows no recipient (their parts are slots, filled by distribution)
//! and decides nothing: what it is given passed its checks. [`proofread`] asks the
//! checks of the edition itself.

#![deny(clippy::disallowed_methods)]

mod archive;
mod edition;
mod feed;
mod galley;
mod inlined;
mod labels;
mod lineup;
mod markup;
mod masthead;
mod occasion;
mod policy;
mod prepared;
mod problem;
mod proofread;
mod render;
mod slots;
mod templates;
mod theme;
mod tongue;
mod versions;
mod view;
mod wrap;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod testing;

pub use archive::{ArchiveEntry, render_index};
pub use edition::{About, Corrected, Edition, Told};
pub use feed::{FEED_LENGTH, FeedProblem, Feeds, render_feeds, render_sitemap};
pub use galley::{Galley, galley};
pub use labels::since;
pub use lineup::{EmptyLineup, Lineup};
pub use markup::escape_html;
pub use masthead::Masthead;
pub use occasion::{Earlier, Occasion};
pub use prepared::{Piece, Prepared, Slot, Syntax};
pub use problem::TemplateProblem;
pub use proofread::{Passed, Proofread, proofread};
pub use render::render;
pub use templates::Templates;
pub use theme::{Colour, Faint, FootLink, Logo, NoColour, Palette, Theme};
pub use tongue::{Tongue, say};
pub use versions::{Version, current_page, superseded_page};
