//! The standards' label files: the XML of STANAG 4774 (ADatP-4774, Edition A), in and out; and of documents with
//! attributes of IC-ISM, the attributes and who needs to know.
//!
//! What a file says is the crate `caveat-marking`'s; here it is only read and written. Nothing here opens a file or a
//! socket. A document type declaration is refused, and with it every entity of one's own, so that nothing is fetched
//! and nothing expands; a file is bounded in its size and its nesting. The modules stand in reading order, and each
//! uses only those above it.

mod xml;
mod parts;
mod write;
mod label;
mod clearance;
mod kind;
pub mod ism;
pub mod ntk;

use caveat_marking::problem::Problem;

pub use clearance::{read_clearance, write_clearance};
pub use kind::{Kind, kind};
pub use label::{read_label, write_label};
pub use write::Unwritable;
pub use xml::{MAX_BYTES, MAX_DEPTH, MAX_DOCUMENT_DEPTH};

/// The namespace of labels.
pub const LABEL: &str = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0";
/// The namespace of clearances.
pub const CLEARANCE: &str = "urn:nato:stanag:4774:confidentialityclearance:1:0";

/// A file as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<T> {
    /// What it says. None, where anything in it is an error: half a label is none.
    pub value: Option<T>,
    /// What is wrong with it, in its order. Spans are byte ranges of the file.
    pub problems: Vec<Problem>,
}

impl<T> Read<T> {
    fn of(value: Option<T>, problems: Vec<Problem>) -> Self {
        let value = value.filter(|_| caveat_marking::problem::are_harmless(&problems));
        Self { value, problems: caveat_marking::problem::few(problems) }
    }
}

/// A truth value of XML Schema that is true.
fn is_true(value: Option<&str>) -> bool {
    matches!(value.map(str::trim), Some("true" | "1"))
}
