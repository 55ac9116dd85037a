//! A document: its banner against its portions.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), D.2 with its Table 3 and the template of each marking;
//! 32 CFR 2001.24(g) for compilations; and the rules of ISM 2022-DEC in the phases ROLLUP and ROLLDOWN. What the banner
//! must be is rolled up from the portions; what a portion itself may be is for [`examine`](crate::us::examine) to say.
//!
//! An error makes the banner invalid. A warning is a banner that says more than its portions ask for, where no rule of
//! ISM forbids it: it lets nobody have it who should not.

mod held;
mod finding;
mod rules;
mod wording;
mod release;
mod compare;
mod open_list;
mod place;
mod declassify;
mod attributes;

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::civil::Date;

use crate::problem::Problem;
use crate::us::marking::{Control, Holder, Level, Marking};
use crate::us::read::Reading;
use crate::us::rollup::{Options, Portion, Unmarked, rollup};
use finding::{Finding, Of};
use held::Held;

pub use attributes::{AttributeDisagreement, compare_attributes};

/// Every code of a disagreement with every rule that it has for its source.
pub fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    rules::sources().into_iter().chain(attributes::sources())
}

/// What is stated beside the markings of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stated<'a> {
    /// Why the whole is classified higher than its parts (32 CFR 2001.24(g)). A reason without a word is none.
    pub compilation: Option<&'a str>,
    /// When it was classified. What is classified and says nothing of release to others is RELIDO since 2010-06-28, if
    /// it has no caveat, and NOFORN else (CAPCO 2016 Table 2). Without a date it counts as old.
    pub dated: Option<Date>,
}

/// Which marking of a document something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The banner.
    Banner,
    /// The portion with this index, from 0.
    Portion(usize),
}

/// Something in which the banner and the portions of a document disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// Which marking the problem is about.
    pub about: About,
    /// What is wrong. Its span and its mend are in the text of that marking. A mend writes the banner that the portions
    /// make. It may open a marking that claims what no portion has (`…-claimed`, `…-narrow`), or that says nothing of
    /// release, and is then for its author to make: no other mend opens.
    pub problem: Problem,
    /// The portion that shows it, as the one that has what the banner lacks.
    pub because: Option<usize>,
}

/// Compares a banner with its portions, in the order of the document.
///
/// A portion whose list is left to the banner (`S//REL`, `//JOINT S//REL`) has that of the banner. Of a portion that
/// could not be read, or that has something that nobody knows, it is not said what the banner may leave out.
pub fn compare(banner: &Reading, portions: &[Reading], stated: &Stated<'_>) -> Vec<Disagreement> {
    let Some(marking) = &banner.marking else { return vec![place::unread(banner, About::Banner)] };
    let unread = portions.iter().enumerate().filter(|(_, portion)| portion.marking.is_none());
    let mut all: Vec<_> = unread.map(|(at, portion)| place::unread(portion, About::Portion(at))).collect();
    let markings: Vec<_> = portions.iter().map(|portion| portion.marking.as_ref()).collect();
    with_findings(marking, &markings, stated, |found, made| {
        all.extend(place::placed(found, banner, portions, made));
    });
    all.extend(declassify::compare(banner, &markings));
    all.sort_by_key(|one| (one.about, one.problem.span.start));
    all
}

/// A banner and its portions, ready to be compared.
#[derive(Debug)]
struct Given<'a> {
    banner: &'a Marking,
    /// The banner that the portions make.
    made: &'a Marking,
    held: Held<'a>,
    /// Whose the portions are. What is unclassified and bears nothing more may stand in anybody's document.
    holders: HashSet<&'a Holder>,
    /// Whether it is RELIDO by the date of its making, where nothing says so (CAPCO 2016 Table 2).
    is_relido: bool,
    /// Whether there is a reason for compilation.
    is_compiled: bool,
    /// Whether every portion was read, and everything in them is known.
    is_certain: bool,
}

/// Compares markings, and hands on what was found with the banner that the portions make. That banner is none where it
/// could not stand in the place of the one that is written: of what was not understood, and of what is compiled, it
/// knows too little.
fn with_findings(
    banner: &Marking,
    portions: &[Option<&Marking>],
    stated: &Stated<'_>,
    mut take: impl FnMut(&[Finding<'_>], Option<&Marking>),
) {
    let is_compiled = stated.compilation.is_some_and(|reason| !reason.trim().is_empty());
    if portions.is_empty() {
        let found: Vec<_> = no_portions(banner, is_compiled).into_iter().collect();
        return take(&found, None);
    }
    let mut found = open_list::findings(banner, portions);
    let whole: Vec<(usize, Cow<'_, Marking>)> = portions
        .iter()
        .enumerate()
        .filter_map(|(at, portion)| Some((at, open_list::closed((*portion)?, banner))))
        .collect();
    // A document has many portions, and few that differ.
    let (mut seen, mut held, mut different) = (HashSet::new(), Held::default(), Vec::new());
    let mut holders = HashSet::new();
    for (at, portion) in whole.iter().filter(|(_, portion)| seen.insert(portion.as_ref())) {
        held.add(portion, *at);
        if **portion != Marking::of(Level::Unclassified) {
            holders.insert(&portion.classification.holder);
        }
        let marking = portion.as_ref().clone();
        different.push(Portion { marking, dated: stated.dated, declassify_on: None });
    }
    let is_certain = whole.len() == portions.len() && seen.iter().all(|one| one.unknown.is_empty());
    let made = rollup(&different, &Options::default()).banner;
    let by_default = stated.dated.map(|_| {
        let unmarked = Unmarked::TakesDefault;
        rollup(&different, &Options { unmarked, ..Options::default() }).banner
    });
    let is_relido = by_default.is_some_and(|banner| banner.has(Control::Relido));
    let given = Given { banner, made: &made, held, holders, is_relido, is_compiled, is_certain };
    found.extend(compare::compare(&given));
    take(&found, Some(&made).filter(|_| is_certain && !is_compiled));
}

/// Every document has portions, but for one that is not classified and bears no marking more (ISM-ID-00324).
fn no_portions(banner: &Marking, is_compiled: bool) -> Option<Finding<'_>> {
    if is_compiled || *banner == Marking::of(Level::Unclassified) {
        return None;
    }
    let message = "a document with such a banner marks its portions, and there is none".to_owned();
    Some(Finding::wrong("us-doc-no-portions", Of::All, message, rules::PORTIONS))
}
