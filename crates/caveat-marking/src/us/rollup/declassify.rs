//! When a document is declassified, from when its sources are.
//!
//! Source: 32 CFR 2001.22(c) to (e) and 2001.26; IC Markings System Register and Manual (CAPCO 2016), E.

use std::borrow::Cow;
use std::cmp::Reverse;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::us::block::{DeclassifyOn, Until};
use crate::us::marking::{Level, Marking};
use crate::us::rollup::{Portion, Remark, is_of_nato};

/// The longest of what is said of the classified portions. None, where of one of them nothing can be told.
pub(super) fn roll_up(portions: &[Cow<'_, Portion>], problems: &mut Vec<Remark>) -> Option<DeclassifyOn> {
    if let Some(text) = not_applicable(portions) {
        return Some(DeclassifyOn::NotApplicable(text));
    }
    let mut longest: Option<(Rank, DeclassifyOn)> = None;
    let mut is_known = true;
    for (index, portion) in portions.iter().enumerate() {
        if portion.marking.classification.level == Level::Unclassified {
            continue;
        }
        let Some(found) = of_portion(portion) else {
            is_known = false;
            // A portion without a date and without a word says nothing, and neither does its banner.
            if let Some(said) = &portion.declassify_on {
                let message = format!("nobody can tell from `{said}` when it is declassified");
                problems.push(Remark { code: "us-rollup-declassify", message, portion: index });
            }
            continue;
        };
        let rank = rank(&found);
        if longest.as_ref().is_none_or(|(longest, _)| *longest < rank) {
            longest = Some((rank, found));
        }
    }
    longest.filter(|_| is_known).map(|(_, found)| found)
}

/// How long something holds: the greater, the longer. Of one exemption, the lowest number counts.
type Rank = (u8, Date, Reverse<String>);

/// Data under the Atomic Energy Act, and NATO's, are declassified by others.
fn not_applicable(portions: &[Cow<'_, Portion>]) -> Option<String> {
    let any = |of: fn(&Marking) -> bool| portions.iter().any(|portion| of(&portion.marking));
    let whose = [
        ("RD", any(|marking| marking.atomic_energy.rd.is_some())),
        ("FRD", any(|marking| marking.atomic_energy.frd.is_some())),
        ("TFNI", any(|marking| marking.atomic_energy.tfni)),
        ("NATO", any(is_of_nato)),
    ];
    let names: Vec<&str> = whose.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect();
    if names.is_empty() {
        let said = portions.iter().find_map(|portion| match &portion.declassify_on {
            Some(DeclassifyOn::NotApplicable(text)) => Some(text.clone()),
            _ => None,
        });
        return said;
    }
    Some(format!("N/A to {} portions. See source list for NSI portions.", names.join("/")))
}

/// What counts for a portion: instructions of earlier orders are read as this one has them.
fn of_portion(portion: &Portion) -> Option<DeclassifyOn> {
    let years = |years: i64| {
        let dated = portion.dated?;
        dated.checked_add(years.years()).ok().map(DeclassifyOn::Date)
    };
    match &portion.declassify_on {
        None | Some(DeclassifyOn::Legacy(_)) => years(25),
        Some(DeclassifyOn::Unreadable(_)) => None,
        Some(DeclassifyOn::Exemption { code, until: None }) if code.starts_with("25X") => {
            let until = years(50)
                .and_then(|on| if let DeclassifyOn::Date(on) = on { Some(Until::Date(on)) } else { None });
            Some(DeclassifyOn::Exemption { code: code.clone(), until })
        }
        Some(said) => Some(said.clone()),
    }
}

fn rank(said: &DeclassifyOn) -> Rank {
    let long = date(9999, 12, 31);
    let until = |until: &Option<Until>| if let Some(Until::Date(on)) = until { *on } else { long };
    let (class, on, code) = match said {
        DeclassifyOn::NotApplicable(_) | DeclassifyOn::Unreadable(_) | DeclassifyOn::Legacy(_) => {
            (8, long, "")
        }
        DeclassifyOn::Exemption { code, until: on } if code.starts_with("75X") => {
            (7, until(on), code.as_str())
        }
        DeclassifyOn::Exemption { code, .. } if matches!(code.as_str(), "50X1-HUM" | "50X2-WMD") => {
            (6, long, code.as_str())
        }
        DeclassifyOn::Exemption { code, until: on } if code.starts_with("50X") => {
            (5, until(on), code.as_str())
        }
        DeclassifyOn::Imagery => (4, long, ""),
        DeclassifyOn::Exemption { code, until: on } => (3, until(on), code.as_str()),
        DeclassifyOn::Date(on) => (2, *on, ""),
        DeclassifyOn::Event(_) => (1, long, ""),
    };
    (class, on, Reverse(code.to_owned()))
}
