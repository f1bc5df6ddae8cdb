//! The relay of a profile, with its authorities and its password read.

use std::path::Path;

use copydesk_distribution::{Login, Protection, Relay, Tls, read_secret};

use super::{DeskProblem, credentials};
use crate::newsroom::{self, Secret, Smtp};

/// Reads files and the environment; connects to nothing.
pub(super) fn open(smtp: &Smtp, root: &Path) -> Result<Relay, DeskProblem> {
    let protect = match smtp.tls {
        newsroom::Tls::None => return Ok(Relay::new(smtp.host.clone(), smtp.port)),
        newsroom::Tls::Starttls => Protection::Starttls,
        newsroom::Tls::Implicit => Protection::Implicit,
    };
    let login = smtp.login.as_ref().map(|login| {
        Ok::<_, DeskProblem>(Login::new(&login.user, password(&login.password, root)?))
    });
    let ca = smtp.ca.as_ref().map(|file| root.join(file));
    let tls = Tls::new(ca.as_deref(), login.transpose()?)?;
    Ok(Relay { protection: protect(tls), ..Relay::new(smtp.host.clone(), smtp.port) })
}

/// A password is one line. Its file may end that line.
fn password(secret: &Secret, root: &Path) -> Result<String, DeskProblem> {
    let (place, bytes) = match secret {
        Secret::File(file) => {
            let path = credentials::place(root, file);
            let bytes = read_secret(&path).map_err(|problem| DeskProblem::Secret {
                key: "the relay's `password`:",
                problem,
            })?;
            (path.display().to_string(), bytes)
        }
        Secret::Env(name) => {
            let value = std::env::var_os(name).unwrap_or_default();
            (format!("${name}"), value.into_encoded_bytes())
        }
    };
    let problem = |why| DeskProblem::Password { place, why };
    let Ok(text) = String::from_utf8(bytes) else { return Err(problem("is not UTF-8")) };
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line {
        "" => Err(problem("is empty")),
        line if line.chars().any(char::is_control) => Err(problem("is more than one line")),
        line => Ok(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_password_is_one_line_of_a_file_that_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("smtp-password");
        let place = Secret::File("smtp-password".into());
        let told = |mode: u32, text: &str| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            password(&place, folder.path()).map_err(|problem| problem.to_string())
        };
        assert_eq!(told(0o600, "open sesame\n").unwrap(), "open sesame");
        assert_eq!(told(0o400, " ä \r\n").unwrap(), " ä ");
        for (mode, text, why) in [
            (0o600, "\n", "is empty"),
            (0o600, "open\nsesame\n", "is more than one line"),
            (0o644, "open sesame", "chmod 600"),
        ] {
            let said = told(mode, text).unwrap_err();
            assert!(said.contains(why) && !said.contains("sesame"), "{said}");
        }
        let missing = Secret::Env("COPYDESK_NO_SUCH_PASSWORD".to_owned());
        let said = password(&missing, folder.path()).unwrap_err().to_string();
        assert_eq!(said, "the relay's password in $COPYDESK_NO_SUCH_PASSWORD is empty");
    }
}
