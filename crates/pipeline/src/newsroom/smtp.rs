//! A relay, and that nothing readable goes to it over a network.

use std::net::IpAddr;
use std::path::PathBuf;

use copydesk_distribution::Traffic;
use copydesk_parsing::yaml::{Part, Path};

use super::file::{SmtpFile, TlsWord};
use super::password::{PasswordFile, PasswordPlace};
use super::traffic;
use crate::source::Source;

/// A relay. Loading accepts one beyond this very machine, and a login, only where the
/// line is encrypted.
#[derive(Clone, Debug, PartialEq)]
pub struct Smtp {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is protected.
    pub tls: Tls,
    /// The file of the authorities that are trusted instead of the machine's own.
    pub ca: Option<PathBuf>,
    /// Who logs in.
    pub login: Option<Login>,
    /// Over how many connections, and how fast to whom.
    pub traffic: Traffic,
}

impl Smtp {
    /// Whether it is this very machine.
    pub fn is_here(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// How the line to a relay is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    None,
    /// By STARTTLS, or nothing is sent.
    Starttls,
    /// From the first byte.
    Implicit,
}

/// Who logs in, and where the password is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password's place.
    pub password: Secret,
}

/// Where a secret is; never the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// In a file that holds nothing else.
    File(PathBuf),
    /// In an environment variable.
    Env(String),
}

impl Secret {
    /// The variable that it stands in, if it does.
    pub(crate) fn variable(&self) -> Option<&str> {
        match self {
            Self::Env(name) => Some(name),
            Self::File(_) => None,
        }
    }
}

pub(super) fn narrow(written: SmtpFile, path: &Path, source: &Source) -> Option<Smtp> {
    let (tls, port) = match written.tls {
        TlsWord::None => (Tls::None, 25),
        TlsWord::Starttls => (Tls::Starttls, 587),
        TlsWord::Implicit => (Tls::Implicit, 465),
    };
    let safe = is_safe(&written, path, source);
    let login = login(written.user, written.password, path, source);
    let smtp = Smtp {
        host: bare(written.host.trim()).to_owned(),
        port: written.port.map_or(port, std::num::NonZeroU16::get),
        tls,
        ca: written.ca.map(PathBuf::from),
        login: login?,
        traffic: traffic::narrow(written.connections, written.destinations, path, source),
    };
    safe.then_some(smtp)
}

/// Whether nothing that matters leaves this machine, or could be read on the way.
fn is_safe(smtp: &SmtpFile, path: &Path, source: &Source) -> bool {
    let mut safe = true;
    let plain = smtp.tls == TlsWord::None;
    if plain && !is_loopback(bare(smtp.host.trim())) {
        let message =
            "`tls: none` is for this very machine: everybody on the way could read the mail";
        let help = Some("accepted: localhost, 127.0.0.1, ::1".to_owned());
        source.refuse(&path.key("host"), message, help);
        safe = false;
    }
    for (key, present) in [("user", smtp.user.is_some()), ("password", smtp.password.is_some())] {
        if present && plain {
            let message =
                format!("`{key}` needs TLS: nobody logs in over a line that others can read");
            let help = Some("leave it away with `tls: none`".to_owned());
            source.refuse_part(&path.key(key), Part::Key, message, help);
            safe = false;
        }
    }
    if smtp.ca.is_some() && plain {
        let message = "`ca` needs TLS: with `tls: none` nobody shows a certificate";
        let help = Some("leave it away, or say `tls: starttls`".to_owned());
        source.refuse_part(&path.key("ca"), Part::Key, message, help);
        safe = false;
    }
    safe
}

/// Both or neither.
fn login(
    user: Option<String>,
    password: Option<PasswordFile>,
    path: &Path,
    source: &Source,
) -> Option<Option<Login>> {
    let (there, lacking) = match (user, password) {
        (None, None) => return Some(None),
        (Some(user), Some(password)) => {
            let place = place(password, &path.key("password"), source);
            if user.is_empty() || user.chars().any(char::is_control) {
                source.refuse(&path.key("user"), "`user` must be a name on one line", None);
                return None;
            }
            return Some(Some(Login { user, password: place? }));
        }
        (Some(_), None) => ("user", "password"),
        (None, Some(_)) => ("password", "user"),
    };
    let message = format!("`{there}` needs `{lacking}` beside it");
    let help = "both to log in, neither for a relay that asks nobody";
    source.refuse_part(&path.key(there), Part::Key, message, Some(help.to_owned()));
    None
}

/// `::1` for `[::1]`, as addresses in URLs are written.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn is_loopback(host: &str) -> bool {
    let address = bare(host).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn place(written: PasswordFile, path: &Path, source: &Source) -> Option<Secret> {
    match written.0 {
        PasswordPlace { file: Some(file), env: None } => Some(Secret::File(PathBuf::from(file))),
        PasswordPlace { file: None, env: Some(env) } => Some(Secret::Env(env)),
        _ => {
            let message = "`password` must say one place";
            let help = "{ file: PATH } or { env: NAME }".to_owned();
            source.refuse_part(path, Part::Key, message, Some(help));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "::1", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["127.0.0.1.example.org", "localhost.example", "0.0.0.0", "::", "10.0.0.1", ""]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
