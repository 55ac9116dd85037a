//! Markings of the United States: the IC Markings System Register and Manual of 2016, with the vocabularies and rules
//! of ISM 2022-DEC.
//!
//! [`examine`] reads a marking and says what is wrong with it, [`fix`] makes the mends that can be made;
//! [`rollup`](rollup::rollup) makes the banner of a document, and [`compare`](document::compare) holds one to its
//! portions.

pub mod marking;
pub mod register;
pub mod print;
pub mod block;
mod text;
pub mod read;
pub mod rollup;
pub mod check;
mod examine;
mod fix;
pub mod rules;
pub mod ism;
pub mod ntk;
pub mod document;

pub use examine::{Examined, examine};
pub use fix::fix;
