//! Reads TLP from text.

use super::{Marking, Part, Reading, Token};
use crate::problem::Problem;

/// Reads a marking under TLP, whatever the way in which it was typed. It never fails: what is not understood is kept
/// in [`Marking::unknown`] and is an error.
pub fn read(text: &str) -> Reading {
    let all = text.trim();
    let problem = Problem::error("tlp-unknown", 0..text.len(), "not read yet", "FIRST TLP 2.0");
    let marking = Marking { unknown: vec![all.to_owned()], ..Marking::default() };
    let token = Token { span: 0..text.len(), part: Part::Unknown };
    Reading { marking: Some(marking), tokens: vec![token], problems: vec![problem] }
}
