//! The markings that the manual prints.

use caveat_marking::us::read::Form;
use serde_json::Value;

const SYNTAX: &str = include_str!("../data/us/syntax.jsonl");
const ROLLUP: &str = include_str!("../data/us/rollup.jsonl");

/// All banners and portions of the manual's examples.
pub(crate) fn printed() -> Vec<(Form, String)> {
    let mut all = Vec::new();
    for row in SYNTAX.lines().chain(ROLLUP.lines()).map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        all.extend(text(&row["banner"]).map(|banner| (Form::Banner, banner)));
        all.extend(text(&row["portion"]).map(|portion| (Form::Portion, portion)));
        let portions = row["portions"].as_array().into_iter().flatten();
        all.extend(portions.filter_map(text).map(|portion| (Form::Portion, portion)));
    }
    assert!(all.len() > 150, "only {} markings", all.len());
    all
}
