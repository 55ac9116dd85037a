//! The attributes of a resource element, from those of the portions that contribute to it.
//!
//! The banner itself is rolled up as in a text. Where ODNI's own stylesheet (ISM-Rollup.XML V2021-NOV) departs from the
//! manual, the manual is followed: SBU and LIMDIS do not stand in a classified banner, and DISPLAY ONLY keeps its list.
//! What the manual does not have is rolled up as the rules of ISM 2022-DEC ask: declassification, the level of what is
//! NATO's, special access programs with their source authority, CUI, and approximate markings.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Attributes, from_attributes, to_attributes};
use crate::us::marking::{Code, Fgi, Holder, Level, Marking};
use crate::us::rollup::{Options, Portion, Remark, rollup};

/// The attributes of a resource element, and what could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledUpAttributes {
    /// The attributes that the portions make. What is said of the document itself (`createDate`, `compliesWith`) is not
    /// among them. None, where a portion has no classification or no owner: of such a document nothing is said.
    pub attributes: Option<Attributes>,
    /// What is not understood, by the index of its portion. What could be released to nobody for it is not.
    pub problems: Vec<Remark>,
}

/// Makes the attributes of a resource element. A portion that is excluded from the roll-up (`excludeFromRollup`) counts
/// for nothing. Where no portion says when it is declassified, that is 25 years from `today`.
pub fn roll_up_attributes(portions: &[Attributes], today: Date) -> RolledUpAttributes {
    let mut problems = Vec::new();
    let mut read = Vec::new();
    for (at, attributes) in portions.iter().enumerate().filter(|(_, one)| contributes(one)) {
        let encoded = from_attributes(attributes);
        problems.extend(encoded.problems.iter().map(|problem| Remark {
            code: if problem.is_of_text() { "us-rollup-not-in-text" } else { "us-rollup-attribute" },
            message: format!("`{}` of {} {}", problem.value, problem.attribute, problem.message),
            portion: at,
        }));
        match encoded.marking {
            Some(marking) => read.push((at, attributes, marking)),
            None => problems.push(unread(at)),
        }
    }
    if problems.iter().any(|problem| problem.code == UNREAD) {
        return RolledUpAttributes { attributes: None, problems };
    }
    let of_text: Vec<Portion> = read.iter().map(|(_, _, marking)| portion(marking)).collect();
    let rolled_up = rollup(&of_text, &Options::default());
    problems.extend(rolled_up.problems.into_iter().filter_map(|remark| {
        let (at, _, _) = read.get(remark.portion)?;
        Some(Remark { portion: *at, ..remark })
    }));
    let all = All { banner: rolled_up.banner, read };
    RolledUpAttributes { attributes: Some(all.attributes(today)), problems }
}

/// Whether a portion counts in the roll-up of its document: it is not excluded, and there is something in it that is
/// marked (ISM-ID-00012).
pub fn contributes(attributes: &Attributes) -> bool {
    const BESIDE: [&str; 4] = ["pocType", "DESVersion", "unregisteredNoticeType", "ISMCATCESVersion"];
    let is_excluded = is_true(attributes, "excludeFromRollup");
    !is_excluded && attributes.keys().any(|name| !BESIDE.contains(&name.as_str()))
}

const UNREAD: &str = "us-rollup-unread";

fn unread(portion: usize) -> Remark {
    let message = "the portion has no classification, or no owner".to_owned();
    Remark { code: UNREAD, message, portion }
}

fn portion(marking: &Marking) -> Portion {
    Portion { marking: marking.clone(), dated: None, declassify_on: None }
}

fn is_true(attributes: &Attributes, name: &str) -> bool {
    matches!(attributes.get(name).map(|value| value.trim()), Some("true" | "1"))
}

/// The banner, and the portions that make it.
struct All<'a> {
    banner: Marking,
    read: Vec<(usize, &'a Attributes, Marking)>,
}

/// `CVEnumISM25X`, in its order, behind what is declassified by others.
const EXCEPTIONS: [&str; 22] = [
    "25X1",
    "25X1-EO-12951",
    "25X2",
    "25X3",
    "25X4",
    "25X5",
    "25X6",
    "25X7",
    "25X8",
    "25X9",
    "50X1",
    "50X1-HUM",
    "50X2",
    "50X2-WMD",
    "50X3",
    "50X4",
    "50X5",
    "50X6",
    "50X7",
    "50X8",
    "50X9",
    "75X",
];

impl<'a> All<'a> {
    fn attributes(&self, today: Date) -> Attributes {
        let mut attributes = to_attributes(&self.banner);
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                attributes.insert(name.to_owned(), value);
            }
        };
        put("SARIdentifier", self.union("SARIdentifier"));
        put("cuiBasic", self.union("cuiBasic"));
        put("cuiSpecified", self.union("cuiSpecified"));
        put("highWaterNATO", self.high_water());
        let is_approximate = self.sets().any(|portion| is_true(portion, "hasApproximateMarkings"));
        put("hasApproximateMarkings", is_approximate.then(|| "true".to_owned()));
        if self.banner.classification.level > Level::Unclassified {
            self.declassify(today, &mut put);
        }
        attributes
    }

    fn sets(&self) -> impl Iterator<Item = &'a Attributes> {
        self.read.iter().map(|(_, attributes, _)| *attributes)
    }

    fn tokens(&self, name: &str) -> BTreeSet<&'a str> {
        let values = self.sets().filter_map(|portion| portion.get(name));
        values.flat_map(|value| value.split_whitespace()).collect()
    }

    fn union(&self, name: &str) -> Option<String> {
        let tokens: Vec<_> = self.tokens(name).into_iter().collect();
        (!tokens.is_empty()).then(|| tokens.join(" "))
    }

    /// The highest level of what is NATO's, where the banner names it (ISM-ID-00523). Of a source that is concealed it
    /// would tell who it is.
    fn high_water(&self) -> Option<String> {
        const LEVELS: [(&str, Level); 5] = [
            ("NATO-U", Level::Unclassified),
            ("NATO-R", Level::Restricted),
            ("NATO-C", Level::Confidential),
            ("NATO-S", Level::Secret),
            ("NATO-TS", Level::TopSecret),
        ];
        let Some(Fgi::Open(sources)) = &self.banner.fgi else { return None };
        if !sources.iter().any(|source| source.as_str() == "NATO") {
            return None;
        }
        let stated = self.tokens("highWaterNATO");
        let level_of = |name: &str| LEVELS.iter().find(|(one, _)| *one == name).map(|(_, level)| *level);
        let stated = stated.iter().filter_map(|name| level_of(name));
        // Where a portion does not say how much of it is NATO's, all may be.
        let of_portions = self
            .read
            .iter()
            .filter(|(_, portion, marking)| has_nato(marking) && !portion.contains_key("highWaterNATO"));
        let of_portions = of_portions.map(|(_, _, marking)| marking.classification.level);
        let highest = stated.chain(of_portions).max()?;
        LEVELS.iter().find(|(_, level)| *level == highest).map(|(name, _)| (*name).to_owned())
    }

    /// What is under the Atomic Energy Act or NATO's, others declassify. Else all exceptions hold, and the latest date.
    fn declassify(&self, today: Date, put: &mut impl FnMut(&str, Option<String>)) {
        let energy = self.read.iter().any(|(_, _, marking)| {
            let energy = &marking.atomic_energy;
            energy.rd.is_some() || energy.frd.is_some() || energy.tfni
        });
        let stated = self.tokens("declassException");
        let says = |name: &str| stated.contains(name) || stated.contains("NATO-AEA");
        let energy = energy || says("AEA");
        // A banner that conceals a source tells of no other, and beside data under the Atomic Energy Act a portion must
        // be NATO's own (ISM-ID-00316 and ISM-ID-00317).
        let named = matches!(&self.banner.fgi, Some(Fgi::Open(sources)) if is_among(sources));
        let nato = (named && !energy) || self.read.iter().any(|(_, _, marking)| is_of_nato(marking));
        match (energy, nato || says("NATO")) {
            (true, true) => return put("declassException", Some("NATO-AEA".to_owned())),
            (true, false) => return put("declassException", Some("AEA".to_owned())),
            (false, true) => return put("declassException", Some("NATO".to_owned())),
            (false, false) => {}
        }
        let order = |token: &&str| EXCEPTIONS.iter().position(|one| one == token).unwrap_or(EXCEPTIONS.len());
        let mut exceptions: Vec<&str> = stated.into_iter().collect();
        exceptions.sort_by_key(order);
        let dates = self.sets().filter_map(|portion| portion.get("declassDate")?.trim().parse::<Date>().ok());
        let latest = dates.max().map(|date| date.to_string());
        let event = self.sets().find_map(|portion| portion.get("declassEvent")).cloned();
        if latest.is_none() && event.is_none() && exceptions.is_empty() {
            let date = today.checked_add(25.years()).ok();
            return put("declassDate", date.map(|date| date.to_string()));
        }
        put("declassException", (!exceptions.is_empty()).then(|| exceptions.join(" ")));
        put("declassEvent", event.filter(|_| latest.is_none()));
        put("declassDate", latest);
    }
}

/// Whether NATO owns it, or is among its sources.
fn has_nato(marking: &Marking) -> bool {
    is_of_nato(marking) || matches!(&marking.fgi, Some(Fgi::Open(sources)) if is_among(sources))
}

fn is_of_nato(marking: &Marking) -> bool {
    match &marking.classification.holder {
        Holder::Nato(_) => true,
        Holder::Joint(owners) | Holder::Foreign(owners) => is_among(owners),
        Holder::Us | Holder::Concealed => false,
    }
}

fn is_among(codes: &[Code]) -> bool {
    codes.iter().any(|code| code.as_str() == "NATO")
}
