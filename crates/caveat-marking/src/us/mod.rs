//! Markings of the United States: the IC Markings System Register and Manual of 2016, with the vocabularies of ISM
//! 2022-DEC.

pub mod marking;
pub mod register;
pub mod print;
pub mod block;
mod text;
pub mod read;
pub mod rollup;
