//! The pages that we serve ourselves: [`preview`], for whoever writes a draft, and
//! [`vitals`], for whoever looks after the daemon.
//!
//! What is served is handed in: nothing here reads a draft, judges one or sends
//! anything. Pages need no script to be read; it only keeps them up to date.

pub mod escape;
pub mod preview;
pub mod vitals;
