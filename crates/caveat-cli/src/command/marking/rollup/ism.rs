//! The attributes of a document from those of its portions (ISM 2022-DEC).

use caveat::json::Json;
use caveat_marking::us::ism::{Attributes, from_attributes, roll_up_attributes};

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
    let made = roll_up_attributes(&portions, today);
    let told = made.problems.into_iter().map(|found| {
        let portion = found.portion;
        Found::of_whole(Some(portion), remark(found, 0..0, "ISM 2022-DEC"))
    });
    let told: Vec<Found> = told.collect();
    let holds = made.attributes.is_some() && report::all_harmless(&told);
    let banner = made.attributes.as_ref().and_then(banner);
    let answer = report::answer_json([
        ("attributes", made.attributes.map_or(Json::Null, attributes)),
        ("banner", banner.map_or(Json::Null, Json::Text)),
        ("problems", report::told_json(&told)),
    ]);
    Ok((answer, holds))
}

fn attributes(attributes: Attributes) -> Json {
    Json::Object(attributes.into_iter().map(|(name, value)| (name, Json::Text(value))).collect())
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
