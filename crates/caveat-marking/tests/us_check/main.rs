//! What is checked in markings of the United States, against what ODNI published.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a file of test data that cannot be read is a failed test"
)]
#![expect(clippy::print_stdout, reason = "some tests say how much they tried")]

mod published;
mod ism_rules;
mod correct;
mod breakages;
mod page;
mod mends;
mod ism;
mod reference;
mod random;
mod document;
mod document_mutated;
mod document_ism;
mod document_page;
mod document_random;
mod ism_rollup;
