//! What a signature says. Whether it holds is asked of dkimpy and OpenDKIM, in
//! `crates/proving/tests`, and here of the library's own verifier.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use super::*;

const MESSAGE: &[u8] = b"From: Brief <brief@news.example.org>\r\nTo: a@x.org\r\n\
    Subject: Three  of\r\n seven\r\nList-Unsubscribe: <https://brief.example.org/u/1>\r\n\
    List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Other: unsigned\r\n\r\n\
    Hello,  reader \r\n\r\n";

fn moment() -> Timestamp {
    "2026-11-07T06:30:00Z".parse().unwrap()
}

fn signer(kind: SigningKeyKind, selector: &str) -> Signer {
    Signer::new("news.example.org", selector, SigningKey::generate(kind).unwrap())
}

fn signed(signers: &[Signer], message: &[u8]) -> String {
    String::from_utf8(sign(signers, moment(), &Beginning::none(), message).unwrap()).unwrap()
}

/// The value of a tag of the first signature.
fn tag(message: &str, name: &str) -> String {
    let header = message.split("\r\nFrom:").next().unwrap().split("\r\nDKIM").next().unwrap();
    let header: String = header.split_whitespace().collect::<Vec<_>>().join("");
    let (_, rest) = header.split_once(&format!(";{name}=")).unwrap();
    rest.split(';').next().unwrap().to_owned()
}

#[test]
fn a_signature_names_what_it_covers() {
    let message = signed(&[signer(SigningKeyKind::Rsa, "brief")], MESSAGE);
    assert!(message.ends_with(std::str::from_utf8(MESSAGE).unwrap()));
    assert!(message.starts_with(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=news.example.org;\r\n \
         s=brief; t=1794033000;\r\n h=From:"
    ));
    let names = tag(&message, "h");
    let count = |name: &str| names.split(':').filter(|n| *n == name).count();
    // Those that are oversigned stand once more than in the message.
    for (name, times) in [
        ("From", 2),
        ("To", 2),
        ("Subject", 2),
        ("Reply-To", 1),
        ("List-Unsubscribe", 2),
        ("List-Unsubscribe-Post", 2),
        ("X-Other", 0),
        ("Precedence", 0),
    ] {
        assert_eq!(count(name), times, "{name} in {names}");
    }
    // `printf 'Hello, reader\r\n' | openssl dgst -sha256 -binary | base64`
    assert_eq!(tag(&message, "bh"), "JhbwS1HwHQFsVGn1SZzR21XGweAHbr1ojpKqnI9V8fA=");
    assert!(message.lines().all(|line| line.len() <= 78), "{message}");
}

#[test]
fn a_signature_holds() {
    for (kind, is_rsa) in [(SigningKeyKind::Rsa, true), (SigningKeyKind::Ed25519, false)] {
        let signer = signer(kind, "brief");
        let message = signed(std::slice::from_ref(&signer), MESSAGE);
        let signature = STANDARD.decode(tag(&message, "b")).unwrap();
        let (header, _) = message.split_once("\r\nFrom:").unwrap();
        let (unsigned, _) = header.split_once(" b=").unwrap();
        let mut input = b"from:Brief <brief@news.example.org>\r\nto:a@x.org\r\n\
            subject:Three of seven\r\nlist-unsubscribe:<https://brief.example.org/u/1>\r\n\
            list-unsubscribe-post:List-Unsubscribe=One-Click\r\ndkim-signature:"
            .to_vec();
        let words = unsigned.trim_start_matches("DKIM-Signature:").split_whitespace();
        input.extend_from_slice(words.collect::<Vec<_>>().join(" ").as_bytes());
        input.extend_from_slice(b" b=");
        let (_, public) = signer.key.public().unwrap();
        match is_rsa {
            true => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
                .verify(&input, &signature)
                .unwrap(),
            false => UnparsedPublicKey::new(&ED25519, public)
                .verify(digest(&SHA256, &input).as_ref(), &signature)
                .unwrap(),
        }
    }
}

#[test]
fn several_keys_sign_beside_each_other_and_the_same_every_time() {
    let signers = [signer(SigningKeyKind::Rsa, "rsa"), signer(SigningKeyKind::Ed25519, "ed")];
    let both = signed(&signers, MESSAGE);
    assert_eq!(both, signed(&signers, MESSAGE));
    let (first, second) = (signed(&signers[..1], MESSAGE), signed(&signers[1..], MESSAGE));
    let header = |message: &str| message[..message.find("From: Brief").unwrap()].to_owned();
    assert_eq!(header(&both), header(&first) + &header(&second));
    assert_eq!(signed(&[], MESSAGE).as_bytes(), MESSAGE);
    assert_eq!(sign(&signers, moment(), &Beginning::none(), b"no body"), None);
}

#[test]
fn a_key_is_made_once_and_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, record) in [
        (SigningKeyKind::Rsa, "v=DKIM1; k=rsa; p=MII"),
        (SigningKeyKind::Ed25519, "v=DKIM1; k=ed25519; p="),
    ] {
        let path = folder.path().join(format!("keys/{kind:?}.pem"));
        let made = SigningKey::create(kind, &path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
        let read = SigningKey::open(&path).unwrap();
        assert_eq!(made.public(), read.public());
        let signer = Signer::new("news.example.org", "brief", read);
        assert!(signer.record().unwrap().starts_with(record));
        assert_eq!(signer.record_name(), "brief._domainkey.news.example.org");
        let shown = format!("{signer:?}");
        assert!(shown.contains("hidden") && shown.len() < 120, "{shown}");
        let before = fs::read(&path).unwrap();
        let again = SigningKey::create(kind, &path).unwrap_err();
        assert!(matches!(again, SigningKeyProblem::Exists { .. }), "{again}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_file_without_a_key_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("brief.pem");
    let told = |text: &str, mode: u32| {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        SigningKey::open(&path).unwrap_err().to_string()
    };
    assert!(told("", 0o600).contains("has no `BEGIN PRIVATE KEY`"));
    let torn = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert!(told(torn, 0o600).contains("is neither RSA of 2,048 bits or more nor Ed25519"));
    assert!(told(torn, 0o640).contains("chmod 600"));
    assert!(
        SigningKey::open(Path::new("/nowhere")).unwrap_err().to_string().contains("cannot read")
    );
}
