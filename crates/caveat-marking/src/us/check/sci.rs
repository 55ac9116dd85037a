//! SCI control systems: their levels, and the controls that they ask for.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use super::systems::{self, Couple, Named};
use crate::us::marking::{Category, Control};
use crate::us::print;
use crate::us::read::{Form, Part};
use crate::us::register::{self, Mark, ROWS};

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-sci-unclassified", "CAPCO 2016 H.4 p. 60; ISM-ID-00016", unclassified),
    Rule::error("us-sci-level", "CAPCO 2016 H.4", level),
    Rule::error("us-sci-needs-orcon", "CAPCO 2016 H.4", needs_orcon),
    Rule::error("us-sci-needs-noforn", "CAPCO 2016 H.4", needs_noforn),
    Rule::error("us-sci-excludes-orcon-usgov", "CAPCO 2016 H.8 p. 140", excludes_orcon_usgov),
    Rule::warning("us-rsv-noforn", "ISM-ID-00464", rsv_noforn),
    Rule::warning("us-klm-noforn", "ISM-ID-00396", klm_noforn),
    Rule::warning("us-hcs-compartment", "CAPCO 2016 H.4 p. 62; ISM-ID-00474", hcs_compartment),
    Rule::error("us-rsv-compartment", "CAPCO 2016 H.4 p. 70; ISM-ID-00243", rsv_compartment),
    Rule::error("us-sci-name", "CAPCO 2016 H.4", name),
    Rule::error("us-sci-eci", "CAPCO 2016 H.4 p. 61", eci),
    Rule::warning("us-sci-near", "CAPCO 2016 A.6; H.4", near),
    Rule::warning("us-sci-retired", "CAPCO 2016 H.4 p. 78 and p. 85", retired),
];

fn unclassified(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.is_classified() || seen.marking.sci.is_empty() {
        return Vec::new();
    }
    vec![Finding::new(
        seen.category_span(Category::Sci),
        "an SCI control system protects what is classified, and this marking is not",
    )]
}

fn level(seen: &Seen<'_>) -> Vec<Finding> {
    if !seen.is_classified() {
        return Vec::new();
    }
    broken(
        seen,
        |couple| couple.least.is_some_and(|least| seen.level() < least),
        |named, couple| {
            let least = couple.least.map_or("", |least| print::level(least, Form::Banner));
            Finding::new(named.span.clone(), format!("`{}` needs at least {least}", named.text))
        },
    )
}

fn needs_orcon(seen: &Seen<'_>) -> Vec<Finding> {
    broken(
        seen,
        |couple| couple.orcon && !seen.has(Control::Orcon),
        |named, _| {
            let mend = seen.add(Control::Orcon);
            Finding::new(named.span.clone(), format!("`{}` needs ORCON", named.text)).mend(mend)
        },
    )
}

fn needs_noforn(seen: &Seen<'_>) -> Vec<Finding> {
    broken(
        seen,
        |couple| couple.noforn && !seen.has(Control::Noforn),
        |named, _| {
            let mend = seen.add(Control::Noforn);
            Finding::new(named.span.clone(), format!("`{}` needs NOFORN", named.text)).mend(mend)
        },
    )
}

fn excludes_orcon_usgov(seen: &Seen<'_>) -> Vec<Finding> {
    broken(
        seen,
        |couple| couple.no_orcon_usgov && seen.has(Control::OrconUsgov),
        |named, _| {
            let message = format!("ORCON-USGOV cannot be used with `{}`", named.text);
            Finding::new(seen.control_span(Control::OrconUsgov), message).mend(seen.drop(Control::OrconUsgov))
        },
    )
}

/// What the table asks of the names in the marking, where the marking does not do it: of those that stand above one
/// another, once. What stands beneath a name follows it.
fn broken(
    seen: &Seen<'_>,
    is_broken: impl Fn(&Couple) -> bool,
    found: impl Fn(&Named, &Couple) -> Finding,
) -> Vec<Finding> {
    let broken: Vec<_> = systems::coupled(seen).filter(|(_, couple)| is_broken(couple)).collect();
    let next = broken.iter().skip(1).map(|(named, _)| Some(named)).chain([None]);
    let is_lowest = |named: &Named, next: Option<&Named>| !next.is_some_and(|next| named.is_above(next));
    let lowest = broken.iter().zip(next).filter(|((named, _), next)| is_lowest(named, *next));
    lowest.map(|((named, couple), _)| found(named, couple).source(couple.source)).collect()
}

/// The examples in CAPCO 2016 H.4 p. 70 and p. 72 have no NOFORN, so that it is not asked for as an error.
fn rsv_noforn(seen: &Seen<'_>) -> Vec<Finding> {
    usually_noforn(seen, "RSV")
}

fn klm_noforn(seen: &Seen<'_>) -> Vec<Finding> {
    usually_noforn(seen, "KLM")
}

fn usually_noforn(seen: &Seen<'_>, system: &str) -> Vec<Finding> {
    if seen.sci(system).is_none() || seen.has(Control::Noforn) {
        return Vec::new();
    }
    vec![Finding::new(seen.system_span(system), format!("`{system}` is usually NOFORN"))]
}

fn hcs_compartment(seen: &Seen<'_>) -> Vec<Finding> {
    alone(seen, "HCS", "`HCS` alone is a marking of old: it needs its compartment, O or P")
}

fn rsv_compartment(seen: &Seen<'_>) -> Vec<Finding> {
    alone(seen, "RSV", "`RSV` is not used alone: it needs a compartment")
}

fn alone(seen: &Seen<'_>, system: &str, message: &str) -> Vec<Finding> {
    match seen.sci(system) {
        Some(found) if found.compartments.is_empty() => {
            vec![Finding::new(seen.system_span(system), message)]
        }
        _ => Vec::new(),
    }
}

fn name(seen: &Seen<'_>) -> Vec<Finding> {
    let found = |named: Named| {
        let (form, source) = systems::misnamed(&named)?;
        let message = format!("`{}`: {form}", named.text);
        Some(Finding::new(named.span, message).source(source))
    };
    systems::named(seen).filter_map(found).collect()
}

/// SCI type indicators that group compartments, such as ECI, are not written.
fn eci(seen: &Seen<'_>) -> Vec<Finding> {
    let is_eci = |part: &Part| matches!(part, Part::Compartment(Category::Sci, _, name) if name == "ECI");
    if seen.tokens().all(|token| !is_eci(&token.part)) {
        return Vec::new();
    }
    vec![Finding::new(seen.span_of(is_eci), "`ECI` groups compartments, and is not written among them")]
}

/// A control system that is not published has three letters or digits, and a slip in a word that is known has them too.
fn near(seen: &Seen<'_>) -> Vec<Finding> {
    let alone = seen.marking.sci.iter().filter(|system| system.compartments.is_empty());
    let slips = alone.filter(|system| register::find(&system.name).is_none()).filter_map(|system| {
        let meant = nearest(&system.name, seen.form);
        let message = format!(
            "`{}` is taken for a control system that is not published: did you mean `{}`?",
            system.name,
            meant.join("` or `")
        );
        (!meant.is_empty()).then(|| Finding::new(seen.system_span(&system.name), message))
    });
    slips.collect()
}

/// The words from which another is one slip away: a letter too many, too few or wrong, or two that changed places. As
/// the form has them, those that are read so.
fn nearest(word: &str, form: Form) -> Vec<&'static str> {
    let known = ROWS.iter().filter(|row| !matches!(row.mark, Mark::Level(_)));
    let spellings = known.flat_map(|row| {
        [row.title, row.banner, row.portion].map(|name| (name, print::spelled(row.mark, form)))
    });
    let spellings = spellings.chain([("REL", "REL TO")]);
    let mut meant: Vec<&'static str> = Vec::new();
    for (name, spelled) in spellings.filter(|(name, _)| name.len() <= word.len() + 1) {
        if strsim::damerau_levenshtein(word, name) <= 1 && !meant.contains(&spelled) {
            meant.push(spelled);
        }
    }
    meant
}

fn retired(seen: &Seen<'_>) -> Vec<Finding> {
    const RETIRED: [(&str, &str); 4] = [
        ("KDK", "TK-BLFH, TK-IDIT or TK-KAND"),
        ("KLONDIKE", "TK-BLFH, TK-IDIT or TK-KAND"),
        ("EL", "SI-EU or SI-NK"),
        ("ENDSEAL", "SI-EU or SI-NK"),
    ];
    let found = |(system, now): &(&str, &str)| {
        seen.sci(system)?;
        let message = format!("`{system}` is retired: what it protected is marked {now}");
        Some(Finding::new(seen.system_span(system), message))
    };
    RETIRED.iter().filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::us::examine;

    fn told(text: &str, form: Form) -> Option<String> {
        let problems = examine(text, Some(form)).problems.into_iter();
        problems.filter(|problem| problem.code == "us-sci-near").map(|problem| problem.message).next()
    }

    #[test]
    fn a_slip_in_a_known_word_is_told_with_the_word() {
        for (text, form, meant) in [
            ("S//NFF", Form::Portion, "`NF`"),
            ("SECRET//NFF", Form::Banner, "`NOFORN`"),
            ("SECRET//FOO", Form::Banner, "`FOUO`"),
            ("S//RLE TO USA", Form::Portion, ""),
            ("TS//SI/TKK//NF", Form::Portion, "`TK`"),
            ("S//HSC//NF", Form::Portion, "`HCS`"),
            ("S//RLE", Form::Portion, "`REL TO`"),
        ] {
            let told = told(text, form);
            match meant {
                "" => assert_eq!(told, None, "{text}"),
                meant => assert!(told.as_ref().is_some_and(|told| told.contains(meant)), "{text}: {told:?}"),
            }
        }
    }

    #[test]
    fn what_is_near_to_nothing_or_has_compartments_is_passed_over() {
        for (text, form) in [
            ("TS//QQ7//NF", Form::Portion),
            ("TS//123//NF", Form::Portion),
            ("TS//NFF-ABC//NF", Form::Portion),
            ("S//HCS-P//NF", Form::Portion),
            ("S//KDK//NF", Form::Portion),
            ("SECRET//NOFORN", Form::Banner),
        ] {
            assert_eq!(told(text, form), None, "{text}");
        }
        let valid = examine("S//NFF", Some(Form::Portion));
        assert!(valid.is_valid() && valid.canonical.as_deref() == Some("S//NFF"), "{valid:?}");
    }
}
