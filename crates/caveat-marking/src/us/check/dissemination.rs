//! Dissemination controls: the levels that they need, and what they cannot stand beside.

use super::release::excludes;
use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::us::marking::{Control, Level};
use crate::us::print;
use crate::us::read::Form;

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-orcon-level", "CAPCO 2016 H.8 p. 136 and p. 139; ISM-ID-00028", orcon_level),
    Rule::error("us-orcon-excludes-orcon-usgov", "CAPCO 2016 H.8 p. 136 and p. 140", orcon_usgov),
    Rule::error("us-orcon-excludes-relido", "CAPCO 2016 H.8 p. 136 and p. 140; ISM-ID-00325", orcon_relido),
    Rule::error("us-fouo-classified", "CAPCO 2016 H.8 p. 134; ISM-ID-00030", fouo_classified),
    Rule::error("us-fouo-superseded", "CAPCO 2016 H.8 p. 134; ISM-ID-00327, ISM-ID-00328", fouo_superseded),
    Rule::error("us-rsen-level", "CAPCO 2016 H.8 p. 132; ISM-ID-00164", rsen_level),
    Rule::error("us-imcon-level", "CAPCO 2016 H.8 p. 142; ISM-ID-00107", imcon_level),
    Rule::error("us-rawfisa-level", "ISM-ID-00393", rawfisa_level),
    Rule::error("us-propin-release", "CAPCO 2016 H.8 p. 148; ISM-ID-00473", propin_release),
];

/// What says to which foreigners something may go, or that nobody has said it yet.
const RELEASE: [Control; 5] =
    [Control::Noforn, Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];

fn orcon_level(seen: &Seen<'_>) -> Vec<Finding> {
    let orcon = needs(seen, Control::Orcon, Level::Confidential, "ORCON");
    orcon.into_iter().chain(needs(seen, Control::OrconUsgov, Level::Confidential, "ORCON-USGOV")).collect()
}

fn rsen_level(seen: &Seen<'_>) -> Vec<Finding> {
    needs(seen, Control::Rsen, Level::Secret, "RSEN").into_iter().collect()
}

fn imcon_level(seen: &Seen<'_>) -> Vec<Finding> {
    needs(seen, Control::Imcon, Level::Secret, "IMCON").into_iter().collect()
}

fn rawfisa_level(seen: &Seen<'_>) -> Vec<Finding> {
    needs(seen, Control::RawFisa, Level::Secret, "RAWFISA").into_iter().collect()
}

fn needs(seen: &Seen<'_>, control: Control, least: Level, name: &str) -> Option<Finding> {
    let is_wrong = seen.has(control) && seen.level() < least;
    is_wrong.then(|| {
        Finding::new(
            seen.control_span(control),
            format!("{name} needs at least {}", print::level(least, Form::Banner)),
        )
    })
}

fn orcon_usgov(seen: &Seen<'_>) -> Vec<Finding> {
    excludes(seen, Control::Orcon, Control::OrconUsgov, "ORCON and ORCON-USGOV exclude each other")
}

fn orcon_relido(seen: &Seen<'_>) -> Vec<Finding> {
    let orcon = excludes(seen, Control::Orcon, Control::Relido, "RELIDO cannot be used with ORCON");
    if !orcon.is_empty() {
        return orcon;
    }
    excludes(seen, Control::OrconUsgov, Control::Relido, "RELIDO cannot be used with ORCON-USGOV")
}

fn fouo_classified(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = seen.has(Control::Fouo) && seen.is_classified();
    let found = || {
        let message = "FOUO is not written in a classified marking, whose level protects enough";
        Finding::new(seen.control_span(Control::Fouo), message).mend(seen.drop(Control::Fouo))
    };
    is_wrong.then(found).into_iter().collect()
}

/// Beside any other control, save those of release, it is not written.
fn fouo_superseded(seen: &Seen<'_>) -> Vec<Finding> {
    if !seen.has(Control::Fouo) || seen.is_classified() {
        return Vec::new();
    }
    let supersedes = |control: &Control| *control != Control::Fouo && !RELEASE.contains(control);
    if !seen.marking.controls.iter().any(supersedes) && seen.marking.non_ic.is_empty() {
        return Vec::new();
    }
    let message = "FOUO is not written beside a control that takes precedence over it";
    vec![Finding::new(seen.control_span(Control::Fouo), message).mend(seen.drop(Control::Fouo))]
}

/// CAPCO 2016 B.3 has no release marking required on what is unclassified, and the rule of ISM asks for one there too.
fn propin_release(seen: &Seen<'_>) -> Vec<Finding> {
    let is_said = RELEASE.iter().any(|control| seen.has(*control));
    let is_wrong = seen.has(Control::Propin) && seen.is_classified() && !is_said;
    let found = || {
        let message = "PROPIN on what is classified needs a release marking, as NOFORN";
        Finding::new(seen.control_span(Control::Propin), message).mend(seen.add(Control::Noforn))
    };
    is_wrong.then(found).into_iter().collect()
}
