//! The rules of the manual once more, plainly, and apart from the program: whether a marking of the United States,
//! alone or with others, may be as it is. It has the parts that the generator of random markings makes, and no names
//! that are too long, no retired codes and no lists without the United States.

use caveat_marking::country::{self, Code};
use caveat_marking::us::marking::{Control, Holder, Level, Marking, NonIc};

use Level::{Confidential, Secret, TopSecret, Unclassified};

/// Whether a marking keeps every rule.
pub(crate) fn is_correct(one: &Marking) -> bool {
    sci(one)
        && other_levels(one)
        && atomic_energy(one)
        && release(one)
        && dissemination(one)
        && non_ic(one)
        && joint(one)
}

fn level(one: &Marking) -> Level {
    one.classification.level
}

/// H.4, and ISM for what H.4 has not: the least level, then whether ORCON and NOFORN are needed and ORCON-USGOV is not
/// allowed.
fn sci(one: &Marking) -> bool {
    one.sci.iter().all(|system| {
        let name = system.name.as_str();
        let beneath = system.compartments.first();
        let (compartment, sub) = match beneath {
            Some(beneath) => (beneath.name.as_str(), !beneath.subs.is_empty()),
            None => ("", false),
        };
        let (least, orcon, noforn, no_usgov) = match (name, compartment, sub) {
            ("HCS", "O", _) => (Secret, true, true, true),
            ("HCS", "P", true) => (TopSecret, true, true, true),
            ("HCS" | "BUR", ..) => (Secret, false, true, false),
            ("KLM", "R", false) => (TopSecret, false, true, false),
            ("KLM" | "RSV", ..) => (Secret, false, false, false),
            ("MVL", ..) => (TopSecret, false, false, false),
            ("SI", "G", _) => (TopSecret, true, false, true),
            ("SI", "", _) => (Confidential, false, false, false),
            ("SI", ..) => (TopSecret, false, false, false),
            ("TK", "BLFH", _) => (TopSecret, false, true, false),
            ("TK", "", _) => (Secret, false, false, false),
            ("TK", ..) => (Secret, false, true, false),
            _ => (Confidential, false, false, false),
        };
        level(one) >= least
            && (!orcon || one.has(Control::Orcon))
            && (!noforn || one.has(Control::Noforn))
            && (!no_usgov || !one.has(Control::OrconUsgov))
    })
}

/// H.5 and H.8.
fn other_levels(one: &Marking) -> bool {
    let needs = |is_there: bool, least: Level| !is_there || level(one) >= least;
    needs(!one.sap.is_empty(), Confidential)
        && needs(one.has(Control::Orcon), Confidential)
        && needs(one.has(Control::OrconUsgov), Confidential)
        && needs(one.has(Control::Rsen), Secret)
        && needs(one.has(Control::Imcon), Secret)
        && needs(one.has(Control::RawFisa), Secret)
}

/// H.6.
fn atomic_energy(one: &Marking) -> bool {
    let energy = &one.atomic_energy;
    let (rd, frd) = (energy.rd.is_some(), energy.frd.is_some());
    let sigma = energy.rd.iter().chain(&energy.frd).any(|data| !data.sigma.is_empty());
    let kinds = [rd, frd, energy.tfni].into_iter().filter(|is_there| *is_there).count();
    none_of([
        kinds > 1,
        kinds > 0 && level(one) < Confidential,
        sigma && level(one) < Secret,
        (energy.dod_ucni || energy.doe_ucni) && level(one) > Unclassified,
    ])
}

/// H.8 and D.2.
fn release(one: &Marking) -> bool {
    let has = |control| one.has(control);
    let opens = has(Control::RelTo) || has(Control::Relido) || has(Control::DisplayOnly);
    let is_said = opens || has(Control::Noforn);
    none_of([
        has(Control::Noforn) && opens,
        has(Control::DisplayOnly) && has(Control::Relido),
        has(Control::Orcon) && has(Control::Relido),
        has(Control::OrconUsgov) && has(Control::Relido),
        has(Control::Propin) && level(one) > Unclassified && !is_said,
    ])
}

/// H.8.
fn dissemination(one: &Marking) -> bool {
    let release = [Control::Noforn, Control::RelTo, Control::Relido, Control::DisplayOnly];
    let beside = |control: &Control| *control != Control::Fouo && !release.contains(control);
    let fouo = one.has(Control::Fouo);
    none_of([
        one.has(Control::Orcon) && one.has(Control::OrconUsgov),
        fouo && level(one) > Unclassified,
        fouo && !one.non_ic.is_empty(),
        fouo && one.controls.iter().any(beside),
    ])
}

/// H.9.
fn non_ic(one: &Marking) -> bool {
    let has = |marking| one.non_ic.contains(&marking);
    let of_state = [NonIc::Exdis, NonIc::Nodis, NonIc::Sbu, NonIc::SbuNf];
    let release = [Control::Noforn, Control::RelTo, Control::Relido, Control::DisplayOnly];
    let is_said = release.into_iter().any(|control| one.has(control));
    none_of([
        of_state.into_iter().filter(|marking| has(*marking)).count() > 1,
        has(NonIc::Les) && has(NonIc::LesNf),
        [NonIc::Limdis, NonIc::Sbu, NonIc::SbuNf].into_iter().any(has) && level(one) > Unclassified,
        (has(NonIc::Exdis) || has(NonIc::Nodis)) && !one.has(Control::Noforn),
        (has(NonIc::SbuNf) || has(NonIc::LesNf)) && is_said,
        has(NonIc::Nnpi) && one.has(Control::Relido),
    ])
}

/// H.3.
fn joint(one: &Marking) -> bool {
    let Holder::Joint(owners) = &one.classification.holder else { return true };
    let expanded = |code: &Code| match country::members(code.as_str()) {
        Some(members) => members.to_vec(),
        None => vec![code.clone()],
    };
    let released: Vec<_> = one.rel_to.iter().flat_map(expanded).collect();
    none_of([
        !one.has(Control::RelTo),
        one.has(Control::Noforn),
        one.sci.iter().any(|system| system.name == "HCS"),
        owners.iter().flat_map(expanded).any(|code| !released.contains(&code)),
    ])
}

fn none_of<const N: usize>(broken: [bool; N]) -> bool {
    !broken.contains(&true)
}
