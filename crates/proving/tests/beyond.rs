//! A relay beyond this machine, in a network of the test's own: it gets mail only while
//! the newsroom's address answers a reader who wants to leave.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod program;
mod room;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use copydesk_distribution::ONE_CLICK;
use copydesk_proving::sink::{Manner, Sink};
use program::copydesk;
use room::{DRAFT, Pages, Plan, build, done, free_port, subscribe};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where the test is inside.
const INSIDE: &str = "COPYDESK_TEST_NETWORK";
const TEST: &str = "mail_goes_beyond_this_machine_only_while_readers_can_leave";

/// An address that is none of loopback's 127.0.0.0/8, and leads here all the same.
const ELSEWHERE: &str = "192.0.2.10";

/// What answers at the newsroom's address: nobody but a site of files, or a port.
const SITE: u16 = 0;

#[test]
fn mail_goes_beyond_this_machine_only_while_readers_can_leave() {
    if std::env::var_os(INSIDE).is_none() {
        let mut inside = Command::new("unshare");
        inside.arg("--net").arg(std::env::current_exe().unwrap());
        inside.args(["--exact", TEST, "--nocapture"]).env(INSIDE, "1");
        assert!(inside.status().unwrap().success(), "a network of its own needs root");
        return;
    }
    for words in ["link set lo up".to_owned(), format!("addr add {ELSEWHERE}/32 dev lo")] {
        done(Command::new("ip").args(words.split(' ')));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(story());
}

async fn story() {
    let keys = tempfile::tempdir().unwrap();
    let (tls, authority) = certificate(keys.path());
    let relay = Sink::start(0, Manner::default()).await.unwrap();
    let behind_relay = Arc::new(AtomicU16::new(relay.port));
    in_front(465, tls.clone(), behind_relay).await;

    let plan = |url: &'static str, listen: &str| {
        let smtp = format!("host: {ELSEWHERE}, tls: implicit, ca: '{}'", authority.display());
        let dkim = ", dkim: [{ domain: news.example.org, selector: s, \
                    key: .copydesk/keys/dkim-s.news.example.org.pem }]";
        let folder = build(&Plan { url, sender: dkim, smtp: &smtp, listen });
        done(copydesk(folder.path()).args([
            "keys",
            "dkim",
            "new",
            "--domain",
            "news.example.org",
            "--selector",
            "s",
        ]));
        folder
    };
    let port = free_port();
    let newsroom = plan("https://192.0.2.10", &format!("127.0.0.1:{port}"));
    let folder = newsroom.path();
    subscribe(folder, (0..3).map(|n| format!("p{n}@example.org")));
    std::fs::write(folder.join("drafts/quay.md"), DRAFT).unwrap();
    let publish = || {
        let mut command = copydesk(folder);
        command.args(["--profile", "live", "publish", "drafts/quay.md"]);
        // As if this machine's administrator trusted it.
        command.env("SSL_CERT_FILE", &authority);
        let Output { status, stdout, .. } = command.output().unwrap();
        (status.code(), String::from_utf8(stdout).unwrap())
    };
    let refused = |why: &str| {
        let (code, said) = publish();
        assert_eq!(code, Some(4), "{said}");
        assert!(
            said.contains(
                "not published: readers could not leave: https://192.0.2.10/unsubscribe/"
            ),
            "{said}"
        );
        assert!(said.contains(why) && said.contains("run `copydesk serve`"), "{said}");
        assert_eq!(relay.accepted(), 0);
    };

    refused("cannot be reached: ");
    // A site of files says yes to everything.
    let behind_web = Arc::new(AtomicU16::new(SITE));
    in_front(443, tls, Arc::clone(&behind_web)).await;
    refused("it is not this newsroom's `copydesk serve` (status 200)");
    // The pages of another newsroom.
    let other_port = free_port();
    let other = plan("https://192.0.2.10", &format!("127.0.0.1:{other_port}"));
    let others = Pages::start(other.path());
    behind_web.store(other_port, Ordering::SeqCst);
    refused("it is not this newsroom's `copydesk serve` (status 404)");
    drop(others);
    refused("it is not this newsroom's `copydesk serve` (status 502)");
    // Nothing was opened meanwhile, and a certificate that nobody trusts is no answer.
    let status = done(copydesk(folder).args(["--profile", "live", "status"]));
    assert!(!status.contains("2023-03-04-quay"), "{status}");
    let pages = Pages::start(folder);
    behind_web.store(port, Ordering::SeqCst);
    let mut untrusted = copydesk(folder);
    untrusted.args(["--profile", "live", "publish"]);
    assert_eq!(untrusted.output().unwrap().status.code(), Some(4));
    assert_eq!(relay.accepted(), 0);

    let (code, said) = publish();
    assert_eq!((code, relay.accepted()), (Some(0), 3), "{said}");
    assert!(done(copydesk(folder).args(["subscribers", "stats"])).contains('3'), "nobody left");

    // And again it takes an answer: the next edition asks anew.
    drop(pages);
    let again = DRAFT.replace("2023-03-04", "2023-03-05").replace("Quay shut", "Bridge open");
    std::fs::write(
        folder.join("drafts/quay.md"),
        again.replace("shut the quay", "opened a bridge"),
    )
    .unwrap();
    let (code, said) = publish();
    assert_eq!((code, relay.accepted()), (Some(4), 3), "{said}");
}

/// TLS at a port of the far address, and behind it whatever `port` says at the moment.
async fn in_front(at: u16, tls: TlsAcceptor, port: Arc<AtomicU16>) {
    let listener = TcpListener::bind((ELSEWHERE, at)).await.unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (tls, port) = (tls.clone(), port.load(Ordering::SeqCst));
            tokio::spawn(async move {
                // Whoever trusts nobody hangs up.
                let Ok(mut stream) = tls.accept(stream).await else { return };
                let inner = match port {
                    SITE => None,
                    port => Some(TcpStream::connect(("127.0.0.1", port)).await),
                };
                let answer = match inner {
                    Some(Ok(mut inner)) => {
                        let _ = copy_bidirectional(&mut stream, &mut inner).await;
                        return;
                    }
                    Some(Err(_)) => "502 Bad Gateway",
                    None => "200 OK",
                };
                // Whoever answers before they are asked is not understood.
                let mut asked = Vec::new();
                while !asked.ends_with(ONE_CLICK.as_bytes()) {
                    let Ok(1..) = stream.read_buf(&mut asked).await else { return };
                }
                let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
}

/// For the far address, and the file by which others trust it.
fn certificate(folder: &Path) -> (TlsAcceptor, std::path::PathBuf) {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let mut openssl = Command::new("openssl");
    openssl
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=far", "-addext", &format!("subjectAltName=IP:{ELSEWHERE}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-out")
        .arg(&certificate)
        .arg("-keyout")
        .arg(&key);
    assert!(openssl.output().expect("openssl is missing").status.success());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_file(&certificate).unwrap()],
            PrivateKeyDer::from_pem_file(&key).unwrap(),
        )
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), certificate)
}
