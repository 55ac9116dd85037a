//! Reading a marking: leniently, as people type it, and with a word on whatever the manual writes otherwise.

mod cut;
mod draft;
mod list;
mod program;
mod atomic;
mod classification;
mod release;
mod sap;
mod nearest;
mod entry;
mod order;
mod outer;

use std::ops::Range;

use crate::problem::Problem;
use crate::us::block::{self, Block};
use crate::us::marking::{Category, Code, Control, Marking, NatoControl, NonIc};
use crate::us::read::draft::Draft;
pub use crate::us::register::Form;
use crate::us::register::SYNTAX;
use crate::us::text::Plain;

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
    let outer = outer::find(text, form);
    if outer.marking.len() > LONGEST {
        return too_long(outer);
    }
    let mut problems = outer.problems;
    let plain = Plain::of(text, outer.marking, &mut problems);
    let mut draft = Draft::new(text, &plain, outer.form, problems);
    let pieces = cut::pieces(&plain.text);
    entry::read_all(&mut draft, &pieces);
    order::check(&mut draft);
    no_classification(&mut draft);
    let Draft { mut tokens, mut problems, classification, marking, .. } = draft;
    tokens.sort_by_key(|token| (token.span.start, token.span.end));
    let block = outer.block.and_then(|block| block::read(text, block, &mut problems));
    Reading {
        form: outer.form,
        marking: classification.map(|classification| Marking { classification, ..marking }),
        block,
        tokens,
        problems: draft::told(problems),
    }
}

/// How long a marking may be, in bytes. One that names all countries there are is shorter.
const LONGEST: usize = 8 * 1024;

fn too_long(outer: outer::Outer) -> Reading {
    let length = outer.marking.len();
    let what = format!("{length} bytes are too many for a marking: at most {LONGEST} are read");
    Reading {
        form: outer.form,
        marking: None,
        block: None,
        tokens: Vec::new(),
        problems: vec![Problem::error("us-too-long", outer.marking, what, SYNTAX)],
    }
}

/// Says so where no classification was found: nothing can be told of such a marking.
fn no_classification(draft: &mut Draft<'_>) {
    if draft.classification.is_some() {
        return;
    }
    let Some(entry) = draft.entries.first() else {
        let nothing = draft.cut(0..0);
        return draft.error("us-no-classification", nothing, "there is no marking".to_owned(), None);
    };
    let (first, is_unknown) = (entry.cut, entry.place().is_none());
    let what = format!("`{}` is no classification, with which a marking begins", first.text);
    let near = nearest::level(first.text, draft.form).filter(|_| is_unknown).map(str::to_owned);
    draft.error("us-no-classification", first, what, near);
}
