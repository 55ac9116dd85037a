//! A US marking as it is meant: every category in its order, whatever the way in which it was typed.
//!
//! The order of the categories, and of what stands in each, is that of the IC Markings System Register and Manual
//! (CAPCO 2016), A.6, D.1 and Table 4. Where the manual has no entry, it is that of the ISM 2022-DEC vocabularies.

use std::collections::BTreeSet;

pub use crate::country::Code;

/// A level. `RESTRICTED` is found in foreign markings only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// UNCLASSIFIED.
    Unclassified,
    /// RESTRICTED: not a level of the United States.
    Restricted,
    /// CONFIDENTIAL.
    Confidential,
    /// SECRET.
    Secret,
    /// TOP SECRET.
    TopSecret,
}

/// Whose the classification is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The United States.
    Us,
    /// `//JOINT SECRET CAN GBR USA`: the United States with others. Sorted; the United States are among them. Empty in
    /// a portion that means its banner's list (`//JOINT S//REL`).
    Joint(Vec<Code>),
    /// `//GBR SECRET`, `//DEU S`: other governments. Sorted, and never empty.
    Foreign(Vec<Code>),
    /// `//FGI S`: another government that is not named. In portions only.
    Concealed,
    /// NATO, or an activity of the North Atlantic Council, by its name (`//NATO KFOR SECRET`, `//NKFORS`).
    Nato(Option<String>),
}

/// The first part of a marking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Classification {
    /// Whose.
    pub holder: Holder,
    /// How high. In NATO's markings TOP SECRET is COSMIC TOP SECRET.
    pub level: Level,
}

/// Something with a name and what is beneath it, each level sorted: numbers first, then by the alphabet.
/// An SCI control system or a special access program, with its compartments and their sub-compartments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Program {
    /// Its shortest name: `SI`, `TK`; a program's identifier or nickname as it was given: `BP`, `BUTTER POPCORN`.
    pub name: String,
    /// What is beneath it: `G` of `SI-G`.
    pub compartments: Vec<Compartment>,
}

/// A compartment with its sub-compartments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Compartment {
    /// Its shortest name: `G`, not `GAMMA`.
    pub name: String,
    /// What is beneath it: `ABCD` of `SI-G ABCD`.
    pub subs: Vec<String>,
}

/// Markings under the Atomic Energy Act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AtomicEnergy {
    /// RESTRICTED DATA.
    pub rd: Option<RestrictedData>,
    /// FORMERLY RESTRICTED DATA. It has no CNWDI.
    pub frd: Option<RestrictedData>,
    /// DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION (`DCNI`).
    pub dod_ucni: bool,
    /// DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION (`UCNI`).
    pub doe_ucni: bool,
    /// TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION.
    pub tfni: bool,
}

/// Restricted Data, or Formerly Restricted Data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RestrictedData {
    /// CRITICAL NUCLEAR WEAPON DESIGN INFORMATION.
    pub cnwdi: bool,
    /// The numbers behind SIGMA.
    pub sigma: BTreeSet<u8>,
}

/// Foreign government information in a marking of the United States.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fgi {
    /// `FGI`: the source is not named.
    Concealed,
    /// `FGI DEU GBR NATO`. Sorted, and never empty.
    Open(Vec<Code>),
}

/// A control of NATO's, beside its levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NatoControl {
    /// ATOMAL.
    Atomal,
    /// BALK.
    Balk,
    /// BOHEMIA.
    Bohemia,
}

/// A dissemination control. They order as they are written (CAPCO 2016 Table 4; ISM 2022-DEC `CVEnumISMDissem`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Control {
    /// RISK SENSITIVE.
    Rsen,
    /// FOR OFFICIAL USE ONLY.
    Fouo,
    /// ORIGINATOR CONTROLLED.
    Orcon,
    /// ORIGINATOR CONTROLLED-USGOV.
    OrconUsgov,
    /// CONTROLLED IMAGERY.
    Imcon,
    /// NOT RELEASABLE TO FOREIGN NATIONALS.
    Noforn,
    /// CAUTION-PROPRIETARY INFORMATION INVOLVED.
    Propin,
    /// AUTHORIZED FOR RELEASE TO, with its list in [`Marking::rel_to`].
    RelTo,
    /// RELEASABLE BY INFORMATION DISCLOSURE OFFICIAL.
    Relido,
    /// EYES ONLY, with its list in [`Marking::eyes`]. Its waiver ended on 2017-10-01.
    Eyes,
    /// DEA SENSITIVE.
    Dsen,
    /// RAW FISA (ISM 2022-DEC alone).
    RawFisa,
    /// FOREIGN INTELLIGENCE SURVEILLANCE ACT.
    Fisa,
    /// DISPLAY ONLY, with its list in [`Marking::display_only`].
    DisplayOnly,
    /// EXEMPT FROM ICD501 DISCOVERY (ISM 2022-DEC alone).
    ExemptFromDiscovery,
    /// WAIVED (ISM 2022-DEC alone).
    Waived,
}

/// A dissemination marking of others than the intelligence community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NonIc {
    /// LIMITED DISTRIBUTION.
    Limdis,
    /// EXCLUSIVE DISTRIBUTION.
    Exdis,
    /// NO DISTRIBUTION.
    Nodis,
    /// SENSITIVE BUT UNCLASSIFIED.
    Sbu,
    /// SENSITIVE BUT UNCLASSIFIED NOFORN.
    SbuNf,
    /// LAW ENFORCEMENT SENSITIVE.
    Les,
    /// LAW ENFORCEMENT SENSITIVE NOFORN.
    LesNf,
    /// SENSITIVE SECURITY INFORMATION.
    Ssi,
    /// NAVAL NUCLEAR PROPULSION INFORMATION (ISM 2022-DEC alone).
    Nnpi,
}

/// The categories of a marking, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The classification, of the United States, joint, or of others.
    Classification,
    /// SCI control systems. In a marking of the United States BALK and BOHEMIA stand here.
    Sci,
    /// Special access programs.
    Sap,
    /// Atomic energy. In a marking of the United States ATOMAL stands here.
    AtomicEnergy,
    /// Foreign government information. In a marking of NATO its own controls stand in this place.
    Foreign,
    /// Dissemination controls.
    Dissemination,
    /// Dissemination markings of others than the intelligence community.
    NonIc,
}

/// A token that nobody knows, kept where it stood: nothing is dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown {
    /// In which category.
    pub category: Category,
    /// In upper case, with single spaces.
    pub text: String,
}

/// A whole marking. Two markings that mean the same are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Marking {
    /// Whose, and how high.
    pub classification: Classification,
    /// SCI control systems, sorted.
    pub sci: Vec<Program>,
    /// Special access programs, sorted.
    pub sap: Vec<Program>,
    /// Atomic energy.
    pub atomic_energy: AtomicEnergy,
    /// NATO's own controls.
    pub nato: BTreeSet<NatoControl>,
    /// Foreign government information.
    pub fgi: Option<Fgi>,
    /// Dissemination controls.
    pub controls: BTreeSet<Control>,
    /// The list of REL TO: USA first, then as codes order. Empty in a portion that means its banner's list (`S//REL`).
    pub rel_to: Vec<Code>,
    /// The list of DISPLAY ONLY, in the order of codes.
    pub display_only: Vec<Code>,
    /// The list of EYES ONLY: USA first, then as codes order.
    pub eyes: Vec<Code>,
    /// Dissemination markings of others than the intelligence community.
    pub non_ic: BTreeSet<NonIc>,
    /// What nobody knows, sorted.
    pub unknown: Vec<Unknown>,
}

impl Marking {
    /// A marking of the United States with a level and nothing else.
    pub fn of(level: Level) -> Self {
        Self {
            classification: Classification { holder: Holder::Us, level },
            sci: Vec::new(),
            sap: Vec::new(),
            atomic_energy: AtomicEnergy::default(),
            nato: BTreeSet::new(),
            fgi: None,
            controls: BTreeSet::new(),
            rel_to: Vec::new(),
            display_only: Vec::new(),
            eyes: Vec::new(),
            non_ic: BTreeSet::new(),
            unknown: Vec::new(),
        }
    }

    /// Whether a dissemination control is in it.
    pub fn has(&self, control: Control) -> bool {
        self.controls.contains(&control)
    }
}

/// Adds a program, or what is beneath one that is there.
pub(crate) fn merge(programs: &mut Vec<Program>, program: Program) {
    let at = programs.partition_point(|one| one.name < program.name);
    match programs.get_mut(at) {
        Some(same) if same.name == program.name => {
            for compartment in program.compartments {
                merge_compartment(&mut same.compartments, compartment);
            }
        }
        _ => programs.insert(at, program),
    }
}

fn merge_compartment(compartments: &mut Vec<Compartment>, compartment: Compartment) {
    let at = compartments.partition_point(|one| one.name < compartment.name);
    match compartments.get_mut(at) {
        Some(same) if same.name == compartment.name => {
            same.subs.extend(compartment.subs);
            same.subs.sort();
            same.subs.dedup();
        }
        _ => compartments.insert(at, compartment),
    }
}
