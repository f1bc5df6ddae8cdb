//! What one person's message costs once its edition is prepared.
//! `cargo bench -p copydesk-distribution -- --quick`
#![allow(clippy::unwrap_used, reason = "a bench may")]
#![allow(missing_docs, reason = "what the macros make has none")]

#[path = "../tests/letters/mod.rs"]
mod letters;

use std::hint::black_box;

use copydesk_distribution::Composer;
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

criterion_group!(benches, compose);
criterion_main!(benches);
