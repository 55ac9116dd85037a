//! To whom a document may be released or shown, from what its portions say of it.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), D.2, Tables 2 and 3. Numbers of rules are those of
//! Table 3; where one of its rows speaks of SBU NOFORN or LES NOFORN (3 to 8, 14, 15), which of them is not told.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use crate::country;
use crate::us::marking::{Code, Control, Holder, Level, Marking, NonIc};
use crate::us::rollup::{Options, Portion, Unmarked};

/// Whether a control is about release to others.
pub(super) fn is_about_it(control: Control) -> bool {
    matches!(
        control,
        Control::Noforn | Control::RelTo | Control::Relido | Control::Eyes | Control::DisplayOnly
    )
}

/// The day from which what is classified, and not caveated, is RELIDO if it does not say otherwise (Table 2).
const SINCE: Date = date(2010, 6, 28);

/// What a portion says of release.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stance {
    /// To nobody: it says NOFORN.
    Noforn,
    /// To nobody, by something else that it says, or by what nobody knows.
    Closed,
    /// To those on its lists, and RELIDO.
    Lists(Lists),
    /// An official may release it.
    Relido,
    /// Nothing, and it counts as RELIDO where all others are.
    Young,
    /// Nothing, and it counts as NOFORN where others say something.
    Old,
}

/// Of each list, all that is in it and all that it may be decomposed into. None, where there is no such list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lists {
    rel: Option<BTreeSet<Code>>,
    eyes: Option<BTreeSet<Code>>,
    display: Option<BTreeSet<Code>>,
    relido: bool,
}

impl Lists {
    /// Those who may receive it.
    fn receive(&self) -> BTreeSet<Code> {
        self.rel.iter().chain(&self.eyes).flatten().cloned().collect()
    }

    /// Those who may be shown it: what is released may be shown.
    fn see(&self) -> BTreeSet<Code> {
        self.receive().into_iter().chain(self.display.iter().flatten().cloned()).collect()
    }
}

/// Decides on release, and tells by which rule.
pub(super) fn settle(banner: &mut Marking, portions: &[&Portion], options: &Options) -> Option<u8> {
    let is_classified = banner.classification.level > Level::Unclassified;
    let context =
        Context { is_classified, says_something: portions.iter().any(|portion| says_something(portion)) };
    let stances: Vec<Stance> = portions
        .iter()
        .filter_map(|portion| context.stance(&portion.marking, portion.dated, options))
        .collect();
    match decide(&stances, options) {
        Release::Nothing => None,
        Release::Noforn(rule) => {
            banner.controls.insert(Control::Noforn);
            split_noforn(banner);
            rule
        }
        Release::Relido(rule) => {
            banner.controls.insert(Control::Relido);
            Some(rule)
        }
        Release::Lists { rel, eyes, display, relido, rule } => {
            for (control, list, slot) in [
                (Control::RelTo, rel, &mut banner.rel_to),
                (Control::Eyes, eyes, &mut banner.eyes),
                (Control::DisplayOnly, display, &mut banner.display_only),
            ] {
                if !list.is_empty() {
                    banner.controls.insert(control);
                    *slot = list;
                }
            }
            if relido {
                banner.controls.insert(Control::Relido);
            }
            Some(rule)
        }
    }
}

/// LES NOFORN and SBU NOFORN beside NOFORN are LES and SBU.
fn split_noforn(banner: &mut Marking) {
    for (joined, alone) in [(NonIc::LesNf, NonIc::Les), (NonIc::SbuNf, NonIc::Sbu)] {
        if banner.non_ic.remove(&joined) {
            banner.non_ic.insert(alone);
        }
    }
}

fn says_something(portion: &Portion) -> bool {
    portion.marking.controls.iter().any(|control| is_about_it(*control))
}

/// What a portion is looked at within.
struct Context {
    is_classified: bool,
    /// Whether any portion says something of release.
    says_something: bool,
}

impl Context {
    /// What a portion says of release. None, where it is not asked.
    fn stance(&self, marking: &Marking, dated: Option<Date>, options: &Options) -> Option<Stance> {
        let has = |control| marking.has(control);
        if has(Control::Noforn) {
            return Some(Stance::Noforn);
        }
        let is_closed = !marking.unknown.is_empty()
            || marking.non_ic.contains(&NonIc::Exdis)
            || marking.non_ic.contains(&NonIc::Nodis);
        if is_closed || self.is_closed_here(marking) {
            return Some(Stance::Closed);
        }
        let lists = lists(marking, options);
        if lists.rel.is_some() || lists.eyes.is_some() || lists.display.is_some() {
            return Some(Stance::Lists(lists));
        }
        if has(Control::Relido) {
            return Some(Stance::Relido);
        }
        if marking.classification.level == Level::Unclassified {
            // FISA counts as RELIDO (H.8); what is unclassified without a word follows the banner.
            let is_fisa = has(Control::Fisa) || has(Control::RawFisa);
            return (is_fisa && (self.is_classified || self.says_something)).then_some(Stance::Relido);
        }
        Some(self.default(marking, dated, options))
    }

    /// What is NOFORN beside others only.
    fn is_closed_here(&self, marking: &Marking) -> bool {
        let has_nf = marking.non_ic.contains(&NonIc::LesNf) || marking.non_ic.contains(&NonIc::SbuNf);
        let has_ucni = marking.atomic_energy.dod_ucni || marking.atomic_energy.doe_ucni;
        (has_nf && (self.is_classified || self.says_something)) || (has_ucni && self.is_classified)
    }

    /// What a classified portion says that says nothing (Table 2).
    fn default(&self, marking: &Marking, dated: Option<Date>, options: &Options) -> Stance {
        let is_foreign = marking.classification.holder != Holder::Us || marking.fgi.is_some();
        let is_young = dated.is_some_and(|dated| dated >= SINCE) && !is_caveated(marking) && !is_foreign;
        match options.unmarked {
            Unmarked::TakesDefault if is_young => Stance::Relido,
            Unmarked::TakesDefault => Stance::Closed,
            Unmarked::SaysNothing if is_young => Stance::Young,
            Unmarked::SaysNothing => Stance::Old,
        }
    }
}

/// Control systems are no caveat here (Table 2).
fn is_caveated(marking: &Marking) -> bool {
    let atomic = &marking.atomic_energy;
    let is_atomic = atomic.rd.is_some() || atomic.frd.is_some() || atomic.tfni;
    !marking.sap.is_empty() || is_atomic || !marking.controls.is_empty() || !marking.non_ic.is_empty()
}

fn lists(marking: &Marking, options: &Options) -> Lists {
    let of = |control, codes: &[Code]| marking.has(control).then(|| decomposed(codes, options));
    Lists {
        rel: of(Control::RelTo, &marking.rel_to),
        eyes: of(Control::Eyes, &marking.eyes),
        display: of(Control::DisplayOnly, &marking.display_only),
        relido: marking.has(Control::Relido),
    }
}

/// The codes, with the members of those that may be decomposed. The United States are in every list.
fn decomposed(codes: &[Code], options: &Options) -> BTreeSet<Code> {
    let members = codes
        .iter()
        .filter(|code| options.decomposable.contains(code))
        .flat_map(|code| country::members(code.as_str()).unwrap_or_default());
    codes.iter().chain(members).filter(|code| code.as_str() != "USA").cloned().collect()
}

/// What a banner says of release.
enum Release {
    Nothing,
    Noforn(Option<u8>),
    Relido(u8),
    Lists { rel: Vec<Code>, eyes: Vec<Code>, display: Vec<Code>, relido: bool, rule: u8 },
}

fn decide(stances: &[Stance], options: &Options) -> Release {
    let any = |of: fn(&Stance) -> bool| stances.iter().any(of);
    let all = |of: fn(&Stance) -> bool| stances.iter().all(of);
    let is_unmarked = |stance: &Stance| matches!(stance, Stance::Young | Stance::Old);
    let has_relido = |stance: &Stance| {
        matches!(stance, Stance::Relido) || matches!(stance, Stance::Lists(lists) if lists.relido)
    };
    let shows = |stance: &Stance| matches!(stance, Stance::Lists(lists) if lists.display.is_some());
    if all(is_unmarked) {
        return Release::Nothing;
    }
    if any(|stance| matches!(stance, Stance::Noforn)) {
        return Release::Noforn(Some(if all(|stance| matches!(stance, Stance::Noforn)) { 1 } else { 2 }));
    }
    if any(|stance| matches!(stance, Stance::Closed)) {
        return Release::Noforn(None);
    }
    if any(is_unmarked) {
        return beside_unmarked(stances);
    }
    if any(|stance| matches!(stance, Stance::Relido)) {
        return match () {
            () if all(has_relido) => Release::Relido(24),
            () if any(shows) => Release::Noforn(Some(18)),
            () => Release::Noforn(Some(10)),
        };
    }
    let lists: Vec<&Lists> = stances
        .iter()
        .filter_map(|stance| if let Stance::Lists(lists) = stance { Some(lists) } else { None })
        .collect();
    of_lists(&lists, options)
}

/// Something is said, and not by all.
fn beside_unmarked(stances: &[Stance]) -> Release {
    let is_relido = |stance: &Stance| matches!(stance, Stance::Relido | Stance::Young);
    if stances.iter().all(is_relido) {
        return Release::Relido(17);
    }
    let lists = stances
        .iter()
        .filter_map(|stance| if let Stance::Lists(lists) = stance { Some(lists) } else { None });
    let (mut shows, mut relido) = (false, false);
    for lists in lists {
        shows |= lists.display.is_some();
        relido |= lists.relido;
    }
    Release::Noforn(Some(match (shows, relido) {
        (true, _) => 19,
        (false, true) => 16,
        (false, false) if stances.contains(&Stance::Relido) => 17,
        (false, false) => 12,
    }))
}

/// What is in all lists.
fn of_lists(lists: &[&Lists], options: &Options) -> Release {
    let receive = common(lists.iter().map(|lists| lists.receive()));
    let see = common(lists.iter().map(|lists| lists.see()));
    let shows = lists.iter().any(|lists| lists.display.is_some());
    let are_eyes = lists.iter().any(|lists| lists.eyes.is_some());
    let relido = lists.iter().all(|lists| lists.relido);
    if receive.is_empty() && see.is_empty() {
        return Release::Noforn(Some(match (shows, are_eyes) {
            (false, false) => 9,
            (false, true) => 13,
            (true, _) if lists.iter().any(|lists| lists.rel.is_some()) => 11,
            (true, _) => 20,
        }));
    }
    let display: BTreeSet<Code> = see.difference(&receive).cloned().collect();
    let display = composed(&display, options);
    let is_each_of_eyes = lists.iter().all(|lists| lists.eyes.is_some() && lists.rel.is_none());
    if receive.is_empty() {
        let only_display = lists.iter().all(|lists| lists.rel.is_none() && lists.eyes.is_none());
        let rule = if only_display { 25 } else { 26 };
        return Release::Lists { rel: Vec::new(), eyes: Vec::new(), display, relido: false, rule };
    }
    let mut list = vec![Code::new("USA")];
    list.extend(composed(&receive, options));
    let (rel, eyes) = if is_each_of_eyes { (Vec::new(), list) } else { (list, Vec::new()) };
    let rule = match (shows, are_eyes) {
        (true, _) => 27,
        (false, true) => 22,
        (false, false) => 21,
    };
    let display = if shows { display } else { Vec::new() };
    Release::Lists { rel, eyes, display, relido, rule }
}

fn common(mut lists: impl Iterator<Item = BTreeSet<Code>>) -> BTreeSet<Code> {
    let first = lists.next().unwrap_or_default();
    lists.fold(first, |all, list| all.intersection(&list).cloned().collect())
}

/// The codes as a list has them: without those for whom a coalition stands in it.
fn composed(codes: &BTreeSet<Code>, options: &Options) -> Vec<Code> {
    let coalitions = codes.iter().filter(|code| options.decomposable.contains(code));
    let within: BTreeSet<&Code> =
        coalitions.flat_map(|code| country::members(code.as_str()).unwrap_or_default()).collect();
    codes.iter().filter(|code| !within.contains(code)).cloned().collect()
}
