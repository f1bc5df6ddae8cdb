//! Who logs in at the relay, and what it says to that.

use std::fmt;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;

use super::reply::words;

/// The two that send the password itself, which TLS around them protects.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// A name and a password. Never shown.
#[derive(Clone)]
pub struct Login {
    user: String,
    password: String,
}

impl Login {
    /// Somebody whom the relay knows.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: user.into(), password: password.into() }
    }

    /// Logs in on an encrypted line, or says why not as a sentence about the relay.
    pub(super) async fn at(&self, connection: &mut AsyncSmtpConnection) -> Result<(), String> {
        if connection.server_info().get_auth_mechanism(&MECHANISMS).is_none() {
            return Err(format!(
                "it offers no AUTH PLAIN or LOGIN to log in as `{}`: leave `user` and `password` \
                 away if it needs none",
                self.user
            ));
        }
        let credentials = Credentials::new(self.user.clone(), self.password.clone());
        match connection.auth(&MECHANISMS, &credentials).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(format!(
                "it does not let `{}` log in: {} (mind `user` and `password`)",
                self.user,
                words(&error)
            )),
            Err(error) => Err(format!("`{}` could not log in: {}", self.user, words(&error))),
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({:?}, hidden)", self.user)
    }
}
