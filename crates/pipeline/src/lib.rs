//! The definitions as types, and the chain.
//!
//! [`Newsroom::load`] reads `copydesk.yaml`, [`Pipelines::load`] the files in
//! `pipelines/`. What they return is narrowed: a [`Pipeline`] has its stages in
//! the one right order, a list that exists and checks that exist, so that code
//! which runs one has no branch for a wrong definition. Whatever is refused is
//! a [`LoadProblem`] with its place in the file.
//!
//! [`Desk::open`] opens a pipeline under a profile, and [`publish()`] takes drafts
//! through it: the one place where the verbs stand in order. This
//! crate holds no opinion on prose, builds no message and writes no row itself.

mod admission;
mod adopted;
mod approval;
mod calendar;
mod collect;
mod correcting;
pub mod definition;
mod desk;
mod estimate;
mod key;
mod leaving;
mod left_out;
mod likeness;
mod memory;
mod narrowing;
pub mod newsroom;
mod opening;
mod operating;
mod policy;
mod post;
mod problem;
mod publish;
pub mod schema;
mod secrets;
mod source;
mod stage;
mod submission;
#[cfg(test)]
mod tests;
mod trial;
mod untold;
mod waiting;

pub use admission::Refusal;
pub use definition::{Channel, Pipeline, Pipelines};
pub use desk::{Desk, DeskProblem, Misfit, Turn};
pub use estimate::Estimate;
pub use key::occasion;
pub use left_out::{LeftOut, Why};
pub use likeness::same_text;
pub use memory::Memory;
pub use newsroom::{Newsroom, Profile};
pub use opening::Frozen;
pub use operating::{edition_named, rule_of, settle_the_dead};
pub use post::{NoPost, Post, PostProblem};
pub use problem::LoadProblem;
pub use publish::{Outcome, PublishError, Published, Rendered, dry_run, publish};
pub use submission::Submission;
pub use trial::{Tried, TriedOut, galley_of, send_test, trial_of, try_out};
pub use waiting::waiting;
