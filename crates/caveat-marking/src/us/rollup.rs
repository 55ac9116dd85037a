//! The banner of a document, from the marks of its portions.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), D.2 with its Tables 2 and 3, and the template of each
//! marking. A banner never releases more than each of its portions does, and asks nobody's permission: who may have
//! what is no matter of a roll-up.

pub mod declassify;
mod release;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;

use crate::us::block::DeclassifyOn;
use crate::us::marking::{
    self, AtomicEnergy, Classification, Code, Control, Fgi, Holder, Level, Marking, NatoControl, NonIc,
    RestrictedData, Unknown,
};

/// A portion with what is known of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// Its mark.
    pub marking: Marking,
    /// When it was classified. Without a date it counts as old.
    pub dated: Option<Date>,
    /// When its source is declassified, where that is known.
    pub declassify_on: Option<DeclassifyOn>,
}

/// What a classified portion says of release that says nothing of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unmarked {
    /// Nothing: where no portion says anything, neither does the banner.
    #[default]
    SaysNothing,
    /// What Table 2 of the manual has: RELIDO since 2010-06-28 without a caveat, and NOFORN else.
    TakesDefault,
}

/// How a banner is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The list that `REL` and `EYES` mean in a portion without one.
    pub list: Vec<Code>,
    /// Those whose the classification is, in a portion `//JOINT S` without a list.
    pub owners: Vec<Code>,
    /// Coalitions whose members may stand for them in a list.
    pub decomposable: Vec<Code>,
    /// What is said of release where nothing is said.
    pub unmarked: Unmarked,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            owners: Vec::new(),
            // Table 3, rule 23. Others need their originator's word.
            decomposable: ["ACGU", "FVEY", "TEYE"].map(Code::new).to_vec(),
            unmarked: Unmarked::SaysNothing,
        }
    }
}

/// What keeps a banner from being made as its portions have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Which: stable, `us-rollup-unknown`.
    pub code: &'static str,
    /// What it is, as a fragment in lower case without a full stop.
    pub message: String,
    /// Of which portion, counted from 0.
    pub portion: usize,
}

/// A banner, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledUp {
    /// The banner.
    pub banner: Marking,
    /// Which rule of Table 3 decided on release to others (1 to 27). None, where no portion says anything of it, or one
    /// that no rule speaks of.
    pub rule: Option<u8>,
    /// What stands behind `Declassify On:`. None, where nothing is classified, or nothing is known.
    pub declassify_on: Option<DeclassifyOn>,
    /// What could not be taken as it stands.
    pub problems: Vec<Remark>,
}

/// Makes the banner of a document. Of none, it is UNCLASSIFIED.
pub fn rollup(portions: &[Portion], options: &Options) -> RolledUp {
    let mut problems = Vec::new();
    let filled: Vec<Cow<'_, Portion>> = portions
        .iter()
        .enumerate()
        .map(|(index, portion)| filled(index, portion, options, &mut problems))
        .collect();
    let mut banner = Marking::of(Level::Unclassified);
    banner.classification = classification(&filled);
    let is_classified = banner.classification.level > Level::Unclassified;
    let different = different(&filled);
    for portion in &different {
        add(&mut banner, &portion.marking);
    }
    settle_atomic_energy(&mut banner.atomic_energy, is_classified);
    settle_controls(&mut banner, is_classified);
    let rule = release::settle(&mut banner, &different, options);
    settle_fouo(&mut banner, is_classified);
    let declassify_on = if is_classified { declassify::roll_up(&filled, &mut problems) } else { None };
    RolledUp { banner, rule, declassify_on, problems }
}

/// Those that differ. A document has many portions, and few of them do.
fn different<'a>(portions: &'a [Cow<'_, Portion>]) -> Vec<&'a Portion> {
    let mut seen = HashSet::new();
    let portions = portions.iter().map(Cow::as_ref);
    portions.filter(|portion| seen.insert((&portion.marking, portion.dated))).collect()
}

/// A portion with the lists that it takes from its banner.
fn filled<'a>(
    index: usize,
    portion: &'a Portion,
    options: &Options,
    problems: &mut Vec<Remark>,
) -> Cow<'a, Portion> {
    let mut remark = |code, message: &str| {
        problems.push(Remark { code, message: message.to_owned(), portion: index });
    };
    if !portion.marking.unknown.is_empty() {
        remark("us-rollup-unknown", "nobody knows what a word of it means: it is released to nobody");
    }
    if !leaves_a_list(&portion.marking) {
        return Cow::Borrowed(portion);
    }
    let mut filled = portion.clone();
    let marking = &mut filled.marking;
    if marking.has(Control::RelTo) && marking.rel_to.is_empty() {
        marking.rel_to = options.list.clone();
        if options.list.is_empty() {
            remark("us-rollup-list", "`REL` means the list of a banner that is not known");
        }
    }
    if marking.has(Control::Eyes) && marking.eyes.is_empty() {
        marking.eyes = options.list.clone();
        if options.list.is_empty() {
            remark("us-rollup-list", "`EYES` means the list of a banner that is not known");
        }
    }
    if let Holder::Joint(owners) = &mut marking.classification.holder
        && owners.is_empty()
    {
        owners.clone_from(&options.owners);
        if options.owners.is_empty() {
            remark("us-rollup-owners", "`JOINT` means the list of a banner that is not known");
        }
    }
    Cow::Owned(filled)
}

fn leaves_a_list(marking: &Marking) -> bool {
    let is_shared = matches!(&marking.classification.holder, Holder::Joint(owners) if owners.is_empty());
    is_shared
        || (marking.has(Control::RelTo) && marking.rel_to.is_empty())
        || (marking.has(Control::Eyes) && marking.eyes.is_empty())
}

/// The highest level, and whose it is: others' alone if each portion is theirs.
fn classification(portions: &[Cow<'_, Portion>]) -> Classification {
    let mut holders = portions.iter().map(|portion| &portion.marking.classification.holder);
    let level = portions.iter().map(|portion| portion.marking.classification.level).max();
    let mut level = level.unwrap_or(Level::Unclassified);
    let holder = match holders.next() {
        None | Some(Holder::Us | Holder::Concealed) => Holder::Us,
        Some(Holder::Joint(owners)) if owners.is_empty() => Holder::Us,
        Some(first) if holders.all(|other| other == first) => first.clone(),
        Some(_) => Holder::Us,
    };
    // RESTRICTED is no level of the United States, nor of what they share.
    if level == Level::Restricted && matches!(holder, Holder::Us | Holder::Joint(_)) {
        level = Level::Confidential;
    }
    Classification { holder, level }
}

/// Adds what each marking of a portion has to its banner: all but release to others.
fn add(banner: &mut Marking, portion: &Marking) {
    for program in &portion.sci {
        marking::merge(&mut banner.sci, program.clone());
    }
    for program in &portion.sap {
        marking::merge(&mut banner.sap, program.clone());
    }
    add_atomic_energy(&mut banner.atomic_energy, &portion.atomic_energy);
    banner.nato.extend(&portion.nato);
    if let Some(fgi) = source(banner, portion) {
        add_fgi(&mut banner.fgi, fgi);
    }
    banner.controls.extend(portion.controls.iter().filter(|control| !release::is_about_it(**control)));
    banner.non_ic.extend(&portion.non_ic);
    let mut unknown: BTreeSet<Unknown> = banner.unknown.drain(..).collect();
    unknown.extend(portion.unknown.iter().cloned());
    banner.unknown = unknown.into_iter().collect();
}

fn add_atomic_energy(all: &mut AtomicEnergy, portion: &AtomicEnergy) {
    for (all, data) in [(&mut all.rd, &portion.rd), (&mut all.frd, &portion.frd)] {
        if let Some(data) = data {
            let all = all.get_or_insert_default();
            all.cnwdi |= data.cnwdi;
            all.sigma.extend(&data.sigma);
        }
    }
    all.dod_ucni |= portion.dod_ucni;
    all.doe_ucni |= portion.doe_ucni;
    all.tfni |= portion.tfni;
}

/// The foreign sources of a portion, in a banner that is not its own government's.
fn source(banner: &Marking, portion: &Marking) -> Option<Fgi> {
    let own = portion.fgi.clone();
    if banner.classification.holder != Holder::Us {
        return own;
    }
    let of_holder = match &portion.classification.holder {
        Holder::Us => None,
        Holder::Concealed => Some(Fgi::Concealed),
        Holder::Joint(codes) | Holder::Foreign(codes) => {
            let others: Vec<Code> = codes.iter().filter(|code| code.as_str() != "USA").cloned().collect();
            // Whose it is, is not known: it is not said either.
            Some(if others.is_empty() { Fgi::Concealed } else { Fgi::Open(others) })
        }
        Holder::Nato(activity) => {
            let activity = activity.iter().map(|name| Code::new(name.clone()));
            let mut codes: Vec<Code> = activity.chain([Code::new("NATO")]).collect();
            codes.sort();
            Some(Fgi::Open(codes))
        }
    };
    let mut both = own;
    if let Some(fgi) = of_holder {
        add_fgi(&mut both, fgi);
    }
    both
}

/// A concealed source conceals all: the list would tell who it is not.
fn add_fgi(all: &mut Option<Fgi>, fgi: Fgi) {
    *all = Some(match (all.take(), fgi) {
        (None, fgi) => fgi,
        (Some(Fgi::Open(mut all)), Fgi::Open(codes)) => {
            all.extend(codes);
            all.sort();
            all.dedup();
            Fgi::Open(all)
        }
        _ => Fgi::Concealed,
    });
}

/// RD absorbs FRD, and FRD absorbs TFNI. Of UCNI a classified banner says nothing.
fn settle_atomic_energy(all: &mut AtomicEnergy, is_classified: bool) {
    if let Some(rd) = &mut all.rd
        && let Some(RestrictedData { cnwdi, sigma }) = all.frd.take()
    {
        rd.cnwdi |= cnwdi;
        rd.sigma.extend(sigma);
    }
    all.tfni &= all.rd.is_none() && all.frd.is_none();
    if is_classified {
        all.dod_ucni = false;
        all.doe_ucni = false;
    }
}

/// What another control of the same kind takes in, and what a classified banner says nothing of.
fn settle_controls(banner: &mut Marking, is_classified: bool) {
    if banner.has(Control::Orcon) {
        banner.controls.remove(&Control::OrconUsgov);
    }
    if banner.non_ic.contains(&NonIc::Nodis) {
        banner.non_ic.remove(&NonIc::Exdis);
    }
    if is_classified {
        for dropped in [NonIc::Limdis, NonIc::Sbu, NonIc::SbuNf] {
            banner.non_ic.remove(&dropped);
        }
    }
}

/// FOUO stands in an unclassified banner alone, and beside nothing but what is said of release.
fn settle_fouo(banner: &mut Marking, is_classified: bool) {
    let is_other = |control: &Control| *control != Control::Fouo && !release::is_about_it(*control);
    if is_classified || banner.controls.iter().any(is_other) || !banner.non_ic.is_empty() {
        banner.controls.remove(&Control::Fouo);
    }
}

/// Whether a marking is of NATO, or has something of NATO in it.
fn is_of_nato(marking: &Marking) -> bool {
    let in_list = |codes: &[Code]| codes.iter().any(|code| code.as_str() == "NATO");
    matches!(marking.classification.holder, Holder::Nato(_))
        || matches!(&marking.fgi, Some(Fgi::Open(codes)) if in_list(codes))
        || marking
            .nato
            .iter()
            .any(|control| matches!(control, NatoControl::Atomal | NatoControl::Balk | NatoControl::Bohemia))
}
