//! What the portions of a document have between them, each thing with the first portion that has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::country::Code;
use crate::us::marking::{
    AtomicEnergy, Category, Control, Fgi, Holder, Level, Marking, NatoControl, NonIc, Program,
};
use crate::us::print::initials;
use crate::us::read::Part;
use crate::us::register::{Mark, ROWS};

/// A program, a compartment or a sub-compartment, with what it stands beneath.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name<'a> {
    program: &'a str,
    compartment: Option<&'a str>,
    sub: Option<&'a str>,
}

/// A marking under the Atomic Energy Act. They order as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Energy {
    Rd,
    RdCnwdi,
    RdSigma(u8),
    Frd,
    FrdSigma(u8),
    DodUcni,
    DoeUcni,
    Tfni,
}

/// Something that a marking may have, beside its level and who may have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing<'a> {
    Sci(Name<'a>),
    Sap(Name<'a>),
    Energy(Energy),
    Nato(NatoControl),
    /// A government whose information it is, or is of.
    Source(&'a str),
    /// A government that is not named.
    Concealed,
    Control(Control),
    NonIc(NonIc),
    /// What nobody knows.
    Unknown(&'a str),
}

/// What some markings have, each with the place among them of the first that has it.
#[derive(Debug, Default)]
pub(super) struct Held<'a> {
    first: BTreeMap<Thing<'a>, usize>,
    levels: BTreeMap<Level, usize>,
    /// The programs with names of several words, by what a portion writes for them.
    shortened: BTreeSet<(String, Option<&'a str>, Option<&'a str>)>,
}

impl Thing<'static> {
    /// One of every kind.
    pub(super) fn kinds() -> impl Iterator<Item = Self> {
        let name = Name { program: "", compartment: None, sub: None };
        let energies = [
            Energy::Rd,
            Energy::RdCnwdi,
            Energy::RdSigma(1),
            Energy::Frd,
            Energy::FrdSigma(1),
            Energy::DodUcni,
            Energy::DoeUcni,
            Energy::Tfni,
        ];
        let published = ROWS.iter().filter_map(|row| match row.mark {
            Mark::Control(control) => Some(Self::Control(control)),
            Mark::NonIc(non_ic) => Some(Self::NonIc(non_ic)),
            Mark::Nato(control) => Some(Self::Nato(control)),
            _ => None,
        });
        let others = [Self::Sci(name), Self::Sap(name), Self::Source(""), Self::Concealed, Self::Unknown("")];
        energies.map(Self::Energy).into_iter().chain(published).chain(others)
    }
}

impl<'a> Held<'a> {
    /// Of one marking.
    pub(super) fn of(marking: &'a Marking) -> Self {
        let mut held = Self::default();
        held.add(marking, 0);
        held
    }

    /// Takes in the marking of a portion.
    pub(super) fn add(&mut self, marking: &'a Marking, at: usize) {
        self.levels.entry(marking.classification.level).or_insert(at);
        things(marking, &mut |thing| {
            if let Thing::Sap(name) = thing
                && name.program.contains(' ')
            {
                self.shortened.insert((initials(name.program), name.compartment, name.sub));
            }
            self.first.entry(thing).or_insert(at);
        });
    }

    /// The first that has it.
    pub(super) fn first(&self, thing: &Thing<'_>) -> Option<usize> {
        self.first.get(thing).copied()
    }

    /// Whether any has it.
    pub(super) fn has(&self, thing: &Thing<'_>) -> bool {
        self.first.contains_key(thing)
    }

    /// Everything, in the order of categories.
    pub(super) fn things(&self) -> impl Iterator<Item = Thing<'a>> {
        self.first.keys().copied()
    }

    /// The special access programs, with what is beneath them.
    pub(super) fn saps(&self) -> impl Iterator<Item = Name<'a>> {
        self.things().filter_map(|thing| if let Thing::Sap(name) = thing { Some(name) } else { None })
    }

    /// Whether any has a program, by its name, or by what a portion writes for it.
    pub(super) fn has_program(&self, name: &Name<'_>) -> bool {
        let short = initials(name.program);
        self.has(&Thing::Sap(*name))
            || self.has(&Thing::Sap(Name { program: &short, ..*name }))
            || self.shortened.contains(&(name.program.to_owned(), name.compartment, name.sub))
    }

    /// Whether any government is named whose information it is.
    pub(super) fn has_sources(&self) -> bool {
        self.first.keys().any(|thing| matches!(thing, Thing::Source(_)))
    }

    /// The first with a level.
    pub(super) fn at_level(&self, level: Level) -> Option<usize> {
        self.levels.get(&level).copied()
    }
}

/// Everything that a marking has.
fn things<'a>(marking: &'a Marking, add: &mut impl FnMut(Thing<'a>)) {
    names(&marking.sci, &mut |name| add(Thing::Sci(name)));
    names(&marking.sap, &mut |name| add(Thing::Sap(name)));
    energies(&marking.atomic_energy, &mut |energy| add(Thing::Energy(energy)));
    marking.nato.iter().for_each(|control| add(Thing::Nato(*control)));
    let mut source = |code: &'a Code| {
        if code.as_str() != "USA" {
            add(Thing::Source(code.as_str()));
        }
    };
    match &marking.classification.holder {
        Holder::Joint(codes) | Holder::Foreign(codes) => codes.iter().for_each(&mut source),
        Holder::Us | Holder::Concealed | Holder::Nato(_) => {}
    }
    if let Some(Fgi::Open(codes)) = &marking.fgi {
        codes.iter().for_each(&mut source);
    }
    if let Holder::Nato(activity) = &marking.classification.holder {
        add(Thing::Source("NATO"));
        activity.iter().for_each(|activity| add(Thing::Source(activity)));
    }
    if marking.classification.holder == Holder::Concealed || marking.fgi == Some(Fgi::Concealed) {
        add(Thing::Concealed);
    }
    marking.controls.iter().for_each(|control| add(Thing::Control(*control)));
    marking.non_ic.iter().for_each(|one| add(Thing::NonIc(*one)));
    marking.unknown.iter().for_each(|unknown| add(Thing::Unknown(&unknown.text)));
}

fn names<'a>(programs: &'a [Program], add: &mut impl FnMut(Name<'a>)) {
    for program in programs {
        let name = Name { program: &program.name, compartment: None, sub: None };
        add(name);
        for compartment in &program.compartments {
            let name = Name { compartment: Some(&compartment.name), ..name };
            add(name);
            compartment.subs.iter().for_each(|sub| add(Name { sub: Some(sub), ..name }));
        }
    }
}

fn energies(energy: &AtomicEnergy, add: &mut impl FnMut(Energy)) {
    if let Some(data) = &energy.rd {
        add(Energy::Rd);
        if data.cnwdi {
            add(Energy::RdCnwdi);
        }
        data.sigma.iter().for_each(|number| add(Energy::RdSigma(*number)));
    }
    if let Some(data) = &energy.frd {
        add(Energy::Frd);
        data.sigma.iter().for_each(|number| add(Energy::FrdSigma(*number)));
    }
    let flags =
        [(energy.dod_ucni, Energy::DodUcni), (energy.doe_ucni, Energy::DoeUcni), (energy.tfni, Energy::Tfni)];
    flags.iter().filter(|(is_there, _)| *is_there).for_each(|(_, one)| add(*one));
}

impl Name<'_> {
    /// Whether a part of a marking writes it.
    pub(super) fn is_at(&self, part: &Part, of: Category) -> bool {
        let (category, program, compartment, sub) = match part {
            Part::Program(category, program) => (category, program, None, None),
            Part::Compartment(category, program, name) => (category, program, Some(name), None),
            Part::Sub(category, program, name, sub) => (category, program, Some(name), Some(sub)),
            _ => return false,
        };
        *category == of
            && self.program == program
            && (self.compartment, self.sub) == (compartment.map(String::as_str), sub.map(String::as_str))
    }

    /// Whether it stands for many programs.
    pub(super) fn is_multiple(&self) -> bool {
        self.program == "MULTIPLE PROGRAMS"
    }
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.program)?;
        if let Some(compartment) = self.compartment {
            write!(f, "-{compartment}")?;
        }
        if let Some(sub) = self.sub {
            write!(f, " {sub}")?;
        }
        Ok(())
    }
}

impl Energy {
    /// Whether a part of a marking writes it.
    pub(super) fn is_at(self, part: &Part) -> bool {
        match self {
            Self::Rd => *part == Part::Rd,
            Self::RdCnwdi => *part == Part::Cnwdi,
            Self::RdSigma(number) | Self::FrdSigma(number) => *part == Part::Sigma(number),
            Self::Frd => *part == Part::Frd,
            Self::DodUcni => *part == Part::DodUcni,
            Self::DoeUcni => *part == Part::DoeUcni,
            Self::Tfni => *part == Part::Tfni,
        }
    }
}
