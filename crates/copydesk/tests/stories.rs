//! Stories in `stories/`: what people type, and what they see. Each runs the
//! real program in a copy of the folder beside it; `[..]` stands for what
//! differs from run to run. `TRYCMD=overwrite cargo test` writes them anew.

#[test]
fn stories() {
    let ours = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let ours: Vec<String> = ours.filter(|name| name.starts_with("COPYDESK_")).collect();
    assert!(ours.is_empty(), "the program would hear of {ours:?}: unset them");
    trycmd::TestCases::new().env("COLUMNS", "80").env("TZ", "UTC").case("tests/stories/*.md");
}
