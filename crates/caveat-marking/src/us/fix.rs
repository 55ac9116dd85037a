//! A marking mended.

use std::collections::BTreeSet;

use super::examine::{Examined, examine};
use super::marking::{Control, Holder, Marking, Program};
use super::read::Form;
use crate::problem::{Mend, Problem};

/// How many bytes are tried, in texts that a text may become. A marking that needs more is none.
const TRIED: usize = 64 * 1024;

/// Makes every mend that can be made, one kind after the other, and says what is left.
///
/// A mend that opens a marking is not made, however likely it is to be what was meant: who may have something is for
/// its author to say. It is left as a problem with its mend.
pub fn fix(text: &str, form: Option<Form>) -> (String, Vec<Problem>) {
    let mut examined = examine(text, form);
    // The form stays what it was found to be, whatever a mend does to the text.
    let form = Some(examined.reading.form);
    let mut text = text.to_owned();
    let mut before = BTreeSet::from([text.clone()]);
    let mut tries = 0..(TRIED / text.len().max(1)).clamp(8, 100);
    loop {
        let next = steps(&text, &examined.problems)
            .filter(|next| before.insert(next.clone()))
            .take_while(|_| tries.next().is_some())
            .map(|next| (examine(&next, form), next))
            .find(|(after, _)| !opens(&examined, after));
        let Some((after, next)) = next else { break };
        (text, examined) = (next, after);
    }
    (text, examined.problems)
}

/// Whether more people may have something, as far as its marking says. What could not be read at all was a slip in the
/// level, which every mend of it narrows to one.
fn opens(before: &Examined, after: &Examined) -> bool {
    let Some(before) = &before.reading.marking else { return false };
    let Some(after) = &after.reading.marking else { return true };
    opens_marking(before, after)
}

/// Whether more people may have something under one marking than under another.
pub(super) fn opens_marking(before: &Marking, after: &Marking) -> bool {
    let lost = |control| before.has(control) && !after.has(control);
    let is_originators = |one: &Marking| one.has(Control::Orcon) || one.has(Control::OrconUsgov);
    after.classification.level < before.classification.level
        || lost(Control::Noforn)
        || (is_originators(before) && !is_originators(after))
        || (after.has(Control::Relido) && !before.has(Control::Relido))
        || !names(&before.sci).is_subset(&names(&after.sci))
        || !names(&before.sap).is_subset(&names(&after.sap))
        || !audience(after, &TO_SEE).is_subset(&may(before, &TO_SEE))
        || !audience(after, &TO_HAVE).is_subset(&may(before, &TO_HAVE))
}

/// The lists of those who may have a copy.
const TO_HAVE: [Control; 2] = [Control::RelTo, Control::Eyes];
/// The lists of those who may see it.
const TO_SEE: [Control; 3] = [Control::RelTo, Control::Eyes, Control::DisplayOnly];

/// Whom a marking lets have it, or see it, beside the United States. A list that is left to a banner is called by its
/// control.
fn audience<'a>(marking: &'a Marking, asked: &[Control]) -> BTreeSet<&'a str> {
    if marking.has(Control::Noforn) {
        return BTreeSet::new();
    }
    let lists = [
        (Control::RelTo, &marking.rel_to, "REL TO"),
        (Control::DisplayOnly, &marking.display_only, "DISPLAY ONLY"),
        (Control::Eyes, &marking.eyes, "REL TO"),
    ];
    let is_asked = |control: &Control| asked.contains(control) && marking.has(*control);
    let there = lists.into_iter().filter(|(control, ..)| is_asked(control));
    there
        .flat_map(|(_, list, name)| {
            let open = list.is_empty().then_some(name);
            list.iter().map(|code| code.as_str()).chain(open)
        })
        .filter(|code| *code != "USA")
        .collect()
}

/// Whom a marking means to let have it, or see it: the owners of what is JOINT too.
fn may<'a>(marking: &'a Marking, asked: &[Control]) -> BTreeSet<&'a str> {
    let mut may = audience(marking, asked);
    if let Holder::Joint(owners) = &marking.classification.holder {
        may.extend(owners.iter().map(|code| code.as_str()));
    }
    may
}

/// Programs with what is beneath them, each by its whole name.
fn names(programs: &[Program]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for program in programs {
        names.insert(program.name.clone());
        for compartment in &program.compartments {
            names.insert(format!("{}-{}", program.name, compartment.name));
            let beneath = compartment.subs.iter();
            names.extend(beneath.map(|sub| format!("{}-{} {sub}", program.name, compartment.name)));
        }
    }
    names
}

/// What a text may become next: by all mends of one kind, or by any one alone.
fn steps(text: &str, problems: &[Problem]) -> impl Iterator<Item = String> {
    let mends: Vec<_> =
        problems.iter().filter_map(|problem| Some((problem.code, problem.mend.as_ref()?))).collect();
    let mut kinds: Vec<&str> = Vec::new();
    for (code, _) in &mends {
        if !kinds.contains(code) {
            kinds.push(code);
        }
    }
    let of_a_kind = |kind| apart(mends.iter().filter(|(code, _)| *code == kind).map(|(_, mend)| *mend));
    let all: Vec<_> =
        kinds.into_iter().map(of_a_kind).chain(mends.iter().map(|(_, mend)| vec![*mend])).collect();
    all.into_iter().filter_map(|mends| mended(text, &mends))
}

/// Those that touch no other in front of them.
fn apart<'a>(mends: impl Iterator<Item = &'a Mend>) -> Vec<&'a Mend> {
    let mut sorted: Vec<&Mend> = mends.collect();
    sorted.sort_by_key(|mend| (mend.span.start, mend.span.end));
    let mut end = None;
    sorted.retain(|mend| {
        let is_apart = end.is_none_or(|end| mend.span.start > end);
        if is_apart {
            end = Some(mend.span.end);
        }
        is_apart
    });
    sorted
}

fn mended(text: &str, mends: &[&Mend]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mend in mends {
        out.push_str(text.get(at..mend.span.start)?);
        out.push_str(&mend.text);
        at = mend.span.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}
