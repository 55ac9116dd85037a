//! Markings as attributes of IC-ISM, and back.
//!
//! Source: ODNI, ISM.XML V2022-DEC: the attributes of `urn:us:gov:ic:ism`, and the vocabularies of their values. A
//! value is a list of tokens with spaces between them, in the order of its vocabulary.
//!
//! An attribute or a token that no marking can hold is kept and reported, and never dropped.

mod tokens;
mod from;
mod to;
mod block;
mod rollup;

use std::collections::BTreeMap;

use crate::us::block::Block;
use crate::us::marking::Marking;

pub use from::from_attributes;
pub use rollup::{RolledUpAttributes, contributes, roll_up_attributes};
pub use to::{block_attributes, to_attributes};

/// Attributes by their names, without the prefix of their namespace.
pub type Attributes = BTreeMap<String, String>;

/// What attributes mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The marking, if there is a classification and somebody whose it is.
    pub marking: Option<Marking>,
    /// The classification authority block, if there is anything of it.
    pub block: Option<Block>,
    /// The attributes that are no part of either, as they were.
    pub kept: Attributes,
    /// What could not be understood.
    pub problems: Vec<AttributeProblem>,
}

/// Something in an attribute that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttributeProblem {
    /// The name of the attribute.
    pub attribute: String,
    /// The token, or the whole value.
    pub value: String,
    /// What is wrong with it.
    pub message: &'static str,
}

impl AttributeProblem {
    /// Whether the attribute is understood, and only a text cannot say all of it.
    pub fn is_of_text(&self) -> bool {
        NOT_IN_TEXTS.contains(&self.message)
    }
}

const OF_AUTHORITY: &str = "has a source authority, which a marking does not show";
const OF_PROTECTED: &str = "is protected, and not written in a marking";
const OF_SEVERAL: &str = "is more than one value, and a block has one";
const NOT_IN_TEXTS: [&str; 3] = [OF_AUTHORITY, OF_PROTECTED, OF_SEVERAL];
