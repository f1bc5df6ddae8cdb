//! What becomes of drafts while the daemon that watches them is killed, hears
//! nothing, or has its folder taken away; and what watching costs.

pub mod flood;
pub mod room;
pub mod saves;
pub mod share;
pub mod soak;
pub mod speed;
pub mod styles;

mod programs;
mod terminal;
