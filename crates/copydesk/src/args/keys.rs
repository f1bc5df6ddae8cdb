//! What is asked about keys that sign.

use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub(crate) enum Keys {
    /// Keys that sign for a domain, so that others can see who stands behind a message
    #[command(subcommand)]
    Dkim(Dkim),
}

#[derive(Subcommand, Debug)]
pub(crate) enum Dkim {
    /// Make a key, for its owner alone, and print the DNS record to publish
    New(DkimNew),
}

#[derive(clap::Args, Debug)]
pub(crate) struct DkimNew {
    /// The domain that signs: that of the sender, or one above it
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: String,
    /// The key's name in DNS; a new key needs a new one
    #[arg(long, value_name = "NAME")]
    pub(crate) selector: String,
    /// Ed25519 rather than RSA of 2048 bits: a second key, for those who verify it
    #[arg(long)]
    pub(crate) ed25519: bool,
}
