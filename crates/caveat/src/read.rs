//! Reading: from text to entries and questions, every fault with the place at which it stands.
//!
//! A front turns a text into a tree that keeps spans; everything behind it knows only the tree, so that no front needs
//! a reader of its own. There are two, TOML and JSON. What was kept of an entry becomes a tree without a text.

mod acts;
mod alone;
mod ask;
mod caveat;
mod entries;
mod entry;
mod fields;
mod json;
mod marking;
mod problem;
mod scheme;
mod standing;
mod story;
mod toml;
mod tree;

pub use alone::{alone, schemes, with_schemes};
pub use entries::{Arrival, Format, Told, entries, stored};
pub use problem::{Note, Problem};
pub use story::{MAX_ENTRY, MAX_FILE};
