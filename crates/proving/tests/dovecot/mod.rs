//! A Dovecot of a test's own, for a while: it takes mail by LMTP and keeps Maildirs.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Ends with its value.
pub(crate) struct Dovecot {
    folder: TempDir,
    pub(crate) port: u16,
    child: Child,
}

impl Dovecot {
    /// With these mailboxes, each with its room in bytes; others do not exist.
    pub(crate) fn start(mailboxes: &[(&str, u64)]) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = tempfile::tempdir().unwrap();
        let config = configure(folder.path(), port, mailboxes);
        let child = Command::new(program())
            .arg("-F")
            .arg("-c")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let dovecot = Self { folder, port, child };
        let patience = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = std::fs::read_to_string(dovecot.folder.path().join("log"));
            assert!(Instant::now() < patience, "Dovecot does not answer: {log:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        dovecot
    }

    /// Where the mail of an address lies.
    pub(crate) fn maildir(&self, address: &str) -> PathBuf {
        self.folder.path().join("mail").join(address)
    }

    /// Waits until so many messages lie there, and gives them.
    pub(crate) fn wait_for(&self, address: &str, messages: usize) -> Vec<String> {
        let new = self.maildir(address).join("new");
        let patience = Instant::now() + Duration::from_secs(120);
        loop {
            let found: Vec<_> = std::fs::read_dir(&new).into_iter().flatten().flatten().collect();
            if found.len() >= messages {
                let read = |entry: &std::fs::DirEntry| std::fs::read(entry.path()).unwrap();
                return found.iter().map(|e| String::from_utf8_lossy(&read(e)).into()).collect();
            }
            let log = std::fs::read_to_string(self.folder.path().join("log"));
            assert!(Instant::now() < patience, "{} of {messages}: {log:?}", found.len());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Its children end with it only where it is asked to.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").arg(&pid).status();
        let _ = self.child.wait();
    }
}

fn configure(folder: &Path, port: u16, mailboxes: &[(&str, u64)]) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;

    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder, open).unwrap();
    let mail = folder.join("mail");
    std::fs::create_dir(&mail).unwrap();
    let chown = Command::new("chown").arg("postfix:postfix").arg(&mail).status();
    assert!(chown.unwrap().success(), "Dovecot needs root");
    let users: String = mailboxes
        .iter()
        .map(|(address, room)| format!("{address}:::::::userdb_quota_rule=*:bytes={room}\n"))
        .collect();
    std::fs::write(folder.join("users"), users).unwrap();
    let place = folder.display();
    let config = format!(
        "base_dir = {place}/run\nstate_dir = {place}/state\nlog_path = {place}/log\n\
         protocols = lmtp\nlisten = 127.0.0.1\nssl = no\n\
         mail_location = maildir:{place}/mail/%u\nmail_uid = postfix\nmail_gid = postfix\n\
         first_valid_uid = 1\nfirst_valid_gid = 1\nrecipient_delimiter = +\n\
         default_internal_user = postfix\ndefault_login_user = postfix\n\
         default_internal_group = postfix\n\
         mail_plugins = quota\nplugin {{\n  quota = count:User\n  quota_vsizes = yes\n  \
         quota_grace = 0\n}}\n\
         passdb {{\n  driver = static\n  args = nopassword=y\n}}\n\
         userdb {{\n  driver = passwd-file\n  args = username_format=%u {place}/users\n}}\n\
         service lmtp {{\n  inet_listener lmtp {{\n    address = 127.0.0.1\n    port = {port}\n  }}\n}}\n"
    );
    let path = folder.join("dovecot.conf");
    std::fs::write(&path, config).unwrap();
    path
}

fn program() -> PathBuf {
    let places = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].map(PathBuf::from);
    let found = places.into_iter().find(|path| path.is_file());
    found.expect("Debian's packages `dovecot-core` and `dovecot-lmtpd` are missing")
}
