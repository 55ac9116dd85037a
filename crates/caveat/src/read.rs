//! Reading: from text to entries and questions, every fault with the place at which it stands.
//!
//! A front turns a text into a [`tree`] that keeps spans; everything behind it knows only the tree, so that another
//! front (JSON) needs no second reader. TOML is the front there is.

mod acts;
mod ask;
mod caveat;
mod entry;
mod fields;
mod problem;
mod standing;
mod story;
mod toml;
mod tree;

pub use problem::{Note, Problem};
pub use story::{MAX_ENTRY, MAX_FILE};
