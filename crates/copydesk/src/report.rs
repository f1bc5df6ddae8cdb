//! What the program prints.

pub(crate) mod answers;
pub(crate) mod count;
pub(crate) mod delivery;
pub(crate) mod document;
pub(crate) mod earned;
pub(crate) mod edition;
mod edition_line;
mod edition_lines;
mod excerpt;
pub(crate) mod explanation;
pub(crate) mod form;
mod github;
pub(crate) mod html;
mod human;
mod json;
mod out;
pub(crate) mod page;
pub(crate) mod paint;
mod paths;
pub(crate) mod person;
mod positions;
pub(crate) mod printer;
mod problem;
pub(crate) mod progress;
pub(crate) mod proposal;
mod sarif;
pub(crate) mod terminal;
