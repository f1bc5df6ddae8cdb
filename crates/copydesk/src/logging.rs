//! What the program says of itself, on stderr: warnings, more with `-v`,
//! nothing but errors with `-q`. Addresses of subscribers appear only at debug
//! level, secrets nowhere.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::args::{Color, Format, Global};

/// Starts it; `COPYDESK_LOG` overrides the level.
pub(crate) fn start(global: &Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "info,copydesk=debug",
        (false, _) => "debug",
    };
    let colours = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stderr().is_terminal(),
    };
    let filter = EnvFilter::try_from_env("COPYDESK_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(colours);
    // A second start (in tests) changes nothing.
    let _ = if global.format == Format::Json {
        log.json().try_init()
    } else {
        log.with_target(false).try_init()
    };
}
