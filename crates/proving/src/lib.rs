//! Never shipped: what the product is proved against. Clean drafts, slips made in
//! them, and what the checks say of both; the manual of checks, which carries the
//! result.

pub mod corpus;
pub mod manual;
pub mod mutants;
pub mod score;
pub mod writing;
