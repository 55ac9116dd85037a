//! What attributes mean.

use std::collections::BTreeSet;

use super::tokens::{self, meaning};
use super::{AttributeProblem, Attributes, Encoded, block};
use crate::country::{self, Code};
use crate::us::marking::{
    AtomicEnergy, Category, Classification, Compartment, Control, Fgi, Holder, Marking, Program,
    RestrictedData, Unknown,
};

/// Reads attributes by their names, without the prefix of their namespace.
pub fn from_attributes(attributes: &Attributes) -> Encoded {
    let mut reader = Reader { left: attributes.clone(), problems: Vec::new() };
    let classification = reader.classification();
    let marking = classification.map(|classification| reader.marking(classification));
    let block = block::from_attributes(&mut reader, marking.as_ref());
    let mut problems = reader.problems;
    problems.sort();
    Encoded { marking, block, kept: reader.left, problems }
}

/// What is left to read, and what was wrong so far.
pub(super) struct Reader {
    left: Attributes,
    problems: Vec<AttributeProblem>,
}

impl Reader {
    /// A value that is read, and so no longer left.
    pub(super) fn take(&mut self, attribute: &str) -> Option<String> {
        self.left.remove(attribute).filter(|value| !value.trim().is_empty())
    }

    /// A value, which is left.
    pub(super) fn value(&self, attribute: &str) -> Option<&str> {
        self.left.get(attribute).map(String::as_str)
    }

    /// Something that nobody understands.
    pub(super) fn report(&mut self, attribute: &str, value: &str, message: &'static str) {
        let (attribute, value) = (attribute.to_owned(), value.to_owned());
        self.problems.push(AttributeProblem { attribute, value, message });
    }

    fn tokens(&mut self, attribute: &str) -> Vec<String> {
        let value = self.take(attribute).unwrap_or_default();
        value.split_whitespace().map(str::to_owned).collect()
    }

    /// Without a level or an owner the attributes stay where they are: they mean no marking.
    fn classification(&mut self) -> Option<Classification> {
        let value = self.value("classification")?.trim().to_owned();
        let Some(level) = meaning(&tokens::LEVELS, &value) else {
            self.report("classification", &value, "is no level");
            return None;
        };
        let holder = self.holder()?;
        for attribute in ["classification", "ownerProducer", "joint"] {
            self.left.remove(attribute);
        }
        Some(Classification { holder, level })
    }

    fn holder(&mut self) -> Option<Holder> {
        let value = self.value("ownerProducer")?.trim().to_owned();
        let is_joint = matches!(self.value("joint").map(str::trim), Some("true" | "1"));
        let codes: BTreeSet<Code> = value.split_whitespace().map(|code| Code::new(code.to_owned())).collect();
        for code in codes.iter().filter(|code| code.as_str() != "FGI" && !is_owner(code)) {
            self.report("ownerProducer", code.as_str(), "is no country and no organisation");
        }
        let has = |name: &str| codes.iter().any(|code| code.as_str() == name);
        let one = codes.first().filter(|_| codes.len() == 1).map(Code::as_str);
        let holder = match one {
            _ if is_joint => Holder::Joint(codes.into_iter().collect()),
            Some("USA") => Holder::Us,
            Some("FGI") => Holder::Concealed,
            Some("NATO") => Holder::Nato(None),
            Some(code) if code.starts_with("NATO:") => Holder::Nato(activity(code)),
            None if codes.is_empty() || has("USA") || has("FGI") => {
                self.report("ownerProducer", &value, "is not one owner, and not joint");
                return None;
            }
            _ => Holder::Foreign(codes.into_iter().collect()),
        };
        Some(holder)
    }

    fn marking(&mut self, classification: Classification) -> Marking {
        let mut marking = Marking { classification, ..Marking::of(crate::us::marking::Level::Unclassified) };
        marking.sci = programs(self.tokens("SCIcontrols"));
        marking.sap = self.sap();
        marking.atomic_energy = self.atomic_energy();
        self.nato(&mut marking);
        self.fgi(&mut marking);
        self.controls(&mut marking);
        self.non_ic(&mut marking);
        marking.unknown.sort();
        marking
    }

    /// `SAR-DOD:TS:BP`: of what stands before the last colon a marking shows nothing.
    fn sap(&mut self) -> Vec<Program> {
        let mut names = Vec::new();
        for token in self.tokens("SARIdentifier") {
            let name = token.strip_prefix("SAR-").unwrap_or(&token);
            let shown = name.rsplit(':').next().unwrap_or(name);
            if shown != name {
                self.report("SARIdentifier", &token, super::OF_AUTHORITY);
            }
            names.push(shown.replace('_', " "));
        }
        programs(names)
    }

    fn atomic_energy(&mut self) -> AtomicEnergy {
        let mut energy = AtomicEnergy::default();
        for token in self.tokens("atomicEnergyMarkings") {
            let (data, beneath) = match token.split_once('-') {
                Some((data, beneath)) => (data, Some(beneath)),
                None => (token.as_str(), None),
            };
            let known = match data {
                "RD" => is_added(energy.rd.get_or_insert_default(), beneath),
                "FRD" => is_added(energy.frd.get_or_insert_default(), beneath),
                "DCNI" => flag(&mut energy.dod_ucni, beneath),
                "UCNI" => flag(&mut energy.doe_ucni, beneath),
                "TFNI" => flag(&mut energy.tfni, beneath),
                _ => false,
            };
            if !known {
                self.report("atomicEnergyMarkings", &token, "is in no vocabulary");
            }
        }
        energy
    }

    fn nato(&mut self, marking: &mut Marking) {
        for token in self.tokens("nonUSControls") {
            match meaning(&tokens::NATO, &token) {
                Some(control) => marking.nato.extend([control]),
                None => self.keep(marking, Category::Foreign, "nonUSControls", &token),
            }
        }
    }

    /// A source that is concealed wins over those that are named. Beneath a concealed owner it says nothing more.
    fn fgi(&mut self, marking: &mut Marking) {
        let open: BTreeSet<Code> = self.codes("FGIsourceOpen").into_iter().collect();
        let protected = self.tokens("FGIsourceProtected");
        for token in protected.iter().filter(|token| *token != "FGI") {
            self.report("FGIsourceProtected", token, super::OF_PROTECTED);
        }
        let is_owner = marking.classification.holder == Holder::Concealed;
        marking.fgi = match (protected.is_empty(), open.is_empty()) {
            (false, _) if !is_owner => Some(Fgi::Concealed),
            (_, false) => Some(Fgi::Open(open.into_iter().collect())),
            _ => None,
        };
    }

    fn controls(&mut self, marking: &mut Marking) {
        for token in self.tokens("disseminationControls") {
            match meaning(&tokens::CONTROLS, &token) {
                Some(control) => marking.controls.extend([control]),
                None => self.keep(marking, Category::Dissemination, "disseminationControls", &token),
            }
        }
        // The attributes write ORCON-USGOV as both (ISM-ID-00302), a marking as one (CAPCO 2016 H.8 p. 140).
        if marking.has(Control::OrconUsgov) {
            marking.controls.remove(&Control::Orcon);
        }
        if marking.has(Control::RelTo) {
            marking.rel_to = usa_first(self.codes("releasableTo"));
        } else if marking.has(Control::Eyes) {
            marking.eyes = usa_first(self.codes("releasableTo"));
        }
        if marking.has(Control::DisplayOnly) {
            marking.display_only = self.codes("displayOnlyTo");
            marking.display_only.sort();
        }
        for attribute in ["releasableTo", "displayOnlyTo"] {
            if let Some(value) = self.value(attribute).map(str::to_owned) {
                self.report(attribute, &value, "belongs to a control that is not there");
            }
        }
    }

    fn non_ic(&mut self, marking: &mut Marking) {
        for token in self.tokens("nonICmarkings") {
            match meaning(&tokens::NON_IC, &token) {
                Some(non_ic) => marking.non_ic.extend([non_ic]),
                None => self.keep(marking, Category::NonIc, "nonICmarkings", &token),
            }
        }
    }

    fn keep(&mut self, marking: &mut Marking, category: Category, attribute: &str, token: &str) {
        marking.unknown.push(Unknown { category, text: token.to_ascii_uppercase() });
        self.report(attribute, token, "is in no vocabulary");
    }

    fn codes(&mut self, attribute: &str) -> Vec<Code> {
        let codes: BTreeSet<Code> = self.tokens(attribute).into_iter().map(Code::new).collect();
        for code in codes.iter().filter(|code| !is_owner(code)) {
            self.report(attribute, code.as_str(), "is no country and no organisation");
        }
        codes.into_iter().collect()
    }
}

fn is_owner(code: &Code) -> bool {
    country::known(code.as_str()) || code.as_str().starts_with("NATO:")
}

fn activity(code: &str) -> Option<String> {
    code.strip_prefix("NATO:").map(|name| name.replace('_', " "))
}

fn usa_first(mut codes: Vec<Code>) -> Vec<Code> {
    codes.sort_by(|a, b| (a.as_str() != "USA").cmp(&(b.as_str() != "USA")).then_with(|| a.cmp(b)));
    codes
}

fn is_added(data: &mut RestrictedData, beneath: Option<&str>) -> bool {
    match beneath {
        None => true,
        Some("CNWDI") => flag(&mut data.cnwdi, None),
        Some(beneath) => match beneath.strip_prefix("SG-").and_then(|number| number.parse().ok()) {
            Some(number) => {
                data.sigma.insert(number);
                true
            }
            None => false,
        },
    }
}

fn flag(flag: &mut bool, beneath: Option<&str>) -> bool {
    *flag |= beneath.is_none();
    beneath.is_none()
}

/// `SI SI-G SI-G-ABCD`: each with all that it stands beneath.
fn programs(tokens: Vec<String>) -> Vec<Program> {
    let mut programs: Vec<Program> = Vec::new();
    for token in tokens {
        let mut parts = token.splitn(3, '-');
        let name = parts.next().unwrap_or_default();
        let at = match programs.iter().position(|program| program.name == name) {
            Some(at) => at,
            None => {
                programs.push(Program { name: name.to_owned(), compartments: Vec::new() });
                programs.len() - 1
            }
        };
        if let (Some(program), Some(compartment)) = (programs.get_mut(at), parts.next()) {
            add_compartment(program, compartment, parts.next());
        }
    }
    programs.sort();
    programs
}

fn add_compartment(program: &mut Program, name: &str, sub: Option<&str>) {
    let compartments = &mut program.compartments;
    let found = compartments.iter_mut().find(|compartment| compartment.name == name);
    match (found, sub) {
        (Some(compartment), Some(sub)) => {
            compartment.subs.push(sub.to_owned());
            compartment.subs.sort();
            compartment.subs.dedup();
        }
        (Some(_), None) => {}
        (None, sub) => {
            let subs = sub.map(str::to_owned).into_iter().collect();
            compartments.push(Compartment { name: name.to_owned(), subs });
            compartments.sort();
        }
    }
}
