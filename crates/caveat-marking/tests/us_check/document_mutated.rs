//! One change to the banner or to a portion of a document that is right, and what is said of it.

use std::collections::BTreeMap;

use caveat_marking::us::document::Stated;
use caveat_marking::us::marking::{
    Code, Compartment, Control, Fgi, Holder, Level, Marking, NonIc, Program, RestrictedData,
};
use caveat_marking::us::read::{Form, read};

use crate::document::{Document, is_wrong, published};

/// Documents that are right, beside those of the manual.
const MORE: [(&str, &str); 14] = [
    (
        "TOP SECRET//HCS-P JJJ/SI-G ABCD/TK//ORCON/NOFORN",
        "TS//HCS-P JJJ//OC/NF | TS//SI-G ABCD//OC/NF | S//TK//NF",
    ),
    ("TOP SECRET//SI//RSEN/ORCON/IMCON/NOFORN/PROPIN", "TS//SI//RS/OC/NF | S//IMC/NF/PR | U"),
    ("TOP SECRET//SAR-BUTTER POPCORN/XR//NOFORN", "TS//SAR-BP//NF | TS//SAR-XR//NF"),
    ("SECRET//RD-CNWDI-SIGMA 14 18//NOFORN", "S//RD-CNWDI//NF | S//RD-SG 14//NF | S//FRD-SG 18//NF"),
    ("SECRET//FRD-SIGMA 20//NOFORN", "S//FRD-SG 20//NF | S//TFNI//NF"),
    ("SECRET//FGI//NOFORN", "//FGI S//NF | //GBR S//NF | S//NF"),
    ("SECRET//FGI DEU GBR//REL TO USA, DEU, GBR", "//GBR S//REL | S//FGI DEU//REL TO USA, DEU, GBR | U"),
    (
        "SECRET//REL TO USA, AUS, CAN, GBR, NZL",
        "S//REL TO USA, FVEY | S//REL TO USA, AUS, CAN, FRA, GBR, NZL",
    ),
    (
        "SECRET//REL TO USA, AUS/DISPLAY ONLY IRQ",
        "S//REL TO USA, AUS/DISPLAY ONLY IRQ | S//REL/DISPLAY ONLY AFG, IRQ",
    ),
    ("SECRET//RELIDO/FISA", "S//RELIDO | U//FISA"),
    ("SECRET//NOFORN//NODIS", "S//NF//ND | S//NF//XD"),
    ("SECRET//NOFORN//EXDIS/SSI", "S//NF//XD | U//SSI"),
    ("UNCLASSIFIED//FOUO", "U//FOUO | U"),
    ("//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR", "//JOINT S//REL | //JOINT S CAN GBR USA//REL"),
];

fn documents() -> Vec<(String, Document)> {
    let more = MORE.iter().enumerate();
    let more = more.map(|(at, (banner, portions))| (format!("own-{at}"), Document::new(banner, portions)));
    let all: Vec<_> = published().into_iter().chain(more).collect();
    all.into_iter().filter(|(_, document)| document.codes().is_empty()).collect()
}

#[test]
fn our_own_documents_raise_no_alarm() {
    for (banner, portions) in MORE {
        let document = Document::new(banner, portions);
        assert_eq!(document.compared(&Stated::default()), [], "{document:?}");
    }
}

/// A change with any of the codes of which one must be among what is said.
type Change = (&'static str, Marking, &'static [&'static str]);

/// Every change of one thing.
fn changes(banner: &Marking) -> Vec<Change> {
    let mut all = Vec::new();
    levels(banner, &mut all);
    controls(banner, &mut all);
    release(banner, &mut all);
    programs(banner, &mut all);
    energy(banner, &mut all);
    foreign(banner, &mut all);
    non_ic(banner, &mut all);
    all
}

fn changed(banner: &Marking, change: impl FnOnce(&mut Marking)) -> Marking {
    let mut banner = banner.clone();
    change(&mut banner);
    banner
}

fn levels(banner: &Marking, all: &mut Vec<Change>) {
    const LEVELS: [Level; 4] = [Level::Unclassified, Level::Confidential, Level::Secret, Level::TopSecret];
    for level in LEVELS {
        let code: &[_] = match level.cmp(&banner.classification.level) {
            std::cmp::Ordering::Less => &["us-doc-level-missing"],
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Greater => &["us-doc-level-claimed"],
        };
        all.push(("level", changed(banner, |one| one.classification.level = level), code));
    }
}

const CONTROLS: [Control; 11] = [
    Control::Rsen,
    Control::Fouo,
    Control::Orcon,
    Control::OrconUsgov,
    Control::Imcon,
    Control::Propin,
    Control::Dsen,
    Control::RawFisa,
    Control::Fisa,
    Control::ExemptFromDiscovery,
    Control::Waived,
];

fn controls(banner: &Marking, all: &mut Vec<Change>) {
    for control in CONTROLS {
        if banner.has(control) {
            let without = changed(banner, |one| {
                one.controls.remove(&control);
            });
            all.push(("drop a control", without, &["us-doc-control-missing"]));
        } else {
            let with = changed(banner, |one| {
                one.controls.insert(control);
            });
            all.push(("add a control", with, &["us-doc-control-claimed", "us-doc-orcon-usgov"]));
        }
    }
    if banner.has(Control::Orcon) {
        let usgov = changed(banner, |one| {
            one.controls.remove(&Control::Orcon);
            one.controls.insert(Control::OrconUsgov);
        });
        all.push(("ORCON to ORCON-USGOV", usgov, &["us-doc-orcon-usgov", "us-doc-control-claimed"]));
    }
}

const RELEASE: [&str; 14] = [
    "us-doc-noforn-missing",
    "us-doc-noforn-claimed",
    "us-doc-release-wide",
    "us-doc-release-narrow",
    "us-doc-release-missing",
    "us-doc-display-wide",
    "us-doc-display-narrow",
    "us-doc-display-missing",
    "us-doc-relido-claimed",
    "us-doc-relido-missing",
    "us-doc-eyes",
    "us-doc-list-open",
    "us-doc-release-wide",
    "us-doc-display-wide",
];

fn unsaid(one: &mut Marking) {
    let release = [Control::Noforn, Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];
    release.iter().for_each(|control| {
        one.controls.remove(control);
    });
    one.rel_to.clear();
    one.display_only.clear();
    one.eyes.clear();
}

/// USA, then others by the alphabet.
fn sorted(mut codes: Vec<Code>) -> Vec<Code> {
    codes.sort_by_key(|code| (code.as_str() != "USA", code.clone()));
    codes
}

fn says(banner: &Marking) -> bool {
    let release = [Control::Noforn, Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];
    release.iter().any(|control| banner.has(*control))
}

fn release(banner: &Marking, all: &mut Vec<Change>) {
    if says(banner) {
        all.push(("say nothing of release", changed(banner, unsaid), &RELEASE));
    }
    let jordan = || Code::new("JOR");
    if !banner.rel_to.is_empty() {
        let wider = changed(banner, |one| one.rel_to = sorted([vec![jordan()], one.rel_to.clone()].concat()));
        all.push(("widen REL TO", wider, &["us-doc-release-wide"]));
        let narrower = changed(banner, |one| drop(one.rel_to.pop()));
        all.push(("narrow REL TO", narrower, &RELEASE));
    }
    if !banner.display_only.is_empty() {
        let wider = changed(banner, |one| one.display_only.push(jordan()));
        all.push(("widen DISPLAY ONLY", wider, &["us-doc-display-wide"]));
    }
    let rel_to = |one: &mut Marking| {
        unsaid(one);
        one.controls.insert(Control::RelTo);
        one.rel_to = vec![Code::new("USA"), jordan()];
    };
    all.push(("REL TO somebody else", changed(banner, rel_to), &RELEASE));
    if !banner.has(Control::Relido) {
        let add = changed(banner, |one| {
            one.controls.insert(Control::Relido);
        });
        all.push(("add RELIDO", add, &["us-doc-relido-claimed"]));
        let relido = changed(banner, |one| {
            unsaid(one);
            one.controls.insert(Control::Relido);
        });
        all.push(("RELIDO instead", relido, &RELEASE));
    }
    if !banner.has(Control::Noforn) {
        let noforn = changed(banner, |one| {
            unsaid(one);
            one.controls.insert(Control::Noforn);
        });
        all.push(("NOFORN instead", noforn, &RELEASE));
    }
}

fn program(name: &str, compartment: &str) -> Program {
    let compartment = Compartment { name: compartment.to_owned(), subs: Vec::new() };
    Program { name: name.to_owned(), compartments: vec![compartment] }
}

fn programs(banner: &Marking, all: &mut Vec<Change>) {
    for at in 0..banner.sci.len() {
        let without = changed(banner, |one| drop(one.sci.remove(at)));
        all.push(("drop a system", without, &["us-doc-sci-missing"]));
        for compartment in 0..banner.sci[at].compartments.len() {
            let without = changed(banner, |one| drop(one.sci[at].compartments.remove(compartment)));
            all.push(("drop a compartment", without, &["us-doc-sci-missing"]));
            if !banner.sci[at].compartments[compartment].subs.is_empty() {
                let without = changed(banner, |one| one.sci[at].compartments[compartment].subs.clear());
                all.push(("drop a sub-compartment", without, &["us-doc-sci-missing"]));
            }
        }
        let add = changed(banner, |one| {
            one.sci[at].compartments.push(Compartment { name: "XYZ".to_owned(), subs: Vec::new() });
        });
        all.push(("add a compartment", add, &["us-doc-sci-claimed"]));
    }
    let add = changed(banner, |one| one.sci.push(program("ZZZ", "QQ")));
    all.push(("add a system", add, &["us-doc-sci-claimed"]));
    for at in 0..banner.sap.len() {
        let without = changed(banner, |one| drop(one.sap.remove(at)));
        all.push(("drop a program", without, &["us-doc-sap-missing"]));
    }
    let add = changed(banner, |one| one.sap.push(program("QQQ", "Z1")));
    all.push(("add a program", add, &["us-doc-sap-claimed"]));
}

fn energy(banner: &Marking, all: &mut Vec<Change>) {
    const MISSING: &[&str] = &["us-doc-atomic-energy-missing"];
    const CLAIMED: &[&str] = &["us-doc-atomic-energy-claimed"];
    let of = &banner.atomic_energy;
    if let Some(rd) = of.rd.clone() {
        let lower = changed(banner, |one| {
            one.atomic_energy.rd = None;
            one.atomic_energy.frd = Some(RestrictedData { cnwdi: false, ..rd.clone() });
        });
        all.push(("RD to FRD", lower, MISSING));
        if rd.cnwdi {
            let without = changed(banner, |one| one.atomic_energy.rd.as_mut().unwrap().cnwdi = false);
            all.push(("drop CNWDI", without, MISSING));
        }
    }
    if let Some(frd) = of.frd.clone() {
        let higher = changed(banner, |one| {
            one.atomic_energy.frd = None;
            one.atomic_energy.rd = Some(frd);
        });
        all.push(("FRD to RD", higher, CLAIMED));
    }
    for sigma in of.rd.iter().chain(&of.frd).flat_map(|data| &data.sigma) {
        let without = changed(banner, |one| {
            let energy = &mut one.atomic_energy;
            energy.rd.iter_mut().chain(&mut energy.frd).for_each(|data| {
                data.sigma.remove(sigma);
            });
        });
        all.push(("drop a SIGMA", without, MISSING));
    }
    if of.rd.is_some() || of.frd.is_some() || of.tfni || of.dod_ucni || of.doe_ucni {
        let without = changed(banner, |one| one.atomic_energy = Default::default());
        all.push(("drop atomic energy", without, MISSING));
        let add = changed(banner, |one| {
            let data = one.atomic_energy.rd.get_or_insert_default();
            data.sigma.insert(99);
        });
        all.push(("add a SIGMA", add, CLAIMED));
    } else {
        let add = changed(banner, |one| one.atomic_energy.frd = Some(RestrictedData::default()));
        all.push(("add FRD", add, CLAIMED));
    }
}

fn foreign(banner: &Marking, all: &mut Vec<Change>) {
    match &banner.fgi {
        Some(Fgi::Open(codes)) => {
            let without = changed(banner, |one| one.fgi = None);
            all.push(("drop FGI", without, &["us-doc-fgi-missing"]));
            let hidden = changed(banner, |one| one.fgi = Some(Fgi::Concealed));
            all.push(("conceal what is named", hidden, &["us-doc-fgi-concealed"]));
            let mut more = codes.clone();
            more.push(Code::new("JOR"));
            let add = changed(banner, |one| one.fgi = Some(Fgi::Open(more)));
            all.push(("add a source", add, &["us-doc-fgi-claimed"]));
        }
        Some(Fgi::Concealed) => {
            let without = changed(banner, |one| one.fgi = None);
            all.push(("drop a concealed FGI", without, &["us-doc-fgi-missing"]));
            let named = changed(banner, |one| one.fgi = Some(Fgi::Open(vec![Code::new("DEU")])));
            all.push(("name a concealed FGI", named, &["us-doc-fgi-named"]));
        }
        None if banner.classification.holder == Holder::Us => {
            let add = changed(banner, |one| one.fgi = Some(Fgi::Open(vec![Code::new("DEU")])));
            all.push(("add FGI", add, &["us-doc-fgi-claimed"]));
        }
        None => {}
    }
    if let Holder::Joint(_) = banner.classification.holder {
        let us = changed(banner, |one| one.classification.holder = Holder::Us);
        all.push(("JOINT to the United States", us, &["us-doc-fgi-missing", "us-doc-list-open"]));
    } else {
        let joint = Holder::Joint(vec![Code::new("GBR"), Code::new("USA")]);
        let joint = changed(banner, |one| one.classification.holder = joint);
        all.push(("the United States to JOINT", joint, &["us-doc-holder"]));
    }
}

fn non_ic(banner: &Marking, all: &mut Vec<Change>) {
    const CLAIMED: &[&str] = &["us-doc-non-ic-claimed"];
    for one in [
        NonIc::Limdis,
        NonIc::Exdis,
        NonIc::Nodis,
        NonIc::Sbu,
        NonIc::SbuNf,
        NonIc::Les,
        NonIc::LesNf,
        NonIc::Ssi,
        NonIc::Nnpi,
    ] {
        if banner.non_ic.contains(&one) {
            let without = changed(banner, |banner| {
                banner.non_ic.remove(&one);
            });
            all.push(("drop a non-IC marking", without, &["us-doc-non-ic-missing"]));
        } else {
            let with = changed(banner, |banner| {
                banner.non_ic.insert(one);
            });
            all.push(("add a non-IC marking", with, CLAIMED));
        }
    }
}

/// What a change may leave as it was: the portions have it, and the banner by itself says that it is wrong there.
fn is_said_elsewhere(what: &str, document: &Document, banner: &Marking) -> bool {
    let text = banner.print(Form::Banner);
    let examined = caveat_marking::us::examine(&text, Some(Form::Banner));
    let in_portions = |word: &str| document.portions.iter().any(|portion| portion.contains(word));
    // A portion that has the banner's list has whatever the banner says.
    let leaves_list = document.portions.iter().any(|portion| portion.ends_with("//REL"));
    match what {
        "widen REL TO" | "narrow REL TO" | "REL TO somebody else" if leaves_list => true,
        "REL TO somebody else" | "RELIDO instead" | "NOFORN instead" => {
            !examined.is_valid() && in_portions("LES-NF")
        }
        "add a control" => !examined.is_valid() && (in_portions("FOUO") || in_portions("OC")),
        "add a non-IC marking" => {
            let words = ["DS", "SBU", "LES", "XD"];
            words.iter().any(|word| in_portions(word))
        }
        _ => false,
    }
}

#[test]
fn every_change_of_a_banner_is_caught() {
    let mut numbers: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (id, document) in documents() {
        let banner = read(&document.banner, Some(Form::Banner)).marking.unwrap();
        for (what, changed, expected) in changes(&banner) {
            let text = changed.print(Form::Banner);
            let changed_document = Document { banner: text, ..document.clone() };
            let codes = changed_document.codes();
            let (caught, elsewhere) = numbers.entry(what).or_default();
            if codes.iter().any(|code| expected.contains(code)) {
                *caught += 1;
            } else if is_said_elsewhere(what, &document, &changed) {
                *elsewhere += 1;
            } else {
                wrong.push(format!("{id}: {what}: {changed_document:?} has {codes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    let total: usize = numbers.values().map(|(caught, elsewhere)| caught + elsewhere).sum();
    assert!(total > 2000, "{total}");
    println!("{total} changed banners");
    for (what, (caught, elsewhere)) in numbers {
        println!("  {what:30} {caught:4} caught, {elsewhere:3} left to the banner's own check");
    }
}

/// What a portion may become, so that its banner is no longer right.
fn portion_changes(portion: &Marking, banner: &Marking) -> Vec<(&'static str, Marking)> {
    let mut all = Vec::new();
    let mut add = |what, change: &dyn Fn(&mut Marking)| all.push((what, changed(portion, change)));
    if banner.classification.level < Level::TopSecret {
        add("raise the level", &|one| one.classification.level = Level::TopSecret);
    }
    add("a new system", &|one| one.sci.push(program("ZZZ", "QQ")));
    add("a new program", &|one| one.sap.push(program("QQQ", "Z1")));
    add("a new SIGMA", &|one| {
        one.atomic_energy.rd.get_or_insert_default().sigma.insert(99);
    });
    if !banner.has(Control::Dsen) {
        add("DEA SENSITIVE", &|one| {
            one.controls.insert(Control::Dsen);
        });
    }
    if !banner.has(Control::Orcon) {
        add("ORCON", &|one| {
            one.controls.remove(&Control::OrconUsgov);
            one.controls.insert(Control::Orcon);
        });
    }
    if !banner.non_ic.contains(&NonIc::Ssi) {
        add("SSI", &|one| {
            one.non_ic.insert(NonIc::Ssi);
        });
    }
    let is_closed = banner.has(Control::Noforn)
        || banner.non_ic.contains(&NonIc::SbuNf)
        || banner.non_ic.contains(&NonIc::LesNf);
    if !is_closed && !matches!(portion.classification.holder, Holder::Joint(_)) {
        add("NOFORN", &|one| {
            unsaid(one);
            one.controls.insert(Control::Noforn);
        });
    }
    if banner.has(Control::RelTo) {
        add("REL TO nobody else", &|one| {
            unsaid(one);
            one.controls.insert(Control::RelTo);
            one.rel_to = vec![Code::new("USA"), Code::new("JOR")];
        });
    }
    if banner.fgi != Some(Fgi::Concealed) && banner.classification.holder == Holder::Us {
        add("a concealed source", &|one| one.fgi = Some(Fgi::Concealed));
    }
    all
}

#[test]
fn every_change_of_a_portion_is_caught() {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (id, document) in documents() {
        let banner = read(&document.banner, Some(Form::Banner)).marking.unwrap();
        for at in 0..document.portions.len() {
            let portion = read(&document.portions[at], Some(Form::Portion)).marking.unwrap();
            for (what, changed) in portion_changes(&portion, &banner) {
                let mut document = document.clone();
                document.portions[at] = changed.print(Form::Portion);
                let found = document.compared(&Stated::default());
                *numbers.entry(what).or_default() += 1;
                let is_shown =
                    found.iter().all(|one| one.because.is_none_or(|at| at < document.portions.len()));
                if !is_wrong(&found) || !is_shown {
                    wrong.push(format!("{id}: {what}: {document:?}: {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    let total: usize = numbers.values().sum();
    assert!(total > 900, "{total}");
    println!("{total} changed portions: {numbers:?}");
}
