//! Dissemination markings of others than the intelligence community.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::problem::Mend;
use crate::us::marking::{Control, NonIc};

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-limdis-classified", "CAPCO 2016 H.9 p. 170; ISM-ID-00346", limdis_classified),
    Rule::error("us-sbu-classified", "CAPCO 2016 H.9 p. 176 and p. 178; ISM-ID-00037", sbu_classified),
    Rule::error("us-exdis-noforn", "CAPCO 2016 H.9 p. 172; ISM-ID-00314", exdis_noforn),
    Rule::error("us-nodis-noforn", "CAPCO 2016 H.9 p. 174; ISM-ID-00313", nodis_noforn),
    Rule::error("us-non-ic-exclusive", "CAPCO 2016 H.9 p. 172, 174, 178; ISM-ID-00038", exclusive),
    Rule::error("us-les-exclusive", "CAPCO 2016 H.9 p. 186; ISM-ID-00148", les_exclusive),
    Rule::error("us-nf-form-excludes-release", "CAPCO 2016 H.9 p. 178 and p. 186; ISM-ID-00372", nf_form),
    Rule::warning("us-les-nf-classified-banner", "CAPCO 2016 H.9 p. 185", les_nf_banner),
    Rule::error("us-nnpi-relido", "ISM-ID-00252", nnpi_relido),
];

fn limdis_classified(seen: &Seen<'_>) -> Vec<Finding> {
    if !seen.is_classified() || !seen.has_non_ic(NonIc::Limdis) {
        return Vec::new();
    }
    let message = "LIMDIS is not written in a classified marking";
    vec![Finding::new(seen.non_ic_span(NonIc::Limdis), message).mend(drop_where_closed(seen, NonIc::Limdis))]
}

/// In what is classified the level protects enough; SBU NOFORN makes it NOFORN.
fn sbu_classified(seen: &Seen<'_>) -> Vec<Finding> {
    if !seen.is_classified() {
        return Vec::new();
    }
    let found = |(marking, name): &(NonIc, &str)| {
        let is_open = *marking == NonIc::SbuNf && !seen.has(Control::Noforn);
        let mend = || if is_open { seen.add(Control::Noforn) } else { drop_where_closed(seen, *marking) };
        let message = format!("{name} is not written in a classified marking");
        seen.has_non_ic(*marking).then(|| Finding::new(seen.non_ic_span(*marking), message).mend(mend()))
    };
    [(NonIc::Sbu, "SBU"), (NonIc::SbuNf, "SBU NOFORN")].iter().filter_map(found).collect()
}

/// Without the originator's approval what it protects goes to no foreigner, and so it stays where others may have it.
fn drop_where_closed(seen: &Seen<'_>, marking: NonIc) -> Option<Mend> {
    let open = [Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];
    let is_open = seen.is_joint() || open.into_iter().any(|control| seen.has(control));
    if is_open { None } else { seen.drop_non_ic(marking) }
}

fn exdis_noforn(seen: &Seen<'_>) -> Vec<Finding> {
    needs_noforn(seen, NonIc::Exdis, "EXDIS needs NOFORN")
}

fn nodis_noforn(seen: &Seen<'_>) -> Vec<Finding> {
    needs_noforn(seen, NonIc::Nodis, "NODIS needs NOFORN")
}

fn needs_noforn(seen: &Seen<'_>, marking: NonIc, message: &str) -> Vec<Finding> {
    if !seen.has_non_ic(marking) || seen.has(Control::Noforn) {
        return Vec::new();
    }
    vec![Finding::new(seen.non_ic_span(marking), message).mend(seen.add(Control::Noforn))]
}

/// NODIS goes before EXDIS, EXDIS before SBU NOFORN, and that before SBU. Of the last two nothing is written in what is
/// classified, which is said already.
fn exclusive(seen: &Seen<'_>) -> Vec<Finding> {
    const ORDER: [(NonIc, &str); 4] =
        [(NonIc::Nodis, "NODIS"), (NonIc::Exdis, "EXDIS"), (NonIc::SbuNf, "SBU NOFORN"), (NonIc::Sbu, "SBU")];
    let is_meant = |marking| !seen.is_classified() || matches!(marking, NonIc::Nodis | NonIc::Exdis);
    let mut there = ORDER.iter().filter(|(marking, _)| seen.has_non_ic(*marking) && is_meant(*marking));
    let Some((highest, first)) = there.next() else { return Vec::new() };
    let found = |(marking, name): &(NonIc, &str)| {
        let message = format!("{name} is not written beside {first}");
        let finding = Finding::new(seen.non_ic_span(*marking), message);
        // What is SBU is closed, by NOFORN or by what stays, before it goes.
        let is_sbu = matches!(marking, NonIc::Sbu | NonIc::SbuNf);
        let is_closed = seen.has(Control::Noforn) || *highest == NonIc::SbuNf;
        let stays = is_sbu && !is_closed;
        if stays { finding } else { finding.mend(seen.drop_non_ic(*marking)) }
    };
    there.map(found).collect()
}

fn les_exclusive(seen: &Seen<'_>) -> Vec<Finding> {
    if !seen.has_non_ic(NonIc::Les) || !seen.has_non_ic(NonIc::LesNf) {
        return Vec::new();
    }
    let message = "LES is not written beside LES NOFORN";
    vec![Finding::new(seen.non_ic_span(NonIc::Les), message).mend(seen.drop_non_ic(NonIc::Les))]
}

/// Beside NOFORN it is written as SBU, or LES. Beside another release marking it closes it.
fn nf_form(seen: &Seen<'_>) -> Vec<Finding> {
    let noforn = seen.has(Control::Noforn);
    let open = [Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];
    let other = open.into_iter().find(|control| seen.has(*control));
    if !noforn && other.is_none() {
        return Vec::new();
    }
    let found = |(marking, long, short): &(NonIc, &str, &str)| {
        if !seen.has_non_ic(*marking) {
            return None;
        }
        let span = seen.non_ic_span(*marking);
        let finding = if noforn {
            let message = format!("beside NOFORN, {long} is written {short}");
            Finding::new(span.clone(), message).mend(Mend { span, text: (*short).to_owned() })
        } else {
            let message = format!("{long} closes the marking, which a release marking cannot open");
            Finding::new(span, message).mend(other.and_then(|control| seen.drop(control)))
        };
        Some(finding)
    };
    [(NonIc::SbuNf, "SBU NOFORN", "SBU"), (NonIc::LesNf, "LES NOFORN", "LES")]
        .iter()
        .filter_map(found)
        .collect()
}

fn les_nf_banner(seen: &Seen<'_>) -> Vec<Finding> {
    let is_old = seen.is_banner() && seen.is_classified() && seen.has_non_ic(NonIc::LesNf);
    let found = || {
        let message = "in a classified banner, LES NOFORN is written as NOFORN and LES";
        let finding = Finding::new(seen.non_ic_span(NonIc::LesNf), message);
        if seen.has(Control::Noforn) { finding } else { finding.mend(seen.add(Control::Noforn)) }
    };
    is_old.then(found).into_iter().collect()
}

fn nnpi_relido(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = seen.has_non_ic(NonIc::Nnpi) && seen.has(Control::Relido);
    let found = || {
        let message = "RELIDO cannot be used with NNPI";
        Finding::new(seen.control_span(Control::Relido), message).mend(seen.drop(Control::Relido))
    };
    is_wrong.then(found).into_iter().collect()
}
