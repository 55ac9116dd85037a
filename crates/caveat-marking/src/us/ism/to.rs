//! A marking as attributes.

use super::{Attributes, block, tokens};
use crate::country::Code;
use crate::us::block::Block;
use crate::us::marking::{AtomicEnergy, Category, Control, Fgi, Holder, Marking, Program, RestrictedData};

/// Writes a marking as attributes, every value in the order of its vocabulary. Of a portion that leaves a list to its
/// banner (`S//REL`), the attribute of the list is left out.
pub fn to_attributes(marking: &Marking) -> Attributes {
    let mut attributes = Attributes::new();
    let mut put = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            attributes.insert(name.to_owned(), values.join(" "));
        }
    };
    let level = tokens::names(&tokens::LEVELS, |level| level == marking.classification.level);
    put("classification", owned(level));
    put("ownerProducer", owners(&marking.classification.holder));
    if let Holder::Joint(_) = &marking.classification.holder {
        put("joint", vec!["true".to_owned()]);
    }
    put("SCIcontrols", programs(&marking.sci, ""));
    put("SARIdentifier", programs(&marking.sap, "SAR-"));
    put("atomicEnergyMarkings", atomic_energy(&marking.atomic_energy));
    put(
        "nonUSControls",
        with_unknown(
            owned(tokens::names(&tokens::NATO, |control| marking.nato.contains(&control))),
            marking,
            Category::Foreign,
        ),
    );
    match &marking.fgi {
        Some(Fgi::Open(sources)) => put("FGIsourceOpen", codes(sources)),
        Some(Fgi::Concealed) => put("FGIsourceProtected", vec!["FGI".to_owned()]),
        None if marking.classification.holder == Holder::Concealed => {
            // What a concealed owner contributes is a concealed source (ISM-ID-00219).
            put("FGIsourceProtected", vec!["FGI".to_owned()]);
        }
        None => {}
    }
    put("disseminationControls", with_unknown(controls(marking), marking, Category::Dissemination));
    put("releasableTo", codes(if marking.has(Control::RelTo) { &marking.rel_to } else { &marking.eyes }));
    put("displayOnlyTo", usa_first(&marking.display_only));
    let non_ic = owned(tokens::names(&tokens::NON_IC, |one| marking.non_ic.contains(&one)));
    put("nonICmarkings", with_unknown(non_ic, marking, Category::NonIc));
    attributes
}

/// Writes a classification authority block as attributes.
pub fn block_attributes(block: &Block) -> Attributes {
    block::to_attributes(block)
}

fn owned(names: Vec<&'static str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(|code| code.as_str().to_owned()).collect()
}

/// In the vocabulary of releases the United States stand first.
fn usa_first(list: &[Code]) -> Vec<String> {
    let (usa, others): (Vec<_>, Vec<_>) = codes(list).into_iter().partition(|code| code == "USA");
    usa.into_iter().chain(others).collect()
}

/// What nobody knows stands behind what is in the vocabulary. Its spaces would part it.
fn with_unknown(mut names: Vec<String>, marking: &Marking, category: Category) -> Vec<String> {
    let unknown = marking.unknown.iter().filter(|unknown| unknown.category == category);
    names.extend(unknown.map(|unknown| unknown.text.replace(' ', "_")));
    names
}

fn owners(holder: &Holder) -> Vec<String> {
    match holder {
        Holder::Us => vec!["USA".to_owned()],
        Holder::Joint(owners) | Holder::Foreign(owners) => codes(owners),
        Holder::Concealed => vec!["FGI".to_owned()],
        Holder::Nato(None) => vec!["NATO".to_owned()],
        Holder::Nato(Some(activity)) => vec![format!("NATO:{}", activity.replace(' ', "_"))],
    }
}

fn programs(programs: &[Program], prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for program in programs {
        let name = format!("{prefix}{}", program.name.replace(' ', "_"));
        names.push(name.clone());
        for compartment in &program.compartments {
            let name = format!("{name}-{}", compartment.name);
            names.push(name.clone());
            names.extend(compartment.subs.iter().map(|sub| format!("{name}-{sub}")));
        }
    }
    names
}

fn atomic_energy(energy: &AtomicEnergy) -> Vec<String> {
    let mut names = Vec::new();
    restricted_data(&mut names, "RD", energy.rd.as_ref());
    restricted_data(&mut names, "FRD", energy.frd.as_ref());
    let flags = [(energy.dod_ucni, "DCNI"), (energy.doe_ucni, "UCNI"), (energy.tfni, "TFNI")];
    names.extend(flags.iter().filter(|(is_there, _)| *is_there).map(|(_, name)| (*name).to_owned()));
    names
}

fn restricted_data(names: &mut Vec<String>, name: &str, data: Option<&RestrictedData>) {
    let Some(data) = data else { return };
    names.push(name.to_owned());
    if data.cnwdi {
        names.push(format!("{name}-CNWDI"));
    }
    names.extend(data.sigma.iter().map(|number| format!("{name}-SG-{number}")));
}

/// ORCON-USGOV is written as both (ISM-ID-00302).
fn controls(marking: &Marking) -> Vec<String> {
    let is_there = |control: Control| {
        marking.has(control) || (control == Control::Orcon && marking.has(Control::OrconUsgov))
    };
    owned(tokens::names(&tokens::CONTROLS, is_there))
}
