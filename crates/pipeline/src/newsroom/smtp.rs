//! A relay, and what it may be until TLS is built.

use std::net::IpAddr;
use std::path::PathBuf;

use copydesk_distribution::Traffic;
use copydesk_parsing::yaml::{Part, Path};

use super::file::{SmtpFile, TlsWord};
use super::password::{PasswordFile, PasswordPlace};
use super::traffic;
use crate::source::Source;

/// A relay. Loading accepts only what sends nothing readable over a network:
/// plain SMTP to this very machine, without a password.
#[derive(Clone, Debug, PartialEq)]
pub struct Smtp {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is protected.
    pub tls: Tls,
    /// Who logs in.
    pub user: Option<String>,
    /// Where the password is.
    pub password: Option<Secret>,
    /// Over how many connections, and how fast to whom.
    pub traffic: Traffic,
}

/// How the line to a relay is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: loopback only.
    None,
    /// By STARTTLS, or nothing is sent. Not loaded yet.
    Starttls,
    /// From the first byte. Not loaded yet.
    Implicit,
}

/// Where a secret is; never the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// In a file that holds nothing else.
    File(PathBuf),
    /// In an environment variable.
    Env(String),
}

pub(super) fn narrow(written: SmtpFile, path: &Path, source: &Source) -> Option<Smtp> {
    let tls = match written.tls {
        TlsWord::None => Tls::None,
        TlsWord::Starttls => Tls::Starttls,
        TlsWord::Implicit => Tls::Implicit,
    };
    let password = match written.password {
        Some(password) => Some(place(password, &path.key("password"), source)?),
        None => None,
    };
    let smtp = Smtp {
        host: bare(written.host.trim()).to_owned(),
        port: written.port.map_or(25, std::num::NonZeroU16::get),
        tls,
        user: written.user,
        password,
        traffic: traffic::narrow(written.connections, written.destinations, path, source),
    };
    is_safe(&smtp, path, source).then_some(smtp)
}

/// Whether nothing that matters leaves this machine in the clear.
fn is_safe(smtp: &Smtp, path: &Path, source: &Source) -> bool {
    if smtp.tls != Tls::None {
        let message = "TLS is not built yet; it comes with the delivery work, and until then \
                       mail goes to a relay on this very machine";
        let help = Some("`tls: none` with `host: localhost` and no password".to_owned());
        source.refuse(&path.key("tls"), message, help);
        return false;
    }
    let mut safe = true;
    if !is_loopback(&smtp.host) {
        let message =
            "`tls: none` is for this very machine: everybody on the way could read the mail";
        let help = Some("accepted: localhost, 127.0.0.1, ::1".to_owned());
        source.refuse(&path.key("host"), message, help);
        safe = false;
    }
    for (key, present) in [("user", smtp.user.is_some()), ("password", smtp.password.is_some())] {
        if present {
            let message =
                format!("`{key}` needs TLS: nobody logs in over a line that others can read");
            let help = Some("leave it away with `tls: none`".to_owned());
            source.refuse_part(&path.key(key), Part::Key, message, help);
            safe = false;
        }
    }
    safe
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
