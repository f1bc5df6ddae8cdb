//! How wide the terminal is.

/// Columns: what the shell says in `COLUMNS`, else what the terminal says, else
/// 80. Never so narrow that nothing fits.
pub(crate) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(seen).unwrap_or(80).clamp(40, 200)
}
