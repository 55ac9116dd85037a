//! Markings under the Atomic Energy Act.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::problem::Mend;
use crate::us::marking::{Control, Level, RestrictedData};
use crate::us::print;
use crate::us::read::{Part, Token};
use crate::us::register::Mark;

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-atomic-energy-level", "CAPCO 2016 H.6 p. 104, 111, 120; ISM-ID-00174", level),
    Rule::error("us-cnwdi-level", "CAPCO 2016 H.6 p. 106; ISM-ID-00175", cnwdi_level),
    Rule::error("us-sigma-level", "CAPCO 2016 H.6 p. 108 and p. 113; ISM-ID-00173", sigma_level),
    Rule::error("us-sigma-number", "CAPCO 2016 H.6 p. 108 and p. 113; ISM-ID-00253", sigma_number),
    Rule::warning("us-sigma-obsolete", "CAPCO 2016 H.6 p. 109 and p. 114", sigma_obsolete),
    Rule::error("us-atomic-energy-exclusive", "CAPCO 2016 H.6 p. 105, 111, 121; ISM-ID-00321", exclusive),
    Rule::error("us-ucni-classified", "CAPCO 2016 H.6 p. 116 and p. 118; ISM-ID-00181", ucni_classified),
    Rule::warning("us-atomic-energy-noforn", "CAPCO 2016 H.6 p. 104 and p. 111; ISM-ID-00467", noforn),
];

/// The numbers of SIGMA that are in use.
const SIGMAS: [u8; 4] = [14, 15, 18, 20];

fn level(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.is_classified() {
        return Vec::new();
    }
    let found = |(part, name): &(Part, &str)| {
        let token = seen.tokens().find(|token| token.part == *part)?;
        Some(Finding::new(token.span.clone(), format!("{name} is classified, and this marking is not")))
    };
    [(Part::Rd, "RD"), (Part::Frd, "FRD"), (Part::Tfni, "TFNI")].iter().filter_map(found).collect()
}

fn cnwdi_level(seen: &Seen<'_>) -> Vec<Finding> {
    needs_secret(seen, |part| *part == Part::Cnwdi, "CNWDI")
}

fn sigma_level(seen: &Seen<'_>) -> Vec<Finding> {
    needs_secret(seen, |part| matches!(part, Part::Sigma(_)), "SIGMA")
}

fn needs_secret(seen: &Seen<'_>, is_it: impl Fn(&Part) -> bool, name: &str) -> Vec<Finding> {
    if seen.level() >= Level::Secret || seen.tokens().all(|token| !is_it(&token.part)) {
        return Vec::new();
    }
    vec![Finding::new(seen.span_of(is_it), format!("{name} needs at least SECRET"))]
}

fn sigma_number(seen: &Seen<'_>) -> Vec<Finding> {
    sigmas(seen, |number| !SIGMAS.contains(&number) && !is_obsolete(number), "is not 14, 15, 18 or 20")
}

fn sigma_obsolete(seen: &Seen<'_>) -> Vec<Finding> {
    sigmas(seen, is_obsolete, "is obsolete, and is converted when it is used again")
}

fn sigmas(seen: &Seen<'_>, is_it: impl Fn(u8) -> bool, what: &str) -> Vec<Finding> {
    let found = |token: &Token| match token.part {
        Part::Sigma(number) if is_it(number) => {
            Some(Finding::new(token.span.clone(), format!("SIGMA `{number}` {what}")))
        }
        _ => None,
    };
    seen.tokens().filter_map(found).collect()
}

fn is_obsolete(number: u8) -> bool {
    matches!(number, 1..=5 | 9..=13)
}

/// RD stands for FRD and TFNI that are mixed with it, and FRD for TFNI.
fn exclusive(seen: &Seen<'_>) -> Vec<Finding> {
    let energy = &seen.marking.atomic_energy;
    let both = energy.rd.as_ref().zip(energy.frd.as_ref()).map(|(rd, frd)| {
        let message = "FRD is not written beside RD, which stands for both";
        Finding::new(seen.span_of(|part| *part == Part::Frd), message).mend(as_rd(seen, rd, frd))
    });
    let above = if energy.rd.is_some() { "RD" } else { "FRD" };
    let is_double = energy.tfni && (energy.rd.is_some() || energy.frd.is_some());
    let tfni = is_double.then(|| {
        let span = seen.span_of(|part| *part == Part::Tfni);
        let mend = seen.drop_part(|part| *part == Part::Tfni);
        Finding::new(span, format!("TFNI is not written beside {above}")).mend(mend)
    });
    both.into_iter().chain(tfni).collect()
}

/// RD with the numbers of SIGMA of both (CAPCO 2016 H.6 p. 109), where the one stands right behind the other.
fn as_rd(seen: &Seen<'_>, rd: &RestrictedData, frd: &RestrictedData) -> Option<Mend> {
    let all = RestrictedData { cnwdi: rd.cnwdi, sigma: rd.sigma.union(&frd.sigma).copied().collect() };
    let mut text = print::spelled(Mark::Rd, seen.form).to_owned();
    print::data(&mut text, &all, seen.form);
    let is_data = |part: &Part| matches!(part, Part::Frd | Part::Sigma(_) | Part::Cnwdi);
    let mend = seen.replace(|part| *part == Part::Rd, is_data, text)?;
    let is_behind = |token: &Token| token.part == Part::Frd && mend.span.contains(&token.span.start);
    seen.tokens().any(is_behind).then_some(mend)
}

/// In what is classified it is not written, and makes it NOFORN instead.
fn ucni_classified(seen: &Seen<'_>) -> Vec<Finding> {
    if !seen.is_classified() {
        return Vec::new();
    }
    let found = |(part, name): &(Part, &str)| {
        let token = seen.tokens().find(|token| token.part == *part)?;
        let drop = || seen.drop_part(|other| other == part);
        let mend = if seen.has(Control::Noforn) { drop() } else { seen.add(Control::Noforn) };
        let message = format!("{name} is not written in a classified marking, which is NOFORN instead");
        Some(Finding::new(token.span.clone(), message).mend(mend))
    };
    [(Part::DodUcni, "DOD UCNI"), (Part::DoeUcni, "DOE UCNI")].iter().filter_map(found).collect()
}

/// Unless there is an agreement by the Atomic Energy Act, which a marking does not show.
fn noforn(seen: &Seen<'_>) -> Vec<Finding> {
    let energy = &seen.marking.atomic_energy;
    if seen.has(Control::Noforn) || (energy.rd.is_none() && energy.frd.is_none()) {
        return Vec::new();
    }
    let span = seen.span_of(|part| matches!(part, Part::Rd | Part::Frd));
    vec![Finding::new(span, "RD and FRD are NOFORN, unless there is an agreement by the Atomic Energy Act")]
}
