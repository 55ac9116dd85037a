//! NATO's labels: what is right, what people type, and what is wrong.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod access;
mod alternative;
mod data;
mod dominant;
mod label;
mod random;
mod text;
