//! The other programs that some tests need, and how to get them.

use std::path::Path;
use std::process::Command;

use crate::machine;

/// A program that tests run.
struct Service {
    program: &'static str,
    /// The Debian package it comes in.
    package: &'static str,
    /// What it is to the tests.
    purpose: &'static str,
    /// Words with which it ends well if the package is whole; without any, that it is
    /// there is enough.
    asked: &'static [&'static str],
}

const SERVICES: [Service; 21] = [
    Service {
        program: "smtp-sink",
        package: "postfix",
        purpose: "Postfix's test server, which tests send mail to",
        asked: &[],
    },
    // With dovecot-core, which has the program.
    Service {
        program: "dovecot",
        package: "dovecot-lmtpd",
        purpose: "keeps the mail that comes back, behind Postfix",
        asked: &[],
    },
    Service {
        program: "jq",
        package: "jq",
        purpose: "runs the manual's recipes for what relays send",
        asked: &[],
    },
    Service {
        program: "python3",
        package: "python3",
        purpose: "runs the outside judges of our messages",
        asked: &[],
    },
    // Debian has the module apart.
    Service {
        program: "python3",
        package: "python3-venv",
        purpose: "keeps those judges apart, as Python's module ensurepip",
        asked: &["-c", "import ensurepip, venv"],
    },
    Service {
        program: "spamassassin",
        package: "spamassassin",
        purpose: "says what a spam filter thinks of our messages",
        asked: &[],
    },
    Service {
        program: "java",
        package: "default-jre-headless",
        purpose: "runs the Nu checker, W3C's validator of HTML",
        asked: &[],
    },
    Service {
        program: "opendkim",
        package: "opendkim",
        purpose: "verifies the signatures of our messages",
        asked: &[],
    },
    Service {
        program: "openssl",
        package: "openssl",
        purpose: "makes certificates and keys that are not ours",
        asked: &[],
    },
    Service {
        program: "strace",
        package: "strace",
        purpose: "sees what reaches the disk before a message leaves",
        asked: &[],
    },
    Service {
        program: "chromium",
        package: "chromium",
        purpose: "shows the pages that the outside judges look at",
        asked: &[],
    },
    Service {
        program: "node",
        package: "nodejs",
        purpose: "runs the outside judges of our pages and logs",
        asked: &[],
    },
    Service {
        program: "systemd-analyze",
        package: "systemd",
        purpose: "judges the unit file of the daemon",
        asked: &[],
    },
    // What people save drafts with.
    Service { program: "vim", package: "vim", purpose: "saves drafts", asked: &[] },
    Service { program: "emacs", package: "emacs-nox", purpose: "saves drafts", asked: &[] },
    Service { program: "nano", package: "nano", purpose: "saves drafts", asked: &[] },
    Service { program: "rsync", package: "rsync", purpose: "saves drafts from afar", asked: &[] },
    Service { program: "scp", package: "openssh-client", purpose: "does so, too", asked: &[] },
    Service {
        program: "sftp-server",
        package: "openssh-sftp-server",
        purpose: "is the other end of its line",
        asked: &[],
    },
    Service {
        program: "faketime",
        package: "faketime",
        purpose: "sets a program's clock, and no other's",
        asked: &[],
    },
    Service { program: "npm", package: "npm", purpose: "fetches those judges", asked: &[] },
];

/// Makes sure that all of them are there.
///
/// # Errors
/// A message that says what is missing and the exact command that installs it.
pub(crate) fn provide() -> Result<(), String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    for service in &missing {
        eprintln!("missing: {} ({})", service.program, service.purpose);
    }
    let packages: Vec<&str> = missing.iter().map(|service| service.package).collect();
    if !Path::new("/etc/debian_version").exists() || machine::find("apt-get").is_none() {
        return Err(format!(
            "install what holds {} (on Debian: {}), or run `cargo xtask test --quick`",
            programs(&missing),
            packages.join(", ")
        ));
    }
    if !is_root() {
        return Err(format!(
            "run this first:\n\n  sudo apt-get update && \
             sudo DEBIAN_FRONTEND=noninteractive apt-get install -y {}\n\n\
             or only `cargo xtask test --quick`",
            packages.join(" ")
        ));
    }
    eprintln!("installing: {}", packages.join(", "));
    install(&packages)?;
    let still = self::missing();
    if still.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "apt-get installed {}, but {} is not there",
            packages.join(", "),
            programs(&still)
        ))
    }
}

fn missing() -> Vec<&'static Service> {
    SERVICES.iter().filter(|service| !service.is_there()).collect()
}

impl Service {
    fn is_there(&self) -> bool {
        let Some(program) = machine::find(self.program) else { return false };
        self.asked.is_empty()
            || Command::new(program).args(self.asked).output().is_ok_and(|o| o.status.success())
    }
}

fn programs(services: &[&Service]) -> String {
    let names: Vec<&str> = services.iter().map(|service| service.program).collect();
    names.join(" and ")
}

/// Whether this user may install packages. `id` is in every Debian.
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn install(packages: &[&str]) -> Result<(), String> {
    apt_get(&["update"])?;
    let mut words = vec!["install", "-y"];
    words.extend(packages);
    apt_get(&words)
}

fn apt_get(words: &[&str]) -> Result<(), String> {
    let output = Command::new("apt-get")
        .args(words)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .output()
        .map_err(|error| format!("apt-get did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "`apt-get {}` failed:\n{}",
        words.join(" "),
        String::from_utf8_lossy(&output.stderr).trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let all: Vec<&Service> = SERVICES.iter().collect();
        assert!(programs(&all).starts_with("smtp-sink and dovecot and jq and python3 and python3"));
        assert!(all.iter().all(|service| !service.purpose.is_empty()));
    }
}
