//! Markings made up: every category, as the manual writes it, and the hard cases among them.

use std::collections::BTreeSet;

use caveat_marking::country::{self, Country};
use caveat_marking::us::marking::{
    AtomicEnergy, Classification, Code, Compartment, Control, Fgi, Holder, Level, Marking, NatoControl,
    NonIc, Program, RestrictedData,
};
use caveat_marking::us::register::{Form, Mark, ROWS};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A marking that is written as the manual has it. In a portion a list may be that of the banner; in a banner the name
/// of a special access program may be of several words.
pub(crate) fn marking(form: Form) -> impl Strategy<Value = Marking> {
    (holder(form), sci(), sap(form), atomic_energy(), nato(), option::of(fgi()), controls(form), non_ic())
        .prop_map(
            |(
                classification,
                sci,
                sap,
                atomic_energy,
                nato,
                fgi,
                (controls, rel_to, display_only),
                non_ic,
            )| Marking {
                classification,
                sci,
                sap,
                atomic_energy,
                nato,
                fgi,
                controls,
                rel_to,
                display_only,
                eyes: Vec::new(),
                non_ic,
                unknown: Vec::new(),
            },
        )
}

fn level() -> impl Strategy<Value = Level> {
    select(vec![Level::TopSecret, Level::Secret, Level::Confidential, Level::Unclassified])
}

fn foreign_level() -> impl Strategy<Value = Level> {
    prop_oneof![3 => level(), 1 => Just(Level::Restricted)]
}

fn lower_level() -> impl Strategy<Value = Level> {
    foreign_level().prop_map(|level| level.min(Level::Secret))
}

fn holder(form: Form) -> impl Strategy<Value = Classification> {
    let of = |holder: Holder| move |level| Classification { holder: holder.clone(), level };
    let joint = codes(|country| country.source, 1..4).prop_map(|mut codes| {
        codes.push(Code::new("USA"));
        codes.sort();
        Holder::Joint(codes)
    });
    let shared = prop_oneof![Just(Holder::Joint(Vec::new())), joint.clone()];
    let joint = if form == Form::Portion { shared.boxed() } else { joint.boxed() };
    // NATO's own markings are NATO's, and not those of a government.
    let foreign =
        codes(|country| country.source && country.code.as_str() != "NATO", 1..3).prop_map(Holder::Foreign);
    prop_oneof![
        6 => level().prop_map(of(Holder::Us)),
        1 => (joint, level()).prop_map(|(holder, level)| Classification { holder, level }),
        1 => (foreign, foreign_level()).prop_map(|(holder, level)| Classification { holder, level }),
        1 => foreign_level().prop_map(of(Holder::Concealed)),
        1 => foreign_level().prop_map(of(Holder::Nato(None))),
        1 => (activity(), lower_level())
            .prop_map(|(name, level)| Classification { holder: Holder::Nato(Some(name)), level }),
    ]
}

fn activity() -> impl Strategy<Value = String> {
    // `NATO TOP SECRET` is COSMIC, and `NODIS` a marking of the Department of State.
    let other = "[A-Z]{2,6}".prop_filter("taken", |name| !matches!(name.as_str(), "TOP" | "ODI"));
    prop_oneof![Just("ISAF".to_owned()), Just("KFOR".to_owned()), other]
}

/// Sorted codes, of those that are not retired.
fn codes(
    takes: impl Fn(&Country) -> bool,
    count: impl Into<proptest::collection::SizeRange>,
) -> impl Strategy<Value = Vec<Code>> + Clone {
    let all: Vec<Code> = country::all()
        .iter()
        .filter(|country| country.retired.is_none() && country.code.as_str() != "USA" && takes(country))
        .map(|country| country.code.clone())
        .collect();
    // Andorra's code is a word that people write between codes, and that of NATO stands in many lists.
    let hard = select(vec![Code::new("AND"), Code::new("GBR"), Code::new("NATO"), Code::new("FVEY")]);
    let hard_is_right = all.iter().any(|code| code.as_str() == "NATO");
    let one = if hard_is_right { prop_oneof![select(all), hard].boxed() } else { select(all).boxed() };
    btree_set(one, count)
        .prop_map(|codes| codes.into_iter().collect())
        .boxed()
        .prop_map(|codes| codes)
        .boxed()
}

/// Words that mean something by themselves, and so are no names.
fn is_taken(name: &str) -> bool {
    const LEVELS: [&str; 11] = ["TS", "S", "C", "R", "U", "CTS", "NS", "NC", "NR", "NU", "NCA"];
    let is_published = ROWS.iter().any(|row| {
        name == row.title
            || name == row.banner
            || name == row.portion
            || matches!(row.mark, Mark::Sci(sci) if sci == name)
    });
    is_published
        || LEVELS.contains(&name)
        || matches!(name, "SAR" | "REL" | "NIS" | "NIC" | "NIR" | "NIU" | "NSAT" | "CTSA")
        || country::known(name)
}

fn names(pattern: &'static str) -> impl Strategy<Value = String> {
    pattern.prop_filter("taken", |name| !is_taken(name))
}

fn compartments(
    name: impl Strategy<Value = String>,
    sub: &'static str,
    most: usize,
) -> impl Strategy<Value = Vec<Compartment>> {
    vec((name, btree_set(sub, 0..3)), 0..=most).prop_map(|all| {
        let mut all: Vec<Compartment> = all
            .into_iter()
            .map(|(name, subs)| Compartment { name, subs: subs.into_iter().collect() })
            .collect();
        all.sort();
        all.dedup_by(|one, other| one.name == other.name);
        all
    })
}

fn program(
    name: impl Strategy<Value = String>,
    within: impl Strategy<Value = Vec<Compartment>>,
) -> impl Strategy<Value = Program> {
    (name, within).prop_map(|(name, compartments)| Program { name, compartments })
}

fn programs(all: Vec<Program>) -> Vec<Program> {
    let mut all = all;
    all.sort();
    all.dedup_by(|one, other| one.name == other.name);
    all
}

fn sci() -> impl Strategy<Value = Vec<Program>> {
    let is = |name: &'static str| Just(name.to_owned());
    let si = vec((select(vec!["EU", "G", "NK", "ABC"]), btree_set("[A-Z]{4}", 0..3)), 0..3).prop_map(|all| {
        let mut all: Vec<Compartment> = all
            .into_iter()
            .map(|(name, subs)| Compartment { name: name.to_owned(), subs: subs.into_iter().collect() })
            .collect();
        all.sort();
        all.dedup_by(|one, other| one.name == other.name);
        all
    });
    let tk = select(vec!["BLFH".to_owned(), "IDIT".to_owned(), "KAND".to_owned(), "X1".to_owned()]);
    let published = select(vec!["BUR", "HCS", "KLM", "MVL", "RSV"]).prop_map(str::to_owned);
    let one = prop_oneof![
        2 => program(is("SI"), si),
        2 => program(is("TK"), compartments(tk, "[A-Z0-9]{1,6}", 2)),
        2 => program(published, compartments("[A-Z0-9]{1,3}", "[A-Z0-9]{1,6}", 2)),
        2 => program(names("[A-Z0-9]{3}"), compartments("[A-Z0-9]{1,3}", "[A-Z0-9]{1,6}", 2)),
    ];
    vec(one, 0..3).prop_map(programs)
}

fn sap(form: Form) -> impl Strategy<Value = Vec<Program>> {
    // A list of countries begins so, or ends so: what is read as one names no program.
    let begins_list = |name: &str| matches!(name.split_once(' '), Some(("FGI" | "DISPLAY", _) | (_, "EYES")));
    let nickname = "[A-Z]{3,8} [A-Z]{3,8}".prop_filter("taken", move |name| !begins_list(name));
    let multiple = Just("MULTIPLE PROGRAMS".to_owned());
    let name = match form {
        Form::Banner => prop_oneof![3 => names("[A-Z]{2,3}"), 1 => nickname, 1 => multiple].boxed(),
        Form::Portion => prop_oneof![4 => names("[A-Z]{2,3}"), 1 => multiple].boxed(),
    };
    let within = compartments("[A-Z0-9]{1,5}", "[A-Z0-9]{1,8}", 2);
    vec(program(name, within), 0..3).prop_map(programs)
}

fn atomic_energy() -> impl Strategy<Value = AtomicEnergy> {
    let sigma = || btree_set(select(vec![1u8, 2, 14, 15, 18, 20, 99]), 0..3);
    let rd = option::weighted(
        0.2,
        (any::<bool>(), sigma()).prop_map(|(cnwdi, sigma)| RestrictedData { cnwdi, sigma }),
    );
    let frd = option::weighted(0.2, sigma().prop_map(|sigma| RestrictedData { cnwdi: false, sigma }));
    let rare = || proptest::bool::weighted(0.1);
    (rd, frd, rare(), rare(), rare()).prop_map(|(rd, frd, dod_ucni, doe_ucni, tfni)| AtomicEnergy {
        rd,
        frd,
        dod_ucni,
        doe_ucni,
        tfni,
    })
}

fn nato() -> impl Strategy<Value = BTreeSet<NatoControl>> {
    let all = vec![NatoControl::Atomal, NatoControl::Balk, NatoControl::Bohemia];
    prop_oneof![2 => Just(BTreeSet::new()), 1 => subsequence(all, 0..=3).prop_map(BTreeSet::from_iter)]
}

fn fgi() -> impl Strategy<Value = Fgi> {
    prop_oneof![Just(Fgi::Concealed), codes(|country| country.source, 1..5).prop_map(Fgi::Open)]
}

type Lists = (BTreeSet<Control>, Vec<Code>, Vec<Code>);

fn controls(form: Form) -> impl Strategy<Value = Lists> {
    let all: Vec<Control> = ROWS
        .iter()
        .filter_map(|row| match row.mark {
            Mark::Control(control) if control != Control::Eyes => Some(control),
            _ => None,
        })
        .collect();
    let fewest = if form == Form::Portion { 0 } else { 1 };
    let rel_to = codes(|country| country.releasable, fewest..6);
    let display = codes(|country| country.releasable, 1..4);
    (subsequence(all, 0..5), rel_to, display).prop_map(|(controls, mut rel_to, display)| {
        let controls = BTreeSet::from_iter(controls);
        if !rel_to.is_empty() {
            rel_to.insert(0, Code::new("USA"));
        }
        let has = |control| controls.contains(&control);
        let rel_to = if has(Control::RelTo) { rel_to } else { Vec::new() };
        let display = if has(Control::DisplayOnly) { display } else { Vec::new() };
        (controls, rel_to, display)
    })
}

fn non_ic() -> impl Strategy<Value = BTreeSet<NonIc>> {
    let all: Vec<NonIc> = ROWS
        .iter()
        .filter_map(|row| if let Mark::NonIc(non_ic) = row.mark { Some(non_ic) } else { None })
        .collect();
    prop_oneof![2 => Just(BTreeSet::new()), 1 => subsequence(all, 0..3).prop_map(BTreeSet::from_iter)]
}
