//! What the program prints.

pub(crate) mod answers;
pub(crate) mod count;
pub(crate) mod edition;
mod excerpt;
pub(crate) mod json;
pub(crate) mod page;
pub(crate) mod paint;
pub(crate) mod printer;
mod problem;
pub(crate) mod progress;
mod terminal;
