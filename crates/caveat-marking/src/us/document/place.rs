//! Where a disagreement stands in what was typed, and how it is mended.

use std::ops::Range;

use super::finding::{Finding, Mended, Of};
use super::held::Thing;
use super::{About, Disagreement, rules};
use crate::problem::{Mend, Problem, Severity};
use crate::us::fix::opens_marking;
use crate::us::marking::{Category, Control, Holder, Marking};
use crate::us::read::{Part, Reading, Token};

/// What was found, each at its place.
pub(super) fn placed<'a>(
    found: &'a [Finding<'a>],
    banner: &'a Reading,
    portions: &'a [Reading],
    made: Option<&'a Marking>,
) -> impl Iterator<Item = Disagreement> + use<'a> {
    let is_claimed = found.iter().any(|one| one.mended == Mended::Opening);
    let written = banner.marking.as_ref();
    let opens = is_claimed || written.zip(made).is_none_or(|(written, made)| opens_marking(written, made));
    let mend = made.and_then(|made| mend(banner, made));
    found.iter().filter_map(move |found| {
        let (about, reading) = match found.portion {
            Some(at) => (About::Portion(at), portions.get(at)?),
            None => (About::Banner, banner),
        };
        let is_mended = match found.mended {
            Mended::Never => false,
            Mended::Closing => !opens,
            Mended::Opening => true,
        };
        let problem = Problem {
            code: found.code,
            severity: found.severity,
            message: found.message.clone(),
            span: span(&found.part, reading),
            source: found.source,
            mend: mend.clone().filter(|_| is_mended),
        };
        Some(Disagreement { about, problem, because: found.because })
    })
}

/// A marking that could not be read.
pub(super) fn unread(reading: &Reading, about: About) -> Disagreement {
    let (code, message) = match about {
        About::Banner => ("us-doc-banner-unread", "the banner could not be read, and so not be compared"),
        About::Portion(_) => {
            ("us-doc-portion-unread", "the portion could not be read, and the banner may lack what it has")
        }
    };
    let problem = Problem {
        code,
        severity: Severity::Error,
        message: message.to_owned(),
        span: whole(reading),
        source: rules::ROLL_UP,
        mend: None,
    };
    Disagreement { about, problem, because: None }
}

/// The banner that the portions make, in the place of the one that is written.
fn mend(banner: &Reading, made: &Marking) -> Option<Mend> {
    let is_us = |marking: &Marking| marking.classification.holder == Holder::Us;
    let is_plain = is_us(made) && banner.marking.as_ref().is_some_and(is_us);
    is_plain.then(|| Mend { span: whole(banner), text: made.print(banner.form) })
}

/// All of a marking, or what is wrong with it.
pub(super) fn whole(reading: &Reading) -> Range<usize> {
    around(reading.tokens.iter()).unwrap_or_else(|| {
        let problems = reading.problems.iter().map(|problem| &problem.span);
        problems.clone().map(|span| span.start).min().unwrap_or_default()
            ..problems.map(|span| span.end).max().unwrap_or_default()
    })
}

fn span(part: &Of<'_>, reading: &Reading) -> Range<usize> {
    let of = |is_it: &dyn Fn(&Token) -> bool| around(reading.tokens.iter().filter(|token| is_it(token)));
    let category = |category| of(&|token| token.category == category);
    let found = match part {
        Of::All => None,
        Of::Level => of(&|token| token.part == Part::Level),
        Of::Holder => category(Category::Classification),
        Of::Release(control) => {
            let releases = || {
                let mut said =
                    [Control::RelTo, Control::DisplayOnly, Control::Eyes, Control::Relido].into_iter();
                said.find_map(|control| of(&|token| is_release(token, control)))
            };
            of(&|token| is_release(token, *control)).or_else(releases)
        }
        Of::Thing(thing) => {
            of(&|token| is_thing(token, thing)).or_else(|| thing.category().and_then(category))
        }
    };
    found.unwrap_or_else(|| whole(reading))
}

/// From the first of some tokens to the last.
fn around<'a>(tokens: impl Iterator<Item = &'a Token>) -> Option<Range<usize>> {
    tokens
        .map(|token| token.span.clone())
        .reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
}

fn is_release(token: &Token, control: Control) -> bool {
    match &token.part {
        Part::Control(other) => *other == control,
        Part::RelTo(_) => control == Control::RelTo,
        Part::DisplayOnly(_) => control == Control::DisplayOnly,
        Part::Eyes(_) => control == Control::Eyes,
        _ => false,
    }
}

fn is_thing(token: &Token, thing: &Thing<'_>) -> bool {
    match (thing, &token.part) {
        (Thing::Sci(name), part) => name.is_at(part, Category::Sci),
        (Thing::Sap(name), part) => name.is_at(part, Category::Sap),
        (Thing::Energy(energy), part) => energy.is_at(part),
        (Thing::Nato(one), Part::Nato(other)) => one == other,
        (Thing::Source(one), Part::FgiSource(code) | Part::Holder(code)) => *one == code.as_str(),
        (Thing::Concealed, Part::Fgi | Part::FgiSource(_)) => true,
        (Thing::Control(one), Part::Control(other)) => one == other,
        (Thing::NonIc(one), Part::NonIc(other)) => one == other,
        _ => false,
    }
}
