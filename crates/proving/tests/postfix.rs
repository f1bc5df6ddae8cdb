//! Postfix as the relay, with recipients that it refuses, greylists and finds full:
//! each ends in its own state, and a trace says why.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod newsroom;

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use copydesk_distribution::{Relay, Transport};
use copydesk_ledger::{DeliveryState, World};
use newsroom::Newsroom;
use tempfile::TempDir;

/// What the relay says to whom.
const ANSWERS: [(&str, &str); 3] = [
    ("gone@quay.example", "550 5.1.1 no such reader"),
    ("grey@quay.example", "450 4.7.1 greylisted"),
    ("full@quay.example", "452 4.2.2 mailbox full"),
];

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
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
";

/// A Postfix of its own, which throws away what it accepts. Ends with its value.
struct Postfix {
    folder: TempDir,
    port: u16,
}

impl Postfix {
    fn start() -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let postfix = Self { folder: tempfile::tempdir().unwrap(), port };
        postfix.configure();
        assert!(postfix.control("start"), "Postfix does not start; it needs root");
        let patience = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < patience, "Postfix does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        postfix
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self) {
        use std::os::unix::fs::PermissionsExt;

        for name in ["conf", "spool", "data"] {
            std::fs::create_dir(self.path(name)).unwrap();
        }
        // Its own user goes through here.
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.folder.path(), open).unwrap();
        let chown = Command::new("chown").arg("postfix").arg(self.path("data")).status();
        assert!(chown.unwrap().success());
        let answers: String =
            ANSWERS.iter().map(|(who, says)| format!("{{{who} = {says}}},")).collect();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmyhostname = relay.example\n\
             mydestination =\nmynetworks = 127.0.0.0/8\nalias_maps =\nalias_database =\n\
             default_transport = discard\nrelay_transport = discard\n\
             smtpd_recipient_restrictions = check_recipient_access inline:{{{}}}, \
             permit_mynetworks, reject\n",
            self.path("spool").display(),
            self.path("data").display(),
            answers.trim_end_matches(',')
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

#[tokio::test]
async fn four_people_end_in_four_states_and_a_trace_says_why() {
    let postfix = Postfix::start();
    let mut list = "address\nfine@quay.example\n".to_owned();
    for (address, _) in ANSWERS {
        list.push_str(&format!("{address}\n"));
    }
    let newsroom = Newsroom::new(&list);
    let transport = Transport::Smtp(Relay::new("127.0.0.1", postfix.port));
    let delivered = newsroom.publish(World::Live, &transport).await;
    let balance = delivered.balance;
    assert_eq!((balance.accepted, balance.rejected, balance.waiting), (1, 1, 2), "{delivered:?}");
    assert!(!delivered.closed && balance.holds());

    for (address, state, says) in [
        ("fine@quay.example", DeliveryState::Accepted, "queued as"),
        ("gone@quay.example", DeliveryState::Rejected, "no such reader"),
        ("grey@quay.example", DeliveryState::Deferred, "greylisted"),
        ("full@quay.example", DeliveryState::Deferred, "mailbox full"),
    ] {
        let trace = newsroom.trace(address).await;
        assert_eq!(trace.state, state, "{trace:?}");
        let last = trace.events.last().unwrap();
        assert!(last.detail.contains(says), "{trace:?}");
        // Who was refused by name never had a byte of the body on the way.
        assert_eq!(trace.attempts > 0, state == DeliveryState::Accepted, "{trace:?}");
        assert_eq!(trace.due_at.is_some(), state == DeliveryState::Deferred, "{trace:?}");
    }
}
