//! The pages over a real socket, as browsers, providers, scanners and robots ask.

mod asking;
mod leaving;
mod limits;
mod posting;
mod subscribing;
