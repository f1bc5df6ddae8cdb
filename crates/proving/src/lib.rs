//! Never shipped: what the product is proved against. Clean drafts, slips made in
//! them, and what the checks say of both; the manual of checks, which carries the
//! result. A relay that remembers, or fails, and senders that are killed while they
//! mail it.

pub mod chance;
pub mod corpus;
pub mod faults;
pub mod forgetful;
pub mod kills;
pub mod manual;
pub mod mutants;
pub mod saving;
pub mod score;
pub mod sink;
pub mod stops;
pub mod trial;
pub mod writing;
