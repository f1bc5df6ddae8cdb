//! A Postfix of a test's own, for a while.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What Postfix runs, beside its server.
const SERVICES: &str = "\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
scache unix - - n - 1 scache
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
";

/// Ends with its value.
pub(crate) struct Postfix {
    folder: TempDir,
    pub(crate) port: u16,
}

impl Postfix {
    /// With these settings beside those that every one has.
    pub(crate) fn start(settings: &str) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let postfix = Self { folder: tempfile::tempdir().unwrap(), port };
        postfix.configure(settings);
        assert!(postfix.control("start"), "Postfix does not start; it needs root");
        let patience = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < patience, "Postfix does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        postfix
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self, settings: &str) {
        use std::os::unix::fs::PermissionsExt;

        for name in ["conf", "spool", "data"] {
            std::fs::create_dir(self.path(name)).unwrap();
        }
        // Its own user goes through here.
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.folder.path(), open).unwrap();
        let chown = Command::new("chown").arg("postfix").arg(self.path("data")).status();
        assert!(chown.unwrap().success());
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmyhostname = relay.example\n\
             mydestination =\nmynetworks = 127.0.0.0/8\nalias_maps =\nalias_database =\n\
             {settings}",
            self.path("spool").display(),
            self.path("data").display(),
        );
        std::fs::write(self.path("conf/main.cf"), main).unwrap();
        let services = format!("127.0.0.1:{} inet n - n - - smtpd\n{SERVICES}", self.port);
        std::fs::write(self.path("conf/master.cf"), services).unwrap();
    }

    fn control(&self, word: &str) -> bool {
        let program = ["/usr/sbin/postfix", "/usr/local/sbin/postfix"].map(Path::new);
        let program = program.into_iter().find(|path| path.is_file());
        let mut command = Command::new(program.expect("Debian's package `postfix` is missing"));
        command.arg("-c").arg(self.path("conf")).arg(word);
        // Its master lives on, and would hold pipes of ours open.
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}
