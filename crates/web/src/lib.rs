//! The pages that we serve ourselves: [`preview`], for whoever writes a draft, and
//! [`service`], for subscribers; [`vitals`], for whoever looks after the daemon.
//!
//! What is served is handed in: nothing here reads a draft, judges one or sends an
//! edition. Pages need no script to be read; it only keeps the preview up to date.

mod client;
pub mod connections;
pub mod escape;
pub mod preview;
pub mod service;
pub mod vitals;
