//! NATO's confidentiality labels (STANAG 4774, ADatP-4774 and ADatP-4774.1, Edition A), their markings on a page, the
//! label for what is made of several, and whom a clearance admits.

pub mod alternative;
pub mod clearance;
pub mod dominant;
pub mod label;
pub mod names;
pub mod policy;
pub mod text;
mod value;

pub use text::{Marking, Part, Reading, Token, fix, fix_with, print, print_with, read, read_with};
pub use value::Value;
