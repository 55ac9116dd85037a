//! `caveat marking rollup`: the banner of a document, from the marks of its portions.

mod files;
mod ism;
mod nato;
mod policy;
mod us;

use std::path::Path;

use caveat::json::Json;
use caveat_marking::problem::Problem;
use caveat_marking::us::rollup::Remark;

use super::batch::{Answered, each};
use super::object::{self, Object};
use crate::args::marking::Rollup;
use crate::command::printed;
use crate::date::{self, Bound};
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn rollup(args: &Rollup, here: &Here) -> Result<Status, Failure> {
    let dated = here.date("--dated", args.dated.as_deref(), Bound::At)?.and_then(date::day_of);
    let list = args.rel.as_deref().map(us::list).transpose();
    let typed = || Typed::one("--rel", args.rel.as_deref().unwrap_or_default());
    let list = list.map_err(|message| Failure::typed(typed(), message))?.unwrap_or_default();
    let policy = args.policy.as_deref().map(policy::from_file).transpose()?;
    if !args.labels.is_empty() {
        return files::answer(args, policy.as_ref(), here);
    }
    if args.portions.is_empty() {
        return each(Path::new("-"), &mut |json| {
            let mut line = Object::of("the line", json)?;
            match line.text("scheme")?.as_deref() {
                None | Some("us") => of_us(line, &us::Stated { dated, list: list.clone() }),
                Some("ism") => ism::answer(line, here),
                Some("nato") => nato::answer(line, policy.as_ref()),
                Some(other) => Err(format!("nothing is rolled up under `{other}`: there are us, ism, nato")),
            }
        });
    }
    let made = us::roll_up(&args.portions, &us::Stated { dated, list });
    let status = if made.holds() { Status::Done } else { Status::Failed };
    if args.json {
        return printed(report::raw(format!("{}\n", line_of(&made)).as_bytes()), status);
    }
    printed(report::rolled_up(made.banner.as_deref(), &args.portions, &made.problems), status)
}

fn of_us(mut line: Object, stated: &us::Stated) -> Result<Answered, String> {
    line.knows(&["portions", "dated", "rel"])?;
    let portions = object::portions(line.required_list("portions")?)?;
    if portions.is_empty() {
        return Err(NOTHING.to_owned());
    }
    let list = match line.value("rel") {
        None => stated.list.clone(),
        Some(value) => us::list(&words_of_list(value)?).map_err(|message| format!("`rel`: {message}"))?,
    };
    let dated = line.parsed("dated")?.and_then(date::day_of).or(stated.dated);
    let made = us::roll_up(&portions, &us::Stated { dated, list });
    Ok((line_of(&made), made.holds()))
}

/// A document without portions says nothing of itself.
const NOTHING: &str = "`portions` is empty, and of nothing there is no banner";

fn line_of(made: &us::Made) -> String {
    report::answer_json([
        ("banner", made.banner.as_deref().map_or(Json::Null, Json::text)),
        ("problems", report::told_json(&made.problems)),
    ])
}

/// The list of REL, which may also come as a list of its codes.
fn words_of_list(value: Json) -> Result<String, String> {
    match value {
        Json::List(codes) => {
            let codes = codes.into_iter().map(|code| object::text("rel", code));
            Ok(codes.collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        value => object::text("rel", value),
    }
}

/// What keeps a banner from being as its portions have it, as a problem of one of them.
fn remark(remark: Remark, span: std::ops::Range<usize>, source: &'static str) -> Problem {
    match remark.code {
        // What is rolled up is right, and a text does not show it.
        "us-rollup-not-in-text" => Problem::warning(remark.code, span, remark.message, source),
        code => Problem::error(code, span, remark.message, source),
    }
}
