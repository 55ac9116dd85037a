//! The dominant label of NATO's labels (ADatP-4774.1, Edition A, 4.4).

use caveat::json::Json;
use caveat_marking::nato::dominant::{Decision, SecurityPolicy, dominant};
use caveat_marking::nato::label::{Category, CategoryType, Information, Policy};
use caveat_marking::nato::policy::check_information;
use caveat_marking::nato::{self, Value};

use super::super::batch::Answered;
use super::super::object::{Object, text};
use crate::report::{self, Found};

/// Answers a line.
pub(super) fn answer(mut line: Object) -> Result<Answered, String> {
    line.knows(&["portions"])?;
    let labels = line.required_list("portions")?.into_iter().enumerate();
    let labels: Vec<Information> =
        labels.map(|(at, json)| label(&format!("portion {at}"), json)).collect::<Result<_, _>>()?;
    let told: Vec<Found> = labels.iter().enumerate().flat_map(|(at, label)| wrong(at, label)).collect();
    let made = dominant(&labels, &SecurityPolicy::nato());
    let holds = made.settled().is_some() && report::all_harmless(&told);
    let decisions = made.decisions.iter().map(|decision| decision_json(decision, &labels));
    let answer = report::answer_json([
        ("label", made.label.as_ref().map_or(Json::Null, label_json)),
        ("banner", made.settled().and_then(nato::print).map_or(Json::Null, Json::Text)),
        ("held", Json::List(made.held.iter().map(category_json).collect())),
        ("decisions", Json::List(decisions.collect())),
        ("problems", report::told_json(&told)),
    ]);
    Ok((answer, holds))
}

/// What is wrong with a label under NATO's policy; of other policies, with its form.
fn wrong(at: usize, label: &Information) -> Vec<Found> {
    check_information(label).into_iter().map(|problem| Found::of_whole(Some(at), problem)).collect()
}

/// A label: `{"policy":"NATO","classification":"SECRET","categories":[…]}`.
fn label(what: &str, json: Json) -> Result<Information, String> {
    let within = |message: String| format!("{what}: {message}");
    let mut object = Object::of(what, json)?;
    object.knows(&["policy", "classification", "categories"]).map_err(within)?;
    let policy = object.required("policy").map_err(within)?;
    let classification = object.required("classification").map_err(within)?;
    let categories = object.list("categories").map_err(within)?.unwrap_or_default();
    let categories = categories.into_iter().enumerate();
    let categories = categories.map(|(at, json)| category(&format!("category {at} of {what}"), json));
    Ok(Information {
        policy: Policy::named(&policy),
        classification: Value::new(&classification),
        privacy_mark: None,
        categories: categories.collect::<Result<_, _>>()?,
    })
}

fn category(what: &str, json: Json) -> Result<Category, String> {
    let within = |message: String| format!("{what}: {message}");
    let mut object = Object::of(what, json)?;
    object.knows(&["tag", "type", "values"]).map_err(within)?;
    let tag = object.required("tag").map_err(within)?;
    let kind = object.required("type").map_err(within)?;
    let kind = kind_of(&kind).map_err(within)?;
    let values = object.required_list("values").map_err(within)?;
    let values = values.into_iter().map(|value| Ok(Value::new(&text("values", value)?)));
    Ok(Category::new(&tag, kind, values.collect::<Result<Vec<_>, String>>().map_err(within)?))
}

fn kind_of(text: &str) -> Result<CategoryType, String> {
    let found = CategoryType::ALL.into_iter().find(|kind| kind.as_str() == text);
    found.ok_or_else(|| {
        let known = CategoryType::ALL.map(CategoryType::as_str).join(", ");
        format!("`type` is `{text}`, and can be {known}")
    })
}

fn label_json(label: &Information) -> Json {
    object([
        ("policy", Json::text(label.policy.identifier.as_str())),
        ("classification", Json::text(label.classification.as_str())),
        ("categories", Json::List(label.categories.iter().map(category_json).collect())),
    ])
}

fn category_json(category: &Category) -> Json {
    let values = category.values.iter().map(|value| Json::text(value.as_str()));
    object([
        ("tag", Json::text(category.tag.as_str())),
        ("type", Json::text(category.kind.as_str())),
        ("values", Json::List(values.collect())),
    ])
}

/// Why a person has to decide, with the portion that it is about.
fn decision_json(decision: &Decision, labels: &[Information]) -> Json {
    let (code, message, at) = match decision {
        Decision::NoLabel => ("nato-no-label", "there is no label".to_owned(), None),
        Decision::Unmappable(label) => {
            let message = format!(
                "`{}` of the policy {} counts as nothing under NATO's",
                label.classification, label.policy.identifier
            );
            ("nato-unmappable", message, labels.iter().position(|other| *other == **label))
        }
        Decision::Invalid(problem) => (problem.code, problem.message.clone(), None),
    };
    let mut fields = vec![("code", Json::text(code)), ("message", Json::text(message))];
    fields.extend(at.map(|at| ("portion", report::index(at))));
    object(fields)
}

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
