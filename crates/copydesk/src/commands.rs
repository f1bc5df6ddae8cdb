//! The commands, one file each.

pub(crate) mod adopt;
pub(crate) mod approve;
pub(crate) mod backup;
pub(crate) mod cancel;
pub(crate) mod check;
pub(crate) mod correct;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod keys;
pub(crate) mod mail;
pub(crate) mod parse;
pub(crate) mod preview;
pub(crate) mod publish;
pub(crate) mod render;
pub(crate) mod resolve;
pub(crate) mod restore;
pub(crate) mod retry;
pub(crate) mod schema;
pub(crate) mod send_test;
pub(crate) mod serve;
pub(crate) mod status;
pub(crate) mod stop;
pub(crate) mod subscribers;
pub(crate) mod trace;
pub(crate) mod watch;
