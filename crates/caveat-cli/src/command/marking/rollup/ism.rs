//! The attributes of a document from those of its portions (ISM 2022-DEC).

use caveat::json::Json;
use caveat_marking::us::ism::{Attributes, from_attributes, roll_up_attributes};
use jiff::civil::Date;

use super::super::batch::Answered;
use super::super::object::{self, Object};
use super::{NOTHING, remark};
use crate::date;
use crate::here::Here;
use crate::report::{self, Found};

/// Answers a line.
pub(super) fn answer(mut line: Object, here: &Here) -> Result<Answered, String> {
    line.knows(&["portions", "today"])?;
    let portions = object::portions_attributes(line.required_list("portions")?)?;
    if portions.is_empty() {
        return Err(NOTHING.to_owned());
    }
    let today = line.parsed("today")?.unwrap_or_else(|| here.now());
    let today = date::day_of(today).ok_or("`today` is no day")?;
    let made = RolledUp::of(&portions, today);
    Ok((made.json(), made.holds()))
}

/// The attributes of a resource element, made from those of portions.
pub(super) struct RolledUp {
    pub(super) attributes: Option<Attributes>,
    pub(super) banner: Option<String>,
    pub(super) told: Vec<Found>,
}

impl RolledUp {
    /// Rolls up portions. Where none says when it is declassified, that is 25 years from `today`.
    pub(super) fn of(portions: &[Attributes], today: Date) -> Self {
        let made = roll_up_attributes(portions, today);
        let told = made.problems.into_iter().map(|found| {
            let portion = found.portion;
            Found::of_whole(Some(portion), remark(found, 0..0, "ISM 2022-DEC"))
        });
        let told: Vec<Found> = told.collect();
        let banner = made.attributes.as_ref().and_then(banner);
        Self { attributes: made.attributes, banner, told }
    }

    /// Whether there are attributes, and nothing is wrong.
    pub(super) fn holds(&self) -> bool {
        self.attributes.is_some() && report::all_harmless(&self.told)
    }

    /// As a line of JSON.
    pub(super) fn json(&self) -> String {
        report::answer_json([
            ("attributes", self.attributes.clone().map_or(Json::Null, attributes)),
            ("banner", self.banner.as_deref().map_or(Json::Null, Json::text)),
            ("problems", report::told_json(&self.told)),
        ])
    }
}

fn attributes(attributes: Attributes) -> Json {
    Json::Object(attributes.into_iter().map(|(name, value)| (name, Json::text(value))).collect())
}

/// The banner as text, where it says all of what the attributes do.
fn banner(attributes: &Attributes) -> Option<String> {
    // How much of it is NATO's is said by no banner, and limits nobody.
    const BESIDE: [&str; 1] = ["highWaterNATO"];
    let encoded = from_attributes(attributes);
    let is_said = encoded.kept.keys().all(|name| BESIDE.contains(&name.as_str()));
    let is_understood = encoded.problems.iter().all(|problem| problem.attribute.starts_with("declass"));
    encoded.marking.filter(|_| is_said && is_understood).map(|marking| marking.banner())
}
