//! Laws that hold for every marking: what is made to be correct is valid, and no mend opens anything.

use std::collections::BTreeSet;

use caveat_marking::country::Code;
use caveat_marking::us::examine;
use caveat_marking::us::fix;
use caveat_marking::us::marking::{
    AtomicEnergy, Classification, Compartment, Control, Fgi, Holder, Level, Marking, NonIc, Program,
    RestrictedData,
};
use caveat_marking::us::read::{Form, read};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::reference::is_correct;

fn form() -> impl Strategy<Value = Form> {
    select(vec![Form::Banner, Form::Portion])
}

fn level() -> impl Strategy<Value = Level> {
    select(vec![Level::Unclassified, Level::Confidential, Level::Secret, Level::TopSecret])
}

fn codes(least: usize) -> impl Strategy<Value = Vec<Code>> {
    let all = vec!["AUS", "CAN", "DEU", "GBR", "IRQ", "NZL", "FVEY", "NATO"];
    subsequence(all, least..=4).prop_map(|codes| codes.into_iter().map(Code::new).collect())
}

fn with_usa(mut codes: Vec<Code>) -> Vec<Code> {
    codes.insert(0, Code::new("USA"));
    codes
}

/// Systems with at most one level beneath them that matters, as text.
fn sci() -> impl Strategy<Value = Vec<Program>> {
    let all = vec![
        "123",
        "BUR",
        "HCS",
        "HCS-O",
        "HCS-P",
        "HCS-P JJJ",
        "KLM",
        "KLM-R",
        "MVL",
        "RSV-ABC",
        "SI",
        "SI-ABC",
        "SI-EU",
        "SI-G",
        "SI-G ABCD",
        "TK",
        "TK-BLFH",
        "TK-IDIT XYZ",
        "TK-KAND",
    ];
    subsequence(all, 0..=3).prop_map(|names| {
        let mut programs: Vec<Program> = Vec::new();
        for name in names {
            let program = program(name);
            if programs.iter().all(|other| other.name != program.name) {
                programs.push(program);
            }
        }
        programs.sort();
        programs
    })
}

fn program(text: &str) -> Program {
    let (name, beneath) = text.split_once('-').map_or((text, None), |(name, beneath)| (name, Some(beneath)));
    let compartments = beneath.map(|beneath| {
        let mut words = beneath.split(' ').map(str::to_owned);
        Compartment { name: words.next().unwrap(), subs: words.collect() }
    });
    Program { name: name.to_owned(), compartments: compartments.into_iter().collect() }
}

fn sap() -> impl Strategy<Value = Vec<Program>> {
    subsequence(vec!["BP", "CA-XYZ YYY", "XR"], 0..=2)
        .prop_map(|names| names.into_iter().map(program).collect())
}

fn restricted_data() -> impl Strategy<Value = Option<RestrictedData>> {
    let sigma = btree_set(select(vec![14_u8, 15, 18, 20]), 0..=2);
    prop::option::weighted(0.2, sigma.prop_map(|sigma| RestrictedData { cnwdi: false, sigma }))
}

fn atomic_energy() -> impl Strategy<Value = AtomicEnergy> {
    let flags = (prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    (restricted_data(), restricted_data(), flags)
        .prop_map(|(rd, frd, (dod_ucni, doe_ucni, tfni))| AtomicEnergy { rd, frd, dod_ucni, doe_ucni, tfni })
}

const CONTROLS: [Control; 15] = [
    Control::Rsen,
    Control::Fouo,
    Control::Orcon,
    Control::OrconUsgov,
    Control::Imcon,
    Control::Noforn,
    Control::Propin,
    Control::RelTo,
    Control::Relido,
    Control::Dsen,
    Control::RawFisa,
    Control::Fisa,
    Control::DisplayOnly,
    Control::ExemptFromDiscovery,
    Control::Waived,
];

const NON_IC: [NonIc; 9] = [
    NonIc::Limdis,
    NonIc::Exdis,
    NonIc::Nodis,
    NonIc::Sbu,
    NonIc::SbuNf,
    NonIc::Les,
    NonIc::LesNf,
    NonIc::Ssi,
    NonIc::Nnpi,
];

fn holder() -> impl Strategy<Value = Holder> {
    let joint = codes(1).prop_map(|mut owners| {
        owners.push(Code::new("USA"));
        owners.sort();
        Holder::Joint(owners)
    });
    prop_oneof![6 => Just(Holder::Us), 1 => joint]
}

/// Any marking at all.
pub(crate) fn marking() -> impl Strategy<Value = Marking> {
    let parts = (holder(), level(), sci(), sap(), atomic_energy());
    let controls = subsequence(CONTROLS.to_vec(), 0..=3);
    let non_ic = subsequence(NON_IC.to_vec(), 0..=2);
    let fgi = prop::option::weighted(
        0.2,
        codes(0).prop_map(|codes| match codes.is_empty() {
            true => Fgi::Concealed,
            false => Fgi::Open(codes),
        }),
    );
    let lists = (codes(1), codes(1), fgi);
    (parts, controls, non_ic, lists).prop_map(|(parts, controls, non_ic, (rel_to, display_only, fgi))| {
        let (holder, level, sci, sap, atomic_energy) = parts;
        let mut marking = Marking {
            classification: Classification { holder, level },
            sci,
            sap,
            atomic_energy,
            fgi,
            controls: controls.into_iter().collect(),
            non_ic: non_ic.into_iter().collect(),
            ..Marking::of(level)
        };
        if marking.has(Control::RelTo) {
            marking.rel_to = with_usa(rel_to);
        }
        if marking.has(Control::DisplayOnly) {
            marking.display_only = display_only;
        }
        marking
    })
}

fn has_compartment(marking: &Marking, system: &str, name: &str) -> bool {
    let mut beneath = marking.sci.iter().filter(|one| one.name == system).flat_map(|one| &one.compartments);
    beneath.any(|one| one.name == name)
}

/// Made correct, from the manual and not from the program: everything is dropped or added until nothing is asked for.
pub(crate) fn corrected(mut marking: Marking) -> Marking {
    let level = &mut marking.classification.level;
    marking.sci.retain(|system| !matches!(system.name.as_str(), "KLM" | "MVL" | "BUR"));
    if *level == Level::Unclassified {
        marking.sci.clear();
        marking.sap.clear();
        marking.atomic_energy = AtomicEnergy {
            dod_ucni: marking.atomic_energy.dod_ucni,
            doe_ucni: marking.atomic_energy.doe_ucni,
            ..AtomicEnergy::default()
        };
    } else if !marking.sci.is_empty()
        || marking.atomic_energy.rd.is_some()
        || marking.atomic_energy.frd.is_some()
    {
        *level = Level::TopSecret;
    }
    let is_classified = *level != Level::Unclassified;
    let is_secret = *level >= Level::Secret;
    let energy = &mut marking.atomic_energy;
    if is_classified {
        (energy.dod_ucni, energy.doe_ucni) = (false, false);
        if energy.rd.is_some() {
            energy.frd = None;
        }
        energy.tfni &= energy.rd.is_none() && energy.frd.is_none();
        marking.controls.remove(&Control::Fouo);
        marking.non_ic.retain(|one| !matches!(one, NonIc::Limdis | NonIc::Sbu | NonIc::SbuNf));
    } else {
        marking.controls.retain(|one| !matches!(one, Control::Orcon | Control::OrconUsgov));
    }
    if !is_secret {
        marking.controls.retain(|one| !matches!(one, Control::Rsen | Control::Imcon | Control::RawFisa));
    }
    if marking.non_ic.contains(&NonIc::Nodis) {
        marking.non_ic.remove(&NonIc::Exdis);
    }
    if marking.non_ic.contains(&NonIc::Nodis) || marking.non_ic.contains(&NonIc::Exdis) {
        marking.non_ic.retain(|one| !matches!(one, NonIc::Sbu | NonIc::SbuNf));
    }
    if marking.non_ic.contains(&NonIc::SbuNf) {
        marking.non_ic.remove(&NonIc::Sbu);
    }
    if marking.non_ic.contains(&NonIc::LesNf) {
        marking.non_ic.remove(&NonIc::Les);
    }
    let has = |marking: &Marking, name: &str| marking.sci.iter().any(|system| system.name == name);
    let is_joint = marking.classification.holder != Holder::Us;
    if is_joint {
        marking.sci.retain(|system| matches!(system.name.as_str(), "SI" | "123"));
        marking.non_ic.retain(|one| matches!(one, NonIc::Ssi | NonIc::Les));
    }
    let gamma = has_compartment(&marking, "SI", "G");
    let operations = has_compartment(&marking, "HCS", "O");
    let product_sub = marking
        .sci
        .iter()
        .flat_map(|one| &one.compartments)
        .any(|one| one.name == "P" && !one.subs.is_empty());
    if gamma || operations || product_sub {
        marking.controls.insert(Control::Orcon);
    }
    if marking.has(Control::Orcon) {
        marking.controls.remove(&Control::OrconUsgov);
    }
    let keyhole = ["BLFH", "IDIT", "KAND"].iter().any(|name| has_compartment(&marking, "TK", name));
    let closed = has(&marking, "HCS")
        || has(&marking, "RSV")
        || keyhole
        || marking.non_ic.contains(&NonIc::Exdis)
        || marking.non_ic.contains(&NonIc::Nodis);
    if closed || marking.has(Control::Propin) {
        marking.controls.insert(Control::Noforn);
    }
    if is_joint {
        marking.controls.remove(&Control::Noforn);
        marking.controls.insert(Control::RelTo);
        let Holder::Joint(owners) = &marking.classification.holder else { unreachable!() };
        marking.rel_to = with_usa(owners.iter().filter(|code| code.as_str() != "USA").cloned().collect());
    }
    release(&mut marking);
    if !is_classified
        && (!marking.non_ic.is_empty()
            || [Control::Propin, Control::Dsen, Control::Fisa, Control::ExemptFromDiscovery, Control::Waived]
                .iter()
                .any(|control| marking.has(*control)))
    {
        marking.controls.remove(&Control::Fouo);
    }
    marking
}

/// One release marking, of those that can stand together.
fn release(marking: &mut Marking) {
    let orcon = marking.has(Control::Orcon) || marking.has(Control::OrconUsgov);
    let nf = marking.non_ic.contains(&NonIc::SbuNf) || marking.non_ic.contains(&NonIc::LesNf);
    let open = [Control::RelTo, Control::Relido, Control::DisplayOnly];
    if marking.has(Control::Noforn) {
        marking.controls.retain(|one| !open.contains(one));
        if nf {
            marking.non_ic.retain(|one| !matches!(one, NonIc::SbuNf | NonIc::LesNf));
        }
    } else if nf {
        marking.controls.retain(|one| !open.contains(one));
    }
    let excludes_relido = orcon || marking.has(Control::DisplayOnly) || marking.non_ic.contains(&NonIc::Nnpi);
    if excludes_relido {
        marking.controls.remove(&Control::Relido);
    }
    if !marking.has(Control::RelTo) {
        marking.rel_to.clear();
    }
    if !marking.has(Control::DisplayOnly) {
        marking.display_only.clear();
    }
}

/// Whom a marking lets foreigners have it: nobody, as far as it does not say so.
fn audience(marking: &Marking) -> BTreeSet<String> {
    if marking.has(Control::Noforn) {
        return BTreeSet::new();
    }
    let listed = marking.rel_to.iter().chain(&marking.display_only).chain(&marking.eyes);
    listed.map(|code| code.as_str().to_owned()).collect()
}

fn sigma(energy: &AtomicEnergy) -> BTreeSet<u8> {
    energy.rd.iter().chain(&energy.frd).flat_map(|data| data.sigma.iter().copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_made_correct_is_valid(marking in marking().prop_map(corrected), form in form()) {
        let text = marking.print(form);
        let examined = examine(&text, Some(form));
        prop_assert!(examined.is_valid(), "`{text}`: {:?}", examined.problems);
        prop_assert_eq!(examined.canonical.as_deref(), Some(text.as_str()));
        prop_assert_eq!(examined.reading.marking.as_ref(), Some(&marking), "`{}`", text);
    }

    #[test]
    fn the_checks_equal_the_reference(marking in marking(), form in form()) {
        let text = marking.print(form);
        let examined = examine(&text, Some(form));
        prop_assert_eq!(examined.is_valid(), is_correct(&marking), "`{}`: {:?}", text, examined.problems);
    }

    #[test]
    fn no_mend_opens_anything(marking in marking(), form in form()) {
        let text = marking.print(form);
        let (fixed, left) = fix(&text, Some(form));
        let after = read(&fixed, Some(form)).marking;
        let after = after.ok_or_else(|| TestCaseError::fail(format!("`{text}` became `{fixed}`")))?;
        prop_assert_eq!(&after.classification, &marking.classification, "`{}` became `{}`", text, fixed);
        prop_assert_eq!(&after.sci, &marking.sci);
        prop_assert_eq!(&after.sap, &marking.sap);
        prop_assert_eq!(&after.fgi, &marking.fgi);
        for kept in [Control::Noforn, Control::Orcon, Control::Propin, Control::Rsen, Control::Fisa] {
            prop_assert!(!marking.has(kept) || after.has(kept), "`{}` became `{}`", text, fixed);
        }
        let is_orcon = marking.has(Control::OrconUsgov);
        prop_assert!(!is_orcon || after.has(Control::Orcon) || after.has(Control::OrconUsgov)
            || left.iter().any(|one| one.code == "us-sci-needs-orcon"), "`{}` became `{}`", text, fixed);
        let mut may = audience(&marking);
        if let Holder::Joint(owners) = &marking.classification.holder {
            may.extend(owners.iter().map(|code| code.as_str().to_owned()));
        }
        prop_assert!(audience(&after).is_subset(&may), "`{}` became `{}`", text, fixed);
        // What is closed by a word that goes stays closed.
        let closed = marking.non_ic.contains(&NonIc::SbuNf) || marking.non_ic.contains(&NonIc::LesNf);
        let still = after.has(Control::Noforn)
            || after.non_ic.contains(&NonIc::SbuNf)
            || after.non_ic.contains(&NonIc::LesNf);
        prop_assert!(!closed || still, "`{}` became `{}`", text, fixed);
        let drops = |one| marking.non_ic.contains(&one) && !after.non_ic.contains(&one);
        let is_open = !audience(&after).is_empty() || after.has(Control::Relido);
        let is_lost = drops(NonIc::Limdis) || (drops(NonIc::Sbu) && !after.non_ic.contains(&NonIc::SbuNf));
        prop_assert!(!is_open || !is_lost, "`{}` became `{}`", text, fixed);
        let (energy, then) = (&marking.atomic_energy, &after.atomic_energy);
        prop_assert_eq!(sigma(then), sigma(energy), "`{}` became `{}`", text, fixed);
        let is_data = |one: &AtomicEnergy| one.rd.is_some() || one.frd.is_some() || one.tfni;
        prop_assert!(!is_data(energy) || is_data(then), "`{}` became `{}`", text, fixed);
        prop_assert!(energy.rd.is_none() || then.rd.is_some(), "`{}` became `{}`", text, fixed);
        let is_dropped = (energy.dod_ucni && !then.dod_ucni) || (energy.doe_ucni && !then.doe_ucni);
        prop_assert!(!is_dropped || after.has(Control::Noforn), "`{}` became `{}`", text, fixed);
    }

    #[test]
    fn a_text_that_is_mended_has_no_more_mends(marking in marking(), form in form()) {
        let (fixed, left) = fix(&marking.print(form), Some(form));
        let (again, still) = fix(&fixed, Some(form));
        prop_assert_eq!(&again, &fixed);
        prop_assert_eq!(still, left);
    }

    #[test]
    fn no_text_is_opened_or_pointed_past(pieces in vec(select(PIECES.to_vec()), 0..14), form in form()) {
        let text = pieces.concat();
        for problem in examine(&text, Some(form)).problems {
            prop_assert!(text.get(problem.span.clone()).is_some(), "`{text}`: {problem:?}");
            if let Some(mend) = problem.mend {
                prop_assert!(text.get(mend.span.clone()).is_some(), "`{text}`: {mend:?}");
            }
        }
        let (fixed, _) = fix(&text, Some(form));
        let (before, after) = (read(&text, Some(form)).marking, read(&fixed, Some(form)).marking);
        if let Some(before) = before {
            let after = after.unwrap();
            let (level, then) = (before.classification.level, after.classification.level);
            prop_assert!(then >= level, "`{text}` became `{fixed}`");
            prop_assert!(after.has(Control::Noforn) || !before.has(Control::Noforn), "`{text}` became `{fixed}`");
            prop_assert!(!after.has(Control::Relido) || before.has(Control::Relido), "`{text}` became `{fixed}`");
            let mut may = audience(&before);
            may.insert("USA".to_owned());
            if let Holder::Joint(owners) = &before.classification.holder {
                may.extend(owners.iter().map(|code| code.as_str().to_owned()));
            }
            prop_assert!(audience(&after).is_subset(&may), "`{text}` became `{fixed}`");
        }
    }
}

/// Parts of markings, and what they are broken by.
pub(crate) const PIECES: [&str; 40] = [
    "TOP SECRET",
    "SECRET",
    "S",
    "U",
    "//",
    "/",
    "-",
    " ",
    ", ",
    "SI",
    "SI-G",
    "HCS",
    "HCS-P JJJ",
    "TK-BLFH",
    "RD",
    "SIGMA 14",
    "FRD",
    "DOD UCNI",
    "FGI",
    "GBR",
    "USA",
    "NATO",
    "REL TO USA",
    "REL TO",
    "DISPLAY ONLY",
    "EYES ONLY",
    "NOFORN",
    "NF",
    "ORCON",
    "OC-USGOV",
    "RELIDO",
    "FOUO",
    "JOINT",
    "LES-NF",
    "SBU NOFORN",
    "ATOMAL",
    "\n",
    "Declassify On: 25X1, 20501231",
    "Classified By: é",
    "(",
];
