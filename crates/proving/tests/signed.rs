//! Signed messages, as dkimpy and OpenDKIM verify them: straight from us, and after
//! Postfix has had them over STARTTLS and sent them on.
#![cfg(feature = "services")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

mod judges;
mod mta;
mod newsroom;
mod sink;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use copydesk_distribution::{
    Protection, Relay, Signer, SigningKey, SigningKeyKind, Tls, Transport,
};
use copydesk_ledger::World;
use mta::Postfix;
use newsroom::Newsroom;
use serde_json::{Value, json};
use sink::{start, taken};

const DOMAIN: &str = "news.example.org";
const LIST: &str = "address,name\nann@example.org,Ann Reader\nolga@example.org,Ольга Петрова\n\
                    long@example.org,Łódź Łódź Łódź Łódź Łódź Łódź Łódź Łódź Łódź Łódź\n";

/// A newsroom that signs with both kinds of keys, and what DNS would say of them.
fn signing() -> (Newsroom, Value) {
    let mut newsroom = Newsroom::new(LIST);
    let mut records = json!({});
    for (kind, selector) in [(SigningKeyKind::Rsa, "brief"), (SigningKeyKind::Ed25519, "brief-ed")]
    {
        let path = newsroom.folder.path().join(format!(".copydesk/keys/{selector}.pem"));
        let signer = Signer::new(DOMAIN, selector, SigningKey::create(kind, &path).unwrap());
        records[signer.record_name()] = json!(signer.record().unwrap());
        newsroom.signers.push(signer);
    }
    (newsroom, records)
}

/// Both judges, of everything that a sink has taken.
fn judge(records: &Value, folder: &Path) {
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(files.len(), 3);
    let both = vec![vec![true, true]; files.len()];
    assert_eq!(judges::dkimpy(records, &files), both);
    for file in &files {
        let (verified, words) = judges::opendkim(records, file);
        assert!(verified, "{words}");
        // One letter of the body, and one header more.
        let message = fs::read_to_string(file).unwrap();
        let (headers, _) = message.split_once("\nFrom:").unwrap();
        for spoilt in [
            message.replacen("Read online", "Read onlime", 1),
            format!(
                "{headers}\nFrom: Eve <eve@example.com>\nFrom:{}",
                &message[headers.len() + 6..]
            ),
        ] {
            assert_ne!(spoilt, message);
            let spoilt_file = tempfile::NamedTempFile::new().unwrap();
            fs::write(spoilt_file.path(), spoilt).unwrap();
            let path = spoilt_file.path().to_owned();
            let (verified, words) = judges::opendkim(records, &path);
            assert!(!verified, "{words}");
            assert_eq!(judges::dkimpy(records, &[path]), [[false, false]]);
        }
    }
}

#[tokio::test]
async fn every_message_verifies() {
    let (newsroom, records) = signing();
    let folder = tempfile::tempdir().unwrap();
    let (_sink, port) = start(folder.path());
    let transport = Transport::Smtp(Relay::new("127.0.0.1", port));
    let delivered = newsroom.publish(World::Live, &transport).await;
    assert_eq!(delivered.balance.accepted, 3, "{delivered:?}");
    for (_, message) in taken(folder.path()) {
        let (_, rest) = message.split_once("X-Mail-Args: <bounce+").unwrap();
        assert!(rest.split('>').next().unwrap().ends_with("@news.example.org"));
    }
    judge(&records, folder.path());
}

#[tokio::test]
async fn every_message_verifies_after_postfix_had_it_over_starttls() {
    let (newsroom, records) = signing();
    let folder = tempfile::tempdir().unwrap();
    let (_sink, port) = start(folder.path());
    let certificates = tempfile::tempdir().unwrap();
    let certificate = certificates.path().join("certificate.pem");
    let key = certificates.path().join("key.pem");
    make_certificate(&certificate, &key);
    let postfix = Postfix::start(&format!(
        "relayhost = [127.0.0.1]:{port}\nsmtp_dns_support_level = disabled\n\
         smtpd_tls_security_level = encrypt\nsmtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\n",
        certificate.display(),
        key.display()
    ));
    let tls = Tls::new(Some(&certificate), None).unwrap();
    let relay = Relay::new("localhost", postfix.port);
    let relay = Relay { protection: Protection::Starttls(tls), ..relay };
    let delivered = newsroom.publish(World::Live, &Transport::Smtp(relay)).await;
    assert_eq!(delivered.balance.accepted, 3, "{delivered:?}");
    let patience = Instant::now() + Duration::from_secs(30);
    while fs::read_dir(folder.path()).unwrap().count() < 3 {
        assert!(Instant::now() < patience, "Postfix does not pass it on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The last file may still be written.
    drop(postfix);
    judge(&records, folder.path());

    // Asked in the clear, it takes nothing, and nothing is sent.
    let (plain, _) = signing();
    let again = Postfix::start("smtpd_tls_security_level = encrypt\n");
    let transport = Transport::Smtp(Relay::new("localhost", again.port));
    assert_eq!(plain.publish(World::Live, &transport).await.balance.accepted, 0);
}

fn make_certificate(certificate: &Path, key: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-out")
        .arg(certificate)
        .arg("-keyout")
        .arg(key)
        .output()
        .expect("openssl is missing: install Debian's package `openssl`");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

#[test]
fn keys_that_openssl_made_are_read_and_short_ones_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let open = |words: &[&str]| {
        let made = Command::new("openssl").args(words).output().unwrap();
        fs::write(&path, made.stdout).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        SigningKey::open(&path).map_err(|problem| problem.to_string())
    };
    for words in [
        &["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"][..],
        &["genrsa", "-traditional", "2048"],
        &["genpkey", "-algorithm", "ed25519"],
    ] {
        open(words).unwrap();
    }
    for words in
        [&["genrsa", "-traditional", "1024"][..], &["ecparam", "-name", "prime256v1", "-genkey"]]
    {
        let refused = open(words).unwrap_err();
        assert!(refused.contains("is neither RSA of 2,048 bits or more nor Ed25519"), "{refused}");
    }
}
