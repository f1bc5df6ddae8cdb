//! What one person's message costs once its edition is prepared.
//! `cargo bench -p copydesk-distribution -- --quick`
#![allow(clippy::unwrap_used, reason = "a bench may")]
#![allow(missing_docs, reason = "what the macros make has none")]

#[path = "../tests/letters/mod.rs"]
mod letters;

use std::hint::black_box;

use copydesk_distribution::{Composer, Signer, SigningKey, SigningKeyKind};
use copydesk_ledger::{Delivery, DeliveryId};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use letters::{TITLE, URL, candidate, edition, sender};

fn compose(criterion: &mut Criterion) {
    let editions = [
        ("brief", edition("brief", None, &["brief.md"])),
        ("digest", edition("digest", Some("intro.md"), &["brief.md", "second.txt", "arabic.md"])),
    ];
    let people = [
        ("ascii name", candidate("ann@example.org", Some("Ann Ames"))),
        ("other script", candidate("layla@example.org", Some("ليلى حداد"))),
    ];
    let (sender, key) = sender();
    let mut group = criterion.benchmark_group("compose");
    for (look, edition) in &editions {
        let composer = Composer::new(edition, &sender, &key, URL, TITLE);
        for (name, person) in &people {
            let bytes = composer.compose(person).unwrap().bytes().len();
            group.throughput(Throughput::Bytes(bytes as u64));
            group.bench_function(format!("{look}, {name}, {bytes} bytes"), |bencher| {
                bencher.iter(|| composer.compose(black_box(person)).unwrap());
            });
        }
    }
    group.finish();
}

/// The same as it goes to a relay: with its envelope, and signed. Nearly all of it
/// is RSA.
fn outgoing(criterion: &mut Criterion) {
    let edition = edition("brief", None, &["brief.md"]);
    let (unsigned, key) = sender();
    let folder = tempfile::tempdir().unwrap();
    let signer = |kind, name: &str| {
        let key = SigningKey::create(kind, &folder.path().join(name)).unwrap();
        Signer::new("news.example.org", name, key)
    };
    let (rsa, ed25519) =
        (signer(SigningKeyKind::Rsa, "rsa"), signer(SigningKeyKind::Ed25519, "ed"));
    let candidate = candidate("ann@example.org", Some("Ann Ames"));
    let delivery = Delivery { id: DeliveryId(1), candidate, attempts: 0 };
    let mut group = criterion.benchmark_group("outgoing");
    for (name, signers) in [
        ("unsigned", vec![]),
        ("Ed25519", vec![ed25519.clone()]),
        ("RSA", vec![rsa.clone()]),
        ("RSA and Ed25519", vec![rsa, ed25519]),
    ] {
        let sender = unsigned.clone().signed_by(signers);
        let composer = Composer::new(&edition, &sender, &key, URL, TITLE);
        let bytes = composer.outgoing(&delivery).unwrap().bytes().len();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(format!("{name}, {bytes} bytes"), |bencher| {
            bencher.iter(|| composer.outgoing(black_box(&delivery)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, compose, outgoing);
criterion_main!(benches);
