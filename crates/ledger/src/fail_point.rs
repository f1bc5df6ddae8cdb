//! Named points at which a process can be made to die, to prove that the balance
//! holds wherever it does. Built only with the feature `fail-points`, which no
//! shipped program has.

/// Every point there is, in the order of a run, and those of an operator's commands
/// behind them. A proof goes through all of them.
pub fn fail_points() -> &'static [&'static str] {
    &[
        "after-capture",
        "before-open",
        "after-open",
        "after-prove",
        "after-archive",
        "before-plan",
        "after-plan",
        "before-recovery",
        "after-recovery",
        "before-recorder",
        "after-recorder",
        "before-claim",
        "after-claim",
        "before-envelope",
        "before-intent",
        "ledger-before-commit",
        "ledger-after-commit",
        "after-intent",
        "before-dot-mark",
        "after-dot-mark",
        "after-reply",
        "after-reply-mark",
        "before-renewal",
        "after-renewal",
        "before-pause",
        "after-pause",
        "before-settle",
        "after-settle",
        "after-batch",
        "before-close",
        "after-close",
        "before-stop",
        "after-stop",
        "before-cancel",
        "after-cancel",
    ]
}

/// Ends the process at once, as a power cut would, if `COPYDESK_FAIL_AT` names this
/// point. `NAME:N` dies at the Nth time it is passed.
#[cfg(feature = "fail-points")]
pub fn fail_point(name: &'static str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static WANTED: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    let wanted = WANTED.get_or_init(|| {
        let words = std::env::var("COPYDESK_FAIL_AT").ok()?;
        let (name, count) = words.split_once(':').unwrap_or((&words, "1"));
        Some((name.to_owned(), AtomicU32::new(count.parse().unwrap_or(1))))
    });
    if let Some((wanted, left)) = wanted
        && wanted == name
        && left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(feature = "fail-points"))]
#[inline(always)]
pub fn fail_point(_name: &'static str) {}

/// How many seconds a lease lasts, and a pause, where a trial shortens them with
/// `COPYDESK_LEASE`: who is held up longer than that need not be held up for a minute.
pub fn trial_lease() -> Option<u32> {
    shortened("COPYDESK_LEASE")
}

/// How many milliseconds a relay is waited for, where a trial shortens that with
/// `COPYDESK_PATIENCE`.
pub fn trial_patience() -> Option<u32> {
    shortened("COPYDESK_PATIENCE")
}

#[cfg(feature = "fail-points")]
fn shortened(name: &str) -> Option<u32> {
    std::env::var(name).ok()?.parse().ok()
}

/// Nothing.
#[cfg(not(feature = "fail-points"))]
#[inline(always)]
fn shortened(_name: &str) -> Option<u32> {
    None
}
