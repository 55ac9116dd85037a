//! Every correct marking of the manual, with one thing changed that makes it wrong.

use std::ops::Range;

use caveat_marking::country::Code;
use caveat_marking::us::examine;
use caveat_marking::us::marking::{
    Category, Control, Fgi, Holder, Level, Marking, NonIc, Program, RestrictedData,
};
use caveat_marking::us::read::{Form, Part, Token, read};

use crate::published::correct;

/// A way to break a marking: the code that it is found by, and the change, where it can be made.
struct Breakage {
    code: &'static str,
    change: fn(&Marking) -> Option<Marking>,
}

const fn breakage(code: &'static str, change: fn(&Marking) -> Option<Marking>) -> Breakage {
    Breakage { code, change }
}

const BREAKAGES: &[Breakage] = &[
    breakage("us-sci-needs-noforn", |one| {
        let closed = ["BUR", "HCS"].into_iter().any(|name| sci(one, name).is_some())
            || ["BLFH", "IDIT", "KAND"].into_iter().any(|name| has_compartment(one, "TK", name));
        without(one, Control::Noforn).filter(|_| closed)
    }),
    breakage("us-exdis-noforn", |one| {
        without(one, Control::Noforn).filter(|one| one.non_ic.contains(&NonIc::Exdis))
    }),
    breakage("us-nodis-noforn", |one| {
        without(one, Control::Noforn).filter(|one| one.non_ic.contains(&NonIc::Nodis))
    }),
    breakage("us-sci-needs-orcon", |one| without(one, Control::Orcon).filter(needs_orcon)),
    breakage("us-sci-excludes-orcon-usgov", |one| {
        let one = without(one, Control::Orcon).filter(needs_orcon)?;
        with(&one, Control::OrconUsgov)
    }),
    breakage("us-sci-level", |one| {
        let needs_top = sci(one, "SI").is_some_and(|system| !system.compartments.is_empty())
            || has_compartment(one, "TK", "BLFH")
            || has_sub(one, "HCS", "P");
        at(one, Level::Secret).filter(|_| needs_top)
    }),
    breakage("us-sci-level", |one| {
        let needs_secret = ["HCS", "TK", "RSV"].into_iter().any(|name| sci(one, name).is_some());
        at(one, Level::Confidential).filter(|_| needs_secret)
    }),
    breakage("us-sci-unclassified", |one| at(one, Level::Unclassified).filter(|one| !one.sci.is_empty())),
    breakage("us-sap-unclassified", |one| at(one, Level::Unclassified).filter(|one| !one.sap.is_empty())),
    breakage("us-atomic-energy-level", |one| {
        let energy = &one.atomic_energy;
        let is_data = energy.rd.is_some() || energy.frd.is_some() || energy.tfni;
        at(one, Level::Unclassified).filter(|_| is_data)
    }),
    breakage("us-cnwdi-level", |one| {
        at(one, Level::Confidential).filter(|one| one.atomic_energy.rd.as_ref().is_some_and(|rd| rd.cnwdi))
    }),
    breakage("us-sigma-level", |one| {
        let frd = one.atomic_energy.frd.as_ref();
        at(one, Level::Confidential).filter(|_| frd.is_some_and(|frd| !frd.sigma.is_empty()))
    }),
    breakage("us-orcon-level", |one| {
        let is_orcon = one.has(Control::Orcon) || one.has(Control::OrconUsgov);
        at(one, Level::Unclassified).filter(|_| is_orcon)
    }),
    breakage("us-imcon-level", |one| at(one, Level::Confidential).filter(|one| one.has(Control::Imcon))),
    breakage("us-rsen-level", |one| at(one, Level::Confidential).filter(|one| one.has(Control::Rsen))),
    breakage("us-restricted", |one| at(one, Level::Restricted)),
    breakage("us-fouo-classified", |one| at(one, Level::Secret).filter(|one| one.has(Control::Fouo))),
    breakage("us-fouo-classified", |one| with(one, Control::Fouo).filter(is_classified)),
    breakage("us-fouo-superseded", |one| {
        with(one, Control::Fouo).filter(|one| !is_classified(one) && !one.non_ic.is_empty())
    }),
    breakage("us-fouo-superseded", |one| with(one, Control::Fisa).filter(|one| one.has(Control::Fouo))),
    breakage("us-limdis-classified", |one| {
        at(one, Level::Secret).filter(|one| one.non_ic.contains(&NonIc::Limdis))
    }),
    breakage("us-sbu-classified", |one| {
        let is_sbu = one.non_ic.contains(&NonIc::Sbu) || one.non_ic.contains(&NonIc::SbuNf);
        at(one, Level::Confidential).filter(|_| is_sbu)
    }),
    breakage("us-ucni-classified", |one| {
        let is_ucni = one.atomic_energy.dod_ucni || one.atomic_energy.doe_ucni;
        at(one, Level::Secret).filter(|_| is_ucni)
    }),
    breakage("us-orcon-excludes-relido", |one| {
        let is_orcon = one.has(Control::Orcon) || one.has(Control::OrconUsgov);
        with(one, Control::Relido).filter(|_| is_orcon)
    }),
    breakage("us-orcon-excludes-orcon-usgov", |one| {
        with(one, Control::OrconUsgov).filter(|one| one.has(Control::Orcon))
    }),
    breakage("us-noforn-excludes-rel-to", |one| {
        with(one, Control::Noforn).filter(|one| one.has(Control::RelTo))
    }),
    breakage("us-noforn-excludes-relido", |one| {
        with(one, Control::Relido).filter(|one| one.has(Control::Noforn))
    }),
    breakage("us-noforn-excludes-eyes", |one| {
        with(one, Control::Noforn).filter(|one| one.has(Control::Eyes))
    }),
    breakage("us-noforn-excludes-display-only", |one| {
        with(one, Control::Noforn).filter(|one| one.has(Control::DisplayOnly))
    }),
    breakage("us-display-only-excludes-relido", |one| {
        with(one, Control::Relido).filter(|one| one.has(Control::DisplayOnly))
    }),
    breakage("us-list", |one| {
        let is_there = one.has(Control::RelTo) && !one.rel_to.is_empty();
        changed(one, |one| one.rel_to.truncate(1)).filter(|_| is_there)
    }),
    breakage("us-joint-noforn", |one| with(one, Control::Noforn).filter(is_joint)),
    breakage("us-joint-release", |one| without(one, Control::RelTo).filter(is_joint)),
    breakage("us-joint-hcs", |one| changed(one, |one| one.sci.push(hcs_p())).filter(is_joint)),
    breakage("us-joint", |one| {
        let alone = Holder::Joint(vec![Code::new("USA")]);
        changed(one, |one| one.classification.holder = alone).filter(|_| is_joint(one))
    }),
    breakage("us-nato-control-source", |one| {
        changed(one, |one| one.fgi = None)
            .filter(|one| !one.nato.is_empty() && one.classification.holder == Holder::Us)
    }),
    breakage("us-unknown-country", |one| match &one.fgi {
        Some(Fgi::Open(sources)) => {
            let mut sources = sources.clone();
            sources.push(Code::new("USA"));
            sources.sort();
            changed(one, |one| one.fgi = Some(Fgi::Open(sources)))
        }
        _ => None,
    }),
    breakage("us-unknown-country", |one| match &one.classification.holder {
        Holder::Foreign(owners) => {
            let mut owners = owners.clone();
            owners.push(Code::new("USA"));
            owners.sort();
            changed(one, |one| one.classification.holder = Holder::Foreign(owners))
        }
        _ => None,
    }),
    breakage("us-atomic-energy-exclusive", |one| {
        let is_data = one.atomic_energy.rd.is_some() || one.atomic_energy.frd.is_some();
        changed(one, |one| one.atomic_energy.tfni = true).filter(|_| is_data)
    }),
    breakage("us-atomic-energy-exclusive", |one| {
        let frd = RestrictedData::default();
        changed(one, |one| one.atomic_energy.frd = Some(frd)).filter(|one| one.atomic_energy.rd.is_some())
    }),
    breakage("us-non-ic-exclusive", |one| {
        let is_nodis = one.non_ic.contains(&NonIc::Nodis);
        changed(one, |one| one.non_ic.extend([NonIc::Exdis])).filter(|_| is_nodis)
    }),
    breakage("us-les-exclusive", |one| {
        let is_les = one.non_ic.contains(&NonIc::LesNf);
        changed(one, |one| one.non_ic.extend([NonIc::Les])).filter(|_| is_les)
    }),
    breakage("us-nf-form-excludes-release", |one| {
        let is_closed = one.non_ic.contains(&NonIc::SbuNf) || one.non_ic.contains(&NonIc::LesNf);
        with(one, Control::Noforn).filter(|_| is_closed)
    }),
    breakage("us-propin-release", |one| {
        without(one, Control::Noforn).filter(|one| one.has(Control::Propin) && is_classified(one))
    }),
    breakage("us-rsv-compartment", |one| {
        let is_there = sci(one, "RSV").is_some();
        changed(one, |one| one.sci.iter_mut().for_each(|system| system.compartments.clear()))
            .filter(|_| is_there)
    }),
];

fn changed(one: &Marking, change: impl FnOnce(&mut Marking)) -> Option<Marking> {
    let mut other = one.clone();
    change(&mut other);
    (other != *one).then_some(other)
}

fn with(one: &Marking, control: Control) -> Option<Marking> {
    changed(one, |one| one.controls.extend([control]))
}

fn without(one: &Marking, control: Control) -> Option<Marking> {
    changed(one, |one| {
        if one.controls.remove(&control) && control == Control::RelTo {
            one.rel_to.clear();
        }
    })
}

/// At another level, if the classification is the United States' own, or with others.
fn at(one: &Marking, level: Level) -> Option<Marking> {
    let is_ours = matches!(one.classification.holder, Holder::Us | Holder::Joint(_));
    changed(one, |one| one.classification.level = level).filter(|_| is_ours)
}

fn is_classified(one: &Marking) -> bool {
    one.classification.level > Level::Unclassified
}

fn is_joint(one: &Marking) -> bool {
    matches!(one.classification.holder, Holder::Joint(_))
}

fn sci<'a>(one: &'a Marking, name: &str) -> Option<&'a Program> {
    one.sci.iter().find(|system| system.name == name)
}

fn has_compartment(one: &Marking, system: &str, name: &str) -> bool {
    sci(one, system).is_some_and(|system| system.compartments.iter().any(|one| one.name == name))
}

fn has_sub(one: &Marking, system: &str, name: &str) -> bool {
    let is_it = |one: &caveat_marking::us::marking::Compartment| one.name == name && !one.subs.is_empty();
    sci(one, system).is_some_and(|system| system.compartments.iter().any(is_it))
}

fn needs_orcon(one: &Marking) -> bool {
    has_compartment(one, "SI", "G") || has_compartment(one, "HCS", "O") || has_sub(one, "HCS", "P")
}

fn hcs_p() -> Program {
    let compartment = caveat_marking::us::marking::Compartment { name: "P".to_owned(), subs: Vec::new() };
    Program { name: "HCS".to_owned(), compartments: vec![compartment] }
}

fn codes(text: &str, form: Form) -> Vec<&'static str> {
    examine(text, Some(form)).problems.iter().map(|one| one.code).collect()
}

#[test]
fn every_breakage_is_found() {
    let mut wrong = Vec::new();
    let mut made = vec![0; BREAKAGES.len()];
    for (form, text) in correct() {
        let marking = read(&text, Some(form)).marking.unwrap();
        for (breakage, made) in BREAKAGES.iter().zip(&mut made) {
            let Some(broken) = (breakage.change)(&marking) else { continue };
            let broken = broken.print(form);
            *made += 1;
            let found = codes(&broken, form);
            if !found.contains(&breakage.code) {
                wrong.push(format!("`{broken}` (was `{text}`) has {found:?}, and not {}", breakage.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (breakage, made) in BREAKAGES.iter().zip(made) {
        assert!(made > 0, "nothing was broken by {}", breakage.code);
    }
}

/// A way to break the text of a marking.
struct TextBreakage {
    code: &'static str,
    change: fn(&str, &[Token]) -> Option<String>,
}

const TEXT_BREAKAGES: &[TextBreakage] = &[
    TextBreakage {
        code: "us-order",
        change: |text, tokens| swapped(text, &controls(tokens, Category::Dissemination)),
    },
    TextBreakage {
        code: "us-order",
        change: |text, tokens| swapped(text, &controls(tokens, Category::NonIc)),
    },
    TextBreakage { code: "us-order", change: |text, tokens| swapped(text, &released(tokens)?.split_off(1)) },
    TextBreakage {
        code: "us-order",
        change: |text, tokens| {
            let first = category(tokens, Category::Sci)?;
            swapped(text, &[first, category(tokens, Category::Dissemination)?])
        },
    },
    TextBreakage {
        code: "us-duplicate",
        change: |text, tokens| {
            let last = controls(tokens, Category::Dissemination).pop()?;
            Some(format!("{}/{}{}", &text[..last.end], &text[last.clone()], &text[last.end..]))
        },
    },
    TextBreakage {
        code: "us-duplicate",
        change: |text, tokens| {
            let last = released(tokens)?.pop()?;
            Some(format!("{}, {}{}", &text[..last.end], &text[last.clone()], &text[last.end..]))
        },
    },
    TextBreakage {
        code: "us-unknown-country",
        change: |text, tokens| replaced(text, released(tokens)?.get(1)?, "GBB"),
    },
    TextBreakage {
        code: "us-unknown-country",
        change: |text, tokens| {
            replaced(text, &span(tokens, |part| matches!(part, Part::FgiSource(_)))?, "ZZY")
        },
    },
    TextBreakage {
        code: "us-unknown",
        change: |text, tokens| replaced(text, &controls(tokens, Category::Dissemination).pop()?, "NOFORCE"),
    },
    TextBreakage {
        code: "us-usa",
        change: |text, tokens| {
            let released = released(tokens)?;
            replaced(text, &(released.first()?.start..released.get(1)?.start), "")
        },
    },
    TextBreakage {
        code: "us-list",
        change: |text, tokens| {
            let released = released(tokens)?;
            replaced(text, &(released.first()?.end..released.last()?.end), "")
        },
    },
    TextBreakage {
        code: "us-separator",
        change: |text, tokens| {
            let first = category(tokens, Category::Dissemination)?;
            replaced(text, &(first.start - 2..first.start), "/")
        },
    },
    TextBreakage {
        code: "us-empty",
        change: |text, tokens| {
            let first = category(tokens, Category::Dissemination)?;
            replaced(text, &(first.start..first.start), "//")
        },
    },
    TextBreakage { code: "us-trailing", change: |text, _| Some(format!("{text}//")) },
    TextBreakage { code: "us-case", change: |text, _| Some(text.to_ascii_lowercase()) },
    TextBreakage {
        code: "us-two-classifications",
        change: |text, tokens| {
            let level = span(tokens, |part| *part == Part::Level)?;
            replaced(text, &(level.end..level.end), "//SECRET").filter(|_| level.start == 0)
        },
    },
    TextBreakage {
        code: "us-no-classification",
        change: |text, tokens| replaced(text, &(0..category(tokens, Category::Dissemination)?.start), ""),
    },
];

fn controls(tokens: &[Token], category: Category) -> Vec<Range<usize>> {
    let is_plain = |part: &Part| match part {
        Part::Control(control) => !matches!(control, Control::RelTo | Control::DisplayOnly | Control::Eyes),
        Part::NonIc(_) => true,
        _ => false,
    };
    let of = tokens.iter().filter(|token| token.category == category && is_plain(&token.part));
    of.map(|token| token.span.clone()).collect()
}

/// The codes of REL TO. The first is the United States.
fn released(tokens: &[Token]) -> Option<Vec<Range<usize>>> {
    let of = tokens.iter().filter(|token| matches!(token.part, Part::RelTo(_)));
    let found: Vec<_> = of.map(|token| token.span.clone()).collect();
    (found.len() > 1).then_some(found)
}

fn span(tokens: &[Token], is_it: impl Fn(&Part) -> bool) -> Option<Range<usize>> {
    tokens.iter().find(|token| is_it(&token.part)).map(|token| token.span.clone())
}

fn category(tokens: &[Token], category: Category) -> Option<Range<usize>> {
    let mut of = tokens.iter().filter(|token| token.category == category);
    let first = of.next()?;
    Some(first.span.start..of.next_back().unwrap_or(first).span.end)
}

/// The first two of some places, each with the text of the other.
fn swapped(text: &str, places: &[Range<usize>]) -> Option<String> {
    let [one, other, ..] = places else { return None };
    let between = &text[one.end..other.start];
    let swapped = format!("{}{between}{}", &text[other.clone()], &text[one.clone()]);
    Some(format!("{}{swapped}{}", &text[..one.start], &text[other.end..]))
}

fn replaced(text: &str, place: &Range<usize>, with: &str) -> Option<String> {
    let is_there = place.end > 0;
    is_there.then(|| format!("{}{with}{}", &text[..place.start], &text[place.end..]))
}

#[test]
fn every_breakage_of_the_text_is_found() {
    let mut wrong = Vec::new();
    let mut made = vec![0; TEXT_BREAKAGES.len()];
    for (form, text) in correct() {
        let tokens = read(&text, Some(form)).tokens;
        for (breakage, made) in TEXT_BREAKAGES.iter().zip(&mut made) {
            let Some(broken) = (breakage.change)(&text, &tokens) else { continue };
            *made += 1;
            let found = codes(&broken, form);
            if !found.contains(&breakage.code) {
                wrong.push(format!("`{broken}` (was `{text}`) has {found:?}, and not {}", breakage.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (breakage, made) in TEXT_BREAKAGES.iter().zip(made) {
        assert!(made > 0, "nothing was broken by {}", breakage.code);
    }
}
