//! What the program says of itself, on stderr: warnings, more with `-v`,
//! nothing but errors with `-q`. With `--format json` each line is an object. Addresses
//! of subscribers appear only at debug level, secrets nowhere.
//!
//! A line says in which stage of which draft or edition it was said: `chain` holds
//! `parse`, `validate`, `collect`, `render` and `distribute`, each a span.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::args::{Color, Format, Global};
use crate::figures::Latencies;

/// Starts it; `COPYDESK_LOG` overrides the level. `latencies` overhear how long things
/// take, whatever is said aloud.
pub(crate) fn start(global: &Global, latencies: Option<Latencies>) {
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
    let log = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(colours);
    let log = match global.format {
        Format::Json => log.json().boxed(),
        _ => log.with_target(false).boxed(),
    };
    let measured =
        latencies.map(|latencies| latencies.with_filter(filter_fn(Latencies::is_measure)));
    // A second start (in tests) changes nothing.
    let _ = tracing_subscriber::registry().with(log.with_filter(filter)).with(measured).try_init();
}
