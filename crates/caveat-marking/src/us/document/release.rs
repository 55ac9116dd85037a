//! Who may have it: what the banner says, against what the portions make it say.

use std::collections::BTreeSet;

use super::Given;
use super::finding::{Finding, Of};
use super::held::Thing;
use super::rules;
use crate::country::{self, Code};
use crate::us::marking::{Control, Level, Marking, NonIc};

/// Whether it says who may have something.
pub(super) fn is_of(thing: &Thing<'_>) -> bool {
    matches!(
        thing,
        Thing::Control(
            Control::Noforn | Control::RelTo | Control::Relido | Control::Eyes | Control::DisplayOnly
        )
    )
}

/// The coalitions whose members may stand for them (Table 3, rule 23).
const DECOMPOSABLE: [&str; 3] = ["ACGU", "FVEY", "TEYE"];

/// What a marking says of foreigners.
#[derive(Debug)]
struct Release<'a> {
    noforn: bool,
    rel_to: Option<BTreeSet<&'a Code>>,
    display: Option<BTreeSet<&'a Code>>,
    eyes: Option<BTreeSet<&'a Code>>,
    relido: bool,
}

/// In what the banner and its portions disagree about who may have it.
pub(super) fn compare<'a>(given: &Given<'a>) -> Vec<Finding<'a>> {
    let (written, made) = (Release::of(given.banner), Release::of(given.made));
    if made.noforn || written.noforn {
        let mut found: Vec<_> = noforn(given, &written, &made).into_iter().collect();
        // Beside NOFORN it is no mark of release either.
        found.extend(relido(given, &written, &made).filter(|_| written.noforn && written.relido));
        return found;
    }
    let mut found = Vec::new();
    found.extend(rel_to(given, &written, &made));
    found.extend(display(given, &written, &made));
    found.extend(relido(given, &written, &made));
    found.extend(eyes(given, &written, &made));
    found
}

impl<'a> Release<'a> {
    fn of(marking: &'a Marking) -> Self {
        // What is not classified is closed by SBU NOFORN and LES NOFORN themselves.
        let closes = |one| marking.non_ic.contains(&one);
        let is_open = marking.classification.level == Level::Unclassified;
        let list = |control, list| marking.has(control).then(|| expanded(list));
        Self {
            noforn: marking.has(Control::Noforn)
                || (is_open && (closes(NonIc::SbuNf) || closes(NonIc::LesNf))),
            rel_to: list(Control::RelTo, &marking.rel_to),
            display: list(Control::DisplayOnly, &marking.display_only),
            eyes: list(Control::Eyes, &marking.eyes),
            relido: marking.has(Control::Relido),
        }
    }

    /// Whether it says nothing of foreigners.
    fn is_silent(&self) -> bool {
        !self.noforn && !self.relido && self.rel_to.is_none() && self.display.is_none() && self.eyes.is_none()
    }
}

/// A list with the members of its coalitions, where these may stand for them.
fn expanded(list: &[Code]) -> BTreeSet<&Code> {
    let mut all = BTreeSet::new();
    for code in list {
        match country::members(code.as_str()) {
            Some(members) if DECOMPOSABLE.contains(&code.as_str()) => all.extend(members),
            _ => drop(all.insert(code)),
        }
    }
    all.retain(|code| code.as_str() != "USA");
    all
}

fn noforn<'a>(given: &Given<'a>, written: &Release<'a>, made: &Release<'a>) -> Option<Finding<'a>> {
    let part = Of::Release(Control::Noforn);
    if made.noforn && !written.noforn {
        let has = |control| given.held.first(&Thing::Control(control));
        let closed = [NonIc::SbuNf, NonIc::LesNf, NonIc::Exdis, NonIc::Nodis];
        let closed = || closed.into_iter().find_map(|one| given.held.first(&Thing::NonIc(one)));
        let because = has(Control::Noforn).or_else(closed);
        let message = match because {
            Some(_) => "a portion is NOFORN, and the banner is not",
            None => "nobody abroad may have all of the portions, and the banner is not NOFORN",
        };
        let finding = Finding::missing("us-doc-noforn-missing", part, message.to_owned(), rules::NOFORN);
        return Some(finding.because(because));
    }
    if made.noforn || made.is_silent() && made_classified(given) || given.is_compiled || !given.is_certain {
        return None;
    }
    let message = "the banner is NOFORN, and its portions together are not".to_owned();
    Some(Finding::claimed("us-doc-noforn-claimed", part, message, rules::TABLE).warning())
}

/// What is classified and says nothing of foreigners is NOFORN by the date of its making.
fn made_classified(given: &Given<'_>) -> bool {
    given.made.classification.level != Level::Unclassified
}

/// Whether a reason for compilation makes something of portions that are unclassified and say nothing.
fn is_raised(given: &Given<'_>, made: &Release<'_>) -> bool {
    given.is_compiled && made.is_silent() && !made_classified(given)
}

fn rel_to<'a>(given: &Given<'a>, written: &Release<'a>, made: &Release<'a>) -> Option<Finding<'a>> {
    let part = Of::Release(Control::RelTo);
    let allowed = made.rel_to.as_ref().or(made.eyes.as_ref());
    match (&written.rel_to, allowed) {
        (Some(_), None) if is_raised(given, made) => None,
        (Some(_), None) => {
            let message = "the banner is REL TO, and its portions together are not".to_owned();
            Some(Finding::missing("us-doc-release-wide", part, message, rules::WIDE))
        }
        (Some(written), Some(allowed)) => {
            let wide = names(written.difference(allowed));
            let narrow = names(allowed.difference(written));
            list(
                given,
                part,
                wide,
                narrow,
                ["us-doc-release-wide", "us-doc-release-narrow"],
                [rules::WIDE, rules::NARROW],
            )
        }
        // Who may have it may see it: what is left is said of that list.
        (None, Some(_)) if written.display.is_some() || written.eyes.is_some() => None,
        (None, Some(_)) if made.rel_to.is_some() => {
            let message = "the portions together are REL TO, and the banner does not say so".to_owned();
            Some(Finding::claimed("us-doc-release-missing", part, message, rules::SAID))
        }
        _ => None,
    }
}

fn display<'a>(given: &Given<'a>, written: &Release<'a>, made: &Release<'a>) -> Option<Finding<'a>> {
    let part = Of::Release(Control::DisplayOnly);
    let empty = BTreeSet::new();
    let (shown, had) = (made.display.as_ref(), made.rel_to.as_ref().unwrap_or(&empty));
    match (&written.display, shown) {
        (Some(_), None) if is_raised(given, made) => None,
        (Some(_), None) if made.rel_to.is_none() => {
            let message = "the banner is DISPLAY ONLY, and its portions together are not".to_owned();
            Some(Finding::missing("us-doc-display-wide", part, message, rules::DISPLAY))
        }
        (Some(written_list), shown) => {
            let shown = shown.unwrap_or(&empty);
            let given_too = written.rel_to.as_ref().unwrap_or(&empty);
            let wide =
                names(written_list.iter().filter(|code| !shown.contains(*code) && !had.contains(*code)));
            let is_left = |code: &&&Code| !written_list.contains(*code) && !given_too.contains(*code);
            let narrow = names(shown.union(had).filter(is_left));
            list(
                given,
                part,
                wide,
                narrow,
                ["us-doc-display-wide", "us-doc-display-narrow"],
                [rules::DISPLAY; 2],
            )
        }
        (None, Some(_)) if !given.is_compiled || written.rel_to.is_none() => {
            let message = "the portions together are DISPLAY ONLY, and the banner does not say so".to_owned();
            Some(Finding::claimed("us-doc-display-missing", part, message, rules::TABLE))
        }
        _ => None,
    }
}

/// A list of the banner is that of its portions. A reason for compilation may narrow it, and nothing may widen it.
fn list<'a>(
    given: &Given<'a>,
    part: Of<'a>,
    wide: String,
    narrow: String,
    [widened, narrowed]: [&'static str; 2],
    [wide_source, narrow_source]: [&'static str; 2],
) -> Option<Finding<'a>> {
    if !wide.is_empty() {
        let message = format!("not all portions are for {wide}, and the banner is");
        return Some(Finding::missing(widened, part, message, wide_source));
    }
    if narrow.is_empty() || given.is_compiled || !given.is_certain {
        return None;
    }
    let message = format!("all portions are for {narrow} too, and the banner is not");
    Some(Finding::claimed(narrowed, part, message, narrow_source))
}

fn names<'c>(codes: impl Iterator<Item = &'c &'c Code>) -> String {
    let names: Vec<String> = codes.map(|code| format!("`{code}`")).collect();
    names.join(", ")
}

fn relido<'a>(given: &Given<'a>, written: &Release<'a>, made: &Release<'a>) -> Option<Finding<'a>> {
    let part = Of::Release(Control::Relido);
    match (written.relido, made.relido) {
        (true, false) if made.is_silent() && given.is_relido || is_raised(given, made) => None,
        (true, false) => {
            let message = "the banner is RELIDO, and not every portion is".to_owned();
            let finding = Finding::missing("us-doc-relido-claimed", part, message, rules::RELIDO);
            let is_open = made.is_silent() && !made_classified(given);
            Some(if is_open { finding.warning() } else { finding })
        }
        (false, true) if written.is_silent() => {
            let message = "every portion is RELIDO, and the banner is not".to_owned();
            let because = given.held.first(&Thing::Control(Control::Relido));
            Some(Finding::claimed("us-doc-relido-missing", part, message, rules::TABLE).because(because))
        }
        _ => None,
    }
}

fn eyes<'a>(given: &Given<'a>, written: &Release<'a>, made: &Release<'a>) -> Option<Finding<'a>> {
    let part = Of::Release(Control::Eyes);
    match (&written.eyes, &made.eyes) {
        (None, Some(_)) if written.rel_to.is_some() || written.display.is_some() => None,
        (None, Some(_)) => {
            let message = "the portions together are EYES ONLY, and the banner does not say so".to_owned();
            Some(Finding::claimed("us-doc-eyes", part, message, rules::TABLE))
        }
        (Some(_), None) => {
            let message = "the banner is EYES ONLY, and its portions together are not".to_owned();
            let because = given.held.first(&Thing::Control(Control::RelTo));
            Some(Finding::missing("us-doc-eyes", part, message, rules::EYES).because(because))
        }
        (Some(written), Some(made)) => {
            let (wide, narrow) = (names(written.difference(made)), names(made.difference(written)));
            list(given, part, wide, narrow, ["us-doc-eyes"; 2], [rules::TABLE; 2])
        }
        (None, None) => None,
    }
}
