//! What `cargo xtask test` does, as data.

/// One call of cargo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// What it is called in the output.
    pub(crate) name: &'static str,
    /// What a person would type after `cargo`.
    pub(crate) words: Vec<&'static str>,
    /// Set for this step alone.
    pub(crate) environment: Option<(&'static str, &'static str)>,
}

/// Tests that need another program are behind this feature, so that a plain
/// `cargo test` passes on a machine with Rust alone.
const SERVICES: [&str; 2] = ["--features", "copydesk-proving/services"];

/// All steps, cheapest first, so that a misplaced comma is not reported after
/// ten minutes.
pub(crate) fn steps(quick: bool) -> Vec<Step> {
    let services: &[&str] = if quick { &[] } else { &SERVICES };
    let mut steps = vec![
        step("format", &["fmt", "--all", "--check"], &[]),
        step(
            "lints",
            &["clippy", "--workspace", "--all-targets"],
            &[services, &["--", "-D", "warnings"]].concat(),
        ),
        // Some tests run the real executables; a test build alone makes none.
        // Not this program, which Windows does not replace while it runs.
        step("build", &["build", "--workspace", "--exclude", "xtask"], services),
        // All that fails is shown at once: another run costs minutes.
        step(
            "tests",
            &["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"],
            services,
        ),
    ];
    if !quick {
        steps.push(step("examples", &["test", "--workspace", "--doc"], services));
        steps.push(Step {
            environment: Some(("RUSTDOCFLAGS", "-D warnings")),
            ..step("documentation", &["doc", "--workspace", "--no-deps"], &[])
        });
    }
    steps
}

/// Licences, bans and sources. The list of advisories comes from the network
/// and changes under a commit that does not: SECURITY.md says who asks it when.
pub(crate) fn deny() -> Step {
    step("licences", &["deny", "check"], &["licenses", "bans", "sources"])
}

fn step(name: &'static str, words: &[&'static str], more: &[&'static str]) -> Step {
    Step { name, words: [words, more].concat(), environment: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(quick: bool) -> Vec<String> {
        steps(quick).iter().map(|step| step.words.join(" ")).collect()
    }

    #[test]
    fn all_steps() {
        assert_eq!(
            lines(false),
            [
                "fmt --all --check",
                "clippy --workspace --all-targets --features copydesk-proving/services -- -D warnings",
                "build --workspace --exclude xtask --features copydesk-proving/services",
                "test --workspace --no-fail-fast --lib --bins --tests --features copydesk-proving/services",
                "test --workspace --doc --features copydesk-proving/services",
                "doc --workspace --no-deps",
            ]
        );
        assert_eq!(deny().words.join(" "), "deny check licenses bans sources");
    }

    #[test]
    fn the_quick_ones_need_no_other_program() {
        let lines = lines(true);
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| !line.contains("services")));
    }

    #[test]
    fn warnings_in_the_documentation_are_errors() {
        let documentation = steps(false).pop().and_then(|step| step.environment);
        assert_eq!(documentation, Some(("RUSTDOCFLAGS", "-D warnings")));
    }
}
