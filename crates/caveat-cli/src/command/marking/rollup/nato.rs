//! The dominant label of NATO's labels (ADatP-4774.1, Edition A, 4.4).

use std::collections::BTreeSet;

use caveat::json::Json;
use caveat_marking::nato::dominant::{Decision, Dominant, SecurityPolicy, dominant};
use caveat_marking::nato::label::{Category, CategoryType, Information, Policy};
use caveat_marking::nato::policy::check_information;
use caveat_marking::nato::{self, Value};
use caveat_marking::problem::Problem;

use super::super::batch::Answered;
use super::super::object::{Object, text};
use super::policy::{self, Known, Under};
use crate::report::{self, Found};

/// Answers a line; `given` is the policy that the command line gives.
pub(super) fn answer(mut line: Object, given: Option<&SecurityPolicy>) -> Result<Answered, String> {
    line.knows(&["portions", "policy"])?;
    let policy = line.value("policy").map(policy::policy).transpose()?;
    let labels = line.required_list("portions")?.into_iter().enumerate();
    let labels: Vec<Information> =
        labels.map(|(at, json)| label(&format!("portion {at}"), json)).collect::<Result<_, _>>()?;
    let made = join(labels, policy.as_ref().or(given));
    Ok((made.json(), made.holds()))
}

/// Labels that were joined, and what came of it.
pub(super) struct Joined {
    labels: Vec<Information>,
    made: Dominant,
    /// The policy under which they were joined.
    policy: Value,
    known: Known,
    told: Vec<Found>,
}

/// Joins labels under a policy; where none is given, under the one that the labels are of.
pub(super) fn join(labels: Vec<Information>, given: Option<&SecurityPolicy>) -> Joined {
    let under = match given {
        Some(policy) => Under { policy: policy.clone(), known: Known::Whole },
        None => policy::of_labels(&labels),
    };
    let mut told: Vec<Found> = labels.iter().enumerate().flat_map(|(at, label)| wrong(at, label)).collect();
    let made = dominant(&labels, &under.policy);
    if under.known == Known::ByItsLabels && made.settled().is_some() {
        let name = under.policy.policy.identifier.as_str();
        let message = format!("the policy {name} is not given: whether it has such a label is not looked at");
        told.push(Found::of_whole(None, Problem::warning("nato-policy-unknown", 0..0, message, RULE_9)));
    }
    Joined { labels, made, policy: under.policy.policy.identifier, known: under.known, told }
}

impl Joined {
    /// Whether there is a label, nobody has to decide anything, and nothing is wrong.
    pub(super) fn holds(&self) -> bool {
        self.decisions().is_empty() && self.made.label.is_some() && report::all_harmless(&self.told)
    }

    /// The label as a marking, where nobody has to decide anything.
    pub(super) fn banner(&self) -> Option<String> {
        let settled = self.made.settled().filter(|_| self.decisions().is_empty());
        settled.filter(|label| label.policy.is_nato()).and_then(nato::print)
    }

    /// The answer as a line of JSON.
    pub(super) fn json(&self) -> String {
        let decisions = self.decisions();
        report::answer_json([
            ("label", self.made.label.as_ref().map_or(Json::Null, label_json)),
            ("banner", self.banner().map_or(Json::Null, Json::text)),
            ("held", Json::List(self.made.held.iter().map(category_json).collect())),
            ("decisions", Json::List(decisions.iter().map(ToDecide::json).collect())),
            ("problems", report::told_json(&self.told)),
        ])
    }

    /// What is wrong with the labels.
    pub(super) fn told(&self) -> &[Found] {
        &self.told
    }

    /// The label that the rules make.
    pub(super) fn label(&self) -> Option<&Information> {
        self.made.label.as_ref()
    }

    /// What the label does not say, and a recipient must meet all the same.
    pub(super) fn held(&self) -> &[Category] {
        &self.made.held
    }

    /// What a person has to decide.
    pub(super) fn decisions(&self) -> Vec<ToDecide> {
        let (made, unknown) = (&self.made, self.known == Known::ByItsLabels);
        if unknown && made.label.is_none() {
            return vec![self.unordered()];
        }
        let to_decide = |decision| to_decide(decision, &self.labels, &self.policy);
        let mut decisions: Vec<ToDecide> = made.decisions.iter().map(to_decide).collect();
        if unknown && !made.held.is_empty() {
            let tags: BTreeSet<&Value> = made.held.iter().map(|category| &category.tag).collect();
            let message = format!(
                "{} is left out, and whether there is a label without it, its policy says, which is not given",
                listed(&tags)
            );
            decisions.push(ToDecide { code: "nato-policy-unknown", message, portion: None });
        }
        decisions
    }

    /// How classifications or policies stand to each other is not to be guessed.
    fn unordered(&self) -> ToDecide {
        let policies: BTreeSet<&Value> = self.labels.iter().map(|label| &label.policy.identifier).collect();
        let names: BTreeSet<&Value> = self.labels.iter().map(|label| &label.classification).collect();
        let message = if policies.len() > 1 {
            format!(
                "what the labels of one of {} count as in another, no policy says that is given",
                listed(&policies)
            )
        } else {
            format!(
                "which of {} is the highest, the policy {} says, which is not given",
                listed(&names),
                self.policy
            )
        };
        ToDecide { code: "nato-policy-unknown", message, portion: None }
    }
}

fn listed(values: &BTreeSet<&Value>) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

/// What a person has to decide, with the portion that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ToDecide {
    code: &'static str,
    pub(super) message: String,
    pub(super) portion: Option<usize>,
}

impl ToDecide {
    fn json(&self) -> Json {
        let mut fields = vec![("code", Json::text(self.code)), ("message", Json::text(&self.message))];
        fields.extend(self.portion.map(|at| ("portion", report::index(at))));
        object(fields)
    }
}

fn to_decide(decision: &Decision, labels: &[Information], under: &Value) -> ToDecide {
    let (code, message, portion) = match decision {
        Decision::NoLabel => ("nato-no-label", "there is no label".to_owned(), None),
        Decision::Unmappable(label) => {
            let message = format!(
                "`{}` of the policy {} counts as nothing under the policy {under}",
                label.classification, label.policy.identifier
            );
            ("nato-unmappable", message, labels.iter().position(|other| *other == **label))
        }
        Decision::Invalid(problem) => (problem.code, problem.message.clone(), None),
    };
    ToDecide { code, message, portion }
}

const RULE_9: &str = "ADatP-4774.1 Ed. A, 4.4, rule 9";

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

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
