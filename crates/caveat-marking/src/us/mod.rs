//! Markings of the United States: the IC Markings System Register and Manual of 2016 with the ISM 2022-DEC vocabularies.

pub mod marking;
pub mod register;
pub mod print;
pub mod block;
mod text;
pub mod read;
pub mod check;
mod examine;
pub mod rules;
pub mod ism;

pub use examine::{Examined, examine, fix};
