//! The banner that the portions make, against the banner that is written: all but who may have it.

use super::finding::{Finding, Of};
use super::held::{Energy, Held, Name, Thing};
use super::{Given, release, rules, wording};
use crate::us::marking::{Control, Holder, Level, NonIc};
use crate::us::print;
use crate::us::read::Form;

/// How many things that a banner lacks anybody is told, and how many that it claims.
const MOST: usize = 50;

/// What the banner lacks and what it claims.
pub(super) fn compare<'a>(given: &Given<'a>) -> Vec<Finding<'a>> {
    let mut found = Vec::new();
    found.extend(level(given));
    found.extend(holder(given));
    let (written, made) = (Held::of(given.banner), Held::of(given.made));
    let unknown = given.held.things().filter(|thing| matches!(thing, Thing::Unknown(_)));
    let needed = made.things().filter(|thing| !matches!(thing, Thing::Unknown(_))).chain(unknown);
    let lacking = needed.filter(|thing| !release::is_of(thing) && !is_met(thing, &written));
    found.extend(lacking.take(MOST).map(|thing| missing(thing, given)));
    let written = written.things().filter(|thing| !release::is_of(thing));
    found.extend(written.filter_map(|thing| claimed(thing, given)).take(MOST));
    found.extend(release::compare(given));
    found
}

fn level<'a>(given: &Given<'a>) -> Option<Finding<'a>> {
    let (written, made) = (given.banner.classification.level, made_level(given));
    let name = |level| print::level(level, Form::Banner);
    if written < made {
        let restricted = || given.held.at_level(Level::Restricted);
        let because = given.held.at_level(made).or_else(restricted);
        let message = format!("the banner is {}, and a portion is {}", name(written), name(made));
        let source = rules::too_low(written);
        return Some(Finding::missing("us-doc-level-missing", Of::Level, message, source).because(because));
    }
    if written == made || given.is_compiled || !given.is_certain {
        return None;
    }
    let message = format!("the banner is {}, and no portion is higher than {}", name(written), name(made));
    Some(Finding::claimed("us-doc-level-claimed", Of::Level, message, rules::too_high(written)))
}

/// What others have RESTRICTED is CONFIDENTIAL in a banner of the United States.
fn made_level(given: &Given<'_>) -> Level {
    let is_us = matches!(given.banner.classification.holder, Holder::Us | Holder::Joint(_));
    let level = given.made.classification.level;
    if is_us && level == Level::Restricted { Level::Confidential } else { level }
}

/// A banner of the United States over what others own too names them behind FGI.
fn holder<'a>(given: &Given<'a>) -> Option<Finding<'a>> {
    let (written, made) = (&given.banner.classification.holder, &given.made.classification.holder);
    let is_everybodys = !given.holders.is_empty() && given.holders.iter().all(|holder| *holder == written);
    if is_everybodys || *written == Holder::Us || !given.is_certain {
        return None;
    }
    let message = match made {
        Holder::Us => "the banner is not of the United States alone, and a portion is",
        _ => "the banner has other owners than its portions",
    };
    Some(Finding::wrong("us-doc-holder", Of::Holder, message.to_owned(), rules::HOLDERS))
}

/// Whether a banner has what its portions make it have.
fn is_met(thing: &Thing<'_>, written: &Held<'_>) -> bool {
    let has = |thing: Thing<'_>| written.has(&thing);
    let instead = match thing {
        Thing::Sap(name) => is_named(name, written),
        Thing::Energy(Energy::Frd | Energy::FrdSigma(_)) => has(Thing::Energy(Energy::Rd)),
        Thing::Energy(Energy::Tfni) => has(Thing::Energy(Energy::Rd)) || has(Thing::Energy(Energy::Frd)),
        Thing::Source(_) => has(Thing::Concealed),
        Thing::Control(Control::OrconUsgov) => has(Thing::Control(Control::Orcon)),
        Thing::NonIc(non_ic) => other_form(*non_ic).is_some_and(|other| has(Thing::NonIc(other))),
        _ => false,
    };
    instead || has(*thing)
}

/// SBU and SBU NOFORN are one, and LES and LES NOFORN: who may have it is compared apart.
fn other_form(non_ic: NonIc) -> Option<NonIc> {
    match non_ic {
        NonIc::Sbu => Some(NonIc::SbuNf),
        NonIc::SbuNf => Some(NonIc::Sbu),
        NonIc::Les => Some(NonIc::LesNf),
        NonIc::LesNf => Some(NonIc::Les),
        _ => None,
    }
}

/// A banner may write the name of a program in full, where a portion has its initials, and one for many.
fn is_named(name: &Name<'_>, held: &Held<'_>) -> bool {
    held.has_program(name) || held.saps().any(|other| other.is_multiple())
}

fn missing<'a>(thing: Thing<'a>, given: &Given<'a>) -> Finding<'a> {
    let (code, source) = match thing {
        Thing::Concealed if given.banner.fgi.is_some() => ("us-doc-fgi-named", rules::missing(&thing)),
        Thing::Control(Control::Orcon) if given.banner.has(Control::OrconUsgov) => {
            ("us-doc-orcon-usgov", rules::USGOV)
        }
        _ => (rules::missing_code(&thing), rules::missing(&thing)),
    };
    let held = &given.held;
    let because = held.first(&thing).or_else(|| held.first(&wording::stands_for(&thing)));
    let (part, message) = (Of::Thing(thing), wording::missing(code, &thing));
    Finding::missing(code, part, message, source).because(because)
}

/// What the banner has and no portion has. A reason for classification by compilation may be the reason for it.
fn claimed<'a>(thing: Thing<'a>, given: &Given<'a>) -> Option<Finding<'a>> {
    let is_excused = given.is_compiled && !matches!(thing, Thing::Energy(_));
    if is_excused || !given.is_certain || is_borne_out(&thing, &given.held) {
        return None;
    }
    let code = match thing {
        Thing::Concealed if given.held.has_sources() => "us-doc-fgi-concealed",
        _ => rules::claimed_code(&thing)?,
    };
    let (part, message) = (Of::Thing(thing), wording::claimed(code, &thing));
    Some(match rules::claimed(&thing) {
        Some(source) => Finding::claimed(code, part, message, source),
        None => Finding::claimed(code, part, message, rules::ROLL_UP).warning(),
    })
}

/// Whether some portion has what the banner has.
fn is_borne_out(thing: &Thing<'_>, held: &Held<'_>) -> bool {
    let has = |thing: Thing<'_>| held.has(&thing);
    let instead = match thing {
        Thing::Sap(name) if name.is_multiple() => held.saps().nth(1).is_some(),
        Thing::Sap(name) => is_named(name, held),
        Thing::Energy(Energy::RdSigma(number)) => has(Thing::Energy(Energy::FrdSigma(*number))),
        // Whether a source that is named is in a portion is nothing to say where one is concealed.
        Thing::Source(_) => has(Thing::Concealed),
        // What is wrong then is said already.
        Thing::Control(Control::OrconUsgov) => has(Thing::Control(Control::Orcon)),
        Thing::NonIc(non_ic) => other_form(*non_ic).is_some_and(|other| has(Thing::NonIc(other))),
        _ => false,
    };
    instead || has(*thing)
}
