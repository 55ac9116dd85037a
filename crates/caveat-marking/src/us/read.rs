//! Reading a marking: leniently, as people type it, and with a word on whatever the manual writes otherwise.

use std::ops::Range;

use crate::problem::Problem;
use crate::us::block::Block;
use crate::us::marking::{Category, Code, Control, Level, Marking, NatoControl, NonIc};

/// Where a marking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// At the top and the bottom of a page.
    Banner,
    /// In front of a portion, in parentheses.
    Portion,
}

/// Which part of a marking a token is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// One of those whose classification it is: `GBR` of `//GBR SECRET`, a code of `//JOINT SECRET CAN GBR USA`.
    Holder(Code),
    /// JOINT, NATO (with its activity) or FGI in front of a level.
    HolderWord,
    /// The level.
    Level,
    /// An SCI control system, or the whole name of a special access program.
    Program(Category, String),
    /// A compartment, after its program.
    Compartment(Category, String, String),
    /// A sub-compartment, after its program and its compartment.
    Sub(Category, String, String, String),
    /// RESTRICTED DATA.
    Rd,
    /// FORMERLY RESTRICTED DATA.
    Frd,
    /// CRITICAL NUCLEAR WEAPON DESIGN INFORMATION.
    Cnwdi,
    /// A number of SIGMA.
    Sigma(u8),
    /// DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION.
    DodUcni,
    /// DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION.
    DoeUcni,
    /// TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION.
    Tfni,
    /// A control of NATO's.
    Nato(NatoControl),
    /// FOREIGN GOVERNMENT INFORMATION.
    Fgi,
    /// One of its sources.
    FgiSource(Code),
    /// A dissemination control. Of one with a list, the words before the list.
    Control(Control),
    /// One of REL TO.
    RelTo(Code),
    /// One of DISPLAY ONLY.
    DisplayOnly(Code),
    /// One of EYES ONLY.
    Eyes(Code),
    /// A dissemination marking of others than the intelligence community.
    NonIc(NonIc),
    /// What nobody knows.
    Unknown(Category),
}

/// Some characters of the text, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Which characters: a byte range of the text.
    pub span: Range<usize>,
    /// Of which category they are.
    pub category: Category,
    /// Which part of the marking they are.
    pub part: Part,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// As what it was read.
    pub form: Form,
    /// The marking. None, if no classification could be read, or the text is no marking at all.
    pub marking: Option<Marking>,
    /// The classification authority block beneath a banner.
    pub block: Option<Block>,
    /// The parts of the marking as they stand in the text.
    pub tokens: Vec<Token>,
    /// What the manual writes otherwise, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads a marking. The form, if it is not given, is that of a portion for a text in parentheses, and else that of a
/// banner, beneath which a classification authority block may stand.
pub fn read(text: &str, form: Option<Form>) -> Reading {
    let form = form.unwrap_or(if text.trim_start().starts_with('(') { Form::Portion } else { Form::Banner });
    let (level, end) = match text.trim() {
        "TOP SECRET" | "TS" => (Some(Level::TopSecret), text.len()),
        "SECRET" | "S" => (Some(Level::Secret), text.len()),
        "CONFIDENTIAL" | "C" => (Some(Level::Confidential), text.len()),
        "UNCLASSIFIED" | "U" => (Some(Level::Unclassified), text.len()),
        _ => (None, 0),
    };
    let token = Token { span: 0..end, category: Category::Classification, part: Part::Level };
    Reading {
        form,
        marking: level.map(Marking::of),
        block: None,
        tokens: Vec::from_iter(level.map(|_| token)),
        problems: Vec::new(),
    }
}
