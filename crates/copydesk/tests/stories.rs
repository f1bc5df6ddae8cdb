//! Stories in `stories/`: what people type, and what they see. Each runs the
//! real program in a copy of the folder beside it; `[..]` stands for what
//! differs from run to run. `TRYCMD=overwrite cargo test` writes them anew.

#[test]
fn stories() {
    trycmd::TestCases::new().env("COLUMNS", "80").env("TZ", "UTC").case("tests/stories/*.md");
}
